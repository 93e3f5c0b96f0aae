from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lbpolicy.formats.html.crossings import crossings, ordered
from lbpolicy.formats.html.fitting import cells, on_two_lines, packed, shortened
from lbpolicy.formats.html.layout import Box, Grid, arrange

GRID = Grid(width=100.0, across=40.0, down=10.0)


def forward(steps: list[tuple[str, str]], layers: list[list[str]]) -> dict[str, list[str]]:
    return {key: [b for a, b in steps if a == key] for layer in layers for key in layer}


def test_a_crossing_that_need_not_be_is_undone() -> None:
    layers = [["a", "b", "c"], ["x", "y", "z"]]
    steps = [("a", "z"), ("b", "y"), ("c", "x")]
    assert crossings(layers, forward(steps, layers)) == 3
    assert crossings(ordered(layers, steps), forward(steps, layers)) == 0


def test_the_given_order_stays_where_nothing_is_gained() -> None:
    layers = [["a"], ["x", "y", "z"]]
    assert ordered(layers, [("a", "z"), ("a", "x"), ("a", "y")]) == layers


def test_a_chain_is_a_straight_line() -> None:
    boxes = [Box("a", 0, 30), Box("b", 1, 50), Box("c", 2, 40)]
    layout = arrange(boxes, [("a", "b"), ("b", "c")], GRID)
    assert layout.ways["a", "b"] == ((100.0, 25.0), (140.0, 25.0))
    assert layout.places == {"a": (0.0, 10.0), "b": (140.0, 0.0), "c": (280.0, 5.0)}
    assert (layout.width, layout.height) == (380.0, 50.0)


def test_a_link_over_a_column_goes_around_its_boxes() -> None:
    boxes = [Box("a", 0, 30), *(Box(f"b{n}", 1, 30) for n in range(3)), Box("c", 2, 30)]
    links = [*(("a", f"b{n}") for n in range(3)), ("b0", "c"), ("a", "c")]
    way = arrange(boxes, links, GRID).ways["a", "c"]
    assert len(way) == 4
    places = arrange(boxes, links, GRID).places
    for box in boxes[1:4]:
        top = places[box.key][1]
        assert not top < way[1][1] < top + box.height


def test_links_that_lead_back_or_nowhere_are_left_out() -> None:
    boxes = [Box("a", 0, 30), Box("b", 1, 30)]
    assert set(arrange(boxes, [("b", "a"), ("a", "a"), ("a", "x"), ("a", "b")], GRID).ways) == {("a", "b")}


def test_short_columns_of_a_high_picture_are_at_its_top() -> None:
    boxes = [Box("a", 0, 30), *(Box(f"b{n:02}", 1, 30) for n in range(40))]
    layout = arrange(boxes, [("a", box.key) for box in boxes[1:]], GRID)
    assert layout.places["a"] == (0.0, 0.0)


def test_nothing_has_a_layout() -> None:
    layout = arrange([], [], GRID)
    assert (layout.width, layout.height) == (0.0, 0.0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(20, 90)), min_size=1, max_size=25),
    st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24)), max_size=60),
)
def test_no_two_boxes_overlap_and_the_result_is_the_same_again(
    shapes: list[tuple[int, int]], ends: list[tuple[int, int]]
) -> None:
    boxes = [Box(f"n{i}", layer, height) for i, (layer, height) in enumerate(shapes)]
    links = [(f"n{a}", f"n{b}") for a, b in ends]
    layout = arrange(boxes, links, GRID)
    assert arrange(boxes, list(reversed(links)), GRID) == layout
    for layer in range(4):
        column = sorted((layout.places[b.key][1], b.height) for b in boxes if b.layer == layer)
        for (top, height), (below, _) in pairwise(column):
            assert below >= top + height + GRID.down - 1e-6
    assert min(y for _, y in layout.places.values()) == pytest.approx(0)
    assert max(layout.places[b.key][1] + b.height for b in boxes) == pytest.approx(layout.height)


def test_names_are_shortened_in_the_middle() -> None:
    assert shortened("web", 10) == "web"
    assert shortened("web-frontend-backend-eu", 11) == "web-f\u2026nd-eu"
    assert cells(shortened("\u6f22" * 20, 11)) <= 11


def test_names_part_behind_a_hyphen() -> None:
    assert on_two_lines("media-checkout-neg-0", 16) == ["media-checkout-", "neg-0"]
    assert on_two_lines("x" * 25, 16) == ["x" * 16, "x" * 9]
    first, second = on_two_lines("y" * 60, 16)
    assert cells(first) == cells(second) == 16


def test_facts_share_lines_and_say_when_some_are_left_out() -> None:
    assert packed(["port 80", "tier PREMIUM", "IPv4"], 24, 2) == ["port 80 \u00b7 tier PREMIUM", "IPv4"]
    assert packed(["a" * 9, "b" * 9, "c" * 9], 10, 2)[1].endswith("\u2026")


def test_words_part_at_a_space_if_there_is_one() -> None:
    hosts = "hosts portal.example.com, reports.example.com"
    assert on_two_lines(hosts, 25) == ["hosts portal.example.com,", "reports.example.com"]
