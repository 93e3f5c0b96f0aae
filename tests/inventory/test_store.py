"""The store: the newest of duplicates, ids for names, what is lost and what is only named."""

import json
from typing import Any

import pytest
from inventory_records import (
    COMPUTE,
    REGION,
    WORLD,
    asset,
    compute,
    document,
    inventory,
    name_of,
    policy,
    run_service,
    states,
    subjects,
)

from lbpolicy.model import Asset, Level, Notification, Origin

WEB = f"{WORLD}/backendServices/web"
MAP = f"{WORLD}/urlMaps/web"


def named(data: Any = None, **rest: Any) -> Asset:
    return asset(name_of(WEB), "compute.googleapis.com/BackendService", data, **rest)


@pytest.mark.parametrize("host", [COMPUTE, COMPUTE.replace("/p", "/1041"), "//compute.googleapis.com"])
def test_references_by_numeric_id(host: str) -> None:
    by_id = f"{host}/projects/1041/global/backendServices/7001"
    ready = inventory([compute(WEB, {"id": "7001"}), compute(MAP, {"defaultService": by_id})])
    found = document(ready, MAP)
    assert found["links"]["services"][0]["name"] == name_of(WEB)
    assert found["resource"]["defaultService"] == name_of(WEB)
    assert states(document(ready, WEB)["links"]["url_maps"]) == ["resolved"]


def test_an_id_means_a_resource_of_its_own_scope_and_type_only() -> None:
    elsewhere = f"{REGION}/backendServices/7001"
    ready = inventory(
        [
            compute(WEB, {"id": 7001}),
            compute(f"{WORLD}/backendBuckets/b", {"id": "8"}),
            compute(
                MAP,
                {
                    "defaultService": elsewhere,
                    "pathMatchers": [{"defaultService": f"{WORLD}/backendServices/8"}],
                },
            ),
        ]
    )
    assert states(document(ready, MAP)["links"]["services"]) == ["unknown", "unknown"]


def test_integers_of_64_bits_are_exact_and_beyond_them_nothing_breaks() -> None:
    numbers = {"a": 2**63 - 1, "b": 2**64 - 1, "c": 2**64, "d": -(2**80), "e": 10**200, "id": 2**70}
    found = document(inventory([compute(WEB, numbers)]), WEB)["resource"]
    assert (found["a"], found["b"]) == (2**63 - 1, 2**64 - 1)
    assert found["c"] == pytest.approx(2**64)
    assert found["e"] == pytest.approx(1e200)


def test_half_a_surrogate_pair() -> None:
    web = compute(
        f"{WORLD}/urlMaps/w\ud800", {"description": "a\udc00b", "defaultService": f"{WORLD}/x/\ud800"}
    )
    documents = [subject.document.decode("utf-8") for subject in subjects(inventory([web]))]
    assert json.loads(documents[0])["resource"]["description"] == "a?b"


def test_numbers_that_are_none_are_as_if_not_set() -> None:
    found = document(inventory([compute(WEB, {"timeoutSec": float("nan"), "x": float("inf")})]), WEB)
    assert found["resource"]["timeoutSec"] == 30
    assert "x" not in found["resource"]


def bomb(depth: int) -> Any:
    data: Any = {}
    for _ in range(depth):
        data = {"a": data}
    return data


@pytest.mark.parametrize(
    "data",
    [
        [],
        "x",
        5,
        True,
        bomb(100),
        bomb(400),
        bomb(100_000),
        {"a": float("nan"), "b": 2**70},
        {"iap": {"enabled": "maybe"}},
    ],
    ids=["list", "text", "number", "true", "deep", "deeper", "deepest", "not-json", "iap"],
)
def test_an_asset_that_cannot_be_used_is_an_error_and_stays_in_sight(data: Any) -> None:
    notes: list[Notification] = []
    ready = inventory(
        [compute(WEB, data), compute(MAP, {"defaultService": WEB}), compute(f"{WORLD}/backendBuckets/b")],
        notes,
    )
    errors = [(n.code, n.asset) for n in notes if n.level is Level.ERROR]
    assert errors == [("unusable-asset", name_of(WEB))]
    assert name_of(WEB) not in ready.assets
    assert states(document(ready, MAP)["links"]["services"]) == ["unexported"]


def test_references_from_an_asset_that_cannot_be_used_may_exist() -> None:
    ready = inventory(
        [compute(WEB), compute(MAP, []), compute(f"{WORLD}/urlMaps/other", {"defaultService": WEB})]
    )
    found = document(ready, WEB)["links"]["url_maps"]
    assert states(found) == ["resolved", "unexported"]
    bucket = inventory([compute(f"{WORLD}/backendBuckets/b"), compute(MAP, [])])
    assert document(bucket, f"{WORLD}/backendBuckets/b")["facts"]["exposure"] == "unknown"


def test_a_cut_asset_is_an_error_and_leaves_open_who_it_refers_to() -> None:
    notes: list[Notification] = []
    ready = inventory([compute(WEB), compute(MAP, {}, truncated=True)], notes)
    assert [(n.level, n.code, n.asset) for n in notes] == [(Level.ERROR, "truncated-asset", name_of(MAP))]
    assert states(document(ready, WEB)["links"]["url_maps"]) == ["unexported"]
    assert name_of(MAP) in ready.assets


def test_a_schema_violation_is_a_warning_and_judged_all_the_same() -> None:
    notes: list[Notification] = []
    ready = inventory([compute(WEB, {"timeoutSec": "soon"})], notes)
    assert [(n.level, n.code) for n in notes] == [(Level.WARNING, "schema-violation")]
    assert ready.invalid == 1
    assert document(ready, WEB)["resource"]["timeoutSec"] == "soon"


