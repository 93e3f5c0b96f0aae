"""What an expression comes to while part of the plan is unknown.

A value is plain JSON (null, bool, number, string, list, object whose members are values), or one of the
classes below.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lbpolicy.sources.terraform.documents.addresses import Step

Value = Any
"""JSON, Ref, Blend, Bag or Instance; lists and objects may hold any of them."""


@dataclass(frozen=True, slots=True)
class Ref:
    """An attribute of a resource instance of the plan."""

    address: str
    path: tuple[Step, ...] = ()
    """("self_link",); () for the instance as a whole."""


@dataclass(frozen=True, slots=True)
class Blend:
    """Something made of some of these references, in a way that cannot be told."""

    refs: tuple[Ref, ...] = ()
    complete: bool = False
    """Nothing else can have gone into it that is not known."""
    sure: bool = True
    """Which instance of a resource is meant was told, not surmised."""


@dataclass(frozen=True, slots=True)
class Bag:
    """A set: its order is not that in which it was written."""

    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """A module instance, whose members are its outputs."""

    module: str
    """Its address."""


UNKNOWN = Blend()
"""Anything at all."""
NOTHING = Blend(complete=True)
"""Nothing that refers to a resource."""


class UndecidableError(Exception):
    """A decision depends on what is not known."""


class InvalidError(Exception):
    """Terraform would refuse the expression; `try` goes on to its next argument."""


def blend(values: Iterable[Value]) -> Blend:
    """Mix values, whatever their structure: what is left are the references within them."""
    found = list(values)
    bearing = [value for value in found if not isinstance(value, Blend) or value.refs]
    mixed = [value for value in found if isinstance(value, Blend)]
    complete, sure = all(value.complete for value in mixed), all(value.sure for value in mixed)
    if len(bearing) == 1 and isinstance(bearing[0], Blend):
        return Blend(bearing[0].refs, complete, sure)  # there can be thousands: they are not copied
    refs: dict[Ref, None] = {}
    for value in _flat(bearing):
        if isinstance(value, Ref):
            refs[value] = None
        elif isinstance(value, Blend):
            refs.update(dict.fromkeys(value.refs))
            complete, sure = complete and value.complete, sure and value.sure
        elif isinstance(value, Instance):
            complete = False
    return Blend(tuple(refs), complete, sure)


_MOST = 50_000
"""Values that are looked at to mix one; structures that share parts can be larger than what made them."""


def _flat(values: Iterable[Value]) -> Iterator[Value]:
    pending = list(values)[::-1]
    for _ in range(_MOST):
        if not pending:
            return
        value = pending.pop()
        if isinstance(value, dict):
            pending.extend(reversed(list(value.values())))
        elif isinstance(value, list):
            pending.extend(reversed(value))
        elif isinstance(value, Bag):
            pending.extend(reversed(value.items))
        else:
            yield value
    yield UNKNOWN


def bag(items: Iterable[Value]) -> Value:
    """Make a set; in order where Terraform orders it, that is where all are known strings."""
    kept = list(items)
    if all(isinstance(item, str) for item in kept):
        return Bag(tuple(sorted(set(kept))))
    return Bag(tuple(unique(kept)))


def unique(items: Iterable[Value]) -> list[Value]:
    """Leave out what occurs again, as far as that can be told."""
    found: dict[Any, Value] = {}
    for item in items:
        mark = (type(item), item) if isinstance(item, str | int | float | bool | Ref) else id(item)
        found.setdefault(mark, item)
    return list(found.values())


def items_of(value: Value) -> list[Value]:
    """Return the elements of a list or set. Raises UndecidableError for what is not known to be one."""
    if isinstance(value, list):
        return value
    if isinstance(value, Bag):
        return list(value.items)
    if isinstance(value, Ref | Blend | Instance):
        raise UndecidableError
    raise InvalidError
