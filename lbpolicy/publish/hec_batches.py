"""Events in batches: as many as a request may hold."""

from collections.abc import Iterable, Iterator

Batch = list[bytes]
"""Events, each a line with its line break; a request's body is all of them."""


def batches(lines: Iterable[bytes], most: int, most_bytes: int) -> Iterator[Batch]:
    """Yield at most `most` events at a time, and no more than `most_bytes` unless a single one is longer."""
    batch: Batch = []
    size = 0
    for line in lines:
        if batch and (len(batch) >= most or size + len(line) > most_bytes):
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += len(line)
    if batch:
        yield batch


def halves(batch: Batch) -> tuple[Batch, Batch]:
    """Return the two halves of a batch, in order."""
    middle = len(batch) // 2
    return batch[:middle], batch[middle:]
