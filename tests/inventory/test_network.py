"""Firewall facts: which rules are asked, about which ports, and when nothing can be said."""

from dataclasses import replace
from typing import Any

import pytest
from inventory_records import COMPUTE, WORLD, compute, document, inventory, name_of
from network_records import (
    GROUP,
    NAMED,
    NEG,
    NETWORK,
    PROBES,
    SERVICE,
    WEB,
    check,
    rule,
    verdict,
    verdicts,
    world,
)

from lbpolicy.inventory.network import BackendFirewalls
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
        (world(rule("80", "8080"), compute(f"{WORLD}/firewalls/broken", [])), {}),
        (world(rule("80", "8080"), compute(f"{WORLD}/firewallPolicies/broken", [])), {}),
        (world(rule("80", "8080")), {"lossy": True}),
    ],
    ids=[
        "no-rules",
        "shared-vpc",
        "no-network",
        "odd-network",
        "broken-rule",
        "broken-policy",
        "lossy",
    ],
)
def test_what_cannot_be_told_is_undecided(assets: list[Asset], rest: dict[str, Any]) -> None:
    found = verdict(assets, **rest)
    assert (found["state"], found["ports"], found["open_to_internet"]) == ("undecided", {}, {})
    assert (found["serving_ports"], found["probed_ports"]) == ([8080], [80])
    assert found["reason"].endswith(".")


def test_each_backend_has_its_verdict() -> None:
    service = {**SERVICE, "backends": [{"group": GROUP}, {"group": f"{GROUP}2"}, {"group": f"{GROUP}3"}]}
    found = verdicts(
        world(
            rule("80", "8080"),
            compute(f"{GROUP}2", {**NAMED, "namedPorts": [{"name": "http", "port": 22}]}),
            service=service,
        )
    )
    assert [(v["path"], v["state"]) for v in found] == [
        ("/backends/0/group", "allowed"),
        ("/backends/1/group", "partial"),
    ]


def test_a_health_check_outside_the_inventory_leaves_the_serving_port() -> None:
    elsewhere = WORLD.replace("/p/", "/elsewhere/")
    service = {**SERVICE, "healthChecks": [f"{elsewhere}/healthChecks/other"]}
    found = verdict(world(rule("80", "8080"), service=service))
    assert (found["state"], found["ports"], found["probed_ports"]) == ("undecided", {"8080": "allowed"}, [])
    assert found["unknown_ports"] == ["probed_ports"]
    assert found["open_to_internet"] == {"8080": False}
    assert "health check is not in the inventory" in found["reason"]
    assert verdict(world(rule("80"), service=service))["state"] == "denied"


def test_a_health_check_that_does_not_exist_leaves_nothing_open() -> None:
    service = {**SERVICE, "healthChecks": [f"{WORLD}/healthChecks/gone"]}
    found = verdict(world(rule("80", "8080"), service=service))
    assert (found["state"], found["ports"], found["reason"]) == ("allowed", {"8080": "allowed"}, "")
    assert (found["probed_ports"], found["unknown_ports"]) == ([], [])


def test_a_group_that_does_not_define_the_port_leaves_nothing_open() -> None:
    found = verdict(world(rule("80"), group={"network": NETWORK}))
    assert (found["state"], found["ports"], found["unknown_ports"]) == ("allowed", {"80": "allowed"}, [])
    by_endpoint = check(type="HTTP", httpHealthCheck={"portSpecification": "USE_SERVING_PORT"})
    found = verdict(world(rule("80"), group={"network": NETWORK}, checks=by_endpoint))
    assert (found["state"], found["ports"], found["unknown_ports"]) == ("undecided", {}, [])
    assert found["reason"] == "The group defines no port of the name that the backend service uses."


UNNAMED = {"network": NETWORK, "namedPorts": [{"name": "http", "port": "later"}]}
ANYONE = ["0.0.0.0/0"]


