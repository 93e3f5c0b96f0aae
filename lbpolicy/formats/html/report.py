"""The report as a page for managers, auditors and engineers: one file, without a server or a network.

What everybody needs (verdict, figures, pictures of the load balancers, rules, what the scan rests on) is in
the page as it stands. The findings are data in it, which its script lists page by page: a browser takes
100,000 of them so. Without scripts the page shows the first ones as a table.
"""

from collections.abc import Iterator
from itertools import islice

from lbpolicy.formats.faults import findings_by_asset, look
from lbpolicy.formats.html import shell, words
from lbpolicy.formats.html.balancers import Anchors, balancer_view
from lbpolicy.formats.html.head import head_view
from lbpolicy.formats.html.markup import text
from lbpolicy.formats.html.records import absent_only, record_elements, rules_element
from lbpolicy.formats.html.rules_view import rules_view
from lbpolicy.formats.html.scan_view import scan_view
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.model import Report, Status

_STYLES = (*shell.STYLES, "findings.css", "picture.css", "print.css")
_SCRIPTS = (
    "dom.js",
    "records.js",
    "state.js",
    "facets.js",
    "pictures.js",
    "finding.js",
    "list.js",
    "views.js",
)
_PLAIN = 300
"""Findings that a browser without scripts is shown."""
_SENTENCE = 300


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """Yield the report as an HTML page."""
    title = f"lbpolicy report: {words.moment(report.evaluated_at)}"
    return shell.page(title, _body(report, options), styles=_STYLES, scripts=_SCRIPTS)


def _body(report: Report, options: RenderOptions) -> Iterator[str]:
    anchors: Anchors = {}
    yield '<a class="skip" href="#main">Skip to the content</a>\n<div class="page">\n'
    yield from head_view(report)
    yield _views(report)
    yield '<main id="main" tabindex="-1">\n<section class="view" id="findings" aria-label="Findings">\n'
    yield "<h2>Findings</h2>\n"
    yield _APPLICATION
    yield from _plain(report)
    yield '</section>\n<section class="view" id="balancers" aria-label="Load balancers">\n'
    yield "<h2>Load balancers</h2>\n"
    yield from balancer_view(report, findings_by_asset(report), anchors)
    yield '</section>\n<section class="view" id="rules" aria-label="Rules">\n<h2>Rules</h2>\n'
    yield from rules_view(report)
    yield '</section>\n<section class="view" id="scan" aria-label="Scan">\n<h2>Scan</h2>\n'
    yield from scan_view(report, options.version)
    yield "</section>\n</main>\n</div>\n"
    yield rules_element(report)
    yield from record_elements(report, options, anchors)


def _views(report: Report) -> str:
    gone = len(report.plan.fixed) if report.plan else 0
    gone += sum(1 for _ in absent_only(report))
    count = len(report.findings) + gone
    entries = (
        ("findings", "Findings", f"{count:,}"),
        ("balancers", "Load balancers", f"{len(report.load_balancers):,}"),
        ("rules", "Rules", f"{len(report.rules):,}"),
        ("scan", "Scan", f"{len(report.notifications):,}" if report.notifications else ""),
    )
    links = "".join(
        f'<a href="#{name}">{label}{f" <span>{number}</span>" if number else ""}</a>'
        for name, label, number in entries
    )
    return f'<nav class="views" aria-label="Views">{links}</nav>\n'


_APPLICATION = (
    '<div class="application js-only"><div class="facets" id="facets"></div><div class="listing">'
    '<div class="bar"><label class="search"><span class="say">Search findings</span>'
    '<input type="search" id="search" placeholder="Search findings"></label>'
    '<p id="count" role="status"></p></div><div class="chosen" id="chosen"></div><div id="list"></div>'
    '<nav class="pager" id="pager" aria-label="Pages"></nav></div></div>\n'
)


def _plain(report: Report) -> Iterator[str]:
    """Yield the first findings as a table for browsers without scripts."""
    yield "<noscript>\n"
    listed = sum(1 for one in report.findings if one.outcome.status is not Status.PASS)
    if listed:
        yield (
            '<table><thead><tr><th scope="col">Severity</th><th scope="col">Rule</th>'
            '<th scope="col">Asset</th><th scope="col">Finding</th></tr></thead><tbody>\n'
        )
    rules = report.known_rules
    found = (one for one in report.findings if one.outcome.status is not Status.PASS)
    for one in islice(found, _PLAIN):
        outcome = one.outcome
        title = rules[outcome.rule].about(outcome.asset).title
        yield (
            f'<tr id="finding-{one.finding_id}"><td>{look(one)}</td><td>{text(outcome.rule)}</td>'
            f"<td>{text(words.name(outcome.asset, outcome.origin))}<br>"
            f"{text(words.kind(outcome.asset.type))}</td>"
            f"<td>{text(title, _SENTENCE)}<br>{text(outcome.message, _SENTENCE)}</td></tr>\n"
        )
    if listed:
        yield "</tbody></table>\n"
    if listed > _PLAIN:
        yield f"<p>and {listed - _PLAIN:,} more: they need scripts, which this browser does not run.</p>\n"
    yield "</noscript>\n"
