"""`lbpolicy diff`, and `scan --baseline` on the same two runs."""

import json
import os
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from reports import broken_report, hostile_report, report
from running import SAMPLE, run
from two_runs import UNCHANGED, WHAT, make_runs

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.model import Json, Report


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    make_runs(folder)
    return folder


def names(findings: list[Json]) -> set[tuple[str, str]]:
    return {(one["rule"], one["asset"]["name"].rsplit("/", 1)[-1]) for one in findings}


def write(what: Report, path: Path) -> Path:
    path.write_bytes(b"".join(FORMATS["json"].render(what, RenderOptions())))
    return path


def test_a_scan_with_a_baseline_says_what_became_of_each_finding(runs: Path) -> None:
    found = json.loads((runs / "with.json").read_bytes())
    by_state = Counter(one["baseline"] for one in found["findings"])
    assert by_state == {"new": len(WHAT["new"]), "unchanged": UNCHANGED}
    assert names([one for one in found["findings"] if one["baseline"] == "new"]) == WHAT["new"]
    for why in ("fixed", "removed"):
        gone = [one["finding"] for one in found["baseline"]["absent"] if one["why"] == why]
        assert names(gone) == WHAT[why]


def test_two_stored_reports_say_it_as_far_as_they_can(runs: Path) -> None:
    done = run("diff", "old.json", "new.json", "-o", "json", cwd=runs)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["summary"] == {
        "new": 2,
        "updated": 0,
        "unchanged": UNCHANGED,
        "fixed": 2,
        "removed": 0,
        "fixed_or_removed": 1,
        "not_judged": 0,
    }
    assert names([one for one in told["findings"] if one["baseline"] == "new"]) == WHAT["new"]
    assert names([one["finding"] for one in told["gone"]]) == WHAT["fixed"] | WHAT["removed"]
    assert (told["old"]["file"], told["new"]["complete"]) == ("old.json", True)


def test_what_a_scan_with_a_baseline_found_out_is_used(runs: Path) -> None:
    told = json.loads(run("diff", "old.json", "with.json", "-o", "json", cwd=runs).stdout)
    for why in ("fixed", "removed"):
        assert names([one["finding"] for one in told["gone"] if one["why"] == why]) == WHAT[why]


def test_the_text_names_what_is_new_and_gone(runs: Path) -> None:
    done = run("diff", "old.json", "new.json", cwd=runs)
    text = done.stdout.decode()
    assert "warning[LB414]" in text
    assert "fixed[LB204] //compute.googleapis.com/" in text
    assert "\nfixed or removed[" in text
    assert "2 new: 1 medium, 1 low; 0 updated, 16 unchanged." in text
    assert "Gone: 2 fixed, 1 fixed or removed." in text
    assert "LB507" not in text
    assert "LB507" in run("diff", "old.json", "new.json", "-v", cwd=runs).stdout.decode()


@pytest.mark.parametrize(
    ("old", "new", "level", "code"),
    [
        ("old", "new", "high", 0),
        ("old", "new", "medium", 1),
        ("old", "new", "info", 1),
        ("old", "old", "info", 0),
        ("new", "old", "high", 1),
    ],
)
def test_fail_on_counts_what_is_new(runs: Path, old: str, new: str, level: str, code: int) -> None:
    done = run("diff", f"{old}.json", f"{new}.json", "--fail-on", level, cwd=runs)
    assert done.returncode == code


@pytest.mark.parametrize(("level", "code"), [("new:high", 0), ("new:medium", 1), ("high", 1)])
def test_fail_on_new_of_a_scan_counts_what_the_baseline_does_not_have(
    runs: Path, level: str, code: int
) -> None:
    arguments = ("scan", "later", "--baseline", "old.json", "--fail-on", level, "--as-of", "2026-11-21")
    assert run(*arguments, cwd=runs).returncode == code


def test_the_configuration_can_name_the_baseline(runs: Path, tmp_path: Path) -> None:
    (tmp_path / "lbpolicy.yaml").write_text(f"baseline: {runs / 'old.json'}\nfail_on: new:high\n")
    done = run("scan", str(runs / "later"), "--as-of", "2026-11-21", cwd=tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("baseline", "said"),
    [
        ("nothing.json", b"nothing.json cannot be read"),
        ("-", b"standard input"),
        (str(SAMPLE), b"cannot be read"),
    ],
)
def test_a_baseline_that_cannot_be_read_is_2(tmp_path: Path, baseline: str, said: bytes) -> None:
    done = run("scan", str(SAMPLE), "--baseline", baseline, "-o", "json=x.json", cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert b"help:" in done.stderr
    assert not (tmp_path / "x.json").exists()


def test_one_report_may_come_from_standard_input(runs: Path) -> None:
    done = run("diff", "old.json", "-", cwd=runs, stdin=(runs / "new.json").read_bytes())
    assert b"New: <stdin>" in done.stdout
    done = run("diff", "-", "-", cwd=runs)
    assert done.returncode == 2


def test_an_incomplete_report_is_told_and_is_3_with_fail_on(tmp_path: Path) -> None:
    write(report(), tmp_path / "old.json")
    write(broken_report(), tmp_path / "new.json")
    done = run("diff", "old.json", "new.json", cwd=tmp_path)
    assert (done.returncode, b"warning[report-incomplete]" in done.stdout) == (0, True)
    assert run("diff", "old.json", "new.json", "--fail-on", "critical", cwd=tmp_path).returncode == 3


@pytest.mark.parametrize("arguments", [(), ("-v",), ("-o", "json")])
def test_hostile_names_stay_text(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    write(report(), tmp_path / "empty.json")
    write(hostile_report(), tmp_path / "full.json")
    for pair in (("empty.json", "full.json"), ("full.json", "empty.json"), ("full.json", "full.json")):
        done = run("diff", *pair, *arguments, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        for character in "\x1b\x07\u202e\u2028\u200b":
            assert arguments[-1:] == ("json",) or character not in done.stdout.decode()
        if arguments[-1:] == ("json",):
            json.loads(done.stdout)


@pytest.mark.skipif("SARIF_MULTITOOL" not in os.environ, reason="SARIF_MULTITOOL does not name the tool")
def test_microsofts_tool_matches_the_same_findings(runs: Path) -> None:
    """It calls updated what merely moved to another line; which results match is what must agree."""
    for name in ("old", "new"):
        assert run("render", f"{name}.json", "-o", f"sarif={name}.sarif", cwd=runs).returncode == 0
    tool = os.environ["SARIF_MULTITOOL"]
    arguments = ["match-results-forward", "new.sarif", "-r", "old.sarif", "-o", "matched.sarif"]
    subprocess.run([tool, *arguments], cwd=runs, check=True, capture_output=True, timeout=120)
    log = json.loads((runs / "matched.sarif").read_text(encoding="utf-8-sig"))
    states = Counter(one["baselineState"] for one in log["runs"][0]["results"])
    assert states.pop("new") == len(WHAT["new"])
    assert states.pop("absent") == len(WHAT["fixed"] | WHAT["removed"])
    assert states.total() == UNCHANGED
    assert set(states) <= {"updated", "unchanged"}
