"""Text, JSON and SARIF of a Terraform plan: what it introduces, keeps and fixes, and where in its sources."""

from dataclasses import replace
from typing import Any

import jsonschema
import orjson
import pytest
from plan_reports import LINE, plan_report
from reports import API, LOGGING_RULE, WEB, finding, report
from sarif_logs import PROFILES, result_uri, sarif_run

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.formats.interface import SarifProfile
from lbpolicy.formats.remediation import gcloud_command
from lbpolicy.model import AssetRef, Origin, PlanEffect, Report, Severity, Status
from lbpolicy.resources import folder

ADDRESS = 'module.lb.google_compute_backend_service.web["x"]'
UNNAMED = AssetRef(f"//compute.googleapis.com/projects/-/global/backendServices/{ADDRESS}", WEB.type)


def shown(what: Report, **options: Any) -> str:
    return b"".join(FORMATS["text"].render(what, RenderOptions(**options))).decode()


def parsed(what: Report) -> Any:
    return orjson.loads(b"".join(FORMATS["json"].render(what, RenderOptions())))


def test_the_text_points_to_the_attribute() -> None:
    one = replace(finding(origin=LINE), change="introduced")
    assert shown(report([one]), quiet=True) == (
        "error[LB901]: A cache behind a guard\n"
        "  --> live/lb main.tf:12:3\n"
        "   | enable_cdn = true\n"
        "   | ^^^^^^^^^^\n"
        f"   | {ADDRESS}\n"
        "   | BackendService web (project acme-prod, global)\n"
        "   | //compute.googleapis.com/projects/acme-prod/global/backendServices/web\n"
        "   | introduced by the plan\n"
        "   | The cache is on behind the guard.\n"
        "   |   at /enableCDN\n"
        "   |   enableCDN = true\n"
        "   |   iap.enabled = true\n"
        "   = help: Turn the cache off.\n"
        "   = Terraform:\n"
        '           resource "x" "y" {\n'
        "             enable_cdn = false\n"
        "           }\n"
        "\n"
    )


def test_a_command_is_shown_for_what_terraform_does_not_say() -> None:
    text = shown(report([finding(LOGGING_RULE, origin=LINE)]))
    assert "Terraform:" not in text, "this rule has no words for it"
    assert "gcloud compute" in shown(report([finding(origin=LINE)]), verbose=True)
    assert "gcloud compute" not in shown(report([finding(origin=LINE)]))


@pytest.mark.parametrize(
    ("snippet", "column", "marked"),
    [
        ("\tenable_cdn = true", 2, "^^^^^^^^^^"),
        ('  backend { group = "x" }', 13, "          ^^^^^"),
        ("x", 99, "^"),
        ("  }", 3, "^"),
        ("\x1b[31mx = 1", 6, "        ^"),
    ],
)
def test_the_mark_stands_below_what_is_meant(snippet: str, column: int, marked: str) -> None:
    text = shown(report([finding(origin=replace(LINE, snippet=snippet, column=column))]))
    assert f"\n   | {marked}\n" in text
    assert "\t" not in text
    assert "\x1b" not in text


def test_what_has_no_name_yet() -> None:
    text = shown(report([finding(asset=UNNAMED, origin=LINE)]), verbose=True)
    assert "   | BackendService, which has no name yet\n" in text
    assert "backend-services update NAME SCOPE --project=PROJECT" in text
    assert UNNAMED.name not in text


@pytest.mark.parametrize("last", [ADDRESS, "google_compute_backend_service.web", "a.b.c[0]"])
def test_a_command_never_has_an_address_for_a_name(last: str) -> None:
    asset = replace(WEB, name=f"//compute.googleapis.com/projects/p/global/backendServices/{last}")
    assert gcloud_command("x {name} {project}", asset) == "x NAME acme-prod"


def test_the_text_sums_up_what_the_plan_does() -> None:
    text = shown(plan_report())
    assert "The plan introduces 2, keeps 1 and fixes 1.\n" in text
    assert (
        "Beside it 12 findings and 1 case to review on assets that it leaves alone; --all lists them." in text
    )
    assert "Fixed by the plan\n\nfixed[LB902] " in text
    assert "3 findings: 2 high, 1 medium;" in text, "what is fixed does not fail"
    assert "Beside it" not in shown(replace(plan_report(), plan=PlanEffect()))
    assert "plan" not in shown(report([finding()]))


