"""How wide text is, where its lines break, and what a narrow or foreign terminal shows."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports import finding, report, sample_report

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.formats.width import break_lines, columns
from lbpolicy.model import Origin, Report


def shown(what: Report, **options: object) -> str:
    return b"".join(FORMATS["text"].render(what, RenderOptions(**options))).decode()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("plain", 5),
        ("ünï", 3),
        ("日本", 4),
        ("\uff46\uff4c", 4),
        ("e\u0301", 1),
        ("한글", 4),
        ("🙂", 2),
        ("ｶﾅ", 2),
    ],
)
def test_columns(text: str, width: int) -> None:
    assert columns(text) == width


@given(st.text(alphabet="ab 日\u0301"), st.integers(1, 20))
def test_no_line_is_too_wide_that_could_break_and_nothing_is_lost(text: str, room: int) -> None:
    lines = break_lines(text, room)
    assert " ".join(lines) == text
    assert all(columns(line) <= room or " " not in line for line in lines)


@given(st.text(alphabet="ab ", max_size=40), st.integers(1, 20))
def test_no_line_breaks_too_early(text: str, room: int) -> None:
    lines = break_lines(text, room)
    for line, following in pairwise(lines):
        assert len(line) + 1 + len(following.split(" ")[0]) > room


def test_wide_characters_are_wrapped_by_their_columns() -> None:
    message = " ".join(["名前名前"] * 20)
    text = shown(report([finding(message=message)]), width=60)
    lines = [line for line in text.splitlines() if "名" in line]
    assert max(columns(line) for line in lines) <= 60
    assert min(columns(line) for line in lines[:-1]) > 50


def test_the_mark_stands_under_what_is_meant_behind_wide_characters() -> None:
    origin = Origin("main.tf", 1, 10, "a.b", '  x="日本" wrong = 1')
    [line, mark] = [
        one for one in shown(report([finding(origin=origin)])).splitlines() if "wrong" in one or "^" in one
    ]
    assert columns(mark[: mark.index("^")]) == columns(line[: line.index("wrong")])


@pytest.mark.parametrize("width", [40, 60, 100, 140])
def test_sentences_keep_to_the_width_and_names_stay_whole(width: int) -> None:
    long = "It says that " + "the proxy leads to something else and " * 8 + "that is it."
    text = shown(report([finding(message=long)]), width=width)
    inside = [line for line in text.splitlines() if "something" in line or "leads" in line]
    assert max(len(line) for line in inside) <= width
    assert "//compute.googleapis.com/projects/acme-prod/global/backendServices/web\n" in text


def test_a_narrow_terminal_loses_nothing() -> None:
    narrow, wide = (
        " ".join(shown(sample_report(), width=width).replace("|", " ").split()) for width in (40, 140)
    )
    assert narrow == wide
