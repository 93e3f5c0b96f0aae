"""Terraform's functions, those that lists and maps of references go through on their way.

Each takes values, and raises UndecidableError where its result depends on what is not known. What is not here
mixes its arguments: https://developer.hashicorp.com/terraform/language/functions
"""

from collections.abc import Callable
from itertools import chain

from lbpolicy.sources.terraform.language import functions_lists as lists
from lbpolicy.sources.terraform.language.operations import (
    Known,
    composed,
    equal,
    number,
    require_decided,
    text,
    truth,
)
from lbpolicy.sources.terraform.language.values import (
    Bag,
    InvalidError,
    UndecidableError,
    Value,
    bag,
    items_of,
    unique,
)

Function = Callable[[list[Value], Known], Value]


def call(name: str, arguments: list[Value], known: Known) -> Value:
    """Return what a function gives. Raises UndecidableError, or InvalidError where Terraform would fail."""
    function = _FUNCTIONS.get(name.removeprefix("core::"))
    if function is None:
        raise UndecidableError
    try:
        return function(arguments, known)
    except (IndexError, TypeError, ValueError, AttributeError, KeyError, OverflowError):
        raise InvalidError from None


def _coalesce(arguments: list[Value], _: Known) -> Value:
    for value in arguments:
        require_decided(value)
        if value is not None and value != "":  # what is not known is not null: a provider computes it
            return value
    raise InvalidError


def _coalescelist(arguments: list[Value], _: Known) -> Value:
    found = [value for value in arguments if items_of(value)]
    return found[0] if found else lists.fail()


def _contains(arguments: list[Value], known: Known) -> Value:
    return any(equal(item, arguments[1], known) for item in items_of(arguments[0]))


def _format(arguments: list[Value], known: Known) -> Value:
    """Fill in a format of nothing but %s, %d and %v."""
    pieces = text(arguments[0], known).replace("%d", "%s").replace("%v", "%s").split("%s")
    if any("%" in piece for piece in pieces) or len(pieces) != len(arguments):
        raise UndecidableError
    parts = [part for pair in zip(pieces, arguments[1:], strict=False) for part in pair]
    return composed([*parts, pieces[-1]], known)


def _join(arguments: list[Value], known: Known) -> Value:
    separator = text(arguments[0], known)
    items = [item for value in arguments[1:] for item in lists.certain(value)]
    parts = [part for item in items for part in (separator, item)][1:]
    return composed(parts, known)


def _length(arguments: list[Value], known: Known) -> Value:
    value = arguments[0]
    if isinstance(value, dict | list):
        return len(value)
    if isinstance(value, Bag):
        return len(lists.ordered(value))
    return len(known(value))


def _range(arguments: list[Value], known: Known) -> Value:
    numbers = [int(number(value, known)) for value in arguments]
    found = range(*numbers)
    return list(found) if len(found) <= lists.MOST else lists.undecided()


def _replace(arguments: list[Value], known: Known) -> Value:
    old = text(arguments[1], known)
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        raise UndecidableError  # a regular expression
    whole, new = text(arguments[0], known), text(arguments[2], known)
    if len(whole) * len(new) > lists.MOST * lists.MOST:
        raise UndecidableError
    return whole.replace(old, new)


def _of_text(function: Callable[..., Value]) -> Function:
    """Make a function of one that takes known strings."""
    return lambda arguments, known: function(*(text(value, known) for value in arguments))


_FUNCTIONS: dict[str, Function] = {
    "alltrue": lambda a, known: all(truth(item, known) for item in items_of(a[0])),
    "anytrue": lambda a, known: any(truth(item, known) for item in items_of(a[0])),
    "coalesce": _coalesce,
    "coalescelist": _coalescelist,
    "compact": lists.compact,
    "concat": lists.concat,
    "contains": _contains,
    "distinct": lambda a, _: unique(lists.certain(a[0])),
    "element": lists.element,
    "endswith": _of_text(str.endswith),
    "flatten": lists.flatten,
    "format": _format,
    "join": _join,
    "keys": lists.keys,
    "length": _length,
    "lookup": lists.lookup,
    "lower": _of_text(str.lower),
    "max": lambda a, known: max(number(value, known) for value in a),
    "merge": lists.merge,
    "min": lambda a, known: min(number(value, known) for value in a),
    "nonsensitive": lambda a, _: a[0],
    "one": lists.one,
    "range": _range,
    "replace": _replace,
    "reverse": lambda a, _: lists.ordered(a[0])[::-1],
    "sensitive": lambda a, _: a[0],
    "setsubtract": lists.setsubtract,
    "setunion": lambda a, _: bag(chain.from_iterable(items_of(value) for value in a)),
    "slice": lists.cut,
    "sort": lambda a, known: sorted(text(item, known) for item in items_of(a[0])),
    "split": lambda a, known: text(a[1], known).split(text(a[0], known)),
    "startswith": _of_text(str.startswith),
    "strcontains": _of_text(str.__contains__),
    "tobool": lambda a, known: truth(a[0], known),
    "tolist": lists.tolist,
    "tomap": lambda a, _: lists.members_of(a[0]),
    "tonumber": lambda a, known: number(a[0], known),
    "toset": lambda a, _: bag(items_of(a[0])),
    "tostring": lambda a, known: composed([a[0]], known),
    "trimprefix": _of_text(str.removeprefix),
    "trimspace": _of_text(str.strip),
    "trimsuffix": _of_text(str.removesuffix),
    "upper": _of_text(str.upper),
    "values": lists.values,
    "zipmap": lists.zipmap,
}
