from typing import Any

import pytest
from conversion_plans import change, convert_all, convert_one

from lbpolicy.model import Asset, Change, Notification, Phase

P = "//compute.googleapis.com/projects/shop-prod"


def _of(found: list[Asset], collection: str) -> list[Asset]:
    return [asset for asset in found if f"/{collection}/" in asset.name]


def _policy(**more: Any) -> dict[str, Any]:
    values = {"name": "fw"}
    return change("google_compute_network_firewall_policy", values, **more)


def _rule(priority: int, **more: Any) -> dict[str, Any]:
    values = {
        "firewall_policy": "fw",
        "priority": priority,
        "action": "allow",
        "direction": "INGRESS",
        "match": [
            {"src_ip_ranges": ["0.0.0.0/0"], "layer4_configs": [{"ip_protocol": "tcp", "ports": ["80"]}]}
        ],
    }
    return change("google_compute_network_firewall_policy_rule", values, name=f"r{priority}", **more)


def test_rules_and_associations_are_one_asset_with_their_policy() -> None:
    association = change(
        "google_compute_network_firewall_policy_association",
        {"name": "a"},
        unknown={"firewall_policy": True, "attachment_target": True},
        references={
            "firewall_policy": [
                "google_compute_network_firewall_policy.web.id",
                "google_compute_network_firewall_policy.web",
            ],
            "attachment_target": ["google_compute_network.web.id", "google_compute_network.web"],
        },
    )
    notes: list[Notification] = []
    network = change("google_compute_network", {"name": "vpc"})
    found = convert_all(_policy(), _rule(1), _rule(2), association, network, notes=notes)
    (policy,) = _of(found, "firewallPolicies")
    assert policy.data is not None
    assert policy.unknown == ()
    assert [rule["priority"] for rule in policy.data["rules"]] == [1, 2]
    assert policy.data["rules"][0]["match"] == {
        "srcIpRanges": ["0.0.0.0/0"],
        "layer4Configs": [{"ipProtocol": "tcp", "ports": ["80"]}],
    }
    assert policy.data["associations"] == [{"name": "a", "attachmentTarget": f"{P}/global/networks/vpc"}]
    assert notes == []


def test_a_policy_that_exists_may_have_more_rules_and_changes_with_them() -> None:
    values = {"name": "fw"}
    kept = _policy(before=values, actions=["no-op"])
    gone = _rule(1, before=_rule(1)["change"]["after"], actions=["delete"])
    before, after = _of(convert_all(kept, gone, _rule(2)), "firewallPolicies")
    assert (before.phase, before.change, after.phase) == (Phase.BEFORE, Change.UPDATE, Phase.AFTER)
    assert before.data is not None
    assert after.data is not None
    assert [r["priority"] for r in before.data["rules"]] == [1]
    assert [r["priority"] for r in after.data["rules"]] == [2]
    assert before.unknown == after.unknown == ("/rules", "/associations")


def test_rules_without_their_policy_are_told() -> None:
    notes: list[Notification] = []
    assert convert_all(_rule(1), notes=notes) == []
    assert [n.code for n in notes] == ["terraform-parts"]
    assert "google_compute_network_firewall_policy_rule.r1" in notes[0].message


def test_what_a_rule_does_not_know_is_told_at_its_place() -> None:
    rule = change(
        "google_compute_security_policy_rule",
        {"security_policy": "waf", "priority": 1},
        unknown={"action": True},
    )
    policy = change(
        "google_compute_security_policy",
        {"name": "waf", "rule": [{"action": "allow", "priority": 2147483647}]},
    )
    asset = convert_one(policy, rule)
    assert asset.data is not None
    assert [r["priority"] for r in asset.data["rules"]] == [2147483647, 1]
    assert asset.unknown == ("/rules/1/action",)


@pytest.mark.parametrize("owner", ["fw", "projects/shop-prod/global/firewallPolicies/fw"])
def test_owners_are_found_in_every_spelling(owner: str) -> None:
    rule = _rule(1)
    rule["change"]["after"]["firewall_policy"] = owner
    (policy,) = _of(convert_all(_policy(), rule), "firewallPolicies")
    assert policy.data is not None
    assert len(policy.data["rules"]) == 1


def test_a_hierarchical_policy_goes_by_its_number() -> None:
    policy = change(
        "google_compute_firewall_policy",
        {"parent": "organizations/1", "short_name": "fw"},
        unknown={"name": True, "firewall_policy_id": True},
    )
    rule = change(
        "google_compute_firewall_policy_rule",
        {"priority": 1, "action": "goto_next"},
        unknown={"firewall_policy": True},
        references={
            "firewall_policy": [
                "google_compute_firewall_policy.web.name",
                "google_compute_firewall_policy.web",
            ]
        },
    )
    asset = convert_one(policy, rule)
    assert asset.name == (
        "//compute.googleapis.com/locations/global/firewallPolicies/google_compute_firewall_policy.web"
    )
    assert asset.data is not None
    assert asset.data["parent"] == "organizations/1"
    assert len(asset.data["rules"]) == 1


def test_a_regional_rule_finds_its_policy_by_name() -> None:
    place = {"region": "europe-west1"}
    policy = change("google_compute_region_network_firewall_policy", {"name": "fw", **place})
    rule = change(
        "google_compute_region_network_firewall_policy_rule",
        {"firewall_policy": "fw", "priority": 1, **place},
    )
    asset = convert_one(policy, rule)
    assert asset.name == f"{P}/regions/europe-west1/firewallPolicies/fw"
    assert asset.data is not None
    assert asset.data["rules"] == [{"priority": 1}]
