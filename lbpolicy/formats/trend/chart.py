"""Lines over time as SVG for the page of the trend, whose tables have every figure that they show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lbpolicy.formats.html.markup import text

_WIDTH, _HEIGHT = 640, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 10, 26
_STEPS = 4
_SPARK_WIDTH, _SPARK_HEIGHT = 120, 24
_CROWD = 80
"""Reports from which on a chart has no dots."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart."""

    look: str
    """A class of page.css: the name of a severity; empty for the colour of the page."""
    values: Sequence[float | None]
    """One for each report; None breaks the line."""
    labels: Sequence[str]
    """What each value is, in words."""


@dataclass(frozen=True, slots=True)
class Axis:
    """What the lines of a chart share."""

    times: Sequence[str]
    """RFC 3339, one for each report, in order."""
    most: float
    """The value at the top; 0 is at the bottom."""
    unit: str = ""
    hollow: Sequence[bool] = ()
    """Reports of incomplete scans."""


def chart(lines: Sequence[Line], axis: Axis, label: str) -> Iterator[str]:
    """Yield a chart as an SVG element; `label` says in words what it shows."""
    places = _places(axis.times, _LEFT, _WIDTH - _RIGHT)
    yield f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{text(label)}">\n'
    yield from _grid(axis)
    for at, anchor, time in _ends(places, axis.times):
        yield f'<text x="{at}" y="{_HEIGHT - 6}" text-anchor="{anchor}">{text(time[:10])}</text>\n'
    for line in lines:
        heights = [None if value is None else _height(value, axis.most) for value in line.values]
        yield f'<path class="course {line.look}" d="{_path(places, heights)}"/>\n'
        yield from _spots(line, places, heights, axis.hollow)
    yield "</svg>\n"


def spark(values: Sequence[float | None], most: float, label: str) -> str:
    """Return a small line without axes."""
    step = (_SPARK_WIDTH - 6) / max(len(values) - 1, 1)
    places = [round(3 + index * step, 1) for index in range(len(values))]
    room = _SPARK_HEIGHT - 6
    heights = [
        None if value is None else round(3 + room * (1 - value / most if most else 1), 1) for value in values
    ]
    last = next(
        (pair for pair in reversed(list(zip(places, heights, strict=True))) if pair[1] is not None), None
    )
    dot = f'<circle class="spot" cx="{last[0]}" cy="{last[1]}" r="2.5"/>' if last else ""
    size = f"0 0 {_SPARK_WIDTH} {_SPARK_HEIGHT}"
    return (
        f'<svg class="spark" viewBox="{size}" role="img" aria-label="{text(label)}">'
        f'<path class="course" d="{_path(places, heights)}"/>{dot}</svg>'
    )


def _places(times: Sequence[str], left: float, right: float) -> list[float]:
    """Return where on the axis the reports are: true to time, or evenly if all are of one time."""
    moments = [datetime.fromisoformat(time).timestamp() for time in times]
    span = moments[-1] - moments[0]
    if len(moments) == 1:
        return [round((left + right) / 2, 1)]
    if not span:
        return [round(left + (right - left) * index / (len(times) - 1), 1) for index in range(len(times))]
    return [round(left + (right - left) * (moment - moments[0]) / span, 1) for moment in moments]


def _height(value: float, most: float) -> float:
    room = _HEIGHT - _TOP - _BOTTOM
    return round(_TOP + room * (1 - value / most if most else 1), 1)


def _grid(axis: Axis) -> Iterator[str]:
    for step in range(_STEPS + 1):
        value = axis.most * step / _STEPS
        y = _height(value, axis.most)
        yield f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>\n'
        yield f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{value:,.0f}{axis.unit}</text>\n'


def _ends(places: Sequence[float], times: Sequence[str]) -> Iterator[tuple[float, str, str]]:
    if len(places) == 1:
        yield places[0], "middle", times[0]
        return
    yield places[0], "start", times[0]
    yield places[-1], "end", times[-1]


def _path(places: Sequence[float], heights: Sequence[float | None]) -> str:
    """Return the line as SVG has it, with a gap where a value is missing."""
    parts, pen = [], "M"
    for x, y in zip(places, heights, strict=True):
        if y is None:
            pen = "M"
            continue
        parts.append(f"{pen}{x} {y}")
        pen = "L"
    return "".join(parts)


def _spots(
    line: Line, places: Sequence[float], heights: Sequence[float | None], hollow: Sequence[bool]
) -> Iterator[str]:
    if len(places) > _CROWD:
        return
    for index, (x, y) in enumerate(zip(places, heights, strict=True)):
        if y is not None:
            kind = " hollow" if hollow and hollow[index] else ""
            title = f"<title>{text(line.labels[index])}</title>"
            yield f'<circle class="spot {line.look}{kind}" cx="{x}" cy="{y}" r="3.5">{title}</circle>\n'
