"""Picks what an attribute refers to out of what is written for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from lbpolicy.sources.terraform.documents.addresses import Step
from lbpolicy.sources.terraform.documents.planned import Planned, marked, value_at
from lbpolicy.sources.terraform.language.members import Plans, get
from lbpolicy.sources.terraform.language.values import (
    UNKNOWN,
    Bag,
    Blend,
    InvalidError,
    Ref,
    UndecidableError,
    Value,
    blend,
    items_of,
)
from lbpolicy.sources.terraform.language.world import World
from lbpolicy.sources.terraform.resolve.acceptance import accepted, is_open
from lbpolicy.sources.terraform.resolve.targets import Target
from lbpolicy.sources.terraform.resolve.written import Found

_SHOWN = 3
"""Candidates that a reason names."""
_MOST = 50
"""References of other types that are followed on."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of the plan, and what it can refer to."""

    planned: Planned
    path: tuple[Step, ...]
    target: Target | None


@dataclass(frozen=True, slots=True)
class Pick:
    """What an attribute can refer to."""

    addresses: Mapping[str, str] = field(default_factory=dict)
    """Address of an instance -> the attribute that is referred to."""
    complete: bool = False
    """It refers to nothing else."""
    sure: bool = True
    """Nothing of it was surmised."""

    @property
    def certain(self) -> bool:
        """Whether it is known what the attribute refers to."""
        return self.complete and self.sure and len(self.addresses) == 1

    @property
    def reason(self) -> str:
        """Why that is not known, as a sentence."""
        if len(self.addresses) > 1:
            shown = list(islice(self.addresses, _SHOWN))
            more = " or others" if len(self.addresses) > _SHOWN else ""
            return f"It can refer to {' or '.join(shown)}{more}."
        if self.complete:
            return "It refers to nothing that is in the plan."
        return "What it refers to cannot be told from the plan."


Follow = Callable[[Ref], dict[str, str]]
"""Returns what an attribute that is itself a reference leads to."""


def pick(found: Found, attribute: Attribute, plans: Plans, follow: Follow) -> Pick:
    """Return what an attribute refers to whose value the plan does not know."""
    values = [inside(value, found.rest, attribute, plans) for value in found.values]
    if len(values) == 1 and not found.rest and isinstance(values[0], list | Bag):
        items = items_of(values[0])
        values = items if len(items) == 1 else [UNKNOWN]
    mixed = blend(values)
    addresses, sure = _candidates(mixed, attribute, plans.world)
    if not addresses:
        for ref in islice(mixed.refs, _MOST):
            addresses |= follow(ref)
    return Pick(addresses, mixed.complete and len(mixed.refs) <= _MOST, sure)


def _candidates(mixed: Blend, attribute: Attribute, world: World) -> tuple[dict[str, str], bool]:
    """Return what of the right type there is; whether only that is not known yet is surmised.

    Stops where it is clear that several can be meant: there can be thousands.
    """
    found: dict[str, str] = {}
    unknown: dict[str, str] = {}
    for ref in mixed.refs:
        name = accepted(ref, attribute.target, world)
        if name is not None:
            found[ref.address] = name
            if is_open(ref, world):
                unknown[ref.address] = name
        if len(unknown) > _SHOWN:
            return unknown, mixed.sure
    return (unknown, False) if len(unknown) == 1 < len(found) else (found, mixed.sure)


def inside(value: Value, rest: Sequence[Step], attribute: Attribute, plans: Plans) -> Value:
    """Return the part of a value that the end of the attribute's path leads to."""
    if isinstance(value, Blend) and rest and isinstance(rest[-1], int):
        return _element(value, attribute, plans.world)
    try:
        for step in rest:
            if isinstance(value, Bag):
                value = value.items[0] if len(value.items) == 1 else blend(value.items)
            else:
                value = get(value, step, plans)
    except (InvalidError, UndecidableError):
        return UNKNOWN
    return value


def _element(mixed: Blend, attribute: Attribute, world: World) -> Blend:
    """Return an element of a list of which only the references are known.

    They stand in the order in which they are written; if they are as many as the elements that the plan does
    not know, each is one of these.
    """
    *holder, index = attribute.path
    marks = value_at(attribute.planned.unknown, holder)
    unknown = [at for at in range(len(marks)) if marked(marks, (at,))] if isinstance(marks, list) else []
    refs = [ref for ref in mixed.refs if accepted(ref, attribute.target, world) is not None]
    if len(refs) == len(unknown) and index in unknown:
        return Blend((refs[unknown.index(int(index))],), mixed.complete, mixed.sure)
    return mixed
