"""What is written for an attribute of a planned resource: in the sources, or in the plan's configuration."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lbpolicy.model import Json
from lbpolicy.sources.terraform.documents.addresses import Step, module_names
from lbpolicy.sources.terraform.documents.planned import Planned, value_at
from lbpolicy.sources.terraform.language.evaluate import Evaluator
from lbpolicy.sources.terraform.language.scopes import Scope, scope_of
from lbpolicy.sources.terraform.language.values import UNKNOWN, Bag, Value, items_of
from lbpolicy.sources.terraform.resolve.matching import match
from lbpolicy.sources.terraform.syntax.expressions import Literal, Name
from lbpolicy.sources.terraform.syntax.places import content, nested
from lbpolicy.sources.terraform.syntax.sources import Block

_META = frozenset({"for_each", "count", "provider", "depends_on"})


@dataclass(frozen=True, slots=True)
class Found:
    """What is written for an attribute."""

    values: tuple[Value, ...] = ()
    """More than one where it cannot be told which block is meant; none where the attribute is not set."""
    rest: tuple[Step, ...] = ()
    """The end of the path, which leads into the value."""


class Body(ABC):
    """What is between the braces of a block."""

    open = False
    """Whether it stands for any number of elements: a dynamic block over what is not known."""

    def __init__(self, evaluator: Evaluator, scope: Scope) -> None:
        self.evaluator = evaluator
        self.scope = scope
        self._attributes: dict[str, Value] | None = None
        self._blocks: dict[str, list[Body] | None] = {}
        self._matches: dict[str, list[list[int]]] = {}

    @abstractmethod
    def names(self) -> Iterable[str]:
        """Return the names of the attributes that are set."""

    @abstractmethod
    def value(self, name: str) -> Value:
        """Return what an attribute is set to."""

    @abstractmethod
    def read_blocks(self, kind: str) -> "list[Body] | None":
        """Return the blocks of a kind in their order; None where they are not told."""

    @abstractmethod
    def constants(self) -> Collection[str]:
        """Return the names of the attributes that are set to a constant."""

    def attributes(self) -> Mapping[str, Value]:
        """Return all attributes."""
        if self._attributes is None:
            self._attributes = {name: self.value(name) for name in self.names()}
        return self._attributes

    def blocks(self, kind: str) -> "list[Body] | None":
        """Return the blocks of a kind, read once."""
        if kind not in self._blocks:
            self._blocks[kind] = self.read_blocks(kind)
        return self._blocks[kind]

    def chosen(self, kind: str, index: int, tree: Json, marks: Json) -> "list[Body]":
        """Return the blocks that element `index` of the plan's list can be."""
        blocks = self.blocks(kind) or []
        if kind not in self._matches:
            elements = value_at(tree, (kind,))
            elements = elements if isinstance(elements, list) else [elements]
            world = self.evaluator.world
            self._matches[kind] = match(kind, blocks, elements, value_at(marks, (kind,)), world)
        matches = self._matches[kind]
        return [blocks[at] for at in matches[index]] if index < len(matches) else []


class ConfiguredBody(Body):
    """The `expressions` of the plan's configuration, which know nothing of dynamic blocks."""

    def __init__(self, evaluator: Evaluator, scope: Scope, expressions: Mapping[str, Json]) -> None:
        super().__init__(evaluator, scope)
        self._expressions = expressions

    def names(self) -> Iterable[str]:
        """Return the names of the attributes that are set."""
        return [name for name, value in self._expressions.items() if _is_expression(value)]

    def constants(self) -> Collection[str]:
        """Return the names of the attributes that are set to a constant."""
        return [name for name in self.names() if _constant(self._expressions[name]) is not None]

    def value(self, name: str) -> Value:
        """Return what an attribute is set to."""
        return self.evaluator.configured(self._expressions[name], self.scope)

    def read_blocks(self, kind: str) -> list[Body] | None:
        """Return the blocks of a kind; None where there is nothing of that name."""
        found = self._expressions.get(kind)
        if found is None:
            return None
        listed = found if isinstance(found, list) else [] if _is_expression(found) else [found]
        return [
            ConfiguredBody(self.evaluator, self.scope, entry)
            for entry in listed
            if isinstance(entry, Mapping)
        ]


