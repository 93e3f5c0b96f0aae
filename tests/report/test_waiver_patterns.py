"""The resource of a waiver: exact, or a glob that must match as a whole."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lbpolicy.model.waivers import is_name, segments
from lbpolicy.report.waiver_patterns import Pattern

COMPUTE = "//compute.googleapis.com/projects"
WEB = f"{COMPUTE}/shop-prod/global/backendServices/web"
ADDRESS = 'module.lb["eu.west"].google_compute_backend_service.web["a.b/c"]'


@pytest.mark.parametrize(
    ("pattern", "resource"),
    [
        (WEB, WEB),
        (f"{COMPUTE}/shop-prod/global/backendServices/*", WEB),
        (f"{COMPUTE}/shop-*/global/backendServices/w*b", WEB),
        (f"{COMPUTE}/*/global/backendServices/web", WEB),
        (f"{COMPUTE}/shop-prod/**", WEB),
        (f"{COMPUTE}/shop-prod/**/web", WEB),
        (f"{COMPUTE}/shop-prod/global/**/backendServices/web", WEB),
        ("//compute.googleapis.com/**/backendServices/**/web", WEB),
        ("//**/web", WEB),
        (ADDRESS, ADDRESS),
        ('module.*.google_compute_backend_service.web["*"]', ADDRESS),
        ("module.lb*.**", ADDRESS),
        ("**.google_compute_backend_service.*", ADDRESS),
        ("**.google_compute_backend_service.web", "google_compute_backend_service.web"),
        ("google_compute_backend_service.web[*]", "google_compute_backend_service.web[12]"),
    ],
)
def test_it_is_meant(pattern: str, resource: str) -> None:
    assert Pattern(pattern).matches(resource)


@pytest.mark.parametrize(
    ("pattern", "resource"),
    [
        (WEB, f"{WEB}2"),
        (WEB, f"{WEB}/x"),
        (WEB[:-1], WEB),
        (f"{COMPUTE}/*/backendServices/web", WEB),
        (f"{COMPUTE}/shop-prod/*", WEB),
        (f"{COMPUTE}/shop-prod/global/backendServices/W*", WEB),
        (f"{COMPUTE}/shop-prod/global/backendServices/web*web", WEB),
        (f"{COMPUTE}/shop-prod/**/web/**/web", WEB),
        ("//**/backendServices", WEB),
        ("**", WEB),
        ("google_compute_backend_service.*", "module.a.google_compute_backend_service.web"),
        ("google_compute_backend_service.web", "google_compute_backend_service.web[0]"),
        ("module.*.web", "module.a.google_compute_backend_service.web"),
        ('module.lb["eu.*.google_compute_backend_service.web["a.b/c"]', ADDRESS),
        ("*", WEB),
    ],
)
def test_it_is_not_meant(pattern: str, resource: str) -> None:
    assert not Pattern(pattern).matches(resource)


def test_segments_of_addresses_end_at_dots_outside_of_quotes() -> None:
    assert segments(ADDRESS) == (
        "module",
        'lb["eu.west"]',
        "google_compute_backend_service",
        'web["a.b/c"]',
    )
    assert segments(r'a.b["x\".y"].c') == ("a", r'b["x\".y"]', "c")


TEXTS = st.text(alphabet='ab./"\\[*', max_size=12)
NAMES = st.lists(st.text(alphabet="ab", max_size=3), min_size=1, max_size=6).map(lambda p: "//" + "/".join(p))
PATTERNS = st.lists(
    st.text(alphabet="ab*", max_size=4).map(lambda t: t.replace("**", "*")), min_size=1, max_size=6
)


@given(TEXTS)
def test_no_text_loses_anything_when_it_is_split(text: str) -> None:
    assert ("/" if is_name(text) else ".").join(segments(text)) == text


@given(TEXTS)
def test_a_text_without_stars_is_itself_alone(text: str) -> None:
    text = text.replace("*", "")
    assert Pattern(text).matches(text)
    assert not Pattern(text).matches(text + "a")


@given(PATTERNS, st.integers(0, 6), NAMES)
def test_it_is_what_a_regular_expression_would_say(parts: list[str], at: int, name: str) -> None:
    """The same language, told in a way that is slow for hostile patterns and plain to see."""
    parts.insert(at, "**")
    body = "".join(
        "(?:[^/]*/)*" if part == "**" else f"{re.escape(part).replace(re.escape('*'), '[^/]*')}/"
        for part in parts
    )
    expected = re.fullmatch(f"//{body}", f"{name}/") is not None
    assert Pattern("//" + "/".join(parts)).matches(name) is expected


def test_hostile_patterns_take_no_time() -> None:
    """What makes a regular expression go back for ages: many stars, and a text that almost fits."""
    hostile = (
        ("//" + "*a" * 510 + "b", "//" + "a" * 1500),
        ("//" + "a*" * 510 + "b", "//" + "a" * 1500),
        ("//" + "**/a/" * 200 + "b", "//" + "a/" * 700),
        ("//" + "**/*a*/" * 140 + "b", "//" + "a/" * 700),
        ("**." * 340 + "b", "a." * 700),
    )
    start = time.process_time()
    assert not any(Pattern(pattern).matches(text) for pattern, text in hostile)
    assert time.process_time() - start < 1
