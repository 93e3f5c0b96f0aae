"""What Terraform keeps apart and Google's API in another resource: rules, associations, named ports."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lbpolicy.model import Change, Phase
from lbpolicy.sources.terraform.convert import asset_types
from lbpolicy.sources.terraform.convert.links import Links
from lbpolicy.sources.terraform.convert.references import Reference
from lbpolicy.sources.terraform.convert.resources import Converted, convert
from lbpolicy.sources.terraform.convert.shapes import shape_of
from lbpolicy.sources.terraform.convert.sides import Side, sides
from lbpolicy.sources.terraform.documents.planned import Plan, Planned


@dataclass(frozen=True, slots=True)
class Part:
    """Where resources of a type belong."""

    owner: str
    """The Terraform attribute that names what it is a part of."""
    reference: Reference
    asset: str
    """Canonical type of the owner."""
    definition: str
    """What it is in the owner's schema."""
    holder: str
    """The list of the owner that holds it."""


def _rule(owner: str, asset: str, collection: str, definition: str, holder: str = "rules") -> Part:
    return Part(owner, Reference((collection,), "same"), asset, definition, holder)


_SECURITY_RULE = _rule(
    "security_policy", asset_types.SECURITY_POLICY, "securityPolicies", "SecurityPolicyRule"
)
_FIREWALL_RULE = _rule(
    "firewall_policy", asset_types.FIREWALL_POLICY, "firewallPolicies", "FirewallPolicyRule"
)
_ASSOCIATION = _rule(
    "firewall_policy",
    asset_types.FIREWALL_POLICY,
    "firewallPolicies",
    "FirewallPolicyAssociation",
    "associations",
)
_NAMED_PORT = _rule("group", asset_types.INSTANCE_GROUP, "instanceGroups", "NamedPort", "namedPorts")

_PARTS = {
    "google_compute_security_policy_rule": _SECURITY_RULE,
    "google_compute_region_security_policy_rule": _SECURITY_RULE,
    "google_compute_firewall_policy_rule": _FIREWALL_RULE,
    "google_compute_network_firewall_policy_rule": _FIREWALL_RULE,
    "google_compute_region_network_firewall_policy_rule": _FIREWALL_RULE,
    "google_compute_firewall_policy_association": _ASSOCIATION,
    "google_compute_network_firewall_policy_association": _ASSOCIATION,
    "google_compute_region_network_firewall_policy_association": _ASSOCIATION,
    "google_compute_instance_group_named_port": _NAMED_PORT,
}
"""Terraform type -> what it is a part of."""


def part_of(terraform: str) -> Part | None:
    """Return what resources of a type are parts of; None where they stand alone."""
    return _PARTS.get(terraform)


def is_part(terraform: str) -> bool:
    """Tell whether resources of a type are parts of others."""
    return terraform in _PARTS


class Parts:
    """The parts of all resources of a plan, by their owners."""

    def __init__(self, plan: Plan, links: Links) -> None:
        self._links = links
        self._of: defaultdict[tuple[str, Phase], list[Side]] = defaultdict(list)
        """Full name of the owner, world -> its parts there."""
        self._taken: set[str] = set()
        self._owners: set[str] = set()
        """Full names of the resources that were given their parts."""
        self._planned: list[Planned] = [p for p in plan.resources if p.type in _PARTS]
        for planned in self._planned:
            for side in sides(planned):
                part = _PARTS[planned.type]
                owner = links.owner(side, part.owner, part.reference)
                for phase in (Phase.BEFORE, Phase.AFTER) if side.phase is Phase.BOTH else (side.phase,):
                    self._of[owner, phase].append(side)

    def changes(self, owner: str) -> bool:
        """Tell whether the plan changes some part of the resource with this full name."""
        found = (*self._of.get((owner, Phase.BEFORE), ()), *self._of.get((owner, Phase.AFTER), ()))
        return any(side.planned.change is not Change.NONE for side in found)

    def foreign(self, asset: str) -> dict[str, str]:
        """Return the resources of a type of which the plan changes a part and does not have the rest.

        Full name -> address of a part. To be asked when all that the plan has was added.
        """
        return {
            owner: side.planned.address
            for (owner, _), several in self._of.items()
            for side in several
            if owner
            and owner not in self._owners
            and side.planned.change is not Change.NONE
            and _PARTS[side.planned.type].asset == asset
        }

    def add(self, owner: str, asset: str, phase: Phase, converted: Converted) -> None:
        """Put the parts of a resource where the API has them."""
        world = Phase.AFTER if phase is Phase.BOTH else phase
        self._owners.add(owner)
        for side in self._of.get((owner, world), ()):
            part = _PARTS[side.planned.type]
            if part.asset == asset:
                self._taken.add(side.planned.address)
                self._append(part, side, converted)

    def _append(self, part: Part, side: Side, converted: Converted) -> None:
        found = convert(side, part.asset, shape_of(part.asset, part.definition), self._links)
        held = converted.data.setdefault(part.holder, [])
        for pointer in found.unknown:
            converted.forget(f"/{part.holder}/{len(held)}{pointer}")
        held.append(found.data)

    def left_over(self) -> Iterator[Planned]:
        """Yield the parts that the plan changes and of which it does not have the owner."""
        for planned in self._planned:
            if planned.change is not Change.NONE and planned.address not in self._taken:
                yield planned
