"""Posture over time as JSON (docs/baseline.md)."""

from collections.abc import Iterator

from lbpolicy.formats.encoding import document
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.json_parts import notification_part
from lbpolicy.model import Json
from lbpolicy.model.trend import WEIGHTS, Count, Point, Step, Trend

SCHEMA_VERSION = "1.0"
"""The first number changes when a reader may break, the second when something is added."""


def render(trend: Trend, options: RenderOptions) -> Iterator[bytes]:
    """Yield the series: sorted keys, indented by two spaces, one report at a time."""
    lists = {
        "notifications": map(notification_part, trend.notifications),
        "reports": map(_point, trend.points),
    }
    head: dict[str, Json] = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "lbpolicy", "version": options.version},
        "weights": {severity.value: weight for severity, weight in WEIGHTS.items()},
    }
    yield from document(head, lists)


def _point(point: Point) -> dict[str, Json]:
    return {
        "file": point.file,
        "evaluated_at": point.evaluated_at,
        "bundle": point.bundle,
        "complete": point.complete,
        "plan": point.planned,
        "score": point.score,
        **_count(point.count),
        "since_last": _step(point.step) if point.step else None,
        "rules": [
            {
                "id": one.id,
                "title": one.title,
                "severity": one.severity.value,
                "passed": one.passed,
                "failed": one.failed,
                "score": one.score,
                **_count(one.count),
            }
            for one in point.rules
        ],
        "projects": [{"id": one.id, **_count(one.count)} for one in point.projects],
    }


def _count(count: Count) -> dict[str, Json]:
    return {
        "failing": {severity.value: number for severity, number in count.failing.items()},
        "review": count.review,
        "waived": count.waived,
        "weight": count.weight,
    }


def _step(step: Step) -> dict[str, Json]:
    return {
        "new": step.new,
        "fixed": step.fixed,
        "not_judged": step.not_judged,
        "remarks": list(step.remarks),
    }
