"""Adds a waiver to the text of a file, and leaves everything else of it as it is."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lbpolicy.errors import LbpolicyError, UsageError
from lbpolicy.model import Json
from lbpolicy.policy.documents import Document

HEADER = "# Findings that somebody has accepted, and until when."
"""The first line of a new file."""
_KEY = "waivers"
_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9@._/-]*|[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""What needs no quotes, unless YAML takes it for something else."""
_OTHER = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_EMPTY_LIST = re.compile(r"(waivers[\"']?\s*:)\s*(?:\[\s*\]|null|~)")
_COLUMN = 2


def with_waiver(document: Document, entry: Mapping[str, str]) -> str:
    """Return the text of a file with one more waiver, at the end of its list.

    `document` holds a file that is in order, or nothing. Comments, order and line ends stay as they are.
    Raises UsageError where the list is written in a way to which nothing can be added.
    """
    before = document.value() or {}
    text = _inserted(document.text, entry)
    wanted = {**before, _KEY: [*(before.get(_KEY) or ()), dict(entry)]}
    if not _reads_as(replace(document, text=text), wanted):
        raise UsageError(
            f"{document.label}: nothing can be added to the list of waivers as it is written",
            "Write each waiver on lines of its own below `waivers:`, or add this one by hand.",
        )
    return text


def _reads_as(document: Document, wanted: Json) -> bool:
    try:
        return bool(document.value() == wanted)
    except LbpolicyError:
        return False


def _inserted(text: str, entry: Mapping[str, str]) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += end
    key, value = _found(text)
    if key is None:
        head = [] if lines else [HEADER + end]
        return "".join([*lines, *head, f"{_KEY}:{end}", *_written(entry, _COLUMN, end)])
    if not value.value:
        row = key.start_mark.line
        lines[row] = _EMPTY_LIST.sub(r"\1", lines[row], count=1)
        return "".join([*lines[: row + 1], *_written(entry, _COLUMN, end), *lines[row + 1 :]])
    row = _end_row(value.value[-1], lines)
    column = value.start_mark.column
    return "".join([*lines[:row], *_written(entry, column, end), *lines[row:]])


def _found(text: str) -> tuple[Any, Any]:
    """Return the nodes of the key and the list of waivers; None twice where there is no such key."""
    import yaml

    top = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    pairs = top.value if top is not None else []
    return next(((key, value) for key, value in pairs if key.value == _KEY), (None, None))


def _end_row(node: Any, lines: list[str]) -> int:  # noqa: ANN401 - yaml is imported late
    """Return the row after the last line of an item."""
    while node.id != "scalar" and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    mark = node.end_mark
    row: int = mark.line + (mark.column > 0)
    while row > 0 and not lines[row - 1].strip():
        row -= 1  # a text of several lines ends where the next thing begins
    return row


def _written(entry: Mapping[str, str], column: int, end: str) -> list[str]:
    """Return the lines of a waiver whose dash stands in a column."""
    pairs = [f"{key}: {_scalar(value)}{end}" for key, value in entry.items()]
    blank = " " * column
    return [f"{blank}- {pairs[0]}", *(f"{blank}  {pair}" for pair in pairs[1:])]


def _scalar(text: str) -> str:
    """Write a text as YAML: as it is where it stays that text, else in double quotes like JSON."""
    if _PLAIN.fullmatch(text) and text.lower() not in _OTHER:
        return text
    return json.dumps(text, ensure_ascii=False)
