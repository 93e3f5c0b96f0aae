"""Rules for two kinds of subjects: one file with the METADATA, and a twin in the other kind's folder."""

from pathlib import Path

import pytest
import yaml
from policy_folders import BODY, head, write_rule

from lbpolicy.errors import PolicyError
from lbpolicy.model import AssetRef, PolicySet, Remediation
from lbpolicy.policy import load

MAP = AssetRef("//compute.googleapis.com/projects/p/global/urlMaps/m", "compute.googleapis.com/UrlMap")
BUCKET = AssetRef(
    "//compute.googleapis.com/projects/p/global/backendBuckets/b", "compute.googleapis.com/BackendBucket"
)


def write_twin(
    place: Path, *, name: str = "off", kind: str = "backend_bucket", body: str = BODY, **custom: object
) -> Path:
    file = place / "rules" / kind / f"{name}.rego"
    file.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump({"title": "A bucket is off", "custom": {"twin_of": "ACME1", **custom}})
    block = "# METADATA\n" + "".join(f"# {line}\n" for line in text.splitlines())
    file.write_text(f"{block}package lbpolicy.rules.{kind}.{name}\n\n{body}", encoding="utf-8")
    return file


def loaded(place: Path) -> PolicySet:
    write_rule(place, metadata=head())
    return load([place])


def refusal(place: Path) -> str:
    with pytest.raises(PolicyError) as caught:
        loaded(place)
    return caught.value.message


def test_a_twin_is_the_same_rule_on_another_kind(tmp_path: Path) -> None:
    file = write_twin(tmp_path)

    policies = loaded(tmp_path)

    [rule] = policies.rules
    assert rule.kinds == ("url_map", "backend_bucket")
    assert (rule.title, rule.about(MAP).title, rule.about(BUCKET).title) == (
        "Something is off",
        "Something is off",
        "A bucket is off",
    )
    assert rule.remediations == (Remediation("Mend it."),)
    assert policies.sources["lbpolicy.rules.backend_bucket.off"] == file.read_text()


def test_a_twin_may_be_mended_in_another_way(tmp_path: Path) -> None:
    write_twin(tmp_path, remediation={"summary": "Mend the bucket.", "gcloud": "gcloud x {name}"})

    [rule] = loaded(tmp_path).rules

    assert rule.about(BUCKET).remediation == Remediation("Mend the bucket.", "gcloud x {name}")
    assert rule.remediations[0] == Remediation("Mend it.")


def test_each_file_says_whether_it_has_reviews(tmp_path: Path) -> None:
    write_twin(tmp_path, body=BODY + "\nreview := []\n")

    [rule] = loaded(tmp_path).rules

    assert [one.has_review for one in rule.subjects] == [False, True]


def test_a_twin_of_nothing_is_refused(tmp_path: Path) -> None:
    file = write_twin(tmp_path, twin_of="ACME2")

    assert refusal(tmp_path) == f"{file}:1: twin_of names ACME2, and there is no such rule"


@pytest.mark.parametrize(("name", "kind"), [("other", "backend_bucket"), ("other", "url_map")])
def test_a_twin_has_the_name_of_its_rule_and_another_kind(tmp_path: Path, name: str, kind: str) -> None:
    file = write_twin(tmp_path, name=name, kind=kind)

    assert refusal(tmp_path).startswith(f"{file}:1: not a twin of ")


def test_a_key_that_a_twin_cannot_have_is_refused(tmp_path: Path) -> None:
    write_twin(tmp_path, severity="high")

    assert "unknown key 'severity' in custom" in refusal(tmp_path)


def test_a_placeholder_that_nothing_fills_in_is_refused(tmp_path: Path) -> None:
    write_twin(tmp_path, remediation={"summary": "Mend it.", "gcloud": "gcloud {bucket}"})

    assert "nothing fills in {bucket}" in refusal(tmp_path)


def test_a_twin_needs_what_every_rule_needs(tmp_path: Path) -> None:
    write_twin(tmp_path, body="applies := true\n")

    assert "the rule 'findings' is missing" in refusal(tmp_path)


def test_two_files_of_one_package_are_refused(tmp_path: Path) -> None:
    write_rule(tmp_path / "ours", metadata=head())
    file = write_rule(tmp_path / "theirs", metadata=head(id="ACME2"))

    with pytest.raises(PolicyError, match=r"package lbpolicy\.rules\.url_map\.off is also in") as caught:
        load([tmp_path / "ours", tmp_path / "theirs"])
    assert caught.value.message.startswith(f"{file}:1: ")
