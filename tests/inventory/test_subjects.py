"""Subjects: what rules see of each kind of asset, and the same bytes every time."""

import json
import random
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from inventory_records import (
    NOW,
    REGION,
    WORLD,
    asset,
    compute,
    document,
    inventory,
    name_of,
    policy,
    serverless,
    short,
    states,
    subjects,
    violations,
)

from lbpolicy.inventory import KINDS, SubjectBuilder
from lbpolicy.model import Asset

RUN = "//run.googleapis.com/projects/p/locations/europe-west1/services/app"
MANAGER = "//certificatemanager.googleapis.com/projects/p/locations/global"
CERTIFICATE = "certificatemanager.googleapis.com/Certificate"


def world() -> list[Asset]:
    """Return the serverless load balancer with a bucket, a certificate map and policies beside it."""
    bucket = compute(f"{WORLD}/backendBuckets/files", {"bucketName": "files"})
    web = compute(
        f"{WORLD}/urlMaps/web",
        {
            "defaultService": f"{WORLD}/backendServices/web",
            "hostRules": [{"hosts": ["example.com"], "pathMatcher": "m"}],
            "pathMatchers": [{"name": "m", "defaultService": bucket.name}],
        },
    )
    proxy = compute(
        f"{WORLD}/targetHttpsProxies/mapped",
        {"urlMap": web.name, "certificateMap": f"{MANAGER}/certificateMaps/m", "quicOverride": "ENABLE"},
    )
    entry = f"{MANAGER}/certificateMaps/m/certificateMapEntries/e"
    return [
        *(a for a in serverless() if a.name != web.name),
        web,
        bucket,
        asset("//storage.googleapis.com/files", "storage.googleapis.com/Bucket", {"name": "files"}),
        proxy,
        compute(f"{WORLD}/forwardingRules/mapped", {"target": proxy.name}),
        asset(f"{MANAGER}/certificates/c", CERTIFICATE, {"managed": {}}),
        asset(f"{MANAGER}/certificateMaps/m", f"{CERTIFICATE}Map", {}),
        asset(entry, f"{CERTIFICATE}MapEntry", {"certificates": [f"{MANAGER}/certificates/c"]}),
        policy(RUN, ("roles/run.invoker", "allUsers"), kind="run.googleapis.com/Service"),
        policy("//cloudresourcemanager.googleapis.com/projects/1041", ("roles/owner", "user:a")),
    ]


READY = inventory(world())


def links(url: str) -> dict[str, Any]:
    found: dict[str, Any] = document(READY, url)["links"]
    return found


def names(url: str, *keys: str) -> dict[str, list[str]]:
    """Return the short names of links, a list also for a single link."""
    found = links(url)
    return {key: short(found[key] if isinstance(found[key], list) else [found[key]]) for key in keys}


def test_every_kind_has_a_subject_that_follows_the_schema() -> None:
    made = subjects(READY)
    assert {subject.kind for subject in made} == set(KINDS)
    assert [v for subject in made for v in violations(json.loads(subject.document))] == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_subject_of_each_kind_alone(kind: str) -> None:
    """With nothing around it every link up is open, and every link down absent."""
    type_ = KINDS[kind]
    name = f"//{type_.service}/projects/p/global/{type_.collection}/x"
    found = document(inventory([asset(name, type_.name, {})]), name)
    for link in (
        one for value in found["links"].values() for one in (value if isinstance(value, list) else [value])
    ):
        assert link["state"] in {"unexported", "absent"}
    assert found["resource"].items() >= {}.items()
    assert ("iam" in found) == (kind in {"run_service", "backend_service"})


def test_kinds_can_be_chosen() -> None:
    builder = SubjectBuilder(READY, NOW)
    assert {s.kind for s in builder.subjects({"url_map", "ssl_policy"})} == {"url_map", "ssl_policy"}
    assert list(builder.subjects(())) == []


def test_subjects_come_by_name() -> None:
    found = [subject.asset.name for subject in subjects(READY)]
    assert found == sorted(found)


def test_an_asset_is_described() -> None:
    web = f"{REGION}/networkEndpointGroups/web"
    assert document(READY, web)["asset"] == {
        "name": name_of(web),
        "type": "compute.googleapis.com/NetworkEndpointGroup",
        "project": "p",
        "project_number": "1041",
        "location": "europe-west1",
        "scope": "regional",
    }


