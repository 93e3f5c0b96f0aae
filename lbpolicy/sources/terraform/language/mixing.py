"""What the plan's configuration tells of an expression: the names that it refers to, not how it uses them."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from lbpolicy.sources.terraform.documents.addresses import Step, leaves
from lbpolicy.sources.terraform.language.scopes import Scope
from lbpolicy.sources.terraform.language.values import (
    NOTHING,
    UNKNOWN,
    Blend,
    Instance,
    InvalidError,
    Ref,
    UndecidableError,
    Value,
    blend,
)

_DATA_STEPS = 3
_VALUES = frozenset({"var", "local", "each", "count"})


class Names(Protocol):
    """What names mean."""

    def member(self, root: str, name: str, scope: Scope) -> Value:
        """Return `root.name`."""

    def data(self, type_: str, name: str, scope: Scope) -> Value:
        """Return `data.type.name`."""

    def get(self, value: Value, step: Step) -> Value:
        """Return a member or element of a value."""

    def blended(self, instances: Value) -> Blend:
        """Return the mix of a resource's instances."""

    def size(self, scope: Scope) -> int:
        """Return how many instances the owner of a scope has."""

    def outputs(self, module: str) -> Iterator[Value]:
        """Yield all outputs of a module instance."""


def mix(references: Iterable[str], scope: Scope, names: Names) -> Blend:
    """Return what an expression with these references is made of.

    `a.b[each.key].id` is told as ["a.b", "each.key"]: which of several instances of a.b is meant follows from
    a key among the references that one of them has.
    """
    found = [(steps, _leaf(steps, scope, names)) for steps in leaves(references)]
    keys = [(key, steps[0] != "count") for steps, value in found for key in _keys(steps, value, scope)]
    size = names.size(scope)
    return blend([_meant(steps, value, keys, size, names) for steps, value in found])


def _leaf(steps: tuple[Step, ...], scope: Scope, names: Names) -> Value:
    if len(steps) < 2:  # noqa: PLR2004 - a root and a name
        return UNKNOWN
    first, second, *rest = steps
    try:
        if first == "data" and len(steps) >= _DATA_STEPS:
            value, rest = names.data(str(second), str(steps[2]), scope), rest[1:]
        else:
            value = names.member(str(first), str(second), scope)
        for step in rest:
            value = names.get(value, step)
    except InvalidError:
        return NOTHING  # an instance that does not exist
    except UndecidableError:
        return UNKNOWN
    return value


def _keys(steps: tuple[Step, ...], value: Value, scope: Scope) -> Iterator[Step]:
    """Yield what could be the key of an instance: a reference that is a plain string or index."""
    if steps == ("each", "value") and isinstance(value, Blend) and scope.owner is not None:
        value = scope.owner.index  # of a set, value and key are the same
    if steps[0] in {"each", "var", "count"} and isinstance(value, str | int) and not isinstance(value, bool):
        yield value


def _meant(
    steps: tuple[Step, ...], value: Value, keys: list[tuple[Step, bool]], size: int, names: Names
) -> Value:
    """Return what a reference to a whole resource or module means: one of its instances, if a key says so.

    count.index is often part of a sum; it is taken as it is only between resources with the same count.
    """
    if not isinstance(value, list | dict | Instance) or not _is_whole(steps):
        return value
    sure = True
    if not isinstance(value, Instance) and len(value) > 1:
        fitting = {key: sure for key, sure in keys if _has(value, key) and (sure or size == len(value))}
        if len(fitting) == 1:
            ((key, sure),) = fitting.items()
            value = value[key] if isinstance(value, dict) else value[int(key)]
    if steps[0] == "module":  # which of its outputs is meant is not told
        modules = (
            value.values() if isinstance(value, dict) else value if isinstance(value, list) else (value,)
        )
        outputs = [output for module in modules for output in names.outputs(module.module)]
        return Blend(blend(outputs).refs, complete=True, sure=False)
    if isinstance(value, Ref):
        return Blend((value,), complete=True, sure=sure)
    return names.blended(value)


def _is_whole(steps: tuple[Step, ...]) -> bool:
    """Tell whether a reference is to a resource or module with all of its instances."""
    return steps[0] not in _VALUES and len(steps) == (_DATA_STEPS if steps[0] == "data" else 2)


def _has(instances: Value, key: Step) -> bool:
    if isinstance(instances, dict):
        return key in instances
    return isinstance(key, int) and 0 <= key < len(instances)
