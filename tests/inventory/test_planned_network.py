"""Firewalls, instances and addresses of a plan."""

from typing import Any

import pytest
from inventory_records import COMPUTE, asset, compute, document
from plan_records import SERVICE, WORLD, created, of_plan, world

from lbpolicy.model import Asset, Change, Phase

ZONE = f"{COMPUTE}/projects/p/zones/europe-west1-b"
GROUP, NETWORK = f"{ZONE}/instanceGroups/vms", f"{WORLD}/networks/n"
CHECK, FIREWALL = f"{WORLD}/healthChecks/hc", f"{WORLD}/firewalls/probes"
MANAGER, TEMPLATE = f"{ZONE}/instanceGroupManagers/vms", f"{WORLD}/instanceTemplates/t"
PROBES = ["130.211.0.0/22", "35.191.0.0/16"]


def group_behind(*assets: Asset, network: Change = Change.CREATE) -> dict[str, Any]:
    """Return what the firewall says of an instance group behind a backend service."""
    group = {"network": NETWORK, "namedPorts": [{"name": "http", "port": 8080}]}
    service = {"backends": [{"group": GROUP}], "healthChecks": [CHECK], "portName": "http"}
    check = {"type": "HTTP", "httpHealthCheck": {"port": 8080}}
    parts = [created(SERVICE, service), created(GROUP, group), created(CHECK, check)]
    made = of_plan(compute(NETWORK, {"name": "n"}), network, Phase.AFTER)
    [facts] = document(world(*parts, made, *assets), SERVICE)["facts"]["firewall"]
    return dict(facts)


def rule(unknown: tuple[str, ...] = (), **data: Any) -> Asset:
    allowed = [{"IPProtocol": "tcp", "ports": ["8080"]}]
    given = {"name": "probes", "network": NETWORK, "sourceRanges": PROBES, "allowed": allowed} | data
    return created(FIREWALL, {k: v for k, v in given.items() if f"/{k}" not in unknown}, unknown)


def test_a_network_that_the_plan_makes_has_the_firewall_rules_of_the_plan() -> None:
    assert group_behind(rule())["state"] == "allowed"
    assert group_behind()["state"] == "denied"
    assert group_behind(rule(sourceRanges=["10.0.0.0/8"]))["state"] == "denied"


def test_firewall_policies_above_a_network_that_the_plan_makes_count() -> None:
    above = "//cloudresourcemanager.googleapis.com/organizations/5"
    closed = {"action": "deny", "priority": 1, "match": {"srcIpRanges": ["0.0.0.0/0"]}}
    closed["match"] |= {"layer4Configs": [{"ipProtocol": "all"}]}
    policy = asset(
        "//compute.googleapis.com/locations/global/firewallPolicies/1",
        "compute.googleapis.com/FirewallPolicy",
        {"name": "1", "associations": [{"attachmentTarget": above}], "rules": [closed]},
    )
    assert group_behind(rule(), policy)["state"] == "undecided", "whether it is above is not known"
    placed = compute(f"{WORLD}/networks/other")
    assert group_behind(rule(), policy, placed)["state"] == "denied"


def test_a_network_that_exists_may_have_other_rules() -> None:
    assert group_behind(rule(), network=Change.UPDATE)["state"] == "undecided"


@pytest.mark.parametrize(
    "unknown", [("/sourceRanges",), ("/allowed",), ("/targetTags",), ("/priority",), ("/network",)]
)
def test_a_rule_that_is_not_known_whole_decides_nothing(unknown: tuple[str, ...]) -> None:
    facts = group_behind(rule(unknown))
    assert facts["state"] == "undecided"
    assert facts["reason"]


POLICY = f"{WORLD}/firewallPolicies/f"
ATTACHED = {"associations": [{"name": "a", "attachmentTarget": NETWORK}]}


@pytest.mark.parametrize(
    ("name", "data", "unknown"),
    [
        (POLICY, ATTACHED, ("/rules",)),
        (POLICY, ATTACHED, ("/associations", "/rules")),
        (POLICY, {"associations": [{"name": "a"}]}, ("/associations/0/attachmentTarget",)),
        ("//compute.googleapis.com/locations/global/firewallPolicies/1", {}, ("/associations", "/rules")),
    ],
)
def test_a_firewall_policy_that_is_not_known_whole_decides_nothing(
    name: str, data: dict[str, Any], unknown: tuple[str, ...]
) -> None:
    policy = created(name, data, unknown)
    facts = group_behind(rule(), policy)
    assert facts["reason"] == f"The plan does not know yet all that {policy.name} holds."


@pytest.mark.parametrize(
    ("name", "unknown"),
    [
        (POLICY, ("/rules",)),
        (POLICY, ("/associations", "/rules")),
        (POLICY, ("/associations/0/shortName", "/rules/0/kind", "/rules/0/description")),
        (POLICY.replace("projects/p/", "projects/q/"), ("/associations/0/attachmentTarget",)),
    ],
)
def test_only_the_plan_attaches_a_policy_to_a_network_that_it_makes(
    name: str, unknown: tuple[str, ...]
) -> None:
    assert group_behind(rule(), created(name, {"name": "f"}, unknown))["state"] == "allowed"


def instances(unknown: tuple[str, ...], **properties: Any) -> list[Asset]:
    return [
        created(MANAGER, {"instanceGroup": GROUP, "versions": [{"instanceTemplate": TEMPLATE}]}),
        created(TEMPLATE, {"properties": properties}, unknown),
    ]


def test_tags_of_instances_that_are_not_known() -> None:
    tagged = rule(targetTags=["web"])
    interfaces = {"networkInterfaces": [{"network": NETWORK}]}
    known = instances((), tags={"items": ["web"]}, **interfaces)
    assert group_behind(tagged, *known)["state"] == "allowed"
    assert group_behind(tagged, *instances((), **interfaces))["state"] == "denied"
    for pointer in ("/properties/tags/items", "/properties/tags"):
        assert group_behind(tagged, *instances((pointer,), **interfaces))["state"] == "undecided"


def test_external_addresses_of_instances_that_are_not_known() -> None:
    inside = instances((), networkInterfaces=[{"network": NETWORK}])
    assert group_behind(rule(), *inside)["external_addresses"] is False
    later = instances(("/properties/networkInterfaces/0/accessConfigs",), networkInterfaces=[{}])
    assert group_behind(rule(), *later)["external_addresses"] == "unknown"


def test_the_address_that_the_plan_makes_is_followed_by_name() -> None:
    address = f"{WORLD}/addresses/a"
    kind = "compute.googleapis.com/GlobalForwardingRule"
    frontend = of_plan(asset(f"{created(WORLD + '/forwardingRules/f').name}", kind, {"IPAddress": address}))
    ready = world(frontend, created(address, {"name": "a"}, ("/address", "/status")))
    link = document(ready, frontend.name)["links"]["address"]
    assert link["state"] == "resolved"
    assert link["resource"] == {"name": "a"}
    assert link["unknown"] == ["/address"]
