"""The text format: findings by severity, what is left to people, what was not assessed, and the sum of it."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.paint import Paint
from lbpolicy.formats.summary import summarise
from lbpolicy.formats.text_findings import finding_block, fixed_line, pass_line, review_summary
from lbpolicy.formats.text_scan import coverage_lines, not_assessed_lines, notification_lines, verdict_lines
from lbpolicy.model import Finding, Report, Rule, Status


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """Yield the report as UTF-8 text, finding by finding."""
    for lines in _sections(report, options):
        yield ("\n".join(lines) + "\n").encode()


def _sections(report: Report, options: RenderOptions) -> Iterator[list[str]]:
    """Yield blocks of lines."""
    paint = Paint(options.color, options.width)
    rules = {rule.id: rule for rule in report.rules}
    yield from _failures(report, rules, options, paint)
    if not options.quiet:
        yield from _others(report, rules, options, paint)
        if report.coverage.assets:  # without any the list would be of all rules, and hide why
            yield from _section("Not assessed", not_assessed_lines(report, paint), paint)
    yield from notification_lines(report.notifications, options, paint)
    if not options.quiet:
        summary = summarise(report)
        yield [*verdict_lines(report, summary, paint), *coverage_lines(report, options, paint)]


def _failures(
    report: Report, rules: dict[str, Rule], options: RenderOptions, paint: Paint
) -> Iterator[list[str]]:
    failing = _with_status(report, Status.FAIL)
    for severity, group in groupby(failing, key=lambda finding: finding.severity):
        if not options.quiet:
            yield [paint("bold", severity.value.capitalize()), ""]
        for finding in group:
            yield [*finding_block(finding, rules[finding.outcome.rule], options, paint), ""]


def _others(
    report: Report, rules: dict[str, Rule], options: RenderOptions, paint: Paint
) -> Iterator[list[str]]:
    if options.verbose:
        reviews = _with_status(report, Status.REVIEW)
        blocks = (finding_block(one, rules[one.outcome.rule], options, paint) for one in reviews)
        yield from _section("To review", ([*block, ""] for block in blocks), paint)
    else:
        yield from _section("To review", review_summary(report, rules, paint), paint)
    fixed = report.plan.fixed if report.plan else ()
    yield from _section(
        "Fixed by the plan", (fixed_line(one, rules[one.outcome.rule], paint) for one in fixed), paint
    )
    passes = (pass_line(finding, paint) for finding in _with_status(report, Status.PASS))
    yield from _section("Passed", passes, paint)


def _with_status(report: Report, status: Status) -> Iterator[Finding]:
    return (finding for finding in report.findings if finding.outcome.status is status)


def _section(title: str, blocks: Iterable[list[str]], paint: Paint) -> Iterator[list[str]]:
    """Yield the blocks under a title and before an empty line; nothing if there is none."""
    empty = True
    ends_open = False
    for block in blocks:
        if empty:
            yield [paint("bold", title), ""]
        empty = False
        ends_open = block[-1] != ""
        yield block
    if ends_open:
        yield [""]
