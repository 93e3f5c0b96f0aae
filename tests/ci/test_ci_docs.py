"""What the pages tell people to paste is right."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from ci_schemas import violations
from ci_tools import SHELLCHECK
from github_runner import ACTION, ROOT
from test_gitlab_template import INPUTS
from test_pre_commit_hooks import HOOKS

from lbpolicy.cli.scan import command
from lbpolicy.formats import FORMATS
from lbpolicy.report import FAIL_ON

FOLDER = ROOT / "docs" / "ci"
PAGES = {page.name: page.read_text() for page in sorted(FOLDER.glob("*.md"))}
FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
OPTIONS = {option for parameter in command.params for option in parameter.opts}
COMMIT = "0123456789abcdef" * 2 + "01234567"


def fences(name: str, language: str) -> list[str]:
    """The blocks of code of a page, without the indent that they have in a list."""
    found = FENCE.findall(PAGES[name].replace("COMMIT", COMMIT))
    return [
        re.sub(rf"^{indent}", "", body, flags=re.MULTILINE)
        for indent, said, body in found
        if said == language
    ]


def parsed(name: str) -> list[Any]:
    # YAML 1.1 takes the key `on` for true; GitHub does not
    return [
        yaml.safe_load(re.sub("^on:", '"on":', text, flags=re.MULTILINE)) for text in fences(name, "yaml")
    ]


def scripts(value: Any) -> list[str]:
    """Every shell script in a document of a CI system."""
    if isinstance(value, dict):
        own = [value[key] for key in ("run", "bash") if isinstance(value.get(key), str)]
        own += ["\n".join(value["script"])] if isinstance(value.get("script"), list) else []
        return own + [script for item in value.values() for script in scripts(item)]
    if isinstance(value, list):
        return [script for item in value for script in scripts(item)]
    return []


SCRIPTS = [
    script
    for name in PAGES
    for block in (*parsed(name), {"run": "\n".join(fences(name, "sh"))})
    for script in scripts(block)
]
COMMANDS = [call for text in PAGES.values() for call in re.findall(r"lbpolicy scan(?:\\+\n|[^\n`])*", text)]


def slug(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_there_is_a_page_for_each_system() -> None:
    systems = {"atlantis.md", "azure-devops.md", "github.md", "gitlab.md", "hcp-terraform.md", "jenkins.md"}
    assert set(PAGES) == {"README.md", *systems}
    for name in set(PAGES) - {"README.md"}:
        assert f"({name})" in PAGES["README.md"]
        assert "(README.md#what-fails-the-check)" in PAGES[name], "each says what the exit codes mean"
        assert "plan.json" in PAGES[name] or "$SHOWFILE" in PAGES[name]


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", PAGES[name]):
        path, _, anchor = target.partition("#")
        page = (FOLDER / path) if path else FOLDER / name
        assert page.exists(), target
        if anchor:
            assert anchor in {
                slug(line.lstrip("# ")) for line in page.read_text().splitlines() if line.startswith("#")
            }


def test_the_options_and_formats_exist() -> None:
    assert len(COMMANDS) > 8
    for call in COMMANDS:
        assert set(re.findall(r"(?<=\s)--[a-z-]+", call)) <= OPTIONS | {"--help"}, call
        assert set(re.findall(r'-o "?([a-z-]+)=', call)) <= set(FORMATS), call
    said = {value for text in PAGES.values() for value in re.findall(r"fail-on[:= ]+([a-z:]+)", text)}
    assert {"new:medium", "high"} <= said <= set(FAIL_ON)


def test_every_format_and_exit_code_is_explained() -> None:
    rows = re.findall(r"^\| `?([\w-]+)", PAGES["README.md"], re.MULTILINE)
    assert set(FORMATS) <= set(rows)
    assert {"0", "1", "2", "3"} <= set(rows)


def test_workflows_are_valid_by_the_schema_of_github() -> None:
    plan, nightly, comment = parsed("github.md")
    assert violations("github-workflows", plan) == []
    assert violations("github-workflows", nightly) == []
    job = {"runs-on": "ubuntu-latest", "steps": comment}
    assert violations("github-workflows", {"on": "push", "jobs": {"plan": job}}) == []


def test_steps_give_the_action_inputs_that_it_has_and_pins() -> None:
    text = PAGES["github.md"].replace("COMMIT", COMMIT)
    assert all(
        re.search(r"@[0-9a-f]{40}( # v\d+\.\d+\.\d+)?$", line) for line in re.findall(r".*uses:.*", text)
    )
    given = {
        name
        for document in parsed("github.md")
        for step in (
            document
            if isinstance(document, list)
            else [s for j in document["jobs"].values() for s in j["steps"]]
        )
        if str(step.get("uses", "")).startswith("lbpolicy/")
        for name in step["with"]
    }
    assert given <= set(ACTION["inputs"])
    assert all(f"`{name}`" in text for name in ACTION["inputs"])
    assert all(f"`{name}`" in text for name in ACTION["outputs"])


def test_the_pipeline_is_valid_by_the_schema_of_gitlab() -> None:
    pipeline, *overrides = parsed("gitlab.md")
    assert violations("gitlab-ci", pipeline) == []
    assert set(pipeline["include"][0]["inputs"]) <= set(INPUTS)
    assert all(f"`{name}`" in PAGES["gitlab.md"] for name in INPUTS)
    for override in overrides:
        assert violations("gitlab-ci", {"lbpolicy": {"script": ["x"], **override["lbpolicy"]}}) == []


def test_the_pipeline_is_valid_by_the_schema_of_azure() -> None:
    (pipeline,) = parsed("azure-devops.md")
    # the schema lists the tasks of an organization without Advanced Security
    (published,) = (step for step in pipeline["steps"] if "AdvancedSecurity" in step.get("task", ""))
    pipeline["steps"].remove(published)
    assert violations("azure-pipelines", pipeline) == []
    assert set(published["inputs"]) == {"SarifsInputDirectory"}


def test_the_hooks_exist() -> None:
    (configuration,) = parsed("README.md")
    assert {hook["id"] for hook in configuration["repos"][0]["hooks"]} == set(HOOKS)


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_are_shell(script: str, tmp_path: Path) -> None:
    file = tmp_path / "script.sh"
    file.write_text(f"#!/usr/bin/env bash\n{script}\n")
    done = subprocess.run(["bash", "-n", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(SHELLCHECK is None, reason="shellcheck is not installed")
@pytest.mark.parametrize("script", SCRIPTS)
def test_shellcheck_has_nothing_to_say(script: str, tmp_path: Path) -> None:
    file = tmp_path / "script.sh"
    file.write_text(f"#!/usr/bin/env bash\nset -e\n{script}\n")
    done = subprocess.run([str(SHELLCHECK), str(file)], capture_output=True, text=True, check=False)
    assert done.stdout == ""


def played(script: str, folder: Path, lbpolicy: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a script whose lbpolicy is the one given, and whose pip does nothing."""
    for name, text in (("lbpolicy", lbpolicy), ("pip", "")):
        file = folder / name
        file.write_text(f"#!/bin/sh\n{text}\n")
        file.chmod(0o755)
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", **variables}
    return subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def played_by_azure(
    folder: Path, lbpolicy: str
) -> tuple["subprocess.CompletedProcess[str]", list[str], Path]:
    """Run the step of the pipeline: what it printed, what an agent obeys of that, where the reports are."""
    (pipeline,) = parsed("azure-devops.md")
    staging = folder / "staging"
    done = played(
        pipeline["steps"][2]["bash"],
        folder,
        lbpolicy.replace("REPORTS", f"{staging}/lbpolicy"),
        AGENT_TEMPDIRECTORY=str(folder),
        BUILD_ARTIFACTSTAGINGDIRECTORY=str(staging),
    )
    return done, re.findall(r"##(?:vso)?\[.*", done.stdout + done.stderr), staging / "lbpolicy"


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_the_step_of_azure_ends_with_the_exit_code(tmp_path: Path, code: int) -> None:
    report = "touch REPORTS/lbpolicy.md; " if code != 2 else ""
    done, obeyed, reports = played_by_azure(tmp_path, f"{report}exit {code}")
    assert done.returncode == code
    assert obeyed == ([f"##vso[task.uploadsummary]{reports}/lbpolicy.md"] if code != 2 else [])


