"""Links: the five states, and that nothing is missing which only might be."""

import json
from dataclasses import replace
from typing import Any

import pytest
from inventory_records import (
    ANCESTORS,
    COMPUTE,
    WORLD,
    asset,
    compute,
    document,
    inventory,
    name_of,
    states,
    subjects,
)

from lbpolicy.model import Asset

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
    ready = inventory([compute(HTTPS, {"urlMap": MAP}), compute(MAP, data)])
    gaps = document(ready, HTTPS)["links"]["services"]
    assert [(link["state"], link["path"]) for link in gaps] == [("unexported", "/defaultService")]


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
