"""What the events say of each finding."""

from dataclasses import replace
from typing import Any

import orjson
import pytest
from plan_reports import REPOSITORY, plan_report
from reports import API, CDN_RULE, PROXY_RULE, WEB, finding, hostile_report, report, sample_report
from settled_reports import INLINE, settled_report
from test_ocsf_schema import events

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.model import Absent, AssetRef, Baseline, Origin, PlanEffect, Report, Severity, Status

NOON = 1_795_219_200_000
"""2026-11-21T00:00:00Z, when the sample reports were made, in milliseconds."""
WEEK = 7 * 24 * 3600 * 1000


def standing(event: dict[str, Any]) -> tuple[str, str, str]:
    return event["activity_name"], event["status"], event["compliance"]["status"]


def only(made: Report) -> dict[str, Any]:
    (event,) = events(made)
    return event


def test_every_kind_of_finding_stands_as_it_should() -> None:
    found = [standing(event) for event in events(settled_report())]
    assert found == [
        ("Update", "Suppressed", "Fail"),  # waived, unchanged
        ("Create", "New", "Fail"),
        ("Update", "New", "Fail"),  # updated
        ("Update", "Suppressed", "Fail"),  # waived in the sources
        ("Create", "New", "Fail"),
        ("Create", "New", "Warning"),  # to review
        ("Update", "Suppressed", "Warning"),
        ("Create", "Passed", "Pass"),
        ("Close", "Resolved", "Pass"),  # fixed
        ("Close", "Resolved", "Unknown"),  # the asset is gone
        ("Update", "New", "Unknown"),  # not judged: no good news
    ]


def test_what_could_not_be_judged_stays_open_and_says_why() -> None:
    event = events(settled_report())[-1]
    assert event["status_id"] == 1
    assert "stays open" in event["status_detail"]
    assert event["unmapped"]["absent"] == "not-judged"
    assert event["metadata"]["event_code"] == "LB900", "a rule that is not in force any more"


def test_absent_findings_were_last_seen_in_the_former_report() -> None:
    seen = [event["finding_info"]["last_seen_time"] for event in events(settled_report())]
    assert seen == [NOON] * 8 + [NOON - WEEK] * 3


def test_a_waiver_says_who_why_and_until_when() -> None:
    event = events(settled_report())[0]
    assert event["comment"] == "Static files that anybody may read."
    assert event["status_detail"] == "Waived by platform@acme.example until 2027-01-31 (SEC-12)."
    assert event["unmapped"]["waiver"]["ticket"] == "SEC-12"
    inline = only(report([replace(finding(PROXY_RULE), waiver=INLINE)]))
    assert inline["status_detail"] == "Waived by web@acme.example until 2026-12-24."
    assert inline["unmapped"]["waiver"]["inline"] is True


def test_a_plan_promises_and_closes_nothing() -> None:
    kept, introduced, _, _, fixed = events(plan_report())
    assert standing(kept) == ("Update", "New", "Fail")
    assert standing(introduced) == ("Create", "New", "Fail")
    assert standing(fixed) == ("Update", "In Progress", "Fail")
    assert "until the plan is applied" in fixed["status_detail"]
    assert {event["metadata"]["log_name"] for event in events(plan_report())} == {"lbpolicy/terraform"}
    assert {event["metadata"]["log_name"] for event in events(sample_report())} == {"lbpolicy/assets"}


def test_a_plan_closes_nothing_of_the_baseline_either() -> None:
    """What it mends or deletes is there until it is applied, and is told once."""
    settled = settled_report()
    assert settled.baseline is not None
    mended = settled.baseline.absent[0].finding
    for plan, known in ((PlanEffect(), 0), (PlanEffect((replace(mended, change="fixed"),)), 1)):
        found = events(replace(settled, plan=plan))[len(settled.findings) :]
        assert [standing(event) for event in found] == [
            ("Update", "In Progress", "Fail" if known else "Unknown"),
            ("Update", "In Progress", "Unknown"),
            ("Update", "New", "Unknown"),
        ]
        assert len({event["finding_info"]["uid"] for event in found}) == 3


def test_a_finding_is_told_once_though_its_pass_has_the_same_id() -> None:
    was = finding(path="")
    passes = finding(status=Status.PASS, message="", path="", evidence={})
    assert was.finding_id == passes.finding_id
    gone = Baseline("old.json", "2026-11-14T00:00:00Z", (Absent(replace(was, baseline="absent"), "fixed"),))
    assert standing(only(report([passes]))) == ("Create", "Passed", "Pass")
    assert standing(only(replace(report([passes]), baseline=gone))) == ("Close", "Resolved", "Pass")


def test_the_source_of_terraform_is_evidence() -> None:
    event = events(plan_report())[0]
    file = {"name": "lb main.tf", "path": "live/lb main.tf", "type_id": 1, "type": "Regular File"}
    assert event["evidences"][0]["file"] == file
    assert event["finding_info"]["src_url"].endswith("/blob/0123abc/live/lb%20main.tf#L12")
    address = 'module.lb.google_compute_backend_service.web["x"]'
    assert event["unmapped"]["origin"] == {"address": address, "line": 12, "column": 3}
    assert b"secret" not in b"".join(
        FORMATS["ocsf"].render(plan_report(), RenderOptions(repository=REPOSITORY))
    )


