"""Posture over time, from stored reports."""

import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from plan_reports import plan_report
from reports import (
    API,
    BACKEND,
    CDN_RULE,
    LOGGING_RULE,
    PROXY,
    RULES,
    WEB,
    broken_report,
    clean_report,
    finding,
    report,
)
from settled_reports import IN_FILE

from lbpolicy.errors import LbpolicyError
from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.model import AssetRef, Finding, Report, RuleCounts, Severity, Status
from lbpolicy.model.trend import Step, Trend, percent
from lbpolicy.report import trend

FULL = {"acme-prod": (BACKEND, PROXY)}


def at(day: int, *findings: Finding, **more: object) -> Report:
    fields: dict[str, object] = {"scope": FULL, "types": {}, "rules": {}, **more}
    return replace(report(findings, **fields), evaluated_at=f"2026-11-{day:02}T06:00:00Z")  # type: ignore[arg-type]


def write(folder: Path, reports: Iterable[Report]) -> list[Path]:
    paths = []
    for number, one in enumerate(reports):
        paths.append(folder / f"{number}.json")
        paths[-1].write_bytes(b"".join(FORMATS["json"].render(one, RenderOptions())))
    return paths


def series(folder: Path, *reports: Report) -> Trend:
    return trend(write(folder, reports))


def codes(told: Trend) -> list[str]:
    return [note.code for note in told.notifications]


def waived(one: Finding) -> Finding:
    return replace(one, waiver=IN_FILE)


def test_reports_are_ordered_by_the_time_they_are_about(tmp_path: Path) -> None:
    later = replace(at(2), evaluated_at="2026-11-01T23:30:00-08:00")
    told = series(tmp_path, at(3), at(1), later)
    assert [Path(point.file).stem for point in told.points] == ["1", "2", "0"]


def test_what_is_new_and_fixed_is_counted_from_report_to_report(tmp_path: Path) -> None:
    other = finding(asset=API)
    told = series(tmp_path, at(1, finding()), at(2, finding(), other), at(3, other), at(4))
    assert [point.step for point in told.points] == [None, Step(1, 0, 0), Step(0, 1, 0), Step(0, 1, 0)]
    assert codes(told) == []


def test_waived_findings_and_reviews_are_neither_new_nor_fixed(tmp_path: Path) -> None:
    review = finding(asset=API, status=Status.REVIEW)
    told = series(tmp_path, at(1), at(2, waived(finding()), review), at(3))
    assert [point.step for point in told.points[1:]] == [Step(0, 0, 0), Step(0, 0, 0)]
    assert (told.points[1].count.waived, told.points[1].count.review, told.points[1].count.fail) == (1, 1, 0)


def test_what_cannot_be_told_is_not_fixed(tmp_path: Path) -> None:
    told = series(tmp_path, at(1, finding()), at(2, scope={}))
    assert told.points[1].step == Step(0, 0, 1)


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (replace(broken_report(), evaluated_at="2026-11-22T00:00:00Z"), "incomplete"),
        (replace(at(2), bundle="cis-gcp"), "different bundles"),
        (replace(plan_report(), evaluated_at="2026-11-22T00:00:00Z"), "Terraform plan"),
        (at(2, scope={"other": (BACKEND,)}), "no project in common"),
    ],
)
def test_what_cannot_be_compared_is_not(tmp_path: Path, second: Report, said: str) -> None:
    told = series(tmp_path, at(1, finding()), second)
    assert told.points[1].step is None
    (why,) = [note.message for note in told.notifications if note.code == "not-comparable"]
    assert said in why


def test_only_projects_that_both_cover_are_compared(tmp_path: Path) -> None:
    stranger = AssetRef(WEB.name.replace("acme-prod", "other"), BACKEND, "other", "global")
    wide = at(2, finding(), finding(asset=stranger), scope={**FULL, "other": (BACKEND,)})
    told = series(tmp_path, at(1, finding()), wide, at(3, finding()))
    assert [point.step and (point.step.new, point.step.fixed) for point in told.points] == [
        None,
        (0, 0),
        (0, 0),
    ]
    assert codes(told) == ["differs", "differs"]
    assert [project.id for project in told.points[1].projects] == ["acme-prod", "other"]


