import json
from pathlib import Path

import jsonschema
import pytest
from policy_folders import CUSTOM, head

from lbpolicy.errors import PolicyError
from lbpolicy.model import Remediation, Rule, RuleSubject, Severity
from lbpolicy.policy import metadata
from lbpolicy.resources import folder

FILE = Path("policies/rules/url_map/off.rego")
FULL = """# Copyright of somebody.

# METADATA
# title: Something is off
# description: >-
#   It matters
#   a lot.
# related_resources:
# - ref: https://example.com/docs
#   description: The docs.
# custom:
#   id: ACME-7
#   name: SomethingOff
#   severity: high
#   precision: very-high
#   source: [overview#ssl-policies, beyond]
#   requires: [compute.googleapis.com/UrlMap, IAM_POLICY]
#   parameters:
#     ports:
#       default: [80, 8080]
#       description: Ports that are fine.
#       schema: {type: array, minItems: 1, items: {type: integer, minimum: 1, maximum: 65535}}
#   remediation:
#     summary: Mend it.
#     gcloud: gcloud compute url-maps edit {name} {scope} --project={project} --filter={location}
#     terraform: off = false
#   frameworks:
#     CIS Google Cloud: ["3.9"]
#   exceptions: When it is meant.
package lbpolicy.rules.url_map.off
"""


def read(text: str) -> Rule:
    return metadata.rule(text, FILE, "url_map", "lbpolicy.rules.url_map.off")


def refusal(text: str) -> str:
    with pytest.raises(PolicyError) as caught:
        read(text)
    return caught.value.message


def test_everything_that_metadata_can_say_is_read() -> None:
    rule = read(FULL)
    assert (rule.id, rule.name) == ("ACME-7", "SomethingOff")
    assert (rule.title, rule.description) == ("Something is off", "It matters a lot.")
    assert (rule.severity, rule.precision) == (Severity.HIGH, "very-high")
    assert rule.source == ("overview#ssl-policies", "beyond")
    assert rule.related_resources == ("https://example.com/docs",)
    assert rule.requires == ("compute.googleapis.com/UrlMap", "IAM_POLICY")
    remediation = Remediation(
        "Mend it.",
        "gcloud compute url-maps edit {name} {scope} --project={project} --filter={location}",
        "off = false",
    )
    assert rule.subjects == (
        RuleSubject("url_map", "lbpolicy.rules.url_map.off", "Something is off", remediation, FILE),
    )
    assert rule.parameters["ports"].default == [80, 8080]
    assert rule.parameters["ports"].description == "Ports that are fine."
    assert rule.values == {"ports": [80, 8080]}
    assert rule.frameworks == {"CIS Google Cloud": ("3.9",)}
    assert rule.exceptions == "When it is meant."


