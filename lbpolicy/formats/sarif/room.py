"""How much of a file a service takes."""

import zlib

_GZIP = 31
"""zlib's number for gzip's own framing."""
_LEVEL = 6
"""What uploading tools use."""
_HELD_BACK = 100_000
"""Bytes that a compressor may hold before it puts them out."""


class Room:
    """What is left of a limit, piece by piece of a file, in bounded memory."""

    def __init__(self, limit: int, *, packed: bool) -> None:
        """`limit`: bytes, 0 for none. `packed`: those after gzip count."""
        self._left = limit - (_HELD_BACK if packed else 0)
        self._endless = not limit
        self._packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP) if packed else None

    def reserve(self, piece: bytes) -> None:
        """Keep room for what must be in the file and comes later."""
        self._left -= len(zlib.compress(piece, _LEVEL) if self._packer else piece)

    def take(self, piece: bytes) -> bool:
        """Tell whether the piece fits; what does not takes no room."""
        if self._endless:
            return True
        if not self._fits(piece):
            return False
        self.put(piece)
        return True

    def put(self, piece: bytes) -> None:
        """Count a piece that is written in any case."""
        self._left -= len(self._packer.compress(piece) if self._packer else piece)

    def _fits(self, piece: bytes) -> bool:
        if len(piece) <= self._left:
            return True
        return self._packer is not None and len(zlib.compress(piece, _LEVEL)) <= self._left
