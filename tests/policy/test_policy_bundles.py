from pathlib import Path

import pytest
from policy_folders import head, write_bundle, write_rule

from lbpolicy.errors import UsageError
from lbpolicy.model import Severity
from lbpolicy.policy import bundle_names, load, load_bundle
from lbpolicy.resources import folder

IDS = ("LB101", "LB105", "LB501", "LB502")


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    for identifier in IDS:
        write_rule(tmp_path / "policies", identifier.lower(), metadata=head(id=identifier))
    return tmp_path / "policies"


def bundle(tmp_path: Path, rules: str) -> str:
    return write_bundle(tmp_path / "mine", f"name: mine\ndescription: Mine.\nrules:\n{rules}\n")


@pytest.mark.parametrize(
    ("rules", "chosen"),
    [
        ('  include: ["*"]', list(IDS)),
        ("  include: [LB5*]", ["LB501", "LB502"]),
        ("  include: [LB5*, LB101]", ["LB101", "LB501", "LB502"]),
        ("  include: [LB?01]", ["LB101", "LB501"]),
        ("  include: [LB105]", ["LB105"]),
        ('  include: ["*"]\n  exclude: [LB5*, LB101]', ["LB105"]),
        ("  include: [LB5*]\n  exclude: [LB101]", ["LB501", "LB502"]),
    ],
)
def test_rules_are_chosen_by_id_and_pattern(
    tmp_path: Path, policies: Path, rules: str, chosen: list[str]
) -> None:
    policy_set = load([policies], bundle(tmp_path, rules))
    assert [rule.id for rule in policy_set.rules] == chosen


@pytest.mark.parametrize(
    ("rules", "line", "message"),
    [
        ("  include: [LB502, LB999]", 4, "there is no rule 'LB999'"),
        ("  include:\n  - LB501\n  - LB506", 6, "there is no rule 'LB506': did you mean 'LB50"),
        ("  include: [LB6*]", 4, "no rule matches 'LB6*'"),
        ('  include: ["*"]\n  exclude: [LB6*]', 5, "no rule matches 'LB6*'"),
        ('  include: ["*"]\n  exclude: [LB110]', 5, "there is no rule 'LB110': did you mean 'LB10"),
        ("  include: []", 4, "rules.include: expected at least 1 in the list, found []"),
        ("  inclde: [LB501]", 4, "unknown key 'inclde' in rules: did you mean 'include'?"),
        ("  include: LB501", 4, 'rules.include: expected a list, found "LB501"'),
        ("  include: [lb5*]", 4, "rules.include[0]: expected text of the form"),
        (
            "  include: [LB501]\noverrides: {LB502: {severity: low}}",
            5,
            "LB502 is overridden but not included",
        ),
        (
            "  include: [LB501]\noverrides: {LB511: {severity: low}}",
            5,
            "there is no rule 'LB511': did you mean",
        ),
        (
            "  include: [LB501]\noverrides:\n  LB501: {severity: lo}",
            6,
            "overrides.LB501.severity: expected one of",
        ),
        (
            "  include: [LB501]\noverrides: {LB501: {enabled: true}}",
            5,
            "unknown key 'enabled' in overrides.LB501",
        ),
        ("  include: [LB501]\noverrides: {LB501: {parameters: {p: 1}}}", 5, "LB501 has no parameter 'p'"),
        ("  include: [LB501]\noverides: {}", 5, "unknown key 'overides': did you mean 'overrides'?"),
    ],
)
def test_what_a_bundle_misspells_is_refused_with_its_line(
    tmp_path: Path, policies: Path, rules: str, line: int, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        load([policies], bundle(tmp_path, rules))
    assert caught.value.message.startswith(f"{tmp_path / 'mine' / 'bundle.yaml'}:{line}: {message}")


def test_severities_of_a_bundle_are_applied(tmp_path: Path, policies: Path) -> None:
    choice = bundle(tmp_path, "  include: [LB5*]\noverrides: {LB502: {severity: critical}}")
    assert [rule.severity for rule in load([policies], choice).rules] == [Severity.MEDIUM, Severity.CRITICAL]


@pytest.mark.parametrize(
    ("choice", "near"),
    [
        ("defualt", ": did you mean 'default'?"),
        ("serverles-iap", ": did you mean 'serverless-iap'?"),
        ("xyz", ""),
    ],
)
def test_a_bundle_that_is_not_there_is_refused(choice: str, near: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_bundle(choice)
    assert caught.value.message == f"no bundle {choice!r}{near}"
    assert "default, serverless-iap" in caught.value.hint


def test_a_folder_without_a_bundle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no bundle"):
        load_bundle(str(tmp_path))


def test_an_empty_bundle_is_refused(tmp_path: Path) -> None:
    write_bundle(tmp_path, "")
    with pytest.raises(UsageError, match="expected a mapping"):
        load_bundle(str(tmp_path))


def test_a_shipped_name_is_not_a_folder_of_the_same_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_bundle(tmp_path / "default", "name: default\ndescription: Not ours.\nrules: {include: [LB501]}\n")
    monkeypatch.chdir(tmp_path)
    assert load_bundle("default").include == ("*",)
    assert load_bundle("./default").include == ("LB501",)


@pytest.mark.parametrize("name", bundle_names())
def test_shipped_bundles_load_and_bear_the_name_of_their_folder(name: str) -> None:
    chosen = load_bundle(name)
    assert (chosen.name, bool(chosen.description)) == (name, True)
    assert load([folder("policies")], name).rules


def test_the_default_bundle_holds_every_rule() -> None:
    files = [
        path
        for path in (folder("policies") / "rules").rglob("*.rego")
        if not path.name.endswith("_test.rego")
    ]
    subjects = [one.file for rule in load([folder("policies")]).rules for one in rule.subjects]
    assert sorted(subjects) == sorted(files)


def test_the_cis_bundle_is_what_the_rules_claim_of_cis() -> None:
    claimed = {r.id for r in load([folder("policies")]).rules if "CIS Google Cloud" in r.frameworks}
    assert {rule.id for rule in load([folder("policies")], "cis-gcp").rules} == claimed


def test_the_serverless_bundle_is_the_serverless_document() -> None:
    rules = {rule.id: rule for rule in load([folder("policies")], "serverless-iap").rules}
    assert {"LB105", "LB106", "LB201"} <= set(rules)
    assert all(
        identifier in {"LB105", "LB106", "LB201"} or identifier.startswith("LB5") for identifier in rules
    )
    assert (rules["LB504"].severity, rules["LB505"].severity, rules["LB506"].severity) == (
        Severity.HIGH,
        Severity.CRITICAL,
        Severity.MEDIUM,
    )
