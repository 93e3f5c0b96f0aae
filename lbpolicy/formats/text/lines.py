"""How the text format shows what it only names: a line each, for passes, waivers, and what is gone."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from lbpolicy.formats.escape import visible
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.paint import Paint, plural
from lbpolicy.formats.text.findings import asset_text, finding_block, waiver_text
from lbpolicy.model import Finding, Report, Rule, RuleCounts, Status

MOST = 50
"""Findings that are named in a line each unless the reader wants them all."""
_NAME = 500


def pass_line(finding: Finding, paint: Paint) -> list[str]:
    """Return the line of a pass."""
    outcome = finding.outcome
    return [f"{paint('pass', 'pass')}[{visible(outcome.rule)}] {visible(outcome.asset.name, _NAME)}"]


def gone_line(word: str, finding: Finding, rule: Rule, paint: Paint) -> list[str]:
    """Return the line of a finding that is not there any more; `word` says why: "fixed"."""
    outcome = finding.outcome
    title = visible(rule.about(outcome.asset).title, _NAME)
    where_it_is = visible(outcome.origin.address or outcome.asset.name, _NAME)
    return [
        f"{paint('pass' if word == 'fixed' else 'dim', word)}[{visible(outcome.rule)}] {where_it_is}: {title}"
    ]


def waived_block(finding: Finding, rule: Rule, options: RenderOptions, paint: Paint) -> list[str]:
    """Return a waived finding: what and where, by whom, until when and why; in full if verbose."""
    if finding.waiver is None:
        return []
    if options.verbose:
        return [*finding_block(finding, rule, options, paint), ""]
    outcome = finding.outcome
    head = f"waived[{visible(rule.id)}]"
    review = ", to review" if outcome.status is Status.REVIEW else ""
    title = rule.about(outcome.asset).title.rstrip(".")
    text = f"{asset_text(outcome.asset)}: {title}{review}; by {waiver_text(finding.waiver)}"
    return paint.wrapped(text, f"{paint('waived', head)} ", " " * (len(head) + 1))


def review_summary(report: Report, rules: Mapping[str, Rule], paint: Paint) -> Iterator[list[str]]:
    """Yield, for each rule that left cases to people, how many and why. Waived cases are not among them."""
    totals: Counter[str] = Counter()
    waived: Counter[tuple[str, str]] = Counter()
    for finding in report.findings:
        outcome = finding.outcome
        if outcome.status is Status.REVIEW and finding.waiver is None:
            totals[outcome.rule] += 1
        elif outcome.status is Status.REVIEW:
            waived[outcome.rule, outcome.message] += 1
    for name in sorted(totals):
        counts = report.coverage.rules.get(name, RuleCounts())
        reasons = {text: count - waived[name, text] for text, count in counts.reasons.items()}
        lines = [f"{paint('review', f'review[{visible(name)}]')}: {visible(rules[name].title, _NAME)}"]
        for reason, count in reasons.items():
            if count > 0:
                lines += paint.wrapped(reason, f"{count:>8,}  ", " " * 10)
        others = totals[name] - sum(reasons.values())
        if others > 0:
            lines.append(f"{others:>8,}  for other reasons")
        yield lines
    if totals:
        yield ["", f"{plural(totals.total(), 'case')} to review; --verbose shows each."]


def at_most(blocks: Iterable[list[str]], what: str, *, verbose: bool) -> Iterator[list[str]]:
    """Yield the first blocks, and how many more there are; all if verbose. `what` follows the number."""
    left = 0
    for number, block in enumerate(blocks):
        if verbose or number < MOST:
            yield block
        else:
            left += 1
    if left:
        yield [f"and {left:,} more {what}; --verbose lists each."]
