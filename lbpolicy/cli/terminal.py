"""What the commands share in talking to a terminal: errors, colours, width."""

import os
import shutil
import sys
import traceback
from contextlib import suppress
from typing import TextIO

import click

from lbpolicy.cli.process import Interrupted, discard_output
from lbpolicy.cli.progress import ProgressLine
from lbpolicy.errors import FaultyFileError, LbpolicyError
from lbpolicy.formats.escape import inert, visible
from lbpolicy.model import Level, Notification

__all__ = ["ProgressLine", "fail", "fail_unexpectedly", "interrupted", "notify", "wants_color", "width"]

_NARROWEST, _USUAL, _WIDEST = 40, 100, 140
"""Columns: lines are not wrapped closer, so wide without a terminal, and never wider."""

_LONGEST = 2000
"""Characters of a line about an error, which may quote any input."""
_MOST = 50
"""Errors of one file that are listed."""


def fail(error: LbpolicyError) -> None:
    """Print an error and what to do about it; of several that came at once the first ones."""
    several = error.errors if isinstance(error, FaultyFileError) else (error,)
    for one in several[:_MOST]:
        _say(f"{_style('error', 'red')}: {visible(one.message, _LONGEST)}")
        for number, line in enumerate(one.hint.splitlines()):
            _say(f"{' ' * 8 if number else '  ' + _style('help') + ': '}{visible(line, _LONGEST)}")
    if len(several) > _MOST:
        _say(f"{_style('error', 'red')}: {len(several) - _MOST} more are not listed.")


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


def interrupted(error: Interrupted) -> int:
    """Say that the work was interrupted, and what had been done by then; return the exit code.

    Nobody waits for what standard output has not taken yet.
    """
    with suppress(OSError):
        discard_output()
    notes = "; ".join(getattr(error, "__notes__", ()))
    word = "Interrupted" if str(error) == "SIGINT" else f"Interrupted by {error}"
    with suppress(OSError):  # the terminal may be gone
        _say(visible(f"{word} {notes}".strip()) + ".")
    return error.exit_code


def wants_color(stream: TextIO) -> bool:
    """Tell whether to colour what goes to a stream, as most programs have agreed.

    NO_COLOR turns colours off (https://no-color.org), as CLICOLOR=0 does; else FORCE_COLOR
    (https://force-color.org) and CLICOLOR_FORCE turn them on wherever it goes. Without them there are colours
    on a terminal, unless it is a dumb one. An empty variable says nothing, nor do "0" and "false" force.
    """
    variables = os.environ
    if variables.get("NO_COLOR") or variables.get("CLICOLOR") == "0":
        return False
    forcing = (variables.get(name, "").lower() for name in ("FORCE_COLOR", "CLICOLOR_FORCE"))
    if any(value not in {"", "0", "false"} for value in forcing):
        return True
    return stream.isatty() and variables.get("TERM") != "dumb"


def width() -> int:
    """Return the columns that sentences may take: those of the terminal, or COLUMNS, within bounds."""
    return max(_NARROWEST, min(shutil.get_terminal_size((_USUAL, 24)).columns, _WIDEST))


def _style(text: str, colour: str | None = None) -> str:
    return click.style(text, fg=colour, bold=True) if wants_color(sys.stderr) else text


def _say(line: str) -> None:
    click.echo(inert(line), err=True, color=wants_color(sys.stderr))
