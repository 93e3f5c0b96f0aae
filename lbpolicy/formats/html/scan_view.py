"""The view of the scan itself: what was noticed, what was read, and what the verdict rests on."""

import posixpath
from collections.abc import Iterator

from lbpolicy.formats.html import words
from lbpolicy.formats.html.markup import text
from lbpolicy.formats.html.shell import icon
from lbpolicy.formats.paint import plural
from lbpolicy.formats.paths import relative_path
from lbpolicy.model import Level, Notification, Origin, Report

_NOTIFICATIONS = 500
_SOURCES = 500
_SCOPE = 200
_SENTENCE = 1000
_NAME = 300


def scan_view(report: Report, version: str) -> Iterator[str]:
    """Yield notifications, sources and coverage."""
    yield from _notifications(report)
    yield from _coverage(report)
    yield from _sources(report)
    yield from _types(report)
    yield from _scope(report)
    yield f'<p class="hint">Written by lbpolicy {text(version)}.</p>\n'


def _notifications(report: Report) -> Iterator[str]:
    yield "<h3>Notifications</h3>\n"
    if not report.notifications:
        yield '<p class="hint">None.</p>\n'
        return
    yield '<ul class="notices">\n'
    for one in report.notifications[:_NOTIFICATIONS]:
        yield _notice(one)
    yield "</ul>\n"
    yield _left_out(len(report.notifications) - _NOTIFICATIONS, "further notification")


def _notice(one: Notification) -> str:
    look = {Level.ERROR: "critical", Level.WARNING: "medium", Level.NOTE: "info"}[one.level]
    about = [place(one.origin)] if one.origin else []
    about += [one.asset] if one.asset else []
    about += [one.rule] if one.rule else []
    where = f'<p class="of">{text(" · ".join(about), _SENTENCE)}</p>' if about else ""
    hint = f"<p>{text(one.hint, _SENTENCE)}</p>" if one.hint else ""
    return (
        f'<li>{icon(look)}<div><p><b>{one.level.value}</b> <span class="of">{text(one.code)}</span>'
        f" {text(one.message, _SENTENCE)}</p>{hint}{where}</div></li>\n"
    )


def place(origin: Origin) -> str:
    """Return file:line, never a path of the machine."""
    file = (
        "standard input" if origin.file == "-" else relative_path(origin) or posixpath.basename(origin.file)
    )
    return file if origin.line is None else f"{file}:{origin.line}"


def _coverage(report: Report) -> Iterator[str]:
    coverage = report.coverage
    facts = [
        ("Records read", f"{coverage.records:,}"),
        ("Assets used", f"{coverage.assets:,}"),
        ("Assets judged", f"{coverage.subjects:,}"),
        ("Violating their schema", f"{coverage.invalid:,}"),
        ("IAM policies", "in the input" if coverage.has_iam else "not in the input"),
    ]
    shown = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    yield f'<h3>Coverage</h3>\n<dl class="facts">{shown}</dl>\n'


def _sources(report: Report) -> Iterator[str]:
    yield (
        '<h3>Sources</h3>\n<div class="scroll" tabindex="0" role="region" aria-label="Sources"><table>'
        '<thead><tr><th scope="col">File</th><th scope="col">Shape</th>'
        '<th scope="col" class="number">Records</th>'
        '<th scope="col" class="number">Assets</th></tr></thead><tbody>\n'
    )
    for one in report.coverage.sources[:_SOURCES]:
        yield (
            f"<tr><td>{text(place(Origin(one.file)), _NAME)}</td><td>{text(one.shape or 'unreadable')}</td>"
            f'<td class="number">{one.records:,}</td><td class="number">{one.assets:,}</td></tr>\n'
        )
    yield "</tbody></table></div>\n"
    yield _left_out(len(report.coverage.sources) - _SOURCES, "further file")


def _types(report: Report) -> Iterator[str]:
    if report.coverage.types:
        yield (
            '<h3>Assets by type</h3>\n<table><thead><tr><th scope="col">Type</th>'
            '<th scope="col" class="number">Assets</th></tr></thead><tbody>\n'
        )
        for name, count in sorted(report.coverage.types.items()):
            yield f'<tr><td>{text(name, _NAME)}</td><td class="number">{count:,}</td></tr>\n'
        yield "</tbody></table>\n"


def _scope(report: Report) -> Iterator[str]:
    """Yield of which types the input holds everything, by project."""
    scope = sorted(report.coverage.scope.items())
    if not scope:
        return
    yield '<h3>Complete of</h3>\n<p class="hint">What is not in the input of these does not exist.</p>\n'
    yield '<ul class="scope">\n'
    for project, types in scope[:_SCOPE]:
        kinds = ", ".join(words.kind(one, 2) for one in types)
        yield f"<li><b>{text(project, _NAME)}</b>: {text(kinds, _SENTENCE)}</li>\n"
    yield "</ul>\n"
    yield _left_out(len(scope) - _SCOPE, "further project")


def _left_out(count: int, what: str) -> str:
    if count <= 0:
        return ""
    return f'<p class="hint">Not shown: {plural(count, what)}. The JSON report has everything.</p>\n'
