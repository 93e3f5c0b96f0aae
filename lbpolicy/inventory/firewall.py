"""What the ingress firewall of a VPC network lets through to instances: the verdict on TCP ports.

The arithmetic is exact: rules are applied in Google's order to intervals of source addresses, so a rule that
covers a part of a range decides that part and leaves the rest to later rules. What depends on something that
is not known, such as the tags of the instances, is followed both ways and comes out as undecided.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lbpolicy.inventory.firewall_rules import (
    ALLOW,
    DENY,
    EVERY_PORT,
    IPV4,
    MAX_RANGES,
    Entry,
    Interval,
    intervals,
    network_path,
    policy_entries,
    vpc_entries,
)
from lbpolicy.inventory.firewall_walk import UNDECIDED, Doubtful, Walk, merged, size, walk
from lbpolicy.model import Json

PROBE_RANGES = ("130.211.0.0/22", "35.191.0.0/16")
"""Health check probes and proxies of global and classic external load balancers, to IPv4 backends:
https://cloud.google.com/load-balancing/docs/firewall-rules."""

PROBE_RANGES_IPV6 = ("2600:2d00:1:b029::/64", "2600:2d00:1:1::/64")
"""The same to IPv6 backends: health check probes first, then the proxies of global load balancers."""

MAX_PORTS = 64
MAX_NAMES = 20

_LARGE = 256
"""A rule for this fraction of the internet, which is about a /8, opens it; a smaller one does if many do."""

_ALLOWED, _DENIED, _PARTIAL = "allowed", "denied", "partial"
_INTERNET: tuple[tuple[Interval, ...], ...] = (
    ((IPV4 + (1 << 24), IPV4 + (224 << 24) - 1),),  # 1.0.0.0 to 223.255.255.255
    ((0x2000 << 112, (0x4000 << 112) - 1),),  # 2000::/3, all that is assigned of IPv6
)


def verdict(  # noqa: PLR0913 - keywords, each with a meaning of its own
    rules: Sequence[Mapping[str, Json]],
    *,
    ports: Sequence[int],
    sources: Sequence[str] = PROBE_RANGES,
    tags: frozenset[str] | None,
    service_accounts: frozenset[str] | None,
    policies: Sequence[Sequence[Mapping[str, Json]]] = (),
) -> dict[str, Json]:
    """Return what the rules of one network let through: see Firewall and Firewall.verdict."""
    return Firewall(rules, policies).verdict(
        ports=ports, sources=sources, tags=tags, service_accounts=service_accounts
    )


class Firewall:
    """The ingress rules of one VPC network, read once; asked as often as there are backends."""

    def __init__(
        self,
        rules: Iterable[Mapping[str, Json]],
        policies: Iterable[Iterable[Mapping[str, Json]]] = (),
        later_policies: Iterable[Iterable[Mapping[str, Json]]] = (),
        network: str = "",
    ) -> None:
        """Read VPC firewall rules (compute v1 Firewall, canonical) and rules of firewall policies.

        `policies` are applied before the VPC rules, in the order given: those of organization and folders,
        and the network's own where its networkFirewallPolicyEnforcementOrder is BEFORE_CLASSIC_FIREWALL.
        `later_policies` come after. `network` is the network's full name, for policy rules that name some.
        """
        self._network = network_path(network)
        self._ranges = 0
        self._groups = [
            *(self._read(policy_entries(rule) for rule in policy) for policy in policies),
            self._read(vpc_entries(rule) for rule in rules),
            *(self._read(policy_entries(rule) for rule in policy) for policy in later_policies),
        ]

    def verdict(
        self,
        *,
        ports: Sequence[int],
        sources: Sequence[str] = PROBE_RANGES,
        tags: frozenset[str] | None,
        service_accounts: frozenset[str] | None,
        serving: Collection[int] = (),
    ) -> dict[str, Json]:
        """Say whether TCP from the source ranges, and from the internet, reaches ports of some instances.

        `tags` and `service_accounts` are those of the instances, None when they are not known. The result:
        - state: "allowed" (every port from every source), "denied" (no port from any), "partial" (a part is
          refused for certain) or "undecided", also when there are no ports;
        - ports: the same for each port, {"80": "allowed"};
        - open_to_internet: for each port whether at least half of the public addresses of IPv4 or of IPv6 get
          in: true, false or "undecided";
        - rules, open_rules: names of the rules that decide on the sources, and of those that let
          the internet in (to the `serving` ports, where some are given); at most 20 each;
        - reason: a sentence when something is undecided, else empty.
        """
        wanted, unread = intervals(sources)
        if unread or not wanted:
            raise ValueError("sources must be CIDR ranges, and at least one.")
        tally = _Tally()
        for number, port in enumerate(sorted(set(ports))):
            if self._ranges > MAX_RANGES or number >= MAX_PORTS or not 0 < port <= EVERY_PORT[0][1]:
                tally.give_up(port)
                continue
            groups = [list(self._of(group, port, tags, service_accounts)) for group in self._groups]
            reach, internet = walk(groups, merged(wanted)), [walk(groups, part) for part in _INTERNET]
            tally.add(port, reach, internet, named=not serving or port in serving)
        return tally.result()

    def every_port(
        self,
        *,
        sources: Sequence[str] = PROBE_RANGES,
        tags: frozenset[str] | None,
        service_accounts: frozenset[str] | None,
    ) -> dict[str, Json]:
        """Say the same where it is not known which ports are meant, of all that there are.

        The result: state, "allowed" or "denied" only where that holds for each port; open_to_internet, true
        where it holds for some port; open_rules.
        """
        found = self.verdict(
            ports=self._unlike_ports(), sources=sources, tags=tags, service_accounts=service_accounts
        )
        answers = found["open_to_internet"].values()
        opened = True if True in answers else UNDECIDED if UNDECIDED in answers else False
        return {"state": found["state"], "open_to_internet": opened, "open_rules": found["open_rules"]}

    def _unlike_ports(self) -> list[int]:
        """Return a port of each run of ports that no rule tells apart: where the runs begin."""
        ports = [interval for group in self._groups for entry in group for interval in entry.ports]
        edges = {1} | {edge for first, last in ports for edge in (first, last + 1)}
        return sorted(edge for edge in edges if 0 < edge <= EVERY_PORT[0][1])

    def _read(self, rules: Iterable[Iterable[Entry]]) -> list[Entry]:
        """Read a group of rules; nothing more once there are too many."""
        group: list[Entry] = []
        for entries in rules:
            if self._ranges > MAX_RANGES:
                break
            for entry in entries:
                group.append(entry)
                self._ranges += len(entry.sources) + len(entry.ports)
        return sorted(group, key=lambda entry: entry.order)

    def _of(
        self, group: list[Entry], port: int, tags: frozenset[str] | None, accounts: frozenset[str] | None
    ) -> Iterable[Doubtful]:
        """Yield the entries that apply to a port of the instances, each with its doubt."""
        for entry in group:
            if any(first <= port <= last for first, last in entry.ports):
                doubt = _target_doubt(entry, tags, accounts, self._network)
                if doubt is not None:
                    yield entry, entry.doubt or doubt


