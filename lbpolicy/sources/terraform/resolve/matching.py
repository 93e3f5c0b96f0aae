"""Which written block is which element of a plan's list.

The provider keeps some blocks as sets, and a plan has them in an order of its own; elements are then told
apart by what is known of them. Elements that are alike in all of it are the same to whoever reads the plan.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from lbpolicy.model import Json
from lbpolicy.sources.terraform.documents.planned import marked, value_at
from lbpolicy.sources.terraform.language.values import Bag, Blend, Instance, Ref, Value
from lbpolicy.sources.terraform.language.world import MISSING, World, normal
from lbpolicy.sources.terraform.resolve.targets import SETS

_MOST = 256
"""Blocks of one kind that are compared with one another."""


class Candidate(Protocol):
    """A block that may be an element."""

    @property
    def open(self) -> bool:
        """Whether it stands for any number of elements."""

    def attributes(self) -> Mapping[str, Value]:
        """Return what is set in it."""

    def constants(self) -> Collection[str]:
        """Return the names of the attributes that are set to a constant."""


def match(
    kind: str, blocks: Sequence[Candidate], elements: Sequence[Json], marks: Json, world: World
) -> list[list[int]]:
    """Return, for every element, the indexes of the blocks that it can be: one where that is certain.

    `marks` is the `after_unknown` of the list. An element without any is in none of these blocks.
    """
    count = len(elements)
    closed = not any(block.open for block in blocks)
    if len(blocks) == 1 and (count == 1 or not closed):
        return [[0]] * count
    if closed and kind not in SETS and len(blocks) == count:
        return [[index] for index in range(count)]
    if len(blocks) < count and closed:
        return [[] for _ in elements]
    if max(count, len(blocks)) > _MOST:
        return [list(range(len(blocks)))] * count
    possible = [
        [index for index, block in enumerate(blocks) if _fits(block, element, value_at(marks, (at,)), world)]
        for at, element in enumerate(elements)
    ]
    return _assign(blocks, _alike(elements, marks), possible)


def _alike(elements: Sequence[Json], marks: Json) -> list[list[int]]:
    """Group the indexes of elements that are the same in all that is known."""
    groups: dict[str, list[int]] = {}
    for at, element in enumerate(elements):
        key = json.dumps([element, value_at(marks, (at,))], sort_keys=True)
        groups.setdefault(key, []).append(at)
    return list(groups.values())


def _assign(
    blocks: Sequence[Candidate], groups: list[list[int]], possible: list[list[int]]
) -> list[list[int]]:
    """Give blocks to the groups that need all they can have, until nothing changes."""
    result = [list(choice) for choice in possible]
    taken: set[int] = set()
    pending = list(groups)
    while True:
        settled = None
        for group in pending:
            left = [index for index in possible[group[0]] if index not in taken]
            if len(left) == len(group) and not any(blocks[index].open for index in left):
                settled = group
                for at, index in zip(group, left, strict=True):
                    result[at] = [index]
                taken.update(left)
                break
            for at in group:
                result[at] = left
        if settled is None:
            return result
        pending.remove(settled)


def _fits(block: Candidate, element: Json, mark: Json, world: World) -> bool:
    """Tell whether nothing that is known speaks against a block being an element."""
    if not isinstance(element, Mapping):
        return True
    if isinstance(mark, Mapping) and any(mark.get(name) is True for name in block.constants()):
        return False  # a plan knows what is constant
    for name, value in block.attributes().items():
        if marked(mark, (name,)) or name not in element or value is None:
            continue
        if isinstance(value, Ref):
            value = world.value(value)  # noqa: PLW2901 - what stands for it from here
            if value is MISSING and element[name] is not None:
                return False  # what is known cannot come of what is not
        if not _same(value, element[name]):
            return False
    return True


def _same(written: Value, planned: Json) -> bool:
    """Compare as far as both are plain; a provider spells numbers, booleans and links in its own way."""
    if written is MISSING or isinstance(written, Blend | Bag | Instance | dict):
        return True
    if isinstance(written, list):
        plain = all(isinstance(item, str) for item in written)
        return not plain or not isinstance(planned, list) or sorted(map(str, planned)) == sorted(written)
    if not written and not planned:
        return True
    return _spelled(written) == _spelled(planned)


def _spelled(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return normal(str(value))
