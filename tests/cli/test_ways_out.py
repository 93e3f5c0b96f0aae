"""How the command ends when the world around it fails: no traceback, and not with the code of findings."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from running import ROOT, SAMPLE, run

from lbpolicy.cli import main, terminal

FULL = Path("/dev/full")
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}


def shell(command: str, folder: Path) -> "subprocess.CompletedProcess[bytes]":
    text = command.replace("lbpolicy", f"{sys.executable} -m lbpolicy")
    return subprocess.run(
        ["/bin/sh", "-c", text], cwd=folder, env=ENVIRONMENT, capture_output=True, check=False, timeout=60
    )


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("command", [f"scan {SAMPLE}", "rules", "rules LB507", "--help"])
def test_a_full_disk_is_2_and_said(tmp_path: Path, command: str) -> None:
    done = shell(f"lbpolicy {command} > /dev/full", tmp_path)
    assert done.returncode == 2
    assert b"standard output cannot be written" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


def test_a_scan_without_standard_streams_goes_on(tmp_path: Path) -> None:
    done = shell(f"lbpolicy scan {SAMPLE} -o json=out.json >&- 2>&-", tmp_path)
    assert done.returncode == 1
    assert (tmp_path / "out.json").stat().st_size > 10_000


def test_whoever_stops_reading_sees_no_complaint(tmp_path: Path) -> None:
    done = shell(f"lbpolicy scan {SAMPLE} -o json | head -c 1; lbpolicy rules | head -c 1", tmp_path)
    assert done.stderr == b""


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="there is no SIGHUP")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_scan_that_is_told_to_end_does_so_in_good_order(tmp_path: Path, number: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "lbpolicy", "scan", "-", "-o", "json=out.json"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )
    time.sleep(1.5)
    process.send_signal(number)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 128 + number
    assert b"Traceback" not in errors
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [RuntimeError("odd \x1b[31m"), OSError(12, "Cannot allocate memory")])
def test_an_unforeseen_error_is_3_and_asks_for_a_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def burst() -> None:
        raise error

    module = sys.modules[main.__module__]
    monkeypatch.setattr(module, "end_on_signals", lambda: None)
    monkeypatch.setattr(module, "_run", burst)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 3
    said = capsys.readouterr().err
    assert "lbpolicy itself failed" in said
    assert "\x1b" not in said


def test_no_color_holds_for_errors_too(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert terminal.wants_color(Terminal())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not terminal.wants_color(Terminal())


def test_two_spellings_of_one_file_are_refused(tmp_path: Path) -> None:
    done = run("scan", str(SAMPLE), "-o", "json=x", "-o", "sarif=./x", cwd=tmp_path)
    assert done.returncode == 2
    assert b"two reports cannot both go to './x'" in done.stderr


def test_a_rule_that_is_turned_off_is_not_called_unknown(tmp_path: Path) -> None:
    (tmp_path / "lbpolicy.yaml").write_text("rules:\n  LB506:\n    enabled: false\n")
    done = run("rules", "LB506", cwd=tmp_path)
    assert done.returncode == 2
    assert b"LB506 is not in force" in done.stderr
    explained = run("rules", "LB506", "--bundle", "default", "--config", os.devnull, cwd=tmp_path)
    assert explained.returncode == 0


def test_subjects_name_a_bad_file_once_and_help(tmp_path: Path) -> None:
    (tmp_path / "bad").write_text("nonsense")
    said = run("subjects", "bad", cwd=tmp_path).stderr.decode()
    assert said.splitlines()[0].count("bad") == 1
    assert "help: Make an export" in said
