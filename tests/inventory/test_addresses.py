"""The reserved address of a forwarding rule, by number and by reference; what is said where there is none."""

from dataclasses import replace
from typing import Any

import pytest
from inventory_records import (
    ANCESTORS,
    COMPUTE,
    REGION,
    WORLD,
    compute,
    document,
    inventory,
    name_of,
    short,
    subjects,
)

from lbpolicy.inventory import addresses
from lbpolicy.inventory.store import Inventory
from lbpolicy.model import Asset, Origin

RULE = f"{WORLD}/forwardingRules/r"
REGIONAL = f"{REGION}/forwardingRules/r"
OURS = f"{WORLD}/addresses/ours"
OTHER = compute(f"{WORLD}/addresses/other", {"address": "198.51.100.1"})
IP = "203.0.113.10"


def at(url: str, ip: Any, **data: Any) -> Asset:
    return compute(url, {"address": ip, **data})


def link(ip: Any, *others: Asset, rule: str = RULE, **rest: Any) -> dict[str, Any]:
    """Return the link of a forwarding rule with this IPAddress."""
    return link_of(inventory([compute(rule, {"IPAddress": ip}), *others], **rest), rule)


def link_of(ready: Inventory, rule: str = RULE) -> dict[str, Any]:
    found: dict[str, Any] = document(ready, rule)["links"]["address"]
    return found


def test_resolved() -> None:
    data = {
        "name": "ours",
        "address": IP,
        "addressType": "EXTERNAL",
        "status": "IN_USE",
        "networkTier": "PREMIUM",
        "ipVersion": "IPV4",
        "purpose": "GCE_ENDPOINT",
        "prefixLength": 32,
    }
    found = link(IP, compute(OURS, {**data, "id": "5", "users": [RULE], "labels": {"a": "b"}}), OTHER)
    assert found == {
        "state": "resolved",
        "path": "/IPAddress",
        "name": name_of(OURS),
        "asset": {
            "name": name_of(OURS),
            "type": "compute.googleapis.com/Address",
            "project": "p",
            "project_number": "1041",
            "location": "global",
            "scope": "global",
        },
        "resource": data,
    }


@pytest.mark.parametrize(
    ("ip", "address"),
    [
        (IP, {"address": IP}),
        (f" {IP} ", {"address": IP}),
        (IP, {"address": f"{IP}/32"}),
        (f"{IP}/32", {"address": IP, "prefixLength": 32}),
        ("2001:db8:10::", {"address": "2001:db8:10::"}),
        ("2001:0DB8:0010:0:0:0:0:0", {"address": "2001:db8:10::"}),
        ("2001:db8:10:0:8000:0:0:0/96", {"address": "2001:db8:10:0:8000::", "prefixLength": 96}),
        ("2001:db8:10:0:8000::/96", {"address": "2001:db8:10:0:8000::"}),
        ("2001:db8:10:0:8000::", {"address": "2001:db8:10:0:8000:0:0:0/96"}),
        ("2001:db8:10::1", {"address": "2001:db8:10::", "prefixLength": 64}),
        ("2001:db8:10::1", {"address": "2001:db8:10::/64"}),
    ],
)
def test_one_address_in_several_spellings(ip: str, address: dict[str, Any]) -> None:
    assert short([link(ip, OTHER, compute(OURS, address))]) == ["ours"]


@pytest.mark.parametrize(
    ("ip", "address"),
    [
        (IP, {"address": "203.0.113.11"}),
        ("10.0.0.0", {"address": "10.0.0.0", "prefixLength": 16, "purpose": "VPC_PEERING"}),
        ("10.0.0.0", {"address": "10.0.0.0/16"}),
        ("2001:db8:10::1", {"address": "2001:db8:10::"}),
        ("2001:db8:11::1", {"address": "2001:db8:10::", "prefixLength": 64}),
        ("::203.0.113.10", {"address": IP}),
        ("2001:db8:10::", {"address": "2001:db8:10::1", "prefixLength": "x"}),
    ],
)
def test_other_addresses(ip: str, address: dict[str, Any]) -> None:
    found = link(ip, OTHER, compute(OURS, address))
    assert (found["state"], found["path"], found["name"]) == ("missing", "/IPAddress", "")


