import shutil
from pathlib import Path

import pytest
from policy_folders import BODY, head, write_library, write_rule

from lbpolicy.errors import PolicyError, UsageError
from lbpolicy.kinds import KINDS
from lbpolicy.policy import load
from lbpolicy.resources import folder


def refusal(*folders: Path) -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        load(list(folders))
    return caught.value


def test_rules_come_by_id_with_their_text_and_the_libraries(tmp_path: Path) -> None:
    write_library(tmp_path, "links", "x := 1\n")
    write_rule(tmp_path, "late", metadata=head(id="ACME2"))
    first = write_rule(tmp_path, "zero", metadata=head(id="ACME1"))
    policies = load([tmp_path])
    assert [rule.id for rule in policies.rules] == ["ACME1", "ACME2"]
    assert policies.rules[0].subjects[0].file == first
    assert policies.rules[0].kinds == ("url_map",)
    assert policies.rules[0].subjects[0].package == "lbpolicy.rules.url_map.zero"
    assert policies.sources["lbpolicy.rules.url_map.zero"] == first.read_text(encoding="utf-8")
    assert policies.libraries == {"lib/links.rego": "package lbpolicy.lib.links\n\nx := 1\n"}


def test_several_folders_make_one_set(tmp_path: Path) -> None:
    write_library(tmp_path / "ours", "links", "f(x) := x\n")
    write_rule(tmp_path / "ours", metadata=head(id="LB101"))
    body = BODY.replace("input.resource.off", "data.lbpolicy.lib.links.f(1)")
    write_rule(tmp_path / "yours", "mine", body=body, metadata=head(id="ACME1"))
    assert [rule.id for rule in load([tmp_path / "ours", tmp_path / "yours"]).rules] == ["ACME1", "LB101"]


def test_tests_of_rules_are_skipped_whatever_they_hold(tmp_path: Path) -> None:
    write_rule(tmp_path)
    place = tmp_path / "rules" / "url_map" / "off_test.rego"
    place.write_text(
        "package lbpolicy.rules.url_map.off_test\n\nt if off with input as {}\n", encoding="utf-8"
    )
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "x_test.rego").write_text("not Rego", encoding="utf-8")
    (tmp_path / "top_test.rego").write_text("not Rego", encoding="utf-8")
    policies = load([tmp_path])
    assert [rule.id for rule in policies.rules] == ["ACME1"]
    assert policies.libraries == {}


def test_other_folders_and_files_are_not_policies(tmp_path: Path) -> None:
    write_rule(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "example.rego").write_text("package anything", encoding="utf-8")
    (tmp_path / "rules" / "url_map" / "README.md").write_text("Rules.", encoding="utf-8")
    assert len(load([tmp_path]).rules) == 1


@pytest.mark.parametrize(
    ("place", "complaint"),
    [
        ("stray.rego", "a policy out of place"),
        ("rules/stray.rego", "a policy out of place"),
        ("rules/url_map/deep/stray.rego", "a policy out of place"),
        ("rules/url_mpa/stray.rego", "unknown kind 'url_mpa': did you mean 'url_map'?"),
        ("rules/url_map/Stray.rego", "names of files and folders are lower case letters, digits and _"),
        ("rules/url_map/my-rule.rego", "names of files and folders are lower case letters, digits and _"),
        ("lib/1st.rego", "names of files and folders are lower case letters, digits and _"),
    ],
)
def test_a_policy_that_would_never_be_asked_is_refused(tmp_path: Path, place: str, complaint: str) -> None:
    write_rule(tmp_path)
    file = tmp_path / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(head(id="ACME2") + "package x\n", encoding="utf-8")
    error = refusal(tmp_path)
    assert error.message == f"{file}:1: {complaint}"


def test_the_package_must_be_the_path(tmp_path: Path) -> None:
    file = write_rule(tmp_path)
    text = file.read_text(encoding="utf-8").replace(
        "package lbpolicy.rules.url_map.off", "package lbpolicy.rules.off"
    )
    file.write_text(text, encoding="utf-8")
    line = text.splitlines().index("package lbpolicy.rules.off") + 1
    error = refusal(tmp_path)
    assert error.message == f"{file}:{line}: package lbpolicy.rules.off does not match the path"
    assert error.hint == "Write package lbpolicy.rules.url_map.off."


