from dataclasses import replace

import pytest
from plan_reports import plan_report
from reports import HOSTILE_TEXTS, report
from sarif_logs import PIPELINE, PROFILES, sarif_run

from lbpolicy.formats.interface import SarifProfile


@pytest.mark.parametrize("profile", PROFILES)
def test_the_id_tells_scans_apart(profile: SarifProfile) -> None:
    assert sarif_run(report(), profile, scope="acme-prod")["automationDetails"]["id"] == (
        "lbpolicy/assets/acme-prod/"
    )
    details = sarif_run(plan_report(), profile, scope="live/prod eu")["automationDetails"]
    assert details["id"] == "lbpolicy/terraform/live/prod%20eu/"
    assert details["description"]["text"] == "Load balancing policies on Terraform plan: live/prod%20eu."


@pytest.mark.parametrize(
    ("bundle", "expected"),
    [("serverless-iap", "serverless-iap"), ("/home/me/own bundle", "own%20bundle"), ("", "default")],
)
def test_without_a_scope_the_bundle_stands_for_it(bundle: str, expected: str) -> None:
    run = sarif_run(replace(report(), bundle=bundle))
    assert run["automationDetails"]["id"] == f"lbpolicy/assets/{expected}/"


@pytest.mark.parametrize("text", [*HOSTILE_TEXTS, "../..", "/", "a//b/./c"])
def test_no_scope_breaks_the_id(text: str) -> None:
    name = sarif_run(report(), scope=text)["automationDetails"]["id"]
    assert name.isascii()
    assert name.isprintable()
    assert name.startswith("lbpolicy/assets/")
    assert name.endswith("/")
    assert not {"", ".", ".."} & set(name.removesuffix("/").split("/"))


def test_azure_devops_gets_the_id_of_the_pipeline() -> None:
    run = sarif_run(report(), "azdo", pipeline=PIPELINE)
    details = run["automationDetails"]
    assert details["id"] == (
        "azuredevops/pipeline/build/acme/11111111-2222-3333-4444-555555555555/42/"
        "66666666-7777-8888-9999-aaaaaaaaaaaa/refs/heads/main/1234"
    )
    assert details["properties"] == {
        "azuredevops/pipeline/build/buildDefinitionId": "42",
        "azuredevops/pipeline/build/buildDefinitionName": "infra plan",
        "azuredevops/pipeline/build/phaseId": "66666666-7777-8888-9999-aaaaaaaaaaaa",
        "azuredevops/pipeline/build/phaseName": "Job_1",
    }
    assert run["tool"]["driver"]["fullName"]
    assert run["invocations"][0]["toolExecutionNotifications"] == []


def test_outside_of_a_pipeline_the_file_says_what_it_lacks() -> None:
    run = sarif_run(report(), "azdo")
    assert run["automationDetails"]["id"] == "lbpolicy/assets/default/"
    [note] = run["invocations"][0]["toolExecutionNotifications"]
    assert (note["descriptor"]["id"], note["level"]) == ("no-pipeline", "warning")


@pytest.mark.parametrize("profile", ["generic", "github", "gitlab"])
def test_the_pipeline_concerns_nobody_else(profile: SarifProfile) -> None:
    assert sarif_run(report(), profile, pipeline=PIPELINE) == sarif_run(report(), profile)
