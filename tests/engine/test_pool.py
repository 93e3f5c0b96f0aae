"""Processes: same order whatever their number, and a crash costs one verdict."""

import faulthandler
import os
import signal
import time
from collections.abc import Sequence

import pytest
from small_policies import FAILS, PASSES, evaluate, policies, subject

from lbpolicy.engine import pool, workers
from lbpolicy.engine.registry import ENGINES, Engine
from lbpolicy.errors import PolicyError
from lbpolicy.model import Json, PolicySet, Status

VARIED = """
applies := true

findings := [{"path": "", "message": input.resource.description} | input.resource.bad]
"""


class _Crashing:
    """Engine that dies by a signal when it meets the subject named in the environment, if LB902 is loaded."""

    def __init__(self, policy_set: PolicySet, inner: Engine) -> None:
        self._rules = [r.id for r in policy_set.rules]
        self._inner = inner

    def _maybe_die(self, document: bytes, packages: Sequence[str]) -> None:
        if b"endless" in document and any(p.endswith("r2") for p in packages):
            time.sleep(60)
        if b"deadly" in document and any(p.endswith("r2") for p in packages):
            faulthandler.disable()
            os.kill(os.getpid(), signal.SIGSEGV)

    def ask_kind(self, kind: str, document: bytes) -> Json:
        self._maybe_die(document, [f"r{int(r[3:])}" for r in self._rules])
        return self._inner.ask_kind(kind, document)

    def ask_rule(self, kind: str, package: str, document: bytes) -> Json:
        self._maybe_die(document, [package])
        return self._inner.ask_rule(kind, package, document)


@pytest.fixture
def crashing(monkeypatch: pytest.MonkeyPatch) -> str:
    regopy = ENGINES["regopy"]
    monkeypatch.setitem(ENGINES, "crashing", lambda p: _Crashing(p, regopy(p)))
    monkeypatch.setattr(workers, "start_method", lambda: "fork")
    return "crashing"


def subjects(count: int, deadly: Sequence[int] = ()) -> list[object]:
    return [
        subject({"description": f"s{i}", "bad": i % 3 == 0}, name=f"deadly{i}" if i in deadly else f"web{i}")
        for i in range(count)
    ]


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_the_order_does_not_depend_on_jobs(jobs: int) -> None:
    many = subjects(130)
    results = evaluate(many, policies(VARIED), jobs=jobs)
    assert [r.asset.name for r in results] == [s.asset.name for s in many]
    assert [o.message for r in results for o in r.outcomes if o.status is Status.FAIL] == [
        f"s{i}" for i in range(0, 130, 3)
    ]


def test_no_subjects_no_evaluations() -> None:
    assert evaluate([], policies(PASSES)) == []


def test_a_crash_is_an_error_of_one_rule_on_one_subject(crashing: str) -> None:
    results = evaluate(subjects(60, deadly=[5, 40]), policies(FAILS, PASSES, PASSES), crashing, jobs=2)
    assert len(results) == 60
    errors = [(r.asset.short_name, e.rule) for r in results for e in r.errors]
    assert errors == [("deadly5", "LB902"), ("deadly40", "LB902")]
    assert "crashed" in results[5].errors[0].message
    assert [(o.rule, o.status) for o in results[5].outcomes] == [
        ("LB901", Status.FAIL),
        ("LB903", Status.PASS),
    ]
    assert all(len(r.outcomes) == 3 for i, r in enumerate(results) if i not in {5, 40})


def test_many_crashes_stay_bounded_and_none_is_a_pass(crashing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "MAX_LOSSES", 1)
    results = evaluate(subjects(4, deadly=range(4)), policies(PASSES, PASSES), crashing, jobs=1)
    assert [len(r.errors) for r in results] == [1, 2, 2, 2]
    assert [len(r.outcomes) for r in results] == [1, 0, 0, 0]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_policy_that_does_not_compile_stops_the_evaluation(jobs: int) -> None:
    with pytest.raises(PolicyError, match="does not parse"):
        evaluate(subjects(50), policies("applies := ("), jobs=jobs)


def test_a_rule_that_does_not_end_is_an_error_and_the_others_are_judged(
    crashing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit in ("CHUNK_SECONDS", "SUBJECT_SECONDS", "RULE_SECONDS"):
        monkeypatch.setattr(pool, limit, 3.0)
    many = subjects(300)
    many[7] = subject({"description": "x"}, name="endless")
    results = evaluate(many, policies(FAILS, PASSES, PASSES), crashing, jobs=2)
    assert [(r.asset.short_name, e.rule) for r in results for e in r.errors] == [("endless", "LB902")]
    assert "more than 3 seconds" in results[7].errors[0].message
    assert [(o.rule, o.status) for o in results[7].outcomes] == [
        ("LB901", Status.FAIL),
        ("LB903", Status.PASS),
    ]
    assert all(len(r.outcomes) == 3 for i, r in enumerate(results) if i != 7)


def test_workers_can_be_spawned_where_forking_is_not_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "start_method", lambda: "spawn")
    results = evaluate(subjects(30), policies(VARIED), jobs=2)
    assert sum(o.status is Status.FAIL for r in results for o in r.outcomes) == 10
