"""The view of rules: what each judges, what it came to, and why one judged nothing."""

from collections.abc import Iterator, Mapping

from lbpolicy.formats.encoding import dumps
from lbpolicy.formats.html import words
from lbpolicy.formats.html.markup import address, block, link, text
from lbpolicy.formats.html.shell import icon
from lbpolicy.formats.paint import plural
from lbpolicy.formats.remediation import generic_command
from lbpolicy.formats.summary import not_assessed
from lbpolicy.model import Report, Rule, RuleCounts

_NAME = 300
_VALUE = 300


def rules_view(report: Report) -> Iterator[str]:
    """Yield a folded entry for each rule, by id."""
    reasons = not_assessed(report)
    judged = len(report.rules) - len(reasons)
    others = " Each of the others says why it did not." if reasons else ""
    yield (
        f'<p class="hint">{judged:,} of {plural(len(report.rules), "rule")} passed or failed at least one'
        f" asset.{others}</p>\n"
    )
    yield '<div class="rules">\n'
    for rule in report.rules:
        counts = report.coverage.rules.get(rule.id, RuleCounts())
        yield _rule(rule, counts, reasons.get(rule.id, ""))
    yield "</div>\n"


def _rule(rule: Rule, counts: RuleCounts, reason: str) -> str:
    figures = [
        ("fail", "failing", counts.fail),
        ("review", "to review", counts.review),
        ("pass", "passing", counts.passed),
        ("error", "in error", counts.error),
    ]
    shown = "".join(
        f'<span class="count {look}">{count:,} {label}</span>' for look, label, count in figures if count
    )
    if reason:
        shown += '<span class="count none">not assessed</span>'
    return (
        f'<details class="panel rule" id="rule-{text(rule.id)}"><summary>{icon(rule.severity.value)}'
        f'<span class="say">{rule.severity.value}</span><b class="id">{text(rule.id)}</b>'
        f'<h3>{text(rule.title, _NAME)}</h3><span class="counts">{shown}</span></summary>\n'
        f'<div class="rule-body">{"".join(_body(rule, counts, reason))}</div></details>\n'
    )


def _body(rule: Rule, counts: RuleCounts, reason: str) -> Iterator[str]:
    if reason:
        yield f'<p class="reason"><b>Not assessed:</b> {text(reason)}.</p>'
    for paragraph in rule.description.splitlines():
        if paragraph.strip():
            yield f"<p>{text(paragraph)}</p>"
    yield f'<dl class="facts">{"".join(_facts(rule, counts))}</dl>'
    for subject in rule.subjects:
        remedy = subject.remediation
        name = f" ({words.kind(subject.asset_type)})" if len(rule.subjects) > 1 else ""
        yield f"<h4>How to mend it{text(name)}</h4><p>{text(remedy.summary)}</p>"
        if remedy.gcloud:
            yield f'<pre class="code" tabindex="0">{block(generic_command(remedy.gcloud))}</pre>'
        if remedy.terraform:
            yield f'<pre class="code" tabindex="0">{block(remedy.terraform)}</pre>'
    if rule.exceptions:
        yield f"<h4>When to waive it</h4><p>{text(rule.exceptions)}</p>"
    yield f'<p class="js-only"><a href="#findings?rule={text(rule.id)}">Its findings</a></p>'


def _facts(rule: Rule, counts: RuleCounts) -> Iterator[str]:
    """Yield terms and what is to be said of them."""
    kinds = ", ".join(words.kind(one.asset_type, 2) for one in rule.subjects)
    yield _fact("Judges", text(kinds))
    yield _fact("Severity", text(f"{rule.severity.value}, precision {rule.precision}"))
    yield _fact("Not applicable", f"{counts.not_applicable:,}") if counts.not_applicable else ""
    if counts.reasons:
        told = "".join(f"<li>{text(why, _VALUE)} ({count:,})</li>" for why, count in counts.reasons.items())
        yield _fact("Left to review", f"<ul>{told}</ul>")
    if rule.requires:
        yield _fact("Needs", text(", ".join(rule.requires)))
    if rule.parameters:
        values = "; ".join(
            f"{name} = {dumps(rule.values.get(name, one.default)).decode()}"
            for name, one in sorted(rule.parameters.items())
        )
        yield _fact("Parameters", text(values, 2 * _VALUE))
    if rule.frameworks:
        yield _fact("Controls", text(_controls(rule.frameworks)))
    docs = [link(one, one) for one in rule.related_resources if address(one)]
    if docs:
        yield _fact("Documentation", "<br>".join(docs))


def _controls(frameworks: Mapping[str, tuple[str, ...]]) -> str:
    return "; ".join(f"{name}: {', '.join(controls)}" for name, controls in sorted(frameworks.items()))


def _fact(term: str, value: str) -> str:
    return f"<div><dt>{term}</dt><dd>{value}</dd></div>"
