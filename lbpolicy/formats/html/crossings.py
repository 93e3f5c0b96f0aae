"""The order of boxes within the columns of a layered picture: barycentres, as long as crossings get fewer."""

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from itertools import pairwise

_SWEEPS = 8

Layers = Sequence[Sequence[str]]
Steps = Sequence[tuple[str, str]]
"""Links between neighbouring columns, from left to right."""


def ordered(layers: Layers, steps: Steps) -> list[list[str]]:
    """Return the columns in the best order that a few sweeps find; the given one wins a tie."""
    forward: dict[str, list[str]] = {key: [] for layer in layers for key in layer}
    backward: dict[str, list[str]] = {key: [] for key in forward}
    for source, target in steps:
        forward[source].append(target)
        backward[target].append(source)
    best = now = [list(layer) for layer in layers]
    fewest = crossings(best, forward)
    for number in range(_SWEEPS):
        if not fewest:
            break
        now = _sweep(now, backward) if number % 2 == 0 else _sweep(now[::-1], forward)[::-1]
        count = crossings(now, forward)
        if count < fewest:
            best, fewest = now, count
    return best


def crossings(layers: Layers, forward: Mapping[str, Sequence[str]]) -> int:
    """Count pairs of links between two columns that cross."""
    total = 0
    for left, right in pairwise(layers):
        rank = {key: number for number, key in enumerate(right)}
        seen: list[int] = []
        for key in left:
            ends = sorted(rank[target] for target in forward[key])
            total += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return total


def _sweep(layers: Layers, before: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Order each column but the first by the mean place of what leads to it from the column before."""
    done = [list(layers[0])] if layers else []
    for layer in layers[1:]:
        rank = {key: number for number, key in enumerate(done[-1])}
        means = {
            key: sum(rank[other] for other in before[key]) / len(before[key]) if before[key] else float(place)
            for place, key in enumerate(layer)
        }
        done.append(sorted(layer, key=means.__getitem__))
    return done
