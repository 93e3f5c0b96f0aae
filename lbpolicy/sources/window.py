"""A buffer that slides over a stream: the memory of a scan is this and one record."""

from typing import Protocol

from lbpolicy.sources.faults import ReadError

WINDOW = 512 * 1024
"""Bytes. Fits the processor's cache; reusing it halves the time of a scan, because fresh pages are dear."""

MAX_RECORD = 64 * 1024 * 1024
"""Bytes. An asset is at most some megabytes; what is larger is not an asset, and must not fill the memory."""


class Stream(Protocol):
    """Bytes to read, decompressed."""

    def readinto(self, view: memoryview, /) -> int:
        """Read at least one byte into `view`; 0 at the end. Raises ReadError."""


class Window:
    """The bytes `data[start:end]` of a stream, and more on demand.

    `error` holds what stopped the stream: whoever reads sees an ordinary end, uses what came before, and
    leaves the complaint to the reader of the file.
    """

    def __init__(self, stream: Stream, size: int = WINDOW, limit: int = MAX_RECORD) -> None:
        self.data = bytearray(size)
        self.start = 0
        self.end = 0
        self.error: ReadError | None = None
        self._stream = stream
        self._limit = limit
        self._over = False

    def fill(self, keep: int, line: int = 1) -> bool:
        """Drop what lies before `keep`, which becomes position 0, and read more; False at the end.

        The buffer grows so that each call can double what is pending: scanning a huge record stays linear.
        Raises ReadError("oversized-record"), for the record on `line`, when more than the limit is pending.
        """
        pending = self.end - keep
        if pending > self._limit:
            raise ReadError(
                "oversized-record",
                f"a record is larger than {self._limit // 2**20} MiB; the rest of the file is not read",
                "Check that the file is a Cloud Asset Inventory export, or a Terraform plan.",
                line,
            )
        room = min(len(self.data) * 2, self._limit + 1)
        if pending * 2 > len(self.data) and room > len(self.data):
            grown = bytearray(room)
            grown[:pending] = self.data[keep : self.end]
            self.data = grown
        elif keep:
            self.data[:pending] = self.data[keep : self.end]
        self.start, self.end = 0, pending
        return not self._over and self._read()

    def rest(self, limit: int) -> bytes:
        """Return all that is left, for what is parsed as a whole.

        Raises ReadError("oversized-record") when it is more than `limit` bytes.
        """
        self._limit = limit
        while self.fill(self.start):
            pass
        return bytes(memoryview(self.data)[self.start : self.end])

    def _read(self) -> bool:
        try:
            got = self._stream.readinto(memoryview(self.data)[self.end :])
        except ReadError as error:
            self.error = error
            got = 0
        self.end += got
        self._over = got == 0
        return got > 0
