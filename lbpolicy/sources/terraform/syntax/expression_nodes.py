"""Syntax nodes of tree-sitter-hcl to expressions.

Text is cut out by byte offsets, because the grammar leaves out white space within templates. The grammar
reads `a ? b : c ? d : e` from the left, Terraform from the right: that is put right here.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from lbpolicy.sources.terraform.documents.addresses import unescape
from lbpolicy.sources.terraform.syntax.expressions import (
    Array,
    Attr,
    Call,
    Conditional,
    Expression,
    For,
    Index,
    Literal,
    Name,
    Object,
    Opaque,
    Operation,
    Splat,
    Template,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_DEEPEST = 60
"""Levels of nesting. Nobody writes more, and what walks the expression is recursive."""

_CONSTANTS = {"true": True, "false": False}


def expression_of(node: "Node") -> Expression:
    """Convert an `expression` node. What is broken or of no use becomes Opaque."""
    return Opaque() if node.has_error else _convert(node, 0)


def _convert(node: "Node", depth: int) -> Expression:
    if depth > _DEEPEST:
        return Opaque()
    convert = _NODES.get(node.type)
    if convert is not None:
        return convert(node, depth + 1)
    return _chain(node.children, depth + 1)


def _chain(nodes: Sequence["Node"], depth: int) -> Expression:
    """Convert a term with what follows it: attributes, indexes, splats."""
    nodes = [node for node in nodes if node.type != "comment"]
    if not nodes:
        return Opaque()
    if nodes[0].type == "(":
        nodes = [node for node in nodes if node.type not in {"(", ")"}]
    return _follow(_convert(nodes[0], depth), nodes[1:], depth) if nodes else Opaque()


def _follow(term: Expression, nodes: Sequence["Node"], depth: int) -> Expression:
    if len(nodes) > _DEEPEST:
        return Opaque((term,))
    for node in nodes:
        if node.type == "get_attr":
            term = Attr(term, _text(node.named_children[-1]))
        elif node.type == "index":
            term = _index(term, node.named_children[0], depth)
        elif node.type == "splat":
            term = _splat(term, node.named_children[0], depth)
        else:
            return Opaque((term,))
    return term


def _index(term: Expression, node: "Node", depth: int) -> Expression:
    if node.type == "legacy_index":
        return Index(term, Literal(int(_text(node).lstrip("."))))
    return Index(term, _convert(node.named_children[0], depth))


def _splat(term: Expression, node: "Node", depth: int) -> Expression:
    """`a[*].b[0]` takes all that follows of each element; `a.*.b[0]` only the attributes."""
    rest = node.named_children
    cut = len(rest)
    if node.type == "attr_splat":
        cut = next((i for i, step in enumerate(rest) if step.type != "get_attr"), cut)
    return _follow(Splat(term, _follow(Name("*"), rest[:cut], depth)), rest[cut:], depth)


def _literal(node: "Node", depth: int) -> Expression:
    child = node.named_children[0]
    text = _text(child)
    if child.type == "string_lit":
        return _template(child, depth)
    if child.type == "numeric_lit":
        try:
            return Literal(int(text) if text.isdecimal() else float(text))
        except ValueError:
            return Opaque()
    return Literal(_CONSTANTS.get(text))


def _template(node: "Node", depth: int) -> Expression:
    """Convert a quoted string, with or without interpolations."""
    start, end = node.children[0], node.children[-1]
    parts: list[str | Expression] = []
    position = start.end_byte
    raw, base = node.text or b"", node.start_byte
    for child in node.named_children[1:-1]:
        if child.type == "template_literal":
            continue
        if child.type != "template_interpolation" or any(c.type == "strip_marker" for c in child.children):
            return Opaque(tuple(_inner(node, depth)))
        parts.append(_unquoted(raw[position - base : child.start_byte - base]))
        parts += [_convert(c, depth) for c in child.named_children if c.type == "expression"]
        position = child.end_byte
    parts.append(_unquoted(raw[position - base : end.start_byte - base]))
    kept = tuple(part for part in parts if part != "")
    if all(isinstance(part, str) for part in kept):
        return Literal("".join(part for part in kept if isinstance(part, str)))
    return kept[0] if len(kept) == 1 and not isinstance(kept[0], str) else Template(kept)


def _template_expression(node: "Node", depth: int) -> Expression:
    child = node.named_children[0]
    return _template(child, depth) if child.type == "quoted_template" else Opaque(tuple(_inner(child, depth)))


def _inner(node: "Node", depth: int) -> list[Expression]:
    """Return the outermost expressions within a node that is not converted itself."""
    found: list[Expression] = []
    pending = list(node.named_children)
    while pending:
        child = pending.pop()
        if child.type == "expression":
            found.append(_convert(child, depth))
        else:
            pending += child.named_children
    return found[::-1]


def _collection(node: "Node", depth: int) -> Expression:
    child = node.named_children[0]
    if child.type == "tuple":
        return Array(
            tuple(_convert(item, depth) for item in child.named_children if item.type == "expression")
        )
    items = []
    for element in child.named_children:
        key, value = element.child_by_field_name("key"), element.child_by_field_name("val")
        if element.type == "object_elem" and key is not None and value is not None:
            items.append((_key(key, depth), _convert(value, depth)))
    return Object(tuple(items))


def _key(node: "Node", depth: int) -> Expression:
    key = _convert(node, depth)
    return Literal(key.name) if isinstance(key, Name) and node.children[0].type != "(" else key


def _for(node: "Node", depth: int) -> Expression:
    made = node.named_children[0]
    intro = next(child for child in made.named_children if child.type == "for_intro")
    names = [_text(child) for child in intro.named_children if child.type == "identifier"]
    collection = [child for child in intro.named_children if child.type == "expression"]
    results = [_convert(child, depth) for child in made.named_children if child.type == "expression"]
    conditions = [child.named_children[-1] for child in made.named_children if child.type == "for_cond"]
    if not (names and collection and results):
        return Opaque(tuple(_inner(node, depth)))
    return For(
        key=names[0] if len(names) > 1 else "",
        value=names[-1],
        collection=_convert(collection[0], depth),
        result_key=results[0] if made.type == "for_object_expr" else None,
        result=results[-1],
        condition=_convert(conditions[0], depth) if conditions else None,
        group=any(child.type == "ellipsis" for child in made.named_children),
    )


def _call(node: "Node", depth: int) -> Expression:
    listed = [child for child in node.named_children if child.type == "function_arguments"]
    children = listed[0].named_children if listed else []
    arguments = tuple(_convert(child, depth) for child in children if child.type == "expression")
    return Call(_text(node.named_children[0]), arguments, any(child.type == "ellipsis" for child in children))


def _conditional(node: "Node", depth: int) -> Expression:
    """Convert `a ? b : c ? d : e`, which the grammar has as `(a ? b : c) ? d : e`, as it is meant."""
    links: list[list[Node]] = []
    while True:
        branches = [child for child in node.named_children if child.type == "expression"]
        links.append(branches)
        first = branches[0].children[0] if branches[0].children else branches[0]
        if first.type != "conditional":
            break
        node = first
    if len(links) > _DEEPEST:
        return Opaque()
    condition, yes, last = (_convert(branch, depth) for branch in links.pop())
    chain = [(condition, yes)]
    for _, yes_node, no_node in reversed(links):
        chain.append((last, _convert(yes_node, depth)))
        last = _convert(no_node, depth)
    for test, result in reversed(chain):
        last = Conditional(test, result, last)
    return last


def _operation(node: "Node", depth: int) -> Expression:
    child = node.named_children[0]
    children = [part for part in child.children if part.type != "comment"]
    if child.type == "unary_operation":
        return Operation(_text(children[0]), None, _chain(children[1:], depth))
    at = next((i for i, part in enumerate(children) if part.type in _OPERATORS), None)
    if at is None:
        return Opaque(tuple(_inner(node, depth)))
    return Operation(children[at].type, _chain(children[:at], depth), _chain(children[at + 1 :], depth))


def _unquoted(raw: bytes) -> str:
    return unescape(raw.decode(errors="replace"))


def _text(node: "Node") -> str:
    return (node.text or b"").decode(errors="replace")


_OPERATORS = frozenset({"||", "&&", "==", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%"})
_NODES: dict[str, Callable[["Node", int], Expression]] = {
    "variable_expr": lambda node, _: Name(_text(node)),
    "literal_value": _literal,
    "template_expr": _template_expression,
    "collection_value": _collection,
    "for_expr": _for,
    "function_call": _call,
    "conditional": _conditional,
    "operation": _operation,
}
