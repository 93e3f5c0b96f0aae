"""What is handed to regopy value by value is what it would have parsed."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_policies import KIND, policies, rule, subject

from lbpolicy.engine.regopy_engine import RegopyEngine
from lbpolicy.engine.regopy_input import Inputs
from lbpolicy.errors import EngineError

SHOWN = """
applies if input.resource.one == input.resource.two

findings := [{"path": "", "message": "m", "evidence": {"value": input.resource.one, "spelled": spelled}}]

spelled := sprintf("%v", [input.resource.one])
"""

NUMBERS = st.one_of(
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(-1000, 1000, places=6).map(float),
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=12,
)


class _Parsed(Inputs):
    """Has regopy parse every document."""

    def set(self, interpreter: Any, document: bytes) -> None:
        interpreter.set_input_term(document.decode())


@pytest.fixture(scope="module")
def engine() -> RegopyEngine:
    return RegopyEngine(policies(SHOWN))


def said(engine: RegopyEngine, document: bytes) -> Any:
    return engine.ask_rule(KIND, rule(1).subjects[0].package, document)


def both_ways(engine: RegopyEngine, value: Any) -> Iterator[Any]:
    document = json.dumps({"resource": {"one": value, "two": value}}, ensure_ascii=False).encode()
    for inputs in (Inputs(), _Parsed()):
        engine.inputs = inputs
        try:
            yield said(engine, document)
        except EngineError as error:  # regopy cannot say 1.7976931348623155e+308
            yield str(error)


@settings(max_examples=150, deadline=None)
@given(value=VALUES)
def test_a_policy_sees_the_same_in_both_ways(engine: RegopyEngine, value: Any) -> None:
    pushed, parsed = both_ways(engine, value)
    assert pushed == parsed


@pytest.mark.parametrize(
    "number", [0, -1, 2**63 - 1, -(2**63), 0.8, 1.0, 0.1, -0.25, 123456.789012, 1e9, 1e-7, 1e300, 1 / 3]
)
def test_a_number_is_spelled_the_same_in_both_ways(engine: RegopyEngine, number: float) -> None:
    pushed, parsed = both_ways(engine, number)
    assert pushed == parsed
    assert pushed["findings"][0]["evidence"]["value"] == pytest.approx(number, rel=1e-6)


def test_half_of_a_surrogate_pair_is_left_to_the_parser(engine: RegopyEngine) -> None:
    engine.inputs = Inputs()
    document = subject({"one": "\ud800", "two": "\ud800"}).document
    assert b"\\ud800" in document
    assert said(engine, document)["applies"] is True


def test_deep_documents_are_left_to_the_parser(engine: RegopyEngine) -> None:
    deep: Any = "end"
    for _ in range(900):
        deep = [deep]
    engine.inputs = Inputs()
    assert said(engine, json.dumps({"resource": {"one": 1, "two": 1, "deep": deep}}).encode())["applies"]


def test_escaped_strings_do_not_pile_up(engine: RegopyEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lbpolicy.engine.regopy_input._MAX_TEXTS", 20)
    engine.inputs = Inputs()
    for number in range(50):
        said(engine, subject({"one": f"text {number}", "two": f"text {number}"}).document)
    assert len(engine.inputs._texts) < 40  # noqa: SLF001 - what is measured
