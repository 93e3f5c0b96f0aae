"""Links upwards, and the bounds and content of links."""

import json
import time

import pytest
from inventory_records import (
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
)

from lbpolicy.inventory import SubjectBuilder
from lbpolicy.inventory.links import MAX_LINKS
from lbpolicy.inventory.store import Inventory
from lbpolicy.model import Asset, Level, Notification

WEB = f"{WORLD}/backendServices/web"
MAP = f"{WORLD}/urlMaps/web"
HTTPS = f"{WORLD}/targetHttpsProxies/web"


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


def test_what_is_left_out_is_shown_where_it_is_empty() -> None:
    assets = [compute(MAP, {"defaultService": WEB}), compute(WEB, {"cdnPolicy": {"cacheMode": "X"}})]
    found = document(inventory(assets), MAP)["links"]["services"][0]["resource"]
    assert (found["backends"], found["healthChecks"]) == ([], [])
    assert "cdnPolicy" not in found


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


def test_a_neighbour_is_shown_without_what_google_keeps_for_itself() -> None:
    kept = {
        "id": "1",
        "selfLink": WEB,
        "fingerprint": "x",
        "kind": "k",
        "creationTimestamp": "t",
        "name": "web",
    }
    ready = inventory([compute(MAP, {"defaultService": WEB}), compute(WEB, kept)])
    link = document(ready, MAP)["links"]["services"][0]
    assert link["resource"].keys() & kept.keys() == {"name"}
    assert document(ready, WEB)["resource"].keys() >= kept.keys()


def test_names_of_links() -> None:
    links = document(inventory(serverless()), WEB)["links"]
    assert short(links["frontends"]) == ["https"]
    assert short(links["url_maps"]) == short(links["target_proxies"]) == short(links["groups"]) == ["web"]
    assert links["run_services"][0]["via"] == name_of(f"{REGION}/networkEndpointGroups/web")
    assert links["run_services"][0]["path"] == "/backends/0/group"


def test_a_backend_service_tells_of_url_maps_that_are_not_in_the_inventory() -> None:
    service = compute(
        f"{WORLD}/backendServices/web",
        {
            "usedBy": [
                {"reference": f"{COMPUTE}/projects/elsewhere/global/urlMaps/theirs"},
                {"reference": f"{WORLD}/urlMaps/gone"},
                {"reference": f"{WORLD}/targetTcpProxies/tcp"},
            ]
        },
    )
    ready = inventory([service, compute(f"{WORLD}/urlMaps/other", {})])
    links = document(ready, f"{WORLD}/backendServices/web")["links"]
    assert states(links["url_maps"]) == states(links["frontends"]) == ["unexported"]
    assert "elsewhere" in links["url_maps"][0]["name"]
