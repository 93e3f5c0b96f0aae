"""Subjects spread over processes: faster on several cores, and what goes wrong costs one verdict.

A crash of the engine, or a subject so large that a rule does not come to an end, loses a worker. What the
worker had is then judged subject by subject, and at last rule by rule, so that the culprit is named.
"""

from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future  # noqa: TC003 - names what the queue holds
from dataclasses import replace
from itertools import chain, islice
from typing import Self

from lbpolicy.engine.verdicts import rule_error
from lbpolicy.engine.workers import LostError, Workers, default_jobs, start_method
from lbpolicy.model import Evaluation, PolicySet, Subject

CHUNK = 24
"""Subjects a worker takes at a time: about 50 ms of work."""
FEW = 100
"""Fewer subjects are judged by one process before a second one has compiled the rules."""
CHUNK_SECONDS = 60.0
"""After so long a chunk is taken apart; it is a thousand times what one needs."""
SUBJECT_SECONDS = 20.0
"""So long may one subject take when it is judged by itself."""
RULE_SECONDS = 10.0
"""So long may one rule take on one subject when it is asked by itself."""
MAX_LOSSES = 20
"""After so many the culprit is no longer looked for rule by rule."""


class Evaluator:
    """Judges subjects by worker processes, which may compile the rules while the subjects are still read.

    A context: leaving it ends the workers, at once if something went wrong.
    """

    def __init__(self, policies: PolicySet, engine: str = "regopy", jobs: int | None = None) -> None:
        """Judge by `engine` with `jobs` processes; None: as many as there are cores if it is worth it."""
        self._policies = policies
        self._engine = engine
        self._jobs = jobs
        self._early: Workers | None = None

    def __enter__(self) -> Self:
        """Start nothing yet."""
        return self

    def __exit__(self, failure: type[BaseException] | None, *rest: object) -> None:
        """End the workers that were started early."""
        if self._early is not None:
            self._early.__exit__(failure, *rest)

    def expect(self, count: int) -> None:
        """Take in how many subjects there will be at the least.

        Once they are enough for several processes, these are started and compile the rules of every kind. One
        process alone is never started early, nor where starting one is slow.
        """
        if self._early is not None or count < FEW:
            return
        jobs = self._jobs or default_jobs()
        if jobs > 1 and start_method() == "fork":
            self._early = Workers(self._policies, self._engine, jobs)
            self._early.start()

    def evaluate(self, subjects: Iterable[Subject]) -> Generator[Evaluation]:
        """Yield what the rules say of each subject, in the order of the subjects whatever `jobs` is.

        Raises PolicyError when a policy does not compile. A crash or a time-out of the engine costs only the
        rule and the subject that it happened on; they are reported as errors.
        """
        stream = iter(subjects)
        first = list(islice(stream, FEW))
        count = self._jobs or (default_jobs() if len(first) == FEW else 1)
        stream = chain(first, stream)
        rescue = _Rescue(self._policies, self._engine)
        workers = self._early or Workers(self._policies, self._engine, count)
        with workers:
            pending: deque[tuple[Future[list[Evaluation]], list[Subject]]] = deque()
            chunk = list(islice(stream, CHUNK))
            while chunk or pending:
                while chunk and len(pending) < workers.count * 2:
                    pending.append((workers.submit(chunk), chunk))
                    chunk = list(islice(stream, CHUNK))
                future, judged = pending.popleft()
                try:
                    yield from workers.result(future, CHUNK_SECONDS)
                except LostError:
                    yield from rescue.one_by_one(judged)


class _Rescue:
    """Judges again what was lost with a worker."""

    def __init__(self, policies: PolicySet, engine: str) -> None:
        self._policies = policies
        self._engine = engine
        self._losses = 0

    def one_by_one(self, subjects: list[Subject]) -> Iterator[Evaluation]:
        """Judge each subject by itself."""
        with Workers(self._policies, self._engine, 1) as worker:
            for subject in subjects:
                try:
                    yield from worker.result(worker.submit([subject]), SUBJECT_SECONDS)
                except LostError as loss:
                    yield self._rule_by_rule(subject, str(loss))

    def _rule_by_rule(self, subject: Subject, why: str) -> Evaluation:
        """Find the rule that a subject is too much for; the verdicts of the others are kept."""
        self._losses += 1
        result = Evaluation(subject.asset, ())
        for rule in (r for r in self._policies.rules if subject.kind in r.kinds):
            try:
                if self._losses > MAX_LOSSES:
                    raise LostError(why)  # noqa: TRY301 - as if it had been asked
                with Workers(replace(self._policies, rules=(rule,)), self._engine, 1) as worker:
                    one = worker.result(worker.submit([subject]), RULE_SECONDS)[0]
            except LostError as loss:
                one = Evaluation(subject.asset, (), (rule_error(rule, subject, str(loss)),))
            result = replace(
                result, outcomes=result.outcomes + one.outcomes, errors=result.errors + one.errors
            )
        return result
