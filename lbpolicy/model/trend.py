"""Posture over time: what a series of reports comes to. docs/baseline.md has the formulas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lbpolicy.model.assets import Notification
from lbpolicy.model.rules import Severity

WEIGHTS: Mapping[Severity, int] = {
    Severity.CRITICAL: 16,
    Severity.HIGH: 8,
    Severity.MEDIUM: 4,
    Severity.LOW: 2,
    Severity.INFO: 1,
}
"""What one finding of a severity weighs: each twice the one below it."""


@dataclass(frozen=True, slots=True)
class Count:
    """Findings of one report, or of a part of it."""

    failing: Mapping[Severity, int]
    """Active ones by severity; every severity is there."""
    review: int = 0
    """Without waived ones."""
    waived: int = 0
    """Failing or to review."""

    @property
    def fail(self) -> int:
        """Active failing findings."""
        return sum(self.failing.values())

    @property
    def weight(self) -> int:
        """Active failing findings, each with the weight of its severity. Less is better."""
        return sum(WEIGHTS[severity] * count for severity, count in self.failing.items())


@dataclass(frozen=True, slots=True)
class RulePoint:
    """One rule in one report."""

    id: str
    title: str
    severity: Severity
    passed: int
    """Assets that pass."""
    failed: int
    """Assets that fail with at least one finding that nobody waived."""
    count: Count

    @property
    def score(self) -> float | None:
        """Per cent of these assets that pass, to a tenth, rounded down; None where there is none."""
        return percent(self.passed, self.passed + self.failed)


@dataclass(frozen=True, slots=True)
class ProjectPoint:
    """One project in one report; "" is for assets whose project is not known."""

    id: str
    count: Count


@dataclass(frozen=True, slots=True)
class Step:
    """What became of active failing findings since the report before."""

    new: int
    fixed: int
    """Fixed, or gone with their assets."""
    not_judged: int
    """Not listed any more, and not known to be gone."""
    remarks: tuple[str, ...] = ()
    """What the two reports do not have in common, so that it is not counted: sentences."""


@dataclass(frozen=True, slots=True)
class Point:
    """One report."""

    file: str
    evaluated_at: str
    """RFC 3339, UTC."""
    bundle: str
    complete: bool
    planned: bool
    """It is of a Terraform plan: of what was to be."""
    score: float | None
    """Per cent of verdicts that pass, weighted by severity, to a tenth, rounded down."""
    count: Count
    rules: Sequence[RulePoint]
    """Those in force, by id."""
    projects: Sequence[ProjectPoint]
    """Those that the input covers or that have findings, by id."""
    step: Step | None
    """None for the first report, and where the two cannot be compared: see the notifications."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A series of reports, by time."""

    points: Sequence[Point]
    notifications: Sequence[Notification] = ()
    """What a reader of the series should know."""


def percent(part: int, whole: int) -> float | None:
    """Return a share in per cent to a tenth, rounded down, so that 100 means all; None of nothing."""
    return part * 1000 // whole / 10 if whole else None
