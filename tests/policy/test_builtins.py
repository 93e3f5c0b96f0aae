"""The list of builtins that policies may call, held against the engines themselves."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import regopy  # noqa: TID251 - this test is about what the engine has
import regorus  # noqa: TID251 - this test is about what the engine has
from builtin_calls import CALLS, DIFFERENT
from support_opa import OPA, needs_opa

from lbpolicy.policy.capabilities import builtins
from lbpolicy.resources import folder

FILE = folder("schemas") / "capabilities.json"
LISTED: dict[str, dict[str, Any]] = {
    entry["name"]: entry for entry in json.loads(FILE.read_text(encoding="utf-8"))["builtins"]
}
SYNTAX = {"assign", "eq"}
"""Operators that OPA counts among its builtins, and regopy does not."""
INPUT = {"text": "a-b", "list": [3, 1, 2], "object": {"k": {"x": [1]}, "q": 2}, "minus": -7}
EXPRESSIONS = [(name, expression) for name, pairs in CALLS.items() for expression in pairs]


def module(expression: str) -> str:
    return f"package t\n\nr := x if x := {expression}\n"


def with_regopy(expression: str) -> Any:
    interpreter = regopy.Interpreter()
    interpreter.strict_built_in_errors = True
    interpreter.add_module("t.rego", module(expression))
    interpreter.set_input_term(json.dumps(INPUT))
    return json.loads(str(interpreter.query("x = data.t.r")))["bindings"]["x"]


def with_regorus(expression: str) -> Any:
    engine = regorus.Engine()
    engine.add_policy("t.rego", module(expression))
    engine.set_input_json(json.dumps(INPUT))
    return json.loads(engine.eval_rule_as_json("data.t.r"))


def test_every_builtin_listed_is_tried_below() -> None:
    assert set(CALLS) == set(LISTED)


@pytest.mark.parametrize("name", sorted(set(LISTED) - SYNTAX))
def test_regopy_knows_every_builtin_listed(name: str) -> None:
    assert regopy.Interpreter().is_builtin(name)


@pytest.mark.parametrize(("name", "expression"), EXPRESSIONS)
def test_engines_answer_alike(name: str, expression: str) -> None:
    wanted = CALLS[name][expression]
    assert with_regopy(expression) == wanted
    assert with_regorus(expression) == wanted


@needs_opa
def test_opa_answers_alike(tmp_path: Path) -> None:
    rules = [f"r{at} := x if x := {expression}\n" for at, (_, expression) in enumerate(EXPRESSIONS)]
    (tmp_path / "t.rego").write_text("package t\n\n" + "\n".join(rules), encoding="utf-8")
    (tmp_path / "input.json").write_text(json.dumps(INPUT), encoding="utf-8")
    answer = subprocess.run(
        [OPA, "eval", "--data", "t.rego", "--input", "input.json", "--capabilities", FILE, "data.t"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    got = json.loads(answer.stdout)["result"][0]["expressions"][0]["value"]
    wanted = {f"r{at}": CALLS[name][expression] for at, (name, expression) in enumerate(EXPRESSIONS)}
    assert got == wanted


@needs_opa
def test_opa_accepts_the_policies_with_these_capabilities() -> None:
    answer = subprocess.run(
        [OPA, "check", "--strict", "--capabilities", FILE, folder("policies")],
        capture_output=True,
        check=False,
        text=True,
    )
    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.parametrize("name", sorted(DIFFERENT))
def test_builtins_on_which_engines_differ_are_not_listed(name: str) -> None:
    assert name not in LISTED


def test_clocks_chance_network_and_secrets_are_not_listed() -> None:
    namespaces = {
        "crypto",
        "graphql",
        "http",
        "io",
        "net",
        "opa",
        "providers",
        "rand",
        "rego",
        "time",
        "uuid",
    }
    assert namespaces.isdisjoint(name.partition(".")[0] for name in LISTED)
    assert {"print", "trace"}.isdisjoint(LISTED)


def test_only_what_is_called_by_name_may_be_called() -> None:
    assert builtins() <= set(LISTED)
    assert builtins().isdisjoint({"plus", "eq", "internal.member_2", "http.send"})
    assert {"count", "object.get", "startswith"} <= builtins()
