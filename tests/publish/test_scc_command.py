import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import grpc
import pytest
from scc_reports import LATER, finding, report
from scc_server import Center, serving

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.model import PlanEffect, Report

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "examples" / "export"
SOURCE = "organizations/1/sources/2"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}


@pytest.fixture
def center() -> Iterator[Center]:
    with serving(Center(page=5)) as one:
        yield one


def lbpolicy(folder: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "lbpolicy", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**ENVIRONMENT, **more},
    )


def publish(folder: Path, center: Center, *more: str) -> "subprocess.CompletedProcess[str]":
    return lbpolicy(
        folder, "publish", "scc", "report.json", "--source", SOURCE, "--endpoint", center.address, *more
    )


def stored(folder: Path, one: Report) -> None:
    pieces = FORMATS["json"].render(one, RenderOptions())
    (folder / "report.json").write_bytes(b"".join(pieces))


def scanned(folder: Path, *files: Path) -> dict[str, Any]:
    done = lbpolicy(folder, "scan", *map(str, files), "-o", "json=report.json", "-q", "--fail-on", "none")
    assert done.returncode == 0, done.stderr
    made: dict[str, Any] = json.loads((folder / "report.json").read_bytes())
    return made


def test_a_scan_is_published_and_what_was_mended_is_closed(center: Center, tmp_path: Path) -> None:
    before = scanned(tmp_path, SAMPLE)
    failing = {one["finding_id"] for one in before["findings"] if one["status"] == "fail"}
    done = publish(tmp_path, center)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"{SOURCE}/locations/global",
        f"  {len(failing)} created or reopened",
    ]
    assert set(center.states()) == failing
    assert publish(tmp_path, center).stdout.splitlines()[1:] == [f"  {len(failing)} unchanged"]

    resources = (SAMPLE / "resources.ndjson").read_text()
    mended = resources.replace('"protocol":"HTTPS"', '"protocol":"HTTP"')
    mended = mended.replace('"protocol": "HTTPS"', '"protocol": "HTTP"')
    assert mended != resources
    (tmp_path / "now").mkdir()
    (tmp_path / "now" / "resources.ndjson").write_text(mended)
    (tmp_path / "now" / "iam.ndjson").write_bytes((SAMPLE / "iam.ndjson").read_bytes())
    after = scanned(tmp_path, tmp_path / "now")
    left = {one["finding_id"] for one in after["findings"] if one["status"] == "fail"}
    assert failing - left
    assert publish(tmp_path, center).returncode == 0
    assert {one for one, state in center.states().items() if state == "ACTIVE"} == left
    assert {one for one, state in center.states().items() if state == "INACTIVE"} == failing - left


def test_a_dry_run_reads_and_writes_nothing(center: Center, tmp_path: Path) -> None:
    stored(tmp_path, report([finding("web"), finding("api")]))
    assert publish(tmp_path, center).returncode == 0
    stored(tmp_path, report([finding("web")], at=LATER))
    calls = dict(center.calls)
    done = publish(tmp_path, center, "--dry-run")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        f"close {finding('api').finding_id} LB901 {finding('api').outcome.asset.name}",
        f"Nothing was written; in {SOURCE}/locations/global this would be:",
        "  1 unchanged",
        "  1 set INACTIVE",
    ]
    assert dict(center.calls) == {**calls, "ListFindings": calls["ListFindings"] + 1}
    center.calls.clear()
    done = publish(tmp_path, center, "--dry-run", "--offline")
    assert done.stdout.splitlines()[-2:] == [
        f"Nothing was written; in {SOURCE}/locations/global this would be, if the source were empty:",
        "  1 created or reopened",
    ]
    assert not center.calls


def test_what_another_report_covers_stays_active_and_is_told(center: Center, tmp_path: Path) -> None:
    stored(tmp_path, report([finding("web"), finding("api", "elsewhere")]))
    publish(tmp_path, center)
    stored(tmp_path, report([], at=LATER))
    done = publish(tmp_path, center)
    assert done.stdout.splitlines()[1:] == [
        "  1 set INACTIVE",
        "  1 left ACTIVE: of projects or asset types that this report does not cover",
    ]
    stored(tmp_path, report([], at=LATER, complete=False))
    done = publish(tmp_path, center)
    assert done.returncode == 0
    assert "none is set INACTIVE" in done.stderr
    assert "1 left ACTIVE: that this report does not have" in done.stdout


