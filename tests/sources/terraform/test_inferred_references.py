"""References that are the only ones possible, and values that name a resource."""

from typing import Any

import pytest
from planned_documents import change, document, find, module, outcome, resolved, resource

from lbpolicy.sources.terraform.documents.plan import read
from lbpolicy.sources.terraform.resolve.resolver import Resolver

PROXY = "google_compute_target_http_proxy.p"
MAP, OTHER = "google_compute_url_map.m", "google_compute_url_map.other"
REGIONAL = "google_compute_region_url_map.r"
UNKNOWN = {"url_map": True}
EXISTING = {"actions": ["no-op"], "before": {"id": "x"}, "after": {"id": "x"}}


def _document(*changes: dict[str, Any], owner: str = PROXY, **parts: Any) -> dict[str, Any]:
    root = module(resource(owner, {"url_map": ["local.map"]}), **parts)
    return document([change(owner, unknown=UNKNOWN), *changes], root)


def test_the_only_one_of_its_type_is_taken() -> None:
    assert outcome(resolved(_document(change(MAP)), PROXY, "url_map")) == (MAP, "inferred")


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ([], None),
        ([change(MAP), change(OTHER)], None),
        ([change("google_compute_backend_service.b")], None),
        ([change(MAP), change(OTHER, **EXISTING)], MAP),
        ([change(MAP, **EXISTING)], None),
        ([change(MAP), change(OTHER, actions=["delete"], before={}, after=None)], MAP),
        ([change(MAP), change(f"module.lb.{OTHER}")], MAP),
        ([change(f"module.lb.{OTHER}")], None),
        ([change(MAP), change(REGIONAL)], MAP),
        ([change(REGIONAL)], None),
    ],
)
def test_only_one_can_be_meant(changes: list[dict[str, Any]], address: str | None) -> None:
    assert resolved(_document(*changes), PROXY, "url_map").address == address


def test_regional_resources_refer_to_regional_ones() -> None:
    owner = "google_compute_region_target_http_proxy.p"
    given = _document(change(MAP), change(REGIONAL), owner=owner)
    assert outcome(resolved(given, owner, "url_map")) == (REGIONAL, "inferred")


def test_what_a_called_module_gives_counts_too() -> None:
    child = module(resource(MAP), outputs={"map": [f"{MAP}.id", MAP]})
    inside = change(f"module.lb.{MAP}")
    alone = _document(inside, calls={"lb": ({}, child)})
    assert outcome(resolved(alone, PROXY, "url_map")) == (f"module.lb.{MAP}", "inferred")
    both = _document(inside, change(OTHER), calls={"lb": ({}, child)})
    assert resolved(both, PROXY, "url_map").address is None


def test_what_a_module_is_given_counts_too() -> None:
    child = module(resource(PROXY, {"url_map": ["local.map"]}), variables=["map"])
    root = module(resource(MAP), calls={"lb": ({"map": [f"{MAP}.id", MAP]}, child)})
    address = f"module.lb.{PROXY}"
    alone = document([change(address, unknown=UNKNOWN), change(MAP)], root)
    assert outcome(resolved(alone, address, "url_map")) == (MAP, "inferred")
    both = document([change(address, unknown=UNKNOWN), change(MAP), change(f"module.lb.{OTHER}")], root)
    assert resolved(both, address, "url_map").address is None


def test_a_dynamic_block_takes_what_comes_into_the_module() -> None:
    service, group = "google_compute_backend_service.b", "google_compute_instance_group_manager.g"
    child = module(resource(service), variables=["groups"])
    root = module(resource(group), calls={"lb": ({"groups": [f"{group}.instance_group", group]}, child)})
    address = f"module.lb.{service}"
    changes = [
        change(address, after={"backend": [{}]}, unknown={"backend": [{"group": True}]}),
        change(group, unknown={"instance_group": True}),
    ]
    found = resolved(document(changes, root), address, "backend", 0, "group")
    assert (found.address, found.attribute, found.how) == (group, "instance_group", "inferred")


def test_what_a_provider_can_fill_in_is_not_inferred() -> None:
    rule = "google_compute_global_forwarding_rule.f"
    changes = [change(rule, unknown={"network": True}), change("google_compute_network.n")]
    given = document(changes, module(resource(rule, {"network": ["local.network"]})))
    assert outcome(resolved(given, rule, "network")) == (None, "unknown")


LINK = "projects/p/global/urlMaps/m"
EXISTS = {
    "id": LINK,
    "self_link": f"https://www.googleapis.com/compute/v1/{LINK}",
    "name": "m",
}


