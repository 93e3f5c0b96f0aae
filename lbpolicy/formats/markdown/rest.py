"""How the Markdown formats show the rest: what is fixed, to review or not assessed, and what was read."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.markdown import text as md
from lbpolicy.formats.markdown.findings import Rules, asset_label, asset_name, left_out
from lbpolicy.formats.paint import plural
from lbpolicy.formats.room import Room
from lbpolicy.formats.summary import not_assessed
from lbpolicy.model import Finding, Level, Outcome, Report, Status

_SENTENCE = 500
_NAME = 300
_ASSETS = 3
"""Assets named for one reason of reviews."""


def fixed_blocks(fixed: Sequence[Finding], rules: Rules, room: Room, most: int) -> Iterator[str]:
    """Yield a heading and a table of what a plan mends."""
    if not fixed:
        return
    rows = room.take((md.row(_fixed_cells(finding, rules)) for finding in fixed), most)
    yield "### Fixed by the plan"
    if rows:
        yield "\n".join((md.table(("severity", "rule", "asset", "what was wrong"), ()), *rows))
    yield left_out(len(fixed) - len(rows), "more fixed finding")


def review_blocks(report: Report, rules: Rules, room: Room, most: int) -> Iterator[str]:
    """Yield the cases to review, folded, one line for each reason that a rule had."""
    counts: Counter[tuple[str, str]] = Counter()
    first: defaultdict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for finding in report.findings:
        outcome = finding.outcome
        if outcome.status is Status.REVIEW and finding.waiver is None:
            reason = outcome.rule, outcome.message
            counts[reason] += 1
            if len(first[reason]) < _ASSETS:
                first[reason].append(outcome)
    reasons = (_reason(rules, first[reason], count) for reason, count in counts.items())
    title = f"{plural(counts.total(), 'case')} to review: what was read does not decide them"
    yield from _folded_list(title, room.take(reasons, most), len(counts), "more reason")


def scan_blocks(report: Report, room: Room, most: int) -> Iterator[str]:
    """Yield, folded, the warnings and the rules that reached no verdict."""
    warnings = [one for one in report.notifications if one.level is Level.WARNING]
    sentences = (md.inert(f"{one.message} {one.hint}", _SENTENCE) for one in warnings)
    title = plural(len(warnings), "warning")
    yield from _folded_list(title, room.take(sentences, most // 2), len(warnings), "more warning")

    reasons: defaultdict[str, list[str]] = defaultdict(list)
    if report.coverage.assets:  # without any the list would be of all rules, and hide why
        for rule, reason in not_assessed(report).items():
            reasons[reason].append(rule)
    lines = (f"{md.inert(why, _SENTENCE)}: {md.inert(', '.join(ids))}" for why, ids in reasons.items())
    title = f"{plural(sum(map(len, reasons.values())), 'rule')} not assessed"
    yield from _folded_list(title, room.take(lines, most // 2), len(reasons), "more reason")


def foot(report: Report, options: RenderOptions) -> str:
    """Return what the verdict rests on."""
    coverage = report.coverage
    iam = "IAM policies included" if coverage.has_iam else "no IAM policies"
    used = f"{coverage.assets:,} assets used, {coverage.invalid:,} invalid, {coverage.subjects:,} judged"
    read = f"{plural(coverage.records, 'record')} from {plural(len(coverage.sources), 'source')}"
    bundle = f"bundle {md.inert(report.bundle, _NAME)} with {plural(len(report.rules), 'rule')}"
    engine = f"{md.inert(report.engine)}, as of {md.inert(report.evaluated_at)}"
    return f"Read {read}: {used}; {iam}. lbpolicy {md.inert(options.version)}, {bundle}, {engine}."


def _folded_list(title: str, lines: Sequence[str], count: int, what: str) -> Iterator[str]:
    """Yield `lines`, those of `count` for which there was room, under a title; nothing if there is none."""
    if count:
        yield md.folded(title, (md.bullets(lines), left_out(count - len(lines), what)))


def _fixed_cells(finding: Finding, rules: Rules) -> tuple[str, ...]:
    outcome = finding.outcome
    title = md.inert(rules[outcome.rule].about(outcome.asset).title, _SENTENCE)
    return finding.severity.value, md.inert(outcome.rule), asset_label(outcome), title


def _reason(rules: Rules, outcomes: Sequence[Outcome], count: int) -> str:
    """Return a reason, and of the `count` cases that it holds for the first ones."""
    one = outcomes[0]
    names = ", ".join(asset_name(outcome) for outcome in outcomes)
    further = f" and {count - len(outcomes):,} more" if count > len(outcomes) else ""
    title = md.inert(rules[one.rule].about(one.asset).title, _NAME)
    return f"**{md.inert(one.rule)}** {title}: {md.inert(one.message, _SENTENCE)} {names}{further}"
