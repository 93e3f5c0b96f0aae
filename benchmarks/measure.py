"""Running commands and measuring them."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 10**6
GIGABYTE = 10**9
SCANNED = (0, 1)
"""Exit codes of a scan that judged everything: nothing found, something found."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What one command took."""

    seconds: float
    cpu_seconds: float
    """User and system time of the command and the processes that it waited for."""
    peak: int
    """Bytes of memory of its largest process at the most."""


def run(command: Sequence[str | Path], accepted: Sequence[int] = (0,)) -> Usage:
    """Run a command, its output thrown away, and return what it took.

    Raises SystemExit with the command's own words if its exit code is not an accepted one.
    """
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        said = process.stderr.read() if process.stderr else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode not in accepted:
        raise SystemExit(f"{command} ended with {process.returncode}:\n{said.decode(errors='replace')}")
    return Usage(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def best(times: int, command: Sequence[str | Path], accepted: Sequence[int] = (0,)) -> Usage:
    """Run a command several times and return the fastest run: the one that was disturbed least."""
    return min((run(command, accepted) for _ in range(times)), key=lambda usage: usage.seconds)


def lbpolicy() -> Path:
    """Return the installed command: beside this Python, or on the path."""
    beside = Path(sys.executable).with_name("lbpolicy")
    found = str(beside) if beside.exists() else shutil.which("lbpolicy")
    if not found:
        raise SystemExit("lbpolicy is not installed: pip install -e .")
    return Path(found)


def table(title: str, rows: Sequence[Sequence[str]]) -> None:
    """Print rows below a title, the first column to the left and the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    print(f"\n{title}")
    for row in rows:
        first, *others = (
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join([first, *others]))
