"""What a Terraform plan does not know, what it makes and takes away, and what else there may be."""

from typing import Any

import pytest
from inventory_records import MANAGER, asset, compute, document, name_of, run_service, short, states
from plan_records import (
    MAP,
    NEG,
    PROXY,
    RULE,
    SERVICE,
    WORLD,
    created,
    load_balancer,
    of_plan,
    world,
)

from lbpolicy.model import Asset, Change, Level, Notification, Origin, Phase

BEYOND = "Terraform does not tell what else project p holds, and no export of it was given."


def later(pointer: str) -> str:
    return f"The plan does not know {pointer} yet."


def seen(url: str, *assets: Asset, **rest: Any) -> dict[str, Any]:
    return document(world(*assets, **rest), url)


def test_a_load_balancer_that_the_plan_makes_is_known_upwards_and_downwards() -> None:
    found = seen(SERVICE, *load_balancer())
    assert found["facts"]["exposure"] == "external"
    assert found["unknown"] == []
    links = found["links"]
    for up in ("url_maps", "target_proxies", "frontends"):
        assert (short(links[up]), states(links[up])) == (["web"], ["resolved"])
    assert states(links["groups"]) == states(links["run_services"]) == ["resolved"]


def test_nobody_refers_to_what_the_plan_makes_but_the_plan() -> None:
    [service] = (a for a in load_balancer() if a.name.endswith("backendServices/web"))
    links = seen(SERVICE, service)["links"]
    assert links["url_maps"] == links["target_proxies"] == links["frontends"] == []
    assert states(links["groups"]) == ["unexported"]
    assert links["groups"][0]["reason"] == BEYOND


@pytest.mark.parametrize("change", [Change.UPDATE, Change.NONE])
def test_who_else_refers_to_what_exists_is_not_known(change: Change) -> None:
    assets = [of_plan(a, change, phase=Phase.BOTH) for a in load_balancer()]
    links = seen(SERVICE, *assets)["links"]
    assert states(links["url_maps"]) == ["resolved", "unexported"]
    assert links["url_maps"][1]["reason"] == BEYOND


def test_what_is_made_anew_has_no_users_but_those_of_the_plan() -> None:
    assets = [of_plan(a, Change.REPLACE) for a in load_balancer()]
    assert states(seen(SERVICE, *assets)["links"]["url_maps"]) == ["resolved"]
    run = run_service().name
    assert states(seen(run, *assets)["links"]["groups"]) == ["resolved", "unexported"], (
        "Google deletes a Cloud Run service although a NEG names it"
    )


@pytest.mark.parametrize(
    ("part", "unknown", "url", "link"),
    [
        ("rule", "/target", RULE, "target"),
        ("proxy", "/urlMap", PROXY, "url_map"),
        ("neg", "/cloudRun/service", NEG, "run_service"),
        ("neg", "/cloudRun", NEG, "run_service"),
    ],
)
def test_a_reference_that_is_not_known(part: str, unknown: str, url: str, link: str) -> None:
    found = seen(url, *load_balancer(**{part: (unknown,)}))
    assert found["unknown"] == [unknown]
    assert (found["links"][link]["state"], found["links"][link]["path"]) in {
        ("unknown", unknown),
        ("unknown", "/cloudRun/service"),
    }
    assert found["links"][link]["reason"].startswith("The plan does not know /")


@pytest.mark.parametrize("unknown", ["/backends", "/backends/0", "/backends/0/group"])
def test_a_list_an_element_or_an_attribute_that_is_not_known_is_a_link(unknown: str) -> None:
    found = seen(SERVICE, *load_balancer(service=(unknown,)))
    [link] = found["links"]["groups"]
    assert link == {"state": "unknown", "path": unknown, "name": "", "reason": later(unknown)}
    assert len(found["resource"].get("backends", [])) == (0 if unknown == "/backends" else 1)
    if unknown == "/backends/0/group":
        assert found["resource"]["backends"][0]["balancingMode"] == "UTILIZATION"
    if unknown == "/backends/0":
        assert found["resource"]["backends"] == [{}], "no defaults where nothing is known"


