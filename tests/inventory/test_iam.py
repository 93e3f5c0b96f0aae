"""Effective policies: what is known, what is known to be empty, and what must stay open."""

from typing import Any

import pytest
from inventory_records import WORLD, asset, compute, document, inventory, name_of, policy, run_service

from lbpolicy.model import Asset, Level, Notification, Origin

CRM = "//cloudresourcemanager.googleapis.com"
APP = "//run.googleapis.com/projects/p/locations/europe-west1/services/app"
OTHER = f"{APP}-2"
ELSEWHERE = "//run.googleapis.com/projects/q/locations/europe-west1/services/app"
WEB = f"{WORLD}/backendServices/web"
IAP = "//iap.googleapis.com/projects/1041/iap_web"
INVOKER, USER = "roles/run.invoker", "roles/iap.httpsResourceAccessor"
Q = ("projects/1042", "folders/4", "organizations/5")
PROJECT, FOLDER, ORGANIZATION = f"{CRM}/projects/1041", f"{CRM}/folders/4", f"{CRM}/organizations/5"


def grant(name: str, *members: str, role: str = INVOKER, **rest: Any) -> Asset:
    kind = "run.googleapis.com/Service" if "/run." in name else ""
    if name.startswith("//iap."):
        kind, role = "iap.googleapis.com/WebService", USER
    return policy(name, *((role, member) for member in members), kind=kind, **rest)


def file(name: str) -> dict[str, Any]:
    return {"origin": Origin(name, 1)}


UP = (grant(PROJECT, "user:p"), grant(FOLDER, "user:f"), grant(ORGANIZATION, "user:o"))


def iam_of_app(*policies: Asset, **rest: Any) -> dict[str, Any]:
    found: dict[str, Any] = document(inventory([run_service(**rest), *policies]), APP)["iam"]
    return found


def iam_of_web(*policies: Asset, data: Any = None) -> dict[str, Any]:
    found: dict[str, Any] = document(inventory([compute(WEB, data or {"id": "7001"}), *policies]), WEB)["iam"]
    return found


def levels(iam: dict[str, Any]) -> str:
    """Return the states of the levels: R for resolved, u for unexported."""
    return "".join({"resolved": "R", "unexported": "u"}[level["state"]] for level in iam["levels"])


def members(iam: dict[str, Any]) -> list[str]:
    return [member for binding in iam["bindings"] for member in binding["members"]]


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


def test_an_iap_policy_of_a_number_that_no_asset_explains_may_be_that_of_a_backend_without_id() -> None:
    unexplained = grant(f"{IAP}/compute/services/7001", "allUsers")
    assert levels(iam_of_web(unexplained, *UP, data={"name": "web"})) == "uRRRRR"
    assert levels(iam_of_web(unexplained, *UP, data={"id": "7002"})) == "RRRRRR"
    elsewhere = grant(f"{IAP}/compute-europe-west1/services/7001", "allUsers")
    assert levels(iam_of_web(elsewhere, *UP, data={"name": "web"})) == "RRRRRR"


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


def test_has_iam() -> None:
    assert document(inventory([run_service()]), APP)["context"]["has_iam"] is False
    assert document(inventory([run_service(), *UP]), APP)["context"]["has_iam"] is True


def test_only_run_and_backend_services_carry_policies() -> None:
    ready = inventory([compute(f"{WORLD}/urlMaps/web"), *UP])
    assert "iam" not in document(ready, name_of(f"{WORLD}/urlMaps/web"))
