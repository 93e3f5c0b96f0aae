"""Posture over time as text: the reports in a table, then what changed by rule and by project."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from lbpolicy.formats.escape import inert, visible
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.paint import Paint, plural
from lbpolicy.formats.text.lines import at_most
from lbpolicy.formats.text.scan import notification_lines
from lbpolicy.formats.trend.series import Series, project_series, rule_series
from lbpolicy.model import Severity
from lbpolicy.model.trend import Point, Trend

_BARS = "▁▂▃▄▅▆▇█"
_NAME = 500
_SPARKS = 40
"""Reports that a line of bars shows: the last ones."""
_Key = TypeVar("_Key")


def render(trend: Trend, options: RenderOptions) -> Iterator[bytes]:
    """Yield the series as UTF-8 text. No line of it is a command to a CI service."""
    for lines in _sections(trend, options):
        yield ("\n".join(map(inert, lines)) + "\n").encode()


def _sections(trend: Trend, options: RenderOptions) -> Iterator[list[str]]:
    paint = Paint(options.color, options.width)
    points = trend.points
    first, last = points[0], points[-1]
    period = first.evaluated_at if len(points) == 1 else f"{first.evaluated_at} to {last.evaluated_at}"
    yield [paint("bold", f"{plural(len(points), 'report')}, {visible(period)}"), ""]
    yield [*_table(points, paint), ""]
    scores = [point.score for point in points]
    yield [f"Score  {_bars(scores, 100)}  {_change(scores, _percent)}"]
    weights = [point.count.weight for point in points]
    yield [f"Weight {_bars(weights, max(weights))}  {_change(weights, _plain)}", ""]
    rules = rule_series(points, changed=not options.verbose)
    yield from _rules(rules, options, paint)
    yield from _projects(project_series(points), options, paint)
    yield from notification_lines(trend.notifications, options, paint)


def _table(points: Sequence[Point], paint: Paint) -> Iterator[str]:
    severities = "".join(f"{one.value:>9}" for one in Severity)
    heads = f"{'as of':<20}{'score':>9}{severities}{'review':>9}{'waived':>9}{'new':>9}{'fixed':>9}"
    yield paint("bold", heads)
    for point in points:
        failing = "".join(f"{point.count.failing[one]:>9,}" for one in Severity)
        step = point.step
        new, fixed = (f"{step.new:,}", f"{step.fixed:,}") if step else ("-", "-")
        counts = f"{point.count.review:>9,}{point.count.waived:>9,}{new:>9}{fixed:>9}"
        mark = "" if point.complete else "  incomplete"
        when = visible(point.evaluated_at)
        yield f"{when:<20}{_percent(point.score):>9}{failing}{counts}{mark}"


def _rules(series: Sequence[Series], options: RenderOptions, paint: Paint) -> Iterator[list[str]]:
    if series:
        yield [paint("bold", "Rules that failed, by what they score now"), ""]
    lines = (
        [f"{visible(one.name):<8}{_bars(one.scores, 100)}  {_change(one.scores, _percent)}  {_title(one)}"]
        for one in series
    )
    yield from at_most(lines, "rules", verbose=options.verbose)
    if series:
        yield [""]


def _projects(series: Sequence[Series], options: RenderOptions, paint: Paint) -> Iterator[list[str]]:
    if series:
        yield [paint("bold", "Projects, by the weight of what fails now"), ""]
    most = max((weight for one in series for weight in one.weights if weight), default=0)
    lines = (
        [f"{_bars(one.weights, most)}  {_change(one.weights, _plain):<16}  {_project(one)}"] for one in series
    )
    yield from at_most(lines, "projects", verbose=options.verbose)
    if series:
        yield [""]


def _title(one: Series) -> str:
    return f"{one.severity}: {visible(one.title, _NAME)}"


def _project(one: Series) -> str:
    return visible(one.name, _NAME) or "(project not known)"


def _bars(values: Sequence[float | None], most: float) -> str:
    """Return a bar for each value from 0 to `most`; a dot for one that there is not."""
    return "".join(_bar(value, most) for value in values[-_SPARKS:])


def _bar(value: float | None, most: float) -> str:
    if value is None:
        return "·"
    return _BARS[int(value / most * (len(_BARS) - 1))] if most else _BARS[0]


def _change(values: Sequence[_Key | None], text: Callable[[_Key | None], str]) -> str:
    first, last = text(values[0]), text(values[-1])
    return last if first == last else f"{first} -> {last}"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f} %"


def _plain(value: float | None) -> str:
    return "-" if value is None else f"{value:,}"