def test_the_least_metadata_is_enough() -> None:
    rule = read(head() + "package x\n")
    assert (rule.parameters, rule.values, rule.frameworks, rule.exceptions) == ({}, {}, {}, "")
    assert rule.related_resources == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("package x\n", 1),
        ("# title: x\n# custom: {}\n\npackage x\n", 4),
        ("# METADATA\n# title: x\n\npackage x\n", 4),
        ("", 1),
    ],
)
def test_metadata_must_stand_directly_above_the_package(text: str, line: int) -> None:
    assert refusal(text) == f"{FILE}:{line}: no METADATA directly above the package"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("severity: high", "severty: high", 14, "unknown key 'severty' in custom: did you mean 'severity'?"),
        (
            "severity: high",
            "severity: hihg",
            14,
            "custom.severity: expected one of critical, high, medium, low, info",
        ),
        ("severity: high", "severity: High", 14, "found \"High\": did you mean 'high'?"),
        ("precision: very-high", "precision: exact", 15, "custom.precision: expected one of very-high"),
        ("id: ACME-7", "id: acme-7", 12, "custom.id: expected text of the form ^[A-Z]"),
        ("id: ACME-7", "id: 7", 12, "custom.id: expected text, found 7"),
        ("id: ACME-7", "id: AAAAAAAAA-1", 12, "custom.id: expected text of the form"),
        ("name: SomethingOff", "name: something_off", 13, "custom.name: expected text of the form ^[A-Z]"),
        (
            "title: Something is off",
            "titel: Something is off",
            4,
            "unknown key 'titel': did you mean 'title'?",
        ),
        ("title: Something is off", "title: ''", 4, "title: expected text of at least 1 character(s)"),
        (
            "source: [overview#ssl-policies, beyond]",
            "source: beyond",
            16,
            'custom.source: expected a list, found "beyond"',
        ),
        (
            "source: [overview#ssl-policies, beyond]",
            "source: []",
            16,
            "custom.source: expected at least 1 in the list",
        ),
        (
            "source: [overview#ssl-policies, beyond]",
            "source: [a b]",
            16,
            "custom.source[0]: expected text of the form",
        ),
        ("IAM_POLICY]", "UrlMap]", 17, "custom.requires[1]: expected text of the form"),
        ("IAM_POLICY]", "IAM_POLICY, IAM_POLICY]", 17, "custom.requires: an item is there twice"),
        (
            "summary: Mend it.",
            "gcluod: x",
            24,
            "unknown key 'gcluod' in custom.remediation: did you mean 'gcloud'?",
        ),
        ("#     summary: Mend it.\n", "", 23, "key 'summary' is missing in custom.remediation"),
        ("#   name: SomethingOff\n", "", 11, "key 'name' is missing in custom"),
        ('["3.9"]', "[3.10]", 28, "custom.frameworks.CIS Google Cloud[0]: expected text, found 3.1"),
        ("{scope}", "{region}", 25, "nothing fills in {region}"),
        (
            "default: [80, 8080]",
            "default: [80, 70000]",
            20,
            "the default of parameter ports does not fit: [1]: must be at most 65535",
        ),
        ("default: [80, 8080]", "default: []", 20, "the default of parameter ports does not fit"),
        ("default: [80, 8080]", "default: x", 20, 'does not fit: the value: expected a list, found "x"'),
        (
            "type: array,",
            "type: array, $ref: 'https://example.com',",
            22,
            "unknown key '$ref' in custom.parameters.ports.schema",
        ),
        ("type: array,", "type: arry,", 22, "did you mean 'array'?"),
        ("minimum: 1,", "pattern: '[', minimum: 1,", 22, "the schema of parameter ports is not one"),
        (
            "description: Ports that are fine.",
            "descr: x",
            21,
            "unknown key 'descr' in custom.parameters.ports",
        ),
        (
            "ref: https://example.com/docs",
            "ref: example.com/docs",
            9,
            "related_resources[0].ref: expected text of the form ^https://",
        ),
        ("exceptions: When it is meant.", "exceptions: [x]", 29, "custom.exceptions: expected text"),
        ("title: Something is off", "title: [", 5, "not valid YAML"),
        ("severity: high", "severity: high\n#   severity: low", 15, "key 'severity' is given twice"),
        ("summary: Mend it.", "summary: &a Mend it.", 24, "anchors and aliases"),
    ],
)
def test_faults_are_named_with_their_line(old: str, new: str, line: int, message: str) -> None:
    assert old in FULL
    found = refusal(FULL.replace(old, new, 1))
    assert found.startswith(f"{FILE}:{line}:"), found
    assert message in found


def test_an_empty_default_is_no_default() -> None:
    parameters = {"p": {"default": "", "description": "x", "schema": {"type": "string"}}}
    assert "the default of parameter p does not fit: it is empty" in refusal(
        head(parameters=parameters) + "package x"
    )


def test_false_and_zero_are_defaults() -> None:
    parameters = {
        "p": {"default": False, "description": "x", "schema": {"type": "boolean"}},
        "q": {"default": 0, "description": "x", "schema": {"type": "integer"}},
    }
    assert read(head(parameters=parameters) + "package x").values == {"p": False, "q": 0}


@pytest.mark.parametrize("name", ["Ports", "a-b", "1a"])
def test_names_of_parameters_are_names_in_rego(name: str) -> None:
    parameters = {name: {"default": 1, "description": "x", "schema": {"type": "integer"}}}
    assert "expected text of the form ^[a-z][a-z0-9_]*$" in refusal(head(parameters=parameters) + "package x")


@pytest.mark.parametrize("name", ["rule", "config", "bundle"])
def test_the_schemas_are_schemas(name: str) -> None:
    schema = json.loads((folder("schemas") / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False


def test_the_least_metadata_has_nothing_that_could_be_left_out() -> None:
    for key in CUSTOM:
        assert f"key '{key}' is missing in custom" in refusal(head(**{key: None}) + "package x")
