"""Operators of Terraform's language on values that may be unknown in part."""

import math
from collections.abc import Callable, Sequence
from operator import add, ge, gt, le, lt, mul, sub, truediv

from lbpolicy.model import Json
from lbpolicy.sources.terraform.language.values import (
    NOTHING,
    Bag,
    Blend,
    Instance,
    InvalidError,
    Ref,
    UndecidableError,
    Value,
    blend,
)

Known = Callable[[Value], Json]
"""Turns a value into plain JSON; raises UndecidableError if part of it is not known."""


def equal(left: Value, right: Value, known: Known) -> bool:
    """Compare as Terraform does: values of different types differ."""
    if left is None or right is None:
        other = right if left is None else left
        if isinstance(other, dict | list | Bag | Instance) or (isinstance(other, Ref) and not other.path):
            return False  # it is something, whatever that is
        return known(other) is None
    if isinstance(left, Ref) and left == right:
        return True
    first, second = known(left), known(right)
    return _kind(first) == _kind(second) and bool(first == second)


def _kind(value: Json) -> type:
    return float if isinstance(value, int | float) and not isinstance(value, bool) else type(value)


def truth(value: Value, known: Known) -> bool:
    """Return a condition; Terraform takes "true" and "false", too."""
    found = known(value)
    if isinstance(found, str):
        found = {"true": True, "false": False}.get(found)
    if not isinstance(found, bool):
        raise InvalidError
    return found


def number(value: Value, known: Known) -> int | float:
    """Return a number; Terraform takes numbers in strings, too."""
    found = known(value)
    if isinstance(found, str) and len(found) < _LONGEST_NUMBER:
        try:
            found = float(found)
        except ValueError:
            raise InvalidError from None
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise InvalidError
    if not -_EXACT < found < _EXACT:
        raise UndecidableError
    return int(found) if float(found).is_integer() else found


def arithmetic(operator: str, left: Value, right: Value, known: Known) -> Json:
    """Return the result of + - * / % and of comparisons."""
    first, second = number(left, known), number(right, known)
    if operator in {"/", "%"} and second == 0:
        raise InvalidError
    if operator == "%":
        return math.fmod(first, second)
    result = _NUMERIC[operator](first, second)
    return result if isinstance(result, bool) else number(result, known)


def is_reference(value: Value) -> bool:
    """Tell whether a value is, or is made of, references."""
    return isinstance(value, Ref) or (isinstance(value, Blend) and bool(value.refs))


def text(value: Value, known: Known) -> str:
    """Return a value as it is put into a string."""
    found = known(value)
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, float):
        return str(int(found)) if found.is_integer() else repr(found)
    if isinstance(found, str | int):
        return str(found)
    raise InvalidError


def composed(parts: Sequence[Value], known: Known) -> Value:
    """Return the string that parts make, or the reference that it is.

    A reference that ends a path or follows "serviceAccount:" is what the string refers to; with anything else
    around it the string is a name of its own.
    """
    try:
        return _joined([text(part, known) for part in parts])
    except UndecidableError:
        kept = [part for part in parts if part != ""]
        if len(kept) == 1:
            return kept[0]
        before = kept[-2]
        if isinstance(before, str) and before.endswith(("/", ":")):
            return blend(kept[-1:])
        return NOTHING


def _joined(parts: list[str]) -> str:
    if sum(map(len, parts)) > _LONGEST_TEXT:
        raise UndecidableError
    return "".join(parts)


def require_decided(value: Value) -> None:
    """Raise UndecidableError for a value whose structure is not known."""
    if isinstance(value, Blend):
        raise UndecidableError


_NUMERIC: dict[str, Callable[[int | float, int | float], Json]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "/": truediv,
    "<": lt,
    ">": gt,
    "<=": le,
    ">=": ge,
}
_LONGEST_TEXT = 65_536
_LONGEST_NUMBER = 40
_EXACT = 2.0**53
