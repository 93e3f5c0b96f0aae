"""Exposure of forwarding rules and backend services by themselves, and of what lacks a part."""

from dataclasses import replace
from typing import Any

import pytest
from inventory_records import (
    COMPUTE,
    REGION,
    WORLD,
    compute,
    document,
    inventory,
    name_of,
)

from lbpolicy.model import Asset

RULE = f"{WORLD}/forwardingRules/r"
HTTPS = f"{WORLD}/targetHttpsProxies/x"
MAP = f"{WORLD}/urlMaps/m"
WEB = f"{WORLD}/backendServices/web"
CERTIFICATE = f"{WORLD}/sslCertificates/c"


def facts(url: str, *assets: Asset, **rest: Any) -> dict[str, Any]:
    found: dict[str, Any] = document(inventory(assets, **rest), url)["facts"]
    return found


def exposure(url: str, *assets: Asset, **rest: Any) -> str:
    return str(facts(url, *assets, **rest)["exposure"])


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        ({"target": HTTPS}, "external"),
        ({"target": f"{REGION}/targetHttpProxies/x", "loadBalancingScheme": "EXTERNAL_MANAGED"}, "external"),
        ({"target": f"{WORLD}/targetTcpProxies/x"}, "none"),
        ({"target": f"{WORLD}/targetSslProxies/x"}, "none"),
        ({"target": f"{REGION}/targetPools/x"}, "none"),
        ({"target": f"{REGION}/serviceAttachments/x", "loadBalancingScheme": ""}, "none"),
        ({"target": "all-apis", "loadBalancingScheme": ""}, "none"),
        ({"target": "vpc-sc"}, "none"),
        ({"backendService": f"{REGION}/backendServices/x"}, "none"),
        ({}, "none"),
        ({"target": "web"}, "unknown"),
        ({"target": "web", "loadBalancingScheme": "INTERNAL"}, "unknown"),
        ({"target": HTTPS, "loadBalancingScheme": "INTERNAL_MANAGED"}, "internal"),
    ],
)
def test_a_forwarding_rule_by_its_target(data: dict[str, Any], answer: str) -> None:
    assert exposure(RULE, compute(RULE, data)) == answer


@pytest.mark.parametrize(
    ("url", "data", "answer"),
    [
        (WEB, {}, "external"),
        (WEB, {"protocol": "HTTPS", "loadBalancingScheme": "EXTERNAL_MANAGED"}, "external"),
        (WEB, {"protocol": "HTTP2"}, "external"),
        (WEB, {"protocol": "GRPC", "loadBalancingScheme": "EXTERNAL_MANAGED"}, "external"),
        (WEB, {"protocol": "HTTP2", "loadBalancingScheme": "EXTERNAL_MANAGED"}, "unknown"),
        (WEB, {"protocol": "H2C", "loadBalancingScheme": "EXTERNAL_MANAGED"}, "unknown"),
        (
            WEB,
            {
                "protocol": "H2C",
                "loadBalancingScheme": "EXTERNAL_MANAGED",
                "usedBy": [{"reference": f"{COMPUTE}/projects/q/global/urlMaps/m"}],
            },
            "external",
        ),
        (WEB, {"protocol": "TCP"}, "none"),
        (WEB, {"protocol": "SSL"}, "none"),
        (WEB, {"protocol": ["HTTP"]}, "none"),
        (f"{REGION}/backendServices/web", {"protocol": "TCP"}, "none"),
        (f"{REGION}/backendServices/web", {"protocol": "UNSPECIFIED"}, "none"),
        (f"{REGION}/backendServices/web", {}, "none"),
        (f"{REGION}/backendServices/web", {"loadBalancingScheme": "EXTERNAL_MANAGED"}, "external"),
        (
            f"{REGION}/backendServices/web",
            {"loadBalancingScheme": "EXTERNAL_MANAGED", "protocol": "TCP"},
            "none",
        ),
        (f"{REGION}/backendServices/web", {"loadBalancingScheme": "INTERNAL", "protocol": "TCP"}, "none"),
        (f"{REGION}/backendServices/web", {"loadBalancingScheme": "INTERNAL_MANAGED"}, "internal"),
        (WEB, {"loadBalancingScheme": "INTERNAL_SELF_MANAGED", "protocol": "GRPC"}, "internal"),
    ],
)
def test_a_backend_service_by_itself(url: str, data: dict[str, Any], answer: str) -> None:
    assert exposure(url, compute(url, data)) == answer


