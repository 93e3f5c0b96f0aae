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
        ("plan.json", "No changes. Your infrastructure matches.\n", "terraform-printed-plan"),
        (
            "plan.json",
            "\n\x1b[1mNo changes.\x1b[0m Your\n".replace("\x1b[0m ", " "),
            "terraform-printed-plan",
        ),
        ("plan.json", "╷\n│ \x1b[1mError: \x1b[0mFailed to load plugins", "terraform-printed-plan"),
        ("plan.json", "Error: Unsupported block type\n", "terraform-printed-plan"),
        ("plan.json", "Failed to read the given file as a state or plan file", "terraform-printed-plan"),
        (
            "plan.json",
            '[command]/opt/terraform show -json plan.out\n{"format_version":"1.2"}',
            "terraform-wrapper",
        ),
        ("plan.json", '{"format_version":"1.0","provider_schemas":{}}', "terraform-format"),
        ("plan.json", '{"format_version":"1.0","valid":true,"diagnostics":[]}', "terraform-format"),
    ],
)
def test_what_is_no_plan_yet_says_how_to_make_one(tmp_path: Path, name: str, content: str, code: str) -> None:
    (tmp_path / name).write_text(content)
    [note] = read(tmp_path / name).notes
    assert (note.level, note.code) == (Level.ERROR, code)
    assert STEPS in note.hint
    assert ("lbpolicy scan plan.json --source-dir ." in note.hint) == (code != "terraform-format")


@pytest.mark.parametrize("content", ["{}", "[]", "null", "3", "hello", '{"url": {"value": "x"}}'])
def test_what_might_be_meant_as_anything_is_told_how_to_make_both(tmp_path: Path, content: str) -> None:
    (tmp_path / "plan.json").write_text(content)
    note = read(tmp_path / "plan.json").notes[0]
    assert note.level is Level.ERROR
    assert STEPS in note.hint
    assert "gcloud asset export" in note.hint


def test_an_empty_state_is_told_how_to_make_a_plan(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text('{"format_version":"1.0"}')
    [note] = read(tmp_path / "state.json").notes
    assert STEPS in note.hint
    assert "asset export" not in note.hint


def test_the_wrapper_is_to_be_turned_off(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("[command]/x/terraform-bin show -json plan.out\n{}")
    assert "terraform_wrapper: false" in read(tmp_path / "plan.json").notes[0].hint


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_plan_of_powershell_is_told_how_to_be_written(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "plan.json").write_bytes('{"format_version":"1.2","resource_changes":[]}'.encode(encoding))
    [note] = read(tmp_path / "plan.json").notes
    assert note.code == "wrong-encoding"
    assert "Out-File -Encoding utf8 plan.json" in note.hint


PLAN = '{"format_version":"1.2","planned_values":{"root_module":{}},"resource_changes":[]}'


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (PLAN[:40], "It ends too early"),
        (f"{PLAN}\n\n::debug::Terraform exited with code 0.\n", "Nothing but JSON"),
        (f"\x1b[0m{PLAN}", STEPS),
    ],
)
def test_a_plan_that_is_cut_or_among_other_text(tmp_path: Path, content: str, hint: str) -> None:
    (tmp_path / "plan.json").write_text(content)
    (note, *_) = read(tmp_path / "plan.json").notes
    assert (note.level, note.code) == (Level.ERROR, "not-json")
    assert hint in note.hint


def test_a_plan_without_resources_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(PLAN)
    assert read(tmp_path / "plan.json").notes == []


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
