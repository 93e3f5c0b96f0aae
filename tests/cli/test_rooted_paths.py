"""Reports for code hosts name files from the root of the repository, wherever lbpolicy runs."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from plan_files import MAIN, QUIET, WEB, change, plan
from running import run

from lbpolicy.cli.rooted import rooted
from lbpolicy.model import Coverage, Level, Notification, Origin, Report


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """Return a folder of a repository with a plan and its sources."""
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "infra" / "live"
    folder.mkdir(parents=True)
    (folder / "main.tf").write_text(MAIN)
    (folder / "plan.json").write_text(json.dumps(plan(change(WEB, QUIET))))
    return folder


def uris(folder: Path, *arguments: str) -> set[str]:
    done = run("scan", *arguments, "-o", "sarif=-", cwd=folder)
    assert done.returncode == 1, done.stderr
    log: Any = json.loads(done.stdout)
    places = [result["locations"][0]["physicalLocation"] for result in log["runs"][0]["results"]]
    return {place["artifactLocation"]["uri"] for place in places}


def test_from_below_the_root(live: Path) -> None:
    assert uris(live, "plan.json", "--source-dir", ".") == {"infra/live/main.tf"}


def test_from_beside_and_with_a_path_from_the_root_of_the_disk(live: Path, tmp_path: Path) -> None:
    beside = tmp_path / "ci"
    beside.mkdir()
    assert uris(beside, "../infra/live/plan.json", "--source-dir", "../infra/live") == {"infra/live/main.tf"}
    assert uris(beside, str(live / "plan.json"), "--source-dir", str(live)) == {"infra/live/main.tf"}


def test_the_terminal_names_what_can_be_opened_from_here(live: Path) -> None:
    done = run("scan", "plan.json", "--source-dir", ".", cwd=live)
    assert b" main.tf:5:" in done.stdout


def test_what_lies_elsewhere_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    (tmp_path / "repository" / "below").mkdir()
    monkeypatch.chdir(tmp_path / "repository" / "below")
    coverage = Coverage((), 0, 0, 0, 0, {}, has_iam=False, rules={})
    elsewhere = ["-", "", "../../elsewhere.json", "gs://bucket/a.json", os.fspath(tmp_path / "x")]
    files = [*elsewhere, "a b.json", "../c"]
    notes = tuple(Notification(Level.NOTE, "n", "m", origin=Origin(file, 1)) for file in files)
    report = Report("2026-11-21T00:00:00Z", "default", "regopy", (), (), notes, coverage)
    moved = [note.origin.file for note in rooted(report, "sarif").notifications if note.origin]
    assert moved == [*elsewhere, "below/a b.json", "c"]
    assert rooted(report, "text") is report
    (tmp_path / "repository" / ".git").rmdir()
    assert rooted(report, "sarif") is report
