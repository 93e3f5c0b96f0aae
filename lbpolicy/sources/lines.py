"""NDJSON at the speed of the disk: a record of a type that no rule uses is stepped over, not parsed.

Measured on records of 1.3 KB, 3% of them used, on one core: 0.85 GB/s, of which a fifth goes into those 3%.
"""

import io
import re
from collections.abc import Callable, Iterator

from lbpolicy.sources.documents import Element, Splitter
from lbpolicy.sources.faults import ReadError
from lbpolicy.sources.jsontext import parse
from lbpolicy.sources.tally import Tally
from lbpolicy.sources.wanted import Wanted
from lbpolicy.sources.window import Window

_USUAL = re.compile(rb'\{"name":"[^"]*","asset_type":"([^"]*)"').match
"""The head of a line as Google writes it; a simpler pattern than `Wanted.head`, and a third faster."""

_NEVER = re.compile(rb"(?!)").match

_GLUE = 9
"""Bytes of a record's beginning that tell it: `{"name":"`. Quotes in strings are escaped, so `}{"name":"` is
never inside a record: it is a lost line break, as when files that lack their last one are concatenated."""

_BEGINNING = 64 * 1024
"""Bytes in which to look for a first record."""

_TYPES = 4096
"""Types remembered as not wanted; a hostile file may make up any number."""

_CLOSING = ord("}")

_Match = Callable[..., re.Match[bytes] | None]


class Lines:
    """Iterates over the lines that must be parsed; counts the records of those that need not be."""

    def __init__(self, window: Window, wanted: Wanted, tally: Tally) -> None:
        self._window = window
        self._wanted = wanted
        self._tally = tally
        self._unwanted: set[bytes] = set()
        self._line = 0
        self._first = True

    def __iter__(self) -> Iterator[Element]:
        """Yield raw lines; the first one always, whatever it is.

        Raises ReadError: "truncated-source" for a last line that is cut, "oversized-record".
        """
        window, pos = self._window, self._window.start
        head, glue = self._style(pos)
        while True:
            limit = window.data.rfind(b"\n", pos, window.end) + 1
            if limit > pos:
                glued = window.data.rfind(glue, pos, limit) >= 0
                yield from self._sift(pos, limit, _NEVER if glued else head, glue if glued else b"")
                pos = limit
            if not window.fill(pos, self._line + 1):
                break
            pos = 0
        yield from self._last(bytes(window.data[: window.end]), glue)

    def _style(self, pos: int) -> tuple[_Match, bytes]:
        """Tell from the first record how this file writes them."""
        beginning = bytes(self._window.data[pos : min(pos + _BEGINNING, self._window.end)])
        records = (line.lstrip() for line in beginning.split(b"\n"))
        first = next((record for record in records if record.startswith(b"{")), b'{"name":"')
        return _USUAL if _USUAL(first) else self._wanted.head, b"}" + first[:_GLUE]

    def _sift(self, pos: int, limit: int, head: _Match, glue: bytes) -> Iterator[Element]:
        """Yield what must be parsed of the complete lines between the positions.

        This loop sees every record of an organization: 0.6 microseconds a line.
        """
        data, line, stepped = self._window.data, self._line, 0
        unwanted, wanted = self._unwanted, self._wanted.raw
        while pos < limit:
            end = data.find(b"\n", pos)
            line += 1
            match = head(data, pos, end)
            if match and match[1] in unwanted and data[end - 1] == _CLOSING:
                pos = end + 1
                stepped += 1
                continue
            raw = bytes(data[pos:end])
            pos = end + 1
            if match and match[1] in wanted:
                yield Element(line, raw)
            elif raw := raw.strip():
                yield from self._doubtful(Element(line, raw), glue)
        self._line = line
        self._tally.records += stepped

    def _doubtful(self, line: Element, glue: bytes) -> Iterator[Element]:
        """Yield the line, or what is glued together in it, unless a closer look finds it not wanted."""
        for record in _split(line) if glue and glue in line.raw else (line,):
            if not self._first and self._wanted.skips(record.raw):
                self._tally.records += 1
                self._remember(record.raw)
            else:
                yield record
            self._first = False

    def _remember(self, raw: bytes) -> None:
        head = self._wanted.head(raw)
        if head is not None and b"\\" not in head[1] and len(self._unwanted) < _TYPES:
            self._unwanted.add(head[1])

    def _last(self, raw: bytes, glue: bytes) -> Iterator[Element]:
        """Yield what follows the last line break: a record without one, or one that is cut."""
        line = Element(self._line + 1, raw.strip())
        if not line.raw:
            return
        if glue in line.raw:
            yield from self._doubtful(line, glue)
            return
        try:
            parse(line.raw, line.line)
        except ReadError as error:
            if self._window.error is not None:
                return  # the stream was cut; that is reported, and this is a part of a record
            if error.code == "not-json" and line.raw.startswith(b"{"):
                message = f"the last record is cut: {error.message}"
                hint = "Download or export the file again."
                raise ReadError("truncated-source", message, hint, line.line) from error
        yield line


def _split(line: Element) -> list[Element]:
    window = Window(io.BytesIO(line.raw), len(line.raw) + 1)
    try:
        return [Element(line.line, one.raw) for one in Splitter(window)]
    except ReadError:
        return [line]
