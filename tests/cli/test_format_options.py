"""What commands tell the formats: the scope of a scan, and the pipeline that it runs in."""

from dataclasses import replace
from pathlib import Path

import pytest

from lbpolicy.cli.format_options import FormatChoices, render_options
from lbpolicy.cli.outputs import Output
from lbpolicy.cli.pipeline import find_pipeline
from lbpolicy.cli.repository import find_repository
from lbpolicy.cli.scan_scope import _PLAN, scope_of
from lbpolicy.formats import Pipeline, Repository
from lbpolicy.model import Coverage, PlanEffect, Report, SourceSummary
from lbpolicy.sources.plans import PLAN

REPOSITORY = Repository("https://git.example/acme/infra.git", "0123abc", "main")
GUID = "11111111-2222-3333-4444-555555555555"
AGENT = {
    "SYSTEM_COLLECTIONURI": "https://dev.azure.com/acme/",
    "SYSTEM_TEAMPROJECTID": GUID,
    "BUILD_DEFINITIONID": "42",
    "BUILD_DEFINITIONNAME": "infra plan",
    "BUILD_BUILDID": "1234",
    "BUILD_SOURCEBRANCH": "refs/heads/main",
    "SYSTEM_PHASEID": GUID,
    "SYSTEM_PHASENAME": "Job_1",
}


