import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from ci_schemas import violations
from ci_tools import SHELLCHECK
from github_runner import ROOT, fake_python

TEMPLATE = ROOT / "templates" / "gitlab" / "lbpolicy.yml"
HEADER, BODY = yaml.safe_load_all(TEMPLATE.read_text())
INPUTS: dict[str, dict[str, str]] = HEADER["spec"]["inputs"]
SAMPLE = ROOT / "examples" / "export"


def included(**inputs: str) -> Any:
    """The template as a pipeline that includes it gets it."""
    values = {name: one.get("default", "") for name, one in INPUTS.items()} | inputs

    def interpolated(value: Any) -> Any:
        if isinstance(value, str):
            return re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda found: values[found[1]], value)
        if isinstance(value, list):
            return [interpolated(item) for item in value]
        if isinstance(value, dict):
            return {interpolated(key): interpolated(item) for key, item in value.items()}
        return value

    return interpolated(BODY)


def run(folder: Path, **inputs: str) -> "subprocess.CompletedProcess[str]":
    """Run the job's script in `folder`, as a runner does where there is no bash."""
    (job,) = included(package="lbpolicy==0.1.0", **inputs).values()
    (folder / "bin").mkdir()
    fake_python(folder / "bin" / "python3")
    (folder / "work").mkdir()
    return subprocess.run(
        ["sh", "-ec", "\n".join(job["script"])],
        cwd=folder / "work",
        env={"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", **job["variables"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_template_is_valid_by_the_schema_of_gitlab() -> None:
    assert violations("gitlab-ci", included(package="lbpolicy==0.1.0")) == []


def test_inputs_are_variables_and_never_part_of_a_script() -> None:
    (job,) = BODY.values()
    assert "$[[" not in json.dumps(job["script"])
    assert {f"$[[ inputs.{name} ]]" for name in INPUTS} == {
        *job["variables"].values(),
        job["stage"],
        job["image"],
        *BODY,
    }
    assert all(one["description"] for one in INPUTS.values())


def test_what_is_installed_must_be_said() -> None:
    assert [name for name, one in INPUTS.items() if "default" not in one] == ["package"]


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"fail-on": "none"}, 0),
        ({}, 1),
        ({"bundle": "defalt"}, 2),
        ({"config": "none.yaml"}, 2),
        ({"inventory": "none.ndjson"}, 3),
    ],
)
def test_the_job_ends_with_the_exit_code_of_the_scan(
    tmp_path: Path, inputs: dict[str, str], code: int
) -> None:
    done = run(tmp_path, **{"plan": str(SAMPLE), **inputs})
    assert done.returncode == code, done.stdout + done.stderr
    reports = tmp_path / "work" / "lbpolicy-report"
    if code in {0, 1}:
        assert len(json.loads((reports / "code-quality.json").read_bytes())) == 19
        assert json.loads((reports / "lbpolicy.sarif").read_bytes())["version"] == "2.1.0"
        assert (reports / "comment.md").read_text().startswith("<!-- lbpolicy -->")
    assert (reports / "lbpolicy.json").exists() is (code != 2)


def test_waivers_and_a_baseline_are_handed_on(tmp_path: Path) -> None:
    run(tmp_path, **{"waivers": "my waivers.yaml", "inline-waivers": "no", "baseline": "old.json"})
    (call,) = ((tmp_path / "bin" / "python.log").read_text().splitlines())[2:] or [""]
    assert "--waivers=my waivers.yaml --no-inline-waivers --baseline=old.json -o" in call


def test_comments_waive_and_no_baseline_is_read_by_default(tmp_path: Path) -> None:
    run(tmp_path)
    assert not re.search("waivers|baseline", (tmp_path / "bin" / "python.log").read_text())


def test_every_report_is_an_artifact_even_of_a_job_that_failed() -> None:
    (job,) = included().values()
    assert job["artifacts"]["when"] == "always"
    written = re.findall(r"=(lbpolicy-report/\S+)", job["script"][0])
    assert len(written) == 4
    assert all(path.startswith(job["artifacts"]["paths"][0]) for path in written)
    assert job["artifacts"]["reports"]["codequality"] in written


@pytest.mark.parametrize(
    "value", ["$(touch pwned)", '"; touch pwned; "', "'; touch pwned; '", "x\ntouch pwned", "`touch pwned`"]
)
def test_no_input_is_run(tmp_path: Path, value: str) -> None:
    (job,) = included(**dict.fromkeys(INPUTS, value)).values()
    fake_python(tmp_path / "python3", "true")
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", **job["variables"]}
    subprocess.run(["sh", "-ec", job["script"][0]], cwd=tmp_path, env=environment, check=True, timeout=30)
    assert not list(tmp_path.rglob("pwned"))
    assert (tmp_path / "python.log").read_text().count(value) >= 6


@pytest.mark.skipif(SHELLCHECK is None, reason="shellcheck is not installed")
def test_shellcheck_has_nothing_to_say(tmp_path: Path) -> None:
    (job,) = BODY.values()
    script = tmp_path / "job.sh"
    script.write_text("#!/bin/sh\n" + job["script"][0])
    done = subprocess.run([str(SHELLCHECK), str(script)], capture_output=True, text=True, check=False)
    assert done.stdout == ""
