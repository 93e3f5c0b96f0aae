"""Every case on regopy, regorus and OPA: three engines, one answer."""

import json
from collections import defaultdict
from functools import cache
from typing import Any

import pytest
from cases import Case, all_cases, all_policies, with_parameters
from opa_cases import ask
from support_opa import needs_opa

from lbpolicy.engine import open_engine
from lbpolicy.engine.registry import Engine


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


@pytest.fixture(scope="module")
def opa_answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    answer, _ = ask(tmp_path_factory.mktemp("opa"))
    values = answer["result"][0]["expressions"][0]["value"]
    return {case.label: value for case, value in zip(all_cases(), values, strict=True)}


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