def test_a_number_of_another_alphabet_is_no_project_number() -> None:
    arabic = "//compute.googleapis.com/projects/\u0661\u0662/global/urlMaps/m"
    ready = inventory(
        [asset(arabic, "compute.googleapis.com/UrlMap", {}, ancestors=("projects/\u0661\u0662",))]
    )
    assert document(ready, arabic)["asset"]["project_number"] == ""


def test_a_forwarding_rule() -> None:
    assert names(f"{WORLD}/forwardingRules/https", "target", "url_map") == {
        "target": ["web"],
        "url_map": ["web"],
    }
    assert names(f"{WORLD}/forwardingRules/http", "url_map") == {"url_map": ["redirect"]}
    assert links(f"{WORLD}/forwardingRules/https")["target"]["asset"]["type"].endswith("/TargetHttpsProxy")


@pytest.mark.parametrize(
    ("target", "states_"),
    [
        (f"{WORLD}/targetHttpProxies/gone", ("missing", "unknown")),
        (f"{WORLD}/targetHttpsProxies/gone", ("unexported", "unknown")),
        (f"{WORLD}/targetTcpProxies/gone", ("unexported", "absent")),
        (f"{REGION}/serviceAttachments/a", ("unexported", "absent")),
        ("all-apis", ("unknown", "absent")),
        ("web", ("unknown", "unknown")),
        (None, ("absent", "absent")),
        (f"{WORLD}/urlMaps/m", ("resolved", "absent")),
    ],
)
def test_the_url_map_of_a_forwarding_rule(target: Any, states_: tuple[str, str]) -> None:
    rule = f"{WORLD}/forwardingRules/r"
    parts = [
        compute(rule, {"target": target}),
        compute(f"{WORLD}/targetHttpProxies/x"),
        compute(f"{WORLD}/urlMaps/m"),
    ]
    found = document(inventory(parts), rule)["links"]
    assert (found["target"]["state"], found["url_map"]["state"]) == states_


def test_a_target_http_proxy() -> None:
    url = f"{WORLD}/targetHttpProxies/web"
    assert names(url, "url_map", "frontends", "services") == {
        "url_map": ["redirect"],
        "frontends": ["http"],
        "services": [],
    }
    assert links(url)["url_map"]["resource"]["defaultUrlRedirect"] == {"httpsRedirect": True}


def test_a_target_https_proxy() -> None:
    assert names(
        f"{WORLD}/targetHttpsProxies/web",
        "url_map",
        "frontends",
        "services",
        "ssl_certificates",
        "ssl_policy",
    ) == {
        "url_map": ["web"],
        "frontends": ["https"],
        "services": ["web", "files"],
        "ssl_certificates": ["web"],
        "ssl_policy": ["web"],
    }
    mapped = links(f"{WORLD}/targetHttpsProxies/mapped")
    assert (mapped["certificate_map"]["state"], mapped["ssl_policy"]["state"]) == ("resolved", "absent")


def test_a_url_map() -> None:
    found = links(f"{WORLD}/urlMaps/web")
    assert [(link["path"], link["asset"]["type"].rpartition("/")[2]) for link in found["services"]] == [
        ("/defaultService", "BackendService"),
        ("/pathMatchers/0/defaultService", "BackendBucket"),
    ]
    assert short(found["target_proxies"]) == ["mapped", "web"]
    assert [(link["name"].rpartition("/")[2], link["target_type"]) for link in found["frontends"]] == [
        ("mapped", "compute.googleapis.com/TargetHttpsProxy"),
        ("https", "compute.googleapis.com/TargetHttpsProxy"),
    ]
    assert links(f"{WORLD}/urlMaps/redirect")["frontends"][0]["target_type"].endswith("/TargetHttpProxy")


def test_a_backend_service() -> None:
    expected = {
        "groups": ["web"],
        "health_checks": [],
        "security_policy": ["web"],
        "run_services": ["app"],
        "url_maps": ["web"],
        "target_proxies": ["mapped", "web"],
        "frontends": ["mapped", "https"],
    }
    assert names(f"{WORLD}/backendServices/web", *expected) == expected


