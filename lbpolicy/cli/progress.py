"""How far the work is: a line at the terminal while it goes on, and a sentence when it is interrupted."""

import os
import sys
import time
from contextlib import suppress
from types import TracebackType
from typing import Self

import click

from lbpolicy.cli.process import Interrupted
from lbpolicy.formats.escape import inert, visible
from lbpolicy.formats.width import columns

_BLINK = 0.2
"""Seconds between two updates of the progress line."""
_ESTIMATE = 2.0
"""Seconds of a stage before which its end cannot be told."""
_SHARE = 0.02
"""Share of a stage before which its end cannot be told."""
_MEGABYTE = 1e6
_SMALL = 10
"""Megabytes below which tenths are shown."""
_UNITS = {"sending": "events", "publishing": "findings"}
"""What the stages count that count neither bytes nor assets."""
_MINUTES = 120
"""Seconds from which on minutes are told."""


class ProgressLine:
    """One line on standard error that is rewritten in place; only on a terminal that can do so.

    As a context manager it clears the line at the end, and notes on Interrupted how far the work was.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        """Stay silent if `quiet`, or if standard error is no terminal."""
        self._on = sys.stderr.isatty() and not quiet and os.environ.get("TERM") != "dumb"
        self._shown = 0.0
        self._began = 0.0
        self._stage = ""
        self._done = self._total = 0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show how far a stage is: "reading" in bytes, "judging" in assets; total 0 if it is not known."""
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._began = stage, now
        self._done, self._total = done, total
        if not self._on or (now - self._shown < _BLINK and (done < total or not total)):
            return
        self._shown = now
        self._print(self._text(now - self._began))

    def say(self, text: str) -> None:
        """Show what goes on now, which no figure tells."""
        if self._on:
            self._print(visible(text))

    def clear(self) -> None:
        """Remove the line."""
        if self._on:
            self._print("")

    def __enter__(self) -> Self:
        """Show nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the line, and note how far the work was if it was interrupted."""
        self.clear()
        if isinstance(error, Interrupted):
            error.add_note(f"{self.standing()}; no report was written")

    def standing(self) -> str:
        """Return how far the work is: "while judging, after 1,200 of 4,000 assets"."""
        if not self._stage:
            return "before anything was read"
        return f"while {self._stage}, after {_amount(self._stage, self._done, self._total)}"

    def _text(self, elapsed: float) -> str:
        done, total = self._done, self._total
        share = f" {min(100, 100 * done // total):3d}%" if total else ""
        text = f"{self._stage}{share}  {_amount(self._stage, done, total)}"
        if elapsed > _ESTIMATE and _SHARE * total < done < total:
            text += f", {_duration(elapsed * (total - done) / done)} left"
        return text

    def _print(self, text: str) -> None:
        """Write the line, cut to the width of the terminal: what wraps cannot be taken back."""
        while text and columns(text) >= _width():
            text = text[:-1]
        with suppress(OSError):  # the terminal may be gone
            click.echo(f"\r\x1b[K{inert(text)}", nl=False, err=True)


def _amount(stage: str, done: int, total: int) -> str:
    if stage == "reading":
        whole = max(done, total) / _MEGABYTE
        digits = 1 if whole < _SMALL else 0
        of = f" of {total / _MEGABYTE:,.{digits}f}" if total else ""
        return f"{done / _MEGABYTE:,.{digits}f}{of} MB"
    unit = _UNITS.get(stage, "assets")
    return f"{done:,} of {total:,} {unit}" if total else f"{done:,} {unit}"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < _MINUTES else f"{seconds / 60:.0f} min"


def _width() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
