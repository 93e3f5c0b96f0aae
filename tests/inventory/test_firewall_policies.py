"""Firewall policies: hierarchical and network ones, before and after the VPC rules."""

from typing import Any

import pytest

from lbpolicy.inventory.firewall import PROBE_RANGES, Firewall, verdict

NONE: frozenset[str] = frozenset()
ALLOW: dict[str, Any] = {"name": "allow", "allowed": [{"IPProtocol": "tcp"}]}


def policy(name: str, action: str, priority: int = 100, **match: Any) -> dict[str, Any]:
    match = {"srcIpRanges": ["0.0.0.0/0"], "layer4Configs": [{"ipProtocol": "tcp", "ports": ["80"]}], **match}
    return {"ruleName": name, "direction": "INGRESS", "priority": priority, "action": action, "match": match}


def ask(rules: list[dict[str, Any]], **rest: Any) -> dict[str, Any]:
    known: dict[str, Any] = {"ports": [80], "tags": NONE, "service_accounts": NONE, **rest}
    return verdict(rules, **known)


@pytest.mark.parametrize(
    ("groups", "state"),
    [
        ([[policy("p", "deny")]], "denied"),
        ([[policy("p", "allow")], [policy("q", "deny")]], "allowed"),
        ([[policy("p", "goto_next", 1), policy("q", "deny", 2)]], "allowed"),
        ([[policy("p", "goto_next", 2), policy("q", "deny", 1)]], "denied"),
        ([[policy("p", "goto_next", 1, srcIpRanges=[PROBE_RANGES[0]]), policy("q", "deny", 2)]], "partial"),
        ([[policy("p", "apply_security_profile_group")]], "undecided"),
        ([[policy("p", "mirror")]], "allowed"),
        ([[policy("p", "deny") | {"disabled": True}]], "allowed"),
        ([[policy("p", "deny") | {"direction": "EGRESS"}]], "allowed"),
        ([[policy("p", "deny") | {"targetType": "INTERNAL_MANAGED_LB"}]], "allowed"),
        ([[policy("p", "deny") | {"targetSecureTags": [{"name": "tagValues/1"}]}]], "undecided"),
        ([[policy("p", "deny") | {"targetServiceAccounts": ["a@p"]}]], "allowed"),
        ([[policy("p", "deny", srcIpRanges=[], srcSecureTags=[{"name": "tagValues/1"}])]], "allowed"),
        ([[policy("p", "deny", srcIpRanges=[], srcRegionCodes=["US"])]], "undecided"),
        ([[policy("p", "deny", srcNetworkContext="INTRA_VPC")]], "allowed"),
        ([[policy("p", "deny", srcNetworkType="INTERNET")]], "undecided"),
        ([[policy("p", "deny", destIpRanges=["10.0.0.0/8"])]], "undecided"),
        ([[policy("p", "deny", destFqdns=["a.example"])]], "undecided"),
        ([[policy("p", "deny", layer4Configs=[{"ipProtocol": "udp"}])]], "allowed"),
        ([[policy("p", "deny", layer4Configs=[{"ipProtocol": "all"}])]], "denied"),
        ([[{"action": "deny", "priority": 1}]], "denied"),
        ([[{"action": "deny"}]], "undecided"),
    ],
)
def test_firewall_policies_come_first(groups: list[list[dict[str, Any]]], state: str) -> None:
    assert ask([ALLOW], policies=groups)["state"] == state


def test_a_policy_for_other_networks_does_not_apply() -> None:
    rule = policy("p", "deny") | {
        "targetResources": ["https://www.googleapis.com/compute/v1/projects/p/global/networks/n"]
    }
    for network, state in (("n", "denied"), ("m", "allowed"), ("", "undecided")):
        name = f"//compute.googleapis.com/projects/p/global/networks/{network}" if network else ""
        found = Firewall([ALLOW], [[rule]], network=name).verdict(
            ports=[80], tags=NONE, service_accounts=NONE
        )
        assert found["state"] == state


def test_later_policies_come_after_the_rules_and_before_the_implied_deny() -> None:
    later = [[policy("late", "allow")]]
    no = {"name": "deny", "denied": [{"IPProtocol": "tcp"}], "sourceRanges": ["35.191.0.0/16"]}
    found = Firewall([no], later_policies=later).verdict(ports=[80], tags=NONE, service_accounts=NONE)
    assert (found["state"], found["rules"]) == ("partial", ["deny", "late"])


def test_a_doubtful_jump_is_followed_both_ways() -> None:
    jump = policy("jump", "goto_next", 1) | {"targetServiceAccounts": ["a@p"]}
    group = [jump, policy("no", "deny", 2)]
    assert ask([ALLOW], policies=[group], service_accounts=None)["state"] == "undecided"
    assert ask([], policies=[group], service_accounts=None)["state"] == "denied"
    assert (
        ask([ALLOW], policies=[[jump, policy("yes", "allow", 2)]], service_accounts=None)["state"]
        == "allowed"
    )
