"""What is left behind when a scan is interrupted: no half file, no process, and a word on what was done."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from running import ROOT, SAMPLE
from terminals import CTRL_C, Terminal, alive, children

from benchmarks.generate_export import load_balancing
from lbpolicy.cli.outputs import write
from lbpolicy.cli.process import PATIENCE, Interrupted

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are listed in /proc")

SLOW_JSON = """
import time
from lbpolicy.cli import main
from lbpolicy.formats import json_report

def slow(report, options):
    yield b"half"
    time.sleep(60)

json_report.render = slow
main()
"""
"""The command with a JSON format that takes its time."""


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an export that takes about ten seconds to judge."""
    path = tmp_path_factory.mktemp("big") / "export.ndjson"
    path.write_bytes(b"".join(islice(load_balancing(), 4000)))
    return path


def judging(export: Path, folder: Path) -> Terminal:
    """Start a scan, and wait until its workers judge."""
    terminal = Terminal("scan", str(export), "--jobs", "2", "-o", "json=report.json", cwd=folder)
    terminal.wait_for("judging")
    return terminal


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (signal.SIGINT, "Interrupted while judging, after "),
        (signal.SIGTERM, "Interrupted by SIGTERM while judging, after "),
        (signal.SIGHUP, "Interrupted by SIGHUP while judging, after "),
    ],
)
def test_a_scan_ends_at_once_and_leaves_nothing(
    export: Path, tmp_path: Path, number: signal.Signals, word: str
) -> None:
    with judging(export, tmp_path) as terminal:
        workers = children(terminal.process.pid)
        start = time.monotonic()
        if number == signal.SIGINT:
            terminal.type(CTRL_C * 3)
        else:
            terminal.process.send_signal(number)
        assert terminal.end() == 128 + number
        assert time.monotonic() - start < PATIENCE
        assert len(workers) == 2
        assert alive(workers) == []
        said = terminal.screen.strip().splitlines()[-1]
        assert said.startswith(word)
        assert said.endswith(" assets; no report was written.")
        assert "Traceback" not in terminal.text
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_that_is_closed_ends_the_scan(export: Path, tmp_path: Path) -> None:
    with judging(export, tmp_path) as terminal:
        workers = children(terminal.process.pid)
        terminal.close()
        assert terminal.end() == 128 + signal.SIGHUP
        assert alive(workers) == []
    assert list(tmp_path.iterdir()) == []


def test_workers_end_when_their_parent_is_killed(export: Path, tmp_path: Path) -> None:
    """Without a terminal, which would tell them too."""
    process = subprocess.Popen(
        [sys.executable, "-m", "lbpolicy", "scan", str(export), "--jobs", "2"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while len(workers := children(process.pid)) < 2:
        assert time.monotonic() < until
        time.sleep(0.05)
    time.sleep(1)  # until they have begun to judge
    process.kill()
    process.wait()
    until = time.monotonic() + 10
    while alive(workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert alive(workers) == []


def test_before_the_first_verdict_it_says_how_much_was_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with Terminal("scan", str(SAMPLE), "pipe", cwd=tmp_path) as terminal:
        writer = os.open(tmp_path / "pipe", os.O_WRONLY)  # returns when the scan has begun to read
        os.write(writer, b'{"name":"//x/y","asset_type":"a/B","resource":{"data":{}}}\n' * 100)
        terminal.type(CTRL_C)
        assert terminal.end() == 130
        os.close(writer)
        assert "Interrupted before anything was read; no report was written." in terminal.screen


def slow(folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """Start a scan of the sample whose JSON report is never finished, and wait until it is being written."""
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_JSON, "scan", str(SAMPLE), "-o", "sarif=done.sarif", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    until = time.monotonic() + 60
    while not ((folder / "done.sarif").exists() and list(folder.glob(".lbpolicy-*"))):
        assert time.monotonic() < until
        assert process.poll() is None
        time.sleep(0.02)
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_old_report_outlives_an_interruption(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "old.json").write_text("old")
    process = slow(tmp_path, "-o", "json=old.json")
    start = time.monotonic()
    process.send_signal(number)
    out, errors = process.communicate(timeout=30)
    assert time.monotonic() - start < PATIENCE
    assert process.returncode == 128 + number
    assert out == b""
    assert (
        b"while writing reports; done.sarif written; not written whole: old.json, standard output.\n"
        in errors
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["done.sarif", "old.json"]
    assert (tmp_path / "old.json").read_text() == "old"


def test_a_reader_that_has_stopped_reading_does_not_keep_it(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "lbpolicy", "scan", str(SAMPLE), "-o", "json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.read(1) == b"{"
    time.sleep(0.5)  # until the pipe is full
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 130
    assert time.monotonic() - start < PATIENCE
    _, errors = process.communicate()
    assert errors == b"Interrupted while writing reports; not written whole: standard output.\n"


def test_a_signal_that_is_ignored_stays_so(export: Path, tmp_path: Path) -> None:
    command = f"trap '' HUP; exec {sys.executable} -m lbpolicy scan {export} --jobs 1"
    process = subprocess.Popen(
        ["/bin/sh", "-c", command],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    time.sleep(1.5)
    process.send_signal(signal.SIGHUP)
    time.sleep(0.5)
    assert process.poll() is None
    process.terminate()
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 143
    assert b"SIGTERM" in errors


def breaking() -> Iterator[bytes]:
    yield b"half"
    raise Interrupted(signal.SIGINT)


@pytest.mark.parametrize("name", ["new.json", "n" * 255])
def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, name: str) -> None:
    with pytest.raises(Interrupted):
        write(str(tmp_path / name), breaking())
    assert list(tmp_path.iterdir()) == []
    write(str(tmp_path / name), [b"whole"])
    with pytest.raises(Interrupted):
        write(str(tmp_path / name), breaking())
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"whole"]


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "report.json").write_text("old")
    (tmp_path / "latest.json").symlink_to("real/report.json")
    write(str(tmp_path / "latest.json"), [b"new"])
    assert (tmp_path / "latest.json").is_symlink()
    assert (tmp_path / "real" / "report.json").read_text() == "new"
