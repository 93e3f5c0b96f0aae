"""Types of variables: what Terraform makes of a value that is passed to one.

Optional attributes are filled in, others left out, sets lose their order:
https://developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from collections.abc import Callable

from lbpolicy.sources.terraform.language.operations import number, text, truth
from lbpolicy.sources.terraform.language.values import (
    Bag,
    InvalidError,
    UndecidableError,
    Value,
    bag,
    items_of,
)
from lbpolicy.sources.terraform.syntax.expressions import Call, Expression, Literal, Name, Object

Evaluate = Callable[[Expression], Value]

_DEEPEST = 30


def convert(value: Value, constraint: Expression, evaluate: Evaluate, depth: int = 0) -> Value:
    """Convert a value to a type. What is not known stays as it is, as does what Terraform would refuse."""
    if value is None or depth > _DEEPEST:
        return value
    match constraint:
        case Name(name):
            return _primitive(value, name)
        case Call("list" | "set", _) if isinstance(value, list | Bag):
            return _each(value, constraint, evaluate, depth)
        case Call("map", (inner,)) if isinstance(value, dict):
            return {key: convert(item, inner, evaluate, depth + 1) for key, item in value.items()}
        case Call("object", (Object(items), *_)) if isinstance(value, dict):
            return _object(value, items, evaluate, depth)
        case _:
            return value


def _each(value: Value, constraint: Call, evaluate: Evaluate, depth: int) -> Value:
    inner = constraint.arguments[0] if constraint.arguments else Name("any")
    items = [convert(item, inner, evaluate, depth + 1) for item in items_of(value)]
    if constraint.name == "set":
        return bag(items)
    ordered = isinstance(value, list) or len(items) < 2 or all(isinstance(item, str) for item in items)  # noqa: PLR2004 - one element has only one order
    return items if ordered else Bag(tuple(items))


def _object(
    value: dict[str, Value],
    declared: tuple[tuple[Expression, Expression], ...],
    evaluate: Evaluate,
    depth: int,
) -> Value:
    """Keep the declared attributes, with the defaults of those that are optional."""
    found = {}
    for key, constraint in declared:
        name = key.value if isinstance(key, Literal) else None
        if not isinstance(name, str):
            return value
        inner, default = constraint, None
        if isinstance(constraint, Call) and constraint.name == "optional" and constraint.arguments:
            inner = constraint.arguments[0]
            default = evaluate(constraint.arguments[1]) if len(constraint.arguments) > 1 else None
        elif name not in value:
            continue
        given = value.get(name)
        found[name] = convert(default if given is None else given, inner, evaluate, depth + 1)
    return found


def _primitive(value: Value, name: str) -> Value:
    try:
        if name == "string" and isinstance(value, bool | int | float):
            return text(value, _plain)
        if name == "number" and isinstance(value, str):
            return number(value, _plain)
        if name == "bool" and isinstance(value, str):
            return truth(value, _plain)
    except (InvalidError, UndecidableError):
        pass
    return value


def _plain(value: Value) -> Value:
    return value
