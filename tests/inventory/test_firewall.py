"""The effective ingress firewall: precedence, exact ranges, targets, and what is undecided."""

import itertools
import time
from typing import Any

import pytest

from lbpolicy.inventory.firewall import MAX_PORTS, PROBE_RANGES, PROBE_RANGES_IPV6, verdict
from lbpolicy.inventory.firewall_rules import MAX_RANGES

NONE: frozenset[str] = frozenset()


def allow(name: str = "allow", ports: Any = ("80",), **rest: Any) -> dict[str, Any]:
    layer = {"IPProtocol": "tcp"} if ports is None else {"IPProtocol": "tcp", "ports": list(ports)}
    return {"name": name, "direction": "INGRESS", "priority": 1000, "allowed": [layer], **rest}


def deny(name: str = "deny", ports: Any = ("80",), **rest: Any) -> dict[str, Any]:
    rule = allow(name, ports, **rest)
    rule["denied"] = rule.pop("allowed")
    return rule


def ask(rules: list[dict[str, Any]], **rest: Any) -> dict[str, Any]:
    known: dict[str, Any] = {"ports": [80], "tags": NONE, "service_accounts": NONE, **rest}
    return verdict(rules, **known)


PROBES: dict[str, Any] = {"sourceRanges": list(PROBE_RANGES)}


def test_probe_rule_lets_probes_in_and_the_internet_not() -> None:
    assert ask([allow(**PROBES)]) == {
        "state": "allowed",
        "ports": {"80": "allowed"},
        "open_to_internet": {"80": False},
        "rules": ["allow"],
        "open_rules": [],
        "reason": "",
    }


def test_no_rule_means_denied() -> None:
    found = ask([])
    assert (found["state"], found["rules"], found["reason"]) == ("denied", [], "")


@pytest.mark.parametrize(
    ("rules", "state"),
    [
        ([deny(priority=900, **PROBES), allow(**PROBES)], "denied"),
        ([deny(priority=1100, **PROBES), allow(**PROBES)], "allowed"),
        ([allow(**PROBES), deny(**PROBES)], "denied"),
        ([{**allow(**PROBES), "priority": "0"}, deny(**PROBES)], "allowed"),
        ([{k: v for k, v in allow(**PROBES).items() if k != "priority"}, deny(priority=1001)], "allowed"),
        ([{k: v for k, v in deny(**PROBES).items() if k != "priority"}, allow(priority=1001)], "denied"),
        ([deny(priority=1, disabled=True), allow()], "allowed"),
        ([deny(priority=1, direction="EGRESS"), allow()], "allowed"),
        ([{**allow(), "denied": [{"IPProtocol": "tcp", "ports": ["80"]}]}], "denied"),
    ],
)
def test_precedence(rules: list[dict[str, Any]], state: str) -> None:
    assert ask(rules)["state"] == state
    assert ask(rules[::-1])["state"] == state


@pytest.mark.parametrize(
    ("layer", "allowed"),
    [
        ({"IPProtocol": "tcp"}, True),
        ({"IPProtocol": "TCP", "ports": []}, True),
        ({"IPProtocol": "6", "ports": ["80"]}, True),
        ({"IPProtocol": 6, "ports": [80]}, True),
        ({"IPProtocol": "all"}, True),
        ({"IPProtocol": "tcp", "ports": ["443", "70-90"]}, True),
        ({"IPProtocol": "tcp", "ports": ["80-80"]}, True),
        ({"IPProtocol": "tcp", "ports": ["81", "8000-9000"]}, False),
        ({"IPProtocol": "udp", "ports": ["80"]}, False),
        ({"IPProtocol": "17"}, False),
        ({"IPProtocol": "icmp"}, False),
    ],
)
def test_protocols_and_ports(layer: dict[str, Any], allowed: bool) -> None:  # noqa: FBT001
    found = ask([{"name": "r", "allowed": [layer], **PROBES}])
    assert found["state"] == ("allowed" if allowed else "denied")