def test_other_attributes_beside_a_reference_are_no_links() -> None:
    found = seen(
        SERVICE,
        *load_balancer(service=("/backends/0/maxUtilization", "/iap", "/healthChecks/10", "/healthChecks/9")),
    )
    assert states(found["links"]["groups"]) == ["resolved"]
    assert [link["path"] for link in found["links"]["health_checks"]] == [
        "/healthChecks/9",
        "/healthChecks/10",
    ]


def test_lists_keep_their_length() -> None:
    backends = [None, {"group": NEG, "description": None}, {"group": NEG}]
    checks = [f"{WORLD}/healthChecks/a", None]
    service = created(
        SERVICE, {"backends": backends, "healthChecks": checks}, ("/backends/0", "/healthChecks/1")
    )
    found = seen(SERVICE, service)
    assert len(found["resource"]["backends"]) == 3
    assert found["resource"]["healthChecks"][1:] == [""]
    assert [link["path"] for link in found["links"]["groups"]] == [
        "/backends/1/group",
        "/backends/2/group",
        "/backends/0",
    ]
    assert [(link["path"], link["state"]) for link in found["links"]["health_checks"]] == [
        ("/healthChecks/0", "unexported"),
        ("/healthChecks/1", "unknown"),
    ]


def test_a_url_map_that_does_not_know_its_services() -> None:
    unknown = (
        "/defaultService",
        "/pathMatchers/0/pathRules/1/service",
        "/hostRules",
        "/tests",
        "/defaultRouteAction",
    )
    data = {"pathMatchers": [{"name": "m", "pathRules": [{"service": SERVICE}, {}]}]}
    found = seen(MAP, *(a for a in load_balancer() if "/urlMaps/" not in a.name), created(MAP, data, unknown))
    assert [(link["state"], link["path"]) for link in found["links"]["services"]] == [
        ("resolved", "/pathMatchers/0/pathRules/0/service"),
        ("unknown", "/defaultRouteAction"),
        ("unknown", "/defaultService"),
        ("unknown", "/pathMatchers/0/pathRules/1/service"),
    ]


def test_who_may_refer_to_what_the_plan_makes_is_a_gap() -> None:
    links = seen(SERVICE, *load_balancer(map=("/defaultService",)))["links"]
    [gap] = links["url_maps"]
    assert gap["state"] == "unknown"
    assert gap["name"] == "", "nobody is known to refer to it"
    assert gap["reason"] == f"The plan does not know /defaultService of {name_of(MAP)} yet."
    assert states(links["frontends"]) == ["unknown"]


def test_who_may_refer_is_told_by_type() -> None:
    bucket = created(f"{WORLD}/backendBuckets/files", {"bucketName": "files"})
    policy = created(f"{WORLD}/securityPolicies/web")
    ready = world(*load_balancer(map=("/defaultService",), service=("/securityPolicy",)), bucket, policy)
    assert states(document(ready, bucket.name)["links"]["url_maps"]) == ["unknown"]
    assert document(ready, NEG)["links"]["backend_services"][0]["state"] == "resolved"
    assert len(document(ready, NEG)["links"]["backend_services"]) == 1


def test_a_known_user_is_not_told_again_as_one_that_may_be() -> None:
    data = {"defaultService": SERVICE, "pathMatchers": [{"name": "m"}]}
    assets = [a for a in load_balancer() if "/urlMaps/" not in a.name]
    found = seen(SERVICE, *assets, created(MAP, data, ("/pathMatchers/0/defaultService",)))
    assert states(found["links"]["url_maps"]) == ["resolved"]


