"""What a source says to whoever gives Terraform's other files where a plan is wanted."""

import zipfile
from pathlib import Path

import pytest
from asset_shapes import ndjson, read, snake

from lbpolicy.model import Level

SOURCE = 'resource "google_compute_backend_service" "web" {\n  name = "web"\n}\n'
STEPS = "terraform plan -out=plan.out && terraform show -json plan.out > plan.json"
PRINTED = """
\x1b[0mTerraform used the selected providers to generate the following execution
plan. Resource actions are indicated with the following symbols:
"""


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("main.tf", SOURCE, "terraform-source"),
        ("main.tofu", "", "terraform-source"),
        ("main.tf.json", '{"resource": {"a": {"b": {}}}}', "terraform-source"),
        ("prod.tfvars", 'region = "x"', "terraform-source"),
        ("anything", f"# comment\n/* another\n */ // third\n\n{SOURCE}", "terraform-source"),
        ("anything", 'terraform {\n  required_version = ">= 1.0"\n}\n', "terraform-source"),
        ("anything", 'variable "x" {}', "terraform-source"),
        ("plan.txt", PRINTED, "terraform-printed-plan"),
    ],
)
def test_what_is_no_plan_yet_says_how_to_make_one(tmp_path: Path, name: str, content: str, code: str) -> None:
    (tmp_path / name).write_text(content)
    [note] = read(tmp_path / name).notes
    assert (note.level, note.code) == (Level.ERROR, code)
    assert STEPS in note.hint
    assert "lbpolicy scan plan.json --source-dir ." in note.hint


def test_a_binary_plan_needs_to_be_shown_alone(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "plan.out", "w") as archive:
        archive.writestr("tfplan", "...")
    [note] = read(tmp_path / "plan.out").notes
    assert note.code == "terraform-binary-plan"
    assert "terraform show -json plan.out > plan.json" in note.hint


def test_a_folder_of_sources_is_told_how_to_make_a_plan(tmp_path: Path) -> None:
    for name in ("main.tf", "variables.tf"):
        (tmp_path / name).write_text(SOURCE)
    notes = read(tmp_path).notes
    assert [note.code for note in notes] == ["terraform-source", "terraform-source", "no-assets"]
    assert [note.level for note in notes] == [Level.WARNING, Level.WARNING, Level.ERROR]
    assert STEPS in notes[-1].hint
    assert "asset export" not in notes[-1].hint


@pytest.mark.parametrize("text", ["Terraform used the selected providers.", 'resource "a" "b" {'])
def test_an_export_that_speaks_of_terraform_is_an_export(tmp_path: Path, text: str) -> None:
    (tmp_path / "export.ndjson").write_bytes(ndjson(snake(data={"description": text})))
    assert read(tmp_path).notes == []
