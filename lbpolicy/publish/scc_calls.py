"""Calls to a Google API that wait for their turn and are tried again when that may help."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

PASSING = frozenset({"UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "ABORTED", "INTERNAL"})
"""Codes of gRPC after which the same call may well succeed."""
LONGEST_WAIT = 64.0
"""Seconds. Quotas are counted by the minute, so that a full one is free again after that."""

_Result = TypeVar("_Result")


class CallError(Exception):
    """A call that failed for good."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        """Of gRPC: PERMISSION_DENIED."""
        self.message = message


class Stopped(Exception):  # noqa: N818 - nothing went wrong with the call: nobody wants its result any more
    """The work ended while a call waited."""


@dataclass
class Calls:
    """How often calls are made, and made again."""

    retries: int = 6
    """After the first try."""
    per_minute: int = 900
    """Writes."""
    first_wait: float = 1.0
    """Seconds before the second try; doubled each time."""
    stopped: threading.Event = field(default_factory=threading.Event)
    retried: int = 0
    """Tries beyond the first ones, so far."""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _next: float = 0.0
    """When the next write may start, were all of them evenly spread."""

    def read(self, call: Callable[[], _Result]) -> _Result:
        """Make a call that changes nothing."""
        return self._tried(call, lambda: None)

    def write(self, call: Callable[[], _Result]) -> _Result:
        """Make a call that counts as a write."""
        return self._tried(call, self._wait_for_turn)

    def _tried(self, call: Callable[[], _Result], wait_for_turn: Callable[[], None]) -> _Result:
        for attempt in range(self.retries + 1):
            wait_for_turn()
            try:
                return call()
            except Exception as error:
                failure = as_call_error(error)
                if failure is None:
                    raise
                if failure.code not in PASSING or attempt == self.retries:
                    raise failure from error
            with self._lock:
                self.retried += 1
            # spread out, so that calls that failed together do not come back together
            wait = min(self.first_wait * 2**attempt, LONGEST_WAIT)
            self._sleep(wait * random.uniform(0.75, 1.25))  # noqa: S311 - no secret
        raise AssertionError  # the last attempt returns or raises

    def _wait_for_turn(self) -> None:
        """Let a tenth of a minute's writes go at once, and space out the others."""
        gap = 60 / self.per_minute
        with self._lock:
            now = time.monotonic()
            self._next = max(self._next, now - 6.0) + gap
            wait = self._next - now
        if wait > 0:
            self._sleep(wait)

    def _sleep(self, seconds: float) -> None:
        if self.stopped.wait(seconds):
            raise Stopped


def as_call_error(error: Exception) -> CallError | None:
    """Return what Google's client raised as a failed call; None for anything else."""
    from google.api_core.exceptions import GoogleAPICallError
    from google.auth.exceptions import GoogleAuthError, TransportError

    if isinstance(error, GoogleAPICallError):
        code = error.grpc_status_code
        return CallError(code.name if code is not None else "UNKNOWN", str(error.message))
    if isinstance(error, TransportError):
        return CallError("UNAVAILABLE", str(error))
    if isinstance(error, GoogleAuthError):
        return CallError("UNAUTHENTICATED", str(error))
    return None
