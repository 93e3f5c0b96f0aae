"""Which firewall rules apply to a VPC network, in which order, and whether the inventory holds them all."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from lbpolicy.inventory import names
from lbpolicy.inventory.firewall import Firewall
from lbpolicy.inventory.store import Inventory, Stored
from lbpolicy.inventory.types import FIREWALL, FIREWALL_POLICY, NETWORK
from lbpolicy.model import Json

_LEVEL = re.compile(r"(?:folders|organizations)/[0-9]+$")
_PROJECT = "/projects/"
_ASSOCIATIONS = "/associations"
_DECISIVE = re.compile(
    r"/associations(?:/\d+(?:/attachmentTarget)?)?"
    r"|/rules(?:/\d+(?:/(?:action|direction|disabled|match|priority|target\w+)(?:/.*)?)?)?"
).fullmatch
"""Pointers into a firewall policy without which nothing can be said of a network."""


class NetworkRules:
    """Reads the rules of each network once, from an inventory that is ready."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._firewalls: dict[tuple[str, str], Firewall] = {}

    def doubt(self, network: str) -> str:
        """Say why the inventory cannot tell what the firewall of a network does; "" when it can."""
        inventory = self._inventory
        asset = inventory.assets.get(network)
        fresh = asset is not None and asset.fresh
        project = names.place(network).project
        if not fresh and project not in inventory.exports.projects:
            return "The network of the group, or its project, is not in the inventory."
        if inventory.hierarchy.above(project) is None and any(
            _LEVEL.fullmatch(key) for key in self._policies
        ):
            return "Firewall policies are attached to folders, and which are above the network is not known."
        if fresh:
            return self._plan_doubt() or self._open_policy(network, fresh=True)
        if not inventory.exports.cover(FIREWALL.name, project):
            return f"The inventory holds no {FIREWALL.name} assets of project {project}."
        return self._loss() or self._open_policy(network, fresh=False) or self._policy_doubt(network)

    def _plan_doubt(self) -> str:
        """Say it of a network that the plan makes: it has the firewall rules of the plan and no others."""
        sources = [name for name, _ in self._inventory.pending.get(NETWORK.name, ())]
        for name in sources:
            if self._inventory.assets[name].type is FIREWALL:
                return f"The plan does not know yet to which network {name} belongs."
        return self._loss()

    def _loss(self) -> str:
        inventory = self._inventory
        if inventory.lossy:
            return "The input is incomplete (see the errors): some firewall rules may be missing."
        if inventory.clipped & {FIREWALL.name, FIREWALL_POLICY.name}:
            return "Some firewall rules of the input could not be read."
        return ""

    def _policy_doubt(self, network: str) -> str:
        """Say what is not known of the network's own firewall policies; "" when nothing is open."""
        asset = self._inventory.assets.get(network)
        own = [policy for policy in self._policies.get(network, ()) if not _of_system(policy)]
        if asset is None or asset.type is not NETWORK:
            return "Whether its firewall policies come before its VPC rules is not known." if own else ""
        if "firewallPolicy" in asset.resource and all(policy.ref.location != "global" for policy in own):
            return "The firewall policy of the network is not in the inventory."
        return ""

    def _open_policy(self, network: str, *, fresh: bool) -> str:
        """Say which firewall policy that may be the network's a plan does not know whole; "" for none."""
        for policy in self._open_policies:
            if self._may_be_of(network, policy, fresh=fresh):
                return f"The plan does not know yet all that {policy.name} holds."
        return ""

    def _may_be_of(self, network: str, policy: Stored, *, fresh: bool) -> bool:
        """Tell whether a policy may be attached to a network; to one that the plan makes only by the plan."""
        if _PROJECT not in policy.name:
            return True  # to a folder or organization
        if names.place(policy.name).project != names.place(network).project:
            return False
        later = [
            pointer for pointer in policy.unknown if pointer.startswith(_ASSOCIATIONS) and _DECISIVE(pointer)
        ]
        if any(pointer != _ASSOCIATIONS for pointer in later) or (later and not fresh):
            return True
        targets = map(self._inventory.canonical_name, _attachments(policy.resource))
        return network in targets

    @cached_property
    def _open_policies(self) -> list[Stored]:
        """The firewall policies that a plan does not know whole."""
        return [
            asset
            for asset in self._inventory.assets.values()
            if asset.type is FIREWALL_POLICY and any(map(_DECISIVE, asset.unknown))
        ]

    def firewall(self, network: str, location: str) -> Firewall:
        """Read the rules that apply to a network at a location, in the order in which Google applies them.

        Hierarchical policies, those of Google's services, VPC rules, then the policies of the network, the
        global ones first; a network may ask its policies before its VPC rules:
        https://cloud.google.com/firewall/docs/firewall-policies-rule-eval-order.
        """
        region = location.rpartition("-")[0] if location.count("-") > 1 else location
        if (network, region) not in self._firewalls:
            above = self._inventory.hierarchy.above(names.place(network).project) or ()
            levels = [name.removeprefix("//").partition("/")[2] for name in reversed(above)]
            first = [p for level in levels for p in self._policies.get(level, ())]
            own = [p for p in self._policies.get(network, ()) if p.ref.location in {"global", region}]
            own.sort(key=lambda policy: policy.ref.location != "global")
            first += [policy for policy in own if _of_system(policy)]
            own = [policy for policy in own if not _of_system(policy)]
            before = self._policies_first(network)
            self._firewalls[(network, region)] = Firewall(
                [_with_unknown(rule) for rule in self._rules.get(network, ())],
                [_rules_of(policy) for policy in (first + own if before else first)],
                [_rules_of(policy) for policy in ([] if before else own)],
                network,
            )
        return self._firewalls[(network, region)]

    @cached_property
    def _rules(self) -> dict[str, list[Stored]]:
        """VPC firewall rules by the full name of their network."""
        found = defaultdict(list)
        for asset in self._inventory.assets.values():
            if asset.type is FIREWALL:
                for edge in self._inventory.down.get(asset.name, ()):
                    found[edge.target].append(asset)
        return found

    @cached_property
    def _policies(self) -> dict[str, list[Stored]]:
        """Firewall policies by what they are attached to: full name of a network, folder or organization."""
        found = defaultdict(list)
        for asset in self._inventory.assets.values():
            if asset.type is FIREWALL_POLICY:
                for target in _attachments(asset.resource):
                    level = _LEVEL.search(target)
                    found[level[0] if level else self._inventory.canonical_name(target)].append(asset)
        return found

    def _policies_first(self, network: str) -> bool:
        asset = self._inventory.assets.get(network)
        order = (
            asset.resource.get("networkFirewallPolicyEnforcementOrder")
            if asset and asset.type is NETWORK
            else ""
        )
        return bool(order == "BEFORE_CLASSIC_FIREWALL")


def _with_unknown(rule: Stored) -> dict[str, Json]:
    """Return a VPC rule with what a plan does not know of it, as firewall_rules.vpc_entries takes it."""
    return rule.resource | {"unknown": list(rule.unknown)} if rule.unknown else rule.resource


def _attachments(policy: dict[str, Json]) -> Iterator[str]:
    associations = policy.get("associations")
    for association in associations if isinstance(associations, list) else ():
        target = association.get("attachmentTarget") if isinstance(association, dict) else None
        if isinstance(target, str):
            yield target


def _of_system(policy: Stored) -> bool:
    """Tell whether a service of Google, such as GKE, keeps the policy (regional system firewall policy)."""
    return policy.resource.get("policySource") == "SYSTEM"


def _rules_of(policy: Stored) -> list[dict[str, Json]]:
    rules = policy.resource.get("rules")
    return [rule for rule in rules if isinstance(rule, dict)] if isinstance(rules, list) else []
