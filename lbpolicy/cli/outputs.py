"""Where reports go: `-o FORMAT=FILE`, written whole or not at all."""

import os
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import click

from lbpolicy.cli.process import discard_output, unwritable_output
from lbpolicy.errors import OutputError
from lbpolicy.formats import FORMATS

STDOUT = "-"


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
        outputs.append(Output(name, target or STDOUT))
    _refuse_twice([output.target for output in outputs])
    return tuple(outputs)


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
        if not path.parent.is_dir():
            raise OutputError(f"{path}: the folder {path.parent} does not exist.", f"mkdir -p {path.parent}")
        if not os.access(path.parent, os.W_OK):
            raise OutputError(f"{path}: no permission to write in {path.parent}.", "Choose another folder.")


def write(target: str, pieces: Iterable[bytes]) -> None:
    """Write a report; a file appears under its name only when it is complete."""
    if target == STDOUT:
        _write_stdout(pieces)
        return
    path = Path(target)
    try:
        if path.exists() and not path.is_file():  # /dev/null, a named pipe: nothing to replace
            with path.open("wb") as stream:
                stream.writelines(pieces)
            return
        _replace(path, pieces)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror or error}.", "Choose another file."
        ) from error


def _replace(path: Path, pieces: Iterable[bytes]) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.writelines(pieces)
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
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
