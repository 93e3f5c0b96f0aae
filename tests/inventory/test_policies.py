"""IAM policies: names, the newest of several, and those that cannot be read in full."""

from typing import Any

import pytest
from iam_records import APP, IAP, INVOKER, OTHER, UP, WEB, grant, iam_of_app, iam_of_web, levels, members
from inventory_records import WORLD, asset, compute, document, inventory, run_service

from lbpolicy.model import Level, Notification


@pytest.mark.parametrize(
    ("scope", "kind"),
    [
        ("global", "compute"),
        ("regions/europe-west1", "compute-europe-west1"),
        ("regions/europe-west1", "compute"),
    ],
)
@pytest.mark.parametrize("project", ["1041", "p"])
def test_iap_names(scope: str, kind: str, project: str) -> None:
    backend = f"{WORLD.removesuffix('/global')}/{scope}/backendServices/web"
    web = f"//iap.googleapis.com/projects/{project}/iap_web/{kind}/services"
    ready = inventory([compute(backend, {"id": "7001"}), grant(f"{web}/7001", "allUsers")])
    assert members(document(ready, backend)["iam"]) == ["allUsers"]
    if kind.endswith(scope.rpartition("/")[2]) or scope == "global":
        ready = inventory([compute(backend, {"id": "7001"}), grant(f"{web}/web", "allUsers")])
        assert members(document(ready, backend)["iam"]) == ["allUsers"]


def test_global_and_regional_backends_of_one_name_are_two() -> None:
    regional = f"{WORLD.replace('global', 'regions/europe-west1')}/backendServices/web"
    assets = [
        compute(WEB, {"id": "1"}),
        compute(regional, {"id": "2"}),
        grant(f"{IAP}/compute/services/2", "r"),
    ]
    ready = inventory([*assets, grant(f"{IAP}/compute/services/web", "g")])
    assert members(document(ready, WEB)["iam"]) == ["g"]
    assert members(document(ready, regional)["iam"]) == ["r"]


@pytest.mark.parametrize(
    ("older", "newer"), [("", "2026-01-01T00:00:00Z"), ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z")]
)
def test_the_newest_of_several_policies_counts(older: str, newer: str) -> None:
    old, new = grant(APP, "old", update_time=older), grant(APP, "new", update_time=newer)
    assert members(iam_of_app(old, new)) == members(iam_of_app(new, old)) == ["new"]
    assert members(iam_of_app(grant(APP, "a"), grant(APP, "b"))) == ["b"]


def test_a_policy_by_id_and_one_by_name_are_of_one_backend() -> None:
    by_id = grant(f"{IAP}/compute/services/7001", "old", update_time="2026-01-01T00:00:00Z")
    by_name = grant(f"{IAP}/compute/services/web", "new", update_time="2026-01-02T00:00:00Z")
    assert members(iam_of_web(by_name, by_id)) == ["new"]


def test_a_policy_may_come_with_the_resource() -> None:
    bindings = {"bindings": [{"role": INVOKER, "members": ["allUsers"]}]}
    assert members(iam_of_app(iam_policy=bindings)) == ["allUsers"]


@pytest.mark.parametrize("empty", [{}, {"bindings": []}, {"bindings": None}, {"etag": "x", "version": 1}])
def test_an_empty_policy_is_known(empty: Any) -> None:
    iam = iam_of_app(asset(APP, "run.googleapis.com/Service", iam_policy=empty))
    assert (levels(iam), iam["bindings"]) == ("Ruuu", [])


BROKEN: list[Any] = [
    [],
    "x",
    5,
    {"bindings": {}},
    {"bindings": "x"},
    {"bindings": [5]},
    {"bindings": [None]},
    {"bindings": [[]]},
    {"bindings": [{"role": INVOKER, "members": "allUsers"}]},
    {"bindings": [{"role": INVOKER, "members": {"allUsers": 1}}]},
    {"bindings": [{"role": INVOKER, "members": ["user:a", ["allUsers"]]}]},
    {"bindings": [{"role": INVOKER, "members": [None]}]},
    {"bindings": [{"role": 5, "members": ["allUsers"]}]},
    {"bindings": [{"role": INVOKER, "members": ["allUsers"], "condition": "true"}]},
    {"bindings": [{"role": INVOKER, "members": ["allUsers"], "condition": {"expression": 5}}]},
    {"bindings": [{"role": INVOKER, "members": ["user:a"] * 10_001}]},
    {"bindings": [{}] * 10_001},
]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda value: str(value)[:60])
def test_a_policy_that_cannot_be_read_in_full_is_not_known(broken: Any) -> None:
    notes: list[Notification] = []
    hostile = asset(APP, "run.googleapis.com/Service", iam_policy=broken)
    found = document(inventory([run_service(), hostile, grant(OTHER, "a"), *UP], notes), APP)["iam"]
    assert (found["state"], levels(found)) == ("partial", "uRRR")
    assert [(n.level, n.code, n.asset) for n in notes] == [(Level.ERROR, "unusable-policy", APP)]


def test_a_policy_that_google_cut_may_grant_more() -> None:
    notes: list[Notification] = []
    cut = grant(APP, "allUsers", truncated=True)
    found = document(inventory([run_service(), cut, *UP], notes), APP)["iam"]
    assert levels(found) == "uRRR"
    assert "allUsers" in members(found)
    assert [n.code for n in notes] == ["truncated-policy"]


def test_a_policy_against_its_schema_is_used_with_a_warning() -> None:
    notes: list[Notification] = []
    odd = asset(APP, "run.googleapis.com/Service", iam_policy={"bindings": [], "version": "three"})
    assert levels(document(inventory([run_service(), odd], notes), APP)["iam"]) == "Ruuu"
    assert [(n.level, n.code) for n in notes] == [(Level.WARNING, "schema-violation")]


def test_every_member_of_a_large_policy_is_there() -> None:
    many = [f"user:{number}" for number in range(3000)]
    assert members(iam_of_app(grant(APP, *many, "allUsers")))[-1] == "allUsers"
    one = asset(
        APP,
        "run.googleapis.com/Service",
        iam_policy={"bindings": [{"role": INVOKER, "members": [*many, "allUsers"]}]},
    )
    assert members(iam_of_app(one))[-1] == "allUsers"


@pytest.mark.parametrize(
    ("condition", "text"),
    [({"expression": "true", "title": "t"}, "true"), ({}, ""), (None, ""), ({"title": "t"}, "")],
)
def test_conditions(condition: Any, text: str) -> None:
    bindings = [{"role": INVOKER, "members": ["a"], "condition": condition}]
    iam = iam_of_app(asset(APP, "run.googleapis.com/Service", iam_policy={"bindings": bindings}))
    assert iam["bindings"][0]["condition"] == text


def test_a_binding_without_members_or_role_grants_nothing() -> None:
    iam = iam_of_app(
        asset(
            APP,
            "run.googleapis.com/Service",
            iam_policy={"bindings": [{"role": INVOKER}, {"members": ["a"]}]},
        )
    )
    assert [(b["role"], b["members"]) for b in iam["bindings"]] == [(INVOKER, []), ("", ["a"])]
