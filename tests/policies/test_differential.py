"""Every case on regopy, regorus and OPA: three engines, one answer."""

import json
import subprocess
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cases import Case, all_cases, all_policies, with_parameters
from support_opa import OPA, needs_opa

from lbpolicy.engine import open_engine
from lbpolicy.engine.registry import Engine

# One call for all cases of all rules: OPA takes 50 ms to start.
QUERY = """
package differential

answers := [answer |
	some one in data.cases
	answer := data.lbpolicy.rules[one.kind][one.rule] with input as one.input
		with data.lbpolicy.parameters as one.parameters
]
"""


def _parameters(case: Case) -> dict[str, Any]:
    values = {rule.id: dict(rule.values) for rule in all_policies().rules}
    values[case.rule.id] |= case.parameters
    return values


@cache
def _shared(engine: str) -> Engine:
    return open_engine(engine, all_policies())


def _ask(engine: str, case: Case) -> Any:
    own = case.parameters and open_engine(engine, with_parameters(all_policies(), case))
    opened = own or _shared(engine)
    return opened.ask_rule(case.on.kind, case.on.package, json.dumps(case.document).encode())


def _public(answer: Any) -> Any:
    """What the contract speaks of, without private helpers; items sorted, as reports sort them."""
    return {
        key: sorted(value, key=lambda item: json.dumps(item, sort_keys=True))
        if isinstance(value, list)
        else value
        for key, value in answer.items()
        if not key.startswith("_")
    }


@cache
def _opa_answers(folder: Path) -> dict[str, Any]:
    policies = all_policies()
    cases = all_cases()
    for index, (label, text) in enumerate({**policies.libraries, **policies.sources}.items()):
        (folder / f"{index}.rego").write_text(text, encoding="utf-8")
        assert label
    (folder / "differential.rego").write_text(QUERY, encoding="utf-8")
    data = {
        "cases": [
            {
                "kind": case.on.kind,
                "rule": case.on.package.rpartition(".")[2],
                "input": case.document,
                "parameters": _parameters(case),
            }
            for case in cases
        ]
    }
    (folder / "data.json").write_text(json.dumps(data), encoding="utf-8")
    command = [OPA, "eval", "--strict-builtin-errors", "--data", str(folder), "data.differential.answers"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    answers = json.loads(done.stdout)["result"][0]["expressions"][0]["value"]
    assert len(answers) == len(cases)
    return {case.label: answer for case, answer in zip(cases, answers, strict=True)}


@pytest.fixture(scope="module")
def opa_answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return _opa_answers(tmp_path_factory.mktemp("opa"))


def _by_rule() -> dict[str, list[Case]]:
    groups: defaultdict[str, list[Case]] = defaultdict(list)
    for case in all_cases():
        groups[case.rule.id].append(case)
    return dict(groups)


@pytest.mark.parametrize("rule", sorted(_by_rule()))
def test_regorus_agrees(rule: str) -> None:
    pytest.importorskip("regorus", reason="the extra `fast` is not installed")
    for case in _by_rule()[rule]:
        assert _public(_ask("regorus", case)) == _public(_ask("regopy", case)), case.label


@needs_opa
@pytest.mark.parametrize("rule", sorted(_by_rule()))
def test_opa_agrees(rule: str, opa_answers: dict[str, Any]) -> None:
    for case in _by_rule()[rule]:
        assert _public(opa_answers[case.label]) == _public(_ask("regopy", case)), case.label
