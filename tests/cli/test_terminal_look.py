"""What a terminal shows: progress, colours, widths and foreign encodings."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from running import ROOT, SAMPLE, run
from terminals import Terminal

from lbpolicy.cli.progress import ProgressLine
from lbpolicy.cli.terminal import wants_color

AS_OF = ("--as-of", "2026-11-21")
ESCAPES = re.compile(rb"\x1b\[[0-9;]*[A-Za-z]")


class Screen(io.StringIO):
    """Standard error that is a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_and_gone_at_the_end(tmp_path: Path) -> None:
    with Terminal("scan", str(SAMPLE), *AS_OF, "-o", "json=r.json", cwd=tmp_path) as terminal:
        assert terminal.end() == 1
    assert "reading" in terminal.text
    assert "judging" in terminal.text
    assert "writing r.json" in terminal.text
    assert "reading" not in terminal.screen
    assert "judging" not in terminal.screen
    assert terminal.screen.startswith("Critical\n\nerror[LB507]: ")


@pytest.mark.parametrize(
    ("arguments", "environment"), [(("--quiet",), {}), ((), {"TERM": "dumb"})], ids=["quiet", "dumb"]
)
def test_no_progress_where_it_is_not_wanted(
    tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str]
) -> None:
    with Terminal("scan", str(SAMPLE), *AS_OF, *arguments, cwd=tmp_path, environment=environment) as terminal:
        assert terminal.end() == 1
    assert b"\x1b[K" not in terminal.seen
    assert "judging  " not in terminal.text


def test_nothing_but_text_goes_into_pipes_and_files(tmp_path: Path) -> None:
    done = run("scan", str(SAMPLE), *AS_OF, "-o", "text=r.txt", cwd=tmp_path)
    assert done.stderr == b""
    assert b"\x1b" not in done.stdout
    assert (tmp_path / "r.txt").read_bytes() == done.stdout


def test_a_text_report_in_a_file_is_the_same_from_every_terminal(tmp_path: Path) -> None:
    for columns in (50, 130):
        output = f"text={columns}.txt"
        with Terminal("scan", str(SAMPLE), *AS_OF, "-o", output, cwd=tmp_path, columns=columns) as terminal:
            assert terminal.end() == 1
        assert b"\x1b[1;31m" in terminal.seen
    assert (tmp_path / "50.txt").read_bytes() == (tmp_path / "130.txt").read_bytes()
    assert b"\x1b" not in (tmp_path / "50.txt").read_bytes()


@pytest.mark.parametrize("columns", [40, 72, 200])
def test_sentences_are_wrapped_to_the_terminal(tmp_path: Path, columns: int) -> None:
    with Terminal("scan", str(SAMPLE), *AS_OF, cwd=tmp_path, columns=columns) as terminal:
        terminal.end()
    lines = [line for line in terminal.screen.splitlines() if " help: " in line or line.startswith("Read ")]
    assert lines
    assert max(map(len, lines)) <= columns
    assert any(len(line) > min(columns, 100) * 0.7 for line in lines)


