"""`lbpolicy rules`: the list, its filters, one rule explained, and all of it as JSON."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from running import ROOT, run

IDS = re.compile(r"^(LB\d{3}) ", re.MULTILINE)


@cache
def shipped() -> dict[str, dict[str, Any]]:
    """The METADATA of every rule, read without lbpolicy."""
    found = {}
    for file in (ROOT / "policies" / "rules").glob("*/*.rego"):
        lines = file.read_text().split("\n")
        block = lines[lines.index("# METADATA") + 1 :]
        end = next(at for at, line in enumerate(block) if not line.startswith("#"))
        custom = yaml.safe_load("\n".join(line[2:] for line in block[:end]))["custom"]
        if "id" in custom:
            found[custom["id"]] = custom
    return found


def listed(folder: Path, *filters: str) -> set[str]:
    done = run("rules", *filters, cwd=folder)
    assert done.returncode == 0, done.stderr
    return set(IDS.findall(done.stdout.decode()))


def test_the_list_has_every_rule(tmp_path: Path) -> None:
    assert listed(tmp_path) == set(shipped())
    assert f"\n{len(shipped())} rules: " in run("rules", cwd=tmp_path).stdout.decode()


def test_a_rule_on_two_kinds_is_listed_once_with_both(tmp_path: Path) -> None:
    lines = run("rules", cwd=tmp_path).stdout.decode().splitlines()

    [line] = [line for line in lines if line.startswith("LB422 ")]
    assert "backend_service, backend_bucket" in line


@pytest.mark.parametrize("severity", ["critical", "high", "medium", "low", "info"])
def test_rules_of_a_severity(tmp_path: Path, severity: str) -> None:
    expected = {name for name, custom in shipped().items() if custom["severity"] == severity}

    assert listed(tmp_path, "--severity", severity) == expected


@pytest.mark.parametrize(
    ("family", "prefix"),
    [
        ("frontends", "LB1"),
        ("tls", "LB2"),
        ("routing", "LB3"),
        ("backends", "LB4"),
        ("serverless", "LB5"),
        ("network", "LB6"),
    ],
)
def test_rules_of_a_family(tmp_path: Path, family: str, prefix: str) -> None:
    assert listed(tmp_path, "--family", family) == {name for name in shipped() if name.startswith(prefix)}


def test_filters_add_up(tmp_path: Path) -> None:
    both = listed(tmp_path, "--family", "tls", "--severity", "high", "--severity", "low")

    expected = {n for n, c in shipped().items() if n.startswith("LB2") and c["severity"] in {"high", "low"}}
    assert both == expected


def test_rules_of_a_framework_and_of_one_control(tmp_path: Path) -> None:
    of_cis = {n for n, c in shipped().items() if "CIS Google Cloud" in c.get("frameworks", {})}
    of_3_9 = {n for n in of_cis if "3.9" in shipped()[n]["frameworks"]["CIS Google Cloud"]}

    assert listed(tmp_path, "--framework", "cis") == of_cis
    assert listed(tmp_path, "--framework", "CIS Google Cloud:3.9") == of_3_9
    assert of_3_9 < of_cis


@pytest.mark.parametrize(
    ("asked", "words"),
    [("soc2", "CIS Google Cloud"), ("cis:9.9", "3.9"), ("nist:", None)],
)
def test_a_framework_that_is_not_there(tmp_path: Path, asked: str, words: str | None) -> None:
    done = run("rules", "--framework", asked, cwd=tmp_path)

    assert done.returncode == (2 if words else 0)
    assert (words or "").encode() in done.stderr


def test_filters_that_leave_nothing_say_so(tmp_path: Path) -> None:
    done = run("rules", "--family", "network", "--severity", "critical", cwd=tmp_path)

    assert done.returncode == 0
    assert b"No rule fits" in done.stdout


def test_json_is_the_rule_of_the_report(tmp_path: Path) -> None:
    schema = json.loads((ROOT / "schemas" / "report.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema["$defs"]["rule"] | {"$defs": schema["$defs"]})

    done = run("rules", "-o", "json", cwd=tmp_path)

    rules = json.loads(done.stdout)["rules"]
    assert [rule["id"] for rule in rules] == sorted(shipped())
    for rule in rules:
        validator.validate(rule)


def test_json_of_one_rule_and_of_a_filter(tmp_path: Path) -> None:
    one = json.loads(run("rules", "lb507", "-o", "json", cwd=tmp_path).stdout)
    critical = json.loads(run("rules", "--severity", "critical", "-o", "json", cwd=tmp_path).stdout)

    assert [rule["id"] for rule in one["rules"]] == ["LB507"]
    assert {rule["severity"] for rule in critical["rules"]} == {"critical"}


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_rule_can_be_explained(name: str) -> None:
    from lbpolicy.cli.rule_page import explained
    from lbpolicy.scan import ScanRequest, load_policies

    [rule] = [rule for rule in load_policies(ScanRequest(())).rules if rule.id == name]
    text = "\n".join(explained(rule))

    for words in (name, rule.severity, "How to mend it", "gcloud:", "terraform:", "Source", "Family"):
        assert words in text, words
    for parameter in rule.parameters:
        assert f"  {parameter} = " in text


def test_rules_explains_one(tmp_path: Path) -> None:
    text = run("rules", "lb507", cwd=tmp_path).stdout.decode()

    for words in ("LB507", "critical", "How to mend it", "gcloud", "Source"):
        assert words in text


def test_an_id_and_a_filter_do_not_go_together(tmp_path: Path) -> None:
    done = run("rules", "LB507", "--severity", "high", cwd=tmp_path)

    assert done.returncode == 2
    assert b"not both" in done.stderr


def test_an_unknown_rule_is_2_with_a_suggestion(tmp_path: Path) -> None:
    done = run("rules", "LB5O7", cwd=tmp_path)

    assert done.returncode == 2
    assert "LB507" in done.stderr.decode()
