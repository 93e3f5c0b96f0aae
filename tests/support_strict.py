"""Asset schemas without their tolerance, for tests that must notice a misspelt attribute."""

from typing import Any

_ONE = ("items", "additionalProperties")
_SEVERAL = ("anyOf", "allOf", "oneOf")
_NAMED = ("properties", "$defs")


def strict(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a copy of a schema that allows only the attributes that it lists, at every depth.

    Maps (labels, annotations) stay open, and so does an object of which Google lists nothing. Only schemas
    are entered, never names: an attribute may be called "properties", and in an instance template it is.
    """
    copy = dict(schema)
    for keyword in _ONE:
        if isinstance(schema.get(keyword), dict):
            copy[keyword] = strict(schema[keyword])
    for keyword in _SEVERAL:
        if keyword in schema:
            copy[keyword] = [strict(child) for child in schema[keyword]]
    for keyword in _NAMED:
        if keyword in schema:
            copy[keyword] = {name: strict(child) for name, child in schema[keyword].items()}
    if "properties" in schema:
        copy.setdefault("additionalProperties", False)
    return copy
