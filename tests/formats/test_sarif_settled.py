"""Waivers and baselines in SARIF: suppressions, baselineState, and what is not there any more."""

from dataclasses import replace
from typing import Any

import pytest
from plan_reports import plan_report
from reports import API, CDN_RULE, HOSTILE_TEXTS, WEB, finding, report, sample_report
from sarif_logs import sarif_run
from settled_reports import IN_FILE, INLINE, absent, settled_report

from lbpolicy.formats.interface import SarifProfile
from lbpolicy.model import Absent, Baseline, Origin, Report, Status


def notes(run: dict[str, Any]) -> dict[str, str]:
    [invocation] = run["invocations"]
    found = invocation["toolExecutionNotifications"]
    return {one["descriptor"]["id"]: one["message"]["text"] for one in found}


def test_a_waiver_of_the_file_is_an_external_suppression() -> None:
    first = sarif_run(settled_report())["results"][0]
    assert first["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "Static files that anybody may read"
            " (accepted by platform@acme.example, until 2027-01-31, ticket SEC-12).",
            "location": {
                "physicalLocation": {
                    "artifactLocation": {"uri": "lbpolicy-waivers.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 4},
                }
            },
            "properties": {
                "owner": "platform@acme.example",
                "reason": "Static files that anybody may read.",
                "expires": "2027-01-31",
                "ticket": "SEC-12",
                "resource": WEB.name,
            },
        }
    ]
    assert (first["kind"], first["level"]) == ("fail", "error"), "it is what it is, and accepted"


def test_an_inline_waiver_is_a_suppression_in_the_source() -> None:
    [inline] = [
        one["suppressions"][0]
        for one in sarif_run(settled_report())["results"]
        if [s["kind"] for s in one["suppressions"]] == ["inSource"]
    ]
    place = inline["location"]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("live/proxy.tf", 3)
    assert "ticket" not in inline["justification"] + "".join(inline["properties"])


def test_what_nobody_waived_says_so_where_waivers_are_known_of() -> None:
    results = sarif_run(settled_report())["results"]
    assert [len(one["suppressions"]) for one in results] == [1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0]
    assert not any("suppressions" in one for one in sarif_run(sample_report())["results"])


@pytest.mark.parametrize("file", ["/home/me/waivers.yaml", "-", "../w.yaml"])
def test_a_waiver_from_elsewhere_tells_nothing_of_the_machine(file: str) -> None:
    waived = replace(finding(), waiver=replace(IN_FILE, origin=Origin(file, 3)))
    [result] = sarif_run(report([waived]))["results"]
    assert "location" not in result["suppressions"][0]


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_a_justification_is_one_visible_line(text: str) -> None:
    waiver = replace(INLINE, owner=text, reason=text, expires=text, ticket=text)
    [result] = sarif_run(report([replace(finding(), waiver=waiver)]))["results"]
    assert result["suppressions"][0]["justification"].isprintable()


def test_results_stand_to_the_baseline_as_the_report_says() -> None:
    results = sarif_run(settled_report())["results"]
    assert [one["baselineState"] for one in results] == [
        "unchanged",
        "new",
        "updated",
        "unchanged",
        "new",
        "new",
        "unchanged",
        "unchanged",  # a pass
        "absent",
        "absent",
        "absent",
    ]


def test_what_was_not_judged_again_is_not_shown_as_mended() -> None:
    run = sarif_run(settled_report())
    gone = [one for one in run["results"] if one["baselineState"] == "absent"]
    assert [(one["properties"]["why"], one["kind"], one["level"]) for one in gone] == [
        ("fixed", "fail", "warning"),
        ("removed", "fail", "error"),
        ("not-judged", "open", "none"),
    ]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["LB901", "LB902", "LB903", "LB900"]
    assert notes(run)["baseline-not-judged"].startswith("1 finding of the baseline could not be judged again")


@pytest.mark.parametrize("profile", ["github", "gitlab", "azdo"])
def test_a_service_is_told_of_alerts_that_it_closes_wrongly(profile: SarifProfile) -> None:
    run = sarif_run(settled_report(), profile)
    assert "may close such alerts all the same" in notes(run)["baseline-not-judged"]
    assert len(run["tool"]["driver"]["rules"]) == 3, "of what is gone no rule is needed"


def test_a_baseline_without_differences_still_compares_all() -> None:
    same = replace(report([replace(finding(), baseline="unchanged")]), baseline=Baseline("b.json", "x"))
    assert [one["baselineState"] for one in sarif_run(same)["results"]] == ["unchanged"]


def compared_plan() -> Report:
    """Return a plan that fixes two findings, one of which the baseline has."""
    planned = plan_report()
    [fixed] = planned.plan.fixed if planned.plan else ()
    baseline = Baseline("b.json", "x", (Absent(replace(fixed, baseline="absent"), "fixed"),))
    found = tuple(replace(one, baseline="updated") for one in planned.findings)
    return replace(planned, findings=found, baseline=baseline)


def test_the_baseline_goes_before_the_plan_and_nothing_is_told_twice() -> None:
    results = sarif_run(compared_plan())["results"]
    assert [one["baselineState"] for one in results] == ["updated"] * 4 + ["absent"]
    assert len({one["fingerprints"]["lbpolicyFinding/v1"] for one in results}) == len(results)


def test_a_service_without_suppressions_gets_no_waived_finding_and_is_told_so() -> None:
    for profile in ("github", "azdo"):
        run = sarif_run(settled_report(), profile)  # type: ignore[arg-type]
        assert [one["ruleId"] for one in run["results"]] == ["LB901", "LB901", "LB902"]
        assert notes(run)["waived-omitted"].startswith("Left out: 2 waived findings.")


def test_gitlab_gets_waived_findings_suppressed_and_last() -> None:
    run = sarif_run(settled_report(), "gitlab")
    assert [one["ruleId"] for one in run["results"]] == ["LB901", "LB901", "LB902", "LB901", "LB903"]
    assert ["suppressions" in one for one in run["results"]] == [False, False, False, True, True]
    assert "waived-omitted" not in notes(run)
    cut = sarif_run(settled_report(), "gitlab", max_results=3)
    assert not any("suppressions" in one for one in cut["results"])
    assert notes(cut)["results-cut"].startswith("2 of 5 results are left out")


def test_a_waived_case_to_review_is_suppressed_too() -> None:
    waived = replace(finding(asset=API, status=Status.REVIEW), waiver=IN_FILE)
    [result] = sarif_run(report([waived]))["results"]
    assert (result["kind"], len(result["suppressions"])) == ("review", 1)
    assert sarif_run(report([waived]), "gitlab")["results"] == []


def test_a_waived_finding_that_is_gone_keeps_its_waiver() -> None:
    gone = Absent(replace(absent(CDN_RULE, API), waiver=IN_FILE), "fixed")
    found = report([replace(finding(), baseline="unchanged")])
    results = sarif_run(replace(found, baseline=Baseline("b.json", "x", (gone,))))["results"]
    assert [len(one["suppressions"]) for one in results] == [0, 1]
