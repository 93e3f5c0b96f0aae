"""Blocks whose order in a plan is not that in which they are written."""

from pathlib import Path
from typing import Any

import pytest
from planned_documents import change, document, find, module, resource, sources

from lbpolicy.sources.terraform.documents.plan import read
from lbpolicy.sources.terraform.resolve.resolver import Resolver

SERVICE = "google_compute_backend_service.s"
GROUP = "google_compute_instance_group.g{}"


def _block(group: int, **constants: Any) -> dict[str, Any]:
    return {"group": [f"{GROUP.format(group)}.id", GROUP.format(group)], **constants}


def _resolved(
    elements: list[dict[str, Any]],
    blocks: list[dict[str, Any]],
    kind: str = "backend",
    unknown: dict[str, Any] | None = None,
) -> list[str | None]:
    unknown = unknown or {kind: [{"group": True} for _ in elements]}
    changes = [
        change(SERVICE, after={kind: elements}, unknown=unknown),
        *(change(GROUP.format(n)) for n in range(3)),
    ]
    plan = read(document(changes, module(resource(SERVICE, {kind: blocks}))))
    resolver = Resolver(plan)
    return [resolver.resolve(find(plan, SERVICE), (kind, at, "group")).address for at in range(len(elements))]


def _groups(*numbers: int) -> list[str]:
    return [GROUP.format(number) for number in numbers]


def test_elements_are_told_apart_by_what_is_known() -> None:
    blocks = [_block(0, balancing_mode="RATE"), _block(1, balancing_mode="UTILIZATION")]
    elements = [{"balancing_mode": "UTILIZATION"}, {"balancing_mode": "RATE"}]
    assert _resolved(elements, blocks) == _groups(1, 0)


@pytest.mark.parametrize(
    ("written", "planned"),
    [(80, "80"), ("0.5", 0.5), (1, 1.0), (True, "true"), (["b", "a"], ["a", "b"]), ("", None)],
)
def test_a_provider_spells_values_in_its_own_way(written: object, planned: object) -> None:
    blocks = [
        _block(0, x=written if not isinstance(written, list) else {"constant_value": written}),
        _block(1, x="other"),
    ]
    assert _resolved([{"x": "other"}, {"x": planned}], blocks) == _groups(1, 0)


def test_elements_that_are_alike_can_change_places() -> None:
    found = _resolved(
        [{"mode": "RATE"}, {"mode": "RATE"}, {"mode": "X"}], [_block(0, mode="X"), _block(1), _block(2)]
    )
    assert found == _groups(1, 2, 0)


def test_what_is_left_decides() -> None:
    blocks = [_block(0), _block(1, mode="RATE")]
    assert _resolved([{"mode": "RATE"}, {"mode": "X"}], blocks) == _groups(1, 0)


def test_what_is_constant_is_known() -> None:
    blocks = [_block(0), _block(1, rate=100)]
    unknown = {"backend": [{"group": True}, {"group": True, "rate": True}]}
    assert _resolved([{"rate": 100}, {}], blocks, unknown=unknown) == _groups(1, 0)


def test_what_is_constant_is_known_in_the_sources(tmp_path: Path) -> None:
    text = """
resource "google_compute_instance_group" "g0" {}
resource "google_compute_instance_group" "g1" {}
resource "google_compute_backend_service" "s" {
  backend {
    group = google_compute_instance_group.g0.id
    rate  = null
  }
  backend {
    group = google_compute_instance_group.g1.id
    rate  = 100
  }
}
"""
    unknown = {"backend": [{"group": True}, {"group": True, "rate": True}]}
    changes = [
        change(SERVICE, after={"backend": [{"rate": 100}, {}]}, unknown=unknown),
        *(change(GROUP.format(n)) for n in range(2)),
    ]
    plan = read(document(changes))
    resolver = Resolver(plan, sources(tmp_path, {"main.tf": text}))
    found = [resolver.resolve(find(plan, SERVICE), ("backend", at, "group")).address for at in range(2)]
    assert found == _groups(1, 0)


def test_what_cannot_be_told_apart_is_not() -> None:
    blocks = [_block(0, mode=["var.a"]), _block(1, mode=["var.b"])]
    assert _resolved([{"mode": "RATE"}, {"mode": "X"}], blocks) == [None, None]


def test_lists_keep_their_order() -> None:
    blocks = [_block(0, mode=["var.a"]), _block(1, mode=["var.b"])]
    assert _resolved([{"mode": "RATE"}, {"mode": "X"}], blocks, "path_matcher") == _groups(0, 1)


def test_static_blocks_alone_do_not_stand_for_dynamic_ones() -> None:
    assert _resolved([{"mode": "RATE"}, {"mode": "X"}], [_block(0)]) == [None, None]


TEXT = """
variable "groups" { type = any }
resource "google_compute_instance_group" "g0" {}
resource "google_compute_instance_group" "g1" {}
resource "google_compute_instance_group" "g2" {}
resource "google_compute_backend_service" "s" {
  backend {
    group = google_compute_instance_group.g0.id
    mode  = "STATIC"
  }
  dynamic "backend" {
    for_each = FOR_EACH
    iterator = each_backend
    content {
      group = each_backend.value
      mode  = "DYNAMIC"
    }
  }
}
"""


@pytest.mark.parametrize(
    ("for_each", "modes", "expected"),
    [
        ("[google_compute_instance_group.g1.id]", "DS", _groups(1, 0)),
        (
            "toset([google_compute_instance_group.g1.id, google_compute_instance_group.g2.id])",
            "DSD",
            _groups(1, 0, 2),
        ),
        ("{ x = google_compute_instance_group.g2.id }", "SD", _groups(0, 2)),
        ("[]", "S", _groups(0)),
        ("var.nowhere", "SD", [GROUP.format(0), None]),
        ("compact([var.nowhere, google_compute_instance_group.g1.id])", "SD", [GROUP.format(0), None]),
    ],
)
def test_static_and_dynamic_blocks(for_each: str, modes: str, expected: list[str], tmp_path: Path) -> None:
    elements = [{"mode": "STATIC" if mode == "S" else "DYNAMIC"} for mode in modes]
    unknown = {"backend": [{"group": True} for _ in elements]}
    changes = [
        change(SERVICE, after={"backend": elements}, unknown=unknown),
        *(change(GROUP.format(n)) for n in range(3)),
    ]
    plan = read(document(changes))
    resolver = Resolver(plan, sources(tmp_path, {"main.tf": TEXT.replace("FOR_EACH", for_each)}))
    found = [
        resolver.resolve(find(plan, SERVICE), ("backend", at, "group")).address for at in range(len(elements))
    ]
    assert found == expected


def test_the_position_is_that_of_the_right_block(tmp_path: Path) -> None:
    elements = [{"mode": "DYNAMIC"}, {"mode": "STATIC"}]
    unknown = {"backend": [{"group": True} for _ in elements]}
    plan = read(
        document([change(SERVICE, after={"backend": elements}, unknown=unknown), change(GROUP.format(1))])
    )
    text = TEXT.replace("FOR_EACH", "[google_compute_instance_group.g1.id]")
    resolver = Resolver(plan, sources(tmp_path, {"main.tf": text}))
    lines = {}
    for at in range(2):
        position = resolver.position(find(plan, SERVICE), ("backend", at, "mode"))
        assert position is not None
        lines[at] = position.text.strip()
    assert lines == {0: 'mode  = "DYNAMIC"', 1: 'mode  = "STATIC"'}
