import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from plan_reports import LINE, plan_report
from reports import (
    CDN_RULE,
    HOSTILE_TEXTS,
    broken_report,
    clean_report,
    finding,
    hostile_report,
    report,
    sample_report,
)
from settled_reports import settled_report

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.formats.escape import visible
from lbpolicy.model import Level, Notification, Origin, Report, RuleCounts, Status

REPORTS = [sample_report, broken_report, clean_report, hostile_report, plan_report, settled_report, report]


def written(made: Report) -> bytes:
    return b"".join(FORMATS["junit"].render(made, RenderOptions()))


def suites(made: Report) -> ET.Element:
    return ET.fromstring(written(made))  # noqa: S314 - our own


def cases(made: Report, suite: str = "") -> list[ET.Element]:
    """The cases of a rule, or all."""
    return [one for one in suites(made).iter("testcase") if suite in ("", one.get("classname"))]


def verdict(case: ET.Element) -> tuple[str | None, str, str | None, str | None]:
    """Return name, verdict, type and message."""
    (result,) = [one for one in case if one.tag != "system-out"] or [ET.Element("pass")]
    return case.get("name"), result.tag, result.get("type"), result.get("message")


def test_each_finding_is_a_case_of_its_rule() -> None:
    made = settled_report()
    assert [one.get("name") for one in suites(made)] == [
        "scan",
        "LB901 A cache behind a guard",
        "LB902 Requests are logged.",
        "LB903 A proxy without a policy",
    ]
    waived = "waived by platform@acme.example until 2027-01-31 (SEC-12): Static files that anybody may read."
    assert [verdict(one) for one in cases(made, "lbpolicy.LB901")] == [
        ("web (BackendService, acme-prod, global) /enableCDN", "skipped", "waived", waived),
        (
            "web (BackendService, acme-prod, global) /backends/0/group",
            "failure",
            "high",
            "The group is of another load balancer.",
        ),
        (
            "api (BackendService, acme-prod, us-central1) /enableCDN",
            "failure",
            "high",
            "The cache is on behind the guard.",
        ),
        (
            "old (BackendService, acme-prod, global) /enableCDN to review",
            "skipped",
            "review",
            "to review: Nobody knows.",
        ),
        ("web (TargetHttpsProxy, acme-prod, global)", "pass", None, None),
    ]


def test_a_failure_says_what_a_person_needs() -> None:
    one = finding(related=("//x/y",), origin=LINE, evidence={"a": "<b>"})
    (case,) = cases(report([replace(one, change="introduced", baseline="new")], rules={}))[1:]
    assert case.get("file") == "live/lb main.tf"
    assert case.get("line") == "12"
    failure = case.find("failure")
    assert failure is not None
    assert failure.text is not None
    assert failure.text.splitlines() == [
        "The cache is on behind the guard.",
        f"asset: {one.outcome.asset.name}",
        f"resource: {LINE.address}",
        "at: /enableCDN",
        'evidence: {"a":"<b>"}',
        "see also: //x/y",
        "plan: introduced",
        "baseline: new",
        "what to do: Turn the cache off.",
        f"finding: {one.finding_id}",
    ], "no command: the next apply would undo it"
    (case,) = cases(report([finding()], rules={}))[1:]
    assert "gcloud compute backend-services update web --global" in "".join(case.itertext())


def test_a_path_of_the_machine_is_not_shown() -> None:
    (case,) = cases(report([finding(origin=Origin("/home/someone/a.json", 3))], rules={}))[1:]
    assert case.get("file") is None
    assert case.get("line") is None
    assert "someone" not in "".join(case.itertext())


def test_passes_that_are_not_listed_are_one_case() -> None:
    assert "assets that pass" not in [one.get("name") for one in cases(sample_report())], "it lists its pass"
    case = cases(report([finding()]), "lbpolicy.LB901")[-1]
    assert case.get("name") == "assets that pass"
    assert "".join(case.itertext()) == "38 assets pass"


def test_a_clean_scan_is_no_empty_report() -> None:
    assert [verdict(one) for one in cases(clean_report())] == [
        ("everything was read and judged", "pass", None, None),
        ("assets that pass", "pass", None, None),
    ]
    assert len(cases(report([], catalogue=()))) == 1


def test_errors_are_errors_of_the_scan_or_of_their_rule() -> None:
    errors = [
        Notification(Level.ERROR, "rule-error", "It broke.", rule="LB901", asset="//a/b"),
        Notification(Level.ERROR, "rule-error", "Nobody knows it.", rule="LB000"),
        Notification(Level.ERROR, "unreadable-source", "No.", "Do.", Origin("b.json", 4)),
        Notification(Level.ERROR, "unreadable-source", "Not either.", "Do.", Origin("b.json", 4)),
    ]
    made = report([], errors, rules={})
    assert [verdict(one) for one in cases(made, "lbpolicy.scan")] == [
        ("rule-error", "error", "rule-error", "Nobody knows it."),
        ("unreadable-source b.json:4", "error", "unreadable-source", "No."),
        ("unreadable-source b.json:4 #2", "error", "unreadable-source", "Not either."),
    ]
    assert [verdict(one) for one in cases(made, "lbpolicy.LB901")] == [
        ("rule-error //a/b", "error", "rule-error", "It broke.")
    ]


