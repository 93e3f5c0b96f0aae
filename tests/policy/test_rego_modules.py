import pytest

from lbpolicy.errors import PolicyError
from lbpolicy.policy.module import Module, parse


def module(body: str) -> Module:
    return parse(f"package lbpolicy.lib.x\n{body}", "x.rego")


def calls(body: str) -> list[str]:
    return [reference.text for reference in module(body).references if reference.call]


def test_the_package_and_its_line() -> None:
    found = parse("# a comment\n\npackage lbpolicy.rules.url_map.x\n", "x.rego")
    assert (found.package, found.package_line) == ("lbpolicy.rules.url_map.x", 3)


@pytest.mark.parametrize(
    ("body", "members"),
    [
        ("a := 1\nb if a\n", {"a": "rule", "b": "rule"}),
        ("a := 1 b := 2", {"a": "rule", "b": "rule"}),
        ("f(x) := y if { y := x }\nf(_) := 2", {"f": "function"}),
        ("default a := []\na := [1] if input.x\nc := 1", {"a": "rule", "c": "rule"}),
        ("default f(_) := 1", {"f": "function"}),
        ("a := 1 if { input.x } else := 2 if { input.y } else := 3\nb := 1", {"a": "rule", "b": "rule"}),
        ("a if not input.x\nb if some y in input.l\nc := 1", {"a": "rule", "b": "rule", "c": "rule"}),
        ("a if every x in input.l { x }\nb := 1", {"a": "rule", "b": "rule"}),
        ("a if 1 in input.l\nb = 1", {"a": "rule", "b": "rule"}),
        (
            "a :=\n\tinput.x +\n\t1\nb := true\nc := null\nd := 1",
            {"a": "rule", "b": "rule", "c": "rule", "d": "rule"},
        ),
        ("a := input.default\nb := input.not\nc := 1", {"a": "rule", "b": "rule", "c": "rule"}),
        ('a["b"] := 1\nc.d := 2', {"a": "rule", "c": "rule"}),
        ("a := {x: y | some x, y in input.o}\nb := {x | some x in input.l}", {"a": "rule", "b": "rule"}),
        ("a if {\n\tinput.x\n\tinput.y\n}\n\n# b := 1\n", {"a": "rule"}),
    ],
)
def test_definitions_are_found_wherever_lines_break(body: str, members: dict[str, str]) -> None:
    assert module(body).members == members


def test_imports_by_last_name_or_alias() -> None:
    found = module(
        "import rego.v1\nimport data.lbpolicy.lib.links as l\nimport data.lbpolicy.lib.tls\nx := 1"
    )
    assert {alias: target.text for alias, target in found.imports.items()} == {
        "l": "data.lbpolicy.lib.links",
        "tls": "data.lbpolicy.lib.tls",
    }
    assert found.members == {"x": "rule"}


@pytest.mark.parametrize(
    ("body", "called"),
    [
        ("a := count(\n\t[1],\n)", ["count"]),
        ("a := count\n\t([1])", ["count"]),
        ("a := count ([1])", ["count"]),
        ("a := concat(lower(x), [upper(y) | some y in f(z)])", ["concat", "lower", "upper", "f"]),
        ('a := {"k": f(1), g(2): h(3)}', ["f", "g", "h"]),
        ("a := l.resolved(x)", ["l.resolved"]),
        ("a := l . resolved (x)", ["l.resolved"]),
        ('a := data.lbpolicy.lib["links"].resolved(x)', ["data.lbpolicy.lib.links.resolved"]),
        ('a := l["resolved"](x)', ["l.resolved"]),
        ("a if not f(x)\nb if every x in g(y) { h(x) }\nc if some x in k(y)", ["f", "g", "h", "k"]),
        ("a if contains(x, y)", ["contains"]),
        ("a := x if { x := (1 + 2) * (3); not (x) in [1]; (x) }", []),
        ("a if input.x in (input.y)", []),
        ('a := `count(1)`\nb := "f(1)" # g(1)', []),
    ],
)
def test_calls_are_found_and_nothing_else(body: str, called: list[str]) -> None:
    assert sorted(calls(body)) == sorted(called)


def test_a_reference_knows_its_line() -> None:
    found = module("a := [\n\t1,\n\tlinks.resolved(x),\n]")
    assert [(r.text, r.line) for r in found.references if r.call] == [("links.resolved", 4)]


@pytest.mark.parametrize(
    ("text", "where", "complaint"),
    [
        ("", "x.rego:1", "the first statement must be the package"),
        ("import data.x\npackage y", "x.rego:1", "the first statement must be the package"),
        ("package", "x.rego:1", "expected a name after package"),
        ("package x\nimport", "x.rego:2", "expected a name after import"),
        ("package x\n\nimport future.keywords", "x.rego:3", "import of future.keywords"),
        ("package x\nimport data.a.b\nimport data.c.b", "x.rego:3", "b is imported twice"),
        ("package x\na if {\n\tb with input as {}\n}", "x.rego:3", "`with` is not allowed"),
        ("package x\na := y if y := f(1)\n\twith input.x as 1", "x.rego:3", "`with` is not allowed"),
        ("package x\n\na contains y if some y in input.l", "x.rego:3", "a is a partial set"),
        ("package x\n\na contains\n\ty if some y in input.l", "x.rego:3", "a is a partial set"),
        ("package x\na.b contains 1", "x.rego:2", "a.b is a partial set"),
        ("package x\na[y] if some y in input.l", "x.rego:2", "a is a partial set or object"),
        ("package x\na[y] := 1 if some y in input.l", "x.rego:2", "a is a partial set or object"),
        ("package x\na := input.l[0](1)", "x.rego:2", "a call of a computed function"),
        ("package x\na := f(1).g(2)", "x.rego:2", "a call of a computed function"),
        ("package x\na := 1\nnot b", "x.rego:3", "expected a rule, found not"),
        ("package x\na := 1\ndefault 1", "x.rego:3", "expected a name after default"),
    ],
)
def test_what_engines_do_badly_is_refused_with_its_line(text: str, where: str, complaint: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse(text, "x.rego")
    assert caught.value.message.startswith(f"{where}: ")
    assert complaint in caught.value.message


def test_words_of_the_grammar_are_allowed_as_attributes() -> None:
    found = module('a := input.with\nb := input["contains"]\nc := "a with b contains c"')
    assert found.members == {"a": "rule", "b": "rule", "c": "rule"}
