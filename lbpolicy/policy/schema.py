"""Checks a document against its JSON Schema, and says in words what is wrong and what was meant."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from lbpolicy.model import Json
from lbpolicy.policy.documents import Document, Steps
from lbpolicy.resources import folder

_KINDS = {
    "object": "a mapping (key: value)",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}
_PHRASES = {
    "pattern": "expected text of the form {wanted}",
    "minItems": "expected at least {wanted} in the list",
    "maxItems": "expected at most {wanted} in the list",
    "uniqueItems": "an item is there twice",
    "minLength": "expected text of at least {wanted} character(s)",
    "maxLength": "expected text of at most {wanted} character(s)",
    "minimum": "must be at least {wanted}",
    "maximum": "must be at most {wanted}",
}
Fault = tuple[Steps, str, str]
"""Where in a document, what is wrong there, and a hint."""

_SHOWN = 80
"""A value is quoted in a message up to this many characters."""


def check(schema: str, value: Json, document: Document) -> None:
    """Raise the document's fault unless `value` follows schemas/<schema>.schema.json."""
    if _validator(schema).is_valid(value):
        return
    steps, message, hint = _explain(_schema(schema), value)
    raise document.fault(steps, message, hint)


def faults(schema: str, value: Json) -> list[Fault]:
    """Return all that keeps `value` from following schemas/<schema>.schema.json, misspelt keys first."""
    if _validator(schema).is_valid(value):
        return []
    return list(dict.fromkeys(_all_faults(_schema(schema), value)))


def violation(schema: Mapping[str, Json], value: Json) -> str | None:
    """Say in what way `value` does not follow the schema of a parameter; None when it does.

    Raises ValueError when the schema itself is not one.
    """
    import jsonschema_rs

    if jsonschema_rs.validator_for(dict(schema)).is_valid(value):
        return None
    _, message, _ = _explain(schema, value)
    return message


def suggestion(wrong: str, known: Iterable[str]) -> str:
    """Return ": did you mean 'x'?" for the known name that is nearest to a wrong one, or nothing."""
    import difflib

    near = difflib.get_close_matches(wrong, sorted(known), n=1)
    return f": did you mean {near[0]!r}?" if near else ""


def is_empty(value: Json) -> bool:
    """Whether a value says nothing: null, empty text, list or mapping. 0 and false say something."""
    return value is None or value in ("", [], {})


def shown(value: Json) -> str:
    """Return a value as a message may quote it: in JSON, one line, short."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _explain(schema: Mapping[str, Json], value: Json) -> Fault:
    """Return the fault that is worth telling first."""
    return next(_all_faults(schema, value))


def _all_faults(schema: Mapping[str, Json], value: Json) -> Iterator[Fault]:
    import jsonschema

    for error in sorted(jsonschema.Draft202012Validator(schema).iter_errors(value), key=_order):
        yield from _faults_of(error)


def _faults_of(error: Any) -> Iterator[Fault]:  # noqa: ANN401 - jsonschema is imported late
    steps = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        for wrong in (key for key in error.instance if key not in known):
            message = f"unknown key {wrong!r}{_inside(steps)}{suggestion(wrong, known)}"
            yield (*steps, wrong), message, f"Known keys: {', '.join(known)}."
    elif error.validator == "required":
        for missing in (key for key in error.validator_value if key not in error.instance):
            yield steps, f"key {missing!r} is missing{_inside(steps)}", ""
    else:
        yield steps, f"{_dotted(steps) or 'the value'}: {_words(error)}", ""


def _order(error: Any) -> tuple[bool, int, str]:  # noqa: ANN401 - jsonschema is imported late
    """Misspelt keys first: they also cause the "missing" ones. Then from the top down."""
    return error.validator != "additionalProperties", len(error.absolute_path), str(list(error.absolute_path))


def _words(error: Any) -> str:  # noqa: ANN401 - jsonschema is imported late
    wanted, found = error.validator_value, f"found {shown(error.instance)}"
    if error.validator == "type":
        kinds = [wanted] if isinstance(wanted, str) else wanted
        return f"expected {' or '.join(_KINDS[kind] for kind in kinds)}, {found}"
    if error.validator == "enum":
        options = [str(option) for option in wanted]
        return f"expected one of {', '.join(options)}, {found}{suggestion(str(error.instance), options)}"
    phrase = _PHRASES.get(error.validator, "does not fit {keyword} {wanted}")
    return f"{phrase.format(keyword=error.validator, wanted=wanted)}, {found}"


def _inside(steps: Steps) -> str:
    return f" in {_dotted(steps)}" if steps else ""


def _dotted(steps: Steps) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")


@cache
def _schema(name: str) -> dict[str, Json]:
    loaded: dict[str, Json] = json.loads((folder("schemas") / f"{name}.schema.json").read_bytes())
    return loaded


@cache
def _validator(name: str) -> Any:  # noqa: ANN401 - jsonschema_rs ships no types
    import jsonschema_rs

    return jsonschema_rs.validator_for(_schema(name))
