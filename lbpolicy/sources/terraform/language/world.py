"""The instances of a plan as they are after it, found by module, type and known values."""

import re
from collections.abc import Iterable, Iterator, Mapping

from lbpolicy.model import Json
from lbpolicy.sources.terraform.documents.addresses import parent_module
from lbpolicy.sources.terraform.documents.configuration import ResourceKey
from lbpolicy.sources.terraform.documents.planned import Plan, Planned, marked, value_at
from lbpolicy.sources.terraform.language.values import Ref

Index = int | str | None

MISSING = object()
"""A value that the plan does not know."""

_IDENTIFIERS = ("self_link", "self_link_unique", "id", "instance_group", "address", "project_id")
"""Attributes whose value stands for the resource wherever it occurs."""
_HOST = re.compile(r"^(?:https?:)?//(?:www\.|compute\.)?googleapis\.com/(?:compute/(?:v1|beta|alpha)/)?")


class World:
    """What the references of a plan can lead to."""

    def __init__(self, plan: Plan) -> None:
        self.complete = plan.complete
        self._by_address = {planned.address: planned for planned in plan.resources}
        self._instances: dict[tuple[str, ResourceKey], dict[Index, Planned]] = {}
        self._types: dict[tuple[str, str], list[Planned]] = {}
        self._children: dict[str, dict[str, dict[Index, str]]] = {}
        self._named: dict[str, dict[Planned, str]] = {}
        for planned in plan.resources:
            self._add(planned)

    def get(self, address: str) -> Planned:
        """Return an instance; the address must be one of the plan's."""
        return self._by_address[address]

    def instances(self, module: str, key: ResourceKey) -> Mapping[Index, Planned]:
        """Return the instances of a resource that are there after the plan, by their index."""
        return self._instances.get((module, key), {})

    def of_types(self, module: str, types: Iterable[str]) -> Iterator[Planned]:
        """Yield the instances of some types in one module instance."""
        for type_ in types:
            yield from self._types.get((module, type_), ())

    def children(self, module: str) -> Mapping[str, Mapping[Index, str]]:
        """Return the module instances called from one: name of the call -> index -> address."""
        return self._children.get(module, {})

    def value(self, ref: Ref) -> Json:
        """Return what an attribute is after the plan; MISSING if that is not known."""
        planned = self._by_address[ref.address]
        if not ref.path or planned.after is None or ref.path[0] not in planned.after:
            return MISSING
        if marked(planned.unknown, ref.path) or _holds_mark(value_at(planned.unknown, ref.path)):
            return MISSING
        return value_at(planned.after, ref.path)

    def named(self, text: str) -> Mapping[Planned, str]:
        """Return the instances that a text identifies, in either world, with the attribute that it is."""
        return self._named.get(normal(text), {})

    def _add(self, planned: Planned) -> None:
        for values in (planned.after, planned.before):
            for name in _IDENTIFIERS:
                text = values.get(name) if values is not None else None
                if isinstance(text, str) and text:
                    self._named.setdefault(normal(text), {}).setdefault(planned, name)
        self._add_module(planned.module)
        if planned.after is None or planned.deposed:
            return
        key = (planned.mode, planned.type, planned.name)
        self._instances.setdefault((planned.module, key), {})[planned.index] = planned
        self._types.setdefault((planned.module, planned.type), []).append(planned)

    def _add_module(self, module: str) -> None:
        while module:
            parent, name, index = parent_module(module)
            known = self._children.setdefault(parent, {}).setdefault(name, {})
            if not name or index in known:
                return
            known[index] = module
            module = parent


def normal(text: str) -> str:
    """Bring the spellings of one name together: a URL, and the path within it."""
    return _HOST.sub("", text).removeprefix("/")


def _holds_mark(tree: Json) -> bool:
    """Tell whether something within a tree of marks is marked."""
    pending = [tree]
    while pending:
        current = pending.pop()
        if current is True:
            return True
        if isinstance(current, Mapping):
            pending += current.values()
        elif isinstance(current, list):
            pending += current
    return False