def test_a_path_of_the_machine_is_not_told() -> None:
    event = only(report([finding(origin=Origin("/home/ann/export.ndjson", 4))]))
    assert "/home/ann" not in orjson.dumps(event).decode()


def test_the_identity_is_shared_and_an_event_has_its_own() -> None:
    made = finding()
    event = only(report([made]))
    assert event["finding_info"]["uid"] == made.finding_id
    assert event["metadata"]["uid"] == f"{made.finding_id}-{NOON}"
    assert event["time"] == NOON


def test_resources_are_the_asset_and_what_the_verdict_rests_on() -> None:
    other = "//run.googleapis.com/projects/p/locations/r/services/s"
    made = report([finding(related=(other, WEB.name, "", other))])
    asset = {
        "uid": WEB.name,
        "name": "web",
        "type": WEB.type,
        "namespace": "acme-prod",
        "region": "global",
    }
    assert only(made)["resources"] == [asset, {"uid": other, "name": "s"}]
    (event,) = events(made, "1.6.0")
    assert [one["role"] for one in event["resources"]] == ["Affected", "Related"]


def test_a_zone_has_its_region() -> None:
    name = "//compute.googleapis.com/projects/p/zones/europe-west1-b/networkEndpointGroups/neg"
    asset = AssetRef(name, "compute.googleapis.com/NetworkEndpointGroup", "p", "europe-west1-b")
    event = only(report([finding(asset=asset)]))
    assert event["resources"][0]["zone"] == "europe-west1-b"
    assert event["cloud"]["region"] == event["resources"][0]["region"] == "europe-west1"


def test_the_project_is_the_account() -> None:
    cloud = only(report([finding()]))["cloud"]
    project = {"uid": "acme-prod", "name": "acme-prod", "type_id": 11, "type": "GCP Project"}
    assert cloud == {"provider": "GCP", "account": project, "region": "global"}
    nowhere = only(report([finding(asset=AssetRef("//x/y", "x"))]))
    assert nowhere["cloud"] == {"provider": "GCP"}


def test_compliance_names_the_rule_and_its_frameworks() -> None:
    compliance = only(report([finding()]))["compliance"]
    assert compliance["control"] == "LB901"
    assert compliance["standards"] == ["CIS Google Cloud"]
    assert compliance["requirements"] == [
        "CIS Google Cloud 3.9",
        "CIS Google Cloud 3.10",
        "overview#caching",
    ]
    remediation = only(report([finding()]))["remediation"]
    assert "update web --global --project=acme-prod" in remediation["desc"]
    assert remediation["references"] == list(CDN_RULE.related_resources)


@pytest.mark.parametrize(
    ("severity", "number"),
    [
        (Severity.CRITICAL, 5),
        (Severity.HIGH, 4),
        (Severity.MEDIUM, 3),
        (Severity.LOW, 2),
        (Severity.INFO, 1),
    ],
)
def test_severities(severity: Severity, number: int) -> None:
    event = only(report([replace(finding(), severity=severity)]))
    assert event["severity_id"] == number


def test_a_pass_asks_nothing_of_anybody() -> None:
    event = only(report([finding(asset=API, status=Status.PASS, message="", path="", evidence={})]))
    assert (event["severity_id"], event["status_id"], event["compliance"]["status_id"]) == (1, 99, 1)
    assert "remediation" not in event
    assert "evidences" not in event
    assert event["message"].endswith("the asset passes.")


def test_hostile_words_stay_on_their_line_and_names_exact() -> None:
    made = hostile_report()
    lines = list(FORMATS["ocsf"].render(made, RenderOptions()))
    assert len(lines) == len(made.findings)
    for line, one in zip(lines, made.findings, strict=True):
        assert line.count(b"\n") == 1
        event = orjson.loads(line)
        assert event["message"].isprintable()
        assert event["finding_info"]["uid"] == one.finding_id


def test_the_envelope_of_splunk() -> None:
    made = report([finding()])
    (line,) = FORMATS["hec"].render(made, RenderOptions())
    envelope = orjson.loads(line)
    assert envelope.pop("event") == only(made)
    assert envelope == {
        "time": NOON // 1000,
        "host": "acme-prod",
        "source": "lbpolicy",
        "sourcetype": "ocsf:lbpolicy",
    }
    options = RenderOptions(hec_index="sec", hec_sourcetype="x", hec_host="h")
    (line,) = FORMATS["hec"].render(replace(made, evaluated_at="2026-11-21T01:00:00.250+01:00"), options)
    envelope = orjson.loads(line)
    assert (envelope["index"], envelope["sourcetype"], envelope["host"]) == ("sec", "x", "h")
    assert envelope["time"] == NOON / 1000 + 0.25
    (line,) = FORMATS["hec"].render(report([finding(asset=AssetRef("//x/y", "x"))]), RenderOptions())
    assert "host" not in orjson.loads(line)