def made(*files: str, shape: str = "NDJSON", projects: tuple[str, ...] = ()) -> Report:
    sources = tuple(SourceSummary(file, shape, 1, 1) for file in files)
    coverage = Coverage(sources, 1, 1, 0, 1, {}, False, {}, dict.fromkeys(projects, ()))  # noqa: FBT003
    report = Report("2026-11-21T00:00:00Z", "default", "regopy", (), (), (), coverage)
    return replace(report, plan=PlanEffect()) if shape == PLAN else report


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a folder below the root of a repository."""
    (tmp_path / "infra" / ".git").mkdir(parents=True)
    here = tmp_path / "infra" / "live"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.mark.parametrize(
    ("folder", "expected"),
    [("prod", "live/prod"), (".", "live"), ("./prod/../dev/", "live/dev"), ("..", "infra"), ("../..", "")],
)
def test_the_scope_of_a_plan_is_its_folder_below_the_repository(
    repository: Path, folder: str, expected: str
) -> None:
    found = scope_of(made("plan.json", shape=PLAN), Path(folder), REPOSITORY)
    assert found == (expected or repository.parents[1].name), "of what lies elsewhere the name alone"
    assert str(repository) not in found


@pytest.mark.usefixtures("repository")
def test_a_plan_without_its_sources_has_the_folder_in_which_it_lies() -> None:
    assert _PLAN == PLAN
    assert scope_of(made("prod/plan.json", shape=PLAN), None, REPOSITORY) == "live/prod"
    assert scope_of(made("-", shape=PLAN), None, REPOSITORY) == "infra"
    assert scope_of(made("a/plan.json", "b/plan.json", shape=PLAN), None, REPOSITORY) == "infra"
    assert scope_of(made("-", shape=PLAN), None, None) == "", "the bundle's name stands for it"


def test_outside_of_a_repository_the_folder_is_that_below_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert scope_of(made("plan.json", shape=PLAN), Path("live/prod"), None) == "live/prod"
    assert scope_of(made("plan.json", shape=PLAN), Path(), None) == ""


def test_the_scope_of_exports_is_their_project_if_it_is_one() -> None:
    assert scope_of(made("x.json", projects=("acme-prod",)), None, REPOSITORY) == "acme-prod"
    assert scope_of(made("x.json", projects=("a", "b")), None, REPOSITORY) == ""
    assert scope_of(made("x.json"), None, REPOSITORY) == ""


def test_what_the_user_says_is_the_scope() -> None:
    choices = FormatChoices(scope="night shift")
    assert render_options(choices, made("x.json"), ()).scope == "night shift"


def test_the_pipeline_is_that_of_the_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in AGENT.items():
        monkeypatch.setenv(name, value)
    expected = Pipeline("acme", GUID, 42, "infra plan", GUID, "Job_1", "refs/heads/main", 1234)
    assert find_pipeline() == expected
    monkeypatch.setenv("SYSTEM_COLLECTIONURI", "https://acme.visualstudio.com/")
    assert find_pipeline() == expected
    azdo = FormatChoices(sarif_profile="azdo")
    assert render_options(azdo, made("x.json"), (Output("sarif", "x"),)).pipeline == expected
    assert render_options(FormatChoices(), made("x.json"), (Output("sarif", "x"),)).pipeline is None


@pytest.mark.parametrize("name", AGENT)
@pytest.mark.parametrize("value", ["", " ", "00000000-0000-0000-0000-000000000000"])
def test_half_a_pipeline_is_none(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    for one, right in AGENT.items():
        monkeypatch.setenv(one, right)
    monkeypatch.delenv("SYSTEM_JOBID", raising=False)
    monkeypatch.delenv("SYSTEM_JOBNAME", raising=False)
    monkeypatch.setenv(name, value)
    text = name in {"BUILD_DEFINITIONNAME", "BUILD_SOURCEBRANCH", "SYSTEM_PHASENAME"}
    assert (find_pipeline() is None) == (not text or not value.strip())


def test_outside_of_a_pipeline_the_user_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in AGENT:
        monkeypatch.delenv(name, raising=False)
    azdo = FormatChoices(sarif_profile="azdo")
    assert render_options(azdo, made("x.json"), (Output("sarif", "x"),)).pipeline is None
    said = capsys.readouterr().err
    assert "names no pipeline" in said
    assert "SYSTEM_PHASEID" in said
    render_options(azdo, made("x.json"), (Output("json", "x"),))
    assert capsys.readouterr().err == "", "there is no SARIF file"


def test_the_repository_of_an_azure_pipeline_has_a_short_branch(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_REPOSITORY", "CI_PROJECT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BUILD_REPOSITORY_URI", "https://dev.azure.com/acme/infra/_git/infra")
    monkeypatch.setenv("BUILD_SOURCEVERSION", "0123abc")
    for branch, short in (
        ("refs/heads/feature/x", "feature/x"),
        ("refs/pull/7/merge", "pull/7/merge"),
        ("", ""),
    ):
        monkeypatch.setenv("BUILD_SOURCEBRANCH", branch)
        assert find_repository() == Repository(
            "https://dev.azure.com/acme/infra/_git/infra", "0123abc", short
        )


GITHUB = {
    "GITHUB_SERVER_URL": "https://git.acme.example",
    "GITHUB_REPOSITORY": "a/b",
    "GITHUB_SHA": "0123abc",
}
GITLAB = {"CI_PROJECT_URL": "https://git.acme.example/a/b", "CI_COMMIT_SHA": "0123abc"}
AZURE = {"BUILD_REPOSITORY_URI": "https://tfs.acme.example/c/_git/b", "BUILD_SOURCEVERSION": "0123abc"}
BITBUCKET = {"BITBUCKET_REPO_FULL_NAME": "a/b", "BITBUCKET_COMMIT": "0123abc", "BITBUCKET_BRANCH": "main"}


@pytest.mark.parametrize(
    ("variables", "uri", "host"),
    [
        (GITHUB, "https://git.acme.example/a/b", "github"),
        (GITLAB, "https://git.acme.example/a/b", "gitlab"),
        (AZURE, "https://tfs.acme.example/c/_git/b", ""),
        ({**AZURE, "BUILD_REPOSITORY_PROVIDER": "TfsGit"}, "https://tfs.acme.example/c/_git/b", "azure"),
        ({**AZURE, "BUILD_REPOSITORY_PROVIDER": "GitHub"}, "https://tfs.acme.example/c/_git/b", "github"),
        (BITBUCKET, "https://bitbucket.org/a/b", "bitbucket"),
    ],
)
def test_the_service_is_told_by_the_variables_of_its_pipelines(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], uri: str, host: str
) -> None:
    for name in (*GITHUB, *GITLAB, *AZURE, *BITBUCKET, "BUILD_REPOSITORY_PROVIDER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    found = find_repository()
    assert found is not None
    assert (found.uri, found.revision, found.host) == (uri, "0123abc", host)
