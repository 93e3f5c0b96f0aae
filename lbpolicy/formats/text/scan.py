"""How the text format shows the scan itself: what it met, what it rests on, and what it comes to."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from lbpolicy.formats.escape import visible
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.paint import SENTENCE, Paint, plural
from lbpolicy.formats.summary import PlanSummary, Summary, all_clear, not_assessed
from lbpolicy.formats.text.findings import where
from lbpolicy.model import Level, Notification, Report

_ALIKE = 10
"""Warnings or notes of one code that are shown unless the reader wants them all."""
_ERRORS_ALIKE = 50
_SOURCES = 10


def not_assessed_lines(report: Report, paint: Paint) -> Iterator[list[str]]:
    """Yield each reason with the rules that it kept from any verdict."""
    rules: defaultdict[str, list[str]] = defaultdict(list)
    for rule, reason in not_assessed(report).items():
        rules[reason].append(rule)
    for reason, names in rules.items():
        lines = paint.wrapped(f"{reason}:", "  ", "    ")
        yield lines + paint.wrapped(", ".join(names), "    ", "    ")


def notification_lines(
    notifications: Sequence[Notification], options: RenderOptions, paint: Paint
) -> Iterator[list[str]]:
    """Yield the errors, and unless quiet the warnings; notes only when verbose."""
    shown = {Level.ERROR}
    if not options.quiet:
        shown |= {Level.WARNING, Level.NOTE} if options.verbose else {Level.WARNING}
    met: Counter[tuple[Level, str]] = Counter()
    for one in notifications:
        if one.level not in shown:
            continue
        met[one.level, one.code] += 1
        if options.verbose or met[one.level, one.code] <= _alike(one.level):
            yield [*_notification(one, paint), ""]
    for (level, code), count in met.items():
        if not options.verbose and count > _alike(level):
            more = f"{count - _alike(level):,} more of [{visible(code)}]; --verbose shows each."
            yield [f"{paint(level.value, level.value)}: {more}", ""]


def _alike(level: Level) -> int:
    """Return how many notifications of one code are shown unless the reader wants them all."""
    return _ERRORS_ALIKE if level is Level.ERROR else _ALIKE


def _notification(one: Notification, paint: Paint) -> Iterator[str]:
    code = visible(one.code)
    yield f"{paint(one.level.value, f'{one.level.value}[{code}]')}: {visible(one.message, SENTENCE)}"
    if one.origin and where(one.origin):
        yield f"  {paint('mark', '-->')} {where(one.origin)}"
    mark = "   " + paint("mark", "=") + " "
    if one.asset:
        yield f"{mark}asset: {visible(one.asset, SENTENCE)}"
    if one.rule:
        yield f"{mark}rule: {visible(one.rule)}"
    if one.hint:  # not wrapped: there are commands in it, to be copied
        yield f"{mark}hint: {visible(one.hint, SENTENCE)}"


def verdict_lines(report: Report, summary: Summary, paint: Paint) -> Iterator[str]:
    """Yield the counts in a line, and what they mean. Only a complete scan that judged something is clean."""
    severities = ", ".join(f"{count:,} {name.value}" for name, count in summary.severities.items() if count)
    parts = [f"{plural(summary.fail, 'finding')}: {severities}" if summary.fail else "No findings"]
    parts += [f"{summary.review:,} to review"] if summary.review else []
    parts += [f"{summary.waived:,} waived"] if summary.waived else []
    parts += [plural(summary.passed, "pass", "passes")]
    yield paint("bold", "; ".join(parts) + ".")
    if summary.plan:
        yield from _plan_lines(summary.plan)
    judged = report.coverage.subjects
    if not report.complete:
        errors = sum(1 for one in report.notifications if one.level is Level.ERROR)
        yield paint("error", f"The scan is incomplete: {plural(errors, 'error')}.")
    if not judged:
        yield paint("warning", "Nothing was judged: no rule reached a verdict on any asset of the input.")
    elif all_clear(report, summary):
        rules = f"{summary.verdicts:,} of {plural(len(report.rules), 'rule')}"
        yield paint(
            "pass", f"All clear: {plural(judged, 'asset')} judged by {rules}, and every verdict is a pass."
        )


def _plan_lines(plan: PlanSummary) -> Iterator[str]:
    """Yield what a plan does to findings, and how many it leaves alone."""
    yield f"The plan introduces {plan.introduced:,}, keeps {plan.kept:,} and fixes {plan.fixed:,}."
    left = [plural(plan.kept_fail, "finding")] if plan.kept_fail else []
    left += [plural(plan.kept_review, "case") + " to review"] if plan.kept_review else []
    if left:
        yield f"Beside it {' and '.join(left)} on assets that it leaves alone; --all lists them."


def coverage_lines(report: Report, options: RenderOptions, paint: Paint) -> Iterator[str]:
    """Yield what the verdict rests on."""
    coverage = report.coverage
    read = plural(coverage.records, "record")
    sources = plural(len(coverage.sources), "source")
    used = plural(coverage.assets, "asset")
    iam = "IAM policies included" if coverage.has_iam else "no IAM policies"
    used += f" used, {coverage.invalid:,} invalid, {coverage.subjects:,} judged"
    yield from paint.wrapped(f"Read {read} from {sources}: {used}; {iam}.")
    listed = coverage.sources if options.verbose else coverage.sources[:_SOURCES]
    for source in listed:
        shape = f"{visible(source.shape)}, " if source.shape else ""
        name = "<stdin>" if source.file == "-" else visible(source.file)
        yield f"  {name}: {shape}{plural(source.records, 'record')}, {source.assets:,} used"
    if len(listed) < len(coverage.sources):
        yield f"  and {len(coverage.sources) - len(listed):,} more; --verbose lists each."
    rules = plural(len(report.rules), "rule")
    yield from paint.wrapped(
        f"Bundle {report.bundle} with {rules}, {report.engine}, as of {report.evaluated_at}."
    )
