"""What fits into a document that its reader takes only up to a certain size."""

from collections.abc import Iterable

_GAP = 4
"""Bytes around a piece: a blank line, or the mark of a list and the end of the line."""


class Room:
    """Bytes of UTF-8 that are left of a document: a limit of characters holds too."""

    def __init__(self, size: int) -> None:
        """Begin with an empty document of `size` bytes."""
        self.left = size

    def spend(self, pieces: Iterable[str]) -> None:
        """Count what is in the document in any case."""
        self.left -= sum(map(_size, pieces))

    def take(self, pieces: Iterable[str], most: int | None = None) -> list[str]:
        """Return the first pieces that fit together, into `most` bytes if that is said, and count them.

        No later piece takes the place of one that does not fit: what is left out comes after what is shown.
        """
        limit = self.left if most is None else min(self.left, most)
        taken = []
        for piece in pieces:
            limit -= _size(piece)
            if limit < 0:
                break
            self.left -= _size(piece)
            taken.append(piece)
        return taken


def _size(piece: str) -> int:
    return len(piece.encode()) + _GAP
