from itertools import combinations
from math import dist

import pytest

from lbpolicy.formats.html.marks import Marks

LONG = ((0.0, 0.0), (200.0, 80.0))


def test_a_mark_alone_stands_in_the_middle_of_the_last_curve() -> None:
    assert Marks().on(LONG) == pytest.approx((100.0, 40.0))
    bent = ((0.0, 0.0), (50.0, 500.0), (90.0, 500.0), (190.0, 520.0))
    assert Marks().on(bent) == pytest.approx((140.0, 510.0))


def test_marks_of_links_that_cross_stand_apart() -> None:
    marks = Marks()
    crossing = [LONG, ((0.0, 80.0), (200.0, 0.0)), ((0.0, 40.0), (200.0, 40.0))]
    spots = [marks.on(way) for way in crossing]
    assert all(dist(one, other) >= 26 for one, other in combinations(spots, 2))
    assert all(0 < x < 200 and 0 <= y <= 80 for x, y in spots)


def test_without_room_marks_still_have_a_place() -> None:
    marks = Marks()
    spots = [marks.on(((0.0, 0.0), (40.0, 0.0))) for _ in range(20)]
    assert spots[0] == spots[-1] == pytest.approx((20.0, 0.0))
