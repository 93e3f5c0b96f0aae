"""Workers that compile the rules while the subjects are still read."""

import os
import signal
import tempfile
import time
from collections.abc import Sequence
from multiprocessing import active_children
from pathlib import Path

import pytest
from small_policies import FAILS, KIND, PASSES, evaluate, policies, subject

from lbpolicy.engine import Evaluator, pool, workers
from lbpolicy.engine.registry import ENGINES
from lbpolicy.engine.regopy_engine import RegopyEngine
from lbpolicy.errors import PolicyError
from lbpolicy.model import PolicySet, Status

MANY = pool.FEW


@pytest.fixture(autouse=True)
def forked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The threads of the test runner are no reason not to fork; what is left over can be seen."""
    monkeypatch.setattr(pool, "start_method", lambda: "fork")
    monkeypatch.setattr(workers, "start_method", lambda: "fork")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_a_few_subjects_start_no_process() -> None:
    with Evaluator(policies(PASSES), jobs=2) as evaluator:
        evaluator.expect(MANY - 1)
        assert not active_children()


def test_a_single_process_is_not_started_early() -> None:
    with Evaluator(policies(PASSES), jobs=1) as evaluator:
        evaluator.expect(MANY)
        assert not active_children()


def test_where_forking_is_not_safe_nothing_is_started_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "start_method", lambda: "spawn")
    with Evaluator(policies(PASSES), jobs=2) as evaluator:
        evaluator.expect(MANY)
        assert not active_children()


def test_many_expected_subjects_start_the_processes_once() -> None:
    with Evaluator(policies(PASSES), jobs=2) as evaluator:
        for count in range(MANY + 50):
            evaluator.expect(count)
        assert len(active_children()) == 2


def test_the_processes_end_where_nothing_comes_to_be_judged(tmp_path: Path) -> None:
    with Evaluator(policies(PASSES), jobs=2) as evaluator:
        evaluator.expect(MANY)
    assert not active_children()
    assert not list(tmp_path.iterdir())


def test_the_processes_end_when_reading_fails(tmp_path: Path) -> None:
    def read() -> None:
        with Evaluator(policies(PASSES), jobs=2) as evaluator:
            evaluator.expect(MANY)
            assert active_children()
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        read()
    assert not active_children()
    assert not list(tmp_path.iterdir())


def test_nothing_is_left_of_a_scan_that_is_killed(tmp_path: Path) -> None:
    if not (scan := os.fork()):
        Evaluator(policies(PASSES), jobs=2).expect(MANY)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(scan, 0)
    until = time.monotonic() + 20
    while list(tmp_path.iterdir()) and time.monotonic() < until:
        time.sleep(0.05)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("engine", ["regopy", "regorus"])
def test_they_judge_as_those_that_are_started_late(engine: str, tmp_path: Path) -> None:
    pytest.importorskip(engine, reason="the extra `fast` is not installed")
    many = [subject({"description": "x"}, name=f"web{number}") for number in range(130)]
    rules = policies(FAILS, PASSES)
    with Evaluator(rules, engine, 2) as evaluator:
        evaluator.expect(MANY)
        early = list(evaluator.evaluate(many))
    assert early == evaluate(many, rules, engine, 2)
    assert [o.status for o in early[-1].outcomes] == [Status.FAIL, Status.PASS]
    assert not list(tmp_path.iterdir())


def test_a_policy_that_does_not_compile_is_named() -> None:
    with Evaluator(policies("applies := ("), jobs=2) as evaluator:
        evaluator.expect(MANY)
        with pytest.raises(PolicyError, match=r"r1\.rego does not parse"):
            list(evaluator.evaluate([subject()] * MANY))
    assert not active_children()


class _DiesAhead(RegopyEngine):
    """Dies by a signal while it compiles ahead."""

    def prepare(self, kinds: Sequence[str], folder: Path) -> None:
        assert kinds
        assert folder.is_dir()
        os.kill(os.getpid(), signal.SIGKILL)


def test_processes_that_die_early_are_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENGINES, "dying", _DiesAhead)
    with Evaluator(policies(FAILS), "dying", 2) as evaluator:
        evaluator.expect(MANY)
        results = list(evaluator.evaluate([subject()] * 130))
    assert [o.status for r in results for o in r.outcomes] == [Status.FAIL] * 130
    assert not any(r.errors for r in results)


def compiled(engine: RegopyEngine) -> bool:
    """Tell whether an engine has compiled the rules itself."""
    return "_compiler" in vars(engine._kind(KIND))  # noqa: SLF001 - cannot be seen from outside


def test_what_one_process_has_compiled_another_loads(tmp_path: Path) -> None:
    rules: PolicySet = policies(FAILS, PASSES)
    first, second = RegopyEngine(rules), RegopyEngine(rules)
    first.prepare([KIND], tmp_path)
    second.prepare([KIND], tmp_path)
    document = subject().document
    assert second.ask_kind(KIND, document) == first.ask_kind(KIND, document)
    assert compiled(first)
    assert not compiled(second)
    # a single rule can be asked all the same
    assert second.ask_rule(KIND, f"lbpolicy.rules.{KIND}.r2", document)["applies"] is True


@pytest.mark.parametrize("left", ["nothing", "garbage", "a part"])
def test_what_cannot_be_loaded_is_compiled(tmp_path: Path, left: str) -> None:
    rules = policies(FAILS)
    first, second = RegopyEngine(rules), RegopyEngine(rules)
    first.prepare([KIND], tmp_path)
    file = tmp_path / f"{KIND}.bundle"
    content = {"nothing": b"", "garbage": b"\x00\xff" * 500, "a part": file.read_bytes()[:-100]}
    file.write_bytes(content[left])
    second.prepare([KIND], tmp_path)
    assert second.ask_kind(KIND, subject().document)["r1"]["applies"] is True


def test_what_cannot_be_written_is_compiled_by_everybody(tmp_path: Path) -> None:
    rules = policies(FAILS)
    (tmp_path / f"{KIND}.draft").mkdir()
    for engine in (RegopyEngine(rules), RegopyEngine(rules)):
        engine.prepare([KIND], tmp_path)
        assert engine.ask_kind(KIND, subject().document)["r1"]["applies"] is True
        assert compiled(engine)
