"""JSON bytes from whatever a report may hold."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from lbpolicy.model import Json

_DEEPEST = 100
_INT64 = range(-(2**63), 2**64)
"""The integers that orjson writes."""


def dumps(value: Json, *, indent: bool = False) -> bytes:
    """Return `value` as JSON in UTF-8 with sorted keys, on one line or indented by two spaces.

    What JSON in UTF-8 cannot hold is written as text that can: a lone surrogate as its escape, an integer
    beyond 64 bits as a string, anything deeper than 100 levels as "...".
    """
    option = orjson.OPT_SORT_KEYS | (orjson.OPT_INDENT_2 if indent else 0)
    try:
        return orjson.dumps(value, option=option)
    except TypeError:  # orjson.JSONEncodeError is one
        return orjson.dumps(_plain(value, _DEEPEST), option=option)


def array(items: Iterable[Json], indent: int) -> Iterator[bytes]:
    """Yield a JSON array item by item, as `dumps(..., indent=True)` writes it `indent` columns deep."""
    margin = b"\n" + b" " * indent
    empty = True
    for item in items:
        yield (
            (b"[" if empty else b",")
            + margin
            + b"  "
            + dumps(item, indent=True).replace(b"\n", margin + b"  ")
        )
        empty = False
    yield b"[]" if empty else margin + b"]"


def document(head: Mapping[str, Json], lists: Mapping[str, Iterable[Json]]) -> Iterator[bytes]:
    """Yield one JSON object: sorted keys, indented by two spaces, the items of its lists one by one."""
    opening = b"{"
    for key in sorted([*head, *lists]):
        yield opening + b"\n  " + dumps(key) + b": "
        if key in lists:
            yield from array(lists[key], indent=2)
        else:
            yield dumps(head[key], indent=True).replace(b"\n", b"\n  ")
        opening = b","
    yield b"\n}\n"


def _plain(value: Json, depth: int) -> Any:  # noqa: ANN401 - JSON has many types
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if value in _INT64 else str(value)
    if depth == 0:
        return "..."
    if isinstance(value, Mapping):
        return {_plain(str(key), depth - 1): _plain(item, depth - 1) for key, item in value.items()}
    return [_plain(item, depth - 1) for item in value]