class SourceBody(Body):
    """A block of the .tf sources, or an element of a dynamic one."""

    def __init__(self, evaluator: Evaluator, scope: Scope, block: Block) -> None:
        super().__init__(evaluator, scope)
        self.block = block
        self._content = content(block)

    def names(self) -> Iterable[str]:
        """Return the names of the attributes that are set."""
        return [name for name in self._content.attributes if name not in _META]

    def constants(self) -> Collection[str]:
        """Return the names of the attributes that are set to a constant."""
        attributes = self._content.attributes
        return [
            name
            for name in self.names()
            if isinstance(expression := attributes[name].expression, Literal) and expression.value is not None
        ]

    def value(self, name: str) -> Value:
        """Return what an attribute is set to."""
        return self.evaluator.value(self._content.attributes[name].expression, self.scope)

    def read_blocks(self, kind: str) -> list[Body] | None:
        """Return the blocks of a kind, also those that dynamic blocks make."""
        return [body for block in nested(self._content, kind) for body in self._bodies(kind, block)]

    def _bodies(self, kind: str, block: Block) -> Iterator["SourceBody"]:
        if block.kind != "dynamic":
            yield SourceBody(self.evaluator, self.scope, block)
            return
        expression = block.expression("for_each")
        collection = self.evaluator.value(expression, self.scope) if expression is not None else UNKNOWN
        iterator = block.expression("iterator")
        name = iterator.name if isinstance(iterator, Name) else kind
        pairs = _pairs(collection)
        for key, value in pairs if pairs is not None else [(UNKNOWN, collection)]:
            scope = self.scope.bind(**{name: {"key": key, "value": value}})
            body = SourceBody(self.evaluator, scope, block)
            body.open = pairs is None
            yield body


def configured_body(planned: Planned, evaluator: Evaluator) -> Body | None:
    """Return what the plan's configuration tells of a resource; None if it does not have it."""
    key = (planned.mode, planned.type, planned.name)
    resource = evaluator.configuration.resource(module_names(planned.module), key)
    expressions = resource.get("expressions", {}) if resource is not None else None
    if not isinstance(expressions, Mapping):
        return None
    return ConfiguredBody(evaluator, scope_of(planned), expressions)


def source_body(planned: Planned, evaluator: Evaluator) -> SourceBody | None:
    """Return the block that declares a resource; None if its source is not at hand."""
    if evaluator.sources is None:
        return None
    block = evaluator.sources.block(planned.module, planned.type, planned.name, planned.mode)
    return SourceBody(evaluator, scope_of(planned), block) if block is not None else None


def find(bodies: Sequence[Body], path: Sequence[Step], tree: Json, marks: Json) -> Found | None:
    """Return what is written for the attribute at a path; None where that is not told.

    `tree` and `marks` are what the plan has for these bodies: its values, and which of them are unknown.
    """
    name, rest = str(path[0]), tuple(path[1:])
    values: list[Value] = []
    for body in bodies:
        blocks = body.blocks(name)
        if not blocks:
            if name in body.names():
                values.append(body.value(name))
            elif blocks is None and rest:
                return None
            elif len(bodies) > 1:
                values.append(None)
            continue
        at = rest[0] if rest and isinstance(rest[0], int) else 0
        inner = tuple(rest[1:] if rest and isinstance(rest[0], int) else rest)
        chosen = body.chosen(name, at, tree, marks)
        if not (chosen and inner):
            return None if inner else Found()
        step = (name, at) if isinstance(value_at(tree, (name,)), list) else (name,)
        found = find(chosen, inner, value_at(tree, step), value_at(marks, step))
        if found is None or len(bodies) == 1:
            return found
        values += found.values or (None,)
    return Found(tuple(values), rest)


def _is_expression(value: Json) -> bool:
    return isinstance(value, Mapping) and (not value or "references" in value or "constant_value" in value)


def _constant(expression: Json) -> Json:
    return expression.get("constant_value") if isinstance(expression, Mapping) else None


def _pairs(collection: Value) -> list[tuple[Value, Value]] | None:
    """Return key and value of what a dynamic block goes through; None if that is not known."""
    if isinstance(collection, dict):
        return [(key, collection[key]) for key in sorted(collection)]
    if isinstance(collection, Bag):
        return [(item, item) for item in collection.items]
    return list(enumerate(items_of(collection))) if isinstance(collection, list) else None