def test_what_failed_is_told_and_listed(center: Center, tmp_path: Path) -> None:
    web = finding("web")
    stored(tmp_path, report([web, finding("api")]))

    def refuse(method: str, request: Any) -> grpc.StatusCode | None:
        bad = method == "UpdateFinding" and request.finding.name.endswith(web.finding_id)
        return grpc.StatusCode.PERMISSION_DENIED if bad else None

    center.fault = refuse
    done = publish(tmp_path, center, "--failed", "left.ndjson")
    assert done.returncode == 3
    assert f"error: create LB901 {web.outcome.asset.name}: PERMISSION_DENIED" in done.stderr
    assert "findingsEditor" in done.stderr
    assert done.stdout.splitlines()[1:] == ["  1 created or reopened", "  1 failed; listed in left.ndjson"]
    (line,) = (tmp_path / "left.ndjson").read_text().splitlines()
    entry = json.loads(line)
    assert entry["name"] == f"{SOURCE}/locations/global/findings/{web.finding_id}"
    assert (entry["action"], entry["code"]) == ("create", "PERMISSION_DENIED")
    assert entry["finding"]["resourceName"] == web.outcome.asset.name


def test_a_source_that_may_not_be_read_ends_with_3(center: Center, tmp_path: Path) -> None:
    stored(tmp_path, report([finding("web")]))
    center.fault = lambda _method, _request: grpc.StatusCode.NOT_FOUND
    done = publish(tmp_path, center)
    assert done.returncode == 3
    assert "The findings of the source cannot be read: NOT_FOUND" in done.stderr
    assert "--location" in done.stderr


def test_a_plan_and_the_future_are_refused(center: Center, tmp_path: Path) -> None:
    stored(tmp_path, replace(report([finding("web")]), plan=PlanEffect()))
    done = publish(tmp_path, center)
    assert (done.returncode, "Terraform plan" in done.stderr) == (2, True)
    stored(tmp_path, report([finding("web")], at="2999-01-01T00:00:00Z"))
    done = publish(tmp_path, center)
    assert (done.returncode, "yet to come" in done.stderr) == (2, True)
    assert not center.calls


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("--source", "organizations/acme/sources/2"), "is no source"),
        (("--source", "organizations/1/sources/-"), "is no source"),
        (("--source", f"{SOURCE}/locations/eu", "--location", "us"), "two locations"),
        (("--source", SOURCE, "--location", "EU!"), "is no location"),
        (("--source", SOURCE, "--offline"), "--dry-run"),
        (("--source", SOURCE, "--failed", "nowhere/left.ndjson"), "does not exist"),
    ],
)
def test_wrong_usage_ends_with_2(tmp_path: Path, arguments: tuple[str, ...], text: str) -> None:
    stored(tmp_path, report([finding("web")]))
    done = lbpolicy(tmp_path, "publish", "scc", "report.json", *arguments)
    assert done.returncode == 2
    assert text in done.stderr


def test_without_credentials_it_says_how_to_get_some(tmp_path: Path) -> None:
    stored(tmp_path, report([finding("web")]))
    done = lbpolicy(
        tmp_path,
        *("publish", "scc", "report.json", "--source", SOURCE),
        GOOGLE_APPLICATION_CREDENTIALS=str(tmp_path / "missing.json"),
    )
    assert done.returncode == 2
    assert "gcloud auth application-default login" in done.stderr


def test_without_the_client_it_says_what_to_install(tmp_path: Path) -> None:
    stored(tmp_path, report([finding("web")]))
    (tmp_path / "hidden" / "google").mkdir(parents=True)
    (tmp_path / "hidden" / "google" / "__init__.py").write_text("")
    path = f"{tmp_path / 'hidden'}{os.pathsep}{ROOT}"
    done = lbpolicy(tmp_path, "publish", "scc", "report.json", "--source", SOURCE, PYTHONPATH=path)
    assert done.returncode == 2
    assert "pip install 'lbpolicy[scc]'" in done.stderr
    offline = (
        "publish", "scc", "report.json", "--source", SOURCE, "--dry-run", "--offline"
    )  # fmt: skip
    assert lbpolicy(tmp_path, *offline, PYTHONPATH=path).returncode == 0


def test_interrupted_it_says_what_was_done(center: Center, tmp_path: Path) -> None:
    stored(tmp_path, report([finding(f"b{number}") for number in range(500)]))

    def slow(method: str, _request: object) -> None:
        if method == "UpdateFinding":
            time.sleep(0.02)

    center.fault = slow
    command = [sys.executable, "-m", "lbpolicy", "publish", "scc", "report.json", "--source", SOURCE]
    process = subprocess.Popen(
        [*command, "--endpoint", center.address],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    while center.calls["UpdateFinding"] < 20:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Done so far:" in errors
    assert "created or reopened" in errors
    assert "what is done stays done" in errors
    assert not (tmp_path / "lbpolicy-scc-failed.ndjson").exists()
