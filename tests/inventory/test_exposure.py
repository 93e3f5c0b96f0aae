"""Exposure: external only what serves external HTTP(S) load balancing, internal only what certainly is."""

from dataclasses import replace
from typing import Any

import pytest
from inventory_records import (
    REGION,
    WORLD,
    asset,
    compute,
    document,
    inventory,
    name_of,
    run_service,
    serverless,
)

from lbpolicy.model import Asset

RULE = f"{WORLD}/forwardingRules/r"
HTTPS = f"{WORLD}/targetHttpsProxies/x"
MAP = f"{WORLD}/urlMaps/m"
WEB = f"{WORLD}/backendServices/web"
BUCKET = f"{WORLD}/backendBuckets/b"
NEG = f"{REGION}/networkEndpointGroups/n"
APP = "//run.googleapis.com/projects/p/locations/europe-west1/services/app"
CERTIFICATE = f"{WORLD}/sslCertificates/c"
POLICY = f"{WORLD}/sslPolicies/s"


def facts(url: str, *assets: Asset, **rest: Any) -> dict[str, Any]:
    found: dict[str, Any] = document(inventory(assets, **rest), url)["facts"]
    return found


def exposure(url: str, *assets: Asset, **rest: Any) -> str:
    return str(facts(url, *assets, **rest)["exposure"])


def stack(scheme: Any, *, rule: str = RULE, name: str = "") -> list[Asset]:
    """Return a load balancer of a scheme; `name` ends the names of its own rule, proxy, map and service."""
    return [
        compute(rule + name, {"target": HTTPS + name, "loadBalancingScheme": scheme}),
        compute(HTTPS + name, {"urlMap": MAP + name, "sslCertificates": [CERTIFICATE], "sslPolicy": POLICY}),
        compute(MAP + name, {"defaultService": WEB + name, "pathMatchers": [{"defaultService": BUCKET}]}),
        compute(WEB + name, {"backends": [{"group": NEG}], "loadBalancingScheme": scheme}),
    ]


SHARED = [
    compute(BUCKET),
    compute(NEG, {"networkEndpointType": "SERVERLESS", "cloudRun": {"service": "app"}}),
    run_service(),
    compute(CERTIFICATE),
    compute(POLICY),
]


EVERYTHING = [RULE, HTTPS, MAP, WEB, BUCKET, NEG, APP, CERTIFICATE, POLICY]


@pytest.mark.parametrize("url", EVERYTHING)
@pytest.mark.parametrize(
    ("scheme", "answer"),
    [
        (None, "external"),  # the default is the classic load balancer
        ("EXTERNAL", "external"),
        ("EXTERNAL_MANAGED", "external"),
        ("INTERNAL_MANAGED", "internal"),
        ("INTERNAL_SELF_MANAGED", "internal"),
        ("A_SCHEME_OF_TOMORROW", "unknown"),
        ("external", "unknown"),
        (5, "unknown"),
        (["EXTERNAL"], "unknown"),
        ({"EXTERNAL": 1}, "unknown"),
    ],
)
def test_a_whole_load_balancer(url: str, scheme: Any, answer: str) -> None:
    assert exposure(url, *stack(scheme), *SHARED) == answer


@pytest.mark.parametrize("url", [BUCKET, NEG, APP, CERTIFICATE, POLICY])
def test_what_an_internal_and_an_external_load_balancer_share_is_external(url: str) -> None:
    found = facts(url, *stack("INTERNAL_MANAGED"), *stack("EXTERNAL_MANAGED", name="2"), *SHARED)
    assert found == found | {"exposure": "external", "schemes": ["EXTERNAL_MANAGED", "INTERNAL_MANAGED"]}


@pytest.mark.parametrize("url", [BUCKET, NEG, APP, CERTIFICATE, POLICY])
def test_what_is_shared_is_internal_only_when_nothing_is_open(url: str) -> None:
    lost = compute(f"{WORLD}/forwardingRules/lost", [])
    elsewhere = [lost, compute(f"{WORLD}/backendServices/lost", [])]
    assert exposure(url, *stack("INTERNAL_MANAGED"), *SHARED, *elsewhere) == "unknown"
    assert exposure(url, *stack("EXTERNAL"), *SHARED, *elsewhere) == "external"


