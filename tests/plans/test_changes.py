"""Plans of changes to what exists, and states: every action that Terraform knows, in plans that it made."""

import json
from pathlib import Path

import pytest
from architecture.mutation import clean

from lbpolicy.model import Report, Status
from lbpolicy.scan import ScanRequest, scan

from . import judging
from .judging import judge, with_status


def changes(report: Report) -> set[tuple[str, str, str]]:
    """(rule, asset, what the plan does to the finding), of failing findings."""
    assert report.plan is not None
    listed = [f for f in report.findings if f.outcome.status is Status.FAIL]
    return {(f.outcome.rule, f.outcome.asset.short_name, f.change) for f in [*listed, *report.plan.fixed]}


def judged(name: str, tmp_path: Path) -> Report:
    return judge(judging.PLANS / f"{name}.json", judging.above(tmp_path))


def test_the_recorded_plans_have_every_action() -> None:
    seen = set()
    for name in ("serverless_iap_update", "vm_two_regions_fix", "content_based_bucket_delete"):
        for resource in judging.plan_of(name)["resource_changes"]:
            seen.add("+".join(resource["change"]["actions"]))
            seen |= {"moved"} if "previous_address" in resource else set()

    assert seen == {
        "no-op", "update", "delete", "forget", "read", "create+delete", "delete+create", "moved",
    }  # fmt: skip


def test_what_an_update_breaks_is_introduced(tmp_path: Path) -> None:
    assert changes(judged("serverless_iap_update", tmp_path)) == {
        ("LB501", "web-backend", "introduced"),
        ("LB102", "web-https-rule", "introduced"),
    }


def test_an_update_fixes_one_fault_and_keeps_another(tmp_path: Path) -> None:
    assert changes(judged("vm_two_regions_fix", tmp_path)) == {
        ("LB421", "site-backend", "kept"),
        ("LB424", "site-backend", "fixed"),
    }


def test_a_backend_service_may_go_with_its_reference(tmp_path: Path) -> None:
    report = judged("content_based_bucket_delete", tmp_path)

    assert changes(report) == set()
    assert not any(f.outcome.asset.short_name == "content-shadow" for f in report.findings)


def test_a_plan_that_changes_nothing_reports_nothing() -> None:
    sources = (str(judging.PLANS / "standard_tier_unchanged.json"),)
    report = scan(ScanRequest(sources, engine="regorus", jobs=1, evaluated_at=judging.EVALUATED_AT))

    assert report.findings == ()
    assert report.complete


@pytest.mark.parametrize("architecture", ["serverless_iap", "vm_two_regions"])
def test_a_state_is_judged_like_the_export(architecture: str) -> None:
    report = judge(judging.PLANS / f"{architecture}_state.json")

    assert with_status(report, Status.FAIL) == set()
    assert report.plan is None
    names = {f.outcome.asset.name for f in report.findings}
    exported = {record["name"] for record in clean(architecture).records}
    assert names <= exported


def test_a_fault_in_a_state_fails(tmp_path: Path) -> None:
    state = json.loads((judging.PLANS / "serverless_iap_state.json").read_text())
    for resource in state["values"]["root_module"]["resources"]:
        if resource["address"] == "google_compute_backend_service.web":
            resource["values"]["protocol"] = "HTTPS"
    file = tmp_path / "state.json"
    file.write_text(json.dumps(state))

    assert with_status(judge(file), Status.FAIL) == {("LB501", "web-backend")}
