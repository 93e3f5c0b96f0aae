"""What the commands share in talking to a terminal: errors, progress, colours."""

import os
import sys
import time

import click

from lbpolicy.errors import LbpolicyError
from lbpolicy.formats.escape import visible
from lbpolicy.model import Level, Notification

_BLINK = 0.2
"""Seconds between two updates of the progress line."""


def fail(error: LbpolicyError) -> None:
    """Print an error and what to do about it."""
    click.echo(f"{click.style('error', fg='red', bold=True)}: {visible(error.message)}", err=True)
    if error.hint:
        click.echo(f"  {click.style('help', bold=True)}: {visible(error.hint)}", err=True)


def notify(note: Notification) -> None:
    """Print a notification on standard error."""
    colour = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "blue"}[note.level]
    where = (
        f"{visible(note.origin.file)}{f':{note.origin.line}' if note.origin.line else ''}: "
        if note.origin
        else ""
    )
    click.echo(f"{click.style(note.level, fg=colour, bold=True)}: {where}{visible(note.message)}", err=True)


def wants_color() -> bool:
    """Colours only on a terminal, and not when NO_COLOR is set (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


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
