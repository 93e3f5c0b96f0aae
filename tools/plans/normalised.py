"""Gives a plan the same bytes on every machine and day, and finds what differs between two plans."""

import json
from collections.abc import Mapping
from typing import Any

Patch = dict[str, Any]
"""{"set": {path: value}, "drop": [paths]}; a path's parts are joined by " > ".

Where a list's elements all have an address, it stands for the element; in other lists the index does.
"""

SEPARATOR = " > "
_LINE_EACH = frozenset({"resource_changes", "resource_drift"})
_VOLATILE = frozenset({"timestamp", "relevant_attributes"})
TERRAFORM = "1.11.4"
"""The version that plans say they come from, whichever one made them."""


def normalised(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plan or state without what differs from run to run."""
    kept = {name: value for name, value in document.items() if name not in _VOLATILE}
    return kept | {"terraform_version": TERRAFORM}


def text(plan: Mapping[str, Any]) -> str:
    """Return compact JSON with a line for each part and each resource change, so that changes show."""
    lines = []
    for name, value in sorted(plan.items()):
        if name in _LINE_EACH and value:
            body = "[\n" + ",\n".join(_compact(element) for element in value) + "\n]"
        else:
            body = _compact(value)
        lines.append(f"{json.dumps(name)}:{body}")
    return "{" + ",\n".join(lines) + "}\n"


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


def difference(old: object, new: object) -> Patch:
    """Return what to change in `old` to get `new`."""
    patch: Patch = {"set": {}, "drop": []}
    _compare(old, new, (), patch)
    return patch


def _compare(old: object, new: object, way: tuple[str, ...], patch: Patch) -> None:
    before, after = _keyed(old), _keyed(new)
    if before is None or after is None:
        if old != new:
            patch["set"][SEPARATOR.join(way)] = new
        return
    for key in [*before, *(key for key in after if key not in before)]:
        here = (*way, key)
        if key not in after:
            patch["drop"].append(SEPARATOR.join(here))
        elif key not in before:
            patch["set"][SEPARATOR.join(here)] = after[key]
        else:
            _compare(before[key], after[key], here, patch)


def _keyed(value: object) -> dict[str, Any] | None:
    """Return what a patch can go into; None for what it replaces as a whole."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and value and all(isinstance(e, dict) and "address" in e for e in value):
        return {element["address"]: element for element in value}
    return None


def patched(old: Any, patch: Patch) -> Any:  # noqa: ANN401 - JSON
    """Return a copy of `old` with the patch applied; new elements of lists come last."""
    new = json.loads(json.dumps(old))
    for path in patch["drop"]:
        holder, key = _holder(new, path)
        if isinstance(holder, list):
            holder[:] = [element for element in holder if element["address"] != key]
        else:
            del holder[key]
    for path, value in patch["set"].items():
        holder, key = _holder(new, path)
        if not isinstance(holder, list):
            holder[key] = value
            continue
        holder[:] = [*(element for element in holder if element["address"] != key), value]
    return new


def _holder(value: Any, path: str) -> tuple[Any, str]:  # noqa: ANN401
    *way, last = path.split(SEPARATOR)
    for key in way:
        keyed = _keyed(value)
        value = keyed[key] if keyed else value[key]
    return value, last
