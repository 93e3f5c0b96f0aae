import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from lbpolicy.errors import PolicyError, UsageError
from lbpolicy.policy.documents import Document
from lbpolicy.policy.module import parse
from lbpolicy.policy.tokens import tokenize

WORDS = ("package", "import", "data", "x", "if", "with", "contains", "default", "else", "some", "in", "not")
SIGNS = (".", ":=", "(", ")", "[", "]", "{", "}", ",", "|", '"s"', "`r\n`", "# c\n", "\n", " ", "1", '"', "`")
PIECES = ("a", "b: ", "- ", "\n", "  ", "{", "}", "[", "]", "&x ", "*x", "!!set ", "'", '"', "? ", "1", ": ")
REGO = st.lists(st.sampled_from((*WORDS, *SIGNS)), max_size=40).map("".join)
YAML = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), REGO))
def test_any_text_is_a_module_or_a_policy_error(text: str) -> None:
    with contextlib.suppress(PolicyError):
        parse(text, "x.rego")


@settings(max_examples=300, deadline=None)
@given(REGO)
def test_tokens_are_the_text_without_blanks_and_comments(text: str) -> None:
    try:
        tokens = tokenize(text, "x.rego")
    except PolicyError:
        return
    lines = text.split("\n")
    position = 0
    for token in tokens:
        position = text.index(token.text, position) + len(token.text)
        assert token.text.split("\n")[0] in lines[token.line - 1]


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), YAML))
def test_any_text_is_yaml_or_a_usage_error(text: str) -> None:
    with contextlib.suppress(UsageError):
        Document("x.yaml", text).value()