def test_a_rule_for_half_of_a_range_leaves_the_other_half() -> None:
    half = {"sourceRanges": ["130.211.0.0/23", "35.191.0.0/16"]}
    found = ask([allow("half", **half)])
    assert (found["state"], found["ports"]) == ("partial", {"80": "partial"})
    rest = allow("rest", sourceRanges=["130.211.2.0/23"], priority=2000)
    found = ask([allow("half", **half), rest])
    assert (found["state"], found["rules"]) == ("allowed", ["half", "rest"])
    hole = deny("hole", sourceRanges=["35.191.77.7/32"], priority=1)
    assert ask([allow("half", **half), rest, hole])["state"] == "partial"


def test_ports_differ() -> None:
    found = ask([allow(ports=["80"])], ports=[443, 80, 80])
    assert found["ports"] == {"80": "allowed", "443": "denied"}
    assert found["state"] == "partial"
    assert ask([allow(ports=["80"])], ports=[81, 82])["state"] == "denied"


def test_without_ports_it_is_undecided() -> None:
    found = ask([allow()], ports=[])
    assert (found["state"], found["reason"]) == ("undecided", "It is not known which ports are meant.")


@pytest.mark.parametrize("port", [0, -1, 65536, 10**30])
def test_a_port_that_cannot_be_is_undecided(port: int) -> None:
    assert ask([allow(ports=None)], ports=[port])["ports"] == {str(port): "undecided"}


def test_sources_within_the_network_never_match() -> None:
    assert ask([allow(sourceTags=["web"])])["state"] == "denied"
    assert ask([deny(sourceServiceAccounts=["a@p"], priority=1), allow()])["state"] == "allowed"
    assert ask([allow(sourceTags=["web"], **PROBES)])["state"] == "allowed"


def test_no_source_means_every_ipv4_address() -> None:
    found = ask([allow()])
    assert (found["state"], found["open_to_internet"]) == ("allowed", {"80": True})
    assert ask([allow()], sources=PROBE_RANGES_IPV6)["state"] == "denied"


def test_ipv6() -> None:
    everywhere = allow(sourceRanges=["::/0"])
    assert ask([everywhere], sources=PROBE_RANGES_IPV6)["state"] == "allowed"
    found = ask([everywhere])
    assert (found["state"], found["open_to_internet"]) == ("denied", {"80": True})


@pytest.mark.parametrize(
    ("ranges", "is_open"),
    [
        (["0.0.0.0/0"], True),
        (["0.0.0.0/1", "128.0.0.0/1"], True),
        (["2000::/3"], True),
        (["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"], False),
        (["203.0.113.0/24", "198.51.100.7"], False),
        (["64.0.0.0/2"], False),
        (["fd00::/8"], False),
    ],
)
def test_open_to_internet(ranges: list[str], is_open: bool) -> None:  # noqa: FBT001
    found = ask([allow("a", sourceRanges=ranges)])
    assert found["open_to_internet"] == {"80": is_open}
    assert found["open_rules"] == (["a"] if is_open else [])


def test_a_deny_closes_what_a_later_rule_would_open() -> None:
    rules = [allow("probes", priority=1, **PROBES), deny("no", priority=2), allow("any", priority=3)]
    found = ask(rules)
    assert (found["state"], found["open_to_internet"], found["rules"]) == (
        "allowed",
        {"80": False},
        ["probes"],
    )


@pytest.mark.parametrize(
    ("target", "tags", "accounts", "state"),
    [
        ({"targetTags": ["web"]}, frozenset({"web", "x"}), NONE, "allowed"),
        ({"targetTags": ["web"]}, frozenset({"x"}), NONE, "denied"),
        ({"targetTags": ["web"]}, None, NONE, "undecided"),
        ({"targetServiceAccounts": ["a@p"]}, NONE, frozenset({"a@p"}), "allowed"),
        ({"targetServiceAccounts": ["a@p"]}, NONE, frozenset({"b@p"}), "denied"),
        ({"targetServiceAccounts": ["a@p"]}, NONE, None, "undecided"),
        ({"targetServiceAccounts": ["a@p"]}, None, NONE, "denied"),
        ({"targetTags": ["web"]}, NONE, None, "denied"),
        ({}, None, None, "allowed"),
    ],
)
def test_targets(
    target: dict[str, Any], tags: frozenset[str] | None, accounts: frozenset[str] | None, state: str
) -> None:
    found = ask([allow(**target, **PROBES)], tags=tags, service_accounts=accounts)
    assert found["state"] == state
    assert bool(found["reason"]) == (state == "undecided")