def test_only_rules_that_both_have_are_compared(tmp_path: Path) -> None:
    few = replace(at(1), rules=(CDN_RULE,))
    told = series(tmp_path, few, at(2, finding(), finding(LOGGING_RULE)))
    assert told.points[1].step is not None
    assert told.points[1].step.new == 1
    assert "2 rules" in told.notifications[0].message


def test_incomplete_and_planned_reports_are_told(tmp_path: Path) -> None:
    assert codes(series(tmp_path, broken_report())) == ["report-incomplete"]
    assert codes(series(tmp_path, plan_report())) == ["report-of-plan"]


def test_a_report_given_twice_counts_once(tmp_path: Path) -> None:
    paths = write(tmp_path, [at(1, finding()), at(2)])
    shutil.copy(paths[0], tmp_path / "copy.json")
    told = trend([*paths, paths[0], tmp_path / "copy.json"])
    assert len(told.points) == 2
    assert codes(told) == ["same-report", "same-report"]


def test_two_reports_of_one_time_are_told(tmp_path: Path) -> None:
    told = series(tmp_path, at(1, finding()), at(1))
    assert [Path(point.file).stem for point in told.points] == ["0", "1"]
    assert codes(told) == ["same-time"]


def test_a_score_is_the_share_of_assets_that_pass(tmp_path: Path) -> None:
    counts = {
        "LB901": RuleCounts(fail=1, passed=2),  # high: weight 8
        "LB902": RuleCounts(fail=1, passed=9, review=40, not_applicable=7),  # info: weight 1
        "LB903": RuleCounts(review=3),
    }
    told = series(tmp_path, at(1, finding(), finding(LOGGING_RULE), rules=counts))
    (point,) = told.points
    assert [rule.score for rule in point.rules] == [66.6, 90.0, None]
    assert point.score == percent(8 * 2 + 9, 8 * 3 + 10)
    assert point.count.weight == 8 + 1


def test_a_waived_asset_neither_passes_nor_fails(tmp_path: Path) -> None:
    counts = {"LB901": RuleCounts(fail=2, passed=1)}
    both = (waived(finding()), finding(key="another"), waived(finding(asset=API)))
    (point,) = series(tmp_path, at(1, *both, rules=counts)).points
    rule = point.rules[0]
    assert (rule.passed, rule.failed, rule.score) == (1, 1, 50.0)
    (point,) = series(
        tmp_path, at(1, waived(finding()), rules={"LB901": RuleCounts(fail=1, passed=1)})
    ).points
    assert point.score == 100.0


def test_a_hundred_means_all() -> None:
    assert percent(9999, 10000) == 99.9
    assert percent(10000, 10000) == 100.0
    assert percent(0, 0) is None
    assert percent(0, 3) == 0.0


def test_projects_without_findings_are_there(tmp_path: Path) -> None:
    (point,) = series(tmp_path, at(1, finding(), scope={**FULL, "quiet": (BACKEND,)})).points
    assert [(one.id, one.count.weight) for one in point.projects] == [("acme-prod", 8), ("quiet", 0)]


def test_each_severity_weighs_twice_the_next(tmp_path: Path) -> None:
    found = [replace(finding(key=one.value), severity=one) for one in Severity]
    (point,) = series(tmp_path, at(1, *found)).points
    assert point.count.weight == 16 + 8 + 4 + 2 + 1
    assert point.count.fail == 5


def test_a_series_of_clean_reports(tmp_path: Path) -> None:
    told = series(tmp_path, clean_report())
    assert told.points[0].score == 100.0
    assert [rule.id for rule in told.points[0].rules] == [RULES[0].id]


def test_a_bad_report_stops_it(tmp_path: Path) -> None:
    paths = write(tmp_path, [at(1), at(2)])
    paths[1].write_text('{"schema_version": "1.2", "findings": []}')
    with pytest.raises(LbpolicyError, match="/evaluated_at"):
        trend(paths)
    with pytest.raises(LbpolicyError, match="cannot be read"):
        trend([tmp_path / "none.json"])
