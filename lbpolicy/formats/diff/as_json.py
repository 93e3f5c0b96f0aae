"""The difference of two reports as JSON: findings as the JSON report has them (docs/baseline.md)."""

from collections import Counter
from collections.abc import Iterator

from lbpolicy.formats.encoding import document
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.json_parts import finding_part, notification_part
from lbpolicy.model import Json
from lbpolicy.model.difference import Difference, Side

SCHEMA_VERSION = "1.0"
"""The first number changes when a reader may break, the second when something is added."""


def render(difference: Difference, options: RenderOptions) -> Iterator[bytes]:
    """Yield the difference: sorted keys, indented by two spaces, one finding at a time."""
    rules = difference.rules
    lists = {
        "findings": (finding_part(one, rules[one.outcome.rule]) for one in difference.findings),
        "gone": (
            {"why": one.why, "finding": finding_part(one.finding, rules[one.finding.outcome.rule])}
            for one in difference.gone
        ),
        "notifications": (notification_part(one) for one in difference.notifications),
    }
    head: dict[str, Json] = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "lbpolicy", "version": options.version},
        "old": _side(difference.old),
        "new": _side(difference.new),
        "summary": _summary(difference),
    }
    yield from document(head, lists)


def _side(side: Side) -> dict[str, Json]:
    return {
        "file": side.file,
        "evaluated_at": side.evaluated_at,
        "bundle": side.bundle,
        "complete": side.complete,
    }


def _summary(difference: Difference) -> dict[str, Json]:
    now = Counter(finding.baseline for finding in difference.findings)
    then = Counter(one.why for one in difference.gone)
    return {
        "new": now["new"],
        "updated": now["updated"],
        "unchanged": now["unchanged"],
        "fixed": then["fixed"],
        "removed": then["removed"],
        "fixed_or_removed": then["fixed-or-removed"],
        "not_judged": then["not-judged"],
    }
