"""Worker processes that judge subjects: opened once, killed when they hang, made anew when they die."""

import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from multiprocessing import get_all_start_methods, get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import NamedTuple, Self

from lbpolicy.engine.registry import Engine, open_engine
from lbpolicy.engine.verdicts import judge
from lbpolicy.errors import PolicyError
from lbpolicy.model import Evaluation, PolicySet, Rule, Subject


class LostError(Exception):
    """A worker crashed or ran out of time; the text says which."""


class _Worker(NamedTuple):
    """What a worker process holds."""

    engine: Engine
    rules: dict[str, list[Rule]]


_worker: list[_Worker] = []


def _start(engine: str, policies: PolicySet, folder: Path | None) -> None:
    """Make this process a worker.

    With a folder, which it shares with the others, it compiles the rules before anything is asked.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends its workers
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    by_kind: dict[str, list[Rule]] = {}
    for rule in policies.rules:
        for kind in rule.kinds:
            by_kind.setdefault(kind, []).append(rule)
    _worker[:] = [_Worker(open_engine(engine, policies), by_kind)]
    if folder is not None:
        # what does not compile is said to whoever asks: an error here would only be a broken worker
        with suppress(PolicyError, OSError):
            kinds = sorted(by_kind, key=lambda kind: -len(by_kind[kind]))
            _worker[0].engine.prepare(kinds, folder)


def _end_with_parent(folder: Path | None) -> None:
    """End this worker when its parent is gone, killed for want of memory maybe; leave nothing behind.

    Its queue would never tell: forked workers hold the other end of it themselves.
    """
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        if folder is not None:
            rmtree(folder, ignore_errors=True)
        os._exit(1)


def _judge(subjects: Sequence[Subject]) -> list[Evaluation]:
    worker = _worker[0]
    return [judge(worker.engine, worker.rules.get(s.kind, ()), s) for s in subjects]


def _nothing() -> None:
    """Be asked for nothing: whoever is asked is started."""


def start_method() -> str:
    """Forking is ten times faster than spawning, and safe while no other thread runs."""
    return "fork" if "fork" in get_all_start_methods() and threading.active_count() == 1 else "spawn"


def default_jobs() -> int:
    """Return how many processes this process may keep busy."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """A number of worker processes with the same engine and policies."""

    def __init__(self, policies: PolicySet, engine: str, count: int) -> None:
        self.count = count
        self._policies = policies
        self._engine = engine
        self._used = False
        self._folder: TemporaryDirectory[str] | None = None
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        """Start nothing yet: the first subjects do."""
        return self

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        """End the workers; at once if something went wrong, Ctrl-C for one, or if they were asked nothing."""
        if failure is not None or not self._used:
            self._kill()
        elif self._executor is not None:
            self._executor.shutdown()
        if self._folder is not None:
            self._folder.cleanup()

    def start(self) -> None:
        """Start the workers before there are subjects; they compile the rules and share the work."""
        self._folder = TemporaryDirectory(prefix="lbpolicy-", ignore_cleanup_errors=True)
        self._executor = self._open(Path(self._folder.name))
        self._executor.submit(_nothing)  # forks them all

    def submit(self, subjects: list[Subject]) -> "Future[list[Evaluation]]":
        """Have subjects judged; `result` fetches the verdicts."""
        self._used = True
        if self._executor is None:
            self._executor = self._open()
        try:
            return self._executor.submit(_judge, subjects)
        except BrokenProcessPool:
            self._kill()
            return self.submit(subjects)

    def _open(self, folder: Path | None = None) -> ProcessPoolExecutor:
        start = partial(_start, self._engine, self._policies, folder)
        return ProcessPoolExecutor(self.count, get_context(start_method()), start)

    def result(self, future: "Future[list[Evaluation]]", seconds: float) -> list[Evaluation]:
        """Return the verdicts. Raises LostError when a worker died or needed longer than that."""
        try:
            return future.result(seconds)
        except TimeoutError:
            self._kill()
            raise LostError(f"the engine needed more than {seconds:g} seconds") from None
        except (BrokenProcessPool, CancelledError):
            # only what was given to the workers before the crash is lost; `submit` makes new ones
            raise LostError("the engine process crashed") from None

    def _kill(self) -> None:
        """End the workers, also those that hang: nobody waits for what they do."""
        if self._executor is None:
            return
        for process in list((self._executor._processes or {}).values()):  # noqa: SLF001 - public only in 3.14
            process.kill()
        self._executor.shutdown(cancel_futures=True)
        self._executor = None