def test_what_exists_is_referred_to_by_its_name_so_that_an_open_reference_does_not_mean_it() -> None:
    live = compute(SERVICE, {"loadBalancingScheme": "EXTERNAL_MANAGED"})
    ready = world(live, compute(f"{WORLD}/urlMaps/other"), created(MAP, {}, ("/defaultService",)))
    assert document(ready, SERVICE)["links"]["url_maps"] == []


def test_a_plan_goes_before_an_export_whatever_their_age_and_order() -> None:
    live = compute(SERVICE, {"timeoutSec": 5}, update_time="2026-01-01T00:00:00Z")
    planned = created(SERVICE, {"timeoutSec": 6}, change=Change.UPDATE)
    notes: list[Notification] = []
    for assets in ([live, planned], [planned, live]):
        assert seen(SERVICE, *assets, notes=notes)["resource"]["timeoutSec"] == 6
    assert [note.code for note in notes] == [], "a plan beside an export is no duplicate"
    seen(SERVICE, planned, planned, notes=notes)
    assert [note.code for note in notes] == ["duplicate-asset"]


@pytest.mark.parametrize("address", ["data.google_x.web", 'module.a["x.y"].data.google_x.web["k.l"]'])
def test_an_export_goes_before_what_terraform_only_reads(address: str) -> None:
    live = compute(SERVICE, {"timeoutSec": 5}, update_time="2026-01-01T00:00:00Z")
    read = created(
        SERVICE, {"timeoutSec": 6}, change=Change.NONE, origin=Origin("plan.json", address=address)
    )
    for assets in ([live, read], [read, live]):
        assert seen(SERVICE, *assets)["resource"]["timeoutSec"] == 5
    assert seen(SERVICE, read)["resource"]["timeoutSec"] == 6
    managed = created(SERVICE, {"timeoutSec": 6}, change=Change.NONE)
    assert seen(SERVICE, live, managed)["resource"]["timeoutSec"] == 6


def test_what_the_plan_deletes_is_gone_and_missed() -> None:
    live = [compute(MAP, {"defaultService": SERVICE}), compute(SERVICE)]
    gone = created(SERVICE, {}, change=Change.DELETE, phase=Phase.BEFORE)
    ready = world(*live, removed=(gone,))
    assert set(ready.assets) == {created(MAP).name}
    [link] = document(ready, MAP)["links"]["services"]
    assert (link["state"], link["reason"]) == ("missing", f"The plan deletes {gone.name}.")
    assert [
        link["state"] for link in document(world(live[0], removed=(gone,)), MAP)["links"]["services"]
    ] == ["missing"]


def test_what_is_deleted_and_made_again_under_its_name_is_there() -> None:
    before = created(SERVICE, {"timeoutSec": 1}, change=Change.REPLACE, phase=Phase.BEFORE)
    after = created(SERVICE, {"timeoutSec": 2}, change=Change.REPLACE)
    for live in ([], [compute(SERVICE, {"timeoutSec": 3})]):
        assert seen(SERVICE, *live, after, removed=(before,))["resource"]["timeoutSec"] == 2


def test_a_plan_proves_the_absence_of_nothing() -> None:
    ready = world(
        *load_balancer(), compute(f"{WORLD}/urlMaps/live", {"defaultService": f"{WORLD}/backendServices/x"})
    )
    [link] = document(ready, f"{WORLD}/urlMaps/live")["links"]["services"]
    assert link["state"] == "unexported", (
        "the export holds no backend services; those of the plan do not count"
    )


def test_a_reference_beyond_plan_and_export() -> None:
    elsewhere = "https://www.googleapis.com/compute/v1/projects/q/global/securityPolicies/s"
    link = seen(SERVICE, created(SERVICE, {"securityPolicy": elsewhere}))["links"]["security_policy"]
    assert link["state"] == "unexported"
    assert link["reason"] == BEYOND.replace("project p", "project q")


