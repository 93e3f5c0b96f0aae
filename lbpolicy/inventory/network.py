"""What the firewall lets reach the instances and endpoints behind a backend service (`facts.firewall`)."""

from collections.abc import Sequence

from lbpolicy.inventory.absence import Absence
from lbpolicy.inventory.firewall import PROBE_RANGES, PROBE_RANGES_IPV6, Firewall
from lbpolicy.inventory.instances import Instances, instances_of
from lbpolicy.inventory.links import MAX_LINKS
from lbpolicy.inventory.network_rules import NetworkRules
from lbpolicy.inventory.ports import Ports, ports_of
from lbpolicy.inventory.store import Inventory, Stored
from lbpolicy.inventory.types import INSTANCE_GROUP
from lbpolicy.model import Json

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
        self._absence = Absence(inventory)
        self._rules = NetworkRules(inventory)
        self._every: dict[tuple[Firewall, Instances, tuple[str, ...]], dict[str, Json]] = {}

    def verdicts(self, service: Stored) -> list[Json]:
        """Return, for each instance group or zonal NEG, what the firewall lets reach it.

        Each is the result of Firewall.verdict with the backend's path, the names of group and network, and
        - sources: the ranges that were asked about;
        - serving_ports, probed_ports: on which ports; empty where that is not known, or where there are none;
        - unknown_ports: which of these two are not known;
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
            "unknown_ports": ports.unknown,
            "external_addresses": "unknown" if instances.external is None else instances.external,
        }
        reason = self._rules.doubt(network)
        if not (reason or ports.all or ports.unknown):
            reason = "The group defines no port of the name that the backend service uses."
        if f"/{_SELECTION}" in service.unknown:
            reason = "The plan does not know yet whether the instances are reached by IPv4 or by IPv6."
        if reason:
            return facts | _UNDECIDED | {"reason": reason}
        firewall = self._rules.firewall(network, group.ref.location)
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

    def _checks(self, service: Stored) -> list[Stored | None]:
        """Return the health checks, None for one outside the inventory. One that is gone probes nothing."""
        edges = self._inventory.down.get(service.name, ())
        checks = [edge for edge in edges if edge.pointer.startswith("/healthChecks/")]
        found = [(edge, self._inventory.assets.get(edge.target)) for edge in checks]
        return [
            check
            for edge, check in found
            if check is not None or self._absence.reference(edge)[0] != "missing"
        ]


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
