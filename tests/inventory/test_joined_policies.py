"""Firewall policies of which a plan holds a part, joined with an export."""

from dataclasses import replace
from typing import Any

import pytest
from inventory_records import REGION, WORLD, compute, document
from network_records import NETWORK, WEB, rule
from network_records import world as exported
from plan_records import of_plan, world

from lbpolicy.inventory import Inventory
from lbpolicy.model import Asset, Change, Notification, Origin, Phase

POLICY = f"{WORLD}/firewallPolicies/fp"
PARTLY = ("/rules", "/associations")
CLOSED = rule("22")


def entry(priority: int | str, action: str = "allow", **more: Any) -> dict[str, Any]:
    match = {"srcIpRanges": ["130.211.0.0/22", "35.191.0.0/16"], "layer4Configs": [{"ipProtocol": "tcp"}]}
    return {"priority": priority, "action": action, "direction": "INGRESS", "match": match, **more}


def attached(name: str = "a", network: str = NETWORK) -> dict[str, str]:
    return {"name": name, "attachmentTarget": network}


def policy(rules: Any = (), associations: Any = ()) -> Asset:
    return compute(POLICY, {"rules": list(rules), "associations": list(associations)})


def part(asset: Asset, unknown: tuple[str, ...] = (), whole: tuple[str, ...] = PARTLY) -> Asset:
    """Return what a plan has of a policy that exists."""
    return of_plan(asset, Change.UPDATE, Phase.AFTER, unknown=(*unknown, *whole))


def joined(
    live: Asset, *planned: Asset, removed: tuple[Asset, ...] = (), notes: list[Notification] | None = None
) -> Inventory:
    return world(*exported(CLOSED, live, *planned), removed=removed, notes=notes)


def state(inventory: Inventory) -> str:
    """Return whether probes reach the instances behind the backend service."""
    (found,) = document(inventory, WEB)["facts"]["firewall"]
    return str(found["state"])


def rules_of(inventory: Inventory) -> list[tuple[Any, str]]:
    asset = inventory.assets[inventory.canonical_name(POLICY)]
    return [(one["priority"], one["action"]) for one in asset.resource["rules"]]


def test_rules_of_the_plan_replace_those_of_their_priority_and_others_stay() -> None:
    live = policy([entry(1, "deny"), entry("2", "deny"), entry(3, "deny")], [attached()])
    found = joined(live, part(policy([entry(2), entry(4)])))
    assert sorted(rules_of(found)) == [(1, "deny"), (2, "allow"), (3, "deny"), (4, "allow")]
    asset = found.assets[found.canonical_name(POLICY)]
    assert asset.unknown == ()
    assert asset.resource["associations"] == [attached()]
    assert state(found) == "denied", "rule 1 is first"


def test_a_rule_of_the_plan_opens_the_network_to_which_the_export_attaches_the_policy() -> None:
    live = policy([entry(5, "deny")], [attached()])
    assert state(joined(live)) == "denied"
    assert state(joined(live, part(policy([entry(1)])))) == "allowed"
    assert state(joined(live, part(policy([entry(9)])))) == "denied"


def test_a_rule_that_the_plan_takes_away_is_gone() -> None:
    live, managed = policy([entry(1), entry(2, "deny")], [attached()]), policy([entry(1)])
    assert state(joined(live, part(managed), removed=(part(managed),))) == "allowed", "an update"
    notes: list[Notification] = []
    found = joined(live, part(policy()), removed=(part(managed),), notes=notes)
    assert rules_of(found) == [(2, "deny")]
    assert state(found) == "denied"
    assert notes == []


def test_an_association_of_the_plan_comes_and_goes() -> None:
    live = policy([entry(1)])
    assert state(joined(live)) == "denied"
    assert state(joined(live, part(policy((), [attached()])))) == "allowed"
    both = policy([entry(1)], [attached(), attached("b", f"{WORLD}/networks/other")])
    found = joined(both, part(policy()), removed=(part(policy((), [attached()])),))
    assert state(found) == "denied"


@pytest.mark.parametrize("pointer", ["/rules/0/match/srcIpRanges", "/rules/0/priority"])
def test_what_the_plan_does_not_know_of_a_rule_stays_unknown(pointer: str) -> None:
    found = joined(policy([entry(3)], [attached()]), part(policy([entry(1)]), (pointer,)))
    assert found.assets[found.canonical_name(POLICY)].unknown == (pointer,)
    assert state(found) == "undecided"


def test_what_no_packet_meets_may_stay_unknown() -> None:
    unknown = ("/rules/0/kind", "/rules/0/ruleTupleCount", "/rules/0/description")
    found = joined(policy([entry(3, "deny")], [attached()]), part(policy([entry(1)]), unknown))
    assert state(found) == "allowed"


def test_a_policy_that_is_not_attached_to_the_network_decides_nothing_there() -> None:
    live = policy([entry(3)], [attached("b", f"{WORLD}/networks/other")])
    assert state(joined(live, part(policy([entry(1)]), ("/rules/0/match",)))) == "denied"


def test_without_the_policy_in_the_export_the_network_is_left_undecided() -> None:
    assert state(world(*exported(CLOSED, part(policy([entry(1)]))))) == "undecided"


def test_a_policy_with_all_its_rules_in_the_plan_takes_only_associations_from_the_export() -> None:
    live = policy([entry(1), entry(2)], [attached()])
    found = joined(live, part(policy([entry(7, "deny")]), whole=("/associations",)))
    assert rules_of(found) == [(7, "deny")]
    assert state(found) == "denied"


def test_a_policy_that_the_plan_deletes_is_gone() -> None:
    live = policy([entry(1)], [attached()])
    gone = of_plan(live, Change.DELETE, Phase.BEFORE, unknown=PARTLY)
    assert state(joined(live, removed=(gone,))) == "denied"


def test_the_newest_export_counts() -> None:
    old = policy([entry(1, "deny")], [attached()])
    new = replace(
        policy([entry(1)], [attached()]), origin=Origin("new.json"), update_time="2026-11-01T00:00:00Z"
    )
    assert state(joined(old, new, part(policy([entry(9, "deny")])))) == "allowed"


@pytest.mark.parametrize(
    ("rules", "verdict"),
    [
        (None, "allowed"),
        (5, "allowed"),
        ([5, "x"], "allowed"),
        ([{"priority": None}], "undecided"),
        ([{"priority": [1]}], "undecided"),
    ],
)
def test_hostile_exports_are_joined(rules: Any, verdict: str) -> None:
    live = compute(POLICY, {"rules": rules, "associations": rules})
    assert state(joined(live, part(policy([entry(1)], [attached()])))) == verdict


def test_a_regional_policy_is_joined_by_its_own_name() -> None:
    here = f"{REGION}/firewallPolicies/fp"
    live = compute(here, {"rules": [entry(5, "deny")], "associations": [attached()]})
    planned = part(compute(here, {"rules": [entry(1)]}))
    assert state(joined(live, planned)) == "allowed"
