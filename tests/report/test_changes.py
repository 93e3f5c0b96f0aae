"""What a Terraform plan does to findings, and which of them a report lists."""

from collections.abc import Iterable

import pytest
from test_report_builder import POLICIES, asset, error, evaluation, outcome

from lbpolicy.model import Evaluation, Level, Origin, Outcome, Phase, PlanEffect, Report, Status
from lbpolicy.report import ReportBuilder, exceeds

FAIL, REVIEW, PASS = Status.FAIL, Status.REVIEW, Status.PASS
Step = tuple[Evaluation, Phase, bool]


def built(*steps: Step, all_findings: bool = False, planned: bool = True, passes: bool = False) -> Report:
    builder = ReportBuilder(POLICIES, keep_passes=passes, planned=planned, all_findings=all_findings)
    for step, phase, changed in steps:
        builder.add(step, phase, changed=changed)
    return builder.build(
        evaluated_at="2026-11-21T00:00:00Z",
        bundle="default",
        engine="regopy 1.5.2",
        notifications=(),
        sources=(),
        records=0,
        types={},
        invalid=0,
        has_iam=True,
    )


def before(*outcomes: Outcome, name: str = "a", changed: bool = True) -> Step:
    return evaluation(name, *outcomes), Phase.BEFORE, changed


def after(*outcomes: Outcome, name: str = "a", changed: bool = True) -> Step:
    return evaluation(name, *outcomes), Phase.AFTER, changed


def both(*outcomes: Outcome, name: str = "a", changed: bool = False) -> Step:
    return evaluation(name, *outcomes), Phase.BOTH, changed


def changes(report: Report) -> list[tuple[str, str]]:
    return [(one.outcome.status.value, one.change) for one in report.findings]


def fixed(report: Report) -> list[str]:
    assert report.plan is not None
    assert all(one.change == "fixed" for one in report.plan.fixed)
    return [one.outcome.asset.short_name for one in report.plan.fixed]


@pytest.mark.parametrize(
    ("old", "new", "listed", "mended"),
    [
        ([PASS], [FAIL], [("fail", "introduced")], []),
        ([FAIL], [FAIL], [("fail", "kept")], []),
        ([REVIEW], [FAIL], [("fail", "introduced")], []),
        ([FAIL], [REVIEW], [("review", "kept")], []),
        ([REVIEW], [REVIEW], [("review", "kept")], []),
        ([PASS], [REVIEW], [("review", "introduced")], []),
        ([FAIL], [PASS], [], ["a"]),
        ([FAIL], [Status.NOT_APPLICABLE], [], ["a"]),
        ([REVIEW], [PASS], [], []),
    ],
)
def test_a_finding_before_and_after(
    old: list[Status], new: list[Status], listed: list[tuple[str, str]], mended: list[str]
) -> None:
    report = built(before(*(outcome("a", s) for s in old)), after(*(outcome("a", s) for s in new)))
    assert changes(report) == listed
    assert fixed(report) == mended


def test_findings_are_compared_by_identity_and_not_by_wording() -> None:
    was = before(outcome("a", FAIL, key="1", message="It was so."), outcome("a", FAIL, key="2"))
    report = built(was, after(outcome("a", FAIL, key="1", message="It is so."), outcome("a", FAIL, key="3")))
    assert {(one.outcome.key, one.change) for one in report.findings} == {("1", "kept"), ("3", "introduced")}
    assert report.plan is not None
    assert [one.outcome.key for one in report.plan.fixed] == ["2"]


def test_what_is_gone_with_its_asset_is_fixed_and_what_comes_with_one_is_introduced() -> None:
    report = built(
        before(outcome("a", FAIL)), before(outcome("b", FAIL), name="b"), after(outcome("c", FAIL), name="c")
    )
    assert fixed(report) == ["a", "b"]
    assert changes(report) == [("fail", "introduced")]


def test_a_case_to_review_fixes_nothing() -> None:
    old = outcome("a", FAIL, key="1")
    assert fixed(built(before(old), after(outcome("a", REVIEW, key="2")))) == []
    assert fixed(built(before(old), after(outcome("a", REVIEW, "LB902")))) == ["a"], "another rule's may"


def test_a_rule_that_could_not_be_evaluated_fixes_nothing() -> None:
    broken = (evaluation("a", errors=(error("a"),)), Phase.AFTER, True)
    report = built(before(outcome("a", FAIL)), broken)
    assert fixed(report) == []
    assert not report.complete


