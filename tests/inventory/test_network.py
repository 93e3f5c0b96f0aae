"""Firewall facts: which rules are asked, about which ports, and when nothing can be said."""

from dataclasses import replace
from typing import Any

import pytest
from inventory_records import COMPUTE, REGION, WORLD, compute, name_of
from network_records import GROUP, NAMED, NEG, NETWORK, SERVICE, check, rule, verdict, verdicts, world

from lbpolicy.model import Asset


def test_the_verdict_of_a_group() -> None:
    found = verdict(world(rule("80", "8080")))
    assert (found["path"], found["group"], found["network"]) == (
        "/backends/0/group",
        name_of(GROUP),
        name_of(NETWORK),
    )
    assert (found["state"], found["ports"]) == ("allowed", {"80": "allowed", "8080": "allowed"})
    assert (found["rules"], found["open_to_internet"]) == (["probes"], {"80": False, "8080": False})


@pytest.mark.parametrize(
    ("ports", "state"), [(("80",), "partial"), (("22",), "denied"), (("1-9999",), "allowed")]
)
def test_every_port_must_be_reached(ports: tuple[str, ...], state: str) -> None:
    assert verdict(world(rule(*ports)))["state"] == state


def test_a_network_without_rules_lets_nothing_in() -> None:
    other = replace(
        rule("80"), name=name_of(f"{WORLD}/firewalls/other"), data={"network": f"{WORLD}/networks/other"}
    )
    assert verdict(world(other))["state"] == "denied"


@pytest.mark.parametrize(
    ("settings", "ports"),
    [
        ({"httpHealthCheck": {"port": 81}}, {81}),
        ({"httpHealthCheck": {}}, {80}),
        ({"tcpHealthCheck": {}}, {80}),
        ({"httpsHealthCheck": {}}, {443}),
        ({"http2HealthCheck": {}}, {443}),
        ({"sslHealthCheck": {}}, {443}),
        ({"grpcHealthCheck": {"port": 50}}, {50}),
        ({"grpcHealthCheck": {}}, set()),
        ({"httpHealthCheck": {"portSpecification": "USE_SERVING_PORT"}}, set()),
        ({"httpHealthCheck": {"portSpecification": "USE_NAMED_PORT", "portName": "api"}}, {9090}),
        ({"httpHealthCheck": {"portName": "api"}}, {9090}),
        ({"httpHealthCheck": {"portName": "api", "port": 70}}, {70}),
        ({"httpHealthCheck": {"port": "80"}}, set()),
        ({"httpHealthCheck": 5, "type": "HTTP"}, set()),
    ],
)
def test_ports_that_a_health_check_probes(settings: dict[str, Any], ports: set[int]) -> None:
    found = verdict(world(rule("1-65535"), checks=check(**settings)))
    assert set(found["ports"]) == {str(port) for port in ports | {8080}}


@pytest.mark.parametrize(
    ("collection", "data", "port"), [("httpHealthChecks", {}, "80"), ("httpHealthChecks", {"port": 81}, "81")]
)
def test_ports_of_a_legacy_health_check(collection: str, data: dict[str, Any], port: str) -> None:
    url = f"{WORLD}/{collection}/hc"
    service = {**SERVICE, "healthChecks": [url]}
    assert set(verdict(world(rule("1-65535"), service=service, checks=compute(url, data)))["ports"]) == {
        port,
        "8080",
    }


@pytest.mark.parametrize(
    ("service", "group", "ports"),
    [
        ({"portName": "api"}, NAMED, {"9090", "80"}),
        (
            {},
            {**NAMED, "namedPorts": [{"name": "http", "port": 1}, {"name": "http", "port": 2}]},
            {"1", "2", "80"},
        ),
        ({}, {**NAMED, "namedPorts": [5, {"name": "http", "port": "x"}, {"port": 3}]}, {"80"}),
    ],
)
def test_serving_ports(service: dict[str, Any], group: dict[str, Any], ports: set[str]) -> None:
    assert set(verdict(world(rule("1-65535"), service={**SERVICE, **service}, group=group))["ports"]) == ports


def test_a_group_whose_serving_port_is_not_known_is_not_allowed() -> None:
    unnamed = {"network": NETWORK}
    found = verdict(world(rule("80"), group=unnamed))
    assert (found["state"], found["reason"]) == (
        "undecided",
        "It is not known on which port the group serves.",
    )
    assert verdict(world(rule("22"), group=unnamed))["state"] == "denied"


