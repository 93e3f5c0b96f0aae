"""Scans with waivers, from outside: a file, comments in Terraform sources, and the end of both."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from plan_files import MAIN, PROJECT, QUIET, WEB, change, export, plan, write, write_bundle
from running import run

SERVICE = f"//compute.googleapis.com/projects/{PROJECT}/global/backendServices"
COMMENT = (
    '# lbpolicy:ignore LB414 owner=web@acme.example reason="Moved in May." expires=2026-12-31 ticket=SEC-1\n'
)
INLINE = MAIN.replace("resource ", f"{COMMENT}resource ")
LB_HTTP = Path(__file__).resolve().parents[3] / "shared" / "fixtures" / "plans" / "lb-http"
BEFORE, AFTER = "2026-12-31", "2027-01-01"
"""The last day of all these waivers, and the day after it."""


def entry(resource: str, rule: str = "LB414", expires: str = "2026-12-31") -> str:
    return f"  - {{rule: {rule}, resource: '{resource}', owner: a, reason: b, expires: {expires}}}\n"


def scan(folder: Path, *arguments: str, as_of: str = BEFORE) -> tuple[int, Any]:
    """Return the exit code and the JSON report."""
    write_bundle(folder / ".bundle")
    options = ("--as-of", as_of, "--bundle", ".bundle", "-o", "json=-")
    done = run("scan", *arguments, *options, cwd=folder)
    assert done.stderr == b""
    return done.returncode, json.loads(done.stdout)


def waived(report: Any) -> dict[tuple[str, str], bool]:
    """Return (rule, name) of each failing finding, and whether it is waived."""
    return {
        (one["rule"], one["asset"]["name"].rpartition("/")[2]): one["waiver"] is not None
        for one in report["findings"]
        if one["status"] == "fail"
    }


def codes(report: Any) -> list[str]:
    return [one["code"] for one in report["notifications"] if one["code"].startswith("waiver")]


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """Return a folder with an export of two backend services that log nothing."""
    quiet = {"loadBalancingScheme": "EXTERNAL_MANAGED", "protocol": "HTTPS", "logConfig": {"enable": False}}
    (tmp_path / "live.ndjson").write_bytes(
        export([("backendServices", name, quiet) for name in ("web", "api")])
    )
    return tmp_path


def test_a_waiver_expires(live: Path) -> None:
    """The same input, a day later."""
    (live / "lbpolicy-waivers.yaml").write_text(f"waivers:\n{entry(f'{SERVICE}/*')}")
    code, report = scan(live, "live.ndjson", "--fail-on", "medium")
    assert (code, waived(report)) == (0, {("LB414", "web"): True, ("LB414", "api"): True})
    assert report["summary"]["by_status"]["waived"] == 2
    assert report["summary"]["by_status"]["fail"] == 0
    assert codes(report) == ["waiver-expiring"]
    code, report = scan(live, "live.ndjson", "--fail-on", "medium", as_of=AFTER)
    assert (code, waived(report)) == (1, {("LB414", "web"): False, ("LB414", "api"): False})
    [note] = [one for one in report["notifications"] if one["code"] == "waiver-expired"]
    assert note["level"] == "warning"
    assert note["message"] == (
        f"lbpolicy-waivers.yaml:2: the waiver of LB414 on {SERVICE}/* (a) expired on 2026-12-31:"
        " 2 findings count again."
    )


def test_where_the_file_comes_from(live: Path) -> None:
    (live / "lbpolicy-waivers.yaml").write_text(f"waivers:\n{entry(f'{SERVICE}/web')}")
    (live / "other.yaml").write_text(f"waivers:\n{entry(f'{SERVICE}/api')}")
    web, api = ("LB414", "web"), ("LB414", "api")
    assert waived(scan(live, "live.ndjson")[1]) == {web: True, api: False}
    assert waived(scan(live, "live.ndjson", "--waivers", "other.yaml")[1]) == {web: False, api: True}
    assert waived(scan(live, "live.ndjson", "--no-waivers")[1]) == {web: False, api: False}
    (live / "lbpolicy.yaml").write_text("waivers: other.yaml\n")
    assert waived(scan(live, "live.ndjson")[1]) == {web: False, api: True}
    (live / "lbpolicy.yaml").write_text("waivers: gone.yaml\n")
    assert run("scan", "live.ndjson", cwd=live).returncode == 2


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        (None, ("--waivers", "gone.yaml"), b"gone.yaml: cannot read the waivers: No such file"),
        ("waivers: [", (), b"lbpolicy-waivers.yaml:2:1: not valid YAML"),
        (f"waivers:\n{entry('x.y', 'LB4I4')}", (), b"lbpolicy-waivers.yaml:2: there is no rule"),
        (f"waivers:\n{entry('x.y', expires='2028-01-02')}", (), b"366 are allowed"),
        ("", ("--waivers", "x", "--no-waivers"), b"contradict each other"),
    ],
)
def test_a_file_that_is_not_right_ends_the_scan(
    live: Path, text: str | None, options: tuple[str, ...], words: bytes
) -> None:
    if text is not None:
        (live / "lbpolicy-waivers.yaml").write_text(text)
    done = run("scan", "live.ndjson", "--as-of", BEFORE, *options, cwd=live)
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in done.stderr


def test_every_fault_of_a_file_is_told(live: Path) -> None:
    (live / "lbpolicy-waivers.yaml").write_text(
        f"waivers:\n{entry('**', 'LB9')}" + "  - {rule: LB414}\n" * 60
    )
    done = run("scan", "live.ndjson", "--as-of", BEFORE, cwd=live)
    assert done.returncode == 2
    assert done.stderr.count(b"error: lbpolicy-waivers.yaml:") == 50
    assert done.stderr.endswith(b"more are not listed.\n")


def test_a_comment_in_the_sources_waives_on_a_plan(tmp_path: Path) -> None:
    write(tmp_path / "plan.json", plan(change(WEB, QUIET)))
    (tmp_path / "main.tf").write_text(INLINE)
    code, report = scan(tmp_path, "plan.json", "--source-dir", ".")
    assert (code, waived(report)) == (0, {("LB414", "web"): True})
    [found] = [one for one in report["findings"] if one["rule"] == "LB414"]
    waiver = found["waiver"]
    assert waiver.pop("origin") | {"snippet": ""} == {
        "file": "main.tf",
        "line": 5,
        "column": None,
        "address": "",
        "snippet": "",
    }
    assert waiver == {
        "rule": "LB414",
        "resource": "google_compute_backend_service.web",
        "owner": "web@acme.example",
        "reason": "Moved in May.",
        "expires": "2026-12-31",
        "finding_id": "",
        "ticket": "SEC-1",
        "inline": True,
    }
    assert found["change"] == "introduced"
    code, report = scan(tmp_path, "plan.json", "--source-dir", ".", as_of=AFTER)
    assert (code, waived(report)) == (1, {("LB414", "web"): False})
    assert codes(report) == ["waiver-expired"]


def test_comments_can_be_turned_off(tmp_path: Path) -> None:
    write(tmp_path / "plan.json", plan(change(WEB, QUIET)))
    (tmp_path / "main.tf").write_text(INLINE.replace("owner=web@acme.example", ""))
    for options in (
        ("--no-inline-waivers",),
        ("--no-waivers",),
        ("--source-dir", ".", "--no-inline-waivers"),
    ):
        code, report = scan(tmp_path, "plan.json", *options)
        assert (code, waived(report), codes(report)) == (1, {("LB414", "web"): False}, [])
    assert scan(tmp_path, "plan.json")[0] == 1, "without the sources there are no comments"
    (tmp_path / "lbpolicy.yaml").write_text("inline_waivers: false\n")
    assert scan(tmp_path, "plan.json", "--source-dir", ".")[0] == 1


def test_a_comment_that_is_not_in_order_makes_the_scan_incomplete(tmp_path: Path) -> None:
    write(tmp_path / "plan.json", plan(change(WEB, QUIET)))
    (tmp_path / "main.tf").write_text(INLINE.replace("expires=2026-12-31", "expires=soon"))
    code, report = scan(tmp_path, "plan.json", "--source-dir", ".")
    assert (code, waived(report)) == (3, {("LB414", "web"): False})
    [note] = [one for one in report["notifications"] if one["level"] == "error"]
    assert (note["code"], note["origin"]["file"], note["origin"]["line"]) == ("waiver-refused", "main.tf", 5)
    assert "expires=soon is no day like 2027-01-31" in note["message"]


def test_a_comment_changes_no_verdict(tmp_path: Path) -> None:
    """Even one that is not in order: nothing of the input is lost by it."""
    write(tmp_path / "plan.json", plan(change(WEB, QUIET)))
    (tmp_path / "live.ndjson").write_bytes(export([("urlMaps", "web", {"defaultService": f"{SERVICE}/web"})]))
    reports = []
    for text in (MAIN, INLINE, INLINE.replace("owner", "ovner")):
        (tmp_path / "main.tf").write_text(text)
        report = scan(tmp_path, "plan.json", "--source-dir", ".", "--inventory", "live.ndjson")[1]
        reports.append([(one["rule"], one["status"], one["message"]) for one in report["findings"]])
    assert reports[0] == reports[1] == reports[2]


def test_comments_leave_live_assets_alone(live: Path) -> None:
    """Another asset of the same name as the resource, in the same scan."""
    write(live / "plan.json", plan(change(WEB, QUIET)))
    (live / "main.tf").write_text(INLINE)
    _, report = scan(live, "plan.json", "--source-dir", ".", "--inventory", "live.ndjson", "--all")
    assert waived(report) == {("LB414", "web"): True, ("LB414", "api"): False}


def test_a_file_may_name_terraform_addresses(tmp_path: Path) -> None:
    write(tmp_path / "plan.json", plan(change(WEB, QUIET)))
    (tmp_path / "lbpolicy-waivers.yaml").write_text(f"waivers:\n{entry('google_compute_backend_service.w*')}")
    code, report = scan(tmp_path, "plan.json")
    assert (code, waived(report)) == (0, {("LB414", "web"): True})


def test_max_days_of_the_file_holds_for_comments_too(tmp_path: Path) -> None:
    write(tmp_path / "plan.json", plan(change(WEB, QUIET)))
    (tmp_path / "main.tf").write_text(INLINE)
    (tmp_path / "lbpolicy-waivers.yaml").write_text("max_days: 10\n")
    assert scan(tmp_path, "plan.json", "--source-dir", ".", as_of="2026-12-21")[0] == 0
    code, report = scan(tmp_path, "plan.json", "--source-dir", ".", as_of="2026-12-20")
    assert (code, codes(report)) == (3, ["waiver-refused"])


def test_unused_waivers_are_told(live: Path) -> None:
    text = (
        "waivers:\n" + entry(f"{SERVICE}/web", "LB422") + entry("//compute.googleapis.com/projects/other/**")
    )
    (live / "lbpolicy-waivers.yaml").write_text(text + entry(f"{SERVICE}/web", "LB101"))
    _, report = scan(live, "live.ndjson")
    told = [(one["level"], one["code"], one["origin"]["line"]) for one in report["notifications"]]
    used = any(one["waiver"] for one in report["findings"] if one["rule"] == "LB422")
    assert ("note", "waiver-unmatched", 3) in told
    assert (("warning", "waiver-unused", 2) in told) is not used
    assert not any(line == 4 for _, code, line in told if code.startswith("waiver")), "not in force"


@pytest.mark.skipif(not LB_HTTP.is_dir(), reason="the fixtures beside the checkout are not there")
def test_a_comment_at_the_call_of_a_registry_module(tmp_path: Path) -> None:
    """A plan of real Terraform; its findings point to the call."""
    for name in ("plan.json", "main.tf"):
        shutil.copy(LB_HTTP / name, tmp_path / name)
    call = 'module "gce-lb-http" {'
    note = '# lbpolicy:ignore LB601,LB414 owner=net@acme.example reason="r" expires=2027-03-31\n'
    main = (tmp_path / "main.tf").read_text()
    assert main.count(call) == 1
    (tmp_path / "main.tf").write_text(main.replace(call, note + call))
    options = ("--source-dir", ".", "--as-of", BEFORE, "-o", "json=-")
    report = json.loads(run("scan", "plan.json", *options, cwd=tmp_path).stdout)
    [found] = [one for one in report["findings"] if one["waiver"]]
    assert found["rule"] == "LB601"
    assert found["origin"]["line"] == found["waiver"]["origin"]["line"] + 1
    [unused] = [one["message"] for one in report["notifications"] if one["code"].startswith("waiver")]
    assert "LB414 on module.gce-lb-http." in unused
