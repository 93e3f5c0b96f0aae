"""Does an asset have the shape that Google documents? The yes or no is fast; a no is explained in words.

jsonschema_rs answers in microseconds and is all that a clean export needs. Only a violation loads jsonschema,
which can tell the error that matters most. Nothing is imported or compiled before the first asset of a type.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast

from lbpolicy.errors import LbpolicyError
from lbpolicy.model import Json

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError
    from jsonschema_rs import Draft202012Validator as FastValidator

_SHOWN = 200
"""Characters of a pointer, or of a found value, that a message may show."""

_COUNTED = 100
"""Errors that are looked at; a hostile asset may hold a million."""

_CONFIDENTIAL = re.compile(
    r"secret|passw|token|credential|private_?key|access_?key|key_?value|header|^env$|^metadata$",
    re.IGNORECASE,
)
"""Attributes below which a value is never shown. Environment variables, request headers and instance metadata
are not secrets by name, but people keep secrets there."""

_NOT_JSON = "It holds a value that is not JSON, or too large to be checked against its schema."

_TYPES = {
    "array": "an array",
    "boolean": "true or false",
    "integer": "an integer",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}


class AssetSchemas:
    """The schemas of one folder: `<service>/<Type>.json`, and `iam_policy.json` for IAM policies."""

    def __init__(self, folder: Path) -> None:
        """Remember where the schemas are; nothing is read yet."""
        self._folder = folder
        self._fast: dict[str, FastValidator] = {}
        self._explaining: dict[str, Draft202012Validator] = {}

    def violation(self, asset_type: str, data: Mapping[str, Json]) -> str | None:
        """Return a sentence that says how `data` breaks the schema of its type.

        None when it does not, or when its type has no schema. `asset_type` is canonical
        ("compute.googleapis.com/BackendService"), or "iam_policy"; `data` is a dict in canonical form. The
        sentence gives the JSON pointer, what was expected and what was found, at a bounded length, without
        secrets and control characters. LbpolicyError: the folder holds no schemas at all.
        """
        if asset_type not in self._files:
            return None
        try:
            if self._validator(asset_type).is_valid(data):
                return None
            return _sentence(list(islice(self._explainer(asset_type).iter_errors(data), _COUNTED)))
        except RecursionError:
            return "It is nested too deeply to be checked against its schema."
        except ValueError:  # half a surrogate pair, a key that is no string, an integer of 4,301 digits
            return _NOT_JSON

    @cached_property
    def _files(self) -> dict[str, Path]:
        """Asset type -> file. A type comes from the input, so it must never be made into a path."""
        found = self._folder.rglob("*.json")
        files = {path.relative_to(self._folder).with_suffix("").as_posix(): path for path in found}
        if not files:
            raise LbpolicyError(f"there are no asset schemas in {self._folder}", "Install lbpolicy again.")
        return files

    def _validator(self, asset_type: str) -> "FastValidator":
        if asset_type not in self._fast:
            from jsonschema_rs import Draft202012Validator

            self._fast[asset_type] = Draft202012Validator(self._schema(asset_type))
        return self._fast[asset_type]

    def _explainer(self, asset_type: str) -> "Draft202012Validator":
        if asset_type not in self._explaining:
            from jsonschema import Draft202012Validator

            self._explaining[asset_type] = Draft202012Validator(self._schema(asset_type))
        return self._explaining[asset_type]

    def _schema(self, asset_type: str) -> Json:
        return json.loads(self._files[asset_type].read_bytes())


def _sentence(errors: Sequence["ValidationError"]) -> str:
    from jsonschema.exceptions import best_match

    if not errors:  # NaN and Infinity are numbers to one library, and nothing to the other
        return _NOT_JSON
    best = best_match(errors)
    if best.parent is not None and best.parent.absolute_path == best.absolute_path:
        best = best.parent  # the alternatives together, not the one that happened to come closest
    where = _pointer(best) or "The whole of it"
    expected = " or ".join(dict.fromkeys(_expected(best)))
    return f"{where}: expected {expected}, found {_found(best)}{_more(errors)}."


def _pointer(error: "ValidationError") -> str:
    segments = (str(segment).replace("~", "~0").replace("/", "~1") for segment in error.absolute_path)
    return _printable("".join(f"/{segment}" for segment in segments))


def _expected(error: "ValidationError") -> Iterator[str]:
    """Yield what would have been right, in words; several where one of them suffices."""
    wanted = cast("Json", error.validator_value)
    if error.validator == "type":
        yield from (_TYPES[name] for name in ([wanted] if isinstance(wanted, str) else wanted))
    elif error.validator == "enum":
        yield f"one of {', '.join(wanted)}"
    elif error.validator == "required":
        yield f"an object with {' and '.join(wanted)}"
    elif error.validator == "anyOf":
        for alternative in error.context:
            yield from _expected(alternative)
    else:
        yield f"what its schema says under {error.validator}"


def _found(error: "ValidationError") -> str:
    """Name what is there. A container is never shown: it may hold anything, secrets among it."""
    value = error.instance
    if error.validator == "required":
        return "one without"
    if isinstance(value, dict):
        return _TYPES["object"]
    if isinstance(value, list):
        return _TYPES["array"]
    if any(_CONFIDENTIAL.search(str(segment)) for segment in error.absolute_path):
        return "a value that is not shown"
    if isinstance(value, str):
        return "a private key" if "PRIVATE KEY" in value else f'"{_printable(value)}"'
    return _bounded(json.dumps(value))


def _more(errors: Sequence["ValidationError"]) -> str:
    """Count the other places: one value may break its type and its enum, and is wrong once."""
    others = len({tuple(error.absolute_path) for error in errors}) - 1
    if not others:
        return ""
    return f" (and {'at least ' if len(errors) == _COUNTED else ''}{others} more)"


def _printable(text: str) -> str:
    """Return the text as it stands within a JSON string, in ASCII, at a bounded length."""
    return _bounded(json.dumps(text[: _SHOWN + 1])[1:-1])


def _bounded(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
