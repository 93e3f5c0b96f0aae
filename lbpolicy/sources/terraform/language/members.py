"""Members of values, and values as plain JSON."""

from collections.abc import Mapping
from typing import Protocol

from lbpolicy.model import Json
from lbpolicy.sources.terraform.documents.addresses import Step
from lbpolicy.sources.terraform.documents.planned import marked, value_at
from lbpolicy.sources.terraform.language.scopes import Budget
from lbpolicy.sources.terraform.language.values import (
    Bag,
    Blend,
    Instance,
    InvalidError,
    Ref,
    UndecidableError,
    Value,
)
from lbpolicy.sources.terraform.language.world import MISSING, Index, World
from lbpolicy.sources.terraform.resolve.targets import IDENTITY


class Plans(Protocol):
    """What is needed to look into references."""

    world: World
    budget: Budget

    def output(self, module: str, name: str) -> Value:
        """Return an output of a module instance."""


def get(value: Value, step: Step, plans: Plans) -> Value:
    """Return a member or element. Raises InvalidError if there is none such, UndecidableError for a set."""
    if isinstance(value, dict):
        if str(step) in value:
            return value[str(step)]
        raise InvalidError
    if isinstance(value, list):
        return _element(value, step)
    if isinstance(value, Ref):
        return _attribute(value, step, plans.world)
    if isinstance(value, Blend):
        return _narrowed(value, step, plans.world)
    if isinstance(value, Instance) and isinstance(step, str):
        return plans.output(value.module, step)
    if isinstance(value, Bag):
        raise UndecidableError
    raise InvalidError


def _element(items: list[Value], step: Step) -> Value:
    index = int(step) if isinstance(step, int) or (step.isascii() and step.isdecimal()) else -1
    if 0 <= index < len(items):
        return items[index]
    raise InvalidError


def _attribute(ref: Ref, step: Step, world: World) -> Ref:
    planned = world.get(ref.address)
    path = (*ref.path, step)
    holder = value_at(planned.after, ref.path)
    if marked(planned.unknown, path) or value_at(planned.unknown, path) is not None:
        return Ref(ref.address, path)
    lacking = isinstance(holder, Mapping) and step not in holder
    beyond = isinstance(holder, list) and (not isinstance(step, int) or step >= len(holder))
    if ref.path and (lacking or beyond):
        raise InvalidError
    return Ref(ref.address, path)


def _narrowed(mixed: Blend, step: Step, world: World) -> Blend:
    """Look into something of which only the references are known.

    A step that is the index of one of them means that one; a step that is an attribute means theirs.
    """
    whole = [ref for ref in mixed.refs if not ref.path]
    indexed = [ref for ref in whole if world.get(ref.address).index == step]
    if indexed and len(whole) == len(mixed.refs):
        return Blend(tuple(indexed), mixed.complete, mixed.sure)
    if step in IDENTITY and whole:
        refs = (ref if ref.path else Ref(ref.address, (step,)) for ref in mixed.refs)
        return Blend(tuple(refs), mixed.complete, mixed.sure)
    return mixed


def known(value: Value, plans: Plans) -> Json:
    """Return a value as plain JSON. Raises UndecidableError if part of it is not known."""
    plans.budget.spend()
    if isinstance(value, Ref):
        found = plans.world.value(value)
        if found is MISSING:
            raise UndecidableError
        return found
    if isinstance(value, Blend | Instance):
        raise UndecidableError
    if isinstance(value, dict):
        return {key: known(item, plans) for key, item in value.items()}
    if isinstance(value, Bag):
        return [known(item, plans) for item in value.items]
    return [known(item, plans) for item in value] if isinstance(value, list) else value


def indexed(members: dict[Index, Value]) -> Value:
    """Return instances as Terraform has them: one, a list by count, an object by for_each."""
    if None in members:
        return members[None]
    if all(isinstance(index, int) for index in members):
        size = max(index for index in members if isinstance(index, int)) + 1
        whole = size == len(members)
        return [members[index] for index in range(size)] if whole else {str(i): m for i, m in members.items()}
    return {str(index): member for index, member in members.items()}
