"""Which rules open a port to the internet, and the verdict on all ports at once."""

from typing import Any

import pytest

from lbpolicy.inventory.firewall import MAX_PORTS, PROBE_RANGES, Firewall

NONE: frozenset[str] = frozenset()
ANYONE = ["0.0.0.0/0"]


def allow(*ports: str, sources: Any = PROBE_RANGES, **rest: Any) -> dict[str, Any]:
    layer = {"IPProtocol": "tcp", "ports": list(ports)} if ports else {"IPProtocol": "tcp"}
    return {"name": "allow", "allowed": [layer], "sourceRanges": list(sources), **rest}


def ask(*rules: dict[str, Any], **rest: Any) -> dict[str, Any]:
    known: dict[str, Any] = {"ports": [80], "tags": NONE, "service_accounts": NONE, **rest}
    return Firewall(rules).verdict(**known)


def every_port(*rules: dict[str, Any], tags: frozenset[str] | None = NONE) -> dict[str, Any]:
    return Firewall(rules).every_port(tags=tags, service_accounts=NONE)


@pytest.mark.parametrize(
    ("rules", "state"),
    [
        ([], "denied"),
        ([allow()], "allowed"),
        ([allow("1-65535")], "allowed"),
        ([allow("0-1000"), allow("1001-70000")], "allowed"),
        ([allow("1-65534")], "partial"),
        ([allow("2-65535")], "partial"),
        ([allow("80")], "partial"),
        (
            [allow(), {"name": "deny", "denied": [{"IPProtocol": "tcp", "ports": ["443"]}], "priority": 1}],
            "partial",
        ),
        ([allow(sources=["10.0.0.0/8"])], "denied"),
    ],
)
def test_the_state_holds_for_each_port(rules: list[dict[str, Any]], state: str) -> None:
    assert every_port(*rules)["state"] == state


@pytest.mark.parametrize(
    ("rule", "opened"),
    [
        (allow("22", sources=ANYONE), True),
        (allow("65535", sources=["::/0"]), True),
        (allow("22", sources=["203.0.113.0/24"]), False),
        ({**allow("22", sources=ANYONE), "disabled": True}, False),
    ],
)
def test_some_port_may_be_open_to_the_internet(rule: dict[str, Any], opened: bool) -> None:  # noqa: FBT001
    found = every_port(allow(), {**rule, "name": "open"})
    assert found["open_to_internet"] == opened
    assert found["open_rules"] == (["open"] if opened else [])


def test_what_depends_on_tags_is_undecided() -> None:
    tagged = allow("22", sources=ANYONE, targetTags=["bastion"])
    assert every_port(tagged, tags=None)["open_to_internet"] == "undecided"
    assert every_port(tagged, tags=frozenset({"web"}))["open_to_internet"] is False
    assert every_port(allow(targetTags=["web"]), tags=None)["state"] == "undecided"


def test_many_different_ports_are_bounded() -> None:
    ports = [str(port) for port in range(1, 4 * MAX_PORTS, 2)]
    found = every_port(allow(*ports))
    assert (found["state"], found["open_to_internet"]) == ("partial", "undecided")


def test_open_rules_are_those_that_open_much() -> None:
    office = allow(sources=["198.51.100.0/24"], name="office", priority=1)
    found = ask(allow(name="probes"), allow(sources=ANYONE, name="any"), office)
    assert (found["open_to_internet"], found["open_rules"]) == ({"80": True}, ["any"])
    many = [
        allow(sources=[f"{first}.{half}.0.0/9"], name=f"r{first}")
        for first in range(1, 224)
        for half in (0, 128)
    ]
    assert len(ask(*many)["open_rules"]) == 20


def test_open_rules_are_those_of_the_serving_ports() -> None:
    rules = [allow("80", sources=ANYONE, name="serving"), allow("81", sources=ANYONE, name="probed")]
    assert ask(*rules, ports=[80, 81])["open_rules"] == ["serving", "probed"]
    assert ask(*rules, ports=[80, 81], serving=[80])["open_rules"] == ["serving"]
    assert ask(*rules, ports=[80, 81], serving=[80])["open_to_internet"] == {"80": True, "81": True}
