"""Expressions as they are written, and what is read of them."""

import pytest

from lbpolicy.sources.terraform.syntax.blocks import parse
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
    references,
)

A, B, C, D, E, F, G = (Name(letter) for letter in "abcdefg")
EACH = Name("*")


def _parsed(text: str) -> Expression:
    (block,) = parse("main.tf", f"x {{\n  value = {text}\n}}\n".encode()).blocks
    expression = block.expression("value")
    assert expression is not None
    return expression


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("null", Literal(None)),
        ("true", Literal(value=True)),
        ("80", Literal(80)),
        ("0.5", Literal(0.5)),
        ('""', Literal("")),
        (r'"a \"b\" $${c}"', Literal('a "b" ${c}')),
        ('"  a  "', Literal("  a  ")),
        ("a.b", Attr(A, "b")),
        ('a["k"]', Index(A, Literal("k"))),
        ("a[0].b", Attr(Index(A, Literal(0)), "b")),
        ("a.0", Index(A, Literal(0))),
        ("(a).b", Attr(A, "b")),
        ("((a))", A),
        ("a[*].b[0]", Splat(A, Index(Attr(EACH, "b"), Literal(0)))),
        ("a.*.b[0]", Index(Splat(A, Attr(EACH, "b")), Literal(0))),
        ("[a, 1,]", Array((A, Literal(1)))),
        ("[ # why\n a, /* b */ 2 ]", Array((A, Literal(2)))),
        ('{ a = b, "c" : d, (e) = f }', Object(((Literal("a"), B), (Literal("c"), D), (E, F)))),
        ("f(a, b...)", Call("f", (A, B), expand=True)),
        ("f()", Call("f", ())),
        ('"${a}"', A),
        ('"x-${a} y"', Template(("x-", A, " y"))),
        ("-a", Operation("-", None, A)),
        ("!a && b", Operation("&&", Operation("!", None, A), B)),
        ("a - b - c", Operation("-", Operation("-", A, B), C)),
        ("a || b && c == d", Operation("||", A, Operation("&&", B, Operation("==", C, D)))),
        ("a < b + c * d", Operation("<", A, Operation("+", B, Operation("*", C, D)))),
        ("(a || b) && c", Operation("&&", Operation("||", A, B), C)),
        ("(\n  a\n  && b\n)", Operation("&&", A, B)),
        ("[for x in a : b if c]", For("", "x", A, None, B, C)),
        ("{for k, v in a : k => v...}", For("k", "v", A, Name("k"), Name("v"), None, group=True)),
    ],
)  # fmt: skip
def test_expressions(text: str, expected: Expression) -> None:
    assert _parsed(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a ? b : c ? d : e", Conditional(A, B, Conditional(C, D, E))),
        ("a ? b : c ? d : e ? f : g", Conditional(A, B, Conditional(C, D, Conditional(E, F, G)))),
        ("(a ? b : c) ? d : e", Conditional(Conditional(A, B, C), D, E)),
        ("a ? b ? c : d : e", Conditional(A, Conditional(B, C, D), E)),
        ("a ? b : (c ? d : e)", Conditional(A, B, Conditional(C, D, E))),
        ("a ? b : (c ? d : e) ? f : g", Conditional(A, B, Conditional(Conditional(C, D, E), F, G))),
        ("a && b ? c : d", Conditional(Operation("&&", A, B), C, D)),
    ],
)
def test_conditionals_group_to_the_right(text: str, expected: Expression) -> None:
    assert _parsed(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<<EOT\nx ${a.b}\nEOT", Opaque((Attr(A, "b"),))),
        ('"%{ if a }b%{ endif }"', Opaque((A,))),
        ('"${~ a ~}"', Opaque((A,))),
    ],
)
def test_what_is_not_evaluated_keeps_what_is_in_it(text: str, expected: Expression) -> None:
    assert _parsed(text) == expected


@pytest.mark.parametrize("number", ["1e5", "2E10"])
def test_a_number_that_the_grammar_does_not_know_has_no_value(number: str) -> None:
    parsed = parse("main.tf", f'x {{\n  value = {number}\n  other = "a"\n}}\n'.encode())
    assert parsed.broken_line is None
    assert isinstance(parsed.blocks[0].expression("value"), Name)
    assert parsed.blocks[0].expression("other") == Literal("a")


@pytest.mark.parametrize(
    "text",
    ["(" * 4000 + "a" + ")" * 4000, "[" * 4000 + "]" * 4000, "a ? b : " * 4000 + "c", "a" + ".b" * 4000],
)
def test_nesting_without_end_is_cut(text: str) -> None:
    assert "Opaque" in repr(_parsed(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a.b["c"].d', [("a", "b", "c", "d")]),
        ("a[each.key].b", [("a",), ("each", "key")]),
        ("f(var.x, [local.y])", [("var", "x"), ("local", "y")]),
        ('"x-${var.name}"', [("var", "name")]),
        ("a ? b.c : d", [("a",), ("b", "c"), ("d",)]),
    ],
)
def test_references_of_an_expression(text: str, expected: list[tuple[str | int, ...]]) -> None:
    assert list(references(_parsed(text))) == expected
