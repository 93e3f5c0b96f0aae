"""Where an attribute is written within a block."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lbpolicy.sources.terraform.documents.addresses import Step
from lbpolicy.sources.terraform.syntax.blocks import Attribute, Block
from lbpolicy.sources.terraform.syntax.expressions import Expression


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a .tf file."""

    file: str
    """Relative to the source folder, with slashes."""
    line: int
    """1-based, like `column`."""
    column: int
    text: str
    """The whole line."""
    what: str
    """"attribute", "block" (a nested one), "resource", "argument" (of a module call) or "call"."""
    expression: Expression | None = None
    """What the attribute is set to."""


Choose = Callable[[Block, str, int, tuple[Block, ...]], Block | None]
"""Picks the nested block that is an element of a plan's list: (block, kind, index, all of the kind)."""


def by_index(_: Block, __: str, index: int, candidates: tuple[Block, ...]) -> Block | None:
    """Pick by the place in the file; a dynamic block stands for all elements after it."""
    for at, candidate in enumerate(candidates):
        if at == index or candidate.kind == "dynamic":
            return candidate
    return None


def nested(block: Block, kind: str) -> tuple[Block, ...]:
    """Return the blocks of a kind directly in a block, in their order, also dynamic ones."""
    return tuple(
        inner
        for inner in block.blocks
        if inner.kind == kind or (inner.kind, inner.labels) == ("dynamic", (kind,))
    )


def content(block: Block) -> Block:
    """Return the block with the attributes: of a dynamic block its `content`."""
    if block.kind != "dynamic":
        return block
    return next((inner for inner in block.blocks if inner.kind == "content"), block)


def locate(block: Block, path: Sequence[Step], choose: Choose) -> Position:
    """Return where the attribute at a path is written, or else the innermost block that it would be in."""
    what = "resource"
    steps = list(path)
    while steps:
        kind = str(steps.pop(0))
        inner = content(block)
        if kind in inner.attributes and not nested(inner, kind):
            return position_of(inner.attributes[kind], "attribute")
        index = steps.pop(0) if steps and isinstance(steps[0], int) else 0
        chosen = choose(inner, kind, int(index), nested(inner, kind))
        if chosen is None:
            break
        block, what = chosen, "block"
    return position_of(block, what)


def position_of(place: Attribute | Block, what: str) -> Position:
    """Return the position of an attribute or block."""
    expression = place.expression if isinstance(place, Attribute) else None
    return Position(place.file.path, place.line, place.column, place.file.line(place.line), what, expression)