@pytest.mark.parametrize("url", [RULE, HTTPS, MAP, WEB])
def test_one_load_balancer_has_one_scheme(url: str) -> None:
    lost = compute(f"{WORLD}/forwardingRules/lost", [])
    assert exposure(url, *stack("INTERNAL_MANAGED"), *SHARED, lost) == "internal"


def test_a_url_mask_may_route_to_any_service_of_its_region() -> None:
    mask = compute(f"{REGION}/networkEndpointGroups/mask", {"cloudRun": {"urlMask": "example.com/<service>"}})
    internal = [*stack("INTERNAL_MANAGED"), *SHARED]
    assert exposure(APP, *internal, mask) == "unknown"
    far = compute(
        f"{REGION}/networkEndpointGroups/mask".replace("europe", "us"), {"cloudRun": {"urlMask": "x"}}
    )
    theirs = replace(mask, name=mask.name.replace("/p/", "/q/"))
    function = compute(f"{REGION}/networkEndpointGroups/mask", {"cloudFunction": {"urlMask": "x"}})
    for other in (far, theirs, function):
        assert exposure(APP, *internal, other) == "internal"


def test_standard_tier() -> None:
    """Regional forwarding rules, global proxy, map and service."""
    assets = [*stack("EXTERNAL", rule=f"{REGION}/forwardingRules/r"), *SHARED]
    assets[0] = replace(assets[0], data={**(assets[0].data or {}), "networkTier": "STANDARD"})
    urls = [f"{REGION}/forwardingRules/r", *EVERYTHING[1:]]
    assert {exposure(url, *assets) for url in urls} == {"external"}


NO_FRONTENDS = [a for a in [*stack("EXTERNAL"), *SHARED] if "forwardingRules" not in a.name]
UNUSED_FRONTEND = compute(f"{WORLD}/forwardingRules/other", {"target": f"{WORLD}/targetHttpProxies/none"})


@pytest.mark.parametrize("frontends", [[], [UNUSED_FRONTEND]], ids=["unexported", "unused"])
@pytest.mark.parametrize(
    ("url", "answers"),
    [
        (HTTPS, ("external", "external")),
        (MAP, ("external", "external")),
        (WEB, ("external", "external")),
        (NEG, ("external", "external")),
        (APP, ("external", "external")),
        (CERTIFICATE, ("external", "external")),
        (BUCKET, ("unknown", "none")),
    ],
)
def test_without_frontends_the_backend_services_tell(
    frontends: list[Asset], url: str, answers: tuple[str, str]
) -> None:
    assert exposure(url, *NO_FRONTENDS, *frontends) == answers[bool(frontends)]


def test_a_certificate_of_certificate_manager_by_its_map() -> None:
    root = "//certificatemanager.googleapis.com/projects/p/locations/global"
    kind = "certificatemanager.googleapis.com/Certificate"
    certificate, map_ = asset(f"{root}/certificates/c", kind, {}), f"{root}/certificateMaps/m"
    entry = asset(
        f"{map_}/certificateMapEntries/e",
        f"{kind}MapEntry",
        {"certificates": ["projects/1041/locations/global/certificates/c"]},
    )
    proxy = compute(HTTPS, {"certificateMap": map_})
    rule = compute(RULE, {"target": HTTPS})
    found = document(
        inventory([certificate, entry, proxy, rule, asset(map_, f"{kind}Map", {})]), certificate.name
    )
    assert (found["facts"]["exposure"], [link["name"] for link in found["links"]["target_proxies"]]) == (
        "external",
        [name_of(HTTPS)],
    )
    # The map itself need not be in the inventory; entries that are not may say anything.
    assert exposure(certificate.name, certificate, entry, proxy, rule) == "external"
    assert exposure(certificate.name, certificate, proxy, rule) == "unknown"
    gaps = document(inventory([certificate, proxy, rule]), certificate.name)["links"]["target_proxies"]
    assert [link["state"] for link in gaps] == ["unexported"]


def test_schemes() -> None:
    assert facts(MAP, *serverless(), compute(MAP)) == {"exposure": "none", "schemes": []}
    assert facts(WEB, *serverless())["schemes"] == ["EXTERNAL_MANAGED"]
