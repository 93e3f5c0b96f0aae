"""What the commands share in talking to a terminal: errors, progress, colours."""

import os
import sys
import time
import traceback
from typing import TextIO

import click

from lbpolicy.errors import LbpolicyError
from lbpolicy.formats.escape import visible
from lbpolicy.model import Level, Notification

_BLINK = 0.2
"""Seconds between two updates of the progress line."""

_LONGEST = 2000
"""Characters of a line about an unforeseen error, which may quote any input."""


def fail(error: LbpolicyError) -> None:
    """Print an error and what to do about it."""
    _say(f"{_style('error', 'red')}: {visible(error.message)}")
    if error.hint:
        _say(f"  {_style('help')}: {visible(error.hint)}")


def fail_unexpectedly(error: Exception) -> None:
    """Print an error that nobody foresaw, with what whoever mends it needs to know."""
    for line in "".join(traceback.format_exception(error)).splitlines():
        _say(visible(line, _LONGEST))
    _say(f"{_style('error', 'red')}: lbpolicy itself failed: {visible(repr(error), _LONGEST)}")
    _say(f"  {_style('help')}: This is a fault of lbpolicy. Please report it with the lines above.")


def notify(note: Notification) -> None:
    """Print a notification on standard error."""
    colour = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "blue"}[note.level]
    where = ""
    if note.origin and not note.message.startswith((note.origin.file, "standard input")):
        where = f"{visible(note.origin.file)}{f':{note.origin.line}' if note.origin.line else ''}: "
    _say(f"{_style(note.level, colour)}: {where}{visible(note.message)}")
    if note.hint:
        _say(f"  {_style('help')}: {visible(note.hint)}")


def wants_color(stream: TextIO) -> bool:
    """Colours only on a terminal, and not when NO_COLOR is set (https://no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _style(text: str, colour: str | None = None) -> str:
    return click.style(text, fg=colour, bold=True) if wants_color(sys.stderr) else text


def _say(line: str) -> None:
    click.echo(line, err=True)


class ProgressLine:
    """One line on standard error that is rewritten in place; only on a terminal."""

    def __init__(self, *, quiet: bool) -> None:
        """Stay silent if `quiet`, or if standard error is not a terminal."""
        self._on = sys.stderr.isatty() and not quiet
        self._last = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show how far a stage is: "reading" in bytes, "judging" in assets."""
        now = time.monotonic()
        if not self._on or (now - self._last < _BLINK and done < total):
            return
        self._last = now
        share = f"{100 * done // total:3d}%" if total else "    "
        amount = f"{done / 1e6:,.0f} MB" if stage == "reading" else f"{done:,} assets"
        click.echo(f"\r\x1b[K{stage} {share} {amount}", nl=False, err=True)

    def clear(self) -> None:
        """Remove the line."""
        if self._on:
            click.echo("\r\x1b[K", nl=False, err=True)