@pytest.mark.parametrize(
    "value",
    [
        LINK,
        f"https://www.googleapis.com/compute/v1/{LINK}",
        f"https://www.googleapis.com/compute/beta/{LINK}",
        f"https://compute.googleapis.com/compute/v1/{LINK}",
        f"//compute.googleapis.com/{LINK}",
    ],
)
@pytest.mark.parametrize("actions", [["no-op"], ["update"], ["delete", "create"]])
def test_a_known_name_of_a_planned_resource_is_that_resource(value: str, actions: list[str]) -> None:
    target = change(
        MAP, actions=actions, before=EXISTS, after=EXISTS if actions == ["no-op"] else {"name": "m"}
    )
    given = document([change(PROXY, after={"url_map": value}), target])
    assert outcome(resolved(given, PROXY, "url_map")) == (MAP, "value")


@pytest.mark.parametrize("value", ["projects/p/global/urlMaps/z", "m", "", None, 5, True, [], {}])
def test_another_known_value_is_left_as_it_is(value: object) -> None:
    given = document([change(PROXY, after={"url_map": value}), change(MAP, before=EXISTS, after=EXISTS)])
    assert outcome(resolved(given, PROXY, "url_map")) == (None, "value")


def test_a_name_alone_is_whose_reference_has_it() -> None:
    firewall, network = "google_compute_firewall.f", "google_compute_network.n"
    twin = "google_compute_network.twin"
    changes = [
        change(firewall, after={"network": "net"}),
        *(change(a, after={"name": "net"}) for a in (network, twin)),
    ]
    root = module(resource(firewall, {"network": [f"{network}.name", network]}))
    found = resolved(document(changes, root), firewall, "network")
    assert (found.address, found.attribute, found.how) == (network, "name", "config")
    assert resolved(document(changes), firewall, "network").address is None


def test_two_resources_with_one_name_are_not_told_apart() -> None:
    changes = [change(address, **EXISTING) for address in (MAP, OTHER)]
    given = document([change(PROXY, after={"url_map": "x"}), *changes])
    assert resolved(given, PROXY, "url_map").address is None


def test_a_resource_goes_before_a_data_source_of_the_same_name() -> None:
    changes = [change(address, **EXISTING) for address in (MAP, "data.google_compute_url_map.d")]
    given = document([change(PROXY, after={"url_map": "x"}), *changes])
    assert outcome(resolved(given, PROXY, "url_map")) == (MAP, "value")


CHECK = "google_compute_health_check.h"
CERTIFICATES = [f"google_compute_ssl_certificate.c[{index}]" for index in range(2)]
HTTPS = "google_compute_target_https_proxy.p"


def _certificates(unknown: Any, after: Any, references: list[str]) -> dict[str, Any]:
    changes = [change(HTTPS, after={"ssl_certificates": after}, unknown={"ssl_certificates": unknown})]
    root = module(resource(HTTPS, {"ssl_certificates": references}))
    return document([*changes, *map(change, CERTIFICATES)], root)


SPLAT = ["google_compute_ssl_certificate.c"]
TWO = [f"{CERTIFICATES[1]}.id", CERTIFICATES[1], SPLAT[0], f"{CERTIFICATES[0]}.id", CERTIFICATES[0], SPLAT[0]]


@pytest.mark.parametrize(
    ("references", "expected"),
    [(SPLAT, CERTIFICATES), (TWO, CERTIFICATES[::-1]), (TWO[:3], [CERTIFICATES[1]] * 2)],
)
def test_elements_of_a_list_stand_in_its_order(references: list[str], expected: list[str]) -> None:
    given = _certificates([True, True], [None, None], references)
    assert [resolved(given, HTTPS, "ssl_certificates", index).address for index in range(2)] == expected


def test_only_the_unknown_elements_are_counted() -> None:
    given = _certificates([False, True], ["projects/p/global/sslCertificates/old", None], TWO[:3])
    assert resolved(given, HTTPS, "ssl_certificates", 1).address == CERTIFICATES[1]
    assert outcome(resolved(given, HTTPS, "ssl_certificates", 0)) == (None, "value")


def test_a_list_of_unknown_length_is_not_complete() -> None:
    plan = read(_certificates(unknown=True, after=None, references=SPLAT))
    resolver = Resolver(plan)
    assert resolver.resolve(find(plan, HTTPS), ("ssl_certificates",)).address is None
    found = resolver.resolve_list(find(plan, HTTPS), ("ssl_certificates",))
    assert [item.address for item in found.items] == CERTIFICATES
    assert not found.complete


def test_a_list_of_one_is_complete() -> None:
    service = "google_compute_backend_service.b"
    changes = [change(service, unknown={"health_checks": True}), change(CHECK)]
    plan = read(document(changes, module(resource(service, {"health_checks": [f"{CHECK}.id", CHECK]}))))
    resolver = Resolver(plan)
    found = resolver.resolve_list(find(plan, service), ("health_checks",))
    assert [item.address for item in found.items] == [CHECK]
    assert found.complete
    assert resolver.resolve(find(plan, service), ("health_checks",)).address == CHECK
