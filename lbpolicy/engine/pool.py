"""Subjects spread over processes: faster on several cores, and a crash of the engine costs one worker."""

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import chain, islice
from multiprocessing import get_all_start_methods, get_context
from typing import NamedTuple, Self

from lbpolicy.engine.registry import Engine, open_engine
from lbpolicy.engine.verdicts import judge, rule_error
from lbpolicy.model import Evaluation, PolicySet, Rule, Subject

CHUNK = 24
"""Subjects a worker takes at a time: about 50 ms of work."""
FEW = 100
"""Fewer subjects are judged by one process before a second one has compiled the rules."""
MAX_CRASHES = 20
"""After so many crashes the culprit is no longer looked for rule by rule."""

_CRASHED = "the engine process crashed"


class _Worker(NamedTuple):
    """What a worker process holds: opened once, used for every chunk."""

    engine: Engine
    rules: dict[str, list[Rule]]


_worker: list[_Worker] = []


def _start(engine: str, policies: PolicySet) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends its workers
    by_kind: dict[str, list[Rule]] = {}
    for rule in policies.rules:
        by_kind.setdefault(rule.kind, []).append(rule)
    _worker[:] = [_Worker(open_engine(engine, policies), by_kind)]


def _judge(subjects: Sequence[Subject]) -> list[Evaluation]:
    worker = _worker[0]
    return [judge(worker.engine, worker.rules.get(s.kind, ()), s) for s in subjects]


def _method() -> str:
    """Forking is ten times faster than spawning, and safe while no other thread runs."""
    return "fork" if "fork" in get_all_start_methods() and threading.active_count() == 1 else "spawn"


def default_jobs() -> int:
    """Return how many processes this process may keep busy."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def evaluate(
    subjects: Iterable[Subject], policies: PolicySet, engine: str = "regopy", jobs: int | None = None
) -> Iterator[Evaluation]:
    """Yield what the rules say of each subject, in the order of the subjects whatever `jobs` is.

    Raises PolicyError when a policy does not compile. A crash of the engine costs only the rule and the
    subject that it happened on; they are reported as errors.
    """
    stream = iter(subjects)
    first = list(islice(stream, FEW))
    workers = jobs or (default_jobs() if len(first) == FEW else 1)
    stream = chain(first, stream)
    with _Pool(policies, engine, workers) as pool:
        pending: deque[tuple[Future[list[Evaluation]], list[Subject]]] = deque()
        chunk = list(islice(stream, CHUNK))
        while chunk or pending:
            while chunk and len(pending) < workers * 2:
                pending.append((pool.submit(chunk), chunk))
                chunk = list(islice(stream, CHUNK))
            future, judged = pending.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:
                yield from pool.rescue(judged)


class _Pool:
    """A process pool that is made anew when a worker dies."""

    def __init__(self, policies: PolicySet, engine: str, workers: int) -> None:
        self._policies = policies
        self._engine = engine
        self._workers = workers
        self._crashes = 0
        self._executor = self._open(policies, workers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(cancel_futures=True)

    def _open(self, policies: PolicySet, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(workers, get_context(_method()), _start, (self._engine, policies))

    def submit(self, chunk: list[Subject]) -> "Future[list[Evaluation]]":
        try:
            return self._executor.submit(_judge, chunk)
        except BrokenProcessPool:
            self._executor.shutdown()
            self._executor = self._open(self._policies, self._workers)
            return self._executor.submit(_judge, chunk)

    def rescue(self, chunk: list[Subject]) -> Iterator[Evaluation]:
        """Judge the subjects of a chunk in whose time a worker died one by one."""
        executor = self._open(self._policies, 1)
        for subject in chunk:
            try:
                yield from executor.submit(_judge, [subject]).result()
            except BrokenProcessPool:
                executor.shutdown()
                executor = self._open(self._policies, 1)
                yield self._crashed(subject)
        executor.shutdown()

    def _crashed(self, subject: Subject) -> Evaluation:
        """Find the rule that crashes on a subject; the verdicts of the others are kept."""
        self._crashes += 1
        result = Evaluation(subject.asset, ())
        for rule in (r for r in self._policies.rules if r.kind == subject.kind):
            one = None if self._crashes > MAX_CRASHES else self._alone(rule, subject)
            if one is None:
                result = replace(result, errors=(*result.errors, rule_error(rule, subject, _CRASHED)))
            else:
                result = replace(
                    result, outcomes=result.outcomes + one.outcomes, errors=result.errors + one.errors
                )
        return result

    def _alone(self, rule: Rule, subject: Subject) -> Evaluation | None:
        """Judge one subject by one rule in a process of its own; None when that crashes."""
        try:
            with self._open(replace(self._policies, rules=(rule,)), 1) as executor:
                return executor.submit(_judge, [subject]).result()[0]
        except BrokenProcessPool:
            return None
