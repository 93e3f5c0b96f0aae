"""Text in a comment stays text, and refers to nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendered import references, rendered

from lbpolicy.formats.escape import visible
from lbpolicy.formats.markdown import text as md

HOSTILE = (
    "@torvalds and @acme/admins, mail someone@example.com",
    "#123 fixes acme/web#7, GH-9, acme/web@deadbeef",
    '!12 %"next release" %4 ~"group::one" ~bug ^alert#3 &5 $42',
    "https://evil.example/login www.evil.example ftp://x.example",
    ":warning: :+1: a:b:c",
    "$x$ costs $`5`$ or $$y$$",
    "</details></summary><details open><summary>",
    "<script>alert(1)</script> <!-- gone --> &amp; &#64;user &commat;user",
    "| a | b |\n| --- | --- |",
    "[a](javascript:alert(1)) ![b](https://x.example) [^1] [ref]: y",
    "**bold** ~~gone~~ `code` ``more`` \\@user \\#1",
    "> [!WARNING]",
    "- [x] done",
    "1. one",
    "===",
    "\u202eturned\u2066 \u200bzero\x1b[31m",
    "@" * 30 + "a",
)
SIGNS = st.text(alphabet="@#!~%^&$:/.-_\\`*|<>[]()\"' wWgGhH19\n\u202e", max_size=40)


def said(value: str) -> str:
    return visible(" ".join(value.split()))


@pytest.mark.parametrize("value", HOSTILE)
def test_inert_text_is_what_it_was_and_refers_to_nobody(value: str) -> None:
    for markdown in (md.inert(value), f"- {md.inert(value)}", f"### {md.inert(value)}"):
        page = rendered(markdown)
        assert page.text == said(value)
        assert references(page) == []
        assert page.links == {}
        assert set(page.tags) <= {"p", "ul", "li", "h3", "span"}


@given(SIGNS)
def test_any_text_is_inert(value: str) -> None:
    page = rendered(f"So: {md.inert(value)}")
    assert page.text == f"So: {said(value)}".strip()
    assert references(page) == []
    assert set(page.tags) <= {"p", "span"}


@given(SIGNS)
def test_any_text_is_inert_in_a_table(value: str) -> None:
    page = rendered(md.table(("one", "two"), [(md.inert(value), md.code(value))]))
    assert page.rows[1:] == [[said(value), said(value)]]
    assert references(page) == []


@given(SIGNS)
def test_any_text_is_inert_where_html_is_read(value: str) -> None:
    page = rendered(md.folded(md.html(f"x{value}"), ("inside",)))
    assert page.summaries == [said(f"x{value}")]
    assert references(page) == []
    assert set(page.tags) <= {"details", "summary", "span", "p"}


@pytest.mark.parametrize("value", HOSTILE)
def test_code_refers_to_nobody(value: str) -> None:
    page = rendered(md.code(value))
    assert page.text == said(value)
    assert page.nodes in ([], ["\n"])
    assert "".join(page.code) == said(value)


def test_nothing_is_no_code() -> None:
    assert md.code(" \n") == ""


def test_long_text_is_cut_before_it_is_escaped() -> None:
    assert md.inert("##########", 4) == "\\#\\#\\#\\#... (6 more characters)"
    assert rendered(md.code("x" * 9, 4)).code == ["xxxx... (5 more characters)"]
    assert rendered(md.html("<" * 9, 4)).text == "<<<<... (5 more characters)"


def test_the_reader_of_these_tests_sees_references() -> None:
    """An escape alone does not keep a site from finding them."""
    for value in ("@someone", "#123", "GH-9", "https://x.example", "a@b.example", ":warning:", "!4", "$x$"):
        assert references(rendered(md.text(value))), value
