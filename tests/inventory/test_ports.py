"""On which ports a group serves, and which ports of it the health checks probe."""

from dataclasses import replace
from typing import Any

import pytest
from inventory_records import WORLD, compute, inventory, name_of
from network_records import CHECK, GROUP, NAMED, NEG, NETWORK, SERVICE, WEB, check, world

from lbpolicy.inventory.ports import Ports, ports_of
from lbpolicy.model import Asset

SERVING = "It is not known on which port the group serves."
PROBED = "It is not known which port a health check probes."
ABSENT = "A health check is not in the inventory, so that the port it probes is not known."


def ports(
    assets: list[Asset], group: str = GROUP, unknown: dict[str, tuple[str, ...]] | None = None
) -> Ports:
    """Return the ports of one group; `unknown`: by the URL of an asset, what a plan does not know of it."""
    known = inventory(assets).assets
    for url, pointers in (unknown or {}).items():
        known[name_of(url)] = replace(known[name_of(url)], unknown=pointers)
    service = known[name_of(WEB)]
    checks = [known.get(name) for name in service.resource["healthChecks"]]
    return ports_of(service, known[name_of(group)], checks)


@pytest.mark.parametrize(
    ("settings", "probed"),
    [
        ({"httpHealthCheck": {"port": 81}}, [81]),
        ({"httpHealthCheck": {}}, [80]),
        ({"tcpHealthCheck": {}}, [80]),
        ({"httpsHealthCheck": {}}, [443]),
        ({"http2HealthCheck": {}}, [443]),
        ({"sslHealthCheck": {}}, [443]),
        ({"grpcHealthCheck": {"port": 50}}, [50]),
        ({"grpcTlsHealthCheck": {"port": 50, "portSpecification": "USE_FIXED_PORT"}}, [50]),
        ({"httpHealthCheck": {"portSpecification": "USE_SERVING_PORT"}}, [8080]),
        ({"httpHealthCheck": {"portSpecification": "USE_SERVING_PORT", "port": 70}}, [8080]),
        ({"httpHealthCheck": {"portSpecification": "USE_NAMED_PORT", "portName": "api"}}, [9090]),
        ({"httpHealthCheck": {"portName": "api"}}, [9090]),
        ({"httpHealthCheck": {"portName": "api", "port": 70}}, [70]),
    ],
)
def test_ports_that_a_health_check_probes(settings: dict[str, Any], probed: list[int]) -> None:
    assert ports(world(checks=check(**settings))) == Ports([8080], probed)


@pytest.mark.parametrize(
    "settings",
    [
        {"grpcHealthCheck": {}},
        {"httpHealthCheck": {"port": "80"}},
        {"httpHealthCheck": {"port": 0}},
        {"httpHealthCheck": {"port": 65536}},
        {"httpHealthCheck": {"port": True}},
        {"httpHealthCheck": 5, "type": "HTTP"},
        {"httpHealthCheck": {"portName": "other"}},
        {"httpHealthCheck": {"portSpecification": "USE_NAMED_PORT"}},
        {"httpHealthCheck": {"portSpecification": "USE_ANY_PORT", "port": 80}},
        {"type": "HTTP"},
    ],
)
def test_a_health_check_of_which_the_port_is_not_known(settings: dict[str, Any]) -> None:
    assert ports(world(checks=check(**settings))) == Ports([8080], [], probed_doubt=PROBED)


@pytest.mark.parametrize(
    ("collection", "data", "port"),
    [("httpHealthChecks", {}, 80), ("httpHealthChecks", {"port": 81}, 81)],
)
def test_ports_of_a_legacy_health_check(collection: str, data: dict[str, Any], port: int) -> None:
    url = f"{WORLD}/{collection}/hc"
    service = {**SERVICE, "healthChecks": [url]}
    assets = world(service=service, checks=compute(url, data))
    assert ports(assets) == Ports([8080], [port])
    assert ports(assets, unknown={url: ("/port",)}) == Ports([8080], [], probed_doubt=PROBED)


@pytest.mark.parametrize(
    ("service", "group", "serving"),
    [
        ({"portName": "api"}, NAMED, [9090]),
        ({}, {**NAMED, "namedPorts": [{"name": "http", "port": 2}, {"name": "http", "port": 1}]}, [1, 2]),
        ({}, {**NAMED, "namedPorts": [{"name": "http", "port": 2}, {"name": "http", "port": 2}]}, [2]),
    ],
)
def test_serving_ports_of_an_instance_group(
    service: dict[str, Any], group: dict[str, Any], serving: list[int]
) -> None:
    assert ports(world(service={**SERVICE, **service}, group=group)) == Ports(serving, [80])


