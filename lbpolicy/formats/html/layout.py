"""Where the boxes of a layered picture go: columns from left to right, few crossings, no overlaps.

Nothing here knows what the boxes mean. The same boxes in the same order give the same places.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lbpolicy.formats.html.crossings import ordered

Point = tuple[float, float]
_ROUNDS = 6
"""How often boxes are drawn towards their neighbours, once in each direction."""
_SCREEN = 800.0
_SHORT = 0.6


@dataclass(frozen=True, slots=True)
class Box:
    """Something to place."""

    key: str
    layer: int
    """Column, from 0."""
    height: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Measures of a picture, in pixels."""

    width: float
    """Of a box."""
    across: float
    """Between two columns."""
    down: float
    """Between two boxes of a column."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Places of boxes and ways of links."""

    places: Mapping[str, Point]
    """Key -> the upper left corner."""
    ways: Mapping[tuple[str, str], tuple[Point, ...]]
    """Link -> points it passes through: out of the right side of one box, into the left of the other."""
    width: float
    height: float


def arrange(boxes: Sequence[Box], links: Iterable[tuple[str, str]], grid: Grid) -> Layout:
    """Place boxes. Links lead to a later column; others are left out."""
    layer_of = {box.key: box.layer for box in boxes}
    forward = sorted({link for link in links if _leads_on(link, layer_of)})
    bends: dict[tuple[str, str], list[str]] = {}
    layers: list[list[str]] = [[] for _ in range(max(layer_of.values(), default=0) + 1)]
    heights = {box.key: box.height for box in boxes}
    for box in boxes:
        layers[box.layer].append(box.key)
    steps = []
    for source, target in forward:
        bend = bends[source, target] = []
        last = source
        for layer in range(layer_of[source] + 1, layer_of[target]):
            key = f"\0{len(bend)}\0{source}\0{target}"  # no name has a NUL beside its own
            layers[layer].append(key)
            heights[key] = 0.0
            bend.append(key)
            steps.append((last, key))
            last = key
        steps.append((last, target))
    layers = ordered(layers, steps)
    middles = _lifted(layers, _middles(layers, steps, heights, grid.down), heights)
    return _measured(boxes, bends, middles, grid)


def _leads_on(link: tuple[str, str], layer_of: Mapping[str, int]) -> bool:
    source, target = link
    return source in layer_of and target in layer_of and layer_of[source] < layer_of[target]


def _middles(
    layers: Sequence[Sequence[str]],
    steps: Sequence[tuple[str, str]],
    heights: Mapping[str, float],
    gap: float,
) -> dict[str, float]:
    """Return the height of each box's middle: as near to its neighbours' as its column allows."""
    neighbours: dict[str, list[str]] = {key: [] for layer in layers for key in layer}
    for source, target in steps:
        neighbours[source].append(target)
        neighbours[target].append(source)
    middles: dict[str, float] = {}
    for layer in layers:
        wanted = [0.0] * len(layer)
        middles.update(zip(layer, _spread(wanted, [heights[key] for key in layer], gap), strict=True))
    for number in range(_ROUNDS * 2):
        for layer in layers if number % 2 else reversed(layers):
            wanted = [
                sum(middles[other] for other in neighbours[key]) / len(neighbours[key])
                if neighbours[key]
                else middles[key]
                for key in layer
            ]
            places = _spread(wanted, [heights[key] for key in layer], gap)
            middles.update(zip(layer, places, strict=True))
    return middles


def _spread(wanted: Sequence[float], heights: Sequence[float], gap: float) -> list[float]:
    """Return middles in the given order without overlaps, with the least squared distance to `wanted`.

    Boxes that would overlap become one block at the mean of what they want (pool adjacent violators).
    """
    offsets = []
    reach = 0.0
    for number, height in enumerate(heights):
        reach += (height + heights[number - 1]) / 2 + gap if number else 0.0
        offsets.append(reach)
    blocks: list[tuple[float, int]] = []  # sum of what is wanted, number of boxes
    for want, offset in zip(wanted, offsets, strict=True):
        total, count = want - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / count:
            former, more = blocks.pop()
            total, count = total + former, count + more
        blocks.append((total, count))
    starts = [total / count for total, count in blocks for _ in range(count)]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]


def _lifted(
    layers: Sequence[Sequence[str]], middles: Mapping[str, float], heights: Mapping[str, float]
) -> Mapping[str, float]:
    """In a picture too high for a screen, move short columns to its top: there it is looked at first."""
    tops = [min(middles[key] - heights[key] / 2 for key in layer) for layer in layers if layer]
    ends = [max(middles[key] + heights[key] / 2 for key in layer) for layer in layers if layer]
    height = max(ends, default=0.0) - min(tops, default=0.0)
    if height <= _SCREEN:
        return middles
    lifted = dict(middles)
    for layer, top, end in zip((one for one in layers if one), tops, ends, strict=True):
        if end - top < height * _SHORT:
            lifted.update((key, middles[key] - top + min(tops)) for key in layer)
    return lifted


def _measured(
    boxes: Sequence[Box],
    bends: Mapping[tuple[str, str], Sequence[str]],
    middles: Mapping[str, float],
    grid: Grid,
) -> Layout:
    """Return the layout with its upper left corner at (0, 0)."""
    top = min((middles[box.key] - box.height / 2 for box in boxes), default=0.0)
    bottom = max((middles[box.key] + box.height / 2 for box in boxes), default=0.0)
    pitch = grid.width + grid.across
    left = {box.key: box.layer * pitch for box in boxes}
    layer_of = {box.key: box.layer for box in boxes}
    ways: dict[tuple[str, str], tuple[Point, ...]] = {}
    for (source, target), bend in bends.items():
        points = [(left[source] + grid.width, middles[source] - top)]
        for number, key in enumerate(bend, 1):
            x = (layer_of[source] + number) * pitch
            points += [(x, middles[key] - top), (x + grid.width, middles[key] - top)]
        points.append((left[target], middles[target] - top))
        ways[source, target] = tuple(points)
    places = {box.key: (left[box.key], middles[box.key] - box.height / 2 - top) for box in boxes}
    columns = max(layer_of.values(), default=-1) + 1
    return Layout(places, ways, max(0.0, columns * pitch - grid.across), bottom - top)
