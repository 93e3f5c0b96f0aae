"""Terraform's JSON syntax (.tf.json), as the same blocks.

The syntax: https://developer.hashicorp.com/terraform/language/syntax/json
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache, partial

import orjson

from lbpolicy.model import Json
from lbpolicy.sources.faults import ReadError
from lbpolicy.sources.jsontext import parse as parse_json
from lbpolicy.sources.terraform.syntax.blocks import Attribute, Block, Comment, Parsed, SourceFile
from lbpolicy.sources.terraform.syntax.expressions import Array, Expression, Literal, Object, Opaque
from lbpolicy.sources.terraform.syntax.texts import expression_text, template_text

_LABELS = {"resource": 2, "data": 2, "module": 1, "variable": 1, "output": 1, "locals": 0}
"""Blocks that matter here, with the number of their labels."""
_COMMENT = "//"
"""A property that Terraform ignores."""
_DEEPEST = 40
_MISSES = 20
"""So many keys that are not found as they stand, and the lines of a file are given up."""


def parse(path: str, text: bytes) -> Parsed:
    """Parse the text of a .tf.json file. Never fails: what is broken is left out."""
    try:
        document = parse_json(text, 1)
    except ReadError as error:
        return Parsed((), error.line or 1)
    reader = _Reader(path, text)
    blocks = [
        block
        for part in _objects(document)
        for kind, value in part.items()
        if kind in _LABELS
        for block in reader.blocks(kind, value, _LABELS[kind], reader.offset(kind, 0))
    ]
    return Parsed(tuple(blocks))


class _Reader:
    """Converts one file. Lines are those where a key is found first, in order."""

    def __init__(self, path: str, text: bytes) -> None:
        self._text = text
        self._misses = 0
        self._starts = [0, *(match.end() for match in re.finditer(b"\n", text))]
        self._file = SourceFile(path, tuple(text.split(b"\n")), tuple(self._remarks()))

    def offset(self, key: str, start: int) -> int:
        """Return where a key stands at or after an offset; that offset itself if it is not found."""
        if self._misses > _MISSES:
            return start
        match = _key(key).search(self._text, start)
        self._misses += match is None
        return match.start() if match is not None else start

    def blocks(
        self, kind: str, value: Json, labels: int, start: int, given: tuple[str, ...] = ()
    ) -> Iterator[Block]:
        """Yield the blocks of a kind; `labels` levels of keys are their labels."""
        for part in _objects(value):
            if not labels:
                yield self._block(kind, given, part, start)
                continue
            for key, inner in part.items():
                if key != _COMMENT:
                    yield from self.blocks(kind, inner, labels - 1, self.offset(key, start), (*given, key))

    def _block(self, kind: str, labels: tuple[str, ...], body: Mapping[str, Json], start: int) -> Block:
        line, _ = self._place(start)
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        position = start
        for key, value in body.items():
            position = self.offset(key, position)
            if key == _COMMENT:
                continue
            attributes[key] = self._attribute(kind, key, value, position)
            if key == "dynamic":
                blocks += self.blocks("dynamic", value, 1, position)
            elif isinstance(value, Mapping) or _of_objects(value):
                blocks += self.blocks(key, value, 0, position)
        return Block(kind, labels, self._file, line, 1, self._place(position)[0], attributes, tuple(blocks))

    def _attribute(self, kind: str, key: str, value: Json, position: int) -> Attribute:
        is_type = kind == "variable" and key == "type" and isinstance(value, str)
        make = partial(expression_text, value) if is_type else partial(_expression, value, 0)
        return Attribute(key, self._file, *self._place(position), make)

    def _place(self, offset: int) -> tuple[int, int]:
        """Return the 1-based line and column of an offset."""
        row = bisect_right(self._starts, offset) - 1
        return row + 1, offset - self._starts[row] + 1

    def _remarks(self) -> Iterator[Comment]:
        """Yield the comments, which are "//" properties with a string."""
        for match in _REMARK.finditer(self._text):
            line, _ = self._place(match.start())
            try:
                yield Comment(line, line, orjson.loads(match[1]))
            except ValueError:  # an escape that JSON does not know
                continue


def _expression(value: Json, depth: int) -> Expression:
    if depth > _DEEPEST:
        return Opaque()
    if isinstance(value, str):
        return template_text(value)
    if isinstance(value, list):
        return Array(tuple(_expression(item, depth + 1) for item in value))
    if isinstance(value, Mapping):
        items = ((template_text(key), _expression(item, depth + 1)) for key, item in value.items())
        return Object(tuple(items))
    return Literal(value)


def _objects(value: Json) -> Iterator[Mapping[str, Json]]:
    """Yield the objects that a block's value is: one, or a list of them."""
    for part in value if isinstance(value, list) else (value,):
        if isinstance(part, Mapping):
            yield part


def _of_objects(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


@lru_cache(maxsize=4096)
def _key(name: str) -> re.Pattern[bytes]:
    return re.compile(b'"' + re.escape(name.encode(errors="replace")) + rb'"\s*:')


_REMARK = re.compile(rb'"//"\s*:\s*("(?:[^"\\\n]|\\.)*")')
