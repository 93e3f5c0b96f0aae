"""Files and standard input as streams of decompressed bytes; compression is told from magic bytes."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from lbpolicy.sources.compressed import GZIP, ZSTD, gunzip, unzstd
from lbpolicy.sources.faults import ReadError
from lbpolicy.sources.window import Stream

_STEP = 1_000_000
"""Bytes between two reports of progress."""


class Meter:
    """Counts the bytes read from files, and says so now and then."""

    def __init__(self, total: int, report: Callable[[int, int], None] | None) -> None:
        self.read = 0
        """Bytes read so far, as they lie in the files."""
        self._total = total
        self._report = report
        self._said = 0

    def tick(self, *, final: bool = False) -> None:
        """Report, unless little has been read since the last time."""
        if self._report is not None and (final or self.read - self._said >= _STEP):
            self._said = self.read
            self._report(self.read, self._total)


class _File:
    """The bytes of a file as they are, counted; its head can be looked at first."""

    def __init__(self, file: BinaryIO, meter: Meter) -> None:
        self._file = file
        self._meter = meter
        self._head = b""

    def peek(self, count: int) -> bytes:
        """Return the first bytes of the file, which stay to be read."""
        self._head = self.read(count)
        return self._head

    def read(self, count: int) -> bytes:
        """Read at most `count` bytes; b"" at the end."""
        if self._head:
            head, self._head = self._head, b""
            return head
        try:
            data = self._file.read(count)
        except OSError as error:
            raise unreadable(error) from error
        self._meter.read += len(data)
        return data

    def readinto(self, view: memoryview, /) -> int:
        """Read into `view`; 0 at the end."""
        if self._head:
            head, self._head = self._head, b""
            view[: len(head)] = head
            return len(head)
        try:
            count: int = self._file.readinto(view)  # type: ignore[attr-defined]
        except OSError as error:
            raise unreadable(error) from error
        self._meter.read += count
        self._meter.tick()
        return count


class _Blocks:
    """A stream made of blocks."""

    def __init__(self, blocks: Iterator[bytes], meter: Meter) -> None:
        self._blocks = blocks
        self._meter = meter
        self._left = memoryview(b"")

    def readinto(self, view: memoryview, /) -> int:
        """Copy what is left of a block into `view`; 0 at the end."""
        if not self._left:
            self._left = memoryview(next(self._blocks, b""))
            self._meter.tick()
        count = min(len(view), len(self._left))
        view[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def unreadable(error: OSError) -> ReadError:
    """Say in words why the operating system refused."""
    reason = error.strerror or "cannot be read"
    return ReadError("unreadable-source", f"cannot be read: {reason}", "Check the path and its permissions.")


def _standard_input() -> BinaryIO:
    if sys.stdin is None:  # the process was started with it closed
        raise ReadError("unreadable-source", "is closed")
    return sys.stdin.buffer


@contextmanager
def open_stream(path: Path | None, meter: Meter) -> Iterator[Stream]:
    """Open a file (None: standard input) and undo its compression. Raises ReadError("unreadable-source")."""
    with ExitStack() as stack:
        try:
            file = _standard_input() if path is None else stack.enter_context(path.open("rb"))
        except OSError as error:
            raise unreadable(error) from error
        plain = _File(file, meter)
        magic = plain.peek(len(ZSTD))
        if magic.startswith(GZIP):
            yield _Blocks(gunzip(plain.read), meter)
        elif magic == ZSTD:
            yield _Blocks(unzstd(plain.read), meter)
        else:
            yield plain