@pytest.mark.parametrize(
    ("rules", "state", "every"),
    [
        ([rule("80")], "undecided", {"state": "partial", "open_to_internet": False, "open_rules": []}),
        ([rule("1-65535")], "allowed", {"state": "allowed", "open_to_internet": False, "open_rules": []}),
        (
            [rule("80", sourceRanges=["10.0.0.0/8"])],
            "denied",
            {"state": "denied", "open_to_internet": False, "open_rules": []},
        ),
        (
            [rule("1-65535"), rule("22", name="ssh", sourceRanges=ANYONE)],
            "allowed",
            {"state": "allowed", "open_to_internet": True, "open_rules": ["ssh"]},
        ),
        (
            [rule("1-65535"), rule("22", name="ssh", sourceRanges=ANYONE, targetTags=["web"])],
            "allowed",
            {"state": "allowed", "open_to_internet": "undecided", "open_rules": ["ssh"]},
        ),
    ],
)
def test_every_port_is_asked_where_the_serving_port_is_not_known(
    rules: list[Asset], state: str, every: dict[str, Any]
) -> None:
    found = verdict(world(*rules, group=UNNAMED, checks=check(type="SSL", sslHealthCheck={"port": 80})))
    assert (found["state"], found["every_port"]) == (state, every)
    assert found["reason"] == "It is not known on which port the group serves."


def test_no_port_at_all_is_known() -> None:
    by_endpoint = check(type="HTTP", httpHealthCheck={"portSpecification": "USE_SERVING_PORT"})
    found = verdict(world(rule("1-65535"), group=UNNAMED, checks=by_endpoint))
    assert (found["state"], found["ports"]) == ("allowed", {})
    assert verdict(world(rule("80"), group=UNNAMED, checks=by_endpoint))["state"] == "undecided"
    assert "every_port" not in verdict(world(rule("80")))


SIX = ["2600:2d00:1:b029::/64", "2600:2d00:1:1::/64"]


@pytest.mark.parametrize(
    ("policy", "ranges", "state"),
    [
        (None, PROBES, "allowed"),
        (None, SIX, "denied"),
        ("IPV4_ONLY", PROBES, "allowed"),
        ("IPV6_ONLY", PROBES, "denied"),
        ("IPV6_ONLY", SIX, "allowed"),
        ("IPV6_ONLY", SIX[:1], "partial"),
        ("PREFER_IPV6", PROBES + SIX, "allowed"),
        ("PREFER_IPV6", PROBES, "undecided"),
        ("PREFER_IPV6", SIX, "undecided"),
        ("PREFER_IPV6", ["10.0.0.0/8"], "denied"),
        (5, PROBES, "allowed"),
    ],
)
def test_ranges_by_address_family(policy: Any, ranges: list[str], state: str) -> None:
    service = {**SERVICE, "ipAddressSelectionPolicy": policy}
    found = verdict(world(rule("80", "8080", sourceRanges=ranges), service=service))
    assert found["state"] == state
    assert set(found["sources"]) <= {*PROBES, *SIX}
    assert bool(found["reason"]) == (state == "undecided")


def test_either_family_may_do_but_not_for_a_port_that_neither_reaches() -> None:
    service = {**SERVICE, "ipAddressSelectionPolicy": "PREFER_IPV6"}
    found = verdict(world(rule("80"), service=service))
    assert (found["state"], found["ports"]) == ("partial", {"80": "undecided", "8080": "denied"})


def test_requests_of_a_regional_load_balancer_do_not_come_from_google_ranges() -> None:
    regional = WEB.replace("global", "regions/europe-west1")
    service = {**SERVICE, "ipAddressSelectionPolicy": "IPV6_ONLY"}
    parts = [compute(regional, service), compute(GROUP, NAMED), check(), compute(NETWORK)]
    probes = rule("80", sourceRanges=SIX[:1])
    (found,) = document(inventory([*parts, probes]), regional)["facts"]["firewall"]
    assert (found["sources"], found["ports"]) == (SIX[:1], {"80": "allowed", "8080": "denied"})


def test_a_plan_may_not_know_the_address_family() -> None:
    ready = inventory(world(rule("80", "8080")))
    service = replace(ready.assets[name_of(WEB)], unknown=("/ipAddressSelectionPolicy",))
    (found,) = BackendFirewalls(ready).verdicts(service)
    assert (found["state"], found["reason"]) == (
        "undecided",
        "The plan does not know yet whether the instances are reached by IPv4 or by IPv6.",
    )