@pytest.mark.parametrize(
    ("variables", "on_terminal", "in_pipe"),
    [
        ({}, True, False),
        ({"TERM": "dumb"}, False, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, True, False),
        ({"CLICOLOR": "0"}, False, False),
        ({"CLICOLOR": "1"}, True, False),
        ({"FORCE_COLOR": "1"}, True, True),
        ({"FORCE_COLOR": "0"}, True, False),
        ({"FORCE_COLOR": ""}, True, False),
        ({"CLICOLOR_FORCE": "1"}, True, True),
        ({"CLICOLOR_FORCE": "0"}, True, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
        ({"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, False, False),
    ],
)
def test_colours_follow_the_conventions(
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    on_terminal: bool,  # noqa: FBT001
    in_pipe: bool,  # noqa: FBT001
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm", **variables}.items():
        monkeypatch.setenv(name, value)
    assert wants_color(Screen()) is on_terminal
    assert wants_color(io.StringIO()) is in_pipe


def test_colours_can_be_forced_into_a_pipe(tmp_path: Path) -> None:
    done = run("scan", str(SAMPLE), *AS_OF, cwd=tmp_path, environment={"FORCE_COLOR": "1"})
    plain = run("scan", str(SAMPLE), *AS_OF, cwd=tmp_path)
    assert done.stdout != plain.stdout
    assert ESCAPES.sub(b"", done.stdout) == plain.stdout
    missing = run(
        "scan", "missing", *AS_OF, "--config", "none", cwd=tmp_path, environment={"FORCE_COLOR": "1"}
    )
    assert missing.stderr.startswith(b"\x1b[31m\x1b[1merror\x1b[0m: ")


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp1252"},
    ],
)
def test_no_encoding_of_the_terminal_is_too_small(tmp_path: Path, environment: dict[str, str]) -> None:
    folder = tmp_path / "бэкенд 日本"
    folder.mkdir()
    (folder / "resources.ndjson").write_bytes((SAMPLE / "resources.ndjson").read_bytes())
    for arguments in (["rules", "LB507"], ["scan", "отчёт"], ["日本"]):
        done = run(*arguments, cwd=tmp_path, environment=environment)
        assert done.returncode in {0, 1, 2, 3}
        assert b"Traceback" not in done.stderr
        assert b"lbpolicy itself failed" not in done.stderr
    text = run("scan", str(folder), cwd=tmp_path, environment=environment).stdout
    if environment.get("PYTHONIOENCODING"):
        assert b"\\u65e5\\u672c/resources.ndjson" in text
    assert b"resources.ndjson:" in text


def test_reports_for_programs_are_utf_8_wherever_they_go(tmp_path: Path) -> None:
    (tmp_path / "日本.ndjson").write_bytes((SAMPLE / "resources.ndjson").read_bytes())
    done = run("scan", "日本.ndjson", "-o", "json", cwd=tmp_path, environment={"PYTHONIOENCODING": "ascii"})
    assert "日本.ndjson" in done.stdout.decode()


def line(
    monkeypatch: pytest.MonkeyPatch, *, clock: list[float], width: int = 80
) -> tuple[ProgressLine, Screen]:
    """Return a progress line on a screen; the clock is moved by the test."""
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("lbpolicy.cli.progress._width", lambda: width)
    monkeypatch.setattr("lbpolicy.cli.progress.time.monotonic", lambda: clock[0])
    return ProgressLine(), screen


def last(screen: Screen) -> str:
    return screen.getvalue().rsplit("\x1b[K", 1)[-1]


def test_the_line_says_how_much_is_done_and_how_long_it_will_take(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    progress, screen = line(monkeypatch, clock=clock)
    progress("reading", 1_000_000, 4_000_000)
    assert last(screen) == "reading  25%  1.0 of 4.0 MB"
    clock[0] = 110.0
    progress("reading", 3_000_000, 4_000_000)
    assert last(screen) == "reading  75%  3.0 of 4.0 MB, 3 s left"
    progress("judging", 1, 4000)
    clock[0] = 120.0
    progress("judging", 1, 4000)
    assert last(screen) == "judging   0%  1 of 4,000 assets", "too early to tell"
    clock[0] = 410.0
    progress("judging", 1200, 4000)
    assert last(screen) == "judging  30%  1,200 of 4,000 assets, 12 min left"
    clock[0] = 420.0
    progress("reading", 2_500_000_000, 0)
    assert last(screen) == "reading  2,500 MB"
    progress.clear()
    assert last(screen) == ""


def test_the_line_does_not_flicker(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    progress, screen = line(monkeypatch, clock=clock)
    for done in range(1, 5001):
        clock[0] += 0.001
        progress("judging", done, 5000)
    assert 20 <= screen.getvalue().count("\x1b[K") <= 30
    assert last(screen).startswith("judging 100%")


def test_the_line_never_wraps(monkeypatch: pytest.MonkeyPatch) -> None:
    progress, screen = line(monkeypatch, clock=[100.0], width=20)
    progress("judging", 1_000, 4_000_000)
    assert last(screen) == "judging   0%  1,000"
    progress.say("writing 日本日本日本日本.json")
    assert last(screen) == "writing 日本日本日"


def test_a_terminal_that_is_gone_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    progress, screen = line(monkeypatch, clock=[100.0])

    def refuse(_text: str) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(screen, "write", refuse)
    with progress:
        progress("judging", 1, 2)


def test_dev_stdout_is_standard_output(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with out.open("wb") as stream:
        done = subprocess.run(
            [sys.executable, "-m", "lbpolicy", "scan", str(SAMPLE), "-o", "json=/dev/stdout"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=stream,
            check=False,
        )
    assert done.returncode == 1
    assert out.read_bytes().startswith(b"{")
    assert out.read_bytes().endswith(b"}\n")
