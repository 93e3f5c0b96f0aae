"""Splits arrays, pages and concatenated documents into raw records, without parsing and in bounded memory.

Only strings and brackets are looked at. Brackets need not match in kind: whoever parses a record sees that.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lbpolicy.sources.faults import NOTHING_ELSE, ForeignError, ReadError
from lbpolicy.sources.window import Window

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_FLAT = rb'[^"{}\[\]]*+(?:' + _STRING + rb'[^"{}\[\]]*+)*+'


def _closed(levels: int) -> bytes:
    """Return a pattern for text in which every bracket is closed, nested up to so deep."""
    inner = _FLAT
    for _ in range(levels):
        group = rb"[{\[]" + inner + rb"[}\]]"
        inner = rb'[^"{}\[\]]*+(?:(?:' + _STRING + rb"|" + group + rb')[^"{}\[\]]*+)*+'
    return inner


_TO_BRACKET = re.compile(_FLAT + rb"[{}\[\]]", re.DOTALL).match
_TO_OUTER_BRACKET = re.compile(_closed(7) + rb"[{}\[\]]", re.DOTALL).match
"""To the next bracket past whole groups. Seven levels hold a real resource: one match finds its end."""

_SPACE = re.compile(rb"[ \t\r\n]*+")
_SEPARATORS = re.compile(rb"[ \t\r\n,]*+")
_SCALAR = re.compile(_STRING + rb'|[^\s,\[\]{}"]++', re.DOTALL).match
_PAGE_KEY = re.compile(rb'"(?:assets|results)"\s*+:\s*+\[\Z').search

_OPENING = b"{["


class Element(NamedTuple):
    """One raw JSON value of a file."""

    line: int
    """1-based line on which it begins."""
    raw: bytes
    page: bool = False
    """The members of a page around its records, which came as elements before and are cut out of it."""


class Splitter:
    """Iterates over the elements of what a window slides over.

    Raises ReadError: "truncated-source" (it ends inside an element), "not-json", "oversized-record".
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self._pos = window.start
        self._line = 1
        self._mark = window.start

    def __iter__(self) -> Iterator[Element]:
        """Yield records, and after those of a page its other members."""
        first = True
        while (byte := self._next(_SPACE)) is not None:
            if byte == ord("["):
                self._pos += 1
                yield from self._array()
            elif byte == ord("{"):
                yield from self._document()
            else:
                kind = ForeignError if first else ReadError
                raise kind("not-json", "is not JSON from here on", NOTHING_ELSE, self._here())
            first = False

    def _here(self) -> int:
        """Return the line of the current position."""
        self._line += self._window.data.count(b"\n", self._mark, self._pos)
        self._mark = self._pos
        return self._line

    def _fill(self) -> bool:
        """Read more; what lies before the position is gone afterwards, and the position is 0."""
        more = self._window.fill(self._pos, self._here())
        self._pos = self._mark = 0
        return more

    def _next(self, skippable: "re.Pattern[bytes]") -> int | None:
        """Move past white space and return the byte there; None at the end."""
        while True:
            match = skippable.match(self._window.data, self._pos, self._window.end)
            self._pos = match.end() if match else self._pos
            if self._pos < self._window.end:
                return self._window.data[self._pos]
            if not self._fill():
                return None

    def _fill_or_cut(self) -> None:
        if not self._fill():
            message = "ends in the middle of a record; what comes before is used"
            hint = "Download or export the file again."
            raise ReadError("truncated-source", message, hint, self._here())

    def _array(self) -> Iterator[Element]:
        """Yield the elements up to the closing bracket, and move past it."""
        while (byte := self._next(_SEPARATORS)) != ord("]"):
            if byte is None:
                self._fill_or_cut()
            else:
                yield self._value() if byte in _OPENING else self._scalar()
        self._pos += 1

    def _value(self) -> Element:
        """Return the array or object at the position, and move past it."""
        line, depth, length = self._here(), 1, 1
        while depth:
            match = _TO_OUTER_BRACKET(self._window.data, self._pos + length, self._window.end)
            if match is None:
                self._fill_or_cut()
                continue
            length = match.end() - self._pos
            depth += 1 if self._window.data[match.end() - 1] in _OPENING else -1
        return Element(line, self._take(length))

    def _scalar(self) -> Element:
        """Return the string, number or word at the position, and move past it."""
        line = self._here()
        while True:
            match = _SCALAR(self._window.data, self._pos, self._window.end)
            if match is not None and match.end() < self._window.end:
                return Element(line, self._take(match.end() - self._pos))
            if match is None and self._window.data[self._pos] != ord('"'):
                raise ReadError("not-json", "is not JSON from here on", NOTHING_ELSE, line)
            self._fill_or_cut()

    def _document(self) -> Iterator[Element]:
        """Yield the object at the position, or if it is a page its records and then the rest of it."""
        line, depth, length = self._here(), 1, 1
        outside: list[bytes] = []
        while depth:
            match = _TO_BRACKET(self._window.data, self._pos + length, self._window.end)
            if match is None:
                self._fill_or_cut()
                continue
            length = match.end() - self._pos
            if depth == 1 and _PAGE_KEY(self._window.data, match.start(), match.end()):
                outside.append(self._take(length))
                yield from self._array()
                self._pos -= 1  # the closing bracket belongs to what is outside
                length = 1
            else:
                depth += 1 if self._window.data[match.end() - 1] in _OPENING else -1
        outside.append(self._take(length))
        yield Element(line, b"".join(outside), page=len(outside) > 1)

    def _take(self, length: int) -> bytes:
        start, self._pos = self._pos, self._pos + length
        return bytes(memoryview(self._window.data)[start : self._pos])