def test_both_shapes_of_cloud_run_have_a_schema() -> None:
    notes: list[Notification] = []
    inventory([run_service(), run_service("v2", {"ingress": "INGRESS_TRAFFIC_ALL"})], notes)
    assert notes == []
    inventory([run_service(data={"metadata": {"name": 5}}), run_service("v2", {"ingress": "NO"})], notes)
    assert [n.code for n in notes] == ["schema-violation"] * 2


def test_exported_and_projects() -> None:
    ready = inventory(
        [
            compute(WEB),
            compute(f"{REGION}/networkEndpointGroups/n"),
            asset("//storage.googleapis.com/b", "storage.googleapis.com/Bucket", {}),
            asset(
                "//cloudresourcemanager.googleapis.com/projects/1041",
                "cloudresourcemanager.googleapis.com/Project",
                {},
            ),
            asset("//compute.googleapis.com/projects/q/global/disks/d", "compute.googleapis.com/Disk", {}),
        ]
    )
    assert ready.exports.types >= {"compute.googleapis.com/BackendService", "storage.googleapis.com/Bucket"}
    assert "compute.googleapis.com/Disk" not in ready.exports.types
    assert ready.exports.projects == {"p"}


@pytest.mark.parametrize("twin", ["BackendService", "RegionBackendService"])
def test_twins_are_one_type(twin: str) -> None:
    ready = inventory([asset(name_of(WEB), f"compute.googleapis.com/{twin}", {})])
    assert ready.exports.types == {"compute.googleapis.com/BackendService"}


@pytest.mark.parametrize(
    ("kind", "name", "region", "where"),
    [
        ("GlobalForwardingRule", "global/forwardingRules/x", None, ("global", "global")),
        ("GlobalForwardingRule", "regions/r/global/forwardingRules/odd", None, ("global", "global")),
        ("ForwardingRule", "regions/r/forwardingRules/x", None, ("regional", "r")),
        ("RegionBackendService", "regions/r/backendServices/x", "odd", ("regional", "r")),
        ("RegionBackendService", "global/regionBackendServices/odd", None, ("regional", "")),
        ("RegionBackendService", "global/backendServices/odd", f"{REGION}", ("regional", "europe-west1")),
        ("RegionBackendService", "global/backendServices/odd", "global", ("regional", "")),
        ("RegionBackendService", "global/backendServices/odd", 5, ("regional", "")),
        ("UrlMap", "global/urlMaps/x", None, ("global", "global")),
        ("NetworkEndpointGroup", "zones/z/networkEndpointGroups/x", None, ("zonal", "z")),
    ],
)
def test_where_an_asset_lives(kind: str, name: str, region: Any, where: tuple[str, str]) -> None:
    """A type that says its scope goes before the name."""
    full = f"//compute.googleapis.com/projects/p/{name}"
    ready = inventory([asset(full, f"compute.googleapis.com/{kind}", {"region": region})])
    described = document(ready, full)["asset"]
    assert (described["scope"], described["location"]) == where
    assert ready.assets[full].ref.location == where[1]


def test_an_asset_of_which_only_the_name_is_known_is_not_missing() -> None:
    others = [compute(f"{WORLD}/backendServices/other"), compute(MAP, {"defaultService": WEB})]
    assert states(document(inventory(others), MAP)["links"]["services"]) == ["missing"]
    for bare in (named(), policy(name_of(WEB), kind="compute.googleapis.com/BackendService")):
        ready = inventory([*others, bare])
        assert states(document(ready, MAP)["links"]["services"]) == ["unexported"]
        assert name_of(WEB) not in ready.assets


def test_a_record_without_configuration_does_not_make_its_type_exported() -> None:
    assert inventory([named()]).exports.types == set()
    assert inventory([named()]).exports.projects == set()


def test_policies_alone_leave_open_nothing_but_their_own_asset() -> None:
    ready = inventory([policy(name_of(WEB), kind="compute.googleapis.com/BackendService")])
    assert (ready.obscure, ready.clipped) == ({name_of(WEB)}, set())


def test_a_feed_is_no_export() -> None:
    feed = Origin("feed.ndjson", 1)
    changes = [
        compute(MAP, {"defaultService": WEB}, origin=feed),
        compute(f"{WORLD}/backendServices/x", {}, origin=feed),
    ]
    ready = inventory(changes, feeds=frozenset({"feed.ndjson"}))
    assert (ready.exports.types, ready.exports.projects) == (set(), set())
    assert states(document(ready, MAP)["links"]["services"]) == ["unexported"]
    assert states(document(ready, f"{WORLD}/backendServices/x")["links"]["url_maps"]) == ["unexported"]
    whole = inventory([*changes, compute(f"{WORLD}/backendServices/y")], feeds=frozenset({"feed.ndjson"}))
    assert states(document(whole, MAP)["links"]["services"]) == ["missing"]


@pytest.mark.parametrize(
    "name", ["module.web.google_compute_url_map.this", "web", "//x", " ", "projects//urlMaps/x"]
)
def test_a_name_that_is_no_full_resource_name_is_kept(name: str) -> None:
    ready = inventory(
        [asset(name, "compute.googleapis.com/UrlMap", {"name": "a"}), compute(MAP, {"name": "b"})]
    )
    assert {asset_.resource["name"] for asset_ in ready.assets.values()} == {"a", "b"}
    assert ready.assets[name].ref.location == "global"


def test_types_that_nobody_asked_for_are_not_kept() -> None:
    ready = inventory(
        [asset("//compute.googleapis.com/projects/p/zones/z/disks/d", "compute.googleapis.com/Disk", {})]
    )
    assert (ready.assets, ready.exports.types, ready.exports.projects) == ({}, set(), set())