@pytest.mark.parametrize("scope", [WORLD, REGION])
@pytest.mark.parametrize("protocol", ["TCP", "HTTP"])
def test_a_backend_service_that_a_url_map_uses_is_http_load_balancing(scope: str, protocol: str) -> None:
    web, map_ = f"{scope}/backendServices/web", f"{scope}/urlMaps/m"
    assets = [compute(web, {"protocol": protocol}), compute(map_, {"defaultService": web})]
    assert exposure(web, *assets) == exposure(map_, *assets) == "external"


UNUSED_FRONTEND = compute(f"{WORLD}/forwardingRules/other", {"target": f"{WORLD}/targetHttpProxies/none"})
REDIRECT = compute(MAP, {"defaultUrlRedirect": {"httpsRedirect": True}})
PROXY = compute(HTTPS, {"urlMap": MAP})


@pytest.mark.parametrize("url", [MAP, HTTPS])
def test_a_redirect_has_the_exposure_of_its_frontends(url: str) -> None:
    rule = compute(RULE, {"target": HTTPS, "loadBalancingScheme": "EXTERNAL_MANAGED"})
    inside = compute(RULE, {"target": HTTPS, "loadBalancingScheme": "INTERNAL_MANAGED"})
    assert exposure(url, REDIRECT, PROXY, rule) == "external"
    assert exposure(url, REDIRECT, PROXY, inside) == "internal"
    assert exposure(url, REDIRECT, PROXY, UNUSED_FRONTEND) == "none"
    assert exposure(url, REDIRECT, PROXY) == "unknown"


def test_a_map_that_no_proxy_uses() -> None:
    other = compute(HTTPS, {"urlMap": f"{WORLD}/urlMaps/other"})
    assert exposure(MAP, REDIRECT, other, UNUSED_FRONTEND) == "none"
    assert exposure(MAP, REDIRECT) == "unknown"


def test_a_service_that_does_not_exist_leaves_nothing_open() -> None:
    map_ = compute(MAP, {"defaultService": WEB})
    there = compute(f"{WORLD}/backendServices/other", {"protocol": "TCP"})
    assert exposure(MAP, map_, PROXY, UNUSED_FRONTEND, there) == "none"
    assert exposure(MAP, map_, PROXY, UNUSED_FRONTEND) == "unknown"
    assert exposure(HTTPS, map_, PROXY, UNUSED_FRONTEND, there) == "none"


def test_a_proxy_whose_map_is_in_another_project() -> None:
    proxy = compute(
        HTTPS, {"urlMap": f"{COMPUTE}/projects/q/global/urlMaps/m", "sslCertificates": [CERTIFICATE]}
    )
    assert exposure(HTTPS, proxy, UNUSED_FRONTEND, compute(CERTIFICATE)) == "unknown"
    assert exposure(CERTIFICATE, proxy, UNUSED_FRONTEND, compute(CERTIFICATE)) == "unknown"


@pytest.mark.parametrize(
    ("url", "unknown", "answer"),
    [
        (RULE, "/loadBalancingScheme", "unknown"),
        (RULE, "/target", "unknown"),
        (RULE, "/portRange", "external"),
        (WEB, "/loadBalancingScheme", "unknown"),
        (WEB, "/protocol", "unknown"),
    ],
)
def test_a_plan_that_does_not_know(url: str, unknown: str, answer: str) -> None:
    ready = inventory([compute(RULE, {"target": HTTPS}), compute(WEB)])
    ready.assets[name_of(url)] = replace(ready.assets[name_of(url)], unknown=(unknown,))
    assert document(ready, url)["facts"]["exposure"] == answer
