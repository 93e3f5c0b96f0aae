import re
from collections import Counter
from collections.abc import Callable

import pytest
from plan_reports import plan_report
from reports import (
    API,
    LOGGING_RULE,
    WEB,
    broken_report,
    clean_report,
    finding,
    hostile_report,
    report,
    sample_report,
)
from sarif_logs import PIPELINE, PROFILES, result_uri, sarif_run
from settled_reports import settled_report

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.formats.interface import SarifProfile
from lbpolicy.model import Level, Notification, Origin, Report

REPORTS = [
    sample_report,
    hostile_report,
    clean_report,
    broken_report,
    report,
    settled_report,
    plan_report,
]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("make", REPORTS)
def test_what_validators_miss(make: Callable[[], Report], profile: SarifProfile) -> None:
    what = make()
    shown = sarif_run(what, profile)
    world = "terraform" if what.plan else "assets"
    assert shown["automationDetails"]["id"] == f"lbpolicy/{world}/default/"
    for result in shown["results"]:
        assert re.fullmatch("[0-9a-f]{32}", result["fingerprints"]["lbpolicyFinding/v1"])
        assert (
            result["partialFingerprints"]["lbpolicyFinding/v1"]
            == result["fingerprints"]["lbpolicyFinding/v1"]
        )
        assert re.fullmatch(r"[A-Za-z0-9._~%-]+(/[A-Za-z0-9._~%-]+)*", result_uri(result))
        assert ".." not in result_uri(result).split("/")
        assert shown["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert (result["level"] == "none") == (result["kind"] != "fail")
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] >= 1
        assert region["snippet"]["text"].replace("\t", "").isprintable()


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("make", REPORTS)
def test_what_one_result_says_all_say(make: Callable[[], Report], profile: SarifProfile) -> None:
    results = sarif_run(make(), profile)["results"]
    compared = {"baselineState" in one for one in results}
    assert len(compared) <= 1, "all results have a baselineState, or none"
    suppressed = {"suppressions" in one for one in results}
    if profile == "generic":
        assert len(suppressed) <= 1, "all results have suppressions, or none"
    else:
        assert compared <= {False}, "a service compares by itself"
        assert {one["kind"] for one in results} <= {"fail"}
    if profile in {"github", "azdo"}:
        assert suppressed <= {False}, "these would make alerts of them"


@pytest.mark.parametrize("make", [sample_report, hostile_report])
def test_the_text_is_the_message_string_with_its_arguments(make: Callable[[], Report]) -> None:
    shown = sarif_run(make())
    rules = shown["tool"]["driver"]["rules"]
    for result in shown["results"]:
        message = result["message"]
        template = rules[result["ruleIndex"]]["messageStrings"][message["id"]]["text"]
        doubled = [one.replace("{", "{{").replace("}", "}}") for one in message["arguments"]]
        assert message["text"] == template.format(*doubled)
        assert len(message["arguments"]) == template.count("'{")
        assert not re.search(r"\{\d+\}", message["text"].replace("{{", "").replace("}}", ""))
        assert "](" not in message["text"]
        assert message["text"].isprintable()
        assert message["text"].endswith(".")


def test_kinds_and_levels_follow_from_status_and_severity() -> None:
    results = sarif_run(sample_report())["results"]
    assert [(one["ruleId"], one["kind"], one["level"]) for one in results] == [
        ("LB901", "fail", "error"),
        ("LB903", "fail", "warning"),
        ("LB902", "fail", "note"),
        ("LB901", "review", "none"),
        ("LB902", "review", "none"),
        ("LB901", "pass", "none"),
    ]


def test_github_gets_failures_alone_and_is_told_so() -> None:
    shown = sarif_run(sample_report(), "github")
    assert Counter(one["kind"] for one in shown["results"]) == {"fail": 3}
    notifications = shown["invocations"][0]["toolExecutionNotifications"]
    assert [(one["descriptor"]["id"], one["level"]) for one in notifications[:2]] == [
        ("reviews-omitted", "note"),
        ("passes-omitted", "note"),
    ]
    assert notifications[0]["message"]["text"].startswith("Left out: 2 cases to review. GitHub")


def test_github_gets_the_worst_results_and_is_told_what_was_cut() -> None:
    findings = [finding(key=str(n)) for n in range(4)] + [finding(LOGGING_RULE, API)]
    shown = sarif_run(report(findings), "github", max_results=3)
    assert [one["ruleId"] for one in shown["results"]] == ["LB901"] * 3
    [cut] = shown["invocations"][0]["toolExecutionNotifications"]
    assert (cut["descriptor"]["id"], cut["level"]) == ("results-cut", "warning")
    assert cut["message"]["text"].startswith("2 of 5 results are left out")
    assert len(sarif_run(report(findings), max_results=3)["results"]) == 5


@pytest.mark.parametrize("profile", PROFILES)
def test_an_error_makes_the_execution_unsuccessful(profile: SarifProfile) -> None:
    error = Notification(
        Level.ERROR, "rule-error", "It broke", "Mend {0}.", Origin("a b.json", 2), WEB.name, "LB902"
    )
    assert sarif_run(report(), profile)["invocations"][0]["executionSuccessful"] is True
    [invocation] = sarif_run(report(notifications=[error]), profile, pipeline=PIPELINE)["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"] == [
        {
            "descriptor": {"id": "rule-error"},
            "level": "error",
            "message": {"text": "It broke. Mend {{0}}."},
            "associatedRule": {"id": "LB902", "index": 1},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "a%20b.json", "uriBaseId": "%SRCROOT%"},
                        "region": {"startLine": 2},
                    },
                    "logicalLocations": [{"name": "web", "fullyQualifiedName": WEB.name, "kind": "resource"}],
                }
            ],
        }
    ]


def test_results_are_written_one_by_one() -> None:
    findings = [finding(key=str(n)) for n in range(50)]
    pieces = list(FORMATS["sarif"].render(report(findings), RenderOptions()))
    assert len(pieces) >= 50
    assert max(len(piece) for piece in pieces[3:]) < 5000
