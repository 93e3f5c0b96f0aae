"""Runs the command on a terminal of its own, as a person does, and types into it."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from running import ROOT

_COLOURS = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES")
CTRL_C = b"\x03"


class Terminal:
    """A command whose standard streams are a terminal that it controls; a context manager."""

    def __init__(
        self,
        *arguments: str,
        cwd: Path,
        columns: int = 100,
        environment: Mapping[str, str] | None = None,
        command: tuple[str, ...] = ("-m", "lbpolicy"),
    ) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        clean = {k: v for k, v in os.environ.items() if k not in _COLOURS and not k.startswith("GITHUB_")}
        self.process = subprocess.Popen(
            [sys.executable, *command, *arguments],
            cwd=cwd,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**clean, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **(environment or {})},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no other thread runs
        )
        os.close(slave)
        self.seen = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.close()

    def close(self) -> None:
        """Close the terminal, as by the window's button; the command is told by SIGHUP."""
        if self._master >= 0:
            os.close(self._master)
        self._master = -1

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._master, keys)

    def wait_for(self, text: str, seconds: float = 60) -> None:
        """Read until a text has appeared."""
        until = time.monotonic() + seconds
        while text.encode() not in self.seen:
            assert time.monotonic() < until, f"no {text!r} in {self.seen[-2000:]!r}"
            assert self._read(0.2), f"ended without {text!r}: {self.seen[-2000:]!r}"

    def end(self, seconds: float = 60) -> int:
        """Read all that is still said; return the exit code."""
        until = time.monotonic() + seconds
        while self._master >= 0 and self._read(0.2):
            assert time.monotonic() < until, f"still running: {self.seen[-2000:]!r}"
        return self.process.wait(timeout=seconds)

    def _read(self, seconds: float) -> bool:
        """Read what there is; False at the end."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return True
        try:
            piece = os.read(self._master, 65536)
        except OSError:  # the command has ended, and with it the terminal
            return False
        self.seen += piece
        return bool(piece)

    @property
    def text(self) -> str:
        """All that was said, with line ends as in files."""
        return self.seen.decode().replace("\r\n", "\n")

    @property
    def screen(self) -> str:
        """What is left to be seen: without colours, and without lines that were taken away."""
        kept = re.sub(r"\r\x1b\[K", "\r", self.text)
        lines = [line.rsplit("\r", 1)[-1] for line in kept.split("\n")]
        return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(lines))


def children(pid: int) -> list[int]:
    """Return the processes that a process has started and that are alive."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(status.parent.name))
    return found


def alive(pids: list[int]) -> list[int]:
    """Return those that still run."""
    return [pid for pid in pids if _state(pid) not in {"", "Z"}]


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return ""
