"""A line of the sources is shown with a finding unless it holds what the plan marks as sensitive."""

from typing import Any

import pytest
from conversion_plans import change, document

from lbpolicy.sources.terraform.documents.plan import read
from lbpolicy.sources.terraform.resolve.snippets import snippet
from lbpolicy.sources.terraform.syntax.places import Position

VALUES = {
    "name": "web",
    "protocol": "HTTPS",
    "certificate": "-----BEGIN-----\n  hush-hush\n-----END-----",
    "custom_request_headers": ["X-Key: hush", "X-Other: 1"],
    "labels": {"a": "hush", "b": "x"},
    "log_config": [{"enable": True, "comment": "hush"}],
}


def shown(text: str, path: tuple[Any, ...] = ("protocol",), **marks: Any) -> str:
    (planned,) = read(document(change("google_compute_backend_service", VALUES, sensitive=marks))).resources
    return snippet(planned, path, Position("main.tf", 3, 3, text, "attribute"))


@pytest.mark.parametrize(
    ("path", "marks"),
    [
        (("protocol",), {"protocol": True}),
        (("custom_request_headers",), {"custom_request_headers": True}),
        (("custom_request_headers",), {"custom_request_headers": [True, False]}),
        (("custom_request_headers", 0), {"custom_request_headers": [True]}),
        (("labels", "a"), {"labels": {"a": True}}),
        (("log_config", 0, "comment"), {"log_config": [{"comment": True}]}),
        (("log_config",), {"log_config": True}),
    ],
)
def test_the_line_of_a_marked_attribute_is_not_shown(path: tuple[Any, ...], marks: dict[str, Any]) -> None:
    line = "  attribute = what.ever"
    assert shown(line, path, **marks) == ""
    assert shown(line, ("name",), **marks) == line
    assert shown(line, path) == line


@pytest.mark.parametrize(
    "line",
    [
        '  {"protocol": "HTTPS", "description": "hush-hush"}',
        '  module = merge({ key = "X-Key: hush" })',
    ],
)
def test_a_line_that_holds_a_marked_value_of_the_resource_is_not_shown(line: str) -> None:
    assert shown(line) == line
    assert shown(line, certificate=True, custom_request_headers=[True]) == ""


def test_the_first_line_of_a_block_holds_nothing() -> None:
    header = '  resource "google_compute_backend_service" "web" {'
    assert shown(header, (), certificate=True) == header
    assert shown("  log_config {", ("log_config",), log_config=[{"comment": True}]) == "  log_config {"
    assert shown("  log_config { comment = x }", ("log_config",), log_config=[{"comment": True}]) == ""


def test_what_was_marked_before_the_plan_is_not_shown() -> None:
    entry = change("google_compute_backend_service", VALUES, before=VALUES)
    entry["change"]["before_sensitive"] = {"protocol": True}
    (planned,) = read(document(entry)).resources
    assert snippet(planned, ("protocol",), Position("main.tf", 3, 3, "protocol = x", "attribute")) == ""


@pytest.mark.parametrize("marks", [{"name": 5}, {"protocol": "true"}, {"labels": [True]}, {"x": {"y": None}}])
def test_marks_of_an_unexpected_shape(marks: dict[str, Any]) -> None:
    assert shown("  name = 1", ("name",), **marks) == "  name = 1"


def test_words_and_length_hide_a_line_too() -> None:
    assert shown('  x = "my_password"') == ""
    assert shown("x" * 501) == ""
