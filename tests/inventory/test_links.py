"""Links: the five states, and that nothing is missing which only might be."""

import json
import time
from dataclasses import replace
from typing import Any

import pytest
from inventory_records import (
    ANCESTORS,
    COMPUTE,
    NOW,
    REGION,
    WORLD,
    asset,
    compute,
    document,
    inventory,
    name_of,
    run_service,
    serverless,
    short,
    states,
    subjects,
)

from lbpolicy.inventory import SubjectBuilder
from lbpolicy.inventory.links import MAX_LINKS
from lbpolicy.inventory.store import Inventory
from lbpolicy.model import Asset, Level, Notification

WEB = f"{WORLD}/backendServices/web"
MAP = f"{WORLD}/urlMaps/web"
HTTPS = f"{WORLD}/targetHttpsProxies/web"
POLICY = f"{WORLD}/securityPolicies/web"


def security_policy(reference: Any, *others: Asset, **rest: Any) -> dict[str, Any]:
    """Return the link of a backend service that names this as its security policy."""
    ready = inventory([compute(WEB, {"securityPolicy": reference}), *others], **rest)
    link: dict[str, Any] = document(ready, WEB)["links"]["security_policy"]
    return link


OTHER_POLICY = compute(f"{WORLD}/securityPolicies/other")


def test_resolved() -> None:
    link = security_policy(POLICY, compute(POLICY, {"name": "web", "type": "CLOUD_ARMOR", "rules": [1]}))
    assert link == {
        "state": "resolved",
        "path": "/securityPolicy",
        "name": name_of(POLICY),
        "asset": {
            "name": name_of(POLICY),
            "type": "compute.googleapis.com/SecurityPolicy",
            "project": "p",
            "project_number": "1041",
            "location": "global",
            "scope": "global",
        },
        "resource": {"name": "web", "type": "CLOUD_ARMOR"},
    }


@pytest.mark.parametrize("reference", [None, "", 5, [], {}])
def test_absent(reference: Any) -> None:
    assert security_policy(reference) == {"state": "absent"}


def test_missing() -> None:
    link = security_policy(POLICY, OTHER_POLICY)
    assert (link["state"], link["path"], link["name"]) == ("missing", "/securityPolicy", name_of(POLICY))
    assert link["reason"].endswith("does not exist in the exported project.")


@pytest.mark.parametrize(
    ("reference", "others"),
    [
        (POLICY, []),  # no security policy at all: the type was not exported
        (POLICY.replace("/p/", "/q/"), [OTHER_POLICY]),
        (POLICY.replace("/p/", "/1042/"), [OTHER_POLICY]),
        (f"{WORLD}/wafPolicies/web", [OTHER_POLICY]),
        ("//example.com/projects/p/global/securityPolicies/web", [OTHER_POLICY]),
        (
            f"{COMPUTE}/locations/global/securityPolicies/web",
            [OTHER_POLICY, asset("//storage.googleapis.com/b", "storage.googleapis.com/Bucket", {})],
        ),
    ],
)
def test_unexported(reference: str, others: list[Asset]) -> None:
    assert security_policy(reference, *others)["state"] == "unexported"


def test_nothing_is_missing_where_something_was_lost() -> None:
    assert security_policy(POLICY, OTHER_POLICY, lossy=True)["state"] == "unexported"


def test_nothing_is_missing_in_a_project_that_may_go_by_another_name() -> None:
    """Policy web may be that of project 1041: nothing ties the number to p."""
    none: dict[str, Any] = {"ancestors": ()}
    numbered = compute(POLICY.replace("/p/", "/1041/"), **none)
    other = replace(OTHER_POLICY, **none)
    service = compute(WEB, {"securityPolicy": POLICY}, **none)
    assert (
        states(document(inventory([service, other, numbered]), WEB)["links"]["security_policy"])
        == "unexported"
    )
    assert states(document(inventory([service, other]), WEB)["links"]["security_policy"]) == "missing"
    tied = replace(other, ancestors=ANCESTORS)
    assert (
        states(document(inventory([service, tied, numbered]), WEB)["links"]["security_policy"]) == "resolved"
    )


@pytest.mark.parametrize(
    "reference", ["web", "all-apis", "projects//x", "a b", "x" * 100_000, "\ud800", '\0"\\']
)
def test_unknown(reference: str) -> None:
    link = security_policy(reference, OTHER_POLICY)
    assert (link["state"], link["path"]) == ("unknown", "/securityPolicy")
    assert len(json.dumps(link)) < 3000


def test_unknown_where_only_a_number_is_known() -> None:
    assert security_policy(f"{WORLD}/securityPolicies/12345", OTHER_POLICY)["state"] == "unknown"


