"""Reads the Terraform files of folders: each folder once, bounded in size and number."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from lbpolicy.model import Level, Notification, Origin
from lbpolicy.sources.terraform.syntax import blocks as hcl_syntax
from lbpolicy.sources.terraform.syntax import json_files as hcl_json
from lbpolicy.sources.terraform.syntax.blocks import Block, Parsed

MAX_FILE = 5 * 1024 * 1024
"""Bytes of one file."""
MAX_FILES = 5000
"""Files of all folders together."""

_NATIVE = (".tf", ".tofu")
_JSON = (".tf.json", ".tofu.json")


class Folders:
    """The Terraform files below and around one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read: dict[str, tuple[Block, ...]] = {}
        self._files = 0
        self.notifications: list[Notification] = []

    def blocks(self, folder: Path) -> tuple[Block, ...]:
        """Return the top-level blocks of a folder's files; those of override files come last."""
        key = os.path.realpath(folder)
        if key not in self._read:
            self._read[key] = tuple(block for path in self._paths(folder) for block in self._parse(path))
        return self._read[key]

    def has_files(self, folder: Path) -> bool:
        """Tell whether a folder holds any Terraform file."""
        return next(self._paths(folder), None) is not None

    def mentions(self, folder: Path, words: Iterable[bytes]) -> bool:
        """Tell, without parsing, whether the files of a folder hold all of some words."""
        texts = [self._text(path, self.relative(path)) or b"" for path in self._paths(folder)]
        return all(any(word in text for text in texts) for word in words)

    def relative(self, path: Path) -> str:
        """Return a path as it is told: relative to the source folder, with slashes."""
        return Path(os.path.relpath(path, self._root)).as_posix()

    def _paths(self, folder: Path) -> Iterator[Path]:
        """Yield the files in the order in which Terraform merges them."""
        names = {entry.name for entry in listed(folder) if is_kind(entry, os.DirEntry.is_file)}
        kept = [name for name in names if _is_terraform(name) and not _is_shadowed(name, names)]
        for name in sorted(kept, key=lambda name: (_is_override(name), name)):
            yield folder / name

    def _parse(self, path: Path) -> tuple[Block, ...]:
        label = self.relative(path)
        text = self._text(path, label)
        if text is None:
            return ()
        parsed: Parsed = (hcl_json if path.name.endswith(_JSON) else hcl_syntax).parse(label, text)
        if parsed.broken_line is not None:
            message = f"line {parsed.broken_line} is not understood"
            self._tell("terraform-syntax", message, label, parsed.broken_line)
        return parsed.blocks

    def _text(self, path: Path, label: str) -> bytes | None:
        """Return what is in a file; None if it is too large, one too many, or cannot be read."""
        self._files += 1
        if self._files > MAX_FILES:
            if self._files == MAX_FILES + 1:
                self._tell("terraform-files", f"not read, like the rest of more than {MAX_FILES:,}", label)
            return None
        try:
            if path.stat().st_size > MAX_FILE:
                self._tell("terraform-files", "larger than 5 MB, not read", label)
                return None
            return path.read_bytes()
        except OSError as error:
            self._tell("terraform-files", f"cannot be read: {error.strerror}", label)
            return None

    def _tell(self, code: str, message: str, label: str, line: int | None = None) -> None:
        hint = "References and lines that it would give may be missing."
        text = f"{label}: {message}."
        self.notifications.append(Notification(Level.WARNING, code, text, hint, Origin(label, line)))


def listed(folder: Path) -> list[os.DirEntry[str]]:
    """Return what is in a folder, by name; nothing where it cannot be looked into."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def is_kind(entry: os.DirEntry[str], question: Callable[[os.DirEntry[str]], bool]) -> bool:
    """Ask an entry whether it is a file or folder; one that cannot be looked at is none."""
    try:
        return question(entry)
    except OSError:
        return False


def _is_terraform(name: str) -> bool:
    return name.endswith(_NATIVE + _JSON) and not name.startswith((".", "#")) and not name.endswith("~")


def _is_shadowed(name: str, names: set[str]) -> bool:
    """Tell whether OpenTofu has a file of its own in this one's place."""
    for ours, theirs in ((".tf.json", ".tofu.json"), (".tf", ".tofu")):
        if name.endswith(ours):
            return name.removesuffix(ours) + theirs in names
    return False


def _is_override(name: str) -> bool:
    stem = name.partition(".")[0]
    return stem == "override" or stem.endswith("_override")
