"""`lbpolicy scan` from outside: what it prints, what it writes, how it exits."""

import gzip
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from running import ROOT, SAMPLE, run

AS_OF = ("--as-of", "2026-11-21")


def sample() -> str:
    return str(SAMPLE)


def test_the_sample_has_findings(tmp_path: Path) -> None:
    done = run("scan", sample(), *AS_OF, cwd=tmp_path)
    assert done.returncode == 1
    text = done.stdout.decode()
    assert "LB507" in text
    assert "\x1b" not in text, "no colours where there is no terminal"
    assert done.stderr == b"", "no progress where there is no terminal"


@pytest.mark.parametrize(("fail_on", "code"), [("critical", 1), ("info", 1), ("none", 0)])
def test_fail_on(tmp_path: Path, fail_on: str, code: int) -> None:
    assert run("scan", sample(), "--fail-on", fail_on, cwd=tmp_path).returncode == code


def test_reports_go_to_files_and_text_to_the_terminal(tmp_path: Path) -> None:
    done = run("scan", sample(), *AS_OF, "-o", "sarif=a.sarif", "-o", "json=a.json", cwd=tmp_path)
    assert b"LB507" in done.stdout
    assert json.loads((tmp_path / "a.sarif").read_bytes())["version"] == "2.1.0"
    assert json.loads((tmp_path / "a.json").read_bytes())["schema_version"] == "1.2"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.json", "a.sarif"]
    assert (tmp_path / "a.json").stat().st_mode & 0o044, "readable for others, as files are"


def test_a_report_on_standard_output_is_alone_there(tmp_path: Path) -> None:
    done = run("scan", sample(), *AS_OF, "-o", "json", cwd=tmp_path)
    assert json.loads(done.stdout)["bundle"] == "default"


@pytest.mark.parametrize("name", ["json", "sarif", "text"])
def test_the_same_input_gives_the_same_bytes_whatever_jobs_is(tmp_path: Path, name: str) -> None:
    first, second = (
        run("scan", sample(), *AS_OF, "-o", f"{name}=-", "--jobs", jobs, cwd=tmp_path).stdout for jobs in "12"
    )
    assert first == second
    assert first


def test_standard_input_gzip_and_globs_are_sources(tmp_path: Path) -> None:
    resources = (SAMPLE / "resources.ndjson").read_bytes()
    (tmp_path / "r.gz").write_bytes(gzip.compress(resources))
    iam = str(SAMPLE / "iam.ndjson")
    plain = json.loads(run("scan", sample(), *AS_OF, "-o", "json=-", cwd=tmp_path).stdout)["findings"]
    for sources, stdin in ((["-", iam], resources), (["r.gz", iam], b""), (["*.gz", iam], b"")):
        done = run("scan", *sources, *AS_OF, "-o", "json=-", cwd=tmp_path, stdin=stdin)
        found = json.loads(done.stdout)["findings"]
        assert [f["finding_id"] for f in found] == [f["finding_id"] for f in plain]


def test_the_bundle_selects(tmp_path: Path) -> None:
    done = run("scan", sample(), *AS_OF, "--bundle", "serverless-iap", "-o", "json=-", cwd=tmp_path)
    report = json.loads(done.stdout)
    assert report["bundle"] == "serverless-iap"
    assert {f["rule"] for f in report["findings"]} <= {r["id"] for r in report["rules"]}
    assert not any(r["id"].startswith("LB4") for r in report["rules"])


def test_the_configuration_is_found_and_obeyed(tmp_path: Path) -> None:
    (tmp_path / "lbpolicy.yaml").write_text("rules:\n  LB507:\n    enabled: false\n")
    done = run("scan", sample(), *AS_OF, "-o", "json=-", cwd=tmp_path)
    assert "LB507" not in {r["id"] for r in json.loads(done.stdout)["rules"]}


