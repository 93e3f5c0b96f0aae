"""Where on the links of a picture their marks stand, so that none covers another."""

from collections.abc import Sequence
from math import dist

from lbpolicy.formats.html.layout import Point

_APART = 26.0
"""Pixels between the middles of two marks."""
_SPOTS = (0.5, 0.34, 0.66, 0.22, 0.78, 0.42, 0.58)
"""Parts of the last curve of a link: the first one that is free is taken."""


class Marks:
    """Hands out places, each far enough from those before it, as long as there is room."""

    def __init__(self) -> None:
        self._taken: list[Point] = []

    def on(self, way: Sequence[Point]) -> Point:
        """Return the place of the mark of a link that takes this way."""
        spots = [_point(way[-2], way[-1], part) for part in _SPOTS]
        spot = next((one for one in spots if self._free(one)), spots[0])
        self._taken.append(spot)
        return spot

    def _free(self, spot: Point) -> bool:
        return all(dist(spot, other) >= _APART for other in self._taken)


def _point(start: Point, end: Point, part: float) -> Point:
    """Return a point of the cubic curve that leaves one box and reaches another level, handles half way."""
    rest = 1.0 - part
    half = (start[0] + end[0]) / 2
    weights = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
    across = (start[0], half, half, end[0])
    down = (start[1], start[1], end[1], end[1])
    x = sum(weight * value for weight, value in zip(weights, across, strict=True))
    return x, sum(weight * value for weight, value in zip(weights, down, strict=True))
