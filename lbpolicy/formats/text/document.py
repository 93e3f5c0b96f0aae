"""The text format: findings by severity, what is left to people, what was not assessed, and the sum of it."""

from collections.abc import Iterable, Iterator, Mapping

from lbpolicy.formats.escape import inert
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.paint import Paint
from lbpolicy.formats.summary import Summary, summarise
from lbpolicy.formats.text.balancers import balancer_lines
from lbpolicy.formats.text.baseline import absent_lines, baseline_title, comparison_lines
from lbpolicy.formats.text.findings import finding_block
from lbpolicy.formats.text.groups import failure_blocks
from lbpolicy.formats.text.lines import at_most, gone_line, pass_line, review_summary, waived_block
from lbpolicy.formats.text.scan import coverage_lines, not_assessed_lines, notification_lines, verdict_lines
from lbpolicy.model import Report, Rule, Status


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """Yield the report as UTF-8 text, finding by finding. No line of it is a command to a CI service."""
    for lines in _sections(report, options):
        yield ("\n".join(map(inert, lines)) + "\n").encode()


def _sections(report: Report, options: RenderOptions) -> Iterator[list[str]]:
    """Yield blocks of lines."""
    paint = Paint(options.color, options.width)
    rules = report.known_rules
    summary = summarise(report)
    failing = (finding for finding in report.findings if finding.active)
    yield from failure_blocks(failing, summary.fail, rules, options, paint)
    if not options.quiet:
        yield from _others(report, rules, options, paint)
        yield from _gone(report, rules, options, paint)
        yield from _section("Load balancers", balancer_lines(report, options, paint), paint)
        if report.coverage.assets:  # without any the list would be of all rules, and hide why
            yield from _section("Not assessed", not_assessed_lines(report, paint), paint)
    yield from notification_lines(report.notifications, options, paint)
    if not options.quiet:
        yield _end(report, summary, options, paint)


def _others(
    report: Report, rules: Mapping[str, Rule], options: RenderOptions, paint: Paint
) -> Iterator[list[str]]:
    """Yield what does not fail: reviews, waived findings, passes."""
    if options.verbose:
        reviews = (f for f in report.findings if f.outcome.status is Status.REVIEW and f.waiver is None)
        blocks = (finding_block(one, rules[one.outcome.rule], options, paint) for one in reviews)
        yield from _section("To review", ([*block, ""] for block in blocks), paint)
    else:
        yield from _section("To review", review_summary(report, rules, paint), paint)
    waived = (
        waived_block(finding, rules[finding.outcome.rule], options, paint)
        for finding in report.findings
        if finding.waiver is not None
    )
    yield from _section("Waived", at_most(waived, "are waived", verbose=options.verbose), paint)
    passes = (pass_line(one, paint) for one in report.findings if one.outcome.status is Status.PASS)
    yield from _section("Passed", at_most(passes, "passes", verbose=options.verbose), paint)


def _gone(
    report: Report, rules: Mapping[str, Rule], options: RenderOptions, paint: Paint
) -> Iterator[list[str]]:
    """Yield what the plan fixes, and what is gone since the baseline."""
    fixed = report.plan.fixed if report.plan else ()
    lines = (gone_line("fixed", one, rules[one.outcome.rule], paint) for one in fixed)
    yield from _section("Fixed by the plan", at_most(lines, "fixed", verbose=options.verbose), paint)
    if report.baseline is not None:
        absent = absent_lines(report.baseline, rules, options, paint)
        title = baseline_title(report.baseline, options)
        yield from _section(title, at_most(absent, "fixed", verbose=options.verbose), paint)


def _end(report: Report, summary: Summary, options: RenderOptions, paint: Paint) -> list[str]:
    return [
        *verdict_lines(report, summary, paint),
        *comparison_lines(report, options, paint),
        *coverage_lines(report, options, paint),
    ]


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