def test_the_narrowest_range_counts() -> None:
    wide = at(f"{WORLD}/addresses/a", "2001:db8:10::", prefixLength=48)
    narrow = at(f"{WORLD}/addresses/b", "2001:db8:10::", prefixLength=64)
    assert short([link("2001:db8:10::", wide, narrow)]) == ["b"]
    assert short([link("2001:db8:10:1::", wide, narrow)]) == ["a"]


@pytest.mark.parametrize(
    ("rule", "address", "reason"),
    [
        (RULE, f"{REGION}/addresses/a", f"Project p has no reserved address {IP} that is global."),
        (REGIONAL, OURS, f"Project p has no reserved address {IP} that is in europe-west1."),
        (REGIONAL, f"{COMPUTE}/projects/p/regions/us-east1/addresses/a", "is in europe-west1."),
        (RULE, f"{COMPUTE}/projects/q/global/addresses/a", "is global."),
    ],
)
def test_an_address_of_another_place_is_another_address(rule: str, address: str, reason: str) -> None:
    found = link(IP, at(address, IP), OTHER, rule=rule)
    assert found["state"] == "missing"
    assert found["reason"].endswith(reason)


def test_a_regional_rule_takes_an_address_of_its_region() -> None:
    """Also in Standard Tier, where its target proxy is global."""
    assert link(IP, at(f"{REGION}/addresses/a", IP), rule=REGIONAL)["asset"]["location"] == "europe-west1"


def test_global_addresses_go_by_a_type_of_their_own() -> None:
    parts = [
        replace(compute(RULE, {"IPAddress": IP}), type="compute.googleapis.com/GlobalForwardingRule"),
        replace(at(OURS, IP), type="compute.googleapis.com/GlobalAddress"),
    ]
    assert link_of(inventory(parts))["state"] == "resolved"


@pytest.mark.parametrize(
    "reference",
    [
        OURS,
        name_of(OURS),
        "https://compute.googleapis.com/compute/beta/projects/p/global/addresses/ours",
        "projects/p/global/addresses/ours",
        "projects/1041/global/addresses/ours",
        "global/addresses/ours",
        "ours",
        f"{WORLD}/addresses/77",
    ],
)
def test_an_address_by_reference(reference: str) -> None:
    """As a request or a plan has it; the API itself answers with the number."""
    ready = inventory([compute(RULE, {"IPAddress": reference}), compute(OURS, {"id": "77"})])
    assert (link_of(ready)["state"], link_of(ready)["name"]) == ("resolved", name_of(OURS))


def test_references_are_full_names_in_the_resource() -> None:
    ready = inventory([compute(RULE, {"IPAddress": "global/addresses/ours"}), compute(OURS)])
    assert document(ready, RULE)["resource"]["IPAddress"] == name_of(OURS)


@pytest.mark.parametrize(
    ("reference", "others", "state"),
    [
        (f"{WORLD}/addresses/gone", [OTHER], "missing"),
        (f"{WORLD}/addresses/gone", [], "unexported"),
        (f"{COMPUTE}/projects/q/global/addresses/gone", [OTHER], "unexported"),
        (f"{WORLD}/addresses/12345", [OTHER], "unknown"),
    ],
)
def test_a_reference_that_leads_nowhere(reference: str, others: list[Asset], state: str) -> None:
    found = link(reference, *others)
    assert (found["state"], found["name"]) == (state, name_of(reference))


