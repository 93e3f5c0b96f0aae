import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports import finding, report

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.formats.escape import inert, visible
from lbpolicy.model import (
    Absent,
    AssetRef,
    Baseline,
    Level,
    LoadBalancer,
    Node,
    Notification,
    Origin,
    RuleCounts,
    SourceSummary,
    Status,
    Waiver,
)


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


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("##vso[task.setvariable variable=x]y", "#\\x23vso[task.setvariable variable=x]y"),
        ("   | name ##[error]x", "   | name #\\x23[error]x"),
        ("a ###[group]b", "a ##\\x23[group]b"),
        ("##teamcity[buildStatus text='x']", "#\\x23teamcity[buildStatus text='x']"),
        ("::error file=x::text", "\\x3a:error file=x::text"),
        ("           ::stop-commands::x", "           \\x3a:stop-commands::x"),
    ],
)
def test_no_line_is_a_command_to_a_ci_service(line: str, shown: str) -> None:
    assert inert(line) == shown


@pytest.mark.parametrize("line", ["## Heading [1]", "a::b", "   | ::error::x", "#[x]", "", "a ## b", "##"])
def test_other_lines_stay_as_they_are(line: str) -> None:
    assert inert(line) == line


HOSTILE = (
    "##vso[task.complete result=Succeeded;]",
    "##[set-env name=X]y",
    "::error file=x::y",
    "::add-mask::a",
)


@pytest.mark.parametrize("options", [{}, {"verbose": True}, {"quiet": True}, {"width": 40}])
@pytest.mark.parametrize("text", [f"{start}{command}" for command in HOSTILE for start in ("", "word " * 30)])
def test_no_name_of_the_input_starts_a_workflow_command(text: str, options: dict[str, object]) -> None:
    """Azure Pipelines and GitHub obey `##vso[` and `##[` anywhere in a line, GitHub `::` at its beginning."""
    asset = AssetRef(text, text, text, text)
    origin = Origin(text, 1, 1, text, text)
    one = finding(asset=asset, origin=origin, message=text, path=text, evidence={text: text}, related=(text,))
    waived = replace(one, waiver=Waiver("LB901", text, text, text, "2027-01-31", origin, text))
    absent = (Absent(replace(one, baseline="absent"), "fixed"), Absent(one, "not-judged"))
    source = SourceSummary(text, "NDJSON", 1, 1)
    note = Notification(Level.ERROR, "code", text, text, origin, text, text)
    passing = finding(asset=asset, status=Status.PASS)
    review = finding(asset=asset, status=Status.REVIEW, message=text)
    full = report(
        [one, waived, review, passing] + [replace(one, finding_id=str(n)) for n in range(120)],
        [note],
        sources=(source,),
        rules={"LB901": RuleCounts(review=1, reasons={text: 1})},
    )
    balancers = (LoadBalancer(text, text, ()), LoadBalancer(asset.name, text, (Node(asset, "backend"),)))
    full = replace(full, load_balancers=balancers, baseline=Baseline(text, text, absent))
    shown = b"".join(FORMATS["text"].render(full, RenderOptions(**options))).decode()  # type: ignore[arg-type]
    for line in shown.splitlines():
        assert not line.lstrip().startswith("::")
        assert "##vso[" not in line
        assert "##[" not in line
    assert text[-5:] in shown
