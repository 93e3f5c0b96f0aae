"""`lbpolicy scan` of Terraform plans, from outside."""

import gzip
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from plan_files import CANARY, MAIN, PROJECT, QUIET, WEB, change, export, plan, state, write, write_bundle
from running import run

AS_OF = ("--as-of", "2026-11-21")
Done = subprocess.CompletedProcess[bytes]


def scan(folder: Path, *arguments: str, stdin: bytes = b"") -> tuple[int, Any]:
    """Return the exit code and the JSON report."""
    write_bundle(folder / ".bundle")
    done = run("scan", *arguments, *AS_OF, "--bundle", ".bundle", "-o", "json=-", cwd=folder, stdin=stdin)
    assert done.stderr == b""
    return done.returncode, json.loads(done.stdout)


def failing(report: Any) -> list[tuple[str, str, str]]:
    """Return rule, change and the last segment of the asset's name of each failing finding."""
    return [
        (one["rule"], one["change"], one["asset"]["name"].rpartition("/")[2])
        for one in report["findings"]
        if one["status"] == "fail"
    ]


def logs(report: Any) -> list[tuple[str, str, str]]:
    return [one for one in failing(report) if one[0] == "LB414"]


def test_what_a_plan_introduces_fails_and_points_to_its_line(tmp_path: Path) -> None:
    write(tmp_path / "plan.json", plan(change(WEB, QUIET)))
    (tmp_path / "main.tf").write_text(MAIN)
    code, report = scan(tmp_path, "plan.json", "--source-dir", ".")
    assert code == 1
    assert logs(report) == [("LB414", "introduced", "web")]
    [found] = [one for one in report["findings"] if one["rule"] == "LB414"]
    assert found["origin"] == {
        "file": "main.tf",
        "line": 5,
        "column": 1,
        "address": "google_compute_backend_service.web",
        "snippet": 'resource "google_compute_backend_service" "web" {',
    }
    assert report["summary"]["plan"]["introduced"] == 1
    [source] = report["coverage"]["sources"]
    assert (source["shape"], source["records"], source["assets"]) == ("Terraform plan", 1, 1)


def test_an_attribute_that_is_written_is_where_a_finding_points(tmp_path: Path) -> None:
    block = {"log_config": [{"enable": False, "sample_rate": None}]}
    write(tmp_path / "plan.json", plan(change(WEB, WEB | block)))
    folder = tmp_path / "infra" / "live"
    folder.mkdir(parents=True)
    (folder / "main.tf").write_text(
        MAIN.replace("\n}\n", "\n\n  log_config {\n    enable = false\n  }\n}\n", 2)
    )
    _, report = scan(tmp_path, "plan.json", "--source-dir", "infra/live")
    [origin] = [one["origin"] for one in report["findings"] if one["rule"] == "LB414"]
    assert origin["file"] == "infra/live/main.tf"
    assert origin["snippet"].strip() == "enable = false"
    assert (folder / "main.tf").read_text().splitlines()[origin["line"] - 1] == origin["snippet"]
    assert origin["column"] == 5


def test_without_sources_the_plan_and_the_address_are_named(tmp_path: Path) -> None:
    write(tmp_path / "plan.json", plan(change(WEB, QUIET)))
    done = run("scan", "plan.json", *AS_OF, cwd=tmp_path)
    assert done.returncode == 1
    text = done.stdout.decode()
    assert "  --> plan.json\n   | google_compute_backend_service.web\n" in text
    assert "   | introduced by the plan\n" in text
    assert "The plan introduces 1, keeps 0 and fixes 0.\n" in text


def test_what_a_plan_fixes_does_not_fail(tmp_path: Path) -> None:
    write(tmp_path / "plan.json", plan(change(QUIET, WEB)))
    code, report = scan(tmp_path, "plan.json")
    assert code == 0
    assert logs(report) == []
    assert [(one["rule"], one["change"]) for one in report["fixed"]] == [("LB414", "fixed")]
    assert report["summary"]["by_status"]["fail"] == 0


def test_what_a_plan_deletes_is_gone(tmp_path: Path) -> None:
    write(tmp_path / "plan.json", plan(change(QUIET, None)))
    code, report = scan(tmp_path, "plan.json")
    assert (code, failing(report)) == (0, [])
    assert "LB414" in {one["rule"] for one in report["fixed"]}