def test_the_step_of_azure_obeys_no_report(tmp_path: Path) -> None:
    evil = "##vso[task.setvariable variable=PATH]evil"
    records = (ROOT / "examples" / "export" / "resources.ndjson").read_text()
    (tmp_path / "plan.json").write_text(records.replace("portal-backend", evil))
    (tmp_path / "infra").mkdir()
    done, obeyed, reports = played_by_azure(tmp_path, f'exec "{sys.executable}" -m lbpolicy "$@"')
    assert done.returncode == 1, done.stderr
    assert "x23vso[task.setvariable" in done.stdout
    assert obeyed == [f"##vso[task.uploadsummary]{reports}/lbpolicy.md"]
    assert {file.suffix for file in reports.iterdir()} == {".html", ".md", ".sarif"}


@pytest.mark.parametrize(
    ("code", "verdict"), [(0, "lbpolicy: pass\n"), (1, "FAIL - lbpolicy: 1 failure\nreport\n")]
)
def test_the_policy_check_of_atlantis_says_its_verdict_in_words(
    tmp_path: Path, code: int, verdict: str
) -> None:
    *_, check = parsed("atlantis.md")
    script = check["workflows"]["lbpolicy"]["policy_check"]["steps"][1]["run"]
    done = played(
        script, tmp_path, f"echo report; exit {code}", SHOWFILE="x", PLANFILE=str(tmp_path / "plan")
    )
    assert (done.returncode, done.stdout) == (0, verdict)
