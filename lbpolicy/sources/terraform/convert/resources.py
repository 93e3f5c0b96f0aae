"""Turns a planned resource into the resource that Google's API will hold: its names, its shape, no nulls.

The asset schemas say what the API's resource looks like, the tables of exceptions where Terraform's differs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lbpolicy.model import Json
from lbpolicy.sources.terraform.convert import api_defaults, exceptions
from lbpolicy.sources.terraform.convert.links import Links
from lbpolicy.sources.terraform.convert.references import reference_of
from lbpolicy.sources.terraform.convert.shapes import Shape
from lbpolicy.sources.terraform.convert.sides import Side, branch, has_mark, is_marked

Path = tuple[str | int, ...]
"""A Terraform attribute with indexes: ("backend", 0, "group")."""

MAX_DEPTH = 40
"""The deepest resource, a URL map, nests 24 levels of blocks and lists."""


@dataclass(slots=True)
class Converted:
    """A resource as the API has it."""

    data: dict[str, Json] = field(default_factory=dict)
    unknown: dict[str, None] = field(default_factory=dict)
    """JSON pointers into `data` of what the plan does not know, or may not be shown, in order."""

    def put(self, pointer: str, value: Json) -> None:
        """Set an attribute by its JSON pointer; objects on the way are made."""
        holder = self.data
        *parents, last = (step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
        for step in parents:
            holder = holder.setdefault(step, {})
        holder[last] = value

    def forget(self, pointer: str) -> None:
        """Mark an attribute as not known."""
        self.unknown[pointer] = None

    def settle(self, pointer: str, value: Json) -> None:
        """Set an attribute that was not known and is now, with all below it."""
        below = f"{pointer}/"
        self.unknown = {u: None for u in self.unknown if u != pointer and not u.startswith(below)}
        self.put(pointer, value)


def convert(side: Side, asset: str, shape: Shape, links: Links) -> Converted:
    """Return the data of a resource in one world.

    `asset` is the canonical asset type, which chooses the exceptions; `shape` that of the resource, or of the
    part of one that it is. A list element that is not known is kept as {} or "", so that indexes stay right.
    """
    conversion = _Conversion(side, asset, links)
    conversion.object(_Place(conversion.result.data, shape), side.values, side.unknown, side.sensitive)
    return conversion.result


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an object is converted to, and where it comes from."""

    data: dict[str, Json]
    shape: Shape
    path: Path = ()
    pointer: str = ""


def key_of(path: Path) -> str:
    """Return a path without its indexes, as the tables of exceptions have it: backend.group."""
    return ".".join(step for step in path if isinstance(step, str))


def target_of(asset: str, key: str, shape: Shape) -> tuple[str, ...]:
    """Return the API names that lead from an object to what Terraform calls `key`; () for what is no data."""
    if reason_left_out(asset, key):
        return ()
    renamed = exceptions.RENAMED.get(asset, {}).get(key)
    if renamed:
        return tuple(renamed.split("/"))
    name = shape.api_name(key.rpartition(".")[2])
    return (name,) if name else ()


@lru_cache(maxsize=4096)
def _led(asset: str, key: str, shape: Shape) -> tuple[tuple[str, ...], Shape | None]:
    """Return where `target_of` leads, and the shape of what is there; None for what is no data."""
    target = target_of(asset, key, shape)
    there: Shape | None = shape if target else None
    for step in target:
        there = there.attribute(step) if there else None
    return target, there


def reason_left_out(asset: str, key: str) -> str:
    """Say why an attribute is no data; "" for one that is."""
    own = exceptions.LEFT_OUT.get(asset, {})
    reason = own[key] if key in own else exceptions.LEFT_OUT_OF_ALL.get(key, "")
    return reason or (exceptions.SECRET if exceptions.IS_SECRET(key) else "")


