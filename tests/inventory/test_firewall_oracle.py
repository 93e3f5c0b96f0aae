"""The firewall verdict against an oracle that knows only single addresses, and against junk.

Where tags and accounts are not known the oracle tries every set of them.
"""

import ipaddress
import itertools
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lbpolicy.inventory.firewall import verdict

WORLD = [str(a) for a in ipaddress.ip_network("130.211.0.0/28")]
TAGS = ("a", "b")
ACCOUNTS = ("x@p", "y@p")

ranges = st.builds(
    lambda last, bits: str(ipaddress.ip_network(f"130.211.0.{last}/{bits}", strict=False)),
    st.integers(0, 15),
    st.integers(28, 32),
)
targets = st.one_of(
    st.just({}),
    st.builds(lambda t: {"targetTags": t}, st.lists(st.sampled_from(TAGS), min_size=1, max_size=2)),
    st.builds(
        lambda t: {"targetServiceAccounts": t}, st.lists(st.sampled_from(ACCOUNTS), min_size=1, max_size=2)
    ),
)
port_texts = st.sampled_from(["80", "81", "80-81", "1-79", "82-65535"])
vpc_rules = st.builds(
    lambda action, priority, source, target, ports: {
        "name": "r",
        "priority": priority,
        "sourceRanges": source,
        action: [{"IPProtocol": "tcp", "ports": ports}],
        **target,
    },
    st.sampled_from(["allowed", "denied"]),
    st.integers(1, 5),
    st.lists(ranges, min_size=1, max_size=3),
    targets,
    st.lists(port_texts, max_size=2),
)
policy_rules = st.builds(
    lambda action, source, accounts: {
        "action": action,
        "match": {"srcIpRanges": source, "layer4Configs": [{"ipProtocol": "all"}]},
        **({"targetServiceAccounts": accounts} if accounts else {}),
    },
    st.sampled_from(["allow", "deny", "goto_next"]),
    st.lists(ranges, min_size=1, max_size=3),
    st.lists(st.sampled_from(ACCOUNTS), max_size=1),
)
policy_groups = st.lists(
    st.lists(policy_rules, max_size=4).map(lambda rules: [{**r, "priority": n} for n, r in enumerate(rules)]),
    max_size=2,
)


def state_of(rules: list[dict[str, Any]], address: str, **known: Any) -> str:
    return str(verdict(rules, ports=[80], sources=[address], **known)["state"])


def hits(rule: dict[str, Any], address: str, tags: set[str], accounts: set[str]) -> bool:
    source = rule.get("sourceRanges") or rule["match"]["srcIpRanges"]
    wanted_tags, wanted_accounts = rule.get("targetTags"), rule.get("targetServiceAccounts")
    return (
        any(ipaddress.ip_address(address) in ipaddress.ip_network(text) for text in source)
        and (not wanted_tags or bool(tags & set(wanted_tags)))
        and (not wanted_accounts or bool(accounts & set(wanted_accounts)))
    )


def reads(ports: list[str], port: int) -> bool:
    bounds = [(text.split("-")[0], text.split("-")[-1]) for text in ports]
    return not ports or any(int(low) <= port <= int(high) for low, high in bounds)


def oracle(
    rules: list[dict[str, Any]],
    groups: list[list[dict[str, Any]]],
    address: str,
    tags: set[str],
    accounts: set[str],
) -> str:
    for group in groups:
        met = [rule["action"] for rule in group if hits(rule, address, tags, accounts)]
        if met and met[0] != "goto_next":
            return "allowed" if met[0] == "allow" else "denied"
    matching = [
        (rule["priority"], action)
        for rule in rules
        for action in ("denied", "allowed")
        if action in rule and reads(rule[action][0]["ports"], 80) and hits(rule, address, tags, accounts)
    ]
    return min(matching, key=lambda m: (m[0], m[1] == "allowed"))[1] if matching else "denied"


@settings(max_examples=200, deadline=None)
@given(
    st.lists(vpc_rules, max_size=7), policy_groups, st.sets(st.sampled_from(TAGS)), st.sampled_from(ACCOUNTS)
)
def test_known_targets_agree_with_the_oracle(
    rules: list[dict[str, Any]], groups: list[list[dict[str, Any]]], tags: set[str], account: str
) -> None:
    known: dict[str, Any] = {
        "tags": frozenset(tags),
        "service_accounts": frozenset({account}),
        "policies": groups,
    }
    expected = [oracle(rules, groups, address, tags, {account}) for address in WORLD]
    found = [state_of(rules, address, **known) for address in WORLD]
    assert found == expected
    whole = state_of(rules, "130.211.0.0/28", **known)
    assert whole == (expected[0] if len(set(expected)) == 1 else "partial")


@settings(max_examples=150, deadline=None)
@given(st.lists(vpc_rules, max_size=6), policy_groups)
def test_unknown_targets_are_never_decided_wrongly(
    rules: list[dict[str, Any]], groups: list[list[dict[str, Any]]]
) -> None:
    tag_sets = [set(s) for n in range(3) for s in itertools.combinations(TAGS, n)]
    targeted = any(
        "targetTags" in r or "targetServiceAccounts" in r for r in [*rules, *itertools.chain(*groups)]
    )
    for address in WORLD[::5]:
        possible = {
            oracle(rules, groups, address, tags, accounts)
            for tags in tag_sets
            for accounts in ({"x@p"}, {"y@p"}, {"z@p"})
        }
        state = state_of(rules, address, tags=None, service_accounts=None, policies=groups)
        assert state == "undecided" or possible == {state}
        assert state != "undecided" or targeted


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.sampled_from(WORLD),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
VPC_KEYS = ["name", "direction", "priority", "disabled", "allowed", "denied", "sourceRanges", "sourceTags"]
VPC_KEYS += ["targetTags", "targetServiceAccounts", "destinationRanges", "unknown"]
MATCH_KEYS = [
    "srcIpRanges",
    "layer4Configs",
    "srcRegionCodes",
    "srcNetworkType",
    "srcNetworkContext",
    "destIpRanges",
]
POLICY_KEYS = ["ruleName", "direction", "priority", "action", "match", "targetResources", "targetSecureTags"]
layers = st.lists(
    st.dictionaries(st.sampled_from(["IPProtocol", "ipProtocol", "ports"]), junk, max_size=2), max_size=2
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.dictionaries(st.sampled_from(VPC_KEYS), junk | layers, max_size=6), max_size=4),
    st.lists(st.dictionaries(st.sampled_from(POLICY_KEYS), junk, max_size=5), max_size=3),
    st.dictionaries(st.sampled_from(MATCH_KEYS), junk | layers, max_size=4),
)
def test_junk_never_raises(
    rules: list[dict[str, Any]], policies: list[dict[str, Any]], match: dict[str, Any]
) -> None:
    group = [*policies, {"action": "deny", "priority": 1, "match": match}]
    plain = {"name": "r", "allowed": [{"IPProtocol": "tcp"}]}
    found = verdict(
        [plain | rule for rule in rules], ports=[80], tags=None, service_accounts=None, policies=[group]
    )
    assert found["state"] in {"allowed", "denied", "partial", "undecided"}
    assert (found["state"] == "undecided") <= bool(found["reason"])