SERVING_PORT = {"httpHealthCheck": {"portSpecification": "USE_SERVING_PORT"}}


@pytest.mark.parametrize("named", [None, [], [{"name": "api", "port": 9090}]])
def test_a_group_that_does_not_define_the_named_port(named: Any) -> None:
    group = {"network": NETWORK, "namedPorts": named}
    assert ports(world(group=group)) == Ports([], [80])
    assert ports(world(group=group, checks=check(**SERVING_PORT))) == Ports([], [])
    later = {GROUP: ("/namedPorts/0/name",)}
    assert ports(world(group=group), unknown=later) == Ports([], [80], SERVING)


@pytest.mark.parametrize(
    "named", [5, [5], [{"port": 3}], [{"name": "http", "port": "x"}], [{"name": "http", "port": 0}]]
)
def test_a_group_whose_named_ports_cannot_be_read(named: Any) -> None:
    group = {"network": NETWORK, "namedPorts": named}
    assert ports(world(group=group)) == Ports([], [80], SERVING)
    assert ports(world(group=group, checks=check(**SERVING_PORT))) == Ports([], [], SERVING, PROBED)


def test_serving_ports_of_a_zonal_neg() -> None:
    def of(neg: dict[str, Any], **settings: Any) -> Ports:
        return ports([*world(checks=check(**settings)), compute(NEG, neg)], NEG)

    assert of({"defaultPort": 8443, "namedPorts": NAMED["namedPorts"]}) == Ports([8443], [80])
    assert of({"defaultPort": 8443}, **SERVING_PORT) == Ports([8443], [8443])
    assert of({}, **SERVING_PORT) == Ports([], [], SERVING, PROBED)
    assert of({}) == Ports([], [80], SERVING)


def test_without_a_health_check_nothing_is_probed() -> None:
    assert ports(world(service={**SERVICE, "healthChecks": []})) == Ports([8080], [])


def test_health_checks_of_which_one_is_not_known() -> None:
    service = {**SERVICE, "healthChecks": [CHECK, f"{WORLD}/healthChecks/other"]}
    assert ports(world(service=service)) == Ports([8080], [], probed_doubt=ABSENT)


def test_doubts_are_told_apart_and_together() -> None:
    both, one = Ports([], [], "One.", "Other."), Ports([8080], [], probed_doubt="Other.")
    assert (both.unknown, both.doubt) == (["serving_ports", "probed_ports"], "One. Other.")
    assert (one.unknown, one.doubt) == (["probed_ports"], "Other.")
    assert (Ports([8080], []).unknown, Ports([8080], []).doubt) == ([], "")


def test_all_ports_are_those_of_serving_and_probing_once_and_in_order() -> None:
    assert Ports([8080, 9090], [80, 8080]).all == [80, 8080, 9090]


@pytest.mark.parametrize(
    ("unknown", "expected"),
    [
        ({WEB: ("/portName",)}, Ports([], [80], SERVING)),
        ({WEB: ("/protocol",)}, Ports([8080], [80])),
        ({CHECK: ("/httpHealthCheck/port",)}, Ports([8080], [], probed_doubt=PROBED)),
        ({CHECK: ("/httpHealthCheck/portSpecification",)}, Ports([8080], [], probed_doubt=PROBED)),
        ({CHECK: ("/httpHealthCheck/host",)}, Ports([8080], [80])),
    ],
)
def test_what_a_plan_does_not_know(unknown: dict[str, tuple[str, ...]], expected: Ports) -> None:
    assert ports(world(), unknown=unknown) == expected


def test_a_port_name_that_a_plan_does_not_know_says_nothing_of_a_neg() -> None:
    assets = [*world(), compute(NEG, {"defaultPort": 8443})]
    assert ports(assets, NEG, {WEB: ("/portName",)}) == Ports([8443], [80])


@pytest.mark.parametrize("pointer", ["/healthChecks", "/healthChecks/0"])
def test_a_health_check_that_a_plan_does_not_know(pointer: str) -> None:
    assets = world(service={**SERVICE, "healthChecks": []})
    later = "The plan does not know the health check yet, so that the port it probes is not known."
    assert ports(assets, unknown={WEB: (pointer,)}) == Ports([8080], [], probed_doubt=later)
    assert ports(world(), unknown={WEB: (pointer,)}) == Ports([8080], [80])
