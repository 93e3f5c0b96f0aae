"""What to read: files, directories, globs and standard input, as the user gave them."""

import glob
import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from lbpolicy.sources.faults import ReadError
from lbpolicy.sources.shapes import EXPORT_HINT
from lbpolicy.sources.streams import unreadable

Complain = Callable[[str, ReadError], None]
"""Takes the name of a path and what is wrong with it."""

_SERVICE = re.compile(r"(?:[a-z0-9-]+\.)*(?:googleapis\.com|k8s\.io)").fullmatch
_TYPE = re.compile(r"[A-Z][A-Za-z0-9]*").fullmatch
_MAGIC = re.compile(r"[*?\[]").search
_PAIR = 3
"""Parts at the end of `<prefix>/compute.googleapis.com/Instance/0`."""

STDIN = "-"


@dataclass(slots=True)
class SourceFile:
    """One file to read."""

    label: str
    """The path as the user gave it, with what was found below it; "-" for standard input."""
    path: Path | None
    """None for standard input."""
    size: int | None
    """Bytes; None where it is not known beforehand."""
    explicit: bool
    """The user named this file, or a glob that matches it."""
    needed: bool
    """False for a shard of a type that no rule uses, told from where it lies."""


@dataclass(slots=True)
class Argument:
    """One path that the user gave."""

    label: str
    kind: Literal["file", "directory", "glob"]
    files: list[SourceFile] = field(default_factory=list)


def expand(paths: Sequence[str], wanted: frozenset[str], complain: Complain) -> list[Argument]:
    """Find the files behind the paths, each file once however often it is named.

    Below directories hidden files and whatever is not a regular file are left out. What cannot be read is
    complained of.
    """
    finder = _Finder(wanted, complain)
    return [finder.argument(path) for path in paths]


class _Finder:
    def __init__(self, wanted: frozenset[str], complain: Complain) -> None:
        self._wanted = wanted
        self._complain = complain
        self._known: dict[str, SourceFile] = {}
        """By real path."""
        self._entered: set[str] = set()

    def argument(self, path: str) -> Argument:
        """Return the files behind one path."""
        if path == STDIN:
            return Argument(path, "file", [self._stdin()])
        label, given = _label(path), Path(path)
        self._entered.clear()
        if os.path.lexists(path):
            found = Argument(label, "directory" if given.is_dir() else "file", [*self._named(given)])
        elif _MAGIC(path):
            matches = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute one
            files = [file for match in matches for file in self._named(Path(match))]
            found = Argument(label, "glob", list({id(file): file for file in files}.values()))
        else:
            self._complain(label, _absence(path))
            found = Argument(label, "file")
        return found

    def _stdin(self) -> SourceFile:
        return self._known.setdefault(STDIN, SourceFile(STDIN, None, None, explicit=True, needed=True))

    def _named(self, path: Path) -> Iterator[SourceFile]:
        """Yield a file that the user named, or what is below a directory."""
        if path.is_dir():
            yield from self._below(path)
        elif (file := self._file(path, explicit=True)) is not None:
            yield file

    def _below(self, folder: Path) -> Iterator[SourceFile]:
        real = os.path.realpath(folder)
        if real in self._entered:  # a symbolic link that leads back
            return
        self._entered.add(real)
        try:
            children = sorted(folder.iterdir())
        except OSError as error:
            self._complain(_label(str(folder)), unreadable(error))
            return
        for child in children:
            if child.name.startswith("."):
                continue
            if child.is_dir():
                yield from self._below(child)
            elif (file := self._file(child, explicit=False)) is not None:
                yield file

    def _file(self, path: Path, *, explicit: bool) -> SourceFile | None:
        label = _label(str(path))
        try:
            status = path.stat()
        except OSError as error:
            self._complain(label, unreadable(error))
            return None
        regular = stat.S_ISREG(status.st_mode)
        if not regular and not explicit:
            return None
        size = status.st_size if regular else None
        needed = explicit or not self._is_unwanted_shard(path)
        new = SourceFile(label, path, size, explicit, needed)
        file = self._known.setdefault(os.path.realpath(path), new)
        file.explicit = file.explicit or explicit
        file.needed = file.needed or needed
        return file

    def _is_unwanted_shard(self, path: Path) -> bool:
        """Whether the path is `<prefix>/<asset type>/<shard>` of a sharded export, of a type not wanted."""
        if len(path.parts) < _PAIR:
            return False
        service, kind = path.parts[-3:-1]
        return bool(_SERVICE(service) and _TYPE(kind)) and f"{service}/{kind}" not in self._wanted


def _absence(path: str) -> ReadError:
    """Say why a path leads nowhere: a folder on its way may be closed."""
    try:
        os.lstat(path)
    except PermissionError as error:
        return unreadable(error)
    except (OSError, ValueError):
        pass
    hint = f"Check the path. What is in the cloud must be exported first. {EXPORT_HINT}"
    return ReadError("unreadable-source", "does not exist", hint)


def _label(path: str) -> str:
    """Return a path as text that any output can carry, whatever bytes the file system allows."""
    return os.fsencode(path).decode("utf-8", "replace")
