"""What the firewall lets reach the instances and endpoints behind a backend service (`facts.firewall`)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from lbpolicy.inventory import names
from lbpolicy.inventory.firewall import PROBE_RANGES, PROBE_RANGES_IPV6, Firewall
from lbpolicy.inventory.instances import Instances, instances_of
from lbpolicy.inventory.links import MAX_LINKS
from lbpolicy.inventory.ports import Ports, ports_of
from lbpolicy.inventory.store import Inventory, Stored
from lbpolicy.inventory.types import (
    FIREWALL,
    FIREWALL_POLICY,
    INSTANCE_GROUP,
    NETWORK,
)
from lbpolicy.model import Json

_LEVEL = re.compile(r"(?:folders|organizations)/[0-9]+$")
_ENDPOINTS_IN_VPC = "GCE_VM_IP_PORT"
_SELECTION = "ipAddressSelectionPolicy"
_UNDECIDED: dict[str, Json] = {
    "state": "undecided",
    "ports": {},
    "open_to_internet": {},
    "rules": [],
    "open_rules": [],
}


class BackendFirewalls:
    """Asks the firewall of each backend's network; reads every network once."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._firewalls: dict[tuple[str, str], Firewall] = {}
        self._every: dict[tuple[Firewall, Instances, tuple[str, ...]], dict[str, Json]] = {}

    def verdicts(self, service: Stored) -> list[Json]:
        """Return, for each instance group or zonal NEG, what the firewall lets reach it.

        Each is the result of Firewall.verdict with the backend's path, the names of group and network, and
        - sources: the ranges that were asked about;
        - serving_ports, probed_ports: on which ports, empty where that is not known;
        - every_port: the result of Firewall.every_port, where some port is not known;
        - external_addresses: whether the instances have any: true, false or "unknown".
        """
        edges = [e for e in self._inventory.down.get(service.name, ()) if e.pointer.startswith("/backends/")]
        verdicts = []
        for edge in edges[:MAX_LINKS]:
            group = self._inventory.assets.get(edge.target)
            if group is not None and _in_vpc(group):
                network = group.resource.get("network")
                network = network if isinstance(network, str) else ""
                verdict = self._verdict(service, group, network)
                verdicts.append({"path": edge.pointer, "group": group.name, "network": network, **verdict})
        return verdicts

    def _verdict(self, service: Stored, group: Stored, network: str) -> dict[str, Json]:
        ports = ports_of(service, group, self._checks(service))
        instances = instances_of(self._inventory, group)
        sources = _sources(service)
        facts: dict[str, Json] = {
            "sources": list(sources),
            "serving_ports": ports.serving,
            "probed_ports": ports.probed,
            "external_addresses": "unknown" if instances.external is None else instances.external,
        }
        reason = self._doubt(network)
        if f"/{_SELECTION}" in service.unknown:
            reason = "The plan does not know yet whether the instances are reached by IPv4 or by IPv6."
        if reason:
            return facts | _UNDECIDED | {"reason": reason}
        firewall = self._firewall(network, group.ref.location)
        verdict = self._ask(firewall, ports, instances, sources)
        if service.resource.get(_SELECTION) == "PREFER_IPV6":
            verdict = _by_either_family(verdict)
        return facts | verdict

    def _ask(
        self, firewall: Firewall, ports: Ports, instances: Instances, sources: Sequence[str]
    ) -> dict[str, Json]:
        verdict = firewall.verdict(
            ports=ports.all,
            sources=sources,
            tags=instances.tags,
            service_accounts=instances.accounts,
            serving=ports.serving,
        )
        if not ports.doubt:
            return verdict
        every = self._every_port(firewall, instances, sources)
        if verdict["state"] in {"allowed", "undecided"}:
            verdict["state"] = every["state"] if every["state"] in {"allowed", "denied"} else "undecided"
        reasons = [verdict["reason"] if ports.all else "", ports.doubt]
        return verdict | {"every_port": every, "reason": " ".join(filter(None, reasons))}

    def _every_port(
        self, firewall: Firewall, instances: Instances, sources: Sequence[str]
    ) -> dict[str, Json]:
        """Ask once for all groups of which nothing else is known: a cluster has hundreds of such NEGs."""
        key = (firewall, instances, tuple(sources))
        if key not in self._every:
            self._every[key] = firewall.every_port(
                sources=sources, tags=instances.tags, service_accounts=instances.accounts
            )
        return self._every[key]

    def _doubt(self, network: str) -> str:
        """Say why the inventory cannot tell what the firewall of a network does; "" when it can."""
        inventory = self._inventory
        project = names.place(network).project
        if project not in inventory.exports.projects:
            return "The network of the group, or its project, is not in the inventory."
        if inventory.hierarchy.above(project) is None and any(
            _LEVEL.fullmatch(key) for key in self._policies
        ):
            return "Firewall policies are attached to folders, and which are above the network is not known."
        if not inventory.exports.cover(FIREWALL.name, project):
            return f"The inventory holds no {FIREWALL.name} assets of project {project}."
        if inventory.lossy or inventory.clipped & {FIREWALL.name, FIREWALL_POLICY.name}:
            return "Some firewall rules of the input could not be read."
        return ""

    def _checks(self, service: Stored) -> list[Stored | None]:
        edges = self._inventory.down.get(service.name, ())
        checks = [e.target for e in edges if e.pointer.startswith("/healthChecks/")]
        return [self._inventory.assets.get(check) for check in checks]

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

    def _firewall(self, network: str, location: str) -> Firewall:
        """Read the rules that apply to a network, in the order in which Google applies them."""
        region = location.rpartition("-")[0] if location.count("-") > 1 else location
        if (network, region) not in self._firewalls:
            above = self._inventory.hierarchy.above(names.place(network).project) or ()
            levels = [name.removeprefix("//").partition("/")[2] for name in reversed(above)]
            hierarchical = [p.resource for level in levels for p in self._policies.get(level, ())]
            own = [
                p.resource for p in self._policies.get(network, ()) if p.ref.location in {"global", region}
            ]
            first = self._policies_first(network)
            self._firewalls[(network, region)] = Firewall(
                [rule.resource for rule in self._rules.get(network, ())],
                [_rules_of(p) for p in hierarchical + (own if first else [])],
                [_rules_of(p) for p in ([] if first else own)],
                network,
            )
        return self._firewalls[(network, region)]

    def _policies_first(self, network: str) -> bool:
        asset = self._inventory.assets.get(network)
        order = (
            asset.resource.get("networkFirewallPolicyEnforcementOrder")
            if asset and asset.type is NETWORK
            else ""
        )
        return bool(order == "BEFORE_CLASSIC_FIREWALL")


