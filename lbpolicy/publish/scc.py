"""Brings a source of Security Command Center up to date with a report."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from lbpolicy.errors import UsageError
from lbpolicy.formats.encoding import dumps
from lbpolicy.formats.scc.findings import SccFindings
from lbpolicy.model import Json, Report
from lbpolicy.publish.scc_calls import CallError, Calls, Stopped
from lbpolicy.publish.scc_client import SecurityCenter
from lbpolicy.publish.scc_steps import ACTIONS, Step

IN_A_ROW = 20
"""Failures without a success between them after which nothing more is tried."""
NOT_TRIED = "NOT_TRIED"
_BEFORE = "Too many calls before it had failed."

_MOMENT = 1.0
"""Seconds."""
_SKEW = timedelta(minutes=5)
"""How much ahead the clock of the machine that scanned may be."""


class Progress(Protocol):
    """Told how many steps are done."""

    def __call__(self, done: int) -> None:
        """`done` counts those that failed, too."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A step that was not done, or not completely."""

    step: Step
    code: str
    """Of gRPC, or NOT_TRIED."""
    message: str


@dataclass
class Result:
    """What was done; filled while it happens, so that it is there also when the work is interrupted."""

    done: Counter[str] = field(default_factory=Counter)
    """By action; what was also muted counts under "muted" or "unmuted", too."""
    failures: list[Failure] = field(default_factory=list)
    stopped: bool = False
    """Too many calls failed in a row: the rest was not tried."""


def check(report: Report, now: datetime | None = None) -> None:
    """Raise UsageError for a report that does not say what exists at a time that has come."""
    if report.plan is not None:
        raise UsageError(
            "The report is about a Terraform plan: it says what would be, and Security Command Center holds"
            " what is.",
            "Publish the report of an export: lbpolicy scan EXPORT... -o json=report.json",
        )
    latest = (now or datetime.now(UTC)) + _SKEW
    if datetime.fromisoformat(report.evaluated_at) > latest:
        raise UsageError(
            f"The report is about {report.evaluated_at}, which is yet to come; Security Command Center takes"
            " nothing from the future.",
            "Scan without --as-of.",
        )


class Publisher:
    """Does the steps, several at a time."""

    def __init__(self, center: SecurityCenter, bodies: SccFindings, calls: Calls, concurrency: int) -> None:
        self._center = center
        self._bodies = bodies
        self._calls = calls
        self._concurrency = concurrency
        self._in_a_row = 0

    def run(self, steps: Iterator[Step], result: Result, progress: Progress) -> None:
        """Do every step; what fails is in the result and keeps no other one from being done.

        After too many failures in a row the rest is only noted as not tried.
        """
        pool = ThreadPoolExecutor(self._concurrency, thread_name_prefix="scc")
        running: dict[Future[None], Step] = {}
        try:
            for step in steps:
                if result.stopped:
                    result.failures.append(Failure(step, NOT_TRIED, _BEFORE))
                    continue
                running[pool.submit(self._do, step)] = step
                if len(running) >= 2 * self._concurrency:
                    self._collect(running, result, progress)
            while running:
                self._collect(running, result, progress)
        finally:  # also on Ctrl-C: what waits gives up, and what is on its way has a moment to arrive
            self._calls.stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)
            for future in wait(running, timeout=_MOMENT).done:
                if not future.cancelled():
                    self._note(future, running[future], result)

    def _collect(self, running: dict[Future[None], Step], result: Result, progress: Progress) -> None:
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            self._note(future, running.pop(future), result)
        progress(sum(result.done[action] for action in ACTIONS) + len(result.failures))
        if self._in_a_row >= IN_A_ROW:
            result.stopped = True
            self._calls.stopped.set()

    def _note(self, future: Future[None], step: Step, result: Result) -> None:
        try:
            future.result()
        except Stopped:
            result.failures.append(Failure(step, NOT_TRIED, _BEFORE))
        except CallError as error:
            result.failures.append(Failure(step, error.code, error.message))
            self._in_a_row += 1
        else:
            self._in_a_row = 0
            result.done[step.action] += 1
            if step.mute:
                result.done["muted" if step.mute == "MUTED" else "unmuted"] += 1

    def _do(self, step: Step) -> None:
        if (
            step.mute == "UNDEFINED"
        ):  # first: what is written does not say any more that it was us who muted it
            self._center.mute(step.finding_id, step.mute)
        if step.action == "close":
            self._center.set_state(step.finding_id, "INACTIVE")
        elif step.action != "mute":
            self._center.write(step.finding_id, dumps(body_of(step, self._bodies)).decode())
        if step.mute == "MUTED":
            self._center.mute(step.finding_id, step.mute)


def body_of(step: Step, bodies: SccFindings) -> dict[str, Json]:
    """Return the finding that a step writes; nothing for one that is closed."""
    if step.finding is None:
        return {}
    body = bodies.build(step.finding)
    if step.known is not None and step.known.category:
        body["category"] = step.known.category  # it cannot change, even if the rule has another name now
    return body


def failed_lines(failures: list[Failure], bodies: SccFindings, source: str) -> Iterator[bytes]:
    """Yield what was not done as NDJSON: the call, why it failed and, to write it by hand, the finding."""
    for failure in failures:
        step = failure.step
        yield (
            dumps(
                {
                    "name": f"{source}/findings/{step.finding_id}",
                    "action": step.action,
                    "mute": step.mute,
                    "code": failure.code,
                    "message": failure.message,
                    "finding": body_of(step, bodies) or None,
                }
            )
            + b"\n"
        )