@pytest.mark.parametrize(
    "ip",
    [
        "gone",
        "203.0.113",
        "203.0.113.010",
        "203.0.113.256",
        "203.0.113.10/33",
        "2001:db8",
        "half \ud800",
        "x" * 10_000,
        5,
        0,
        True,
        ["203.0.113.10"],
        {"address": IP},
        f"{WORLD}/targetHttpProxies/web",
        "//example.com/projects/p/global/addresses/ours",
    ],
)
def test_what_cannot_be_read_is_unknown(ip: Any) -> None:
    found = link(ip, OTHER, compute(f"{WORLD}/targetHttpProxies/web"))
    assert (found["state"], found["path"]) == ("unknown", "/IPAddress")
    assert len(str(found)) < 1000


@pytest.mark.parametrize("ip", [None, ""])
def test_absent(ip: Any) -> None:
    assert link(ip, OTHER) == {"state": "absent"}


def test_unexported() -> None:
    assert link(IP)["reason"] == "The inventory holds no compute.googleapis.com/Address assets."
    elsewhere = replace(OTHER, origin=Origin("q.json", 1), name=OTHER.name.replace("/p/", "/q/"))
    assert link(IP, replace(elsewhere, ancestors=("projects/1042", *ANCESTORS[1:])))["state"] == "unexported"
    assert link(IP, OTHER, lossy=True)["state"] == "unexported"
    assert link(IP, replace(OTHER, truncated=True))["state"] == "unexported"


def test_nothing_is_missing_where_an_address_keeps_its_number_to_itself() -> None:
    silent = compute(OURS, {"status": "RESERVING"})
    found = link(IP, OTHER, silent)
    assert found["state"] == "unknown"
    assert name_of(OURS) in found["reason"]
    assert link("198.51.100.1", OTHER, silent)["state"] == "resolved"
    assert link(IP, at(f"{REGION}/addresses/a", IP), silent, rule=REGIONAL)["state"] == "resolved"
    assert link(IP, at(f"{REGION}/addresses/a", "192.0.2.1"), silent, rule=REGIONAL)["state"] == "missing"


def test_a_rule_or_an_address_of_a_region_that_nobody_knows() -> None:
    ready = inventory([compute(RULE, {"IPAddress": IP}), at(OURS, IP), OTHER])
    for name in (name_of(RULE), name_of(OURS)):
        one = ready.assets[name]
        ready.assets[name] = replace(one, ref=replace(one.ref, location=""), scope="regional")
        assert link_of(ready)["state"] == "unknown"
        ready.assets[name] = one
    assert link_of(ready)["state"] == "resolved"


def test_a_plan() -> None:
    ready = inventory([compute(RULE), OTHER])
    ready.assets[name_of(RULE)] = replace(ready.assets[name_of(RULE)], unknown=("/IPAddress",))
    found = link_of(ready)
    assert (found["state"], found["path"]) == ("unknown", "/IPAddress")
    assert found["reason"] == "The plan does not know /IPAddress yet."


def test_what_a_plan_does_not_know_of_an_address() -> None:
    ready = inventory([compute(RULE, {"IPAddress": OURS}), compute(OURS)])
    ready.assets[name_of(OURS)] = replace(ready.assets[name_of(OURS)], unknown=("/address",))
    assert (link_of(ready)["state"], link_of(ready)["unknown"]) == ("resolved", ["/address"])


def test_two_addresses_of_one_number_are_always_the_same_one() -> None:
    """Two networks of a project may each have it; the first by name is shown."""
    parts = [at(f"{REGION}/addresses/{name}", "10.0.0.9", addressType="INTERNAL") for name in ("b", "a")]
    assert short([link("10.0.0.9", *parts, rule=REGIONAL)]) == ["a"]


def test_addresses_are_read_once_however_many_rules_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    add = addresses.AddressIndex.add

    def counting(index: Any, address: Any) -> None:
        read.append(address.name)
        add(index, address)

    monkeypatch.setattr(addresses.AddressIndex, "add", counting)
    rules = [compute(f"{WORLD}/forwardingRules/{name}", {"IPAddress": IP}) for name in "abc"]
    assert len(subjects(inventory([*rules, at(OURS, IP), OTHER]))) == 3
    assert sorted(read) == sorted([name_of(OURS), OTHER.name])
