"""A mutation plants one fault in a clean architecture and says what lbpolicy must find, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from examples.architectures import CLEAN
from examples.architectures.export import Export
from examples.architectures.organization import organization
from examples.architectures.records import Place
from examples.architectures.stacks import SHOP

Plant = Callable[[Export], object]

WORLD = Place(SHOP)


@dataclass(frozen=True, slots=True)
class Mutation:
    name: str
    """What is wrong, in words: the test's id."""
    architecture: str
    """Name in CLEAN."""
    plant: Plant
    fails: set[tuple[str, str]] = field(default_factory=set)
    """(rule id, short name of the asset), all of them."""
    reviews: set[tuple[str, str]] = field(default_factory=set)
    settings: dict[str, Any] = field(default_factory=dict)
    """What lbpolicy.yaml sets for rules: {"LB425": {"parameters": {...}}}."""


def clean(architecture: str) -> Export:
    return Export([*CLEAN[architecture](), *organization(SHOP)])


def put(name: str, pointer: str, value: Any) -> Plant:
    """Set the attribute at a JSON pointer of the resource that ends in `name`."""

    def plant(export: Export) -> None:
        holder, key = _find(export, name, pointer)
        holder[key] = value

    return plant


def remove(name: str, pointer: str) -> Plant:
    """Take the attribute at a JSON pointer away."""

    def plant(export: Export) -> None:
        holder, key = _find(export, name, pointer)
        del holder[key]

    return plant


def every(*plants: Plant) -> Plant:
    """Several changes that make one fault."""

    def plant(export: Export) -> None:
        for one in plants:
            one(export)

    return plant


def _find(export: Export, name: str, pointer: str) -> tuple[Any, Any]:
    """Return what holds the attribute, and its key or index there."""
    *way, last = [part.replace("~1", "/") for part in pointer.removeprefix("/").split("/")]
    holder: Any = export.data(name)
    for part in way:
        holder = holder[_key(holder, part)]
    return holder, _key(holder, last)


def _key(holder: Any, part: str) -> str | int:
    return int(part) if isinstance(holder, list) else part