def _target_doubt(
    entry: Entry, tags: frozenset[str] | None, accounts: frozenset[str] | None, network: str
) -> str | None:
    """Return "" where the entry applies to the instances, None where it does not, else what is not known."""
    doubt = ""
    if entry.networks:
        if network and network not in entry.networks:
            return None
        doubt = "" if network else "which network this is"
    if not entry.tags and not entry.accounts:
        return doubt
    if (tags and entry.tags & tags) or (accounts and entry.accounts & accounts):
        return doubt
    if entry.tags and tags is None:
        return "which network tags the instances have"
    return "which service accounts the instances have" if entry.accounts and accounts is None else None


@dataclass(slots=True)
class _Tally:
    """Adds up the verdicts of ports."""

    ports: dict[str, str] = field(default_factory=dict)
    internet: dict[str, bool | str] = field(default_factory=dict)
    rules: dict[str, None] = field(default_factory=dict)
    open_rules: dict[str, None] = field(default_factory=dict)
    doubts: set[str] = field(default_factory=set)

    def add(self, port: int, reach: Walk, internet: Sequence[Walk], *, named: bool) -> None:
        """Add a port: how the sources fare, and each family of the internet; `named`: by which rules."""
        state = self.ports[str(port)] = _state(reach)
        self.rules |= dict.fromkeys(reach.rules)
        if state == UNDECIDED:
            self.doubts |= set(reach.doubts)
        opened = [_opened(one, size(part)) for one, part in zip(internet, _INTERNET, strict=True)]
        self.internet[str(port)] = True if True in opened else UNDECIDED if UNDECIDED in opened else False
        for one, part, answer in zip(internet, _INTERNET, opened, strict=True):
            if answer and named:
                self.open_rules |= dict.fromkeys(_openers(one, size(part)))
            if answer == UNDECIDED:
                self.doubts |= set(one.doubts)

    def give_up(self, port: int) -> None:
        """Add a port on which nothing can be said."""
        self.ports[str(port)] = self.internet[str(port)] = UNDECIDED
        self.doubts.add("what so many rules or ports, or a port of that number, come to")

    def result(self) -> dict[str, Json]:
        """Return the verdict."""
        states = set(self.ports.values())
        if states <= {_ALLOWED} or states <= {_DENIED}:
            state = next(iter(states), UNDECIDED)
        else:
            state = _PARTIAL if states & {_DENIED, _PARTIAL} else UNDECIDED
        doubts = sorted(self.doubts) if self.ports else ["which ports are meant"]
        return {
            "state": state,
            "ports": self.ports,
            "open_to_internet": self.internet,
            "rules": list(self.rules)[:MAX_NAMES],
            "open_rules": list(self.open_rules)[:MAX_NAMES],
            "reason": f"It is not known {', '.join(doubts)}." if doubts else "",
        }


def _state(reach: Walk) -> str:
    allowed, denied, undecided = (reach.decided[outcome] for outcome in (ALLOW, DENY, UNDECIDED))
    if denied:
        return _PARTIAL if allowed or undecided else _DENIED
    return UNDECIDED if undecided else _ALLOWED


def _opened(internet: Walk, total: int) -> bool | str:
    """Tell whether half of the addresses get in: true, false or undecided."""
    allowed, undecided = size(internet.decided[ALLOW]), size(internet.decided[UNDECIDED])
    if allowed * 2 >= total:
        return True
    return UNDECIDED if (allowed + undecided) * 2 >= total else False


def _openers(internet: Walk, total: int) -> list[str]:
    """Name the rules that let it in; where one is for everybody, no small one."""
    large = [name for name, let_in in internet.rules.items() if let_in * _LARGE >= total]
    return large or [name for name, let_in in internet.rules.items() if let_in]
