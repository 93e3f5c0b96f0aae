"""JSON text to values, strictly: no NaN, no precision lost, no nesting that would exhaust the stack."""

import json
import re
from typing import NoReturn

import orjson

from lbpolicy.model import Json
from lbpolicy.sources.faults import NOTHING_ELSE, ReadError

MAX_DEPTH = 200
"""Levels. Google's own JSON parser stops at 100; deeper input would break whoever walks it recursively."""

_SKELETON = bytes.maketrans(b"023456789}] \t\r\n{", b"111111111,,,,,,[")
"""Makes every digit a 1, what can follow a number a comma, and opening brackets the same: what a text may
hold is then told six times as fast as by patterns."""

_LONG = b"1" * 19 + b","
"""Perhaps an integer beyond 64 bits, of which orjson would make a float."""

_FRACTION = re.compile(rb"\.1+,").search
"""Perhaps a number with a fraction. With an exponent whole numbers are written only beyond what is exact."""

_CUT = "It ends too early: make or download the file again."
_EXACT = 2.0**53
"""Up to here a float holds every integer exactly."""


def parse(raw: bytes, line: int | None = None) -> Json:
    """Parse one JSON value; numbers without a fraction come back as integers (`300.0` as 300).

    The Python client of Cloud Asset Inventory writes every number as a float. `line` is where the text
    begins in its file, for the error. Raises ReadError: "wrong-encoding" or "not-json".
    """
    skeleton = raw.translate(_SKELETON)
    try:
        value = _exact(raw) if _LONG in skeleton else orjson.loads(raw)
    except json.JSONDecodeError as error:  # orjson's error is one, too
        raise _explained(raw, error, line) from error
    except RecursionError:
        raise _too_deep(line) from None
    except ValueError as error:
        raise ReadError("not-json", f"not valid JSON: {error}", line=line) from error
    if skeleton.count(b"[") > MAX_DEPTH and _deeper(value, MAX_DEPTH):
        raise _too_deep(line)
    return _integral(value) if _FRACTION(skeleton) else value


def _exact(raw: bytes) -> Json:
    """Parse with integers of any size, and refuse all that orjson refuses."""
    text = raw.decode()
    value = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    if "\\u" in text:
        json.dumps(value, ensure_ascii=False).encode()  # a lone surrogate is a UnicodeEncodeError
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError("a number is too large")
    return number


def _explained(raw: bytes, error: json.JSONDecodeError, line: int | None) -> ReadError:
    if line is not None:
        line += error.lineno - 1
    try:
        raw.decode()
    except UnicodeDecodeError as cause:
        if line is not None:
            line += raw.count(b"\n", 0, cause.start) - (error.lineno - 1)
        return ReadError("wrong-encoding", "not UTF-8 text", "Convert the file to UTF-8.", line)
    if "depth limit" in error.msg:
        return _too_deep(line)
    hint = _CUT if "end of data" in error.msg else "" if error.pos else NOTHING_ELSE
    return ReadError("not-json", f"not valid JSON: {error.msg} (column {error.colno})", hint, line)


def _too_deep(line: int | None) -> ReadError:
    return ReadError("not-json", f"nested more than {MAX_DEPTH} levels deep", line=line)


def _deeper(value: Json, limit: int) -> bool:
    level = [value]
    for _ in range(limit + 1):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return False
    return True


def _children(value: Json) -> list[Json]:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [child for child in children if isinstance(child, dict | list)]


def _integral(value: Json) -> Json:
    """Replace whole floats by integers, in place and without recursion."""
    holder = [value]
    pending: list[Json] = [holder]
    while pending:
        parent = pending.pop()
        items = parent.items() if isinstance(parent, dict) else enumerate(parent)
        for key, child in items:
            if isinstance(child, dict | list):
                pending.append(child)
            elif isinstance(child, float) and child.is_integer() and abs(child) <= _EXACT:
                parent[key] = int(child)  # an existing key: the iteration is not disturbed
    return holder[0]
