import pytest

from lbpolicy.errors import PolicyError
from lbpolicy.policy.tokens import tokenize


def words(text: str) -> list[str]:
    return [token.text for token in tokenize(text, "x.rego")]


def test_operators_names_and_numbers_are_told_apart() -> None:
    assert words("x:=y.z1 >= 1.5e-3") == ["x", ":=", "y", ".", "z1", ">=", "1.5e-3"]


def test_comments_are_no_tokens() -> None:
    assert words("a # b := http.send({})\n#c\nd") == ["a", "d"]


@pytest.mark.parametrize(
    "text",
    [
        r'"count(1) # \" with"',
        '`raw " ( [ {\n with input as x`',
        r'"ends in a backslash \\"',
        '"é {"',
    ],
)
def test_a_string_is_one_token_whatever_it_holds(text: str) -> None:
    tokens = tokenize(f"x := {text}\ny", "x.rego")
    assert [token.kind for token in tokens] == ["name", "symbol", "string", "name"]
    assert tokens[2].text == text


def test_lines_are_counted_through_comments_and_raw_strings() -> None:
    tokens = tokenize("# one\n\nx := `a\nb\nc`\ny := 1\r\nz", "x.rego")
    assert {token.text: token.line for token in tokens if token.kind == "name"} == {"x": 3, "y": 6, "z": 7}


def test_depth_counts_the_brackets_around() -> None:
    tokens = tokenize("f(x) := [{y}]", "x.rego")
    assert {token.text: token.depth for token in tokens if token.kind == "name"} == {"f": 0, "x": 1, "y": 2}
    assert [token.depth for token in tokens if token.text in "[]"] == [0, 0]


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ('x := 1\ny := "open', 2, "a string is never closed"),
        ('x := "open\n"', 1, "a string is never closed"),
        ("x\ny := `open\n\n", 2, "a string is never closed"),
        ("x := [\n1)", 2, ") closes nothing"),
        ("x := 1]", 1, "] closes nothing"),
        ("x := {\n\n(1\n", 3, "( is never closed"),
        ("x := 1\ny @ 2", 2, "unexpected character '@'"),
        ("x := 1\u00a0+ 1", 1, "unexpected character '\\xa0'"),
        ("x := 1\ny := $`{x}`", 2, "template strings"),
    ],
)
def test_what_is_no_rego_is_refused_with_its_line(text: str, line: int, complaint: str) -> None:
    with pytest.raises(PolicyError) as caught:
        tokenize(text, "x.rego")
    assert caught.value.message.startswith(f"x.rego:{line}: ")
    assert complaint in caught.value.message


def test_a_megabyte_of_hostile_text_is_read_at_once() -> None:
    assert words("#" * 500_000 + "\n" + " \t" * 250_000 + "x") == ["x"]
    assert len(words('"' + "\\\\" * 250_000 + '"')) == 1
