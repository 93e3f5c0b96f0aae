"""The text of a .tf file to blocks and attributes with their positions."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING

from lbpolicy.sources.terraform.documents.addresses import unescape
from lbpolicy.sources.terraform.syntax.expression_nodes import expression_of
from lbpolicy.sources.terraform.syntax.expressions import Expression, Opaque

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Parser, Query

_BOM = b"\xef\xbb\xbf"
_BLOCK_START = re.compile(rb"""^[a-z_]+(?:[ \t]+(?:"[^"\n]*"|[\w-]+))*[ \t]*\{""", re.MULTILINE)
_EXPONENT = re.compile(rb"(?<![\w.\"-])\d[\d.]*[eE][+-]?\d+(?![\w\"])")
"""Numbers that Terraform knows and the grammar does not: they become names, which have no value."""
_DEEPEST = 30
"""Levels of blocks. Google's resources have fewer than ten."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment; one of several lines counts from its first."""

    line: int
    end_line: int
    text: str
    """Without its marks."""


@dataclass(frozen=True, slots=True, eq=False)
class SourceFile:
    """One file of a module."""

    path: str
    """Relative to the source folder, with slashes."""
    lines: tuple[bytes, ...]
    comments: tuple[Comment, ...] = ()

    def line(self, number: int) -> str:
        """Return the text of a line (1-based), without its end; empty where there is none."""
        inside = 0 < number <= len(self.lines)
        return self.lines[number - 1].decode(errors="replace").rstrip("\r") if inside else ""


@dataclass(slots=True, eq=False)
class Attribute:
    """`name = expression`. The expression is worked out when it is first asked for."""

    name: str
    file: SourceFile = field(repr=False)
    line: int
    column: int
    _make: Callable[[], Expression]
    _made: Expression | None = None

    @property
    def expression(self) -> Expression:
        """What it is set to."""
        if self._made is None:
            self._made = self._make()
        return self._made


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """`kind "label" {}`, with what is directly in it."""

    kind: str
    """resource, data, module, locals, variable, output, or the name of a nested block."""
    labels: tuple[str, ...]
    file: SourceFile = field(repr=False)
    line: int
    """1-based, like `end_line` and `column`."""
    column: int
    end_line: int
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    blocks: tuple["Block", ...] = ()
    overrides: tuple["Block", ...] = ()
    """Blocks of override files that are merged into it: what they declare is in it already."""

    def expression(self, name: str) -> Expression | None:
        """Return what an attribute is set to; None where it is not."""
        attribute = self.attributes.get(name)
        return attribute.expression if attribute is not None else None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file that was read as far as possible."""

    blocks: tuple[Block, ...]
    broken_line: int | None = None
    """The first line that could not be understood; the blocks around it are there."""


def parse(path: str, text: bytes) -> Parsed:
    """Parse the text of a .tf file. Never fails: what is broken is left out."""
    text = text.removeprefix(_BOM)
    root = _parser().parse(text).root_node
    file = SourceFile(path, tuple(text.split(b"\n")), _comments(root))
    if not root.has_error:
        return Parsed(_Body(file, 0).top(root))
    blocks: list[Block] = []
    broken = []
    for row, piece in _pieces(text):
        node = _parser().parse(piece).root_node
        if node.has_error and _EXPONENT.search(piece):
            node = _parser().parse(_EXPONENT.sub(_as_name, piece)).root_node
        blocks += _Body(file, row).top(node)
        broken += [row + _first_error(node)] if node.has_error else []
    return Parsed(tuple(blocks), broken[0] if broken else None)


def _as_name(number: re.Match[bytes]) -> bytes:
    return b"_" * len(number[0])


def _pieces(text: bytes) -> Iterator[tuple[int, bytes]]:
    """Cut a broken file where a line begins a block; yield the number of lines before, and the piece."""
    starts = [0, *(match.start() for match in _BLOCK_START.finditer(text) if match.start()), len(text)]
    row = 0
    for start, end in pairwise(starts):
        yield row, text[start:end]
        row += text.count(b"\n", start, end)


@cache
def _language() -> "Language":
    """tree-sitter is imported when the first file is read: few commands need it."""
    import tree_sitter
    import tree_sitter_hcl

    return tree_sitter.Language(tree_sitter_hcl.language())


@cache
def _parser() -> "Parser":
    import tree_sitter

    return tree_sitter.Parser(_language())


class _Body:
    """Converts the bodies of one file."""

    def __init__(self, file: SourceFile, rows: int) -> None:
        self._file = file
        self._rows = rows
        """Lines before this piece of the file."""

    def top(self, root: "Node") -> tuple[Block, ...]:
        """Return the blocks of the file itself."""
        body = next((child for child in root.named_children if child.type == "body"), None)
        return self.blocks(body, 0) if body is not None else ()

    def blocks(self, body: "Node", depth: int) -> tuple[Block, ...]:
        return tuple(self._block(node, depth) for node in body.named_children if node.type == "block")

    def _block(self, node: "Node", depth: int) -> Block:
        names = [child for child in node.named_children if child.type in {"identifier", "string_lit"}]
        body = next((child for child in node.named_children if child.type == "body"), None)
        kind, *labels = [_label(child) for child in names] or [""]
        line, column = self._place(node)
        return Block(
            kind,
            tuple(labels),
            self._file,
            line,
            column,
            self._rows + node.end_point[0] + 1,
            dict(self._attributes(body)) if body is not None else {},
            self.blocks(body, depth + 1) if body is not None and depth < _DEEPEST else (),
        )

    def _attributes(self, body: "Node") -> Iterator[tuple[str, Attribute]]:
        for node in body.named_children:
            if node.type != "attribute" or node.named_child_count == 0:
                continue
            name = (node.named_children[0].text or b"").decode(errors="replace")
            found = next((child for child in node.named_children if child.type == "expression"), None)
            make = partial(expression_of, found) if found is not None else Opaque
            yield name, Attribute(name, self._file, *self._place(node), make)

    def _place(self, node: "Node") -> tuple[int, int]:
        """Return the 1-based line and column, in characters: tree-sitter counts bytes."""
        row, column = node.start_point
        row += self._rows
        return row + 1, len(self._file.lines[row][:column].decode(errors="replace")) + 1


def _label(node: "Node") -> str:
    text = (node.text or b"").decode(errors="replace")
    return unescape(text[1:-1]) if node.type == "string_lit" else text


@cache
def _comment_query() -> "Query":
    import tree_sitter

    return tree_sitter.Query(_language(), "(comment) @comment")


def _comments(root: "Node") -> tuple[Comment, ...]:
    """Gather all comments, in order of their lines."""
    import tree_sitter

    nodes = tree_sitter.QueryCursor(_comment_query()).captures(root).get("comment", [])
    found = [
        Comment(
            node.start_point[0] + 1,
            node.end_point[0] + 1,
            _uncommented((node.text or b"").decode(errors="replace")),
        )
        for node in nodes
    ]
    return tuple(sorted(found, key=lambda comment: comment.line))


def _uncommented(text: str) -> str:
    if text.startswith("/*"):
        return text[2:].removesuffix("*/").strip()
    return text.lstrip("#/").strip()


def _first_error(root: "Node") -> int:
    """Return the line of the first thing that could not be parsed."""
    node = root
    while not (node.is_error or node.is_missing):
        broken = next((child for child in node.children if child.has_error or child.is_missing), None)
        if broken is None:
            break
        node = broken
    return node.start_point[0] + 1
