"""Parameters of the rules that lbpolicy ships: each has a schema, and none can switch its rule off."""

import json
from pathlib import Path

import jsonschema
import pytest

from lbpolicy.model import Rule
from lbpolicy.policy import load, load_config
from lbpolicy.resources import folder

RULES = [rule for rule in load([folder("policies")]).rules if rule.parameters]
PARAMETERS = [pytest.param(rule, name, id=f"{rule.id}-{name}") for rule in RULES for name in rule.parameters]


def with_value(tmp_path: Path, rule: Rule, name: str, value: object) -> Rule:
    config = tmp_path / "lbpolicy.yaml"
    config.write_text(json.dumps({"rules": {rule.id: {"parameters": {name: value}}}}))
    loaded = load([folder("policies")], config=load_config(config))
    return next(one for one in loaded.rules if one.id == rule.id)


@pytest.mark.parametrize(("rule", "name"), PARAMETERS)
def test_the_schema_accepts_the_default_and_says_what_it_means(rule: Rule, name: str) -> None:
    parameter = rule.parameters[name]

    jsonschema.Draft202012Validator.check_schema(dict(parameter.schema))
    jsonschema.validate(parameter.default, dict(parameter.schema))
    assert parameter.description.endswith(".")
    assert rule.values[name] == parameter.default


@pytest.mark.parametrize("empty", [None, "", [], {}], ids=repr)
@pytest.mark.parametrize(("rule", "name"), PARAMETERS)
def test_an_empty_value_changes_nothing(tmp_path: Path, rule: Rule, name: str, empty: object) -> None:
    assert with_value(tmp_path, rule, name, empty).values == rule.values


@pytest.mark.parametrize(("rule", "name"), PARAMETERS)
def test_every_parameter_is_read_by_its_rule(rule: Rule, name: str) -> None:
    policies = load([folder("policies")])
    texts = [policies.sources[one.package] for one in rule.subjects]

    assert any(f"data.lbpolicy.parameters.{rule.id}.{name}" in text for text in texts)
