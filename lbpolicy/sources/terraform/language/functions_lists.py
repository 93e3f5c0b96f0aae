"""Terraform's functions on lists, sets and objects."""

from collections.abc import Iterator
from itertools import chain

from lbpolicy.sources.terraform.language.operations import Known, number, require_decided, text
from lbpolicy.sources.terraform.language.values import (
    Bag,
    Blend,
    InvalidError,
    Ref,
    UndecidableError,
    Value,
    bag,
    items_of,
)

MOST = 20_000
"""Elements of a list that a function makes."""


def compact(arguments: list[Value], _: Known) -> Value:
    """Leave out what is null or empty."""
    return [item for item in certain(arguments[0]) if item is not None and item != ""]


def certain(value: Value) -> list[Value]:
    """Return the elements of a list, none of which stands for several."""
    items = items_of(value)
    for item in items:
        require_decided(item)
    return items


def concat(arguments: list[Value], _: Known) -> Value:
    """Join lists."""
    return _bounded(chain.from_iterable(items_of(value) for value in arguments))


def _bounded(items: Iterator[Value]) -> list[Value]:
    found = []
    for item in items:
        found.append(item)
        if len(found) > MOST:
            raise UndecidableError
    return found


def element(arguments: list[Value], known: Known) -> Value:
    """Return an element; the index wraps around."""
    items = ordered(arguments[0])
    return items[int(number(arguments[1], known)) % len(items)] if items else fail()


def ordered(value: Value) -> list[Value]:
    """Return the elements of something whose order is known."""
    items = items_of(value)
    if isinstance(value, Bag) and len(items) > 1 and not all(isinstance(item, str) for item in items):
        raise UndecidableError
    return items


def fail() -> Value:
    """Fail as Terraform would."""
    raise InvalidError


def flatten(arguments: list[Value], _: Known) -> Value:
    """Put the elements of inner lists in their place."""
    found: list[Value] = []
    pending = items_of(arguments[0])[::-1]
    while pending:
        item = pending.pop()
        require_decided(item)
        if isinstance(item, list | Bag):
            pending += items_of(item)[::-1]
        else:
            found.append(item)
        if len(found) + len(pending) > MOST:
            raise UndecidableError
    return found


def one(arguments: list[Value], _: Known) -> Value:
    """Return the only element; null if there is none."""
    items = certain(arguments[0])
    return items[0] if len(items) == 1 else None if not items else fail()


def setsubtract(arguments: list[Value], known: Known) -> Value:
    """Return the elements of the first set that are not in the second."""
    gone = [known(item) for item in items_of(arguments[1])]
    return bag(item for item in items_of(arguments[0]) if known(item) not in gone)


def cut(arguments: list[Value], known: Known) -> Value:
    """Return a part of a list."""
    start, end = (int(number(value, known)) for value in arguments[1:3])
    return ordered(arguments[0])[start:end]


def tolist(arguments: list[Value], _: Known) -> Value:
    """Make a list of a set; one whose order is not known stays a set."""
    value = arguments[0]
    try:
        return ordered(value)
    except UndecidableError:
        return value if isinstance(value, Bag) else undecided()


def undecided() -> Value:
    """Say that it cannot be told."""
    raise UndecidableError


def members_of(value: Value) -> dict[str, Value]:
    """Return the members of an object."""
    if isinstance(value, Ref | Blend):
        raise UndecidableError
    if not isinstance(value, dict):
        raise InvalidError
    return value


def keys(arguments: list[Value], _: Known) -> Value:
    """Return the keys of an object, in order."""
    return sorted(members_of(arguments[0]))


def merge(arguments: list[Value], _: Known) -> Value:
    """Join objects; the last one wins."""
    return {key: item for value in arguments if value is not None for key, item in members_of(value).items()}


def values(arguments: list[Value], _: Known) -> Value:
    """Return the values of an object, in the order of their keys."""
    members = members_of(arguments[0])
    return [members[key] for key in sorted(members)]


def zipmap(arguments: list[Value], known: Known) -> Value:
    """Make an object of keys and values."""
    keys = [text(item, known) for item in ordered(arguments[0])]
    return dict(zip(keys, ordered(arguments[1]), strict=True))


def lookup(arguments: list[Value], known: Known) -> Value:
    """Return a member of an object, or the default."""
    key = text(arguments[1], known)
    members = members_of(arguments[0])
    if key in members:
        return members[key]
    if len(arguments) > 2:  # noqa: PLR2004 - map, key and default
        return arguments[2]
    raise InvalidError
