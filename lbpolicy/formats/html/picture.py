"""The picture of a load balancer: boxes in columns from the frontends to the targets, faults marked on both.

Marks differ in shape and number, not in colour alone. What is marked is a link to the list of faults below
the picture.
"""

from collections.abc import Iterator, Sequence

from lbpolicy.formats.faults import worst
from lbpolicy.formats.html import words
from lbpolicy.formats.html.boxes import KIND, NAME, NOTE, PAD, WIDTH, part_title
from lbpolicy.formats.html.layout import Point
from lbpolicy.formats.html.markup import text
from lbpolicy.formats.html.parts import Part
from lbpolicy.formats.html.scene import Place, Scene, way_of
from lbpolicy.formats.paint import plural
from lbpolicy.model import Connection

_MARGIN = 16.0
_HEAD = 30.0
"""Room for the titles of the columns."""
_ARROW = 7.0
_STACK = 5.0
_PIN = 24.0
_LONG = 10
"""Numbers from here on are written smaller."""
_POINTERS = 8
_POINTER = 200


def picture(scene: Scene) -> Iterator[str]:
    """Yield an SVG element, as part of an HTML page with assets/symbols.svg and the styles of pictures."""
    width = scene.layout.width + 2 * _MARGIN
    height = scene.layout.height + 2 * _MARGIN + _HEAD
    yield (
        '<svg class="picture" role="graphics-document document"'
        f' aria-labelledby="{scene.mark}-t {scene.mark}-d"'
        f' viewBox="0 0 {_n(width)} {_n(height)}" width="{_n(width)}" height="{_n(height)}">'
        f'<title id="{scene.mark}-t">Picture of load balancer {text(words.name_of(scene.balancer))}</title>'
        f'<desc id="{scene.mark}-d">{_description(scene)}</desc>'
        f'<g transform="translate({_n(_MARGIN)} {_n(_MARGIN + _HEAD)})">'
    )
    yield from _titles(scene)
    places = {(one.source.key, one.target.key if one.target else ""): one for one in scene.places}
    parts = {part.key: part for part in scene.graph.parts}
    links = scene.graph.links
    for source, target in links:
        if (source, target) not in places:
            yield _link(scene, parts[source], parts[target], links[source, target], None)
    for part in scene.graph.parts:
        yield _box(scene, part, places.get((part.key, "")))
    for source, target in links:
        if (source, target) in places:  # above the boxes: their marks are not to be hidden
            place = places[source, target]
            yield _link(scene, parts[source], parts[target], links[source, target], place)
    yield "</g></svg>\n"


def _description(scene: Scene) -> str:
    nodes = plural(len(scene.balancer.nodes), "part")
    if not scene.places:
        return f"{nodes}, no findings on any."
    return f"{nodes}; {plural(len(scene.places), 'place')} with findings, numbered from left to right."


def _titles(scene: Scene) -> Iterator[str]:
    columns: dict[int, list[Part]] = {}
    for part in scene.graph.parts:
        columns.setdefault(part.column, []).append(part)
    for parts in columns.values():
        kinds = {node.asset.type for part in parts for node in part.nodes}
        stages = dict.fromkeys(part.nodes[0].stage for part in parts)
        alike = len(kinds) == 1 and "target" in stages
        title = words.kind(min(kinds), 2) if alike else ", ".join(words.STAGES[one] for one in stages)
        x = min(scene.layout.places[part.key][0] for part in parts)
        yield f'<text class="column" x="{_n(x)}" y="-16" aria-hidden="true">{text(title)}</text>'


def _box(scene: Scene, part: Part, place: Place | None) -> str:
    x, y = scene.layout.places[part.key]
    drawn = scene.boxes[part.key]
    label = f"{part_title(part)}{', ' + drawn.state if drawn.state else ''}"
    classes = f"node {part.nodes[0].state}{' at-' + worst(place.findings) if place else ''}"
    inner = f"<title>{text(_tooltip(part))}</title>"
    if len(part.nodes) > 1:
        inner += _rectangle(x + _STACK, y + _STACK, drawn.height, "box under")
    inner += _rectangle(x, y, drawn.height, "box") + _lines(scene, part)
    if place:
        inner += _pin(x + WIDTH - 6, y + 2, place)
    return _marked(scene, place, label, classes, inner)