def test_what_the_plan_changes_stands_in_the_live_load_balancer() -> None:
    live = [
        compute(a.name.replace("//compute.googleapis.com", "https://www.googleapis.com/compute/v1"), a.data)
        for a in load_balancer()
        if a.type.startswith("compute") and a.name != created(SERVICE).name
    ]
    update = created(
        SERVICE,
        {"loadBalancingScheme": "EXTERNAL_MANAGED", "backends": [{"group": NEG}]},
        change=Change.UPDATE,
    )
    found = seen(SERVICE, *live, update)
    assert found["facts"]["exposure"] == "external"
    assert states(found["links"]["frontends"]) == states(found["links"]["groups"]) == ["resolved"]


def test_names_that_are_not_known() -> None:
    address = 'module.lb.google_compute_region_backend_service.web["a%2Fb"]'
    name = f"//compute.googleapis.com/projects/-/regions/-/backendServices/{address}"
    found = seen(name, of_plan(asset(name, "compute.googleapis.com/RegionBackendService", {})))
    assert found["asset"] == {
        "name": name,
        "type": "compute.googleapis.com/BackendService",
        "project": "",
        "project_number": "",
        "location": "",
        "scope": "regional",
    }
    assert found["iam"]["levels"][-2]["name"] == "//cloudresourcemanager.googleapis.com/projects/-"


def test_a_reference_into_a_project_that_is_not_known() -> None:
    policy = "//compute.googleapis.com/projects/-/global/securityPolicies/s"
    link = seen(SERVICE, created(SERVICE, {"securityPolicy": policy}))["links"]["security_policy"]
    assert (link["state"], link["reason"]) == ("unexported", "The plan does not know the project yet.")


def test_what_google_alone_fills_in_is_not_told_as_unknown() -> None:
    unknown = (
        "/id",
        "/selfLink",
        "/creationTimestamp",
        "/fingerprint",
        "/usedBy",
        "/protocol",
        "/iap/enabled",
    )
    found = seen(SERVICE, created(SERVICE, {}, unknown))
    assert found["unknown"] == ["/iap/enabled", "/protocol"]
    assert "protocol" not in found["resource"]
    assert "iap" not in found["resource"]


def test_the_entries_of_a_certificate_map_that_the_plan_makes_are_all_in_it() -> None:
    kind = "certificatemanager.googleapis.com/Certificate"
    certificates = f"{MANAGER}/certificates/c"
    proxy = created(PROXY, {"urlMap": MAP, "certificateMap": f"{MANAGER}/certificateMaps/m"})
    made = of_plan(asset(f"{MANAGER}/certificateMaps/m", f"{kind}Map", {}))
    entry = f"{MANAGER}/certificateMaps/m/certificateMapEntries/e"
    entries = of_plan(
        asset(entry, f"{kind}MapEntry", {"certificates": [certificates], "hostname": "a.example"})
    )
    assets = [proxy, made, entries, of_plan(asset(certificates, kind, {"managed": {}}))]
    assert states(seen(PROXY, *assets)["links"]["map_certificates"]) == ["resolved"]
    floating = of_plan(
        asset(
            f"{MANAGER}/certificateMaps/-/certificateMapEntries/f",
            f"{kind}MapEntry",
            {"hostname": "b.example"},
        )
    )
    links = seen(PROXY, *assets, floating)["links"]["map_certificates"]
    assert states(links) == ["resolved", "unknown"]
    existing = of_plan(made, Change.NONE, Phase.BOTH)
    assert states(seen(PROXY, proxy, existing, *assets[2:])["links"]["map_certificates"]) == [
        "resolved",
        "unexported",
    ]


def test_a_plan_and_what_it_lost() -> None:
    notes: list[Notification] = []
    ready = world(
        *(a for a in load_balancer() if "/urlMaps/" not in a.name),
        of_plan(compute(MAP), data=None),
        notes=notes,
    )
    assert states(document(ready, SERVICE)["links"]["url_maps"]) == ["unexported"], "it may be that URL map"
    assert not [note for note in notes if note.level is Level.ERROR]
