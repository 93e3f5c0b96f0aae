"""Posture over time as a page: one file that loads nothing and runs no script of its own."""

from collections.abc import Iterator, Sequence

from lbpolicy.formats.html import shell, words
from lbpolicy.formats.html.markup import text
from lbpolicy.formats.html.shell import icon
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.paint import plural
from lbpolicy.formats.trend.chart import Axis, Line, chart, spark
from lbpolicy.formats.trend.series import Series, project_series, rule_series
from lbpolicy.model import Level, Severity
from lbpolicy.model.trend import Point, Trend

_STYLES = (*shell.STYLES, "trend.css")
_SIGNS = {Level.ERROR: "critical", Level.WARNING: "medium", Level.NOTE: "info"}
_SEVERITIES = [severity.value.capitalize() for severity in Severity]
_COURSE = "Over time"
_SENTENCE = 600
_NAME = 300
_MOST = 500
"""Rows of the table of projects; the CSV has the rest."""


def render(trend: Trend, options: RenderOptions) -> Iterator[bytes]:
    """Yield the series as an HTML page."""
    return shell.page("lbpolicy: posture over time", _body(trend, options), styles=_STYLES)


def _body(trend: Trend, options: RenderOptions) -> Iterator[str]:
    points = trend.points
    yield '<div class="page series">\n'
    yield _head(points, options)
    yield _tiles(points[-1])
    yield from _charts(points)
    yield from _reports(points)
    yield from _rules(rule_series(points, changed=not options.verbose))
    yield from _projects(project_series(points))
    yield from _notes(trend)
    yield "</div>\n"


def _head(points: Sequence[Point], options: RenderOptions) -> str:
    first, last = (words.moment(points[index].evaluated_at) for index in (0, -1))
    score = _percent(points[-1].score)
    facts = (
        ("Reports", f"{len(points):,}"),
        ("From", first),
        ("To", last),
        ("Bundle", points[-1].bundle),
        ("Made by", f"lbpolicy {options.version}"),
    )
    meta = "".join(f"<div><dt>{name}</dt><dd>{text(value, _NAME)}</dd></div>" for name, value in facts)
    title = f"Score {score}" if len(points) == 1 else f"Score {_percent(points[0].score)} to {score}"
    return (
        '<header class="top"><div class="brand">lbpolicy<span>Posture over time</span></div>'
        f'<h1>{title}</h1>\n<dl class="meta">{meta}</dl></header>\n'
    )


def _tiles(point: Point) -> str:
    """Return the figures of the last report."""
    tiles = [_tile(one.value, one.value, f"{point.count.failing[one]:,}") for one in Severity]
    tiles.append(_tile("review", "to review", f"{point.count.review:,}"))
    tiles.append(_tile("waived", "waived", f"{point.count.waived:,}"))
    if point.step:
        tiles.append(_tile("bad" if point.step.new else "", "new", f"{point.step.new:,}"))
        tiles.append(_tile("good", "fixed", f"{point.step.fixed:,}"))
    return f'<section aria-label="The last report">\n<div class="tiles">{"".join(tiles)}</div></section>\n'


def _tile(look: str, label: str, figure: str) -> str:
    none = " none" if figure == "0" else ""
    sign = icon(look) if look in {*Severity, "review", "waived"} else ""
    return (
        f'<div class="tile {look}{none}">{sign}<span class="figure">{figure}</span>'
        f'<span class="label">{label}</span></div>'
    )