@pytest.mark.parametrize(
    ("neg", "states_"),
    [
        ({"cloudRun": {"service": "app"}}, ["resolved"]),
        ({"cloudRun": {"service": "projects/p/locations/europe-west1/services/app"}}, ["resolved"]),
        ({"cloudRun": {"service": "gone"}}, ["missing"]),
        ({"cloudRun": {"service": "a b"}}, ["unknown"]),
        ({"cloudRun": {"urlMask": "x"}}, []),
        ({"cloudFunction": {"function": "app"}}, []),
        ({"cloudRun": {"service": 5}}, []),
        ({"cloudRun": "app"}, []),
        ({}, []),
    ],
)
def test_run_services_of_a_backend_service(neg: dict[str, Any], states_: list[str]) -> None:
    group = f"{REGION}/networkEndpointGroups/web"
    ready = inventory([*(a for a in serverless() if a.name != name_of(group)), compute(group, neg)])
    found = document(ready, f"{WORLD}/backendServices/web")["links"]["run_services"]
    assert states(found) == states_
    assert {link["via"] for link in found} <= {name_of(group)}


def test_a_run_service_of_another_region_is_another_one() -> None:
    group = f"{REGION.replace('europe', 'us')}/networkEndpointGroups/far"
    ready = inventory([*serverless(), compute(group, {"cloudRun": {"service": "app"}})])
    assert states(document(ready, group)["links"]["run_service"]) == "missing"


def test_a_backend_bucket() -> None:
    found = names(f"{WORLD}/backendBuckets/files", "bucket", "url_maps", "target_proxies", "frontends")
    assert found == {
        "bucket": ["files"],
        "url_maps": ["web"],
        "target_proxies": ["mapped", "web"],
        "frontends": ["mapped", "https"],
    }


def test_a_network_endpoint_group_and_its_run_service() -> None:
    found = names(
        f"{REGION}/networkEndpointGroups/web", "run_service", "backend_services", "url_maps", "frontends"
    )
    up = {"backend_services": ["web"], "url_maps": ["web"], "frontends": ["mapped", "https"]}
    assert found == {"run_service": ["app"], **up}
    assert names(RUN, "groups", "backend_services", "url_maps", "frontends") == {"groups": ["web"], **up}


@pytest.mark.parametrize(
    ("url", "proxies", "frontends"),
    [
        (f"{WORLD}/sslPolicies/web", ["web"], ["https"]),
        (f"{WORLD}/sslCertificates/web", ["web"], ["https"]),
        (f"{MANAGER}/certificates/c", ["mapped"], ["mapped"]),
    ],
)
def test_tls_resources(url: str, proxies: list[str], frontends: list[str]) -> None:
    assert names(url, "target_proxies", "frontends") == {"target_proxies": proxies, "frontends": frontends}


def test_no_secret_reaches_a_subject() -> None:
    assert b"hush" not in b"".join(subject.document for subject in subjects(READY))


def test_the_same_input_gives_the_same_bytes_in_whatever_order_it_is_read() -> None:
    def documents(assets: list[Asset]) -> list[bytes]:
        return [subject.document for subject in subjects(inventory(assets))]

    first = documents(world())
    assert first == documents(world()) == [subject.document for subject in subjects(READY)]
    for seed in range(5):
        shuffled = world()
        random.Random(seed).shuffle(shuffled)  # noqa: S311 - the order of records, not a secret
        assert documents(shuffled) == first


def test_building_a_subject_changes_nothing() -> None:
    builder = SubjectBuilder(READY, NOW)
    for asset_ in READY.assets.values():
        if asset_.type.kind:
            assert builder.build(asset_) == builder.build(asset_)


def test_the_evaluation_time_is_told_in_utc() -> None:
    east = datetime(2026, 11, 21, 9, 30, tzinfo=timezone(timedelta(hours=9)))
    subject = next(SubjectBuilder(READY, east).subjects())
    assert json.loads(subject.document)["context"]["evaluated_at"] == "2026-11-21T00:30:00Z"


def test_deleting_the_frontends_leaves_the_rest() -> None:
    gone = [replace(a, data=None, deleted=True) for a in world() if "forwardingRules" in a.name]
    found = document(inventory([*world(), *gone]), f"{WORLD}/urlMaps/web")
    assert (found["links"]["frontends"], found["facts"]["exposure"]) == ([], "external")
