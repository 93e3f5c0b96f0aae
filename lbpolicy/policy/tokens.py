"""Rego text to tokens: what is code, what is a string, what is a comment."""

import re
from typing import NamedTuple

from lbpolicy.errors import PolicyError

OPERATORS = frozenset(
    {"as", "contains", "default", "else", "every", "if", "import", "in", "not", "package", "some", "with"}
)
"""Reserved words after which something must follow. `contains` is also a builtin."""
KEYWORDS = OPERATORS | {"false", "null", "true"}
"""Rego v1's reserved words; those that are no operators are values."""

_TOKEN = re.compile(
    r"""
    (?: (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<symbol>:=|==|!=|<=|>=|[-+*/%=<>&|()\[\]{},.:;])
      | (?P<string>"(?:[^"\\\n]|\\[^\n])*"|`[^`]*`)
      | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
    )[ \t]*+
    | (?P<blank>(?:[ \t\r\n]++|\#[^\n]*+)++)
    """,
    re.VERBOSE,
)
_PAIRS = {")": "(", "]": "[", "}": "{"}


class Token(NamedTuple):
    """One word of Rego. Comments and white space are none."""

    kind: str
    """"name" (also keywords), "string" (quoted or raw), "number" or "symbol"."""
    text: str
    """As written; strings with their quotes."""
    line: int
    """1-based."""
    depth: int
    """How many brackets are open around it; a bracket counts itself in neither case."""


def tokenize(text: str, label: str) -> list[Token]:
    """Split Rego text into tokens.

    Raises PolicyError for what no Rego has (an open string, brackets that do not match, a strange character)
    and for template strings, which not every engine has.
    """
    tokens: list[Token] = []
    opened: list[Token] = []
    line, end = 1, 0
    for match in _TOKEN.finditer(text):
        if match.start() != end:
            break
        kind = match.lastgroup or ""
        end, word = match.end(), match[kind]
        if kind == "blank":
            line += word.count("\n")
            continue
        if word in _PAIRS and (not opened or opened.pop().text != _PAIRS[word]):
            raise PolicyError(f"{label}:{line}: {word} closes nothing")
        tokens.append(Token(kind, word, line, len(opened)))
        if kind == "symbol" and word in "([{":
            opened.append(tokens[-1])
        elif kind == "string":
            line += word.count("\n")
    if end != len(text):
        raise PolicyError(f"{label}:{line}: {_stray(text, end)}")
    if opened:
        raise PolicyError(f"{label}:{opened[-1].line}: {opened[-1].text} is never closed")
    return tokens


def _stray(text: str, position: int) -> str:
    character = text[position]
    if character in '"`':
        return "a string is never closed"
    if character == "$":
        return "template strings are not part of what every engine understands; use concat"
    return f"unexpected character {character!r}"
