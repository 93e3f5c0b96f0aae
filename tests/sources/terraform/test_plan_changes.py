"""What a plan does to its resources, and how they are read."""

from typing import Any

import pytest
from planned_documents import change, document, find, module, resource

from lbpolicy.model import Change
from lbpolicy.sources.terraform.documents.plan import Planned, marked, read, value_at

OLD, NEW = {"name": "old"}, {"name": "new"}
MAP = "google_compute_url_map.m"


def _only(**parts: Any) -> Planned:
    (planned,) = read(document([change(MAP, **parts)])).resources
    return planned


@pytest.mark.parametrize(
    ("actions", "before", "after", "expected"),
    [
        (["create"], None, NEW, Change.CREATE),
        (["update"], OLD, NEW, Change.UPDATE),
        (["delete"], OLD, None, Change.DELETE),
        (["delete", "create"], OLD, NEW, Change.REPLACE),
        (["create", "delete"], OLD, NEW, Change.REPLACE),
        (["create", "forget"], OLD, NEW, Change.REPLACE),
        (["no-op"], OLD, OLD, Change.NONE),
        (["read"], None, NEW, Change.NONE),
    ],
)
def test_actions(actions: list[str], before: Any, after: Any, expected: Change) -> None:
    planned = _only(actions=actions, before=before, after=after)
    assert planned.change is expected
    assert planned.actions == tuple(actions)
    assert (planned.before, planned.after) == (before, after)


def test_what_is_forgotten_goes_on_to_exist() -> None:
    planned = _only(actions=["forget"], before=OLD, after=None)
    assert planned.change is Change.NONE
    assert planned.after == OLD
    assert planned.unknown == {}


def test_a_moved_resource_knows_where_it_was() -> None:
    planned = _only(
        actions=["no-op"], before=OLD, after=OLD, extra={"previous_address": "google_compute_url_map.x"}
    )
    assert planned.previous_address == "google_compute_url_map.x"


def test_a_leftover_of_a_replacement_does_not_take_the_place_of_the_resource() -> None:
    leftover = change(MAP, actions=["delete"], before=OLD, after=None, extra={"deposed": "ab12"})
    plan = read(document([leftover, change(MAP, actions=["update"], before=NEW, after=NEW)]))
    assert not plan.notifications
    assert find(plan, MAP).after == NEW
    assert find(plan, f"{MAP} (deposed object ab12)").deposed


@pytest.mark.parametrize(
    ("address", "module_address", "mode", "index"),
    [
        ("google_compute_url_map.m", "", "managed", None),
        ("google_compute_url_map.m[3]", "", "managed", 3),
        ('google_compute_url_map.m["a.b"]', "", "managed", "a.b"),
        ('module.a["x"].module.b.google_compute_url_map.m[0]', 'module.a["x"].module.b', "managed", 0),
        ("data.google_compute_url_map.m", "", "data", None),
    ],
)
def test_addresses(address: str, module_address: str, mode: str, index: int | str | None) -> None:
    planned = find(read(document([change(address)])), address)
    assert (planned.module, planned.mode, planned.type, planned.name, planned.index) == (
        module_address,
        mode,
        "google_compute_url_map",
        "m",
        index,
    )


def test_what_is_neither_resource_nor_data_source_is_left_out() -> None:
    plan = read(document([change(MAP, extra={"mode": "ephemeral"})]))
    assert plan.resources == ()
    assert plan.notifications == ()


def test_other_modes_have_actions_of_their_own() -> None:
    entry = change(MAP, actions=["open"], before=None, after=None) | {"mode": "ephemeral"}
    plan = read(document([entry]))
    assert plan.resources == ()
    assert plan.notifications == ()


def test_the_provider_is_that_of_the_configuration() -> None:
    inner = module(resource(MAP, provider_config_key="module.lb:google-beta"))
    changes = [
        change(f"module.lb[0].{MAP}", extra={"provider_name": "registry.terraform.io/hashicorp/google"})
    ]
    plan = read(document(changes, module(calls={"lb": ({}, inner)})))
    assert plan.resources[0].provider_key == "module.lb:google-beta"


def test_without_a_configuration_the_provider_is_the_last_of_its_name() -> None:
    extra = {"provider_name": "registry.opentofu.org/hashicorp/google-beta"}
    assert _only(extra=extra).provider_key == "google-beta"


def _stored(address: str, **parts: Any) -> dict[str, Any]:
    entry = change(address)
    del entry["change"]
    return entry | {"values": {"name": "stored"}, "sensitive_values": {}} | parts


def test_a_state_has_what_exists() -> None:
    inner = {
        "address": "module.lb",
        "resources": [_stored(f"module.lb.{MAP}", sensitive_values={"name": True})],
    }
    root = {"resources": [_stored("data.google_compute_network.n")], "child_modules": [inner]}
    plan = read({"format_version": "1.0", "terraform_version": "1.9.5", "values": {"root_module": root}})
    assert plan.kind == "state"
    data, planned = plan.resources
    assert (data.mode, data.change) == ("data", Change.NONE)
    assert (planned.module, planned.change, planned.actions) == ("module.lb", Change.NONE, ("no-op",))
    assert planned.before == planned.after == {"name": "stored"}
    assert planned.sensitive == planned.before_sensitive == {"name": True}


def test_the_prior_state_adds_what_the_plan_does_not_tell() -> None:
    prior = {
        "values": {"root_module": {"resources": [_stored(MAP), _stored("data.google_compute_network.n")]}}
    }
    plan = read(document([change(MAP, after=NEW)], prior_state=prior))
    assert find(plan, MAP).change is Change.CREATE
    assert find(plan, "data.google_compute_network.n").after == {"name": "stored"}
    assert len(plan.resources) == 2


def test_variables_and_deferred_changes_are_there() -> None:
    deferred = [{"reason": "unknown", "resource_change": change("google_compute_url_map.later")}]
    plan = read(document([], variables={"region": "europe-west1"}, deferred_changes=deferred))
    assert plan.variables == {"region": "europe-west1"}
    assert plan.deferred == {"google_compute_url_map.later"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("a",), True),
        (("a", 0, "b"), True),
        (("list", 0), True),
        (("list", 1), False),
        (("list", 7), False),
        (("block", 0, "x"), True),
        (("block", 0, "y"), False),
        (("none",), False),
        ((), False),
    ],
)
def test_marks(path: tuple[str | int, ...], expected: bool) -> None:  # noqa: FBT001 - a parameter
    tree = {"a": True, "list": [True, False], "block": [{"x": True, "y": False}]}
    assert marked(tree, path) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [((), {"a": [1]}), (("a", 0), 1), (("a", 1), None), (("a", "b"), None), (("b", 0), None)],
)
def test_values(path: tuple[str | int, ...], expected: object) -> None:
    assert value_at({"a": [1]}, path) == expected
