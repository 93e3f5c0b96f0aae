import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lbpolicy.formats.escape import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, ünïcode 日本", "plain text, ünïcode 日本"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\r\nb\tc\x00", "a\\x0d\\x0ab\\x09c\\x00"),
        ("\x85\x9b\xa0", "\\x85\\x9b\\xa0"),
        ("\u202e\u2066\u200b\u2028", "\\u202e\\u2066\\u200b\\u2028"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_does_not_print_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(alphabet=st.characters()))
def test_nothing_that_acts_gets_through(text: str) -> None:
    categories = {unicodedata.category(char) for char in visible(text)}
    assert not categories & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    visible(text).encode()


def test_long_text_is_cut_and_says_so() -> None:
    assert visible("abcdef", 4) == "abcd... (2 more characters)"
    assert visible("abcd", 4) == "abcd"
    assert visible("\x1b" * 3, 2) == "\\x1b\\x1b... (1 more characters)"
