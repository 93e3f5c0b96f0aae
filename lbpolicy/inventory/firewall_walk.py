"""Packets on their way through ordered groups of firewall rules: exact arithmetic on address intervals."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lbpolicy.inventory.firewall_rules import ALLOW, DENY, NEXT, Entry, Interval

UNDECIDED = "undecided"

Doubtful = tuple[Entry, str]
"""An entry, and why it may not apply to the instances; empty when it applies for certain."""


@dataclass(slots=True)
class Walk:
    """Packets from some sources to one port, from group to group.

    An entry that matches for certain takes its packets out. One that may match is followed both ways: its
    packets go on, marked with what may have been decided already. Each packet moves a few times at most, so
    the work grows with the number of rules and not with its square.
    """

    pending: dict[str, list[Interval]]
    """What may have been decided ("" for nothing) -> sources on which no group of rules has decided yet."""
    decided: dict[str, list[Interval]] = field(default_factory=lambda: {ALLOW: [], DENY: [], UNDECIDED: []})
    rules: dict[str, int] = field(default_factory=dict)
    """Names of the rules that met packets, in order -> from how many addresses they may let them in."""
    doubts: dict[str, None] = field(default_factory=dict)

    def through(self, group: Iterable[Doubtful]) -> None:
        """Follow the packets through one group; those that it sends on or leaves over are pending then."""
        here = {(may, False): pool for may, pool in self.pending.items()}
        self.pending = {}
        for entry, doubt in group:
            for (may, sent_on), pool in list(here.items()):
                if doubt and (sent_on if entry.action == NEXT else may == entry.action):
                    continue  # it can add nothing to what may happen
                if taken := _take(pool, entry.sources):
                    let_in = size(taken) if entry.action == ALLOW else 0
                    self.rules[entry.name] = self.rules.get(entry.name, 0) + let_in
                    if doubt:
                        self.doubts[doubt] = None
                    self._move(entry.action, doubt, (may, sent_on), taken, here)
            if not any(here.values()):
                break
        for (may, _), pool in here.items():
            _put(self.pending.setdefault(may, []), pool)

    def _move(
        self,
        action: str,
        doubt: str,
        state: tuple[str, bool],
        taken: list[Interval],
        here: dict[tuple[str, bool], list[Interval]],
    ) -> None:
        may, sent_on = state
        outcome = may if action == NEXT else action if may in {"", action} else UNDECIDED
        if outcome == UNDECIDED:
            self.decided[UNDECIDED] += taken
        elif doubt:
            _put(here.setdefault((outcome, sent_on or action == NEXT), []), taken)
        elif sent_on or action == NEXT:
            _put(self.pending.setdefault(outcome, []), taken)
        else:
            self.decided[outcome] += taken


def walk(groups: Iterable[Iterable[Doubtful]], sources: Sequence[Interval]) -> Walk:
    """Lead packets from the sources (disjoint, in order) through the groups, then to the implied deny."""
    packets = Walk({"": list(sources)})
    for group in groups:
        packets.through(group)
    for may, pool in packets.pending.items():
        packets.decided[UNDECIDED if may == ALLOW else DENY] += pool
    return packets


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the same addresses as disjoint intervals in order."""
    result: list[Interval] = []
    for first, last in sorted(intervals):
        if result and first <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(result[-1][1], last))
        else:
            result.append((first, last))
    return result


def size(intervals: Iterable[Interval]) -> int:
    """Return how many addresses disjoint intervals hold."""
    return sum(last - first + 1 for first, last in intervals)


def _take(pool: list[Interval], ranges: Iterable[Interval]) -> list[Interval]:
    """Remove from the pool what lies in the ranges, and return it."""
    taken: list[Interval] = []
    for first, last in ranges:
        start = bisect_left(pool, first, key=lambda interval: interval[1])
        stop = bisect_right(pool, last, key=lambda interval: interval[0])
        if start >= stop:
            continue
        touched = pool[start:stop]
        taken += [(max(low, first), min(high, last)) for low, high in touched]
        left, right = (touched[0][0], first - 1), (last + 1, touched[-1][1])
        pool[start:stop] = [rest for rest in (left, right) if rest[0] <= rest[1]]
    return taken


def _put(pool: list[Interval], intervals: Iterable[Interval]) -> None:
    for interval in intervals:
        insort(pool, interval)