def _charts(points: Sequence[Point]) -> Iterator[str]:
    times = [point.evaluated_at for point in points]
    hollow = [not point.complete for point in points]
    days = [words.moment(time) for time in times]
    scores = [point.score for point in points]
    labels = [f"{day}: {_percent(score)}" for day, score in zip(days, scores, strict=True)]
    yield '<section aria-label="Charts"><div class="charts">\n'
    yield '<figure class="panel chart"><figcaption><h2>Score</h2>'
    yield '<span class="hint">verdicts that pass, by the weight of their severity</span></figcaption>\n'
    shown = f"Score of {plural(len(points), 'report')}: {_percent(scores[0])} to {_percent(scores[-1])}"
    yield from chart([Line("", scores, labels)], Axis(times, 100, "%", hollow), shown)
    yield '</figure>\n<figure class="panel chart"><figcaption><h2>Failing findings</h2>'
    present = [one for one in Severity if any(point.count.failing[one] for point in points)]
    yield f'<ul class="legend">{"".join(map(_legend, present))}</ul></figcaption>\n'
    lines = [_line(one, points, days) for one in present]
    most = max((value for line in lines for value in line.values if value), default=0)
    axis = Axis(times, max(-(-most // 4) * 4, 4), "", hollow)
    yield from chart(lines, axis, f"Failing findings by severity in {plural(len(points), 'report')}")
    yield "</figure>\n</div></section>\n"


def _line(severity: Severity, points: Sequence[Point], days: Sequence[str]) -> Line:
    values = [point.count.failing[severity] for point in points]
    labels = [f"{day}: {value:,} {severity.value}" for day, value in zip(days, values, strict=True)]
    return Line(severity.value, values, labels)


def _legend(severity: Severity) -> str:
    line = f'<line class="course {severity.value}" x1="0" x2="28" y1="5" y2="5"/>'
    return f'<li><svg width="28" height="10" aria-hidden="true">{line}</svg>{severity.value}</li>'


def _reports(points: Sequence[Point]) -> Iterator[str]:
    heads = ("Score", *_SEVERITIES, "Weight", "To review", "Waived", "New", "Fixed")
    yield _table("Reports", ("As of", *heads, "Report"), first_text=1, last_text=1)
    for point in reversed(points):
        count, step = point.count, point.step
        cells = [_percent(point.score), *(f"{count.failing[one]:,}" for one in Severity)]
        cells += [f"{count.weight:,}", f"{count.review:,}", f"{count.waived:,}"]
        cells += [f"{step.new:,}", f"{step.fixed:,}"] if step else ["-", "-"]
        mark = "" if point.complete else f' <span class="badge bad">{icon("critical")}incomplete</span>'
        yield (
            f'<tr><th scope="row">{text(words.moment(point.evaluated_at))}{mark}</th>{_numbers(cells)}'
            f"<td>{text(point.file, _NAME)}</td></tr>\n"
        )
    yield _END


def _rules(series: Sequence[Series]) -> Iterator[str]:
    if not series:
        return
    yield _table("Rules that failed", ("Rule", "Severity", "Score", _COURSE, "Failing", "Title"), 2, 1)
    for one in series:
        score, severity = _percent(one.scores[-1]), one.severity or Severity.INFO
        label = f"Score from {_percent(one.scores[0])} to {score}"
        badge = f'<span class="badge {severity.value}">{icon(severity.value)}{severity.value}</span>'
        yield (
            f'<tr><th scope="row">{text(one.name, _NAME)}</th><td>{badge}</td><td class="number">{score}</td>'
            f"<td>{spark(one.scores, 100, label)}</td>{_numbers([_fail(one)])}"
            f"<td>{text(one.title, _NAME)}</td></tr>\n"
        )
    yield _END


def _projects(series: Sequence[Series]) -> Iterator[str]:
    if not series:
        return
    most = max((weight for one in series for weight in one.weights if weight), default=0)
    yield _table("Projects", ("Project", "Weight", _COURSE, *_SEVERITIES), 1, 0)
    for one in series[:_MOST]:
        weight = "-" if one.weights[-1] is None else f"{one.weights[-1]:,}"
        label = f"Weight from {one.weights[0] or 0:,} to {one.weights[-1] or 0:,}"
        failing = [f"{one.last.failing[severity]:,}" if one.last else "-" for severity in Severity]
        name = text(one.name, _NAME) or "(not known)"
        yield (
            f'<tr><th scope="row">{name}</th><td class="number">{weight}</td>'
            f"<td>{spark(one.weights, most, label)}</td>{_numbers(failing)}</tr>\n"
        )
    yield _END
    if len(series) > _MOST:
        yield f'<p class="hint">{len(series) - _MOST:,} more projects are in the CSV.</p>\n'


def _notes(trend: Trend) -> Iterator[str]:
    if not trend.notifications:
        return
    yield '<section><h2>What to keep in mind</h2>\n<ul class="notices">\n'
    for note in trend.notifications:
        sign = _SIGNS[note.level]
        yield f'<li class="{sign}">{icon(sign)}<span>{text(note.message, _SENTENCE)}</span></li>\n'
    yield "</ul></section>\n"


def _table(title: str, heads: Sequence[str], first_text: int, last_text: int) -> str:
    """Return the beginning of a table: so many columns of text, then figures, then columns of text."""
    figures = [head for head in heads[first_text : len(heads) - last_text] if head != _COURSE]
    cells = "".join(
        f'<th scope="col"{" class=number" if head in figures else ""}>{head}</th>' for head in heads
    )
    return (
        f'<section><h2>{title}</h2>\n<div class="panel scroll"><table>\n'
        f"<thead><tr>{cells}</tr></thead>\n<tbody>\n"
    )


_END = "</tbody></table></div></section>\n"


def _numbers(cells: Sequence[str]) -> str:
    return "".join(f'<td class="number">{one}</td>' for one in cells)


def _fail(one: Series) -> str:
    return "-" if one.last is None else f"{one.last.fail:,}"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f} %"
