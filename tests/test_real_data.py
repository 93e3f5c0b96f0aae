"""Data that nobody in this project wrote: no crash, and only findings that were judged true by hand."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lbpolicy.model import Level, Report, Status
from lbpolicy.scan import ScanRequest, scan

FIXTURES = Path(__file__).resolve().parents[2] / "shared" / "fixtures"
SELF_LINK = re.compile(r"https://www.googleapis.com/compute/v1/(.*/([^/]+)/[^/]+)")
TYPES = {
    "backendServices": "BackendService",
    "forwardingRules": "ForwardingRule",
    "healthChecks": "HealthCheck",
    "instanceGroups": "InstanceGroup",
    "networkEndpointGroups": "NetworkEndpointGroup",
    "networks": "Network",
}

pytestmark = pytest.mark.skipif(not FIXTURES.is_dir(), reason="../shared/fixtures is absent")


def _resources(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a dump, at any depth."""
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _resources(item)
    elif isinstance(value, list):
        for item in value:
            yield from _resources(item)


def _wrap(resource: dict[str, Any]) -> dict[str, Any] | None:
    """Make an asset of an API resource, named after its selfLink."""
    name = str(resource.get("name", ""))
    link = SELF_LINK.fullmatch(str(resource.get("selfLink")))
    if link and link[2] in TYPES:
        kind, full = f"compute.googleapis.com/{TYPES[link[2]]}", f"//compute.googleapis.com/{link[1]}"
    elif "/services/" in name and "ingress" in resource:
        kind, full = "run.googleapis.com/Service", f"//run.googleapis.com/{name}"
    else:
        return None
    return {"name": full, "asset_type": kind, "resource": {"version": "v1", "data": resource}}


def _gcpdiag(folder: Path) -> Path:
    assets = {}
    for file in sorted((FIXTURES / "gcpdiag").glob("*/json-dumps/*.json")):
        for resource in _resources(json.loads(file.read_text(encoding="utf-8"))):
            asset = _wrap(resource)
            if asset:
                assets[asset["name"]] = asset
    export = folder / "gcpdiag.ndjson"
    export.write_text("".join(json.dumps(a) + "\n" for a in assets.values()), encoding="utf-8")
    return export


def _scan(*files: Path) -> Report:
    return scan(ScanRequest([str(f) for f in files], evaluated_at=datetime(2026, 11, 21, tzinfo=UTC)))


def _failures(report: Report) -> set[tuple[str, str]]:
    return {
        (f.outcome.rule, f.outcome.asset.short_name)
        for f in report.findings
        if f.outcome.status is Status.FAIL
    }


def _errors(report: Report) -> list[str]:
    return [n.message for n in report.notifications if n.level is Level.ERROR]


def test_gcpdiag(tmp_path: Path) -> None:
    report = _scan(_gcpdiag(tmp_path))
    assert _errors(report) == []
    # true: these external HTTP(S) backend services have no logConfig; everything else there is internal,
    # passthrough, or a Cloud Run service behind no load balancer
    assert _failures(report) == {
        ("LB414", "web-backend-service"),
        ("LB414", "failed-backend-service"),
    }
    assert report.coverage.assets >= 20


FORSETI_FAILURES = {
    ("LB302", "test-um"),  # true: names test-bs, which its project does not have
    (
        "LB103",
        "lb-1",
    ),  # true: a regional classic frontend; before tiers existed, and since, Premium is the default
    ("LB414", "bs-1"),  # true: no logConfig
}


@pytest.mark.parametrize(
    "dump", ["mock_cai_resources.dump", "mock_cai_resources.pre-2019-10-old-field-names.dump"]
)
def test_forseti_in_old_and_new_field_names(dump: str) -> None:
    folder = FIXTURES / "forseti"
    report = _scan(folder / dump, folder / "mock_cai_iam_policies.dump")
    assert _errors(report) == []
    assert _failures(report) == FORSETI_FAILURES