@pytest.mark.parametrize(
    ("before", "options", "code"),
    [
        (WEB, ("--fail-on", "new:medium"), 1),
        (WEB, ("--fail-on", "new:high"), 0),
        (QUIET | {"timeout_sec": 31}, ("--fail-on", "new:info"), 0),
        (QUIET | {"timeout_sec": 31}, ("--fail-on", "info"), 1),
        (QUIET, (), 0),
        (QUIET, ("--all",), 1),
        (QUIET, ("--all", "--fail-on", "new:info"), 0),
    ],
)
def test_what_fails_the_check(tmp_path: Path, before: Any, options: tuple[str, ...], code: int) -> None:
    """Introduced; there before on what the plan changes; there before on what it leaves alone."""
    write(tmp_path / "plan.json", plan(change(before, QUIET)))
    found, report = scan(tmp_path, "plan.json", *options)
    assert found == code
    listed = before != QUIET or "--all" in options
    assert bool(logs(report)) is listed
    not_listed = report["summary"]["plan"]["not_listed"]
    assert not_listed["fail"] == (0 if listed else 1)
    assert report["coverage"]["rules"]["LB414"]["fail"] == 1, "counted all the same"


GLOBAL = "//compute.googleapis.com/projects/shop-prod/global"
MANAGED = {"loadBalancingScheme": "EXTERNAL_MANAGED"}
LIVE = export(
    [
        ("urlMaps", "web", {"defaultService": f"{GLOBAL}/backendServices/web"}),
        ("backendServices", "web", MANAGED | {"logConfig": {"enable": True}}),
        ("backendServices", "other", MANAGED | {"protocol": "HTTPS"}),
    ]
)


def test_a_plan_is_put_into_the_live_load_balancer(tmp_path: Path) -> None:
    write(tmp_path / "plan.json", plan(change(WEB, QUIET)))
    (tmp_path / "live.ndjson").write_bytes(LIVE)
    code, joined = scan(tmp_path, "plan.json", "--inventory", "live.ndjson")
    assert code == 1
    assert logs(joined) == [("LB414", "introduced", "web")], (
        "the fault of the other one is none of the plan's"
    )
    assert joined["summary"]["plan"]["not_listed"]["fail"] > 0
    assert joined["coverage"]["types"] == {
        "compute.googleapis.com/BackendService": 2,
        "compute.googleapis.com/UrlMap": 1,
    }
    _, together = scan(tmp_path, "live.ndjson", "plan.json")
    assert failing(together) == failing(joined), "a plan beside exports works the same way"
    everything = scan(tmp_path, "plan.json", "--inventory", "live.ndjson", "--all")[1]
    assert ("LB414", "kept", "other") in failing(everything)


def test_the_live_neighbourhood_decides(tmp_path: Path) -> None:
    """Alone, nobody knows who uses the backend service; the export tells."""
    write(tmp_path / "plan.json", plan(change(WEB, QUIET)))
    (tmp_path / "live.ndjson").write_bytes(LIVE)
    _, alone = scan(tmp_path, "plan.json")
    _, joined = scan(tmp_path, "plan.json", "--inventory", "live.ndjson")

    def reviews(report: Any) -> set[str]:
        return {one["rule"] for one in report["findings"] if one["status"] == "review"}

    assert "LB422" in reviews(alone)
    assert "LB422" not in reviews(joined)


def test_an_inventory_without_a_plan_is_an_export_like_any(tmp_path: Path) -> None:
    (tmp_path / "live.ndjson").write_bytes(LIVE)
    (tmp_path / "more.ndjson").write_bytes(LIVE)
    code, report = scan(tmp_path, "live.ndjson", "--inventory", "more.ndjson")
    assert code == 1
    assert report["summary"]["plan"] is None
    assert "inventory-without-plan" in {note["code"] for note in report["notifications"]}


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_plan_comes_from_standard_input_packed_or_not(tmp_path: Path, pack: Any) -> None:
    text = pack(json.dumps(plan(change(WEB, QUIET))).encode())
    code, report = scan(tmp_path, "-", stdin=text)
    assert (code, logs(report)) == (1, [("LB414", "introduced", "web")])
    assert report["findings"][0]["origin"]["file"] == "-"


