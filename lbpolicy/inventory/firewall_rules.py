"""Firewall rules, read: VPC rules (compute v1 Firewall) and rules of firewall policies (FirewallPolicyRule).

Both become entries of one form, with what is not certain about them named. Addresses are integers on one
line, IPv6 first and IPv4 behind it, so that one interval arithmetic serves both.
"""

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from lbpolicy.model import Json

Interval = tuple[int, int]
"""First and last, both included."""

IPV4 = 1 << 128
"""Where IPv4 begins on the line of addresses."""

EVERYWHERE: tuple[Interval, ...] = ((0, IPV4 + (1 << 32) - 1),)
MAX_RANGES = 100_000
"""Source ranges of one rule; source and port ranges of all rules together. Google's quotas are far lower."""

EVERY_PORT: tuple[Interval, ...] = ((0, 65535),)

ALLOW, DENY, NEXT = _ACTIONS = "allow", "deny", "goto_next"

DEFAULT_PRIORITY = 1000
"""Of a VPC rule that names none (API reference, Firewall)."""

_ANY_IPV4: tuple[Interval, ...] = ((IPV4, EVERYWHERE[0][1]),)
_ALL_RANGES = frozenset({"0.0.0.0/0", "::/0"})
_TCP = frozenset({"tcp", "6", "all"})
_INSIDE = frozenset({"INTRA_VPC", "VPC_NETWORKS"})
_NOT_RANGES = ("srcRegionCodes", "srcFqdns", "srcAddressGroups", "srcThreatIntelligences")
_MIRRORING = frozenset({"mirror", "do_not_mirror"})
_TARGETS = frozenset({"targetTags", "targetServiceAccounts"})
_DOUBTFUL = _TARGETS | {"direction", "disabled", "priority", "destinationRanges"}
_MAX_INTEGER = (1 << 31) - 1
_VAGUE = "what some attributes of a rule hold"
_DESTINATION = "which addresses the instances have"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one rule does to TCP connections from some addresses to some ports."""

    name: str
    priority: int
    action: str
    """ALLOW, DENY or NEXT."""
    ports: tuple[Interval, ...]
    sources: tuple[Interval, ...]
    doubt: str = ""
    """Why it may not match although port and source do; empty when it does."""
    tags: frozenset[str] = frozenset()
    """It applies to instances with one of these network tags or service accounts; to all without them."""
    accounts: frozenset[str] = frozenset()
    networks: frozenset[str] = frozenset()
    """It applies to these networks (projects/p/global/networks/n); to all when there are none."""

    @property
    def order(self) -> tuple[int, bool, str]:
        """Sorts by precedence: at one priority, deny comes before allow."""
        return self.priority, self.action != DENY, self.name


def vpc_entries(rule: Mapping[str, Json]) -> Iterator[Entry]:
    """Yield what a VPC firewall rule does to incoming TCP.

    `rule["unknown"]` may list the JSON pointers of attributes that a plan does not know yet.
    """
    unknown = {str(pointer).strip("/").partition("/")[0] for pointer in _items(rule.get("unknown"))}
    if rule.get("direction", "INGRESS") != "INGRESS" or rule.get("disabled") is True:
        return
    priority = 0 if "priority" in unknown else _integer(rule.get("priority", DEFAULT_PRIORITY))
    sources, vague_sources = _vpc_sources(rule, unknown)
    doubt = _destination(rule.get("destinationRanges"))
    if priority is None or unknown & _DOUBTFUL:
        doubt = _VAGUE
    anywhere = bool(unknown & _TARGETS)
    for attribute, action in (("denied", DENY), ("allowed", ALLOW)):
        ports, vague_ports = _ports(rule.get(attribute, []), "IPProtocol")
        entry = Entry(
            str(rule.get("name", "")),
            priority or 0,
            action,
            ports,
            sources,
            doubt,
            frozenset() if anywhere else _strings(rule.get("targetTags")),
            frozenset() if anywhere else _strings(rule.get("targetServiceAccounts")),
        )
        yield from _parts(entry, vague_ports or attribute in unknown, vague_sources)


def policy_entries(rule: Mapping[str, Json]) -> Iterator[Entry]:
    """Yield what a rule of a firewall policy does to incoming TCP that is meant for instances."""
    match, action = _mapping(rule.get("match")), _text(rule.get("action"))
    if rule.get("direction", "INGRESS") != "INGRESS" or rule.get("disabled") is True or action in _MIRRORING:
        return
    if rule.get("targetType") == "INTERNAL_MANAGED_LB" or rule.get("targetForwardingRules"):
        return
    sources, vague_sources = _policy_sources(match)
    ports, vague_ports = _ports(match.get("layer4Configs", [{"ipProtocol": "all"}]), "ipProtocol")
    priority = _integer(rule.get("priority"))
    doubt = _VAGUE if priority is None else _policy_doubt(rule, match)
    # Whatever else it says, such as apply_security_profile_group, may end either way.
    for outcome in [action] if action in _ACTIONS else [ALLOW, DENY]:
        entry = Entry(
            str(rule.get("ruleName") or f"firewall policy rule {priority}"),
            priority or 0,
            outcome,
            ports,
            sources,
            doubt if outcome == action else "what traffic inspection lets through",
            accounts=_strings(rule.get("targetServiceAccounts")),
            networks=frozenset(network_path(name) for name in _strings(rule.get("targetResources"))),
        )
        yield from _parts(entry, vague_ports, vague_sources)


def intervals(ranges: Json) -> tuple[tuple[Interval, ...], bool]:
    """Return the intervals of a list of CIDR ranges or addresses, and whether some could not be read."""
    if len(_items(ranges)) > MAX_RANGES:
        return (), True
    found = [_interval(text) if isinstance(text, str) else None for text in _items(ranges)]
    read = tuple(interval for interval in found if interval is not None)
    return read, len(read) < len(found) or not isinstance(ranges, list | tuple)


def network_path(name: str) -> str:
    """Return projects/p/global/networks/n of a full resource name or URL of a network."""
    return name[max(name.find("projects/"), 0) :]


def _parts(entry: Entry, vague_ports: bool, vague_sources: bool) -> Iterator[Entry]:  # noqa: FBT001
    """Yield the certain part of an entry, and one for what it may match besides."""
    if entry.ports and entry.sources:
        yield entry
    if vague_ports or vague_sources:
        ports = EVERY_PORT if vague_ports else entry.ports
        sources = EVERYWHERE if vague_sources else entry.sources
        yield replace(entry, ports=ports, sources=sources, doubt=_VAGUE)


def _vpc_sources(rule: Mapping[str, Json], unknown: set[str]) -> tuple[tuple[Interval, ...], bool]:
    """Source tags and service accounts stand for instances of the network, never for outside addresses."""
    if rule.get("sourceRanges"):
        return intervals(rule["sourceRanges"])
    if unknown & {"sourceRanges", "sourceTags", "sourceServiceAccounts"}:
        return (), True
    inside = rule.get("sourceTags") or rule.get("sourceServiceAccounts")
    return ((), False) if inside else (_ANY_IPV4, False)


def _policy_sources(match: Mapping[str, Json]) -> tuple[tuple[Interval, ...], bool]:
    if _contexts(match) & _INSIDE:
        return (), False
    if any(match.get(attribute) for attribute in _NOT_RANGES):
        return (), True
    if match.get("srcIpRanges"):
        return intervals(match["srcIpRanges"])
    inside = match.get("srcSecureTags") or match.get("srcNetworks")
    return ((), False) if inside else (EVERYWHERE, False)


def _policy_doubt(rule: Mapping[str, Json], match: Mapping[str, Json]) -> str:
    if rule.get("targetSecureTags"):
        return "which secure tags the instances have"
    if _contexts(match) - {"", "UNSPECIFIED"}:
        return "which addresses count as internet"
    if any(key.startswith("dest") and key != "destIpRanges" and value for key, value in match.items()):
        return _DESTINATION
    return _destination(match.get("destIpRanges"))


def _destination(ranges: Json) -> str:
    return _DESTINATION if ranges and not _strings(ranges) >= _ALL_RANGES else ""


def _ports(layers: Json, protocol: str) -> tuple[tuple[Interval, ...], bool]:
    """Return the TCP ports of allowed, denied or layer4Configs, and whether some could not be read."""
    found: list[Interval | None] = [] if isinstance(layers, list) else [None]
    for layer in _items(layers):
        if not isinstance(layer, Mapping) or not isinstance(layer.get(protocol), str | int):
            found.append(None)
        elif str(layer[protocol]).lower() in _TCP:
            found += [_port(port) for port in _items(layer.get("ports"))] or EVERY_PORT
    read = tuple(interval for interval in found if interval is not None)
    return read, len(read) < len(found)


def _port(value: Json) -> Interval | None:
    first, dash, last = str(value).partition("-") if isinstance(value, str) else (value, "", "")
    low, high = _integer(first), _integer(last if dash else first)
    return (low, high) if low is not None and high is not None and low <= high else None


@lru_cache(maxsize=1 << 16)
def _interval(text: str) -> Interval | None:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    base = IPV4 if isinstance(network, ipaddress.IPv4Network) else 0
    first = base + int(network.network_address)
    return first, first + network.num_addresses - 1


def _contexts(match: Mapping[str, Json]) -> set[str]:
    return {_text(match.get("srcNetworkType")), _text(match.get("srcNetworkContext"))}


def _integer(value: Json) -> int | None:
    """Read a priority or a port: a number or its digits, at most 32 bits."""
    if isinstance(value, str):
        return int(value) if value.isdecimal() and len(value) <= len(str(_MAX_INTEGER)) else None
    return value if type(value) is int and 0 <= value <= _MAX_INTEGER else None


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _items(value: Json) -> list[Json]:
    return list(value) if isinstance(value, list | tuple) else []


def _strings(value: Json) -> frozenset[str]:
    return frozenset(item for item in _items(value) if isinstance(item, str))