def test_what_is_no_verdict_is_told_too() -> None:
    scan = suites(settled_report())[0]
    facts = {one.get("name"): one.get("value") for one in scan.iter("property")}
    assert facts["findings"] == "3"
    assert facts["findings high"] == "2"
    assert facts["waived"] == "3"
    assert facts["baseline new"] == "3"
    assert facts["baseline not-judged"] == "1"
    text = "".join(suites(sample_report())[0].itertext())
    assert "warning: It is there twice. Keep one." in text
    assert "LB902 not assessed: the input lacks IAM policies" in text
    many = [Notification(Level.WARNING, "odd", f"Number {n}.") for n in range(150)]
    text = "".join(suites(report([], many))[0].itertext())
    assert "warning: Number 99." in text
    assert "Number 100." not in text
    assert "and 50 more warnings" in text


def test_a_rule_says_how_many_assets_it_judged() -> None:
    rule = suites(report([finding()]))[1]
    facts = {one.get("name"): one.get("value") for one in rule.iter("property")}
    assert (facts["rule"], facts["severity"], facts["assets passing"]) == ("LB901", "high", "38")
    assert facts["documentation"] == CDN_RULE.related_resources[0]


def test_names_stay_while_messages_lines_and_severities_change() -> None:
    before = finding(key="k")
    after = finding(key="k", origin=Origin("other.json", 99), message="Said otherwise.")
    after = replace(after, severity=CDN_RULE.severity.LOW)
    first, second = ([one.get("name") for one in cases(report([one]))] for one in (before, after))
    assert first == second


@pytest.mark.parametrize("make", REPORTS)
def test_counts_are_those_of_the_cases_and_names_are_unique(make: object) -> None:
    made = make()  # type: ignore[operator]
    root = suites(made)
    kinds = {"tests": "testcase", "failures": "testcase/failure", "errors": "testcase/error"}
    for suite in root:
        for attribute, path in {**kinds, "skipped": "testcase/skipped"}.items():
            assert suite.get(attribute) == str(len(suite.findall(path))), (suite.get("name"), attribute)
    for attribute, path in kinds.items():
        assert root.get(attribute) == str(len(root.findall(f"testsuite/{path}")))
    failing = sum(one.active for one in made.findings)
    assert root.get("failures") == str(failing)


@pytest.mark.parametrize("make", [sample_report, broken_report, clean_report, plan_report, settled_report])
def test_no_two_cases_have_one_name(make: object) -> None:
    names = [(one.get("classname"), one.get("name")) for one in cases(make())]  # type: ignore[operator]
    assert len(set(names)) == len(names)


def test_findings_that_only_the_message_tells_apart_are_numbered() -> None:
    found = [finding(message="One."), finding(message="Two."), finding(key="x")]
    names = [one.get("name") for one in cases(report(found, rules={}), "lbpolicy.LB901")]
    assert names[0].endswith("/enableCDN")  # type: ignore[union-attr]
    assert names[1] == f"{names[0]} #2"


def test_hostile_texts_are_visible_and_valid_xml() -> None:
    text = written(hostile_report()).decode()
    assert not re.search("[^\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    assert not [char for char in text if not char.isprintable() and char != "\n"]
    said = [one.get("message") or "" for one in suites(hostile_report()).iter("failure")]
    assert len(said) == len(HOSTILE_TEXTS)
    for one in HOSTILE_TEXTS:
        assert (visible(one, 2000) or "A cache behind a guard") in said


def test_a_plan_asset_without_a_name_has_its_address() -> None:
    asset = replace(
        finding().outcome.asset,
        name=f"//compute.googleapis.com/projects/-/global/backendServices/{LINE.address}",
    )
    (case,) = cases(report([finding(asset=asset, origin=LINE)], rules={}))[1:]
    assert str(case.get("name")).startswith(f"{LINE.address} (BackendService")
    assert "projects/-" not in "".join(case.itertext())


def test_rules_without_a_word_have_no_suite() -> None:
    made = report([], rules={"LB901": RuleCounts(not_applicable=3), "LB902": RuleCounts(passed=1)})
    assert [one.get("name") for one in suites(made)] == ["scan", "LB902 Requests are logged."]


def test_only_failing_findings_fail() -> None:
    made = report([finding(status=Status.REVIEW), finding(status=Status.PASS)], rules={})
    assert suites(made).get("failures") == "0"
