import json
from typing import Any

from plan_reports import LINE, plan_report
from reports import API, HOSTILE_TEXTS, WEB, clean_report, finding, hostile_report, report, sample_report
from settled_reports import settled_report

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.formats.escape import visible
from lbpolicy.model import Origin, Report, Status


def violations(made: Report) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads(
        b"".join(FORMATS["gitlab-code-quality"].render(made, RenderOptions()))
    )
    return read


def test_a_violation_has_what_gitlab_asks_for() -> None:
    one = finding(origin=LINE)
    assert violations(report([one])) == [
        {
            "check_name": "LB901",
            "description": "LB901 web: The cache is on behind the guard.",
            "fingerprint": one.finding_id,
            "severity": "critical",
            "location": {"path": "live/lb main.tf", "lines": {"begin": 12}},
        }
    ]


def test_only_failing_findings_are_violations() -> None:
    assert [v["check_name"] for v in violations(sample_report())] == ["LB901", "LB903", "LB902"]
    assert len(violations(plan_report())) == 3
    assert violations(clean_report()) == []
    assert violations(report([finding(status=Status.REVIEW)])) == []


def test_what_is_waived_or_gone_is_no_violation() -> None:
    """GitLab compares the reports of two branches itself: what the baseline has is in both."""
    found = violations(settled_report())
    assert [v["check_name"] for v in found] == ["LB901", "LB901", "LB902"]


def test_a_violation_without_a_file_has_the_place_of_its_asset() -> None:
    paths = [
        v["location"]
        for v in violations(
            report([finding(origin=Origin("-")), finding(asset=API, origin=Origin("/x/y", 4))])
        )
    ]
    assert [p["path"] for p in paths] == [
        "gcp-assets/acme-prod/compute.googleapis.com/BackendService/global/web",
        "gcp-assets/acme-prod/compute.googleapis.com/BackendService/us-central1/api",
    ]
    assert [p["lines"]["begin"] for p in paths] == [1, 1]


def test_a_file_without_a_line_begins_at_its_first() -> None:
    (one,) = violations(report([finding(asset=WEB, origin=Origin("plan.json"))]))
    assert one["location"] == {"path": "plan.json", "lines": {"begin": 1}}


def test_fingerprints_tell_findings_apart_and_hostile_texts_are_visible() -> None:
    found = violations(hostile_report())
    assert len({v["fingerprint"] for v in found}) == len(found) == len(HOSTILE_TEXTS)
    for one in found:
        path = one["location"]["path"]
        assert path
        assert not path.startswith(("/", "../", "~"))
        assert one["description"] == visible(one["description"])
