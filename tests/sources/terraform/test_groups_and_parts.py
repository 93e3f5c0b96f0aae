import pytest
from conversion_plans import change, convert_all, convert_one

from lbpolicy.model import Asset, Change, Notification, Phase

P = "//compute.googleapis.com/projects/shop-prod"
_VERSION = [{"instance_template": ["google_compute_instance_template.web.id", "google_compute_instance_template.web"]}]


def _of(found: list[Asset], collection: str) -> list[Asset]:
    return [asset for asset in found if f"/{collection}/" in asset.name]


def _manager(**more: object) -> dict[str, object]:
    values = {"name": "igm", "zone": "europe-west1-b", "version": [{"name": None}], **more}
    return change(
        "google_compute_instance_group_manager",
        values,
        unknown={"version": [{"instance_template": True}], "instance_group": True},
        references={"version": _VERSION},
    )


def test_a_manager_makes_a_group() -> None:
    template = change(
        "google_compute_instance_template",
        {"name": "vm", "tags": ["web"], "network_interface": [{"network": "vpc"}]},
    )
    group, manager, _ = convert_all(_manager(named_port=[{"name": "http", "port": 8080}]), template)
    assert (group.type, group.name) == (
        "compute.googleapis.com/InstanceGroup",
        f"{P}/zones/europe-west1-b/instanceGroups/igm",
    )
    assert group.data == {
        "name": "igm",
        "zone": "europe-west1-b",
        "namedPorts": [{"name": "http", "port": 8080}],
        "network": f"{P}/global/networks/vpc",
    }
    assert (group.unknown, group.phase, group.change) == ((), Phase.AFTER, Change.CREATE)
    assert manager.data is not None
    assert manager.data["instanceGroup"] == group.name
    assert manager.data["versions"] == [{"instanceTemplate": f"{P}/global/instanceTemplates/vm"}]


def test_the_network_of_a_group_is_that_of_the_subnetwork() -> None:
    template = change(
        "google_compute_instance_template",
        {"name_prefix": "vm-", "network_interface": [{}]},
        unknown={"name": True, "network_interface": [{"network": True, "subnetwork": True}]},
        references={
            "network_interface": [{"subnetwork": ["google_compute_subnetwork.web.id", "google_compute_subnetwork.web"]}]
        },
    )
    subnetwork = change(
        "google_compute_subnetwork",
        {"name": "sub", "region": "europe-west1"},
        unknown={"network": True},
        references={"network": ["google_compute_network.web.id", "google_compute_network.web"]},
    )
    network = change("google_compute_network", {"name": "vpc"})
    found = convert_all(_manager(), template, subnetwork, network)
    (group,), (made,) = _of(found, "instanceGroups"), _of(found, "instanceTemplates")
    assert group.data is not None
    assert group.data["network"] == f"{P}/global/networks/vpc"
    assert made.data is not None
    assert made.data["properties"]["networkInterfaces"] == [
        {
            "subnetwork": f"{P}/regions/europe-west1/subnetworks/sub",
            "network": f"{P}/global/networks/vpc",
        }
    ]
    assert made.unknown == ("/name",)


def test_a_group_without_a_known_template_has_no_known_network() -> None:
    (group,) = _of(convert_all(_manager()), "instanceGroups")
    assert group.unknown == ("/network",)


def test_backends_refer_to_the_group_of_a_manager() -> None:
    service = change(
        "google_compute_backend_service",
        {"name": "web", "backend": [{"balancing_mode": "UTILIZATION"}]},
        unknown={"backend": [{"group": True}]},
        references={
            "backend": [
                {
                    "group": [
                        "google_compute_instance_group_manager.web.instance_group",
                        "google_compute_instance_group_manager.web",
                    ]
                }
            ]
        },
    )
    asset = convert_one(service, _manager())
    assert asset.data is not None
    assert asset.data["backends"][0]["group"] == f"{P}/zones/europe-west1-b/instanceGroups/igm"


def test_named_ports_of_their_own_join_the_group() -> None:
    port = change(
        "google_compute_instance_group_named_port",
        {"group": f"https://www.googleapis.com/compute/v1/projects/shop-prod/zones/europe-west1-b/instanceGroups/igm", "name": "https", "port": 8443},
    )
    (group,) = _of(convert_all(_manager(), port), "instanceGroups")
    assert group.data is not None
    assert group.data["namedPorts"] == [{"name": "https", "port": 8443}]


def _policy(**more: object) -> dict[str, object]:
    values = {"name": "fw"}
    return change("google_compute_network_firewall_policy", values, **more)  # type: ignore[arg-type]


def _rule(priority: int, **more: object) -> dict[str, object]:
    values = {
        "firewall_policy": "fw",
        "priority": priority,
        "action": "allow",
        "direction": "INGRESS",
        "match": [{"src_ip_ranges": ["0.0.0.0/0"], "layer4_configs": [{"ip_protocol": "tcp", "ports": ["80"]}]}],
    }
    return change("google_compute_network_firewall_policy_rule", values, name=f"r{priority}", **more)  # type: ignore[arg-type]


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
    gone = _rule(1, before=_rule(1)["change"]["after"], actions=["delete"])  # type: ignore[index]
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
    rule["change"]["after"]["firewall_policy"] = owner  # type: ignore[index]
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
        references={"firewall_policy": ["google_compute_firewall_policy.web.name", "google_compute_firewall_policy.web"]},
    )
    asset = convert_one(policy, rule)
    assert asset.name == (
        "//compute.googleapis.com/locations/global/firewallPolicies/google_compute_firewall_policy.web"
    )
    assert asset.data is not None
    assert asset.data["parent"] == "organizations/1"
    assert len(asset.data["rules"]) == 1