class _Conversion:
    """One resource on its way; collects what is not known."""

    def __init__(self, side: Side, asset: str, links: Links) -> None:
        self.result = Converted()
        self._side = side
        self._asset = asset
        self._links = links

    def object(self, place: _Place, values: Mapping[str, Json], unknown: Json, sensitive: Json) -> None:
        """Convert the attributes of a resource or block."""
        later = unknown if isinstance(unknown, Mapping) else {}
        prefix = "".join(f"{step}." for step in place.path if isinstance(step, str))
        for name in dict.fromkeys((*values, *later)):
            value, marks = values.get(name), (branch(unknown, name), branch(sensitive, name))
            if value is None and not any(marks):
                continue  # most attributes of most resources are not set
            target, shape = _led(self._asset, prefix + name, place.shape)
            if shape is not None:
                here = _Value(shape, (*place.path, name), f"{place.pointer}/{'/'.join(target)}")
                found = self.value(here, value, *marks)
                if found is not None:
                    _put(place.data, target, found)

    def value(self, here: "_Value", value: Json, unknown: Json, sensitive: Json) -> Json:
        """Return the API's value of an attribute; None where it is not set or not known."""
        if is_marked(sensitive) or len(here.path) > MAX_DEPTH:
            self.result.forget(here.pointer)
            return None
        if value is None:
            return self._later(here) if has_mark(unknown) else None
        if here.shape.is_list:
            return self._list(here, value, unknown, sensitive) or None
        return self._one(here, value, unknown, sensitive)

    def _one(self, here: "_Value", value: Json, unknown: Json, sensitive: Json) -> Json:
        """Return an object, a map or a plain value, of which Terraform may have a list of one."""
        if here.shape.is_object:
            return self._single(here, value, unknown, sensitive)
        if isinstance(value, list):
            marks = branch(unknown, 0), branch(sensitive, 0)
            return self.value(here.inside(0), value[0], *marks) if value else None
        return (
            self._map(here, value, unknown, sensitive)
            if isinstance(value, Mapping)
            else self._scalar(here, value)
        )

    def _later(self, here: "_Value") -> Json:
        """Return what a value that is not known yet refers to, if that is known."""
        key = key_of(here.path)
        block = here.shape.is_object or (here.shape.is_list and here.shape.item.is_object)
        if self._links.settings.default_holds(self._side, here.path, block=block):
            return None
        reference = reference_of(self._asset, key)
        if reference is not None:
            follow = self._links.many if here.shape.is_list else self._links.one
            linked = follow(self._side, here.path, reference)
            if linked:
                return linked
        if key not in api_defaults.SET_BY_GOOGLE:
            self.result.forget(here.pointer)
        return None

    def _list(self, here: "_Value", value: Json, unknown: Json, sensitive: Json) -> list[Json]:
        if not isinstance(value, list):
            return [self._item(here.element(0), value, unknown, sensitive)]
        return [
            self._item(here.element(index), item, branch(unknown, index), branch(sensitive, index))
            for index, item in enumerate(value)
        ]

    def _item(self, here: "_Value", item: Json, unknown: Json, sensitive: Json) -> Json:
        """Return an element of a list; one that is not known keeps its place."""
        if here.shape.is_object and not is_marked(sensitive) and not is_marked(unknown):
            return self._single(here, {} if item is None else item, unknown, sensitive)
        absent = here.shape.is_object and not item
        found = self.value(here, None if absent else item, unknown, sensitive)
        if found is None:
            return {} if here.shape.is_object else ""
        return found

    def _single(self, here: "_Value", value: Json, unknown: Json, sensitive: Json) -> Json:
        """Return the object that a block is: Terraform has a list of one."""
        if isinstance(value, list):
            if not value:
                return None
            value, unknown, sensitive = value[0], branch(unknown, 0), branch(sensitive, 0)
            here = here.inside(0)
            if is_marked(sensitive) or is_marked(unknown):
                self.result.forget(here.pointer)
                return None
        data: dict[str, Json] = {}
        values = value if isinstance(value, Mapping) else {}
        self.object(_Place(data, here.shape, here.path, here.pointer), values, unknown, sensitive)
        return data

    def _map(self, here: "_Value", value: Mapping[str, Json], unknown: Json, sensitive: Json) -> Json:
        """Return a map of plain values, such as labels."""
        found: dict[str, Json] = {}
        later = unknown if isinstance(unknown, Mapping) else {}
        for name in dict.fromkeys((*value, *later)):
            if has_mark(branch(unknown, name)) or has_mark(branch(sensitive, name)):
                self.result.forget(f"{here.pointer}/{name.replace('~', '~0').replace('/', '~1')}")
            elif value.get(name) is not None:
                found[name] = value[name]
        return found or None

    def _scalar(self, here: "_Value", value: Json) -> Json:
        key = key_of(here.path)
        if value == "" or api_defaults.is_unset(self._asset, key, value):
            return None
        reference = reference_of(self._asset, key)
        if reference is not None and isinstance(value, str):
            return self._links.spelled(self._side, value, reference)
        return value


@dataclass(frozen=True, slots=True)
class _Value:
    """An attribute: its shape in the API, where Terraform has it, and where the API has it."""

    shape: Shape
    path: Path
    pointer: str

    def element(self, index: int) -> "_Value":
        """Return an element of a list that is one in the API, too."""
        return _Value(self.shape.item, (*self.path, index), f"{self.pointer}/{index}")

    def inside(self, index: int) -> "_Value":
        """Return an element of a list that the API does not have."""
        return _Value(self.shape, (*self.path, index), self.pointer)


def _put(data: dict[str, Json], target: Sequence[str], value: Json) -> None:
    """Set an attribute; what two Terraform attributes say of one object is joined."""
    *parents, last = target
    for step in parents:
        data = data.setdefault(step, {})
    data[last] = (
        {**data[last], **value} if isinstance(value, dict) and isinstance(data.get(last), dict) else value
    )
