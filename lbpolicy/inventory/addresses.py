"""The reserved address that the IPAddress of a forwarding rule is.

The API always returns the number; requests and plans may also have the URL of the address, or its bare name
(IPAddress of forwardingRules, API reference compute v1).
"""

from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Address, IPv6Address, ip_interface

from lbpolicy.inventory.links import Link, Neighbourhood, gap
from lbpolicy.inventory.store import Inventory, Stored
from lbpolicy.inventory.types import ADDRESS, of_name
from lbpolicy.model import Json

_POINTER = "/IPAddress"
_V6 = 6

_Place = tuple[str, str]
"""Project and location: a global rule takes a global address, any other one of its own region."""


@dataclass(slots=True)
class AddressIndex:
    """The addresses of an inventory by what they cover."""

    found: dict[tuple[_Place, int, int, int], Stored] = field(default_factory=dict)
    """Place, IP version, length of the prefix, prefix -> the address, the first by name."""
    lengths: set[tuple[int, int]] = field(default_factory=set)
    """IP version and length of all prefixes there are."""
    silent: dict[_Place, str] = field(default_factory=dict)
    """Place -> the name of an address of which the input does not tell the IP, or not the region."""

    def add(self, address: Stored) -> None:
        """Take in an address; IPv4 ranges are no addresses, but what a network gave away."""
        place = (address.ref.project, address.ref.location)
        data = address.resource
        ip, length = _read(data.get("address"))
        if ip is None or not address.ref.location:
            self.silent.setdefault(place, address.name)
            return
        given = data.get("prefixLength")
        if isinstance(given, int) and 0 < given < length:
            length = given
        if ip.version == _V6 or length == ip.max_prefixlen:
            self.found.setdefault((place, ip.version, length, _prefix(ip, length)), address)
            self.lengths.add((ip.version, length))

    def get(self, place: _Place, ip: IPv4Address | IPv6Address) -> Stored | None:
        """Return the address of a place that covers an IP, the narrowest one."""
        for version, length in sorted(self.lengths, reverse=True):
            if version == ip.version:
                found = self.found.get((place, version, length, _prefix(ip, length)))
                if found is not None:
                    return found
        return None


class Addresses:
    """Finds the addresses of forwarding rules; reads those of the inventory once, when it has to."""

    def __init__(self, inventory: Inventory, near: Neighbourhood) -> None:
        self._inventory = inventory
        self._near = near

    @cached_property
    def _index(self) -> AddressIndex:
        index = AddressIndex()
        for asset in self._inventory.assets.values():
            if asset.type is ADDRESS:
                index.add(asset)
        return index

    def link(self, rule: Stored) -> Link:
        """Return the link from a forwarding rule to its reserved address."""
        given = rule.resource.get("IPAddress")
        ip, _ = _read(given)
        if ip is not None:
            return self._by_number(rule, ip)
        link = self._near.one(rule, _POINTER)
        if given is None or of_name(str(given)) is ADDRESS:
            return link
        named = self._inventory.assets.get(_beside(rule, given))
        if named is not None:
            return self._near.resolved(named, _POINTER)
        reason = "It is neither an IP address nor the name of a reserved address that can be followed."
        return gap("unknown", reason, _POINTER, str(link.get("name", "")))

    def _by_number(self, rule: Stored, ip: IPv4Address | IPv6Address) -> Link:
        project, location = place = (rule.ref.project, rule.ref.location)
        found = self._index.get(place, ip)
        if found is not None:
            return self._near.resolved(found, _POINTER)
        reason = self._near.absence.assets(ADDRESS, project)
        if reason:
            return gap("unexported", reason, _POINTER)
        silent = self._index.silent.get(place) or self._index.silent.get((project, ""))
        if silent:
            reason = f"It may be {silent}, of which the input does not tell the IP, or not the region."
            return gap("unknown", reason, _POINTER)
        if not location:
            return gap("unknown", "The input does not tell the region of the forwarding rule.", _POINTER)
        where = "global" if location == "global" else f"in {location}"
        return gap("missing", f"Project {project} has no reserved address {ip} that is {where}.", _POINTER)


def _read(value: Json) -> tuple[IPv4Address | IPv6Address | None, int]:
    """Read an IP in any spelling, with or without the length of its prefix; None where it is none."""
    try:
        interface = ip_interface(value.strip()) if isinstance(value, str) else None
    except ValueError:
        return None, 0
    return (None, 0) if interface is None else (interface.ip, interface.network.prefixlen)


def _prefix(ip: IPv4Address | IPv6Address, length: int) -> int:
    return int(ip) >> (ip.max_prefixlen - length)


def _beside(rule: Stored, name: Json) -> str:
    """Return the full name of the address of this name at the place of a forwarding rule."""
    return f"{rule.name.rpartition('/forwardingRules/')[0]}/{ADDRESS.collection}/{name}"
