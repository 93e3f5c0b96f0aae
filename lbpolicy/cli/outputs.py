"""Where reports go: `-o FORMAT=FILE`, written whole or not at all."""

import codecs
import os
import secrets
import shlex
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

import click

from lbpolicy.cli.process import Interrupted, discard_output, unwritable_output
from lbpolicy.cli.progress import ProgressLine
from lbpolicy.cli.rooted import rooted
from lbpolicy.errors import OutputError
from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.model import Report

STDOUT = "-"
_ALSO_STDOUT = frozenset({"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"})
"""Paths that lead to standard output, which must not be replaced by a file."""
_FILE_WIDTH = 100
"""Columns of a text report in a file, whatever the terminal is."""


@dataclass(frozen=True, slots=True)
class Output:
    """One report to write."""

    format: str
    target: str
    """A path, or "-" for standard output."""


def parse_outputs(
    _ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]
) -> tuple[Output, ...]:
    """Read the values of -o; a value without FILE goes to standard output."""
    outputs = []
    for value in values:
        name, separator, target = value.partition("=")
        if name not in FORMATS:
            near = get_close_matches(name, FORMATS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.BadParameter(f"unknown format {name!r}; there are {', '.join(FORMATS)}.{hint}")
        if separator and not target:
            raise click.BadParameter(f"{value!r} names no file.")
        outputs.append(Output(name, STDOUT if target in _ALSO_STDOUT else target or STDOUT))
    _refuse_twice([output.target for output in outputs])
    return tuple(outputs)


output_option = click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT=FILE",
    callback=parse_outputs,
    help=f"Write a report (repeatable): {', '.join(FORMATS)}. FILE may be - for standard output; unless a"
    " report goes there, the text for people does.",
)
"""-o, of every command that writes reports; the command gets `outputs: tuple[Output, ...]`."""


def _refuse_twice(targets: list[str]) -> None:
    """Refuse two reports for one file, however its path is spelled; what is no file takes any number."""
    seen = set()
    for target in targets:
        path = target if target == STDOUT else os.path.realpath(target)
        if path in seen and (target == STDOUT or not Path(path).exists() or Path(path).is_file()):
            raise click.BadParameter(f"two reports cannot both go to {target!r}.")
        seen.add(path)


def check_writable(outputs: Iterable[Output]) -> None:
    """Raise OutputError for a path that cannot be written, before the scan takes its time."""
    for output in outputs:
        path = Path(output.target)
        if output.target == STDOUT:
            continue
        if path.is_dir():
            raise OutputError(
                f"{path} is a folder.", f"Name a file: -o {output.format}={path}/report.{output.format}"
            )
        if path.exists() and not path.is_file():  # /dev/null, a named pipe: nothing is made beside it
            continue
        if not path.parent.is_dir():
            missing = f"{path}: the folder {path.parent} does not exist."
            raise OutputError(missing, f"mkdir -p {shlex.quote(str(path.parent))}")
        if not os.access(path.parent, os.W_OK):
            raise OutputError(f"{path}: no permission to write in {path.parent}.", "Choose another folder.")


def write_reports(
    report: Report, outputs: Sequence[Output], options: RenderOptions, line: ProgressLine
) -> None:
    """Write the reports, and the text to standard output if nothing else goes there.

    Raises OutputError; an Interrupted that passes gets a note on what is written and what is not.
    """
    free = all(output.target != STDOUT for output in outputs)
    wanted = [*outputs, *([Output("text", STDOUT)] if free else [])]
    written: list[str] = []
    try:
        for output in wanted:
            if output.target != STDOUT:
                line.say(f"writing {output.target}")
            shown = rooted(report, output.format)
            pieces = FORMATS[output.format].render(shown, _fitting(options, output))
            if output == Output("text", STDOUT):
                pieces = _encoded(pieces)
            write(output.target, pieces, line)
            written.append(_spoken(output))
    except Interrupted as error:
        left = [_spoken(output) for output in wanted[len(written) :]]
        done = f"{', '.join(written)} written; " if written else ""
        error.add_note(f"while writing reports; {done}not written whole: {', '.join(left)}")
        raise
    finally:
        line.clear()


def _spoken(output: Output) -> str:
    return "standard output" if output.target == STDOUT else output.target


def _fitting(options: RenderOptions, output: Output) -> RenderOptions:
    """Return the options for an output: a file is no terminal, whatever standard output is."""
    return options if output.target == STDOUT else replace(options, color=False, width=_FILE_WIDTH)


def _encoded(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Return UTF-8 text in the encoding of standard output; what that lacks is shown as an escape."""
    encoding = sys.stdout.encoding or "utf-8"
    if codecs.lookup(encoding).name == "utf-8":
        return pieces
    return (piece.decode().encode(encoding, "backslashreplace") for piece in pieces)


def write(target: str, pieces: Iterable[bytes], line: ProgressLine | None = None) -> None:
    """Write a report; a file appears under its name only when it is complete.

    `line` is taken away before the first byte goes to standard output, which may be the same terminal.
    """
    if target == STDOUT:
        if line is not None:
            line.clear()
        _write_stdout(pieces)
        return
    path = Path(target)
    try:
        if path.exists() and not path.is_file():  # /dev/null, a named pipe: nothing to replace
            with path.open("wb") as stream:
                stream.writelines(pieces)
            return
        _replace(Path(os.path.realpath(path)), pieces)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror or error}.", "Choose another file."
        ) from error


def _replace(path: Path, pieces: Iterable[bytes]) -> None:
    """Put a file in place of another at once; whatever happens, there is the old one or the new one.

    A symbolic link stays one. The name of the new file is known before it exists, so that no interruption
    can come between its making and the promise to remove it.
    """
    temporary = path.with_name(f".lbpolicy-{secrets.token_hex(6)}")
    try:
        with temporary.open("xb") as stream:
            stream.writelines(pieces)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _write_stdout(pieces: Iterable[bytes]) -> None:
    try:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # the reader (head, a pager) has seen enough; keep Python from complaining at exit
        discard_output()
    except OSError as error:
        discard_output()
        raise unwritable_output(error) from error
