"""Markdown for people who review a change: a comment on a pull request, or the summary of a job.

GitHub refuses what is longer than its limits. So the text is filled in the order of what matters: the
verdict, the table of findings (new ones first, then the worst), pictures of the load balancers that have
them, what is waived, what is gone since the former report, what the plan fixes, what is to be reviewed, then
the details of as many findings as still fit. Each part says what it leaves out, and the same report always
gives the same text.
"""

from collections.abc import Iterator

from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.markdown import text as md
from lbpolicy.formats.markdown.findings import by_change, finding_details, finding_table
from lbpolicy.formats.markdown.head import head_blocks
from lbpolicy.formats.markdown.pictures import picture_blocks
from lbpolicy.formats.markdown.rest import fixed_blocks, foot, review_blocks, scan_blocks
from lbpolicy.formats.markdown.settled import absent_blocks, waived_blocks
from lbpolicy.formats.room import Room
from lbpolicy.formats.summary import summarise
from lbpolicy.model import Report

COMMENT = 65_536
"""Characters that GitHub takes in a comment."""
STEP_SUMMARY = 1024 * 1024
"""Bytes that GitHub takes in the summary of one step."""
_FRAME = 6_000
"""Bytes kept for headings, the heads of tables, and the lines that say what is left out."""
_TITLES = {"": "Findings", "introduced": "Introduced by the plan", "kept": "Kept by the plan"}


def render_comment(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """Yield the report as Markdown that fits into a comment."""
    return _render(report, options, COMMENT)


def render_step_summary(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """Yield the report as Markdown that fits into the summary of a step."""
    return _render(report, options, STEP_SUMMARY)


def _render(report: Report, options: RenderOptions, size: int) -> Iterator[bytes]:
    """Yield the text, which is at most `size` bytes long, block by block."""
    separator = b""
    for block in _blocks(report, options, size):
        if block:
            yield separator + block.encode()
            separator = b"\n\n"
    yield b"\n"


def _blocks(report: Report, options: RenderOptions, size: int) -> Iterator[str]:
    rules = report.known_rules
    groups = by_change([one for one in report.findings if one.active])
    room = Room(size - _FRAME)
    head = [*head_blocks(report, summarise(report), groups)]
    last = foot(report, options)
    room.spend((*head, last))
    tables = {
        change: finding_table(findings, rules, options, room, room.left // 2)
        for change, findings in groups.items()
    }
    pictures = [*picture_blocks(report, room, room.left // 4)]
    fixed = report.plan.fixed if report.plan else ()
    rest = [
        *waived_blocks(report, options, room, room.left // 4),
        *absent_blocks(report, rules, room, room.left // 4),
        *fixed_blocks(fixed, rules, room, room.left // 4),
        *review_blocks(report, rules, room, room.left // 4),
        *scan_blocks(report, room, room.left // 4),
    ]
    yield from head
    for change, findings in groups.items():
        yield f"### {_TITLES[change]}"
        yield from tables[change]
        yield from finding_details(findings, rules, options, room)
    yield from pictures
    yield from rest
    yield md.folded("What was read", (last,))
