"""Posture over time as CSV: for each report a line for the whole, one for each project and one for each rule.

As in the table of findings every cell is quoted, none is a formula, and the file begins with a byte order
mark.
"""

import csv
from collections.abc import Iterator

from lbpolicy.formats.csv_table import BOM, Lines, cell
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.model import Severity
from lbpolicy.model.trend import Count, Point, Trend

COLUMNS = (
    "evaluated_at",
    "report",
    "complete",
    "part",  # total, project or rule
    "name",
    "title",
    "severity",
    "score",  # per cent; empty where nothing was judged, and for projects
    "passed",  # assets; of rules
    "failed",
    *(severity.value for severity in Severity),  # failing findings that nobody waived
    "review",
    "waived",
    "weight",
    "new",  # since the report before; empty where the two cannot be compared
    "fixed",
    "not_judged",
)
"""Their order stays, new ones come last."""


def render(trend: Trend, _options: RenderOptions) -> Iterator[bytes]:
    """Yield the table, one report at a time."""
    lines = Lines()
    writer = csv.DictWriter(lines, COLUMNS, restval="", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writeheader()
    yield BOM
    for point in trend.points:
        for row in _rows(point):
            writer.writerow({name: cell(value) for name, value in row.items()})
        yield lines.taken()


def _rows(point: Point) -> Iterator[dict[str, str]]:
    head = {
        "evaluated_at": point.evaluated_at,
        "report": point.file,
        "complete": "true" if point.complete else "false",
    }
    step = point.step
    since = (
        {"new": str(step.new), "fixed": str(step.fixed), "not_judged": str(step.not_judged)} if step else {}
    )
    yield {**head, "part": "total", "score": _score(point.score), **_count(point.count), **since}
    for project in point.projects:
        yield {**head, "part": "project", "name": project.id, **_count(project.count)}
    for rule in point.rules:
        yield {
            **head,
            "part": "rule",
            "name": rule.id,
            "title": rule.title,
            "severity": rule.severity.value,
            "score": _score(rule.score),
            "passed": str(rule.passed),
            "failed": str(rule.failed),
            **_count(rule.count),
        }


def _count(count: Count) -> dict[str, str]:
    return {
        **{severity.value: str(number) for severity, number in count.failing.items()},
        "review": str(count.review),
        "waived": str(count.waived),
        "weight": str(count.weight),
    }


def _score(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
