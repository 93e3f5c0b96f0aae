"""How the text format shows findings."""

from collections import Counter
from collections.abc import Iterator

from lbpolicy.formats.encoding import dumps
from lbpolicy.formats.escape import visible
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.levels import LEVELS
from lbpolicy.formats.paint import SENTENCE, Paint, plural
from lbpolicy.formats.remediation import gcloud_command
from lbpolicy.model import AssetRef, Finding, Origin, Outcome, Report, Rule, RuleCounts, Status

_NAME = 500
_FACT = 200
_RELATED = 5
_BAR = 5


def where(origin: Origin) -> str:
    """Return file:line, on one line; empty when the file is not known."""
    if not origin.file:
        return ""
    file = "<stdin>" if origin.file == "-" else visible(origin.file, _NAME)
    return file if origin.line is None else f"{file}:{origin.line}"


def finding_block(finding: Finding, rule: Rule, options: RenderOptions, paint: Paint) -> list[str]:
    """Return the lines of a failing or undecided finding."""
    outcome = finding.outcome
    review = outcome.status is Status.REVIEW
    word = "review" if review else LEVELS[finding.severity]
    bar = "   " + paint("mark", "|") + " "
    title = visible(rule.about(outcome.asset).title, _NAME)
    lines = [f"{paint(word, f'{word}[{visible(rule.id)}]')}: {paint('bold', title)}"]
    lines.append(f"  {paint('mark', '-->')} {where(outcome.origin) or visible(outcome.asset.name, _NAME)}")
    lines += [bar + line for line in _asset(outcome.asset)]
    lines += [bar + line for line in paint.wrapped(outcome.message, margin=_BAR)]
    lines += [bar + "  " + fact for fact in _facts(outcome, options)]
    mark = paint("mark", "=")
    if options.verbose:
        lines.append(f"   {mark} id: {finding.finding_id}")
    if not review:
        lines += _help(rule, outcome.asset, options, paint)
    return lines


def pass_line(finding: Finding, paint: Paint) -> list[str]:
    """Return the line of a pass."""
    outcome = finding.outcome
    return [f"{paint('pass', 'pass')}[{visible(outcome.rule)}] {visible(outcome.asset.name, _NAME)}"]


def review_summary(report: Report, rules: dict[str, Rule], paint: Paint) -> Iterator[list[str]]:
    """Yield, for each rule that left cases to people, how many and why."""
    totals = Counter(one.outcome.rule for one in report.findings if one.outcome.status is Status.REVIEW)
    for name in sorted(totals):
        counts = report.coverage.rules.get(name, RuleCounts())
        lines = [f"{paint('review', f'review[{visible(name)}]')}: {visible(rules[name].title, _NAME)}"]
        for reason, count in counts.reasons.items():
            lines += paint.wrapped(reason, f"{count:>8,}  ", " " * 10)
        others = totals[name] - sum(counts.reasons.values())
        if others > 0:
            lines.append(f"{others:>8,}  for other reasons")
        yield lines
    if totals:
        yield ["", f"{plural(totals.total(), 'case')} to review; --verbose shows each."]


def _asset(asset: AssetRef) -> Iterator[str]:
    kind = asset.type.rsplit("/", 1)[-1]
    place = [f"project {asset.project}"] if asset.project else []
    place += [asset.location] if asset.location else []
    suffix = f" ({', '.join(place)})" if place else ""
    yield visible(f"{kind} {asset.short_name}{suffix}", _NAME)
    yield visible(asset.name, _NAME)


def _facts(outcome: Outcome, options: RenderOptions) -> Iterator[str]:
    if outcome.path:
        yield f"at {visible(outcome.path, _NAME)}"
    for name, value in sorted(outcome.evidence.items()):
        shown = dumps(value).decode()
        yield f"{visible(name, _FACT)} = {visible(shown, SENTENCE if options.verbose else _FACT)}"
    shown_related = outcome.related if options.verbose else outcome.related[:_RELATED]
    for name in shown_related:
        yield f"see also {visible(name, _NAME)}"
    if len(shown_related) < len(outcome.related):
        yield f"see also {len(outcome.related) - len(shown_related)} more"


def _help(rule: Rule, asset: AssetRef, options: RenderOptions, paint: Paint) -> Iterator[str]:
    """Yield what to do. Commands are never wrapped: they are there to be copied."""
    mark = "   " + paint("mark", "=") + " "
    remediation = rule.about(asset).remediation
    yield from paint.wrapped(remediation.summary, f"{mark}help: ", " " * 11)
    for line in gcloud_command(remediation.gcloud, asset).splitlines():
        yield " " * 11 + visible(line)
    if options.verbose and remediation.terraform:
        yield f"{mark}Terraform:"
        for line in remediation.terraform.splitlines():
            yield " " * 11 + visible(line)
