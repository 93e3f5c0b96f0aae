"""What somebody new reads: calls without arguments, help texts, slips of the hand."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from running import ROOT, SAMPLE, run
from terminals import Terminal

from lbpolicy.cli.main import _COMMANDS


def test_a_call_without_arguments_shows_the_way(tmp_path: Path) -> None:
    done = run(cwd=tmp_path)
    text = (done.stdout + done.stderr).decode()
    assert done.returncode == 2
    assert "gcloud asset export" in text
    assert "terraform plan -out=plan.out && terraform show -json plan.out > plan.json" in text
    assert "lbpolicy scan plan.json --source-dir ." in text
    assert "130 and 143: interrupted" in text


def test_a_scan_of_nothing_shows_how_to_make_something(tmp_path: Path) -> None:
    done = run("scan", cwd=tmp_path)
    assert done.returncode == 2
    lines = done.stderr.decode().splitlines()
    assert lines[0].startswith("error: Nothing to scan")
    assert "          terraform plan -out=plan.out && terraform show -json plan.out > plan.json" in lines
    assert any(line.startswith("          gcloud asset export ") for line in lines)


@pytest.mark.parametrize("name", _COMMANDS)
def test_every_command_is_listed_and_explains_itself(tmp_path: Path, name: str) -> None:
    listed = run("--help", cwd=tmp_path).stdout.decode()
    assert re.search(rf"^  {name} +\S.*\.", listed, re.MULTILINE)
    done = run(name, "--help", cwd=tmp_path)
    assert done.returncode == 0
    text = done.stdout.decode()
    assert text.startswith("Usage: ")
    assert f"lbpolicy {name}" in text.split("\n\n", 1)[1], "an example to copy"


def test_a_file_instead_of_a_command_is_told_how_to_be_scanned(tmp_path: Path) -> None:
    (tmp_path / "my export.ndjson").write_text("")
    done = run("my export.ndjson", cwd=tmp_path)
    assert done.returncode == 2
    assert b"To scan it: lbpolicy scan 'my export.ndjson'" in done.stderr


@pytest.mark.parametrize(("wrong", "meant"), [("scna", "scan"), ("rule", "rules"), ("waiver", "waivers")])
def test_a_slip_of_the_hand_is_understood(tmp_path: Path, wrong: str, meant: str) -> None:
    done = run(wrong, cwd=tmp_path)
    assert done.returncode == 2
    assert f"Did you mean '{meant}'?".encode() in done.stderr


def test_help_fits_a_narrow_terminal(tmp_path: Path) -> None:
    with Terminal("scan", "--help", cwd=tmp_path, columns=60) as terminal:
        assert terminal.end() == 0
    sentences = [line for line in terminal.screen.splitlines() if "lbpolicy scan" not in line]
    assert max(len(line) for line in sentences if "terraform" not in line and "|" not in line) <= 60


def test_whoever_stops_reading_is_no_finding(tmp_path: Path) -> None:
    """A shell with pipefail takes the code of the command, and 1 says that there are findings."""
    process = subprocess.Popen(
        [sys.executable, "-m", "lbpolicy", "rules", "-o", "json"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.read(1)
    process.stdout.close()
    assert process.wait(timeout=60) == 0
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()


def test_a_report_may_go_to_no_file(tmp_path: Path) -> None:
    done = run("scan", str(SAMPLE), "-o", "json=/dev/null", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == b""
