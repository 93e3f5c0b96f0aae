"""Reading JSON reports back: rendering them again must give the same bytes."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_reports import plan_report
from reports import (
    BACKEND,
    CDN_RULE,
    WEB,
    broken_report,
    clean_report,
    finding,
    hostile_report,
    report,
    sample_report,
)
from settled_reports import settled_report

from lbpolicy.errors import LbpolicyError
from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.formats.json_report import SCHEMA_VERSION
from lbpolicy.model import AssetRef, Json, Origin, Report, RuleCounts, Status
from lbpolicy.report import read_report, stored

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = [sample_report, clean_report, broken_report, hostile_report, settled_report, plan_report]


def rendered(what: Report, name: str = "json") -> bytes:
    return b"".join(FORMATS[name].render(what, RenderOptions()))


def document(make: Callable[[], Report] = sample_report) -> dict[str, Json]:
    loaded: dict[str, Json] = json.loads(rendered(make()))
    return loaded


def read(content: Json, folder: Path) -> Report:
    path = folder / "report.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return read_report(path)


def refusal(content: Json, folder: Path) -> LbpolicyError:
    with pytest.raises(LbpolicyError) as caught:
        read(content, folder)
    assert caught.value.hint
    assert len(caught.value.message) < 700
    return caught.value


@pytest.mark.parametrize("make", SAMPLES)
def test_a_report_that_is_read_renders_to_the_same_json(make: Callable[[], Report], tmp_path: Path) -> None:
    first = rendered(make())
    assert rendered(read(first, tmp_path)) == first


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("make", [sample_report, broken_report, settled_report, plan_report])
def test_every_format_of_it_is_what_the_scan_would_have_written(
    make: Callable[[], Report], name: str, tmp_path: Path
) -> None:
    again = read(rendered(make()), tmp_path)
    assert rendered(again, name) == rendered(make(), name)


TEXT = st.text(st.characters(codec=None), max_size=30)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def any_report(draw: st.DrawFn) -> Report:
    found = [
        finding(
            CDN_RULE,
            AssetRef(draw(TEXT), draw(st.just(BACKEND) | TEXT), draw(TEXT), draw(st.just("global") | TEXT)),
            draw(st.sampled_from([Status.FAIL, Status.REVIEW, Status.PASS])),
            Origin(draw(TEXT), draw(st.none() | st.integers(1, 10**6)), None, draw(TEXT), draw(TEXT)),
            message=draw(TEXT),
            path=draw(TEXT),
            key=draw(TEXT),
            evidence=draw(st.dictionaries(TEXT, VALUES, max_size=3)),
            related=tuple(draw(st.lists(TEXT, max_size=3))),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    reasons = draw(st.dictionaries(TEXT, st.integers(1, 99), max_size=4))
    counts = RuleCounts(fail=3, review=len(reasons), reasons=reasons)
    scope = draw(st.dictionaries(TEXT, st.lists(TEXT, max_size=3).map(tuple), max_size=3))
    return report(found, rules={"LB901": counts}, scope=scope)


@settings(deadline=None, max_examples=80)
@given(what=any_report())
def test_whatever_a_report_holds_comes_back(tmp_path_factory: pytest.TempPathFactory, what: Report) -> None:
    first = rendered(what)
    assert rendered(read(first, tmp_path_factory.mktemp("any"))) == first


def test_the_model_is_the_same_again(tmp_path: Path) -> None:
    again, first = read(rendered(settled_report()), tmp_path), settled_report()
    assert again.findings == first.findings
    assert again.baseline is not None
    assert first.baseline is not None
    assert again.baseline.absent == first.baseline.absent
    assert again.load_balancers == first.load_balancers
    assert again.coverage == first.coverage
    assert read(rendered(plan_report()), tmp_path).plan == plan_report().plan


def test_reasons_are_ordered_as_a_scan_has_them(tmp_path: Path) -> None:
    counts = RuleCounts(review=6, reasons={"z": 3, "a": 2, "b": 2})
    again = read(rendered(report(rules={"LB901": counts})), tmp_path)
    assert list(again.coverage.rules["LB901"].reasons) == ["z", "a", "b"]


def test_the_reader_knows_the_version_that_is_written() -> None:
    assert ".".join(map(str, stored.NEWEST)) == SCHEMA_VERSION


def older(version: str) -> dict[str, Json]:
    """Return the sample report as a former version of lbpolicy would have written it."""
    old = document()
    old["schema_version"] = version
    del old["baseline"], old["load_balancers"], old["coverage"]["scope"]
    del old["summary"]["by_status"]["waived"]
    for one in old["findings"]:
        del one["baseline"], one["waiver"]
    if version == "1.0":
        del old["fixed"], old["summary"]["plan"]
        for one in (*old["findings"], *old["notifications"]):
            if one["origin"]:
                one["origin"] = {"file": one["origin"]["file"], "line": one["origin"]["line"]}
        for one in old["findings"]:
            del one["change"]
    return old


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_older_reports_are_read(version: str, tmp_path: Path) -> None:
    assert rendered(read(older(version), tmp_path)) == rendered(sample_report())


def test_a_rule_of_the_first_reports_gets_its_subject(tmp_path: Path) -> None:
    old = older("1.0")
    for rule in old["rules"]:
        (subject,) = rule.pop("subjects")
        rule |= {key: subject[key] for key in ("kind", "package", "remediation")}
    assert rendered(read(old, tmp_path)) == rendered(sample_report())


def test_what_a_later_minor_version_adds_is_left_out(tmp_path: Path) -> None:
    later = document(settled_report)
    later["schema_version"] = "1.9"
    later["news"] = later["findings"][0]["news"] = later["coverage"]["news"] = {"a": 1}
    assert rendered(read(later, tmp_path)) == rendered(settled_report())


def test_an_addition_to_a_known_version_is_a_fault(tmp_path: Path) -> None:
    odd = document()
    odd["findings"][1]["news"] = 1
    assert "/findings/1" in refusal(odd, tmp_path).message


@pytest.mark.parametrize("version", ["2.0", "0.9", "10.0"])
def test_another_major_version_is_refused(version: str, tmp_path: Path) -> None:
    error = refusal(document() | {"schema_version": version}, tmp_path)
    assert "/schema_version" in error.message
    assert version in error.message
    assert "Update lbpolicy" in error.hint


@pytest.mark.parametrize("version", ["", "1", "1.x", "1.2.3", 1.2, None, "1.²"])
def test_what_is_no_version_is_refused(version: Json, tmp_path: Path) -> None:
    assert "/schema_version" in refusal(document() | {"schema_version": version}, tmp_path).message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"{", "line 1, column"),
        (b"\xff\xfe{\x00", "no whole JSON"),
        (b"[" * 5000, "no whole JSON"),
        (b"[]", "no report of lbpolicy"),
        (b"null", "no report of lbpolicy"),
        (b'{"format_version": "1.2", "planned_values": {}}', "no report of lbpolicy"),
        (b'{"version": "2.1.0", "runs": []}', "no report of lbpolicy"),
        (b'{"schema_version": "1.2"}', "no report of lbpolicy"),
        (b'{"schema_version": "1.2", "findings": []}', "at the top"),
        (b'{"schema_version": "1.2", "findings": 1}', "at the top"),
        (b'{"schema_version": "1.0", "findings": {"a": 1}, "summary": 1, "rules": [1]}', "at the top"),
    ],
)
def test_what_is_no_report_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    assert said in refusal(content, tmp_path).message


def test_a_report_that_ends_too_soon_is_refused(tmp_path: Path) -> None:
    whole = rendered(sample_report())
    for end in range(1, len(whole) - 2, 97):
        assert "no whole JSON" in refusal(whole[:end], tmp_path).message


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LbpolicyError, match=r"nothing\.json cannot be read: No such file"):
        read_report(tmp_path / "nothing.json")
    with pytest.raises(LbpolicyError, match="cannot be read"):
        read_report(tmp_path)


@pytest.mark.parametrize(
    ("steps", "value", "pointer"),
    [
        (("findings", 0, "severity"), "huge", "/findings/0/severity"),
        (("findings", 2, "finding_id"), "x" * 10**6, "/findings/2/finding_id"),
        (("findings", 0, "origin", "line"), 0, "/findings/0/origin/line"),
        (("findings", 0, "evidence"), [], "/findings/0/evidence"),
        (("findings", 0), None, "/findings/0"),
        (("findings", 0, "rule"), "LB999", "/findings/0/rule"),
        (("rules", 1, "subjects"), [], "/rules/1/subjects"),
        (("rules", 1, "subjects", 0, "kind"), "teapot", "/rules/1/subjects/0/kind"),
        (("rules", 1, "subjects", 0, "asset_type"), "t", "/rules/1/subjects/0/kind"),
        (("coverage", "rules", "a/b~c"), 1, "/coverage/rules/a~1b~0c"),
        (("notifications", 0, "level"), "loud", "/notifications/0/level"),
        (("evaluated_at",), "2026-11-21T99:00:00Z", "/evaluated_at"),
        (("evaluated_at",), "2026-11-21T00:00:00", "/evaluated_at"),
        (("evaluated_at",), "0001-01-01T00:00:00+14:00", "/evaluated_at"),
        (("evaluated_at",), "9999-12-31T23:59:59-14:00", "/evaluated_at"),
        (("complete",), False, "/complete"),
        (("summary", "plan"), {"introduced": 1}, "/summary/plan"),
    ],
)
def test_a_fault_is_named_by_its_place(
    steps: tuple[str | int, ...], value: Json, pointer: str, tmp_path: Path
) -> None:
    broken: Json = document()
    part = broken
    for step in steps[:-1]:
        part = part[step]
    part[steps[-1]] = value
    assert f"at {pointer}:" in refusal(broken, tmp_path).message


def test_a_report_that_hides_that_its_scan_was_incomplete_is_refused(tmp_path: Path) -> None:
    broken = document(broken_report)
    broken["complete"] = True
    assert "/complete" in refusal(broken, tmp_path).message


def test_a_day_that_there_is_not_is_refused(tmp_path: Path) -> None:
    broken = document(settled_report)
    broken["findings"][0]["waiver"]["expires"] = "2027-02-30"
    assert "/findings/0" in refusal(broken, tmp_path).message


def test_a_deep_value_does_no_harm(tmp_path: Path) -> None:
    deep = document()
    deep["findings"][0]["evidence"] = json.loads('{"a":' * 200 + "1" + "}" * 200)
    assert read(deep, tmp_path).findings[0].outcome.evidence["a"]
    deep["findings"][0]["evidence"] = json.loads('{"a":' * 900 + "1" + "}" * 900)
    try:
        assert rendered(read(deep, tmp_path))
    except LbpolicyError as error:
        assert "/findings/0" in error.message  # noqa: PT017 - either is right


def test_a_file_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "MAX_BYTES", 10_000_000)
    assert "is larger than 10,000,000 bytes" in refusal(b" " * 10_000_001, tmp_path).message
    with pytest.raises(LbpolicyError, match="is larger than"):
        read_report("/dev/zero")


MEASURE = """
import resource, sys
from lbpolicy.report import read_report
read_report(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert len(read_report(sys.argv[2]).findings) == 8000
print(1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before))
"""


def test_a_large_report_is_read_in_bounded_memory(tmp_path: Path) -> None:
    assets = [AssetRef(f"{WEB.name}-{number}", BACKEND, "p", "global") for number in range(8000)]
    small, large = tmp_path / "small.json", tmp_path / "large.json"
    small.write_bytes(rendered(sample_report()))
    large.write_bytes(rendered(report([finding(asset=asset) for asset in assets])))
    command = [sys.executable, "-c", MEASURE, str(small), str(large)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert int(done.stdout) < 7 * large.stat().st_size
