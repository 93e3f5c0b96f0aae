"""Every format tells the same story: the same findings, and as many of each kind."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any
from xml.etree import ElementTree as ET

import orjson
import pytest
from plan_reports import plan_report
from reports import broken_report, clean_report, hostile_report, report, sample_report
from settled_reports import settled_report

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.formats.interface import SarifProfile
from lbpolicy.model import Finding, Report, Severity, Status


def planned_and_settled() -> Report:
    """Return what a plan does, compared with a baseline; both have one finding that is gone."""
    planned, settled = plan_report(), settled_report()
    assert planned.plan is not None
    assert settled.baseline is not None
    twice = replace(settled.baseline.absent[0], finding=replace(planned.plan.fixed[0], change=""))
    baseline = replace(settled.baseline, absent=(twice, *settled.baseline.absent))
    return replace(planned, findings=settled.findings, baseline=baseline)


REPORTS: dict[str, Callable[[], Report]] = {
    "settled": settled_report,
    "plan": plan_report,
    "plan and baseline": planned_and_settled,
    "hostile": hostile_report,
    "sample": sample_report,
    "broken": broken_report,
    "clean": clean_report,
    "empty": report,
}
SHOWN = RenderOptions(verbose=True)


@pytest.fixture(params=REPORTS)
def made(request: pytest.FixtureRequest) -> Report:
    return REPORTS[request.param]()


def text(made: Report, name: str, options: RenderOptions = SHOWN) -> str:
    return b"".join(FORMATS[name].render(made, options)).decode()


def rows_of(said: str) -> list[str]:
    """Return the lines; str.splitlines would break at characters that JSON has in its texts."""
    return said.removesuffix("\n").split("\n") if said else []


def ids(findings: list[Finding]) -> Counter[str]:
    return Counter(one.finding_id for one in findings)


def failing(made: Report) -> list[Finding]:
    return [one for one in made.findings if one.active]


def waived(made: Report) -> list[Finding]:
    return [one for one in made.findings if one.waiver is not None]


def to_review(made: Report) -> list[Finding]:
    return [one for one in made.findings if one.outcome.status is Status.REVIEW and one.waiver is None]


def gone(made: Report) -> list[str]:
    """Return the ids of what is not there any more, each once."""
    fixed = [one.finding_id for one in (made.plan.fixed if made.plan else ())]
    absent = [one.finding.finding_id for one in (made.baseline.absent if made.baseline else ())]
    return list(dict.fromkeys(fixed + absent))


def counted(what: str, said: str) -> int:
    """Return the number in front of a word; 0 where it is not told."""
    found = re.search(rf"([\d,]+) {what}", said)
    return int(found[1].replace(",", "")) if found else 0


def test_json_and_ndjson(made: Report) -> None:
    document = orjson.loads(text(made, "json"))
    assert document["summary"]["by_status"] | {"pass": 0, "not_applicable": 0, "error": 0} == {
        "fail": len(failing(made)),
        "review": len(to_review(made)),
        "waived": len(waived(made)),
        "pass": 0,
        "not_applicable": 0,
        "error": 0,
    }
    assert Counter(one["finding_id"] for one in document["findings"]) == ids(list(made.findings))
    lines = [orjson.loads(line) for line in rows_of(text(made, "ndjson"))]
    standing = [one for one in lines if one["baseline"] != "absent" and one["change"] != "fixed"]
    assert Counter(one["finding_id"] for one in standing) == ids(list(made.findings))
    assert {one["finding_id"] for one in lines} == {*ids(list(made.findings)), *gone(made)}


def test_csv(made: Report) -> None:
    rows = list(csv.DictReader(io.StringIO(text(made, "csv").removeprefix("\ufeff"), newline="")))
    assert [row["finding_id"] for row in rows] == [one.finding_id for one in made.findings]
    active = Counter(row["finding_id"] for row in rows if row["active"] == "true")
    assert active == ids(failing(made))
    assert Counter(row["finding_id"] for row in rows if row["waived"] == "true") == ids(waived(made))
    assert Counter(row["baseline"] for row in rows) == Counter(one.baseline for one in made.findings)


def test_junit(made: Report) -> None:
    suites = ET.fromstring(text(made, "junit"))  # noqa: S314 - it is our own
    failures, skipped = suites.findall(".//failure"), suites.findall(".//skipped")
    named = Counter(
        re.findall(r"^finding: ([0-9a-f]{32})$", "\n".join(one.text or "" for one in failures), re.MULTILINE)
    )
    assert named == ids(failing(made))
    assert len(skipped) == len(to_review(made)) + len(waived(made))
    assert suites.get("failures") == str(len(failures))
    assert suites.get("errors") == str(len(suites.findall(".//error")))
    assert suites.get("tests") == str(len(suites.findall(".//testcase")))
    assert sum(one.get("type") == "waived" for one in skipped) == len(waived(made))
    facts = {one.get("name"): one.get("value") for one in suites.findall("testsuite[@id='0']//property")}
    assert facts["findings"] == str(len(failing(made)))
    assert facts["to review"] == str(len(to_review(made)))


def sarif(made: Report, profile: SarifProfile = "generic") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = orjson.loads(text(made, "sarif", RenderOptions(sarif_profile=profile)))[
        "runs"
    ][0]["results"]
    return found


def identity(result: dict[str, Any]) -> str:
    found: str = result["partialFingerprints"]["lbpolicyFinding/v1"]
    return found


def test_sarif(made: Report) -> None:
    results = sarif(made)
    there = [one for one in results if one.get("baselineState") != "absent"]
    if made.plan is None:
        assert Counter(map(identity, there)) == ids(list(made.findings))
    assert set(map(identity, results)) == {*ids(list(made.findings)), *gone(made)}
    assert len(results) == len(made.findings) + len(gone(made)), "nothing is told twice"
    open_ = [one for one in there if one["kind"] == "fail" and not one.get("suppressions")]
    assert {*map(identity, open_)} - set(gone(made)) == {*ids(failing(made))} - set(gone(made))


def test_the_sarif_of_services_has_what_fails(made: Report) -> None:
    for profile in ("github", "azdo"):
        stands_for = [identity(one) for one in sarif(made, profile)]
        assert set(stands_for) <= set(ids(failing(made)))
        assert bool(stands_for) is bool(failing(made))
    kept = sarif(made, "gitlab")
    assert sum(bool(one.get("suppressions")) for one in kept) <= len(waived(made))


def test_ocsf_and_hec(made: Report) -> None:
    events = [orjson.loads(line) for line in rows_of(text(made, "ocsf"))]
    assert [one["event"] for one in map(orjson.loads, rows_of(text(made, "hec")))] == events
    told = Counter(one["finding_info"]["uid"] for one in events)
    assert told == ids(list(made.findings)) + Counter(gone(made))
    standing = events[: len(made.findings)]
    suppressed = [one["finding_info"]["uid"] for one in standing if one["status"] == "Suppressed"]
    assert Counter(suppressed) == ids(waived(made))
    open_ = [
        one["finding_info"]["uid"]
        for one in standing
        if one["status"] == "New" and one["compliance"]["status"] == "Fail"
    ]
    assert Counter(open_) == ids(failing(made))


def test_security_command_center(made: Report) -> None:
    bodies = [orjson.loads(line) for line in rows_of(text(made, "scc"))]
    active = [one["sourceProperties"]["finding_id"] for one in bodies if "mute" not in one]
    assert Counter(active) == ids(failing(made))
    muted = [one["sourceProperties"]["finding_id"] for one in bodies if "mute" in one]
    accepted = [one for one in waived(made) if one.outcome.status is Status.FAIL]
    assert Counter(muted) == ids(accepted)


def test_code_quality(made: Report) -> None:
    listed = orjson.loads(text(made, "gitlab-code-quality"))
    assert Counter(one["fingerprint"] for one in listed) == ids(failing(made))


def test_annotations(made: Report) -> None:
    """What there is no room for is told."""
    lines = text(made, "github-annotations").splitlines()
    shown = [line for line in lines if re.search(r"title=LB\d+ ", line)]
    rest = counted("more finding", lines[-1]) if lines else 0
    assert len(shown) + rest == len(failing(made))
    last = lines[-1] if lines else ""
    assert counted("waived", last) == len(waived(made))
    assert counted("cases? to review", last) == len(to_review(made))


def test_html(made: Report) -> None:
    page = text(made, "html")
    records = [
        record
        for part in re.findall(
            r'<script type="application/json" class="records">(.*?)</script>', page, re.DOTALL
        )
        for record in orjson.loads(part)
    ]
    there = [one for one in records if one["t"] != "gone"]
    assert [one["i"] for one in there] == [one.finding_id for one in made.findings]
    assert [one["i"] for one in records if one["t"] == "gone"] == gone(made)
    assert Counter(one["i"] for one in there if "v" in one) == ids(waived(made))
    (title,) = re.findall(r"<h1>(.*?)</h1>", page)
    assert counted("finding", unescape(title)) == len(failing(made))
    if not failing(made):
        assert counted("to review", title) == len(to_review(made))
        assert counted("waived", title) == len(waived(made))


@pytest.mark.parametrize("name", ["text", "markdown", "github-summary"])
def test_what_people_read(made: Report, name: str) -> None:
    said = text(made, name)
    verdict = next(
        line
        for line in reversed(said.splitlines())
        if re.match(r"(\*\*)?(No findings|[\d,]+ findings?:)", line)
    )
    assert counted("finding", verdict) == len(failing(made))
    assert counted("to review", verdict) == len(to_review(made))
    assert counted("waived", verdict) == len(waived(made))
    for severity in Severity:
        assert counted(severity.value, verdict) == sum(one.severity is severity for one in failing(made))
    if made.baseline:
        states = Counter(one.baseline for one in made.findings if one.waiver is None)
        sentence = next(line for line in said.splitlines() if re.search(r"\d new\b.* unchanged", line))
        assert counted("new", sentence) == states["new"]
        assert counted("unchanged", sentence) == states["unchanged"]
        assert counted("fixed", sentence) == sum(one.why == "fixed" for one in made.baseline.absent)
