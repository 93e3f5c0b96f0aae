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


def test_parts_without_their_owner_are_told() -> None:
    notes: list[Notification] = []
    rule = change("google_compute_security_policy_rule", {"security_policy": "waf", "priority": 1}, name="r1")
    assert convert_all(rule, notes=notes) == []
    assert [n.code for n in notes] == ["terraform-parts"]
    assert "google_compute_security_policy_rule.r1" in notes[0].message


def test_rules_of_a_firewall_policy_of_others_are_a_part_of_it() -> None:
    notes: list[Notification] = []
    before, after = convert_all(_rule(1), _rule(2, actions=("no-op",)), notes=notes)
    assert before.name == after.name == f"{P}/global/firewallPolicies/fw"
    assert (before.phase, after.phase) == (Phase.BEFORE, Phase.AFTER)
    assert before.change is after.change is Change.UPDATE
    assert before.unknown == after.unknown == ("/rules", "/associations")
    assert before.data is not None
    assert after.data is not None
    assert [rule["priority"] for rule in before.data["rules"]] == [2]
    assert [rule["priority"] for rule in after.data["rules"]] == [1, 2]
    assert after.origin.address == "google_compute_network_firewall_policy_rule.r1"
    assert notes == []


def test_rules_that_the_plan_leaves_alone_say_nothing_of_a_policy_of_others() -> None:
    assert convert_all(_rule(1, actions=("no-op",))) == []


def test_rules_of_a_policy_that_nobody_knows_are_told() -> None:
    notes: list[Notification] = []
    rule = _rule(1, unknown={"firewall_policy": True})
    del rule["change"]["after"]["firewall_policy"]
    assert convert_all(rule, notes=notes) == []
    assert [n.code for n in notes] == ["terraform-parts"]


@pytest.mark.parametrize(
    ("kind", "unknown"),
    [
        ("google_compute_network_firewall_policy", ("/rules", "/associations")),
        ("google_compute_network_firewall_policy_with_rules", ("/associations",)),
    ],
)
def test_a_policy_that_exists_may_have_more_than_terraform_knows(kind: str, unknown: tuple[str, ...]) -> None:
    kept = convert_one(change(kind, {"name": "fw"}, actions=("no-op",)))
    assert kept.unknown == unknown
    made = convert_one(change(kind, {"name": "fw"}, actions=("create",)))
    assert made.unknown == ()
    old, new = convert_all(change(kind, {"name": "fw"}, actions=("delete", "create")))
    assert (old.unknown, new.unknown) == (unknown, ())


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
