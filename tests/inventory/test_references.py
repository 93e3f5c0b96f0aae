"""References: every attribute that names another resource, and nothing else."""

from typing import Any

import pytest

from lbpolicy.inventory.references import references
from lbpolicy.inventory.types import (
    ADDRESS,
    BACKEND_BUCKET,
    BACKEND_SERVICE,
    CERTIFICATE_MAP_ENTRY,
    FIREWALL,
    FORWARDING_RULE,
    INSTANCE_GROUP_MANAGER,
    NETWORK_ENDPOINT_GROUP,
    SSL_POLICY,
    TARGET_HTTPS_PROXY,
    TYPES,
    URL_MAP,
    AssetType,
)


def action(*services: str) -> dict[str, Any]:
    first, *weighted = services
    return {
        "requestMirrorPolicy": {"backendService": first},
        "weightedBackendServices": [{"backendService": name, "weight": 1} for name in weighted],
    }


URL_MAP_OF_EVERYTHING = {
    "defaultService": "s1",
    "defaultRouteAction": action("s2", "s3", "s4"),
    "defaultCustomErrorResponsePolicy": {"errorService": "s5"},
    "hostRules": [{"hosts": ["x"], "pathMatcher": "m"}],
    "pathMatchers": [
        {"name": "m"},
        {
            "name": "n",
            "defaultService": "s6",
            "defaultRouteAction": action("s7", "s8"),
            "defaultCustomErrorResponsePolicy": {"errorService": "s9"},
            "pathRules": [
                {"paths": ["/a"], "service": "s10"},
                {"routeAction": action("s11", "s12"), "customErrorResponsePolicy": {"errorService": "s13"}},
            ],
            "routeRules": [
                {"priority": 1, "service": "s14"},
                {"routeAction": action("s15", "s16"), "customErrorResponsePolicy": {"errorService": "s17"}},
            ],
        },
    ],
    "tests": [{"service": "not a reference that routes"}],
    "selfLink": "not one",
}


def test_a_url_map_routes_to_each_service_it_names() -> None:
    found = {r.pointer: r.text for r in references(URL_MAP, URL_MAP_OF_EVERYTHING)}
    assert sorted(found.values()) == sorted(f"s{number}" for number in range(1, 18))
    assert found["/defaultRouteAction/weightedBackendServices/1/backendService"] == "s4"
    assert found["/pathMatchers/1/pathRules/0/service"] == "s10"
    assert found["/pathMatchers/1/routeRules/1/routeAction/requestMirrorPolicy/backendService"] == "s15"


@pytest.mark.parametrize(
    ("kind", "data", "pointers"),
    [
        (FORWARDING_RULE, {"target": "t", "IPAddress": "a", "network": "n"}, ["/target", "/IPAddress"]),
        (FORWARDING_RULE, {"backendService": "b"}, ["/backendService"]),
        (
            TARGET_HTTPS_PROXY,
            {"urlMap": "u", "sslCertificates": ["a", "b"], "sslPolicy": "p", "certificateMap": "m"},
            ["/urlMap", "/sslCertificates/0", "/sslCertificates/1", "/sslPolicy", "/certificateMap"],
        ),
        (
            BACKEND_SERVICE,
            {
                "backends": [{"group": "g"}, {}, {"group": "h"}],
                "healthChecks": ["hc"],
                "securityPolicy": "s",
                "edgeSecurityPolicy": "e",
            },
            [
                "/backends/0/group",
                "/backends/2/group",
                "/healthChecks/0",
                "/securityPolicy",
                "/edgeSecurityPolicy",
            ],
        ),
        (BACKEND_BUCKET, {"edgeSecurityPolicy": "e", "bucketName": "b"}, ["/edgeSecurityPolicy"]),
        (NETWORK_ENDPOINT_GROUP, {"network": "n", "cloudRun": {"service": "x"}}, ["/network"]),
        (
            INSTANCE_GROUP_MANAGER,
            {"instanceGroup": "g", "versions": [{"instanceTemplate": "t"}]},
            ["/instanceGroup", "/versions/0/instanceTemplate"],
        ),
        (FIREWALL, {"network": "n"}, ["/network"]),
        (ADDRESS, {"users": ["u"]}, ["/users/0"]),
        (CERTIFICATE_MAP_ENTRY, {"certificates": ["c"]}, ["/certificates/0"]),
        (SSL_POLICY, {"selfLink": "x"}, []),
    ],
)
def test_pointers(kind: AssetType, data: dict[str, Any], pointers: list[str]) -> None:
    assert [r.pointer for r in references(kind, data)] == pointers


@pytest.mark.parametrize(
    "value", [None, 5, True, 1.5, "x", [], {}, [[]], [{}], [None], {"a": 1}, [5], [["x"]]]
)
@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_values_of_the_wrong_type_are_no_references(kind: AssetType, value: Any) -> None:
    names = (
        "target",
        "urlMap",
        "backends",
        "healthChecks",
        "pathMatchers",
        "defaultRouteAction",
        "sslCertificates",
    )
    for reference in references(kind, dict.fromkeys((*names, "defaultService", "users", "network"), value)):
        assert reference.text == "x"


def test_replace() -> None:
    data: dict[str, Any] = {"sslCertificates": ["a", "b"], "urlMap": "u"}
    for reference in references(TARGET_HTTPS_PROXY, data):
        reference.replace(reference.text.upper())
    assert data == {"sslCertificates": ["A", "B"], "urlMap": "U"}