def test_unknown_in_a_plan() -> None:
    ready = inventory([compute(WEB)])
    ready.assets[name_of(WEB)] = replace(ready.assets[name_of(WEB)], unknown=("/securityPolicy", "/protocol"))
    found = document(ready, WEB)
    assert found["links"]["security_policy"]["state"] == "unknown"
    assert found["links"]["edge_security_policy"]["state"] == "absent"
    assert found["unknown"] == ["/securityPolicy", "/protocol"]


def test_what_a_plan_does_not_know_of_the_other_end() -> None:
    ready = inventory([compute(WEB, {"securityPolicy": POLICY}), compute(POLICY)])
    ready.assets[name_of(POLICY)] = replace(ready.assets[name_of(POLICY)], unknown=("/type",))
    assert document(ready, WEB)["links"]["security_policy"]["unknown"] == ["/type"]


@pytest.mark.parametrize(
    ("exported", "state"),
    [
        ([], ["unexported"]),
        ([compute(f"{WORLD}/urlMaps/other", {})], []),
        ([compute(MAP, {"defaultService": WEB})], ["resolved"]),
    ],
)
def test_up_links_and_their_gaps(exported: list[Asset], state: list[str]) -> None:
    found = document(inventory([compute(WEB), *exported]), WEB)["links"]["url_maps"]
    assert states(found) == state


def test_a_gap_goes_up() -> None:
    links = document(inventory([compute(WEB)]), WEB)["links"]
    assert (
        states(links["url_maps"])
        == states(links["target_proxies"])
        == states(links["frontends"])
        == ["unexported"]
    )
    links = document(inventory([compute(WEB), compute(MAP, {"defaultService": WEB})]), WEB)["links"]
    assert states(links["url_maps"]) == ["resolved"]
    assert links["target_proxies"][0]["reason"].startswith(
        "The inventory holds no compute.googleapis.com/TargetHttpProxy or"
    )
    assert states(links["frontends"]) == ["unexported"]


def test_there_is_no_gap_above_what_nobody_uses() -> None:
    links = document(inventory([compute(WEB), compute(f"{WORLD}/urlMaps/other", {})]), WEB)["links"]
    assert links["url_maps"] == links["target_proxies"] == links["frontends"] == []


def test_what_was_lost_may_refer_to_this() -> None:
    ready = inventory(serverless(), lossy=True)
    links = document(ready, WEB)["links"]
    assert states(links["url_maps"]) == ["resolved", "unexported"]
    assert states(links["groups"]) == ["resolved"]


def test_a_gap_is_told_once() -> None:
    negs = [
        compute(f"{REGION}/networkEndpointGroups/n{i}", {"cloudRun": {"service": "app"}}) for i in range(5)
    ]
    services = [
        compute(
            f"{WORLD}/backendServices/s{i}", {"backends": [{"group": f"{REGION}/networkEndpointGroups/n{i}"}]}
        )
        for i in range(5)
    ]
    ready = inventory([run_service(), *negs, *services])
    links = document(ready, "//run.googleapis.com/projects/p/locations/europe-west1/services/app")["links"]
    assert (states(links["groups"]), states(links["url_maps"])) == (["resolved"] * 5, ["unexported"])


def test_each_reference_of_a_url_map_is_a_link() -> None:
    other = f"{WORLD}/backendServices/other"
    data = {
        "defaultService": WEB,
        "pathMatchers": [
            {"name": "m", "defaultService": WEB, "pathRules": [{"service": other}, {"service": "x"}]}
        ],
    }
    links = document(inventory([compute(MAP, data), compute(WEB)]), MAP)["links"]["services"]
    assert [(link["path"], link["state"]) for link in links] == [
        ("/defaultService", "resolved"),
        ("/pathMatchers/0/defaultService", "resolved"),
        ("/pathMatchers/0/pathRules/0/service", "missing"),
        ("/pathMatchers/0/pathRules/1/service", "unknown"),
    ]


def test_a_service_that_a_proxy_serves_is_one_link() -> None:
    data = {"defaultService": WEB, "pathMatchers": [{"defaultService": WEB}]}
    ready = inventory([compute(HTTPS, {"urlMap": MAP}), compute(MAP, data), compute(WEB)])
    assert states(document(ready, HTTPS)["links"]["services"]) == ["resolved"]


def large(count: int) -> Inventory:
    group = f"{REGION}/networkEndpointGroups/n"
    backends = [{"group": f"{group}{number}"} for number in range(count)]
    negs = [
        compute(f"{group}{n}", {"networkEndpointType": "SERVERLESS", "cloudRun": {"service": "app"}})
        for n in range(count)
    ]
    return inventory([compute(WEB, {"backends": backends}), *negs, run_service()])


