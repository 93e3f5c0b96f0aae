import json
import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ci_schemas import violations
from ci_tools import SHELLCHECK, ZIZMOR
from github_runner import ACTION, ROOT, STEPS, Job, obeyed

PIN = re.compile(r"uses: (\S+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+$")

BACKEND = "google_compute_backend_service"
PLAN = {
    "format_version": "1.2",
    "terraform_version": "1.14.0",
    "resource_changes": [
        {
            "address": f"{BACKEND}.web",
            "mode": "managed",
            "type": BACKEND,
            "name": "web",
            "provider_name": "registry.terraform.io/hashicorp/google",
            "change": {
                "actions": ["create"],
                "before": None,
                "after": {"name": "web", "project": "acme", "load_balancing_scheme": "EXTERNAL_MANAGED"},
                "after_unknown": {},
            },
        }
    ],
    "configuration": {
        "root_module": {
            "resources": [
                {
                    "address": f"{BACKEND}.web",
                    "mode": "managed",
                    "type": BACKEND,
                    "name": "web",
                    "provider_config_key": "google",
                    "expressions": {"name": {"constant_value": "web"}},
                }
            ]
        }
    },
}


def soon() -> str:
    return (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(tmp_path, {"sources": "export", "upload-sarif": "true"})


@pytest.mark.parametrize(
    ("inputs", "code", "summary"),
    [
        ({"fail-on": "none"}, 0, "19 findings: 1 critical"),
        ({}, 1, "19 findings: 1 critical"),
        ({"bundle": "defalt"}, 2, "no report: exit code 2"),
        ({"config": "none.yaml"}, 2, "no report: exit code 2"),
        ({"sources": ""}, 2, "no report: exit code 2"),
        ({"fail-on": "huge"}, 2, "no report: exit code 2"),
        ({"sources": "export\nnone.ndjson"}, 3, "The scan is incomplete: 1 error."),
    ],
)
def test_the_job_ends_with_the_exit_code_of_the_scan(
    job: Job, inputs: dict[str, str], code: int, summary: str
) -> None:
    job.inputs |= inputs
    assert job.run_all() == code, job.log
    assert job.outputs["exit-code"] == str(code)
    assert summary in job.summary
    assert "Traceback" not in job.log


def test_the_reports_are_there_for_later_steps(job: Job) -> None:
    assert job.run_all() == 1
    sarif = json.loads(Path(job.outputs["sarif"]).read_bytes())
    assert len(sarif["runs"][0]["results"]) == 19
    assert len(json.loads(Path(job.outputs["json"]).read_bytes())["findings"]) == 19
    assert Path(job.outputs["markdown"]).read_text().startswith("<!-- lbpolicy -->")
    assert set(ACTION["outputs"]) == set(job.outputs)


def test_there_is_no_sarif_to_upload_when_the_scan_did_not_start(job: Job) -> None:
    job.inputs["bundle"] = "defalt"
    job.run_all()
    assert set(job.outputs) == {"exit-code"}


def test_findings_are_annotated_where_they_are_not_uploaded(job: Job) -> None:
    job.run_all()
    assert obeyed(job.log) == []
    job.inputs["upload-sarif"] = "false"
    job.run("Scan")
    commands = obeyed(job.log)
    assert len(commands) == 18
    assert commands[0].startswith("::error file=export/resources.ndjson,line=52,title=LB507 critical")


def test_several_sources_are_read(job: Job) -> None:
    job.inputs["sources"] = "export/resources.ndjson\n\nexport/ia*.ndjson\n"
    assert job.run_all() == 1
    assert "19 findings" in job.summary


def test_a_second_scan_in_a_job_keeps_the_results_of_the_first(job: Job) -> None:
    job.run_all()
    first = Path(job.outputs["sarif"])
    job.run_all()
    assert Path(job.outputs["sarif"]) != first
    assert first.is_file()


def test_a_plan_is_judged_inside_of_what_is_live(tmp_path: Path) -> None:
    job = Job(
        tmp_path,
        {"plan": "my plan.json", "sources": "a b.ndjson\nexport", "source-dir": "live/lb"},
        python="true",
    )
    job.run_all()
    call = job.calls[-1]
    assert "--source-dir=live/lb --inventory=a b.ndjson --inventory=export -- my plan.json" in call
    assert "--sarif-profile=github" in call


def test_findings_of_a_plan_lead_to_their_lines(tmp_path: Path) -> None:
    job = Job(tmp_path, {"plan": "plan.json", "source-dir": "live", "upload-sarif": "false"})
    workspace = tmp_path / "workspace"
    (workspace / "live").mkdir()
    (workspace / "live" / "main.tf").write_text(
        f'# the web\nresource "{BACKEND}" "web" {{\n  name = "web"\n}}\n'
    )
    (workspace / "plan.json").write_text(json.dumps(PLAN))
    assert job.run_all() == 1, job.log
    assert "The plan introduces " in job.summary
    assert "https://github.com/acme/infra/blob/0123abc/live/main.tf#L2" in job.summary
    assert any(line.startswith("::warning file=live/main.tf,line=2,") for line in obeyed(job.log))
    (result, *_) = json.loads(Path(job.outputs["sarif"]).read_bytes())["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "live/main.tf"


def test_waivers_and_a_baseline_are_handed_on(tmp_path: Path) -> None:
    given = {
        "plan": "plan.json",
        "waivers": "my waivers.yaml",
        "inline-waivers": "false",
        "baseline": "old.json",
    }
    job = Job(tmp_path, given, python="true")
    job.run_all()
    assert "--waivers=my waivers.yaml --no-inline-waivers --baseline=old.json --source-dir=" in job.calls[-1]
    job.inputs = {"plan": "plan.json"}
    job.run_all()
    assert not re.search("--[a-z-]*(waivers|baseline)", job.calls[-1])


@pytest.mark.parametrize(("inline", "code"), [("true", 0), ("false", 1), ("yes", 1)])
def test_the_author_of_a_change_waives_only_where_that_is_allowed(
    tmp_path: Path, inline: str, code: int
) -> None:
    job = Job(tmp_path, {"plan": "plan.json", "source-dir": "live", "inline-waivers": inline})
    workspace = tmp_path / "workspace"
    (workspace / "live").mkdir()
    comment = f'# lbpolicy:ignore LB414,LB422 owner=me@acme.example reason="Later." expires={soon()}'
    (workspace / "live" / "main.tf").write_text(f'{comment}\nresource "{BACKEND}" "web" {{\n}}\n')
    (workspace / "plan.json").write_text(json.dumps(PLAN))
    assert job.run_all() == code, job.log


def test_a_baseline_tells_what_is_new(job: Job) -> None:
    assert job.run_all() == 1
    job.inputs |= {"baseline": job.outputs["json"], "fail-on": "new:low"}
    assert job.run_all() == 0, job.log
    job.inputs["baseline"] = "none.json"
    assert job.run_all() == 2


def test_without_a_plan_there_is_no_source_dir(job: Job) -> None:
    job.run_all()
    assert "--source-dir" not in job.calls[-1]
    assert job.calls[-1].endswith(" -- export")


@pytest.mark.parametrize(
    ("version", "package"), [("", str(ROOT)), ("0.1.0", "lbpolicy==0.1.0"), ("1.0rc1", "lbpolicy==1.0rc1")]
)
def test_the_version_that_is_installed(job: Job, version: str, package: str) -> None:
    job.inputs["version"] = version
    assert job.run("Install lbpolicy") == 0
    environment = job.folder / "temp" / "lbpolicy"
    assert job.calls == [
        f"-I -m venv {environment}",
        f"-I -m pip install --quiet --disable-pip-version-check {package}",
    ]


@pytest.mark.parametrize(
    "version", ["1 --index-url=https://x.example", "@ https://x.example", "-r x", "$(id)", "1\n2"]
)
def test_what_is_no_version_is_not_installed(job: Job, version: str) -> None:
    job.inputs["version"] = version
    assert job.run("Install lbpolicy") == 2
    assert not (job.folder / "python.log").exists()


INJECTIONS = (
    "$(touch pwned)",
    "`touch pwned`",
    '"; touch pwned; "',
    "'; touch pwned; '",
    "x\ntouch pwned",
    "--policy=.",
)


@pytest.mark.parametrize("value", INJECTIONS)
def test_no_input_is_run(tmp_path: Path, value: str) -> None:
    job = Job(tmp_path, dict.fromkeys(set(ACTION["inputs"]) - {"version"}, value), python="true")
    assert job.run_all() == 0, job.log
    assert not list(tmp_path.rglob("pwned"))
    assert value.splitlines()[0] in "\n".join(job.calls)


def test_modules_of_the_repository_are_not_imported(job: Job) -> None:
    for name in ("click", "lbpolicy", "json", "pip", "venv"):
        (job.folder / "workspace" / f"{name}.py").write_text("open('pwned', 'w')\n")
    assert job.run_all() == 1
    assert not list(job.folder.rglob("pwned"))


def test_what_a_report_quotes_is_no_command_of_the_runner(job: Job) -> None:
    assert job.run("Install lbpolicy") == 0
    export = job.folder / "workspace" / "export" / "resources.ndjson"
    names = ("::error::pwned", "##[add-mask]a", "\\n::add-path::/tmp")
    for name in names:
        export.write_text(export.read_text().replace("portal-backend", name, 1))
    job.inputs["sources"] = "\n".join(("export", *names))
    job.run("Scan")
    assert "pwned" in job.log
    assert obeyed(job.log) == []


def test_actions_are_pinned_by_commit() -> None:
    used = [line.strip() for line in (ROOT / "action.yml").read_text().splitlines() if "uses:" in line]
    assert len(used) == 2
    assert all(PIN.search(line) for line in used), used


def test_expressions_stand_in_the_environment_and_never_in_a_script() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", "")
        for value in step.get("env", {}).values():
            assert re.fullmatch(r"\$\{\{ (inputs|steps)\.[\w.-]+ \}\}", value)


def test_every_input_is_described_and_used() -> None:
    text = json.dumps(ACTION["runs"])
    for name, one in ACTION["inputs"].items():
        assert one["description"]
        assert isinstance(one["default"], str)
        assert f"inputs.{name}" in text, name


def test_the_job_fails_only_after_the_upload() -> None:
    names = [step["name"] for step in STEPS]
    assert names.index("Upload to code scanning") == names.index("Pass or fail") - 1 == len(names) - 2
    assert "!cancelled()" in STEPS[-1]["if"]


def test_the_action_is_valid_by_the_schema_of_github_actions() -> None:
    assert violations("github-actions", ACTION) == []


@pytest.mark.skipif(SHELLCHECK is None, reason="shellcheck is not installed")
@pytest.mark.parametrize("step", [step for step in STEPS if "run" in step], ids=lambda step: step["name"])
def test_shellcheck_has_nothing_to_say(step: dict[str, Any], tmp_path: Path) -> None:
    script = tmp_path / "step.sh"
    script.write_text("#!/usr/bin/env bash\nset -eo pipefail\n" + step["run"])
    done = subprocess.run([str(SHELLCHECK), str(script)], capture_output=True, text=True, check=False)
    assert done.stdout == ""


@pytest.mark.skipif(ZIZMOR is None, reason="zizmor is not installed")
def test_zizmor_finds_nothing() -> None:
    done = subprocess.run(
        [str(ZIZMOR), "--offline", "--pedantic", str(ROOT / "action.yml")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