def test_the_json_has_all_of_it() -> None:
    found = parsed(plan_report())
    validator = jsonschema.Draft202012Validator(
        orjson.loads((folder("schemas") / "report.schema.json").read_bytes())
    )
    assert [error.message for error in validator.iter_errors(found)] == []
    assert found["summary"]["plan"] == {
        "introduced": 2,
        "kept": 1,
        "fixed": 1,
        "not_listed": {"fail": 12, "review": 1},
    }
    assert found["summary"]["by_status"]["fail"] == 3
    assert [one["change"] for one in found["findings"]] == ["kept", "introduced", "introduced", "kept"]
    assert [(one["rule"], one["change"]) for one in found["fixed"]] == [("LB902", "fixed")]
    assert found["findings"][0]["origin"] == {
        "file": "live/lb main.tf",
        "line": 12,
        "column": 3,
        "address": ADDRESS,
        "snippet": "  enable_cdn = true",
    }
    without = parsed(report([finding()]))
    assert (without["summary"]["plan"], without["fixed"]) == (None, [])


@pytest.mark.parametrize("profile", PROFILES)
def test_sarif_points_to_the_attribute_in_every_profile(profile: SarifProfile) -> None:
    [result] = sarif_run(report([finding(origin=LINE)]), profile)["results"]
    [location] = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "live/lb%20main.tf", "uriBaseId": "%SRCROOT%"},
        "region": {
            "startLine": 12,
            "startColumn": 3,
            "endLine": 12,
            "endColumn": 20,
            "snippet": {"text": "enable_cdn = true"},
        },
        "contextRegion": {
            "startLine": 12,
            "startColumn": 1,
            "endLine": 13,
            "endColumn": 1,
            "snippet": {"text": "  enable_cdn = true\n"},
        },
    }
    assert [place["fullyQualifiedName"] for place in location["logicalLocations"]] == [WEB.name, ADDRESS]
    assert result["properties"]["terraformAddress"] == ADDRESS


@pytest.mark.parametrize("profile", PROFILES)
def test_sarif_shows_no_line_that_may_not_be_shown(profile: SarifProfile) -> None:
    [result] = sarif_run(report([finding(origin=replace(LINE, snippet=""))]), profile)["results"]
    physical = result["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "live/lb%20main.tf"
    assert physical["region"]["startLine"] == 12
    assert physical["region"]["snippet"] == {"text": WEB.name}, "as for an export"


@pytest.mark.parametrize("file", ["/home/someone/main.tf", "../main.tf"])
def test_sarif_tells_nothing_of_the_machine(file: str) -> None:
    [result] = sarif_run(report([finding(origin=replace(LINE, file=file))]), "github")["results"]
    assert result_uri(result) == "gcp-assets/acme-prod/compute.googleapis.com/BackendService/global/web"
    assert "someone" not in orjson.dumps(result).decode()


def test_github_is_never_pointed_at_the_plan() -> None:
    origin = Origin("plan.json", address=ADDRESS)
    [result] = sarif_run(report([finding(origin=origin)]), "github")["results"]
    assert result_uri(result).startswith("gcp-assets/")
    [result] = sarif_run(report([finding(origin=origin)]))["results"]
    assert result_uri(result) == "plan.json"


def test_sarif_compares_all_results_or_none() -> None:
    run = sarif_run(plan_report())
    assert [(one["ruleId"], one["baselineState"]) for one in run["results"]] == [
        ("LB901", "unchanged"),
        ("LB901", "new"),
        ("LB903", "new"),
        ("LB902", "unchanged"),
        ("LB902", "absent"),
    ]
    assert run["automationDetails"]["id"] == "lbpolicy/terraform/default/"
    passing = replace(plan_report(), findings=(finding(status=Status.PASS),))
    assert [one["baselineState"] for one in sarif_run(passing)["results"]] == ["unchanged", "absent"]


def test_github_gets_nothing_that_is_fixed_and_no_comparison() -> None:
    results = sarif_run(plan_report(), "github")["results"]
    assert {one["kind"] for one in results} == {"fail"}
    assert not any("baselineState" in one for one in results)
    assert len(results) == 2, "two of the three stand on one line"


def test_github_gets_one_result_for_the_instances_on_one_line() -> None:
    instances = [
        finding(
            asset=replace(WEB, name=f"{WEB.name}{n}"),
            origin=replace(LINE, address=f"google.web[{n}]"),
            key=str(n),
        )
        for n in range(6)
    ]
    others = [
        finding(asset=API, origin=replace(LINE, line=13)),
        replace(finding(LOGGING_RULE, origin=LINE), severity=Severity.LOW),
        finding(asset=API, key="a"),
        finding(asset=API, key="b"),
    ]
    run = sarif_run(report([*instances, *others]), "github")
    first, *rest = run["results"]
    assert len(rest) == 4
    said = first["message"]["text"]
    assert "The same holds for google.web[1], google.web[2], google.web[3] and 2 more" in said
    assert len(first["properties"]["related"]) == 5
    [note] = run["invocations"][0]["toolExecutionNotifications"]
    assert note["descriptor"]["id"] == "results-grouped"
    assert note["message"]["text"].startswith("5 more findings of the same rule on the same line")
    assert len(sarif_run(report([*instances, *others]))["results"]) == 10