def test_a_configuration_that_cannot_be_read_is_not_passed_over(tmp_path: Path) -> None:
    config = tmp_path / "lbpolicy.yaml"
    config.symlink_to("nowhere")
    refused = [run("scan", sample(), *AS_OF, cwd=tmp_path)]
    config.unlink()
    config.mkdir()
    refused.append(run("scan", sample(), *AS_OF, cwd=tmp_path))
    for done in refused:
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"lbpolicy.yaml" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Nothing to scan"),
        (("x", "-o", "sarf=y"), "Did you mean 'sarif'"),
        (("x", "-o", "json="), "names no file"),
        (("x", "-o", "json=a", "-o", "text=a"), "cannot both go"),
        (("x", "-o", "json=nowhere/a"), "does not exist"),
        (("x", "-o", "json=no where/a"), "mkdir -p 'no where'"),
        (("x", "-o", "json=."), "is a folder"),
        (("x", "--bundle", "defalt"), "default"),
        (("x", "--as-of", "soon"), "no date or time"),
        (("x", "--as-of", "0001-01-01T00:00:00+14:00"), "too long ago"),
        (("x", "--as-of", "9999-12-31T23:59:59-14:00"), "too far ahead"),
        (("x", "--as-of", "1970-01-01T00:00:00+01:00"), "too long ago"),
        (("x", "--fail-on", "huge"), "huge"),
        (("x", "--config", "none.yaml"), "none.yaml"),
        (("x", "--policy", "none"), "none"),
        (("x", "--jobs", "0"), "0"),
    ],
)
def test_wrong_usage_is_2_and_says_why(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    done = run("scan", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_an_unknown_key_of_the_configuration_is_2_with_a_suggestion(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("rules:\n  LB101:\n    severty: low\n")
    done = run("scan", sample(), "--config", "c.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert "severity" in done.stderr.decode()


URL_MAP = b"//compute.googleapis.com/projects/p/global/urlMaps/u"
BAD = {
    "empty.ndjson": b"",
    "text.txt": b"hello\n",
    "cut.ndjson": b'{"name":"' + URL_MAP + b'","asset_type":"compute.goog',
    "cut.gz": gzip.compress(b"x" * 10_000)[:40],
    "latin.ndjson": '{"name":"é"}'.encode("latin-1"),
    "nameless.ndjson": b'{"asset_type":"compute.googleapis.com/UrlMap","resource":{"data":{"name":"u"}}}\n',
    "typeless.ndjson": b'{"name":"' + URL_MAP + b'","resource":{"data":{}}}\n',
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_bad_input_is_3_is_named_and_leaves_the_rest(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(BAD[name])
    done = run("scan", name, sample(), *AS_OF, "-o", "json=out.json", cwd=tmp_path)
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr
    report = json.loads((tmp_path / "out.json").read_bytes())
    assert not report["complete"]
    errors = [n for n in report["notifications"] if n["level"] == "error"]
    assert any(name in json.dumps(n) for n in errors)
    assert "LB507" in {f["rule"] for f in report["findings"]}
    assert name in done.stdout.decode(), "the terminal says it too"


def test_a_missing_file_and_a_folder_without_assets_are_3(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for source in ("none.ndjson", "empty"):
        done = run("scan", source, cwd=tmp_path)
        assert done.returncode == 3
        assert source in done.stdout.decode()
        assert "All clear" not in done.stdout.decode()


def test_a_policy_of_ones_own(tmp_path: Path) -> None:
    folder = tmp_path / "mine" / "rules" / "url_map"
    folder.mkdir(parents=True)
    (folder / "named.rego").write_text(
        """# METADATA
# title: URL maps are named after their team
# description: Names begin with team-.
# custom:
#   id: ACME1
#   name: TeamName
#   severity: low
#   precision: very-high
#   source: [beyond]
#   requires: [compute.googleapis.com/UrlMap]
#   remediation:
#     summary: Rename it.
package lbpolicy.rules.url_map.named

applies := true

findings := [finding |
	applies
	not startswith(input.resource.name, "team-")
	finding := {"path": "/name", "message": "The name does not begin with team-."}
]
"""
    )
    done = run("scan", sample(), "--policy", "mine", "-o", "json=-", cwd=tmp_path)
    report = json.loads(done.stdout)
    assert {f["rule"] for f in report["findings"]} >= {"ACME1", "LB507"}, done.stderr


def test_a_policy_that_calls_a_missing_builtin_is_2(tmp_path: Path) -> None:
    folder = tmp_path / "mine" / "rules" / "url_map"
    folder.mkdir(parents=True)
    source = ROOT / "policies" / "rules" / "url_map" / "host_rule_path_matcher.rego"
    text = (
        source.read_text().replace("LB303", "ACME2").replace("url_map.host_rule_path_matcher", "url_map.bad")
    )
    (folder / "bad.rego").write_text(text + '\n\nx := net.cidr_contains("10.0.0.0/8", "10.1.1.1")\n')
    done = run("scan", sample(), "--policy", "mine", cwd=tmp_path)
    assert done.returncode == 2
    assert "net.cidr_contains" in done.stderr.decode()


def test_an_interrupted_scan_leaves_no_file(tmp_path: Path) -> None:
    """The scan waits for its input when the signal comes."""
    process = subprocess.Popen(
        [sys.executable, "-m", "lbpolicy", "scan", "-", "-o", "json=out.json"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Interrupted" in errors
    assert b"Traceback" not in errors
    assert list(tmp_path.iterdir()) == []