def test_ten_thousand_backends_are_bounded_and_reported() -> None:
    ready = large(10_000)
    notes: list[Notification] = []
    ready.notify = notes.append
    start = time.perf_counter()
    links = json.loads(SubjectBuilder(ready, NOW).build(ready.assets[name_of(WEB)]).document)["links"]
    run = json.loads(
        SubjectBuilder(ready, NOW)
        .build(ready.assets["//run.googleapis.com/projects/p/locations/europe-west1/services/app"])
        .document
    )
    assert time.perf_counter() - start < 2
    assert (len(links["groups"]), len(links["run_services"])) == (MAX_LINKS + 1, MAX_LINKS)
    assert links["groups"][-1]["state"] == "unknown"
    assert links["groups"][-1]["reason"].startswith("9000 more")
    assert (len(run["links"]["groups"]), run["links"]["groups"][-1]["state"]) == (MAX_LINKS + 1, "unknown")
    assert [(n.level, n.code, n.asset) for n in notes] == [(Level.ERROR, "oversized-asset", name_of(WEB))]


def test_as_many_links_as_there_may_be() -> None:
    notes: list[Notification] = []
    ready = large(MAX_LINKS)
    ready.notify = notes.append
    assert states(document(ready, WEB)["links"]["groups"]) == ["resolved"] * MAX_LINKS
    assert notes == []


def test_a_neighbour_is_shown_without_what_is_large_or_private() -> None:
    pem = {"certificate": "PEM", "selfManaged": {"certificate": "PEM"}, "name": "c", "type": "SELF_MANAGED"}
    manager = "//certificatemanager.googleapis.com/projects/p/locations/global/certificates/m"
    assets = [
        compute(HTTPS, {"urlMap": MAP, "sslCertificates": [f"{WORLD}/sslCertificates/c", manager]}),
        compute(f"{WORLD}/sslCertificates/c", pem),
        asset(
            manager, "certificatemanager.googleapis.com/Certificate", {"pemCertificate": "PEM", "name": "m"}
        ),
        compute(MAP, {"name": "web", "defaultService": WEB, "pathMatchers": [{"name": "m"}]}),
        compute(
            WEB,
            {
                "name": "web",
                "backends": [{"group": "g"}],
                "usedBy": [{"reference": "x"}],
                "healthChecks": ["h"],
            },
        ),
    ]
    ready = inventory(assets)
    links = document(ready, HTTPS)["links"]
    assert [link["resource"] for link in links["ssl_certificates"]] == [
        {"name": "c", "type": "SELF_MANAGED"},
        {"name": "m"},
    ]
    assert links["url_map"]["resource"]["pathMatchers"] == [{"name": "m"}]
    assert links["services"][0]["resource"].keys().isdisjoint({"backends", "usedBy", "healthChecks"})
    assert document(ready, WEB)["links"]["url_maps"][0]["resource"] == {"name": "web"}


def test_cross_project_references() -> None:
    group = f"{COMPUTE}/projects/q/zones/europe-west1-b/instanceGroups/g"
    theirs = {"ancestors": ("projects/1042", *ANCESTORS[1:])}
    ready = inventory([compute(WEB, {"backends": [{"group": group}]}), compute(group, {}, **theirs)])
    link = document(ready, WEB)["links"]["groups"][0]
    assert (link["asset"]["project"], link["asset"]["project_number"], link["asset"]["scope"]) == (
        "q",
        "1042",
        "zonal",
    )
    by_number = inventory(
        [
            compute(WEB, {"backends": [{"group": group.replace("/q/", "/1042/")}]}),
            compute(group, {}, **theirs),
        ]
    )
    assert document(by_number, WEB)["links"]["groups"][0]["name"] == name_of(group)


def test_a_reference_to_itself_ends() -> None:
    data = {"defaultService": MAP, "pathMatchers": [{"defaultService": WEB}]}
    ready = inventory(
        [compute(MAP, data), compute(WEB, {"backends": [{"group": WEB}], "healthChecks": [MAP]})]
    )
    assert states(document(ready, MAP)["links"]["services"]) == ["resolved", "resolved"]
    assert len(subjects(ready)) == 2


def test_names_of_links() -> None:
    links = document(inventory(serverless()), WEB)["links"]
    assert short(links["frontends"]) == ["https"]
    assert short(links["url_maps"]) == short(links["target_proxies"]) == short(links["groups"]) == ["web"]
    assert links["run_services"][0]["via"] == name_of(f"{REGION}/networkEndpointGroups/web")
    assert links["run_services"][0]["path"] == "/backends/0/group"
