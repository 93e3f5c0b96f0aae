"""What exports cover: that something is not there proves something only within one export."""

from typing import Any

import pytest
from inventory_records import (
    ANCESTORS,
    COMPUTE,
    REGION,
    WORLD,
    compute,
    document,
    inventory,
    run_service,
    states,
)

from lbpolicy.inventory.exports import Exports, export_of
from lbpolicy.model import Asset, Origin

WEB = f"{WORLD}/backendServices/web"
POLICY = f"{WORLD}/securityPolicies/web"
NETWORK = f"{WORLD}/networks/n"
Q = f"{COMPUTE}/projects/q/global"


def read(file: str, *assets: tuple[str, Any]) -> list[Asset]:
    """Return compute assets as they would be read from a file."""
    ancestors = {"p": ANCESTORS, "q": ("projects/1042", *ANCESTORS[1:])}
    return [
        compute(url, data, origin=Origin(file, 1), ancestors=ancestors[url.split("/projects/")[1][0]])
        for url, data in assets
    ]


@pytest.mark.parametrize(
    ("file", "export"),
    [
        ("a.ndjson", "a.ndjson"),
        ("-", "-"),
        ("x/compute.googleapis.com/UrlMap/0", "x"),
        ("gs://b/x/y/run.googleapis.com/Service/0-of-7", "gs://b/x/y"),
        ("compute.googleapis.com/UrlMap/0", "."),
        ("/compute.googleapis.com/UrlMap/0", "."),
        ("compute.googleapis.com/a.ndjson", "compute.googleapis.com/a.ndjson"),
        ("x/compute.googleapis.com/UrlMap/0/1", "x/compute.googleapis.com/UrlMap/0/1"),
    ],
)
def test_which_export_a_file_belongs_to(file: str, export: str) -> None:
    assert export_of(file) == export


def test_a_type_of_one_export_and_a_project_of_another() -> None:
    exports = Exports()
    for file, asset_type, project in [("a", "T", "p"), ("b", "U", "q"), ("b", "U", ""), ("c", "T", "q")]:
        assert not exports.cover("T", "q")
        exports.learn(file, asset_type, project)
    assert exports.cover("T", "q")
    assert exports.cover("T", "p")
    assert not exports.cover("U", "p")
    assert not exports.cover("V", "p")
    assert (exports.types, exports.projects) == ({"T", "U"}, {"p", "q"})


@pytest.mark.parametrize(
    ("file", "state", "reason"),
    [
        ("all.json", "missing", "does not exist in the exported project."),
        (
            "q.json",
            "unexported",
            "The export that holds project q holds no compute.googleapis.com/SecurityPolicy assets.",
        ),
    ],
)
def test_a_reference_into_another_project(file: str, state: str, reason: str) -> None:
    here = read("all.json", (WEB, {"securityPolicy": f"{Q}/securityPolicies/gone"}), (POLICY, {}))
    link = document(inventory([*here, *read(file, (f"{Q}/networks/n", {}))]), WEB)["links"]["security_policy"]
    assert link["state"] == state
    assert link["reason"].endswith(reason)


def test_a_reference_into_a_project_of_no_export() -> None:
    here = read("all.json", (WEB, {"securityPolicy": f"{Q}/securityPolicies/gone"}), (POLICY, {}))
    link = document(inventory(here), WEB)["links"]["security_policy"]
    assert (link["state"], link["reason"]) == ("unexported", "The inventory holds nothing of project q.")


@pytest.mark.parametrize(("file", "found"), [("all.json", []), ("q.json", ["unexported"])])
def test_who_refers_to_an_asset(file: str, found: list[str]) -> None:
    url_maps = read("all.json", (f"{WORLD}/urlMaps/m", {}))
    theirs = read(file, (f"{Q}/backendServices/web", {}))
    links = document(inventory([*url_maps, *theirs]), f"{Q}/backendServices/web")["links"]
    assert states(links["url_maps"]) == found


@pytest.mark.parametrize(("prefix", "found"), [("x", []), ("y", ["unexported"])])
def test_the_shards_of_one_export_cover_together_what_they_cover(prefix: str, found: list[str]) -> None:
    url_map = read("x/compute.googleapis.com/UrlMap/0", (f"{WORLD}/urlMaps/m", {}))
    web = read(f"{prefix}/compute.googleapis.com/BackendService/0", (f"{Q}/backendServices/web", {}))
    links = document(inventory([*url_map, *web]), f"{Q}/backendServices/web")["links"]
    assert states(links["url_maps"]) == found


@pytest.mark.parametrize(("file", "state"), [("all.json", "denied"), ("net.json", "undecided")])
def test_firewall_rules_of_a_shared_network(file: str, state: str) -> None:
    """A network without rules lets nothing in, if its rules were exported at all."""
    group = f"{REGION}/instanceGroups/g"
    shared = {"network": f"{Q}/networks/n", "namedPorts": [{"name": "http", "port": 80}]}
    here = read("all.json", (WEB, {"backends": [{"group": group}]}), (group, shared))
    rule = read("all.json", (f"{WORLD}/firewalls/f", {"network": NETWORK}))
    theirs = read(file, (f"{Q}/networks/n", {}))
    (found,) = document(inventory([*here, *rule, *theirs]), WEB)["facts"]["firewall"]
    assert found["state"] == state


def test_firewall_rules_of_a_network_that_is_in_no_export() -> None:
    group = f"{REGION}/instanceGroups/g"
    here = read("all.json", (WEB, {"backends": [{"group": group}]}), (group, {"network": f"{Q}/networks/n"}))
    rule = read("all.json", (f"{WORLD}/firewalls/f", {"network": NETWORK}))
    (found,) = document(inventory([*here, *rule]), WEB)["facts"]["firewall"]
    assert found["reason"] == "The network of the group, or its project, is not in the inventory."


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        (f"{Q}/urlMaps/m", ["unexported"]),
        (f"{WORLD}/urlMaps/gone", []),  # it would be here: an old note of a map that was deleted
        (f"{Q}/forwardingRules/r", []),
        ("x", []),
        (5, []),
    ],
)
@pytest.mark.parametrize("subject", ["backend service", "group", "run service"])
def test_a_backend_service_tells_of_url_maps_in_other_projects(
    reference: Any, found: list[str], subject: str
) -> None:
    group = f"{REGION}/networkEndpointGroups/n"
    parts = [
        compute(WEB, {"backends": [{"group": group}], "usedBy": [{"reference": reference}]}),
        compute(group, {"cloudRun": {"service": "app"}}),
        compute(f"{WORLD}/urlMaps/other", {}),
        run_service(),
    ]
    url = {"backend service": WEB, "group": group, "run service": parts[-1].name}[subject]
    assert states(document(inventory(parts), url)["links"]["url_maps"]) == found