def test_a_zonal_neg() -> None:
    neg = {"networkEndpointType": "GCE_VM_IP_PORT", "network": NETWORK, "defaultPort": 8443}
    service = {**SERVICE, "backends": [{"group": NEG}]}
    assert verdict(world(compute(NEG, neg), rule("80", "8443"), service=service))["state"] == "allowed"
    for other in ("SERVERLESS", "INTERNET_FQDN_PORT", "NON_GCP_PRIVATE_IP_PORT"):
        assert (
            verdicts(world(compute(NEG, {**neg, "networkEndpointType": other}), rule("80"), service=service))
            == []
        )


SHARED_VPC = f"{COMPUTE}/projects/host/global/networks/n"


@pytest.mark.parametrize(
    ("assets", "rest"),
    [
        (world(), {}),
        (world(rule("80", "8080"), group={**NAMED, "network": SHARED_VPC}), {}),
        (world(rule("80", "8080"), group={**NAMED, "network": 5}), {}),
        (world(rule("80", "8080"), group={**NAMED, "network": "somewhere"}), {}),
        (world(rule("80", "8080"), service={**SERVICE, "healthChecks": [f"{WORLD}/healthChecks/other"]}), {}),
        (world(rule("80", "8080"), compute(f"{WORLD}/firewalls/broken", [])), {}),
        (world(rule("80", "8080"), compute(f"{WORLD}/firewallPolicies/broken", [])), {}),
        (world(rule("80", "8080")), {"lossy": True}),
    ],
    ids=[
        "no-rules",
        "shared-vpc",
        "no-network",
        "odd-network",
        "no-check",
        "broken-rule",
        "broken-policy",
        "lossy",
    ],
)
def test_what_cannot_be_told_is_undecided(assets: list[Asset], rest: dict[str, Any]) -> None:
    found = verdict(assets, **rest)
    assert (found["state"], found["ports"], found["open_to_internet"]) == ("undecided", {}, {})
    assert found["reason"].endswith(".")


def template(properties: Any, *, versions: bool = False) -> list[Asset]:
    url = f"{WORLD}/instanceTemplates/t"
    manager: dict[str, Any] = {"instanceGroup": GROUP, "instanceTemplate": url}
    if versions:
        manager["versions"] = [{"instanceTemplate": url}, {"instanceTemplate": f"{url}2"}]
    templates = [compute(address, {"properties": properties}) for address in (url, f"{url}2")]
    return [compute(f"{REGION}/instanceGroupManagers/g", manager), *templates]


@pytest.mark.parametrize(
    ("properties", "state"),
    [
        ({"tags": {"items": ["web"]}}, "allowed"),
        ({"tags": {"items": ["db"]}}, "denied"),
        ({"tags": {}}, "denied"),
        ({}, "denied"),
        (None, "undecided"),
        ("x", "undecided"),
        ({"tags": {"items": 5}}, "undecided"),
        ({"tags": {"items": ["web", 5]}}, "undecided"),
        ({"tags": ["web"]}, "undecided"),
    ],
)
def test_tags_come_from_the_template(properties: Any, state: str) -> None:
    tagged = rule("80", "8080", targetTags=["web"])
    assert verdict(world(tagged, *template(properties)))["state"] == state


@pytest.mark.parametrize(
    ("properties", "state"),
    [
        ({"serviceAccounts": [{"email": "web@p"}]}, "allowed"),
        ({"serviceAccounts": [{"email": "db@p"}]}, "denied"),
        ({"serviceAccounts": [5]}, "undecided"),
        ({"serviceAccounts": {"email": "web@p"}}, "undecided"),
    ],
)
def test_service_accounts_come_from_the_template(properties: Any, state: str) -> None:
    tagged = rule("80", "8080", targetServiceAccounts=["web@p"])
    assert verdict(world(tagged, *template(properties)))["state"] == state


@pytest.mark.parametrize(
    "more",
    [[], template({"tags": {"items": ["web"]}}, versions=True), template({})[:1]],
    ids=["none", "two", "gone"],
)
def test_tags_are_not_known_without_one_template(more: list[Asset]) -> None:
    assert verdict(world(rule("80", "8080", targetTags=["web"]), *more))["state"] == "undecided"


def test_each_backend_has_its_verdict() -> None:
    service = {**SERVICE, "backends": [{"group": GROUP}, {"group": f"{GROUP}2"}, {"group": f"{GROUP}3"}]}
    found = verdicts(
        world(rule("80", "8080"), compute(f"{GROUP}2", {**NAMED, "namedPorts": []}), service=service)
    )
    assert [(v["path"], v["state"]) for v in found] == [
        ("/backends/0/group", "allowed"),
        ("/backends/1/group", "undecided"),
    ]
