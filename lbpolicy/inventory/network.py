"""What the firewall lets reach the instances and endpoints behind a backend service (`facts.firewall`)."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from lbpolicy.inventory import names
from lbpolicy.inventory.firewall import Firewall
from lbpolicy.inventory.links import MAX_LINKS
from lbpolicy.inventory.store import Inventory, Stored
from lbpolicy.inventory.types import (
    FIREWALL,
    FIREWALL_POLICY,
    HTTP_HEALTH_CHECK,
    HTTPS_HEALTH_CHECK,
    INSTANCE_GROUP,
    INSTANCE_GROUP_MANAGER,
    NETWORK,
)
from lbpolicy.model import Json

Targets = tuple[frozenset[str] | None, frozenset[str] | None]
"""Network tags and service accounts of instances; None where they are not known."""

_DEFAULT_PORTS: dict[str, int | None] = {
    # Port of a health check that names none (API reference, HealthCheck, HttpHealthCheck, HttpsHealthCheck).
    "grpcHealthCheck": None,
    "grpcTlsHealthCheck": None,
    "httpHealthCheck": 80,
    "tcpHealthCheck": 80,
    "httpsHealthCheck": 443,
    "http2HealthCheck": 443,
    "sslHealthCheck": 443,
}
_LEGACY_PORTS = {HTTP_HEALTH_CHECK.name: 80, HTTPS_HEALTH_CHECK.name: 443}
_LEVEL = re.compile(r"(?:folders|organizations)/[0-9]+$")
_ENDPOINTS_IN_VPC = "GCE_VM_IP_PORT"
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

    def verdicts(self, service: Stored) -> list[Json]:
        """Return, for each instance group or zonal NEG, whether probes reach it and the internet does.

        Each is the result of Firewall.verdict with the backend's path and the names of group and network.
        """
        edges = [e for e in self._inventory.down.get(service.name, ()) if e.pointer.startswith("/backends/")]
        groups = [(e.pointer, self._inventory.assets.get(e.target)) for e in edges[:MAX_LINKS]]
        resource = service.resource
        verdicts = []
        for path, group in groups:
            data = {} if group is None else group.resource
            if group is None or not _in_vpc(group, data):
                continue
            network = data.get("network")
            network = network if isinstance(network, str) else ""
            verdict = self._verdict(service, resource, group, network)
            verdicts.append({"path": path, "group": group.name, "network": network, **verdict})
        return verdicts

    def _verdict(
        self, service: Stored, resource: dict[str, Json], group: Stored, network: str
    ) -> dict[str, Json]:
        reason = self._doubt(service, network)
        if reason:
            return _UNDECIDED | {"reason": reason}
        data = group.resource
        serving = set(_named_ports(data, resource.get("portName", "http"))) | set(
            _integers([data.get("defaultPort")])
        )
        probed = {port for check in self._checks(service) for port in _check_ports(check, data)}
        tags, accounts = self._targets(group)
        firewall = self._firewall(network, group.ref.location)
        verdict = firewall.verdict(ports=sorted(serving | probed), tags=tags, service_accounts=accounts)
        if not serving and verdict["state"] == "allowed":
            return verdict | {
                "state": "undecided",
                "reason": "It is not known on which port the group serves.",
            }
        return verdict

    def _doubt(self, service: Stored, network: str) -> str:
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
        if any(
            e.target not in inventory.assets
            for e in inventory.down.get(service.name, ())
            if e.pointer.startswith("/healthChecks/")
        ):
            return "A health check is not in the inventory, so that the ports it probes are not known."
        return ""

    def _checks(self, service: Stored) -> list[Stored]:
        edges = self._inventory.down.get(service.name, ())
        return [self._inventory.assets[e.target] for e in edges if e.pointer.startswith("/healthChecks/")]

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

    def _targets(self, group: Stored) -> Targets:
        """Return network tags and service accounts of the group's instances, as their template has them."""
        managers = (self._inventory.assets.get(name) for name in self._inventory.up.get(group.name, ()))
        for manager in managers:
            if manager is None or manager.type is not INSTANCE_GROUP_MANAGER:
                continue
            edges = self._inventory.down.get(manager.name, ())
            templates = {e.target for e in edges if e.pointer.endswith("/instanceTemplate")}
            template = self._inventory.assets.get(templates.pop()) if len(templates) == 1 else None
            if template is not None:
                return _template_targets(template.resource.get("properties"))
        return None, None


def _template_targets(properties: Json) -> Targets:
    if not isinstance(properties, dict):
        return None, None
    tags = properties.get("tags", {})
    items = tags.get("items", []) if isinstance(tags, dict) else None
    accounts = properties.get("serviceAccounts", [])
    emails = (
        [a.get("email") if isinstance(a, dict) else None for a in accounts]
        if isinstance(accounts, list)
        else None
    )
    return _texts(items), _texts(emails)


def _texts(values: Json) -> frozenset[str] | None:
    """Return a list of strings as a set; None for anything else."""
    readable = isinstance(values, list) and all(isinstance(value, str) for value in values)
    return frozenset(values) if readable else None


def _in_vpc(group: Stored, data: dict[str, Json]) -> bool:
    return group.type is INSTANCE_GROUP or data.get("networkEndpointType") == _ENDPOINTS_IN_VPC


def _attachments(policy: dict[str, Json]) -> Iterator[str]:
    associations = policy.get("associations")
    for association in associations if isinstance(associations, list) else ():
        target = association.get("attachmentTarget") if isinstance(association, dict) else None
        if isinstance(target, str):
            yield target


def _rules_of(policy: dict[str, Json]) -> list[dict[str, Json]]:
    rules = policy.get("rules")
    return [rule for rule in rules if isinstance(rule, dict)] if isinstance(rules, list) else []


def _named_ports(group: dict[str, Json], name: Json) -> list[int]:
    named = group.get("namedPorts")
    found = (
        [p for p in named if isinstance(p, dict) and p.get("name") == name] if isinstance(named, list) else []
    )
    return _integers([port.get("port") for port in found])


def _integers(values: list[Json]) -> list[int]:
    return [value for value in values if type(value) is int]


def _check_ports(check: Stored, group: dict[str, Json]) -> list[int]:
    """Return the ports that a health check probes, apart from the serving port."""
    resource = check.resource
    if check.type.name in _LEGACY_PORTS:
        return _integers([resource.get("port", _LEGACY_PORTS[check.type.name])])
    ports = []
    for name, default in _DEFAULT_PORTS.items():
        settings = resource.get(name)
        if not isinstance(settings, dict):
            continue
        by_name = "portName" in settings and "port" not in settings
        kind = settings.get("portSpecification", "USE_NAMED_PORT" if by_name else "USE_FIXED_PORT")
        if kind == "USE_FIXED_PORT":
            ports += _integers([settings.get("port", default)])
        elif kind == "USE_NAMED_PORT":
            ports += _named_ports(group, settings.get("portName"))
    return ports
