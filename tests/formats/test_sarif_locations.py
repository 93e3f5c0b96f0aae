import pytest
from reports import (
    WEB,
    finding,
    report,
)
from sarif_logs import result_uri, sarif_run

from lbpolicy.formats import Repository
from lbpolicy.model import AssetRef, Level, Notification, Origin


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("export/part 1.ndjson", "export/part%201.ndjson"),
        ("./a//b.json", "a/b.json"),
        ("a/../b.json", "b.json"),
        ("100%.json", "100%25.json"),
        ("c#d?e.json", "c%23d%3Fe.json"),
    ],
)
def test_an_export_below_the_working_folder_is_the_location(file: str, expected: str) -> None:
    [result] = sarif_run(report([finding(origin=Origin(file, 12))]))["results"]
    physical = result["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": expected, "uriBaseId": "%SRCROOT%"}
    assert physical["region"]["startLine"] == 12


@pytest.mark.parametrize(
    "file",
    ["/home/someone/x.json", "-", "", "../x.json", "a/../../x.json", "gs://b/x", "C:\\x.json", "~/x", ".."],
)
def test_a_path_from_elsewhere_tells_nothing_of_the_machine(file: str) -> None:
    notes = [Notification(Level.WARNING, "w", "Warned.", origin=Origin(file, 3))]
    shown = sarif_run(report([finding(origin=Origin(file, 12))], notes))
    [result] = shown["results"]
    assert result_uri(result) == "gcp-assets/acme-prod/compute.googleapis.com/BackendService/global/web"
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 1
    [invocation] = shown["invocations"]
    assert "locations" not in invocation["toolExecutionNotifications"][0]


def test_the_asset_is_always_named() -> None:
    [result] = sarif_run(report([finding()]))["results"]
    assert result["locations"][0]["logicalLocations"] == [
        {"name": "web", "fullyQualifiedName": WEB.name, "kind": "resource"}
    ]
    assert result["properties"]["evidence"] == {"enableCDN": True, "iap.enabled": True}
    assert result["properties"]["gcloud"].endswith("update web --global --project=acme-prod --no-enable-cdn")


def test_github_locations_never_depend_on_the_export() -> None:
    here = sarif_run(report([finding(origin=Origin("a.json", 1))]), "github")["results"]
    there = sarif_run(report([finding(origin=Origin("b.json", 99))]), "github")["results"]
    assert here == there
    assert result_uri(here[0]) == "gcp-assets/acme-prod/compute.googleapis.com/BackendService/global/web"
    identity = here[0]["fingerprints"]["lbpolicyFinding/v1"]
    assert here[0]["partialFingerprints"]["primaryLocationLineHash"] == f"{identity}:1"


def test_a_synthetic_path_has_no_empty_or_climbing_segment() -> None:
    asset = AssetRef("//x/..", "a/../b", "../../etc", "")
    [result] = sarif_run(report([finding(asset=asset)]), "github")["results"]
    assert result_uri(result) == "gcp-assets/.._.._etc/a/_/b/_/_"


def test_a_repository_is_named_without_credentials() -> None:
    where = Repository("https://user:secret@git.example:8443/acme/infra.git?token=x", "0" * 40, "main")
    [provenance] = sarif_run(report(), repository=where)["versionControlProvenance"]
    assert provenance == {
        "repositoryUri": "https://git.example:8443/acme/infra.git",
        "revisionId": "0" * 40,
        "branch": "main",
        "mappedTo": {"uriBaseId": "%SRCROOT%"},
    }


@pytest.mark.parametrize(
    "address",
    ["git@git.example:acme/infra.git", "/srv/git/infra", "file:///srv/git", "https://[x", "https:", ""],
)
def test_an_address_that_is_not_of_the_web_is_left_out(address: str) -> None:
    assert "versionControlProvenance" not in sarif_run(report(), repository=Repository(address))
