"""One rule, or one project, through a series of reports."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from lbpolicy.model import Severity
from lbpolicy.model.trend import Count, Point, ProjectPoint, RulePoint

_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Series:
    """What became of it; there is a value for each report, None where the report does not know it."""

    name: str
    """Rule id or project."""
    title: str
    severity: Severity | None
    scores: tuple[float | None, ...]
    """Of a rule in per cent; empty for a project."""
    weights: tuple[int | None, ...]
    last: Count | None
    """In the last report."""


def rule_series(points: Sequence[Point], *, changed: bool) -> list[Series]:
    """Return the rules, lowest score of the last report first; if `changed` only those that ever failed."""
    found = _by_name(points, lambda point: ((one.id, one) for one in point.rules))
    series = [_of_rule(values) for values in found.values()]
    kept = [one for one in series if not changed or any(one.weights)]
    return sorted(kept, key=_rule_order)


def project_series(points: Sequence[Point]) -> list[Series]:
    """Return the projects, heaviest in the last report first."""
    found = _by_name(points, lambda point: ((one.id, one) for one in point.projects))
    series = [_of_project(name, values) for name, values in found.items()]
    return sorted(series, key=lambda one: (-(one.weights[-1] or 0), one.name))


def _by_name(
    points: Sequence[Point], parts: Callable[[Point], Iterable[tuple[str, _Part]]]
) -> dict[str, list[_Part | None]]:
    found: dict[str, list[_Part | None]] = {}
    for index, point in enumerate(points):
        for name, part in parts(point):
            found.setdefault(name, [None] * len(points))[index] = part
    return found


def _of_rule(values: Sequence[RulePoint | None]) -> Series:
    latest = next(one for one in reversed(values) if one)
    return Series(
        name=latest.id,
        title=latest.title,
        severity=latest.severity,
        scores=tuple(one.score if one else None for one in values),
        weights=tuple(one.count.weight if one else None for one in values),
        last=values[-1].count if values[-1] else None,
    )


def _of_project(name: str, values: Sequence[ProjectPoint | None]) -> Series:
    return Series(
        name=name,
        title="",
        severity=None,
        scores=(),
        weights=tuple(one.count.weight if one else None for one in values),
        last=values[-1].count if values[-1] else None,
    )


def _rule_order(one: Series) -> tuple[float, int, str]:
    """Sort what scores least now first, and what is not in force any more last."""
    score = one.scores[-1]
    return (101 if score is None else score, one.severity.rank if one.severity else 0, one.name)
