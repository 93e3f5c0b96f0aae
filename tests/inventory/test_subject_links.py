"""The links of each kind of subject."""

from typing import Any

import pytest
from inventory_records import (
    MANAGER,
    REGION,
    WORLD,
    compute,
    document,
    every_kind,
    inventory,
    name_of,
    serverless,
    short,
    states,
)

RUN = "//run.googleapis.com/projects/p/locations/europe-west1/services/app"
READY = inventory(every_kind())


def links(url: str) -> dict[str, Any]:
    found: dict[str, Any] = document(READY, url)["links"]
    return found


def names(url: str, *keys: str) -> dict[str, list[str]]:
    """Return the short names of links, a list also for a single link."""
    found = links(url)
    return {key: short(found[key] if isinstance(found[key], list) else [found[key]]) for key in keys}


def test_a_forwarding_rule() -> None:
    assert names(f"{WORLD}/forwardingRules/https", "target", "url_map") == {
        "target": ["web"],
        "url_map": ["web"],
    }
    assert names(f"{WORLD}/forwardingRules/http", "url_map") == {"url_map": ["redirect"]}
    assert links(f"{WORLD}/forwardingRules/https")["target"]["asset"]["type"].endswith("/TargetHttpsProxy")
    assert names(f"{WORLD}/forwardingRules/mapped", "address") == {"address": ["mapped"]}
    assert states(links(f"{WORLD}/forwardingRules/https")["address"]) == "absent"


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
    assert [(link["hostname"], short([link])) for link in mapped["map_certificates"]] == [("", ["c"])]
    assert links(f"{WORLD}/targetHttpsProxies/web")["map_certificates"] == []


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
