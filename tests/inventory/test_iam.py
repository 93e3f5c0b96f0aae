"""Effective policies: what is known, what is known to be empty, and what must stay open."""

from typing import Any

import pytest
from iam_records import (
    APP,
    CRM,
    ELSEWHERE,
    FOLDER,
    IAP,
    INVOKER,
    ORGANIZATION,
    OTHER,
    PROJECT,
    UP,
    WEB,
    Q,
    file,
    grant,
    iam_of_app,
    iam_of_web,
    levels,
    members,
)
from inventory_records import WORLD, compute, document, inventory, name_of, run_service

from lbpolicy.model import Asset


def test_every_level_of_a_run_service() -> None:
    iam = iam_of_app(grant(APP, "allUsers"), *UP)
    assert [(level["level"], level["name"]) for level in iam["levels"]] == [
        ("service", APP),
        ("project", f"{CRM}/projects/p"),
        ("folder", FOLDER),
        ("organization", ORGANIZATION),
    ]
    assert (iam["state"], levels(iam)) == ("resolved", "RRRR")
    assert members(iam) == ["allUsers", "user:p", "user:f", "user:o"]
    assert iam["bindings"][0] == {
        "level": "service",
        "name": APP,
        "role": INVOKER,
        "members": ["allUsers"],
        "condition": "",
    }


def test_every_level_of_a_backend_service() -> None:
    own = f"{IAP}/compute/services/7001"
    iam = iam_of_web(grant(own, "user:s"), grant(f"{IAP}/compute", "user:c"), grant(IAP, "user:w"), *UP)
    web = IAP.replace("1041", "p")
    assert [(level["level"], level["name"]) for level in iam["levels"][:3]] == [
        ("iap", f"{web}/compute/services/web"),
        ("iap", f"{web}/compute"),
        ("iap", web),
    ]
    assert (iam["state"], levels(iam)) == ("resolved", "RRRRRR")
    assert members(iam) == ["user:s", "user:c", "user:w", "user:p", "user:f", "user:o"]


@pytest.mark.parametrize(
    ("policies", "states"),
    [
        ((), "uuuu"),
        ((grant(APP, "a"),), "Ruuu"),
        (UP, "uRRR"),
        # One export with policies of run services in the project, or of them and of what stands above.
        ((grant(OTHER, "a"), *UP), "RRRR"),
        ((grant(OTHER, "a"),), "Ruuu"),
        ((grant(ELSEWHERE, "a", ancestors=Q), *UP), "RRRR"),
        ((grant(ELSEWHERE, "a", ancestors=Q), grant(ORGANIZATION, "o")), "RuuR"),
        ((grant(ELSEWHERE, "a", ancestors=Q), grant(PROJECT, "p")), "RRuu"),
        ((grant(ELSEWHERE, "a", ancestors=Q),), "uuuu"),
        # Two exports: one had the type, the other the scope.
        ((grant(ELSEWHERE, "a", ancestors=Q, **file("q.json")), *UP), "uRRR"),
        ((grant(OTHER, "a", **file("p.json")), *UP), "RRRR"),
        # Of projects and folders: others of their kind, and what stands above, in one export.
        ((grant(APP, "a"), grant(ORGANIZATION, "o")), "RuuR"),
        ((grant(f"{CRM}/projects/1042", "a", ancestors=Q), grant(ORGANIZATION, "o")), "uRuR"),
        ((grant(f"{CRM}/folders/9", "a", ancestors=()), grant(ORGANIZATION, "o")), "uuRR"),
        ((grant(f"{CRM}/folders/9", "a", ancestors=()), grant(PROJECT, "p")), "uRuu"),
        ((grant(f"{CRM}/projects/1042", "a", ancestors=Q), grant(FOLDER, "f")), "uRRu"),
        (
            (grant(f"{CRM}/projects/1042", "a", ancestors=Q, **file("q.json")), grant(ORGANIZATION, "o")),
            "uuuR",
        ),
        # An organization always has a policy: one that is not there was not exported.
        ((grant(APP, "a"), grant(PROJECT, "p"), grant(FOLDER, "f")), "RRRu"),
        ((grant(APP, "a"), grant(f"{CRM}/organizations/6", "o", ancestors=())), "Ruuu"),
        # Policies of another family say nothing of this one.
        ((grant(f"{IAP}/compute", "a"), *UP), "uRRR"),
    ],
)
def test_what_is_known_of_a_run_service(policies: tuple[Asset, ...], states: str) -> None:
    iam = iam_of_app(*policies)
    assert levels(iam) == states
    assert iam["state"] == {"R": "resolved", "u": "unexported", "Ru": "partial"}["".join(sorted(set(states)))]


@pytest.mark.parametrize(
    ("policies", "states"),
    [
        ((), "uuuuuu"),
        (UP, "uuuRRR"),
        ((grant(f"{IAP}/compute/services/7001", "a"),), "RRRuuu"),
        ((grant(f"{IAP}/compute/services/web", "a"),), "RRRuuu"),
        ((grant(IAP, "a"), *UP), "RRRRRR"),
        ((grant(IAP.replace("1041", "1042"), "a", ancestors=Q), *UP), "RRRRRR"),
        ((grant(IAP.replace("1041", "1042"), "a", ancestors=Q, **file("q.json")), *UP), "uuuRRR"),
        ((grant(APP, "a"), *UP), "uuuRRR"),
    ],
)
def test_what_is_known_of_a_backend_service(policies: tuple[Asset, ...], states: str) -> None:
    assert levels(iam_of_web(*policies)) == states


