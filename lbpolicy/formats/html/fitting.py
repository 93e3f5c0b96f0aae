"""Text that has to fit into a box of a picture, where nothing wraps by itself."""

from collections.abc import Iterable, Sequence
from unicodedata import combining, east_asian_width

_ELLIPSIS = "\u2026"
_BREAKS = (" ", "-_./")
"""Where a name may be parted, the best first."""


def cells(value: str) -> int:
    """Return how many columns of a typewriter a text takes: wide letters take two, marks on letters none."""
    if value.isascii():
        return len(value)
    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in value)


def shortened(value: str, room: int) -> str:
    """Return a text in at most `room` columns; its middle goes first: names differ at both ends."""
    if cells(value) <= room:
        return value
    tail = _fitting(value[::-1], (room - 1) // 2)[::-1]
    return _fitting(value, room - 1 - cells(tail)) + _ELLIPSIS + tail


def on_two_lines(value: str, room: int) -> list[str]:
    """Return a name on one line or two, parted behind a hyphen or the like where that leaves room."""
    if cells(value) <= room:
        return [value]
    first = _fitting(value, room)
    window = value[: len(first) + 1] if value[len(first)] == " " else first
    for signs in _BREAKS:
        cut = max(window.rfind(sign) for sign in signs) + 1
        if cut > room // 2 and cells(value[cut:]) <= room:
            first = value[:cut]
            break
    return [first.rstrip(), shortened(value[len(first) :], room)]


def packed(items: Iterable[str], room: int, most: int, separator: str = " \u00b7 ") -> list[str]:
    """Return items on at most `most` lines, several on one line as far as they fit."""
    lines: list[str] = []
    for item in items:
        if lines and cells(lines[-1]) + cells(separator) + cells(item) <= room:
            lines[-1] += separator + item
        else:
            lines += on_two_lines(item, room)
    return _first(lines, room, most)


def _first(lines: Sequence[str], room: int, most: int) -> list[str]:
    if len(lines) <= most:
        return list(lines)
    return [*lines[: most - 1], shortened(f"{lines[most - 1]} {_ELLIPSIS}", room)]


def _fitting(value: str, room: int) -> str:
    """Return the longest beginning that takes at most `room` columns."""
    used = 0
    for number, one in enumerate(value):
        used += cells(one)
        if used > room:
            return value[:number]
    return value
