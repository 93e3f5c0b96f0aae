"""Two exports prove nothing together: what one of them lacks is not known because the other has it."""

import json
from pathlib import Path

import pytest

from examples.architectures.export import Export
from examples.architectures.organization import organization
from examples.architectures.records import Project, Record
from examples.architectures.stacks import serverless_iap
from lbpolicy.model import Status

from .scanning import Verdicts, scan_files, verdicts

WHOLE = Project("alpha", "100000000001")
LACKING = Project("beta", "100000000002")


def _export(project: Project) -> Export:
    return Export([*organization(project), *serverless_iap(project)])


def _write(file: Path, records: list[Record]) -> Path:
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    return file


def _of_lacking(found: Verdicts, rules: set[str]) -> set[str]:
    return {rule for rule, _ in found if rule in rules}


@pytest.mark.parametrize(
    ("lacks", "rules"),
    [
        ("NetworkEndpointGroup", {"LB503", "LB507"}),
        ("BackendService", {"LB302", "LB503", "LB507"}),
        ("run.googleapis.com/Service", {"LB509"}),
        ("UrlMap", {"LB415"}),
        ("SecurityPolicy", set()),
    ],
)
def test_what_one_export_lacks_is_to_review(tmp_path: Path, lacks: str, rules: set[str]) -> None:
    faulty = _export(LACKING)
    annotations = faulty.data("web-app")["metadata"]["annotations"]
    annotations["run.googleapis.com/ingress"] = "all"
    del faulty.data("web-backend")["securityPolicy"]
    lacking = [r for r in faulty.records if not r["asset_type"].endswith(lacks) or "resource" not in r]
    files = [
        _write(tmp_path / "alpha.ndjson", _export(WHOLE).records),
        _write(tmp_path / "beta.ndjson", lacking),
    ]
    report = scan_files(files)
    assert rules <= _of_lacking(verdicts(report, Status.REVIEW), rules), lacks
    assert not _of_lacking(verdicts(report, Status.FAIL), rules)


def test_both_whole_exports_together_are_judged(tmp_path: Path) -> None:
    faulty = _export(LACKING)
    faulty.data("web-app")["metadata"]["annotations"]["run.googleapis.com/ingress"] = "all"
    files = [
        _write(tmp_path / "alpha.ndjson", _export(WHOLE).records),
        _write(tmp_path / "beta.ndjson", faulty.records),
    ]
    assert verdicts(scan_files(files), Status.FAIL) == {("LB503", "web-app"), ("LB507", "web-app")}


def test_shards_of_one_export_prove_together(tmp_path: Path) -> None:
    """An export to a prefix has a file for each asset type."""
    faulty = _export(LACKING)
    faulty.drop("web-app")
    faulty.drop_policy("web-app")
    other = Export(serverless_iap(LACKING, "other", "203.0.113.11"))
    files = []
    for number, record in enumerate([*faulty.records, *other.records]):
        folder = tmp_path / "prefix" / record["asset_type"]
        folder.mkdir(parents=True, exist_ok=True)
        files.append(_write(folder / f"{number}", [record]))
    assert verdicts(scan_files(files), Status.FAIL) == {("LB509", "web-neg")}


def test_a_feed_changes_an_export_and_proves_nothing_alone(tmp_path: Path) -> None:
    whole = _export(LACKING)
    record = next(r for r in whole.records if r["name"].endswith("/web-app") and "resource" in r)
    changed = json.loads(json.dumps(record))
    changed["resource"]["data"]["metadata"]["annotations"]["run.googleapis.com/ingress"] = "all"
    changed["update_time"] = "2027-01-01T00:00:00Z"
    feed = tmp_path / "feed.json"
    feed.write_text(json.dumps({"asset": changed, "priorAssetState": "PRESENT"}))
    export = _write(tmp_path / "export.ndjson", whole.records)
    both = verdicts(scan_files([export, feed]), Status.FAIL)
    assert both == {("LB503", "web-app"), ("LB507", "web-app")}
    alone = scan_files([feed])
    assert verdicts(alone, Status.FAIL) == set()
    assert verdicts(alone, Status.REVIEW) >= {("LB503", "web-app"), ("LB507", "web-app")}
