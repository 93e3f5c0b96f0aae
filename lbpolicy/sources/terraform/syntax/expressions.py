"""Expressions of Terraform's language as frozen dataclasses, whatever syntax they were written in."""

from collections.abc import Iterator
from dataclasses import dataclass

from lbpolicy.model import Json
from lbpolicy.sources.terraform.documents.addresses import Step


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant: null, bool, number, string."""

    value: Json


@dataclass(frozen=True, slots=True)
class Name:
    """The name an expression begins with: `var`, `google_compute_url_map`, a variable of `for`."""

    name: str


@dataclass(frozen=True, slots=True)
class Attr:
    """`of.name`."""

    of: "Expression"
    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """`of[key]`."""

    of: "Expression"
    key: "Expression"


@dataclass(frozen=True, slots=True)
class Splat:
    """`of[*].rest`: `each` is what is taken of every element, with the element as Name("*")."""

    of: "Expression"
    each: "Expression"


@dataclass(frozen=True, slots=True)
class Call:
    """`name(arguments)`; `expand`: the last argument is a list of arguments, written `...`."""

    name: str
    arguments: tuple["Expression", ...]
    expand: bool = False


@dataclass(frozen=True, slots=True)
class Conditional:
    """`condition ? yes : no`."""

    condition: "Expression"
    yes: "Expression"
    no: "Expression"


@dataclass(frozen=True, slots=True)
class Operation:
    """`left operator right`, or `operator right` where left is None."""

    operator: str
    left: "Expression | None"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Array:
    """`[a, b]`."""

    items: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Object:
    """`{a = 1}`; a bare key is a Literal."""

    items: tuple[tuple["Expression", "Expression"], ...]


@dataclass(frozen=True, slots=True)
class For:
    """`[for key, value in collection : result if condition]`; with a `result_key` it makes an object."""

    key: str
    """Empty where only the value has a name."""
    value: str
    collection: "Expression"
    result_key: "Expression | None"
    result: "Expression"
    condition: "Expression | None"
    group: bool = False
    """`...` after the result: values with the same key make a list."""


@dataclass(frozen=True, slots=True)
class Template:
    """A string with interpolations; the parts are texts and expressions in turn."""

    parts: tuple["str | Expression", ...]


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something that is not evaluated; `parts` are the expressions within it."""

    parts: tuple["Expression", ...] = ()


Expression = (
    Literal
    | Name
    | Attr
    | Index
    | Splat
    | Call
    | Conditional
    | Operation
    | Array
    | Object
    | For
    | Template
    | Opaque
)


def parts(expression: Expression) -> Iterator[Expression]:
    """Yield the expressions that one is directly made of, in their order."""
    for slot in expression.__slots__:
        yield from _within(getattr(expression, slot))


def _within(value: object) -> Iterator[Expression]:
    if isinstance(value, tuple):
        for member in value:
            yield from _within(member)
    elif isinstance(value, Expression):
        yield value


def references(expression: Expression) -> Iterator[tuple[Step, ...]]:
    """Yield what an expression refers to, as far as it is written plainly.

    `var.a["b"][each.key].c` gives ("var", "a", "b") and ("each", "key").
    """
    pending = [expression]
    while pending:
        current = pending.pop()
        plain = _plain(current)
        if plain:
            yield plain
        else:
            pending.extend(reversed(list(parts(current))))


def _plain(expression: Expression) -> tuple[Step, ...]:
    """Return the steps of a reference that is written plainly; () for anything else."""
    found: list[Step] = []
    while True:
        match expression:
            case Attr(of, name):
                found.append(name)
            case Index(of, Literal(str() | int() as key)):
                found.append(key)
            case Name(name):
                return (name, *reversed(found))
            case _:
                return ()
        expression = of