@pytest.mark.parametrize("options", [{"indent": 2}, {"sort_keys": True}, {"indent": 1, "sort_keys": True}])
def test_a_plan_however_it_is_written(tmp_path: Path, options: dict[str, Any]) -> None:
    (tmp_path / "plan.json").write_text(json.dumps(plan(change(WEB, QUIET)), **options))
    assert logs(scan(tmp_path, "plan.json")[1]) == [("LB414", "introduced", "web")]


def test_two_plans_and_an_export_in_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    write(folder / "a.json", plan(change(WEB, QUIET)))
    write(folder / "b.json", plan(change(None, QUIET | {"name": "new"}, name="new")))
    (folder / "live.ndjson").write_bytes(LIVE)
    (tmp_path / "both.json").write_bytes((folder / "a.json").read_bytes() + (folder / "b.json").read_bytes())
    expected = [("LB414", "introduced", "new"), ("LB414", "introduced", "web")]
    assert logs(scan(tmp_path, "all")[1]) == expected
    assert logs(scan(tmp_path, "both.json", "all/live.ndjson")[1]) == expected


def test_a_plan_that_concerns_no_load_balancer_passes(tmp_path: Path) -> None:
    other = change(None, {"name": "t"}, type_="google_pubsub_topic")
    for document in (plan(), plan(other)):
        write(tmp_path / "plan.json", document)
        code, report = scan(tmp_path, "plan.json")
        assert (code, report["findings"], report["complete"]) == (0, [], True)
        assert report["summary"]["plan"]["introduced"] == 0
    assert "google_pubsub_topic (1)" in json.dumps(report["notifications"])


def test_a_plan_without_changes_fails_nothing_that_is_live(tmp_path: Path) -> None:
    write(tmp_path / "plan.json", plan())
    (tmp_path / "live.ndjson").write_bytes(LIVE)
    code, report = scan(tmp_path, "plan.json", "--inventory", "live.ndjson")
    assert (code, report["findings"]) == (0, [])
    assert report["summary"]["plan"]["not_listed"]["fail"] > 0


def test_a_state_is_what_exists(tmp_path: Path) -> None:
    write(tmp_path / "state.json", state(QUIET))
    code, report = scan(tmp_path, "state.json")
    assert code == 1
    assert logs(report) == [("LB414", "", "web")]
    assert report["summary"]["plan"] is None
    assert report["coverage"]["sources"][0]["shape"] == "Terraform state"


RAW_STATE = {"version": 4, "terraform_version": "1.9.5", "serial": 1, "lineage": "x", "resources": []}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (json.dumps(RAW_STATE).encode(), "terraform show -json"),
        (b"PK\x03\x04" + b"\0" * 26 + b"tfplan" + b"\0" * 99, "terraform show -json"),
        (b'{"@level":"info","@message":"Terraform 1.9.5","type":"version"}\n' * 3, "terraform show -json"),
        (b'{"format_version":"2.0","resource_changes":[]}', "format_version"),
        (b'{"format_version":"1.2","resource_changes":[', "plan.json"),
    ],
)
def test_what_is_no_plan_says_how_to_make_one(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "plan.json").write_bytes(content)
    done = run("scan", "plan.json", *AS_OF, cwd=tmp_path)
    assert done.returncode == 3
    assert words in " ".join(done.stdout.decode().split())
    assert done.stderr == b""


def test_a_state_file_beside_exports_is_skipped_with_a_warning(tmp_path: Path) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    (folder / "terraform.tfstate").write_text(json.dumps(RAW_STATE))
    (folder / "live.ndjson").write_bytes(LIVE)
    code, report = scan(tmp_path, "all")
    assert code == 1
    assert [(n["level"], n["code"]) for n in report["notifications"]] == [("warning", "terraform-raw-state")]


def test_a_source_folder_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    write(tmp_path / "plan.json", plan(change(WEB, QUIET)))
    done = run("scan", "plan.json", "--source-dir", "nowhere", cwd=tmp_path)
    assert done.returncode == 2
    assert b"nowhere" in done.stderr


def test_an_absolute_source_folder_is_named_from_here(tmp_path: Path) -> None:
    write(tmp_path / "plan.json", plan(change(WEB, QUIET)))
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "main.tf").write_text(MAIN)
    _, report = scan(tmp_path, "plan.json", "--source-dir", str(tmp_path / "infra"))
    assert report["findings"][0]["origin"]["file"] == "infra/main.tf"


