"""How the Markdown formats show what fails nothing: what is waived, and what was in the former report."""

from collections.abc import Iterator, Sequence

from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.markdown import text as md
from lbpolicy.formats.markdown.findings import Rules, asset_label, left_out, where
from lbpolicy.formats.paint import plural
from lbpolicy.formats.room import Room
from lbpolicy.model import Absent, Finding, Report, Status, Waiver

_SENTENCE = 300
_NAME = 100
_WAIVED = ("what", "rule", "asset", "owner", "reason", "until", "ticket", "waived at")
_ABSENT = ("what", "rule", "asset", "what was wrong")
_WHY = {
    "fixed": ("fixed", "Fixed since the former report"),
    "removed": ("removed", "Gone since the former report, with their assets"),
    "not-judged": (
        "unjudged",
        "In the former report and not judged this time, which is no good news",
    ),
}
"""Why a finding is absent -> how a count of such findings says it, and the heading over them."""


def waived_blocks(report: Report, options: RenderOptions, room: Room, most: int) -> Iterator[str]:
    """Yield the waived findings, folded: who accepted them, why and until when."""
    waived = [(one, one.waiver) for one in report.findings if one.waiver is not None]
    rows = (md.row(_waived_cells(finding, waiver, options)) for finding, waiver in waived)
    title = f"{plural(len(waived), 'waived finding')}: accepted for a time, and not among the findings"
    yield from _folded_table(title, _WAIVED, room.take(rows, most), len(waived), "more waived finding")


def absent_blocks(report: Report, rules: Rules, room: Room, most: int) -> Iterator[str]:
    """Yield what the former report had and this one has not, folded by the reason."""
    absent = report.baseline.absent if report.baseline else ()
    for why, (count, heading) in _WHY.items():
        found = [one for one in absent if one.why == why]
        rows = (md.row(_absent_cells(one, rules)) for one in found)
        title = f"{heading}: {plural(len(found), 'finding')}"
        shown = room.take(rows, most // len(_WHY))
        yield from _folded_table(title, _ABSENT, shown, len(found), f"more {count} finding")


def _folded_table(
    title: str, header: Sequence[str], rows: Sequence[str], count: int, what: str
) -> Iterator[str]:
    """Yield `rows`, those of `count` for which there was room, under a title; nothing if there is none."""
    if count:
        table = "\n".join((md.table(header, ()), *rows)) if rows else ""
        yield md.folded(title, (table, left_out(count - len(rows), what)))


def _waived_cells(finding: Finding, waiver: Waiver, options: RenderOptions) -> tuple[str, ...]:
    return (
        _what(finding),
        md.inert(finding.outcome.rule),
        asset_label(finding.outcome),
        md.inert(waiver.owner, _NAME),
        md.inert(waiver.reason, _SENTENCE),
        md.inert(waiver.expires, _NAME),
        md.inert(waiver.ticket, _NAME),
        where(waiver.origin, options),
    )


def _absent_cells(absent: Absent, rules: Rules) -> tuple[str, ...]:
    outcome = absent.finding.outcome
    title = rules[outcome.rule].about(outcome.asset).title
    return (
        _what(absent.finding),
        md.inert(outcome.rule),
        asset_label(outcome),
        md.inert(outcome.message or title, _SENTENCE),
    )


def _what(finding: Finding) -> str:
    """Return the severity, and that the finding is a case to review if it is one."""
    review = " review" if finding.outcome.status is Status.REVIEW else ""
    return f"{finding.severity.value}{review}"
