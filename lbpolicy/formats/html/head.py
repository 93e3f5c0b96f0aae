"""How the page begins: what the scan comes to, whether it is complete, and figures that lead to findings."""

from collections import Counter
from collections.abc import Iterator

from lbpolicy.formats.html import words
from lbpolicy.formats.html.markup import text
from lbpolicy.formats.html.shell import icon, theme_switch
from lbpolicy.formats.paint import plural
from lbpolicy.formats.summary import Summary, summarise
from lbpolicy.model import Baseline, Level, PlanEffect, Report, Severity, Status

_ERRORS = 5
_SENTENCE = 600
_WHY = {"fixed": "fixed", "removed": "removed", "not-judged": "not judged"}


def head_view(report: Report) -> Iterator[str]:
    """Yield the header, the warning of an incomplete scan, and the figures."""
    summary = summarise(report)
    coverage = report.coverage
    meta = [
        ("Bundle", report.bundle),
        ("Judged as of", words.moment(report.evaluated_at)),
        ("Engine", report.engine),
        ("Judged", f"{plural(coverage.subjects, 'asset')} by {plural(len(report.rules), 'rule')}"),
    ]
    facts = "".join(f"<div><dt>{name}</dt><dd>{text(value, _SENTENCE)}</dd></div>" for name, value in meta)
    yield (
        '<header class="top"><div class="brand">lbpolicy<span>Load balancing report</span>'
        f"{theme_switch()}</div>"
        f'<h1>{_verdict(report, summary)}</h1>\n<dl class="meta">{facts}'
        f"<div><dt>Scan</dt><dd>{_completeness(report)}</dd></div></dl></header>\n"
    )
    yield from _incomplete(report)
    yield from _tiles(report, summary)
    if report.plan:
        yield _plan_strip(report.plan, summary)
    if report.baseline:
        yield _baseline_strip(report, report.baseline)


def _verdict(report: Report, summary: Summary) -> str:
    if not report.coverage.subjects and not report.findings:
        return "Nothing was judged"
    if not summary.fail:
        where = "" if report.complete else " in what could be judged"
        rest = f", {summary.review:,} to review" if summary.review else ""
        return f"No findings{where}{rest}" + (f", {summary.waived:,} waived" if summary.waived else "")
    worst = next(severity for severity in Severity if summary.severities[severity])
    count = summary.severities[worst]
    which = "all" if count == summary.fail > 1 else f"{count:,}"
    return plural(summary.fail, "finding") + (
        f", {which} {worst.value}" if summary.fail > 1 else f": {worst.value}"
    )


def _completeness(report: Report) -> str:
    if report.complete:
        return f'<span class="badge good">{icon("pass")}complete</span>'
    return f'<a class="badge bad" href="#scan">{icon("critical")}incomplete</a>'


def _incomplete(report: Report) -> Iterator[str]:
    errors = [one for one in report.notifications if one.level is Level.ERROR]
    if not errors:
        return
    entries = "".join(
        f"<li>{text(f'{one.message} {one.hint}'.strip(), _SENTENCE)}</li>" for one in errors[:_ERRORS]
    )
    more = len(errors) - _ERRORS
    entries += f'<li><a href="#scan">and {more:,} more</a></li>' if more > 0 else ""
    yield (
        f'<aside class="alarm" aria-label="The scan is incomplete">{icon("critical")}<div><h2>The scan is'
        f" incomplete: {plural(len(errors), 'error')}</h2><p>What could be read and judged is shown. What is"
        f" missing may hide further findings.</p><ul>{entries}</ul></div></aside>\n"
    )


def _tiles(report: Report, summary: Summary) -> Iterator[str]:
    yield '<nav class="tiles" aria-label="Figures">'
    for severity in Severity:
        query = f"status=fail&amp;waived=no&amp;severity={severity.value}"
        yield tile(severity.value, severity.value, summary.severities[severity], query)
    yield tile("review", "to review", summary.review, "status=review&amp;waived=no")
    yield tile("waived", "waived", summary.waived, "waived=yes")
    listed = any(one.outcome.status is Status.PASS for one in report.findings)
    yield tile("pass", "passes", summary.passed, "status=pass" if listed else "")
    yield "</nav>\n"


def tile(look: str, label: str, count: int, query: str) -> str:
    """Return a figure that leads to its findings; one without any leads nowhere."""
    inner = f'{icon(look)}<span class="figure">{count:,}</span><span class="label">{label}</span>'
    if not count:
        return f'<span class="tile none {look}">{inner}</span>'
    if not query:
        return f'<span class="tile {look}" title="counted, not listed">{inner}</span>'
    return f'<a class="tile {look}" href="#findings?{query}">{inner}</a>'


def _plan_strip(plan: PlanEffect, summary: Summary) -> str:
    counts = summary.plan
    if counts is None:
        return ""
    figures = (
        _figure("introduced", counts.introduced, "change=introduced&amp;status=fail&amp;waived=no", "bad")
        + _figure("kept", counts.kept, "change=kept&amp;status=fail&amp;waived=no", "")
        + _figure("fixed", counts.fixed, "change=fixed", "good")
    )
    unlisted = ""
    if plan.kept_fail or plan.kept_review:
        kept = f"{plural(plan.kept_fail, 'finding')} and {plural(plan.kept_review, 'case')} to review"
        unlisted = f"<p>Not listed, since the plan changes nothing about them: {kept}.</p>"
    return f'<section class="strip" aria-label="The plan"><h2>The plan</h2>{figures}{unlisted}</section>\n'


def _baseline_strip(report: Report, baseline: Baseline) -> str:
    here: Counter[str] = Counter(one.baseline for one in report.findings if one.waiver is None)
    gone: Counter[str] = Counter(one.why for one in baseline.absent)
    figures = "".join(
        _figure(name, here[name], f"baseline={name}&amp;waived=no", "bad" if name == "new" else "")
        for name in ("new", "updated", "unchanged")
    )
    figures += '<span class="part" aria-hidden="true"></span>'
    figures += "".join(
        _figure(label, gone[why], f"baseline={why}", "odd" if why == "not-judged" else "good")
        for why, label in _WHY.items()
    )
    hint = (
        "<p>Not judged is no good news: whether these are still there cannot be told from this input.</p>"
        if gone["not-judged"]
        else ""
    )
    since = f"{text(baseline.file, 200)}, {text(words.moment(baseline.evaluated_at), 100)}"
    return (
        '<section class="strip" aria-label="Since the baseline"><h2>Since the baseline'
        f" <span>{since}</span></h2>{figures}{hint}</section>\n"
    )


def _figure(label: str, count: int, query: str, look: str) -> str:
    inner = f"<b>{count:,}</b> {label}"
    if not count:
        return f'<span class="figure-of none">{inner}</span>'
    return f'<a class="figure-of {look}" href="#findings?{query}">{inner}</a>'
