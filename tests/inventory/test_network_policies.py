"""Firewall facts: firewall policies of the network, of folders and of the organization."""

from dataclasses import replace
from typing import Any

import pytest
from inventory_records import REGION, WORLD, compute
from network_records import NETWORK, PROBES, rule, verdict, world

from lbpolicy.model import Asset


def firewall_policy(
    action: str, *targets: Any, priority: int = 1, where: str = WORLD, name: str = "fp", **rest: Any
) -> Asset:
    match = {"srcIpRanges": PROBES, "layer4Configs": [{"ipProtocol": "tcp"}]}
    rules = [
        {"priority": priority, "action": action, "direction": "INGRESS", "match": match, "ruleName": name},
        5,
    ]
    associations = [*({"attachmentTarget": target} for target in targets), 5, {}]
    data = {"rules": rules, "associations": associations, **rest}
    return compute(f"{where}/firewallPolicies/{name}", data)


ALLOWING, DENYING = rule("80", "8080"), rule("22")


@pytest.mark.parametrize(
    ("policy", "vpc", "state"),
    [
        (firewall_policy("allow", "folders/4"), DENYING, "allowed"),
        (firewall_policy("allow", "organizations/5"), DENYING, "allowed"),
        (
            firewall_policy("allow", "https://cloudresourcemanager.googleapis.com/v3/folders/4"),
            DENYING,
            "allowed",
        ),
        (firewall_policy("deny", "organizations/5"), ALLOWING, "denied"),
        (firewall_policy("goto_next", "organizations/5"), ALLOWING, "allowed"),
        (firewall_policy("deny", "folders/9"), ALLOWING, "allowed"),
        (firewall_policy("allow", NETWORK), DENYING, "allowed"),
        (firewall_policy("deny", NETWORK), ALLOWING, "allowed"),  # VPC rules come first
        (firewall_policy("allow", NETWORK, where=REGION), DENYING, "allowed"),
        (firewall_policy("allow", NETWORK, where=REGION.replace("europe", "us")), DENYING, "denied"),
        (firewall_policy("allow", f"{WORLD}/networks/other"), DENYING, "denied"),
        (firewall_policy("allow", 5), DENYING, "denied"),
    ],
)
def test_firewall_policies(policy: Asset, vpc: Asset, state: str) -> None:
    assert verdict(world(vpc, policy))["state"] == state


def test_policies_of_the_organization_come_before_those_of_the_folder() -> None:
    above, below = (
        firewall_policy("deny", "organizations/5", name="a"),
        firewall_policy("allow", "folders/4", name="b"),
    )
    assert verdict(world(DENYING, above, below))["state"] == "denied"
    assert verdict(world(DENYING, below, above))["state"] == "denied"


def test_a_network_may_ask_its_policy_first() -> None:
    first = compute(NETWORK, {"networkFirewallPolicyEnforcementOrder": "BEFORE_CLASSIC_FIREWALL"})
    assert verdict(world(ALLOWING, firewall_policy("deny", NETWORK), first))["state"] == "denied"


def test_policies_of_google_services_come_before_vpc_rules() -> None:
    denies = rule("80", "8080", allowed=[], denied=[{"IPProtocol": "tcp"}])
    of_gke = firewall_policy("allow", NETWORK, where=REGION, policySource="SYSTEM")
    assert verdict(world(denies, of_gke))["state"] == "allowed"
    assert (
        verdict(world(denies, firewall_policy("deny", "folders/4", name="up"), of_gke))["state"] == "denied"
    )
    elsewhere = firewall_policy("allow", NETWORK, where=REGION.replace("europe", "us"), policySource="SYSTEM")
    assert verdict(world(denies, elsewhere))["state"] == "denied"


def test_the_global_policy_of_a_network_comes_before_the_regional_one() -> None:
    policies = [
        firewall_policy("deny", NETWORK, name="z"),
        firewall_policy("allow", NETWORK, where=REGION, name="a"),
    ]
    assert verdict(world(DENYING, *policies))["state"] == "denied"


def test_a_network_outside_the_inventory_leaves_the_order_of_its_policies_open() -> None:
    def without_network(*more: Asset) -> list[Asset]:
        return [part for part in world(*more) if "/networks/" not in part.name]

    found = verdict(without_network(ALLOWING, firewall_policy("deny", NETWORK)))
    assert (found["state"], found["reason"]) == (
        "undecided",
        "Whether its firewall policies come before its VPC rules is not known.",
    )
    assert verdict(without_network(ALLOWING))["state"] == "allowed"
    system = firewall_policy("allow", NETWORK, where=REGION, policySource="SYSTEM")
    assert verdict(without_network(DENYING, system))["state"] == "allowed"


def test_a_policy_that_the_network_names_may_decide_although_it_was_not_exported() -> None:
    named = compute(NETWORK, {"firewallPolicy": f"{WORLD}/firewallPolicies/fp"})
    found = verdict(world(DENYING, named))
    assert (found["state"], found["reason"]) == (
        "undecided",
        "The firewall policy of the network is not in the inventory.",
    )
    assert verdict(world(DENYING, named, firewall_policy("allow", NETWORK)))["state"] == "allowed"
    regional = firewall_policy("allow", NETWORK, where=REGION)
    assert verdict(world(DENYING, named, regional))["state"] == "undecided"


def test_a_policy_of_a_folder_may_apply_where_the_folders_are_not_known() -> None:
    parts = world(ALLOWING, firewall_policy("deny", "folders/4"))
    assert verdict([replace(part, ancestors=()) for part in parts])["state"] == "undecided"
    parts = world(ALLOWING, firewall_policy("deny", NETWORK))
    assert verdict([replace(part, ancestors=()) for part in parts])["state"] == "allowed"
