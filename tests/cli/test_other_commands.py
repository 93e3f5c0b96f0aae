"""`lbpolicy subjects`, `--version`, `--help`."""

import json
from pathlib import Path

import jsonschema
import pytest
from running import ROOT, SAMPLE, run

from lbpolicy import __version__


def test_version(tmp_path: Path) -> None:
    assert run("--version", cwd=tmp_path).stdout.decode().strip() == f"lbpolicy {__version__}"


@pytest.mark.parametrize("command", [[], ["scan"], ["rules"], ["subjects"]])
def test_help_teaches(tmp_path: Path, command: list[str]) -> None:
    done = run(*command, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert b"lbpolicy" in done.stdout
    assert len(done.stdout) > 400


def test_an_unknown_command_is_2(tmp_path: Path) -> None:
    done = run("scna", cwd=tmp_path)
    assert done.returncode == 2
    assert b"scna" in done.stderr


def test_subjects_follow_their_schema(tmp_path: Path) -> None:
    done = run("subjects", str(SAMPLE), "--as-of", "2026-11-21", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    schema = json.loads((ROOT / "schemas" / "subject.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema)
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(documents) > 10
    for document in documents:
        validator.validate(document)


def test_subjects_can_be_chosen(tmp_path: Path) -> None:
    done = run(
        "subjects", str(SAMPLE), "--kind", "url_map", "--asset", "*/urlMaps/*", "--pretty", cwd=tmp_path
    )
    assert b'\n  "asset"' in done.stdout
    assert b"backendServices/" in done.stdout
    nothing = run("subjects", str(SAMPLE), "--asset", "nobody", cwd=tmp_path)
    assert (nothing.returncode, nothing.stdout) == (0, b"")


def test_subjects_of_a_bad_file_is_3(tmp_path: Path) -> None:
    (tmp_path / "bad").write_text("nonsense")
    done = run("subjects", "bad", cwd=tmp_path)
    assert done.returncode == 3
    assert b"bad" in done.stderr
