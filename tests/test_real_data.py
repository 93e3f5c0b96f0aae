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
    """Write the resources as messages of a feed.

    The dumps are lists of some types, regions and zones, and no export that would hold all that there is.
    They name groups that were not dumped, and the health checks of lb2 are a copy of those of lb1.
    """
    assets = {}
    for file in sorted((FIXTURES / "gcpdiag").glob("*/json-dumps/*.json")):
        for resource in _resources(json.loads(file.read_text(encoding="utf-8"))):
            asset = _wrap(resource)
            if asset:
                assets[asset["name"]] = asset
    feed = folder / "gcpdiag.ndjson"
    feed.write_text("".join(json.dumps({"asset": a}) + "\n" for a in assets.values()), encoding="utf-8")
    return feed


def _scan(*files: Path) -> Report:
    return scan(ScanRequest([str(f) for f in files], evaluated_at=datetime(2026, 11, 21, tzinfo=UTC)))


def _failures(report: Report) -> set[tuple[str, str]]:
    return {
        (f.outcome.rule, f"{f.outcome.asset.project}/{f.outcome.asset.short_name}")
        for f in report.findings
        if f.outcome.status is Status.FAIL
    }


def _errors(report: Report) -> list[str]:
    return [n.message for n in report.notifications if n.level is Level.ERROR]


def test_gcpdiag(tmp_path: Path) -> None:
    report = _scan(_gcpdiag(tmp_path))
    assert _errors(report) == []
    assert _failures(report) == GCPDIAG_FAILURES
    assert report.coverage.assets >= 20


# Everything else there is internal, passthrough, or a Cloud Run service behind no load balancer.
EXTERNAL_BACKENDS = (
    "gcpdiag-lb1-aaaa/web-backend-service",
    "gcpdiag-lb2-aaaa/web-backend-service",
    "gcpdiag-lb2-aaaa/failed-backend-service",
)
GCPDIAG_FAILURES = {
    (rule, service)
    for service in EXTERNAL_BACKENDS
    for rule in (
        "LB412",  # true: protocol HTTP to an instance group
        "LB413",  # true: drainingTimeoutSec is 0
        "LB414",  # true: no logConfig
        "LB418",  # true: the one group is that of zone us-east1-b
    )
} | {
    # true: sessionAffinity CLIENT_IP, and the group on UTILIZATION
    ("LB405", "gcpdiag-lb2-aaaa/failed-backend-service"),
}

FORSETI_FAILURES = {
    # true: a regional classic frontend; before tiers existed, and since, Premium is the default
    ("LB103", "project1/lb-1"),
    (
        "LB107",
        "project1/lb-1",
    ),  # true: project1 has no Address, so 172.16.1.2 is not reserved (of both rules)
    ("LB108", "project2/lb-www-frontend-target-proxy"),  # true: the frontends target a proxy of project1
    ("LB108", "project2/test-target-proxy"),  # true, likewise
    ("LB109", "project1/lb-1"),  # true: the export has no lb-1-target-proxy (of both rules)
    ("LB302", "project2/test-um"),  # true: names test-bs, which its project does not have
    ("LB412", "project1/bs-1"),  # true: protocol HTTP to an instance group
    ("LB414", "project1/bs-1"),  # true: no logConfig
    ("LB418", "project1/bs-1"),  # true: the one group that it names is one of zone us-central1-c
    ("LB422", "project1/bs-1"),  # true: the one URL map, test-um, names test-bs
    ("LB422", "project2/test-bucket"),  # true, likewise
    # true: the export has no health check bs-1-hc, and bs-1-ig-1 only as a regional group
    ("LB423", "project1/bs-1"),
}


@pytest.mark.parametrize(
    "dump", ["mock_cai_resources.dump", "mock_cai_resources.pre-2019-10-old-field-names.dump"]
)
def test_forseti_in_old_and_new_field_names(dump: str) -> None:
    folder = FIXTURES / "forseti"
    report = _scan(folder / dump, folder / "mock_cai_iam_policies.dump")
    assert _errors(report) == []
    assert _failures(report) == FORSETI_FAILURES