def test_a_broken_source_file_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    write(tmp_path / "plan.json", plan(change(WEB, QUIET)))
    (tmp_path / "main.tf").write_text(MAIN)
    (tmp_path / "broken.tf").write_text('resource "google_compute_url_map" "x" {\n  name = \n')
    code, report = scan(tmp_path, "plan.json", "--source-dir", ".")
    assert code == 1
    assert report["findings"][0]["origin"]["file"] == "main.tf"
    assert any("broken.tf" in json.dumps(note) for note in report["notifications"])


def test_secrets_are_nowhere(tmp_path: Path) -> None:
    secret = {"iap": [{"enabled": True, "oauth2_client_id": "id", "oauth2_client_secret": CANARY}]}
    after = QUIET | secret | {"description": CANARY}
    document = plan(
        change(
            WEB | secret,
            after,
            after_sensitive={"iap": [{"oauth2_client_secret": True}], "description": True},
            before_sensitive={"iap": [{"oauth2_client_secret": True}]},
        ),
        variables={"password": {"value": CANARY}},
    )
    write(tmp_path / "plan.json", document)
    (tmp_path / "main.tf").write_text(
        MAIN.replace(
            "  enable_cdn            = false\n",
            f'  iap {{\n    enabled = true\n    oauth2_client_secret = "{CANARY}"\n  }}\n',
        )
    )
    outputs = [f"{name}=out.{name}" for name in ("json", "sarif", "text", "markdown")]
    options = [part for output in outputs for part in ("-o", output)]
    done = run(
        "scan",
        "plan.json",
        "--source-dir",
        ".",
        "--verbose",
        "--passes",
        "--all",
        *AS_OF,
        *options,
        cwd=tmp_path,
    )
    subjects = run("subjects", "plan.json", "--source-dir", ".", cwd=tmp_path)
    assert done.returncode == 1
    assert subjects.returncode == 0
    written = b"".join((tmp_path / output.partition("=")[2]).read_bytes() for output in outputs)
    assert b"LB414" in written
    for text in (written, done.stdout, done.stderr, subjects.stdout, subjects.stderr):
        assert CANARY.encode() not in text


def test_subjects_of_a_plan_are_those_after_it(tmp_path: Path) -> None:
    write(tmp_path / "plan.json", plan(change(WEB, QUIET, after_unknown={"protocol": True})))
    (tmp_path / "live.ndjson").write_bytes(LIVE)
    done = run(
        "subjects",
        "plan.json",
        "--inventory",
        "live.ndjson",
        "--kind",
        "backend_service",
        *AS_OF,
        cwd=tmp_path,
    )
    found = {
        one["asset"]["name"].rpartition("/")[2]: one for one in map(json.loads, done.stdout.splitlines())
    }
    assert sorted(found) == ["other", "web"]
    assert found["web"]["resource"]["logConfig"] == {"enable": False}


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path / "plan.json", plan(change(WEB, QUIET), change(None, QUIET | {"name": "b"}, name="b")))
    (tmp_path / "main.tf").write_text(MAIN)
    for name in ("json", "sarif", "text"):
        outputs = {
            run(
                "scan", "plan.json", "--source-dir", ".", *AS_OF, "-o", name, "--jobs", jobs, cwd=tmp_path
            ).stdout
            for jobs in ("1", "2")
        }
        assert len(outputs) == 1
        assert outputs != {b""}


def test_a_backend_that_a_url_map_may_use_is_neither_used_nor_unused(tmp_path: Path) -> None:
    """Two backends, and a URL map of which the plan does not know to which of them it leads."""
    backends = [change(None, WEB | {"name": name}, name=name) for name in ("web", "api")]
    url_map = {"name": "site", "project": PROJECT, "host_rule": [], "path_matcher": []}
    later = {"after_unknown": {"default_service": True}}
    made = change(None, url_map, type_="google_compute_url_map", name="site", **later)
    write(tmp_path / "plan.json", plan(*backends, made))
    options = ("plan.json", "--passes", *AS_OF, "-o", "json=-")
    report = json.loads(run("scan", *options, cwd=tmp_path).stdout)
    for rule in ("LB402", "LB422"):  # without backends; without a URL map
        said = {
            one["asset"]["name"].rpartition("/")[2]: one for one in report["findings"] if one["rule"] == rule
        }
        assert {name: one["status"] for name, one in said.items()} == {"web": "review", "api": "review"}
        assert "The plan does not know /defaultService of" in said["web"]["message"]
