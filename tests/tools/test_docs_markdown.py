"""Text stays text: rendered, it reads as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import read

from lbpolicy.formats.escape import visible
from tools import docs_markdown as md

HOSTILE = (
    "a | b",
    "\\| c \\",
    "`code` and ``more``",
    "</details><script>alert(1)</script>",
    "<script src=x",
    "<!-- gone",
    "<?php",
    "[a](javascript:alert) ![b](c) [ref]: x",
    "*bold* _thin_ **very** __proto__ snake_case_name",
    "~~gone~~ $x$ &amp; &#65; &copy",
    "# heading #",
    "- item",
    "+ item",
    "=====",
    "1. one",
    "2) two",
    "> quote",
    "\u202eturned\x1b[31m",
    "two\nlines",
    "https://example.com/a_b_c",
)
SIGNS = st.text(alphabet="\\`*_{}[]()#+-.!|<>&~$=:;\"'/ a1\n\té", max_size=40)


def said(value: str) -> str:
    """What a reader is to see."""
    return visible(" ".join(value.split()))


def inline_only(value: str) -> None:
    found = read(f"Say {value} now\n")
    assert found.html == []
    assert found.links == []
    assert found.kinds == set()


@pytest.mark.parametrize("value", HOSTILE)
def test_text_is_text_in_every_place(value: str) -> None:
    written = md.text(value)
    inline_only(written)
    for page in (f"{written}\n", f"# {written}\n", f"- {written}\n"):
        assert read(page).texts == [said(value)], page
    cells = read(md.table(("one", "two"), [(written, written)])).texts
    assert cells == ["one", "two", said(value), said(value)]


@given(SIGNS)
def test_any_text_is_text(value: str) -> None:
    written = md.text(value)
    inline_only(written)
    expected = [said(value)] if said(value) else []
    assert read(f"{written}\n").texts == expected
    assert read(md.bullets([f"{written} end"])).texts == [f"{said(value)} end".strip()]
    assert read(md.table(("one",), [(f"x{written}",)])).texts == ["one", f"x{said(value)}"]


@given(SIGNS.filter(str.strip))
def test_code_shows_what_it_holds(value: str) -> None:
    for page in (md.code(value), md.table(("",), [(md.code(value),)])):
        found = read(f"{page}\n")
        assert found.texts[-1] == said(value)
        assert set(found.html) <= {"<code>", "</code>", "<span>", "</span>"}
        assert found.links == []


@given(st.text(alphabet="`~ ab\n", max_size=60))
def test_nothing_ends_a_block_of_code_early(value: str) -> None:
    found = read(md.fence(value, "sh") + "\n\nafter\n")
    assert found.texts == ["after"]
    assert found.blocks == ["".join(f"{line.rstrip()}\n" for line in value.strip("\n").splitlines())]


def test_addresses_are_links_to_themselves_and_nothing_else() -> None:
    assert read(md.url("https://example.com/a?b=c#d")).links == ["https://example.com/a?b=c#d"]
    found = read(md.url("https://example.com/> <script> [a](javascript:b)`|"))
    assert found.html == []
    assert len(found.links) == 1
    assert found.links[0].startswith("https://example.com/%3E%20%3Cscript%3E")


def test_paragraphs_are_lines_that_say_something() -> None:
    assert list(md.paragraphs("One.\n\n- two\n")) == ["One.", "\\- two"]
