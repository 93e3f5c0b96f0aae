"""What the firewall facts take from the instance template of a group: tags, service accounts, addresses."""

from dataclasses import replace
from typing import Any

import pytest
from inventory_records import REGION, WORLD, compute
from network_records import GROUP, rule, verdict, world

from lbpolicy.model import Asset


def template(properties: Any, *, versions: bool = False) -> list[Asset]:
    url = f"{WORLD}/instanceTemplates/t"
    manager: dict[str, Any] = {"instanceGroup": GROUP, "instanceTemplate": url}
    if versions:
        manager["versions"] = [{"instanceTemplate": url}, {"instanceTemplate": f"{url}2"}]
    templates = [compute(address, {"properties": properties}) for address in (url, f"{url}2")]
    return [compute(f"{REGION}/instanceGroupManagers/g", manager), *templates]


@pytest.mark.parametrize(
    ("properties", "state"),
    [
        ({"tags": {"items": ["web"]}}, "allowed"),
        ({"tags": {"items": ["db"]}}, "denied"),
        ({"tags": {}}, "denied"),
        ({}, "denied"),
        (None, "undecided"),
        ("x", "undecided"),
        ({"tags": {"items": 5}}, "undecided"),
        ({"tags": {"items": ["web", 5]}}, "undecided"),
        ({"tags": ["web"]}, "undecided"),
    ],
)
def test_tags_come_from_the_template(properties: Any, state: str) -> None:
    tagged = rule("80", "8080", targetTags=["web"])
    assert verdict(world(tagged, *template(properties)))["state"] == state


@pytest.mark.parametrize(
    ("properties", "state"),
    [
        ({"serviceAccounts": [{"email": "web@p"}]}, "allowed"),
        ({"serviceAccounts": [{"email": "db@p"}]}, "denied"),
        ({"serviceAccounts": [5]}, "undecided"),
        ({"serviceAccounts": {"email": "web@p"}}, "undecided"),
    ],
)
def test_service_accounts_come_from_the_template(properties: Any, state: str) -> None:
    tagged = rule("80", "8080", targetServiceAccounts=["web@p"])
    assert verdict(world(tagged, *template(properties)))["state"] == state


@pytest.mark.parametrize(("target", "state"), [("1041", "allowed"), ("1042", "denied")])
def test_the_default_account_goes_by_its_address_in_rules(target: str, state: str) -> None:
    tagged = rule("80", "8080", targetServiceAccounts=[f"{target}-compute@developer.gserviceaccount.com"])
    parts = world(tagged, *template({"serviceAccounts": [{"email": "default"}]}))
    assert verdict(parts)["state"] == state
    assert verdict([replace(part, ancestors=()) for part in parts])["state"] == "undecided"


@pytest.mark.parametrize(
    "more",
    [[], template({"tags": {"items": ["web"]}}, versions=True), template({})[:1]],
    ids=["none", "two", "gone"],
)
def test_nothing_is_known_without_one_template(more: list[Asset]) -> None:
    found = verdict(world(rule("80", "8080", targetTags=["web"]), *more))
    assert (found["state"], found["external_addresses"]) == ("undecided", "unknown")


NAT = {"name": "External NAT", "type": "ONE_TO_ONE_NAT"}


@pytest.mark.parametrize(
    ("interfaces", "external"),
    [
        ([{"accessConfigs": [NAT]}], True),
        ([{"ipv6AccessConfigs": [{"type": "DIRECT_IPV6"}]}], True),
        ([{"network": "n"}], False),
        ([{"accessConfigs": []}], False),
        ([{}, {"accessConfigs": [NAT]}], False),
        ([], "unknown"),
        (None, "unknown"),
        (["nic0"], "unknown"),
        ({"accessConfigs": [NAT]}, "unknown"),
    ],
)
def test_external_addresses_are_those_of_the_first_interface(interfaces: Any, external: Any) -> None:
    found = verdict(world(rule("80", "8080"), *template({"networkInterfaces": interfaces})))
    assert found["external_addresses"] == external