def test_a_rule_that_could_not_be_evaluated_before_the_plan_is_a_warning() -> None:
    broken = [(evaluation(f"a{n:02}", errors=(error(f"a{n:02}"),)), Phase.BEFORE, True) for n in range(50)]
    report = built(*broken, after(outcome("a49", FAIL), name="a49"))
    assert report.complete
    assert {note.level for note in report.notifications} == {Level.WARNING}
    assert len(report.notifications) == 20
    assert changes(report) == [("fail", "introduced")]
    assert report.coverage.rules["LB901"].error == 0


def test_what_the_plan_leaves_alone_is_counted_and_not_listed() -> None:
    untouched = [
        both(outcome("a", FAIL), outcome("a", FAIL, "LB902")),
        both(outcome("b", REVIEW), name="b"),
        both(outcome("c", FAIL), name="c", changed=True),
    ]
    report = built(*untouched)
    assert [one.outcome.asset.short_name for one in report.findings] == ["c"]
    assert report.plan == PlanEffect((), kept_fail=2, kept_review=1)
    assert report.coverage.rules["LB901"].fail == 2
    assert report.coverage.subjects == 2
    everything = built(*untouched, all_findings=True)
    assert changes(everything) == [("fail", "kept")] * 3 + [("review", "kept")]
    assert everything.plan == PlanEffect()


def test_a_verdict_that_the_plan_changes_is_listed_whatever_its_asset() -> None:
    report = built(
        before(outcome("a", PASS), outcome("a", FAIL, "LB902"), changed=False),
        after(outcome("a", FAIL), outcome("a", FAIL, "LB902"), changed=False),
    )
    assert [(one.outcome.rule, one.change) for one in report.findings] == [("LB901", "introduced")]
    assert report.plan is not None
    assert report.plan.kept_fail == 1


def test_passes_of_what_the_plan_changes() -> None:
    steps = [both(outcome("a", PASS)), both(outcome("b", PASS), name="b", changed=True)]
    assert [(f.outcome.asset.short_name, f.change) for f in built(*steps, passes=True).findings] == [
        ("b", "")
    ]
    assert len(built(*steps, passes=True, all_findings=True).findings) == 2


def test_only_what_is_after_the_plan_is_counted() -> None:
    report = built(before(outcome("a", FAIL)), after(outcome("a", PASS)), both(outcome("b", FAIL), name="b"))
    counts = report.coverage.rules["LB901"]
    assert (counts.fail, counts.passed) == (1, 1)
    assert report.coverage.subjects == 2


def test_without_a_plan_nothing_is_compared() -> None:
    report = built(both(outcome("a", FAIL), changed=False), planned=False)
    assert changes(report) == [("fail", "")]
    assert report.plan is None


@pytest.mark.parametrize(
    ("steps", "breaks"),
    [
        ([before(outcome("a", PASS)), after(outcome("a", FAIL))], True),
        ([before(outcome("a", FAIL)), after(outcome("a", FAIL))], False),
        ([before(outcome("a", FAIL)), after(outcome("a", PASS))], False),
        ([before(outcome("a", PASS)), after(outcome("a", REVIEW))], False),
    ],
)
def test_a_threshold_for_what_is_new(steps: Iterable[Step], *, breaks: bool) -> None:
    report = built(*steps)
    assert exceeds(report, "new:low") is breaks
    assert not exceeds(report, "new:medium"), "it is of low severity"


def test_findings_are_located_when_they_are_listed_and_only_then() -> None:
    asked: list[str] = []

    def locate(of: Outcome) -> Origin:
        asked.append(of.asset.short_name)
        return Origin("main.tf", 3, 5, of.origin.address, "x = 1")

    planned = Origin("plan.json", address="google_compute_url_map.a")
    of_plan = [
        Outcome("LB901", status, asset(name), planned, "M.") for name, status in [("a", FAIL), ("b", PASS)]
    ]
    builder = ReportBuilder(POLICIES, keep_passes=True, planned=True, all_findings=False)
    builder.add(evaluation("a", of_plan[0]), Phase.AFTER, changed=True)
    builder.add(evaluation("b", of_plan[1]), Phase.AFTER, changed=True)
    builder.add(evaluation("c", Outcome("LB901", FAIL, asset("c"), planned, "M.")), Phase.BOTH, changed=False)
    builder.add(evaluation("d", outcome("d", FAIL)), Phase.AFTER, changed=True)
    report = builder.build(
        evaluated_at="", bundle="", engine="", notifications=(), sources=(), records=0, types={}, invalid=0,
        has_iam=False, locate=locate,
    )  # fmt: skip
    assert asked == ["a"], "a pass, what is not listed and what is of no plan has no line"
    assert [one.outcome.origin.file for one in report.findings] == ["main.tf", "a.json", "plan.json"]