def test_a_targeted_rule_that_changes_nothing_leaves_it_decided() -> None:
    same = [allow("web", targetTags=["web"], priority=1), allow("all", priority=2)]
    assert ask(same, tags=None)["state"] == "allowed"
    late = [allow("all", priority=1), deny("web", targetTags=["web"], priority=2)]
    assert ask(late, tags=None)["state"] == "allowed"
    assert ask([deny("web", targetTags=["web"])], tags=None)["state"] == "denied"
    either = [deny("web", targetTags=["web"], priority=1), allow("all", priority=2)]
    found = ask(either, tags=None)
    assert (found["state"], found["rules"]) == ("undecided", ["web", "all"])
    assert found["reason"] == "It is not known which network tags the instances have."


def test_a_certain_refusal_beside_an_undecided_part_is_partial() -> None:
    found = ask([allow(targetTags=["web"], sourceRanges=["35.191.0.0/16"])], tags=None)
    assert (found["state"], found["reason"]) == ("partial", "")


@pytest.mark.parametrize(
    ("rule", "state"),
    [
        ({"unknown": ["/sourceRanges"], "sourceRanges": []}, "undecided"),
        ({"unknown": ["/sourceTags/0"]}, "undecided"),
        ({"unknown": ["/allowed"], "allowed": [], **PROBES}, "undecided"),
        ({"unknown": ["/allowed/0/ports"], **PROBES}, "allowed"),
        ({"unknown": ["/targetTags"], **PROBES}, "undecided"),
        ({"unknown": ["/targetTags/1"], "targetTags": ["web"], **PROBES}, "undecided"),
        ({"unknown": ["/priority"], "targetTags": ["web"], **PROBES}, "denied"),
        ({"unknown": ["/priority"], **PROBES}, "undecided"),
        ({"unknown": ["/id", "/creationTimestamp"], **PROBES}, "allowed"),
        ({"priority": "first", **PROBES}, "undecided"),
        ({"allowed": [{"IPProtocol": "tcp", "ports": ["http"]}], **PROBES}, "undecided"),
        ({"allowed": [{"ports": ["80"]}], **PROBES}, "undecided"),
        ({"allowed": "tcp", **PROBES}, "undecided"),
        ({"sourceRanges": ["130.211.0.0/222"]}, "undecided"),
        ({"sourceRanges": [*PROBE_RANGES, 7]}, "allowed"),
        ({"destinationRanges": ["10.0.0.0/8"], **PROBES}, "undecided"),
        ({"destinationRanges": ["0.0.0.0/0", "::/0"], **PROBES}, "allowed"),
    ],
)
def test_what_a_plan_or_a_reader_does_not_know(rule: dict[str, Any], state: str) -> None:
    assert ask([{**allow(), **rule}])["state"] == state


@pytest.mark.parametrize("sources", [[], ["nowhere"], [*PROBE_RANGES, "1.2.3.4/40"]])
def test_sources_must_be_ranges(sources: list[str]) -> None:
    with pytest.raises(ValueError, match="CIDR ranges"):
        ask([], sources=sources)


def test_many_rules_are_bounded() -> None:
    ranges = [f"{a}.{b}.0.0/17" for a, b in itertools.product(range(1, 40), range(256))]
    rules = [allow(f"r{n}", sourceRanges=ranges) for n in range(10_000)]
    started = time.perf_counter()
    found = ask(rules)
    assert found["state"] == "undecided"
    assert found["reason"]
    assert time.perf_counter() - started < 20
    one = allow(sourceRanges=["0.0.0.0/0"] * (MAX_RANGES + 1))
    assert ask([one])["state"] == "undecided"


def test_many_ports_and_names_are_bounded() -> None:
    rules = [allow(f"r{n:02}", sourceRanges=[f"35.191.{n}.0/24"]) for n in range(50)]
    found = ask(rules, ports=list(range(1, 200)))
    assert list(found["ports"].values()).count("undecided") == 199 - MAX_PORTS
    assert len(ask(rules)["rules"]) == 20