def _rectangle(x: float, y: float, height: float, classes: str) -> str:
    return (
        f'<rect class="{classes}" x="{_n(x)}" y="{_n(y)}" width="{_n(WIDTH)}" height="{_n(height)}" rx="8"/>'
    )


def _lines(scene: Scene, part: Part) -> str:
    x, y = scene.layout.places[part.key]
    drawn = scene.boxes[part.key]
    sorts = [("kind", KIND, drawn.kind), *(("name", NAME, one) for one in drawn.name)]
    sorts += [("note", NOTE, one) for one in drawn.notes]
    sorts += [("state", NOTE, drawn.state)] if drawn.state else []
    written = []
    at = y + PAD - 4
    for sort, step, value in sorts:
        at += step
        written.append(f'<text class="{sort}" x="{_n(x + PAD)}" y="{_n(at - 2)}">{text(value)}</text>')
    return "".join(written)


def _tooltip(part: Part) -> str:
    names = [node.asset.name for node in part.nodes[:_POINTERS]]
    more = len(part.nodes) - len(names)
    return ", ".join([*names, f"and {more:,} more"] if more else names)


def _link(
    scene: Scene, source: Part, target: Part, connections: Sequence[Connection], place: Place | None
) -> str:
    way = way_of(scene.layout, scene.boxes, source.key, target.key)
    label = f"{part_title(source)} leads to {part_title(target)}"
    pointers = [one.path for one in connections[:_POINTERS] if one.path]
    more = len(connections) - _POINTERS
    told = ", ".join([*pointers, f"and {more:,} more"] if more > 0 else pointers)
    inner = f"<title>{text(f'{label} ({told})' if told else label, 2 * _POINTER)}</title>{_line(way)}"
    if place:
        inner += _pin(*place.at, place)
    classes = f"link {target.nodes[0].state}{' at-' + worst(place.findings) if place else ''}"
    return _marked(scene, place, label, classes, inner)


def _line(way: Sequence[Point]) -> str:
    x, y = way[0]
    drawn = f"M{_n(x)} {_n(y)}"
    for number, (to_x, to_y) in enumerate(way[1:]):
        end = to_x - _ARROW if number == len(way) - 2 else to_x
        if number % 2:
            drawn += f"L{_n(end)} {_n(to_y)}"
        else:
            half = (x + end) / 2
            drawn += f"C{_n(half)} {_n(y)} {_n(half)} {_n(to_y)} {_n(end)} {_n(to_y)}"
        x, y = to_x, to_y
    tip = f"M{_n(x - _ARROW - 1)} {_n(y - 4.5)}L{_n(x - 1)} {_n(y)}L{_n(x - _ARROW - 1)} {_n(y + 4.5)}z"
    return f'<path class="reach" d="{drawn}"/><path class="line" d="{drawn}"/><path class="tip" d="{tip}"/>'


def _marked(scene: Scene, place: Place | None, label: str, classes: str, inner: str) -> str:
    """Return a box or link; one with faults leads to the list of them."""
    if place is None:
        return f'<g class="{classes}" role="graphics-symbol" aria-label="{text(label)}">{inner}</g>\n'
    count = plural(len(place.findings), "finding")
    named = text(f"{place.number}: {label}; {count}, worst: {worst(place.findings)}")
    return f'<a class="{classes}" href="#{scene.anchor(place)}" aria-label="{named}">{inner}</a>\n'


def _pin(x: float, y: float, place: Place) -> str:
    """Return the mark of a place: its shape tells how bad, its number which entry of the list."""
    look = worst(place.findings)
    left, top = _n(x - _PIN / 2), _n(y - _PIN / 2)
    long = ' class="long"' if place.number >= _LONG else ""
    base = y + (6 if look == "high" else 4)  # a triangle has its room further down
    return (
        f'<g class="pin {look}" aria-hidden="true"><use href="#p-{look}" x="{left}" y="{top}"'
        f' width="{_n(_PIN)}" height="{_n(_PIN)}"/>'
        f'<text{long} x="{_n(x)}" y="{_n(base)}">{place.number}</text></g>'
    )


def _n(value: float) -> str:
    """Return a number with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")