def test_a_library_in_the_wrong_package_is_refused(tmp_path: Path) -> None:
    write_rule(tmp_path)
    file = write_library(tmp_path, "links", "x := 1\n")
    shutil.move(file, tmp_path / "lib" / "other.rego")
    assert "package lbpolicy.lib.links does not match the path" in refusal(tmp_path).message


def test_ids_are_unique_across_folders(tmp_path: Path) -> None:
    first = write_rule(tmp_path / "a")
    second = write_rule(tmp_path / "b", "other")
    assert (
        refusal(tmp_path / "a", tmp_path / "b").message
        == f"{second}:1: rule id ACME1 is already taken by {first}"
    )


def test_a_library_cannot_take_the_place_of_another(tmp_path: Path) -> None:
    first = write_library(tmp_path / "a", "links", "x := 1\n")
    second = write_library(tmp_path / "b", "links", "x := 2\n")
    error = refusal(tmp_path / "a", tmp_path / "b")
    assert error.message == f"{second}:1: lib/links.rego is also in {first}"


def test_a_folder_given_twice_is_noticed(tmp_path: Path) -> None:
    write_rule(tmp_path)
    assert "rule id ACME1 is already taken" in refusal(tmp_path, tmp_path).message


@pytest.mark.parametrize("missing", ["applies", "findings"])
def test_a_rule_without_its_answers_is_refused(tmp_path: Path, missing: str) -> None:
    file = write_rule(tmp_path, body=BODY.replace(missing, "renamed"))
    error = refusal(tmp_path)
    assert error.message.startswith(f"{file}:")
    assert f"the rule '{missing}' is missing" in error.message


def test_a_function_is_no_answer(tmp_path: Path) -> None:
    write_rule(tmp_path, body="applies if true\n\nfindings(x) := [x]\n")
    assert "the rule 'findings' is missing" in refusal(tmp_path).message


def test_bad_metadata_names_file_and_line(tmp_path: Path) -> None:
    file = write_rule(tmp_path, metadata=head(severity="bad"))
    line = file.read_text(encoding="utf-8").splitlines().index("#   severity: bad") + 1
    assert refusal(tmp_path).message.startswith(f"{file}:{line}: custom.severity: expected one of critical")


def test_an_empty_folder_is_a_mistake(tmp_path: Path) -> None:
    error = refusal(tmp_path)
    assert error.message == f"{tmp_path}: no policies"
    assert "rules/<kind>/<rule>.rego" in error.hint


def test_a_folder_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder of policies"):
        load([tmp_path / "nope"])


def test_a_policy_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = write_rule(tmp_path)
    file.write_bytes(b"package \xff")
    assert refusal(tmp_path).message == f"{file}: the policy is not UTF-8 text (byte 8)"


def test_the_shipped_policies_load_and_keep_to_their_own_ids() -> None:
    policies = load([folder("policies")])
    assert policies.rules
    assert {kind for rule in policies.rules for kind in rule.kinds} <= set(KINDS)
    assert all(rule.id.startswith("LB") and rule.id[2:].isdigit() for rule in policies.rules)
    assert set(policies.sources) == {one.package for rule in policies.rules for one in rule.subjects}


def test_what_we_ship_must_be_numbered_as_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_rule(tmp_path)
    monkeypatch.setattr(
        "lbpolicy.policy.assembly.folder", lambda name: tmp_path if name == "policies" else folder(name)
    )
    assert "id ACME1: the rules that lbpolicy ships are LB100 to LB999" in refusal(tmp_path).message


def test_files_are_read_in_the_same_order_everywhere(tmp_path: Path) -> None:
    for name in ("c", "a", "b"):
        write_library(tmp_path, name, "x := 1\n")
        write_rule(tmp_path, name, metadata=head(id=f"ACME{'cab'.index(name)}"))
    policies = load([tmp_path])
    assert list(policies.libraries) == ["lib/a.rego", "lib/b.rego", "lib/c.rego"]
    assert [rule.id for rule in policies.rules] == ["ACME0", "ACME1", "ACME2"]
