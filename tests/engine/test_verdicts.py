"""Each hazard of the engines, closed: whatever goes wrong is an error of the rule, never a pass."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_policies import FAILS, PASSES, policies, subject

from lbpolicy.engine import open_engine
from lbpolicy.engine.verdicts import MAX_FINDINGS, judge
from lbpolicy.errors import PolicyError
from lbpolicy.model import Evaluation, PolicySet, Rule, Status, Subject

ENGINES = ["regopy", "regorus"]

ON = 'applies := true\n\n_M := {"path": "", "message": "m"}\n\nfindings := '

ECHO = """
applies := true

findings := [{"path": "", "message": words, "evidence": input.resource}]

words := concat("", ["<", input.resource.description, ">"])
"""


def ask(policy_set: PolicySet, about: Subject, engine: str = "regopy") -> Evaluation:
    return judge(open_engine(engine, policy_set), policy_set.rules, about)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    if request.param == "regorus":
        pytest.importorskip("regorus", reason="the extra `fast` is not installed")
    return str(request.param)


@pytest.mark.parametrize(
    "text",
    [
        'a "quoted" name',
        "back\\slash",
        "new\nline",
        "\x00\x01\x1f\x7f",
        "</script>",
        "\u202eevil",
        "é\U0001f600",
        "{0}",
    ],
)
def test_strings_reach_the_policy_and_come_back_unharmed(engine: str, text: str) -> None:
    result = ask(policies(ECHO), subject({"description": text}), engine)
    assert not result.errors
    assert result.outcomes[0].message == f"<{text}>"
    assert result.outcomes[0].evidence == {"description": text}


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_string_survives_regopy(text: str) -> None:
    result = ask(policies(ECHO), subject({"description": text}))
    assert not result.errors
    assert result.outcomes[0].message == f"<{text}>"


@pytest.mark.parametrize("number", [2**31, 2**63, 2**63 + 1, 2**70, -(2**64)])
def test_large_integers_neither_overflow_nor_break_regopy(number: int) -> None:
    result = ask(policies(ECHO), subject({"description": "x", "id": number}))
    assert not result.errors
    assert result.outcomes[0].evidence["id"] == number


def test_a_runtime_error_names_the_rule_and_leaves_the_others(engine: str) -> None:
    bad = ON + "[_M | to_number(input.resource.description) > 1]"
    result = ask(policies(FAILS, bad, PASSES), subject({"description": "x"}), engine)
    assert [(o.rule, o.status) for o in result.outcomes] == [("LB901", Status.FAIL), ("LB903", Status.PASS)]
    assert [e.rule for e in result.errors] == ["LB902"]
    assert result.errors[0].code == "rule-error"


def test_division_by_zero_is_an_error(engine: str) -> None:
    bad = ON + "[_M | 1 / input.resource.zero > 1]"
    result = ask(policies(bad), subject({"zero": 0}), engine)
    assert [e.rule for e in result.errors] == ["LB901"]
    assert not result.outcomes


FAULTS = {
    "a builtin": "_x := to_number(input.resource.text)",
    "division by zero": "_x := 1 / input.resource.zero",
    "two values of a rule": "_x := 1 if input.resource.a\n\n_x := 2 if input.resource.b",
    "two values of a function": "_f(r) := 1 if r.a\n\n_f(r) := 2 if r.b\n\n_x := _f(input.resource)",
    "two values of a key": "_x := count({k: v | some k in [input.resource.text]; some v in [1, 2]})",
}
PLACES = {
    "applies": "applies if _x > 0\n\nfindings := []\n\nreview := []",
    "not in applies": "applies if not _x > 0\n\nfindings := []\n\nreview := []",
    "findings": 'applies := true\n\nfindings := [{"message": "m"} | _x > 0]\n\nreview := []',
    "review": 'applies := true\n\nfindings := []\n\nreview := [{"message": "m"} | _x > 0]',
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("place", PLACES)
def test_an_error_is_one_wherever_the_verdict_rests_on_it(engine: str, fault: str, place: str) -> None:
    bad = f"{PLACES[place]}\n\n{FAULTS[fault]}"
    data = {"a": True, "b": True, "zero": 0, "text": "x"}
    result = ask(policies(bad, FAILS), subject(data), engine)
    assert [e.rule for e in result.errors] == ["LB901"]
    assert [o.rule for o in result.outcomes] == ["LB902"]


def test_undefined_findings_are_an_error_not_a_pass(engine: str) -> None:
    bad = "applies := true\n\nfindings := [] if input.resource.nothing.here"
    result = ask(policies(bad), subject(), engine)
    assert not result.outcomes
    assert "`findings` is undefined" in result.errors[0].message


def saying_review(rule: Rule) -> Rule:
    return replace(rule, subjects=(replace(rule.subjects[0], has_review=True),))


def test_an_undefined_review_is_an_error_not_a_pass(engine: str) -> None:
    policy_set = policies(
        PASSES + '\n\nreview := [{"path": "", "message": "m"}] if input.resource.nothing.here'
    )
    says_review = replace(policy_set, rules=tuple(saying_review(r) for r in policy_set.rules))
    result = ask(says_review, subject(), engine)
    assert not result.outcomes
    assert "`review` is undefined" in result.errors[0].message


def test_an_unknown_function_is_an_error_not_a_pass() -> None:
    bad = ON + "[_M | data.lbpolicy.lib.nowhere.check(input)]"
    policy_set = policies(bad)
    try:
        result = ask(policy_set, subject())
    except PolicyError:
        return
    assert result.errors
    assert not result.outcomes


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ('applies := true\n\nfindings := "rubbish"', "not an array"),
        ("applies := true\n\nfindings := [1]", "no message"),
        ('applies := true\n\nfindings := [{"path": ""}]', "no message"),
        ('applies := true\n\nfindings := [{"path": "", "message": ""}]', "no message"),
        ('applies := true\n\nfindings := [{"path": 1, "message": "m"}]', "unexpected 'path'"),
        (
            'applies := true\n\nfindings := [{"path": "", "message": "m", "colour": "red"}]',
            "unexpected 'colour'",
        ),
        ('applies := true\n\nfindings := [{"path": "", "message": "m", "related": [1]}]', "not a name"),
        ('applies := "yes"\n\nfindings := []', "not a boolean"),
        ('applies := true\n\nfindings := []\n\nreview := {"a": 1}', "`review` is dict"),
        ('applies := false\n\nfindings := [{"path": "", "message": "m"}]', "although it does not apply"),
        (
            ON + "[_M | some _ in numbers.range(1, 1001)]",
            f"at most {MAX_FINDINGS}",
        ),
    ],
)
def test_rubbish_is_an_error(engine: str, body: str, why: str) -> None:
    result = ask(policies(body), subject(), engine)
    assert not result.outcomes
    assert why in result.errors[0].message


def test_a_policy_that_does_not_parse_is_refused_without_a_word_on_the_terminal(
    engine: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(PolicyError, match="does not parse"):
        ask(policies("applies := := true"), subject(), engine)
    printed = capfd.readouterr()
    assert printed.out + printed.err == ""


def test_pass_fail_not_applicable_and_review(engine: str) -> None:
    review = 'findings := []\n\nreview := [{"path": "/a", "key": "k", "message": "Who knows."}]'
    result = ask(policies(FAILS, PASSES, "findings := []", review), subject(), engine)
    statuses = [o.status for o in result.outcomes]
    assert statuses == [Status.FAIL, Status.PASS, Status.NOT_APPLICABLE, Status.REVIEW]
    assert not result.errors


@pytest.mark.parametrize(
    ("unknown", "status"),
    [
        ("/protocol", Status.REVIEW),
        ("/protocol/deep", Status.REVIEW),
        ("/proto", Status.FAIL),
        ("/iap", Status.FAIL),
    ],
)
def test_a_finding_on_an_unknown_attribute_is_a_review(unknown: str, status: Status) -> None:
    result = ask(policies(FAILS), subject(unknown=(unknown,)))
    assert [o.status for o in result.outcomes] == [status]


def test_parameters_reach_the_rule(engine: str) -> None:
    body = (
        'applies := true\n\nfindings := [{"path": "", "message": p} | '
        "some p in data.lbpolicy.parameters.LB901.words]"
    )
    policy_set = policies(body)
    rules = tuple(replace(r, values={"words": ["a", "b"]}) for r in policy_set.rules)
    with_values = replace(policy_set, rules=rules)
    result = ask(with_values, subject(), engine)
    assert [o.message for o in result.outcomes] == ["a", "b"]


def test_libraries_are_loaded(engine: str) -> None:
    body = 'applies := true\n\nfindings := [{"path": "", "message": data.lbpolicy.lib.small.word}]'
    result = ask(policies(body, library='word := "hello"'), subject(), engine)
    assert result.outcomes[0].message == "hello"


def test_input_is_not_rewritten_by_the_engine() -> None:
    body = 'applies := true\n\nfindings := [{"path": "", "message": "m", "evidence": input.resource}]'
    resource = json.loads('{"a": 1.5, "b": [true, false], "c": {"d": ""}, "e": -0.25}')
    assert ask(policies(body), subject(resource)).outcomes[0].evidence == resource
