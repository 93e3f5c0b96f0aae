"""Every case of every rule, through the engine that users have."""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from cases import (
    HERE,
    KINDS_OF_CASE,
    Case,
    all_cases,
    all_policies,
    bases,
    case_file,
    cases_of,
    with_parameters,
)
from support_strict import strict

from lbpolicy import resources
from lbpolicy.engine import open_engine
from lbpolicy.engine.registry import Engine
from lbpolicy.engine.verdicts import judge
from lbpolicy.inventory.types import KINDS
from lbpolicy.model import Rule, RuleSubject

RULES = [(rule, on) for rule in all_policies().rules for on in rule.subjects]
LABELS = [f"{rule.id} {on.kind}" for rule, on in RULES]


@cache
def _shared_engine() -> Engine:
    return open_engine("regopy", all_policies())


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.label)
def test_case(case: Case) -> None:
    engine = (
        open_engine("regopy", with_parameters(all_policies(), case)) if case.parameters else _shared_engine()
    )
    evaluation = judge(engine, [case.rule], case.subject())
    assert not evaluation.errors
    outcomes = evaluation.outcomes
    assert case.status in {o.status.value for o in outcomes}, outcomes
    expected = [o for o in outcomes if o.status.value == case.status]
    others = {o.status.value for o in outcomes} - {case.status}
    assert others <= ({"review"} if case.status == "fail" else set()), outcomes
    if case.path is not None:
        assert case.path in {o.path for o in expected}, expected
    for words in case.messages:
        assert any(words in o.message for o in expected), expected
    if case.count is not None:
        assert len(expected) == case.count, expected


@pytest.mark.parametrize(("rule", "on"), RULES, ids=LABELS)
def test_every_rule_has_every_kind_of_case(rule: Rule, on: RuleSubject) -> None:
    assert case_file(on).is_file(), f"{rule.id} has no cases"
    kinds = Counter(case.kind for case in cases_of(rule, on))
    assert set(kinds) <= KINDS_OF_CASE
    needed = set(KINDS_OF_CASE)
    text = all_policies().sources[on.package]
    if "input.links" not in text and "links." not in text:
        needed.discard("link")
    assert needed <= set(kinds), f"{rule.id} lacks cases: {needed - set(kinds)}"


@pytest.mark.parametrize(("rule", "on"), RULES, ids=LABELS)
def test_names_of_cases_are_not_repeated(rule: Rule, on: RuleSubject) -> None:
    names = [case.name for case in cases_of(rule, on)]
    assert len(names) == len(set(names))


def test_no_case_file_without_a_rule() -> None:
    files = {case_file(on) for _, on in RULES}
    orphans = [f.relative_to(HERE) for kind in KINDS for f in HERE.glob(f"{kind}/*.yaml") if f not in files]
    assert orphans == []


def test_every_kind_has_a_clean_subject_on_which_every_rule_passes() -> None:
    assert {on.kind for _, on in RULES} <= set(bases())
    for rule, on in RULES:
        base = Case(rule, on, "base", "passes", "pass", None, (), None, {}, bases()[on.kind])
        statuses = {o.status.value for o in judge(_shared_engine(), [rule], base.subject()).outcomes}
        assert statuses <= {"pass", "not_applicable"}, f"{rule.id} on the clean subject: {statuses}"


@cache
def _validators() -> dict[str, jsonschema.Draft202012Validator]:
    folder = resources.folder("schemas") / "assets"
    return {
        kind: jsonschema.Draft202012Validator(strict(json.loads((folder / f"{t.name}.json").read_text())))
        for kind, t in KINDS.items()
    }


@cache
def _subject_validator() -> jsonschema.Draft202012Validator:
    text = (resources.folder("schemas") / "subject.schema.json").read_text()
    return jsonschema.Draft202012Validator(json.loads(text))


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.label)
def test_case_uses_only_what_exists(case: Case) -> None:
    """No rule is tested on an attribute that Google's API does not have."""
    _subject_validator().validate(case.document)
    _validators()[case.on.kind].validate(case.document["resource"])


def test_folders_of_rules_are_kinds() -> None:
    folders = {f.name for f in (resources.folder("policies") / "rules").iterdir() if f.is_dir()}
    assert folders <= set(KINDS)
    assert Path(HERE).is_dir()
