"""Addresses and references as texts."""

import pytest

from lbpolicy.sources.terraform.documents.addresses import (
    leaves,
    module_names,
    module_steps,
    parent_module,
    steps,
    unescape,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b.id", ("a", "b", "id")),
        ("a.b[0].id", ("a", "b", 0, "id")),
        ('a.b["x.y[0]"].id', ("a", "b", "x.y[0]", "id")),
        (r'a.b["q\"\\"].id', ("a", "b", 'q"\\', "id")),
        ("a.b.0.id", ("a", "b", 0, "id")),
        ("a.b.0", ("a", "b", 0)),
        ("each.value", ("each", "value")),
        ('module.m["k"]', ("module", "m", "k")),
        ("data.t.n[1]", ("data", "t", "n", 1)),
        ("a.default-hc[0]", ("a", "default-hc", 0)),
        ("", ()),
        ("a..b", ()),
        ("a.b[", ()),
        ('a.b["x', ()),
        ("a b", ()),
        ("a." * 5000 + "b", ()),
    ],
)
def test_steps_of_a_reference(text: str, expected: tuple[str | int, ...]) -> None:
    assert steps(text) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", ()),
        ("module.a", (("a", None),)),
        ("module.a[2].module.b", (("a", 2), ("b", None))),
        ('module.a["module.x"].module.module', (("a", "module.x"), ("module", None))),
        ('module.a["module"]', (("a", "module"),)),
        (r'module.a["k\"2"]', (("a", 'k"2'),)),
        ("a.b", ()),
        ("module.", ()),
    ],
)
def test_calls_of_a_module_address(address: str, expected: tuple[tuple[str, int | str | None], ...]) -> None:
    assert module_steps(address) == expected
    assert module_names(address) == tuple(name for name, _ in expected)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ('module.a["x"].module.b[0]', ('module.a["x"]', "b", 0)),
        ('module.a["x.module.y"]', ("", "a", "x.module.y")),
        ("", ("", "", None)),
        ("nonsense", ("", "", None)),
    ],
)
def test_the_parent_of_a_module(address: str, expected: tuple[str, str, int | str | None]) -> None:
    assert parent_module(address) == expected


@pytest.mark.parametrize(
    ("references", "expected"),
    [
        (["a.b.id", "a.b"], [("a", "b", "id")]),
        (["a.b[0].id", "a.b[0]", "a.b"], [("a", "b", 0, "id")]),
        (["a.b[0].id", "a.b[0]", "a.b", "a.b"], [("a", "b", 0, "id"), ("a", "b")]),
        (["a.b", "each.key"], [("a", "b"), ("each", "key")]),
        (["each.value", "each.value"], [("each", "value"), ("each", "value")]),
        (['var.x["k"].id', 'var.x["k"]', "var.x", "local.y"], [("var", "x", "k", "id"), ("local", "y")]),
        (["a.b", "a.b.id"], [("a", "b"), ("a", "b", "id")]),
    ],
)
def test_the_most_specific_of_each_reference_is_kept(
    references: list[str], expected: list[tuple[str | int, ...]]
) -> None:
    assert list(leaves(references)) == expected


def test_what_is_no_reference_is_not_lost() -> None:
    assert leaves([None, 3, "a b"]) == (("?",), ("?",), ("?",))  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"a\nb\t\"\\", 'a\nb\t"\\'),
        ("$${x} %%{y}", "${x} %{y}"),
        ("$$5", "$$5"),
        (r"\u00e4\U0001F600", "ä😀"),
        (r"\ud800", "\N{REPLACEMENT CHARACTER}"),
        (r"\UFFFFFFFF", "\N{REPLACEMENT CHARACTER}"),
        ("plain", "plain"),
    ],
)
def test_escapes(text: str, expected: str) -> None:
    assert unescape(text) == expected