@pytest.mark.parametrize(
    ("one", "other", "states"),
    [
        ("x/run.googleapis.com/Service/0", "x/cloudresourcemanager.googleapis.com/Project/0", "RRuu"),
        (
            "gs://b/x/run.googleapis.com/Service/7",
            "gs://b/x/cloudresourcemanager.googleapis.com/Project/1",
            "RRuu",
        ),
        ("run.googleapis.com/Service/0", "cloudresourcemanager.googleapis.com/Project/0", "RRuu"),
        ("x/run.googleapis.com/Service/0", "y/cloudresourcemanager.googleapis.com/Project/0", "uRuu"),
        ("x/q.ndjson", "x/p.ndjson", "uRuu"),
        ("x.googleapis.com/q.ndjson", "x.googleapis.com/p.ndjson", "uRuu"),
        ("-", "-", "RRuu"),
    ],
)
def test_the_shards_of_an_export_are_one_export(one: str, other: str, states: str) -> None:
    policies = (grant(ELSEWHERE, "a", ancestors=Q, **file(one)), grant(PROJECT, "p", **file(other)))
    assert levels(iam_of_app(*policies)) == states


def test_a_feed_shows_nothing_but_what_it_holds() -> None:
    feed = file("feed.json")
    assets = [run_service(), grant(OTHER, "a", **feed), grant(PROJECT, "p", **feed)]
    ready = inventory(assets, feeds=frozenset({"feed.json"}))
    assert levels(document(ready, APP)["iam"]) == "uRuu"


def test_nothing_is_known_above_a_project_without_ancestors() -> None:
    none: dict[str, Any] = {"ancestors": ()}
    iam = iam_of_app(grant(APP, "a", **none), grant(f"{CRM}/projects/p", "p", **none), **none)
    assert [(level["level"], level["name"]) for level in iam["levels"]] == [
        ("service", APP),
        ("project", f"{CRM}/projects/p"),
        ("organization", ""),
    ]
    assert (iam["state"], levels(iam)) == ("partial", "RRu")


def test_a_project_that_goes_by_number_may_be_this_one() -> None:
    """Nothing ties p to 1041, so that its policies may be there under the number."""
    none: dict[str, Any] = {"ancestors": ()}
    by_number = (grant(f"{IAP}/compute/services/web", "allUsers", **none), grant(PROJECT, "p", **none))
    by_id = grant("//iap.googleapis.com/projects/p/iap_web/compute/services/other", "a", **none)
    ready = inventory([compute(WEB, {"id": "7001"}, **none), *by_number, by_id])
    assert levels(document(ready, WEB)["iam"]) == "uuuuu"
    tied = inventory([compute(WEB, {"id": "7001"}), *by_number, by_id])
    assert levels(document(tied, WEB)["iam"])[:4] == "RRRR"
    assert "allUsers" in members(document(tied, WEB)["iam"])


def test_an_iap_policy_of_a_number_that_no_asset_explains_may_be_that_of_a_backend_without_id() -> None:
    unexplained = grant(f"{IAP}/compute/services/7001", "allUsers")
    assert levels(iam_of_web(unexplained, *UP, data={"name": "web"})) == "uRRRRR"
    assert levels(iam_of_web(unexplained, *UP, data={"id": "7002"})) == "RRRRRR"
    elsewhere = grant(f"{IAP}/compute-europe-west1/services/7001", "allUsers")
    assert levels(iam_of_web(elsewhere, *UP, data={"name": "web"})) == "RRRRRR"


def test_has_iam() -> None:
    assert document(inventory([run_service()]), APP)["context"]["has_iam"] is False
    assert document(inventory([run_service(), *UP]), APP)["context"]["has_iam"] is True


def test_only_run_and_backend_services_carry_policies() -> None:
    ready = inventory([compute(f"{WORLD}/urlMaps/web"), *UP])
    assert "iam" not in document(ready, name_of(f"{WORLD}/urlMaps/web"))


@pytest.mark.parametrize(
    ("role", "kept"),
    [
        ("roles/run.invoker", True),
        ("roles/run.admin", True),
        ("roles/iap.httpsResourceAccessor", True),
        ("roles/owner", True),
        ("roles/editor", True),
        ("projects/p/roles/caller", True),
        ("organizations/5/roles/caller", True),
        ("roles/viewer", False),
        ("roles/storage.admin", False),
        ("roles/ownership.admin", False),
    ],
)
def test_only_roles_that_may_matter_are_in_a_subject(role: str, *, kept: bool) -> None:
    iam = iam_of_app(grant(APP, "user:x", role=role), *UP)
    assert ("user:x" in members(iam)) is kept
    assert iam["state"] == "resolved"