def _by_either_family(verdict: dict[str, Json]) -> dict[str, Json]:
    """With PREFER_IPV6, one of IPv4 and IPv6 may be refused, if the instances have the other."""
    ports = {port: "undecided" if state == "partial" else state for port, state in verdict["ports"].items()}
    if "partial" not in verdict["ports"].values():
        return verdict
    state = "partial" if "denied" in ports.values() else "undecided"
    reason = "The firewall refuses a part of the IPv4 and IPv6 ranges; which the instances use is not known."
    return verdict | {"state": state, "ports": ports, "reason": reason}


def _sources(service: Stored) -> tuple[str, ...]:
    """Return from where probes come, and the requests of all but regional load balancers.

    Those of a regional one come from the proxy-only subnet of its network:
    https://cloud.google.com/load-balancing/docs/firewall-rules.
    """
    six = PROBE_RANGES_IPV6[:1] if service.scope == "regional" else PROBE_RANGES_IPV6
    by_policy = {"IPV6_ONLY": six, "PREFER_IPV6": PROBE_RANGES + six}
    policy = service.resource.get(_SELECTION)
    return by_policy.get(policy, PROBE_RANGES) if isinstance(policy, str) else PROBE_RANGES


def _in_vpc(group: Stored) -> bool:
    return group.type is INSTANCE_GROUP or group.resource.get("networkEndpointType") == _ENDPOINTS_IN_VPC


def _attachments(policy: dict[str, Json]) -> Iterator[str]:
    associations = policy.get("associations")
    for association in associations if isinstance(associations, list) else ():
        target = association.get("attachmentTarget") if isinstance(association, dict) else None
        if isinstance(target, str):
            yield target


def _rules_of(policy: dict[str, Json]) -> list[dict[str, Json]]:
    rules = policy.get("rules")
    return [rule for rule in rules if isinstance(rule, dict)] if isinstance(rules, list) else []
