"""The plan of Google's own module terraform-google-lb-http, made by a real provider (5.x)."""

import json
import shutil
from pathlib import Path

import pytest

from lbpolicy.model import Asset, Notification
from lbpolicy.sources.terraform.assets import assets
from lbpolicy.sources.terraform.documents.plan import read
from lbpolicy.sources.terraform.resolve.resolver import Resolver
from lbpolicy.sources.terraform.syntax.sources import TerraformSources

_FOLDER = Path(__file__).resolve().parents[4] / "shared" / "fixtures" / "plans" / "lb-http"
_PROJECT = "//compute.googleapis.com/projects/test-project"
_UNKNOWN_ANYHOW = {
    # Google chooses them when the plan is applied.
    ("GlobalAddress", "/address"),
    ("InstanceTemplate", "/name"),
}

pytestmark = pytest.mark.skipif(not _FOLDER.is_dir(), reason="../shared/fixtures/plans/lb-http is not there")


def _assets(folder: Path | None, notes: list[Notification]) -> dict[str, Asset]:
    plan = read(json.loads((_FOLDER / "plan.json").read_bytes()))
    sources = TerraformSources(folder, plan) if folder else None
    found = assets(plan, Resolver(plan, sources), "plan.json", notes.append, sources)
    return {asset.type.partition("/")[2]: asset for asset in found}


def _unknown(found: dict[str, Asset]) -> set[tuple[str, str]]:
    return {(kind, pointer) for kind, asset in found.items() for pointer in asset.unknown}


def test_every_reference_is_a_name() -> None:
    notes: list[Notification] = []
    found = _assets(None, notes)
    data = {kind: asset.data for kind, asset in found.items() if asset.data is not None}
    assert len(found) == 11
    assert data["GlobalForwardingRule"]["target"] == found["TargetHttpProxy"].name
    assert data["GlobalForwardingRule"]["IPAddress"] == found["GlobalAddress"].name
    assert data["TargetHttpProxy"]["urlMap"] == found["UrlMap"].name
    assert data["UrlMap"]["defaultService"] == found["BackendService"].name
    assert data["BackendService"]["healthChecks"] == [found["HealthCheck"].name]
    assert data["BackendService"]["backends"][0]["group"] == found["InstanceGroup"].name
    assert data["InstanceGroupManager"]["versions"][0]["instanceTemplate"] == found["InstanceTemplate"].name
    assert data["InstanceGroup"]["network"] == found["Network"].name == data["Firewall"]["network"]
    assert found["BackendService"].name == f"{_PROJECT}/global/backendServices/http-lb-backend-default"
    assert ["google_compute_subnetwork (1)" in note.message for note in notes] == [True]


def test_without_the_sources_dynamic_blocks_stay_unknown() -> None:
    limits = {"Connections", "ConnectionsPerEndpoint", "ConnectionsPerInstance", "Rate", "RatePerEndpoint"}
    limits |= {"RatePerInstance", "Utilization"}
    assert _unknown(_assets(None, [])) == _UNKNOWN_ANYHOW | {
        ("BackendService", "/cdnPolicy"),
        ("BackendService", "/sessionAffinity"),
        ("GlobalForwardingRule", "/network"),
        *(("BackendService", f"/backends/0/max{limit}") for limit in limits),
    }


def test_with_the_sources_nothing_is_left_that_a_rule_looks_at(tmp_path: Path) -> None:
    shutil.copy(_FOLDER / "main.tf", tmp_path / "main.tf")
    modules = tmp_path / ".terraform" / "modules"
    shutil.copytree(_FOLDER / "module", modules / "gce-lb-http")
    manifest = {"Modules": [{"Key": "gce-lb-http", "Dir": ".terraform/modules/gce-lb-http"}]}
    (modules / "modules.json").write_text(json.dumps(manifest))
    assert _unknown(_assets(tmp_path, [])) == _UNKNOWN_ANYHOW
