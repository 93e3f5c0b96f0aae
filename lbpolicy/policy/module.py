"""One Rego module, read just deep enough to see what it defines and what it refers to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lbpolicy.errors import PolicyError
from lbpolicy.policy.tokens import KEYWORDS, OPERATORS, Token, tokenize

_RESERVED = KEYWORDS - {"contains"}
_GOES_ON = frozenset({"as", "contains", "else", "if", "in", "with"})
"""Keywords that continue a statement; any other word after a complete value begins the next one."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A name with its dots: links.resolved, input.resource.protocol, concat."""

    path: tuple[str, ...]
    line: int
    call: bool
    """Whether it is called. White space before the bracket does not matter: it does not to every engine."""

    @property
    def text(self) -> str:
        """As one writes it."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Module:
    """What the loader must know of a .rego file."""

    label: str
    package: str
    """lbpolicy.lib.links."""
    package_line: int
    imports: Mapping[str, Reference]
    """Alias -> what it stands for: {"links": data.lbpolicy.lib.links}."""
    members: Mapping[str, str]
    """Name -> "function" or "rule"."""
    references: tuple[Reference, ...]
    """Outside package and import, in the order of the text."""

    def where(self, line: int) -> str:
        """Return file and line, as messages begin with."""
        return f"{self.label}:{line}"


def parse(text: str, label: str) -> Module:
    """Read a module.

    Raises PolicyError, with file and line, where there is no package, and for what the engines do badly or
    differently: `with`, partial sets and objects, calls of computed functions.
    """
    statements = list(_statements(tokenize(text, label)))
    if not statements or statements[0][0].text != "package":
        raise PolicyError(f"{label}:1: the first statement must be the package")
    package, _ = _chain(statements[0], 1, label)
    imports: dict[str, Reference] = {}
    members: dict[str, str] = {}
    references: list[Reference] = []
    for statement in statements[1:]:
        if statement[0].text == "import":
            _import(statement, imports, label)
        else:
            _define(statement, members, label)
            references += _references(statement, label)
    return Module(label, package.text, package.line, imports, members, tuple(references))


def _statements(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Cut outside brackets where a value is complete and a word follows that continues nothing."""
    start = 0
    for at in range(1, len(tokens)):
        here = tokens[at]
        if (
            here.depth == 0
            and here.kind == "name"
            and here.text not in _GOES_ON
            and _is_value(tokens, at - 1)
        ):
            yield list(tokens[start:at])
            start = at
    if tokens:
        yield list(tokens[start:])


def _is_value(tokens: Sequence[Token], at: int) -> bool:
    """Whether a value can end with this token."""
    token = tokens[at]
    if token.kind == "name" and token.text in OPERATORS:
        return at > 0 and tokens[at - 1].text == "."
    return token.kind != "symbol" or token.text in ")]}"


def _chain(tokens: Sequence[Token], at: int, label: str) -> tuple[Reference, int]:
    """Read the name at `at` with its dots and constant brackets; return it and the index after it."""
    if at == len(tokens) or tokens[at].kind != "name":
        raise PolicyError(f"{label}:{tokens[-1].line}: expected a name after {tokens[at - 1].text}")
    path, line = [tokens[at].text], tokens[at].line
    at += 1
    while at + 1 < len(tokens):
        here, after = tokens[at], tokens[at + 1]
        if here.text == "." and after.kind == "name":
            path.append(after.text)
            at += 2
        elif (
            here.text == "["
            and after.kind == "string"
            and at + 2 < len(tokens)
            and tokens[at + 2].text == "]"
        ):
            path.append(after.text[1:-1])
            at += 3
        else:
            break
    called = at < len(tokens) and tokens[at].text == "("
    return Reference(tuple(path), line, called), at


def _references(tokens: Sequence[Token], label: str) -> Iterator[Reference]:
    at = 0
    while at < len(tokens):
        token, before = tokens[at], tokens[at - 1].text if at else ""
        if token.kind == "name" and before != "." and token.text in _RESERVED:
            if token.text == "with":
                raise PolicyError(
                    f"{label}:{token.line}: `with` is not allowed: it crashes the default engine"
                )
            at += 1
        elif token.kind == "name":
            reference, at = _chain(tokens, at, label)
            if before != ".":
                yield reference
            elif reference.call:
                raise _computed(token, label)
            at += reference.call
        else:
            if token.text == "(" and before == "]":
                raise _computed(token, label)
            at += 1


def _computed(token: Token, label: str) -> PolicyError:
    return PolicyError(
        f"{label}:{token.line}: a call of a computed function", "Call functions by their names."
    )


def _import(statement: Sequence[Token], imports: dict[str, Reference], label: str) -> None:
    target, at = _chain(statement, 1, label)
    if target.text == "rego.v1":
        return
    alias = (
        statement[at + 1].text if at + 1 < len(statement) and statement[at].text == "as" else target.path[-1]
    )
    if target.path[0] not in {"data", "input"}:
        raise PolicyError(
            f"{label}:{target.line}: import of {target.text}", "Import data.lbpolicy.lib.<topic>."
        )
    if alias in imports:
        raise PolicyError(f"{label}:{target.line}: {alias} is imported twice")
    imports[alias] = target


def _define(statement: Sequence[Token], members: dict[str, str], label: str) -> None:
    head, after = _chain(statement, 1 if statement[0].text == "default" else 0, label)
    if head.path[0] in KEYWORDS:
        raise PolicyError(f"{label}:{head.line}: expected a rule, found {head.path[0]}")
    follows = statement[after].text if after < len(statement) else ""
    if follows in {"contains", "["}:
        kind = "set" if follows == "contains" else "set or object"
        raise PolicyError(
            f"{label}:{head.line}: {head.text} is a partial {kind}, whose cost grows with its square",
            f"Make it an array: {head.text} := [item | ...].",
        )
    members[head.path[0]] = "function" if head.call else "rule"
