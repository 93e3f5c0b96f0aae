"""Delivers events to an HTTP Event Collector: in order, in batches, and none is lost on the way.

What is not taken, whatever the reason, goes to the file of unsent events. An event may arrive twice: when an
answer gets lost, or when a batch is refused because of another event. Its `metadata.uid` is the same then.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from lbpolicy.publish.hec_answers import Answer, Meaning
from lbpolicy.publish.hec_batches import Batch, batches, halves
from lbpolicy.publish.hec_unsent import Unsent

_LONGEST_PAUSE = 60.0
_MOST_REFUSED = 100
"""Events refused one by one, and not a single one taken: then the collector takes none of ours."""


class Post(Protocol):
    """Sends one request."""

    def __call__(self, body: bytes) -> Answer:
        """Never raises for what the network or the collector does."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast and how patiently to send."""

    batch: int = 500
    """Events in a request."""
    batch_bytes: int = 900_000
    """Bytes in a request; older collectors take no more than a million."""
    retries: int = 5
    """Further tries of one request before the collector counts as down."""
    sleep: Callable[[float], None] = time.sleep


@dataclass(slots=True)
class Delivery:
    """How it went."""

    taken: int = 0
    refused: int = 0
    """Events that the collector refuses for what they are."""
    problem: str = ""
    """Why the delivery ended before its time; empty when every event was offered."""
    hint: str = ""
    refusal: str = ""
    """What the collector said of the first event that it refuses."""


class Courier:
    """Carries the events of one report to one collector."""

    def __init__(
        self, post: Post, unsent: Unsent, pace: Pace, told: Callable[[int], None] = lambda _taken: None
    ) -> None:
        """`told` hears how many events have been taken so far."""
        self._post = post
        self._unsent = unsent
        self._pace = pace
        self._told = told
        self._waiting: deque[Batch] = deque()
        self.delivery = Delivery()

    def deliver(self, lines: Iterable[bytes]) -> Delivery:
        """Send all events, or put into the file what is left; also when something unforeseen ends it."""
        coming = batches(lines, self._pace.batch, self._pace.batch_bytes)
        try:
            for batch in coming:
                self._waiting.append(batch)
                while self._waiting and not self.delivery.problem:
                    self._send_next()
                if self.delivery.problem:
                    break
        finally:
            for batch in (*self._waiting, *coming):
                self._unsent.add(batch)
            self._waiting.clear()
            self._unsent.whole = True
        return self.delivery

    def _send_next(self) -> None:
        """Offer the batch in front; it leaves the queue only when its fate is known."""
        batch = self._waiting[0]
        answer = self._offer(batch)
        if answer.meaning is Meaning.TAKEN:
            self._waiting.popleft()
            self.delivery.taken += len(batch)
            self._told(self.delivery.taken)
        elif answer.meaning in {Meaning.BAD_EVENT, Meaning.TOO_LARGE}:
            self._split(batch, answer)
        else:
            self.delivery.problem, self.delivery.hint = answer.text, answer.hint

    def _offer(self, batch: Batch) -> Answer:
        """Send a batch, patiently."""
        body = b"".join(batch)
        answer = self._post(body)
        for attempt in range(self._pace.retries):
            if answer.meaning is not Meaning.AGAIN:
                break
            pause = min(2.0**attempt, _LONGEST_PAUSE) if answer.wait is None else answer.wait
            self._pace.sleep(pause)
            answer = self._post(body)
        return answer

    def _split(self, batch: Batch, answer: Answer) -> None:
        """Put the parts of a refused batch in its place: without the event that is at fault, or its halves.

        What stands before a faulty event is sent again: some collectors have taken it, others nothing.
        """
        if len(batch) == 1:
            self._refuse(batch, answer)
            self._waiting.popleft()
            return
        if answer.event is not None and answer.event < len(batch):
            self._refuse([batch[answer.event]], answer)
            parts = (batch[: answer.event], batch[answer.event + 1 :])
        else:
            parts = halves(batch)
        self._waiting.popleft()
        self._waiting.extendleft(part for part in reversed(parts) if part)

    def _refuse(self, events: Batch, answer: Answer) -> None:
        self._unsent.add(events)
        self.delivery.refused += len(events)
        self.delivery.refusal = self.delivery.refusal or answer.text
        if self.delivery.refused >= _MOST_REFUSED and not self.delivery.taken:
            self.delivery.problem = f"The first {self.delivery.refused} events are all refused. {answer.text}"
