"""Firewall facts: firewall policies of the network, of folders and of the organization."""

from dataclasses import replace
from typing import Any

import pytest
from inventory_records import REGION, WORLD, compute
from network_records import NETWORK, PROBES, rule, verdict, world

from lbpolicy.model import Asset


def firewall_policy(
    action: str, *targets: Any, priority: int = 1, where: str = WORLD, name: str = "fp"
) -> Asset:
    match = {"srcIpRanges": PROBES, "layer4Configs": [{"ipProtocol": "tcp"}]}
    rules = [
        {"priority": priority, "action": action, "direction": "INGRESS", "match": match, "ruleName": name},
        5,
    ]
    data = {"rules": rules, "associations": [*({"attachmentTarget": target} for target in targets), 5, {}]}
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


def test_a_policy_of_a_folder_may_apply_where_the_folders_are_not_known() -> None:
    parts = world(ALLOWING, firewall_policy("deny", "folders/4"))
    assert verdict([replace(part, ancestors=()) for part in parts])["state"] == "undecided"
    parts = world(ALLOWING, firewall_policy("deny", NETWORK))
    assert verdict([replace(part, ancestors=()) for part in parts])["state"] == "allowed"
