"""Findings compared with those of a former report, through the builder that sees every verdict."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from lbpolicy.model import (
    Absent,
    AssetRef,
    Evaluation,
    Finding,
    Level,
    Notification,
    Origin,
    Outcome,
    Phase,
    PlanEffect,
    PolicySet,
    Remediation,
    Report,
    Rule,
    RuleSubject,
    Severity,
    Status,
    Waiver,
)
from lbpolicy.report import Comparison, ReportBuilder, exceeds
from lbpolicy.report.baseline import MAX_NAMED, emptied

MAP = "compute.googleapis.com/UrlMap"
OTHER = "compute.googleapis.com/SslPolicy"
ORIGIN = Origin("a.json", 1)
FULL = {"p": (MAP, OTHER)}
WAIVER = Waiver("LB901", "*", "me@acme.example", "Known.", "2027-01-01", ORIGIN)
BEFORE, AFTER, BOTH = Phase.BEFORE, Phase.AFTER, Phase.BOTH


def rule(name: str = "LB901", severity: Severity = Severity.HIGH, kind: str = "url_map") -> Rule:
    subject = RuleSubject(kind, "p", "T", Remediation("Mend it."), Path("r.rego"))
    return Rule(name, "AnyName", (subject,), "D", severity, "high", (), (), ())


def asset(name: str, kind: str = MAP) -> AssetRef:
    return AssetRef(f"//compute.googleapis.com/projects/p/global/urlMaps/{name}", kind, "p", "global")


def outcome(name: str, status: Status, rule_id: str = "LB901", **more: str) -> Outcome:
    return Outcome(rule_id, status, asset(name), ORIGIN, **{"message": f"{status.value}.", **more})  # type: ignore[arg-type]


def says(name: str, *outcomes: Outcome, errors: Iterable[str] = ()) -> Evaluation:
    notes = (
        Notification(Level.ERROR, "rule-error", "No.", asset=asset(name).name, rule=one) for one in errors
    )
    return Evaluation(asset(name), outcomes, tuple(notes))


def fails(name: str, **more: str) -> Evaluation:
    return says(name, outcome(name, Status.FAIL, **more))


Step = Evaluation | tuple[Evaluation, Phase]


def scan(  # noqa: PLR0913 - each is one thing that differs between scans
    *steps: Step,
    rules: Iterable[Rule] = (rule(),),
    former: Report | None = None,
    scope: Mapping[str, tuple[str, ...]] = FULL,
    planned: bool = False,
    keep_passes: bool = False,
    all_findings: bool = True,
    notes: Iterable[Notification] = (),
    evaluated_at: str = "2026-11-21T00:00:00Z",
) -> Report:
    comparison = Comparison("old.json", former) if former else None
    builder = ReportBuilder(
        PolicySet(tuple(rules), {}, {}),
        planned=planned,
        keep_passes=keep_passes,
        all_findings=all_findings,
        comparison=comparison,
    )
    for step in steps:
        evaluation, phase = step if isinstance(step, tuple) else (step, BOTH)
        builder.add(evaluation, phase, changed=False)
    return builder.build(
        evaluated_at=evaluated_at,
        bundle="default",
        engine="regopy",
        notifications=notes,
        sources=(),
        records=0,
        types={},
        invalid=0,
        has_iam=True,
        scope=scope,
    )


def states(report: Report) -> dict[str, str]:
    return {f.outcome.asset.short_name + f.outcome.key: f.baseline for f in report.findings}


def gone(report: Report) -> dict[str, str]:
    assert report.baseline is not None
    return {a.finding.outcome.asset.short_name + a.finding.outcome.key: a.why for a in report.baseline.absent}


def waived(report: Report) -> Report:
    return replace(report, findings=tuple(replace(f, waiver=WAIVER) for f in report.findings))


def test_new_unchanged_and_updated() -> None:
    former = scan(fails("same"), fails("reworded"))
    later = scan(fails("same"), fails("reworded", message="In other words."), fails("more"), former=former)
    assert states(later) == {"same": "unchanged", "reworded": "updated", "more": "new"}
    assert gone(later) == {}
    assert later.baseline is not None
    assert (later.baseline.file, later.baseline.evaluated_at) == ("old.json", former.evaluated_at)


def test_without_a_baseline_nothing_is_said() -> None:
    assert states(scan(fails("a"))) == {"a": ""}
    assert scan(fails("a")).baseline is None


def test_a_second_finding_of_a_rule_on_an_asset_is_new() -> None:
    former = scan(fails("a", key="one"))
    both = says("a", outcome("a", Status.FAIL, key="one"), outcome("a", Status.FAIL, key="two"))
    assert states(scan(both, former=former)) == {"aone": "unchanged", "atwo": "new"}


def test_an_empty_baseline_makes_everything_new() -> None:
    assert states(scan(fails("a"), former=scan())) == {"a": "new"}


REVIEW, FAIL, PASS, NONE = Status.REVIEW, Status.FAIL, Status.PASS, Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("was", "now", "state", "counts"),
    [
        (FAIL, FAIL, "unchanged", False),
        (REVIEW, FAIL, "new", True),
        (FAIL, REVIEW, "updated", False),
        (REVIEW, REVIEW, "unchanged", False),
    ],
)
def test_what_was_to_review_and_fails_now_is_new(
    was: Status, now: Status, state: str, *, counts: bool
) -> None:
    former = scan(says("a", outcome("a", was, key="k")))
    later = scan(says("a", outcome("a", now, key="k")), former=former)
    assert states(later) == {"ak": state}
    assert exceeds(later, "new:low") is counts


def test_what_passed_and_fails_now_is_new() -> None:
    former = scan(says("a", outcome("a", PASS)))
    assert states(scan(fails("a"), former=former)) == {"a": "new"}


@pytest.mark.parametrize(
    ("was", "now", "state"),
    [
        (Severity.LOW, Severity.HIGH, "new"),
        (Severity.HIGH, Severity.LOW, "updated"),
        (Severity.HIGH, Severity.CRITICAL, "new"),
    ],
)
def test_a_raised_severity_is_new_and_a_lowered_one_is_not(was: Severity, now: Severity, state: str) -> None:
    former = scan(fails("a"), rules=[rule(severity=was)])
    later = scan(fails("a"), rules=[rule(severity=now)], former=former)
    assert states(later) == {"a": state}
    assert exceeds(later, "new:info") is (state == "new")


def test_what_was_waived_and_is_not_any_more_is_new() -> None:
    former = waived(scan(fails("a"), says("b", outcome("b", REVIEW))))
    later = scan(fails("a"), says("b", outcome("b", REVIEW)), former=former)
    assert states(later) == {"a": "new", "b": "unchanged"}
    assert exceeds(later, "new:high")


def test_what_was_waived_and_is_gone_is_absent() -> None:
    later = scan(says("a", outcome("a", PASS)), former=waived(scan(fails("a"))))
    assert gone(later) == {"a": "fixed"}
    assert later.baseline is not None
    assert later.baseline.absent[0].finding.waiver == WAIVER
    assert later.baseline.absent[0].finding.baseline == "absent"


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (says("a", outcome("a", PASS)), "fixed"),
        (says("a", outcome("a", NONE)), "fixed"),
        (fails("a", key="another"), "fixed"),
        (says("a", outcome("a", REVIEW, key="another")), "not-judged"),
        (says("a", outcome("a", FAIL, key="x"), outcome("a", REVIEW, key="y")), "not-judged"),
        (says("a", errors=["LB901"]), "not-judged"),
        (says("a", outcome("a", PASS), errors=["LB901"]), "not-judged"),
        (says("a"), "not-judged"),
        (says("a", outcome("a", PASS, rule_id="LB902")), "not-judged"),
    ],
)
def test_fixed_is_only_what_its_rule_judged_and_does_not_find(now: Evaluation, why: str) -> None:
    rules = [rule(), rule("LB902")]
    assert gone(scan(now, rules=rules, former=scan(fails("a", key="k")))) == {"ak": why}


def test_a_pass_that_is_listed_hides_nothing_that_was_fixed() -> None:
    """Where nothing else tells its outcomes apart a rule has one id for failing and passing an asset."""
    passes = says("a", outcome("a", Status.PASS))
    former = scan(fails("a"))
    listed = scan(passes, former=former, keep_passes=True)
    assert listed.findings[0].finding_id == former.findings[0].finding_id
    assert gone(listed) == {"a": "fixed"}
    planned = scan((fails("a"), BEFORE), (passes, AFTER), planned=True, keep_passes=True)
    assert planned.plan is not None
    assert [one.outcome.asset.short_name for one in planned.plan.fixed] == ["a"]


def test_an_error_of_another_rule_does_not_matter() -> None:
    now = says("a", outcome("a", PASS), errors=["LB902"])
    assert gone(scan(now, rules=[rule(), rule("LB902")], former=scan(fails("a")))) == {"a": "fixed"}


def test_removed_is_only_what_a_complete_scan_would_have_seen() -> None:
    former = scan(fails("a"))
    lost = Notification(Level.ERROR, "unreadable-source", "It cannot be read.")
    warning = replace(lost, level=Level.WARNING)
    assert gone(scan(former=former)) == {"a": "removed"}
    assert gone(scan(former=former, notes=[warning])) == {"a": "removed"}
    assert gone(scan(former=former, notes=[lost])) == {"a": "not-judged"}
    assert gone(scan(former=former, scope={})) == {"a": "not-judged"}
    assert gone(scan(former=former, scope={"p": (OTHER,)})) == {"a": "not-judged"}
    assert gone(scan(former=former, scope={"q": (MAP,)})) == {"a": "not-judged"}


def test_a_rule_that_is_not_in_force_judges_nothing() -> None:
    former = scan(fails("a"))
    for now in ([], [says("a", outcome("a", PASS, rule_id="LB902"))]):
        later = scan(*now, rules=[rule("LB902")], former=former)
        assert gone(later) == {"a": "not-judged"}
        assert later.baseline is not None
        assert [one.id for one in later.baseline.rules] == ["LB901"]
        assert "LB901" in later.known_rules


def test_a_rule_that_judges_another_kind_now_judges_nothing() -> None:
    later = scan(rules=[rule(kind="ssl_policy")], former=scan(fails("a")))
    assert gone(later) == {"a": "not-judged"}


def test_rules_in_force_are_not_listed_twice() -> None:
    later = scan(former=scan(fails("a")))
    assert later.baseline is not None
    assert later.baseline.rules == ()


def test_absent_findings_are_ordered_worst_first() -> None:
    rules = [rule("LB901", Severity.LOW), rule("LB902", Severity.CRITICAL)]
    both = says(
        "a", outcome("a", FAIL, "LB901"), outcome("a", FAIL, "LB902"), outcome("a", REVIEW, "LB902", key="r")
    )
    later = scan(former=scan(both, fails("b"), rules=rules), rules=rules)
    assert later.baseline is not None
    order = [(one.finding.severity, one.finding.outcome.status) for one in later.baseline.absent]
    assert order == [
        (Severity.CRITICAL, FAIL),
        (Severity.LOW, FAIL),
        (Severity.LOW, FAIL),
        (Severity.CRITICAL, REVIEW),
    ]


def test_passes_of_the_baseline_are_never_absent() -> None:
    found = scan(fails("a"))
    passes = replace(
        found, findings=tuple(replace(f, outcome=replace(f.outcome, status=PASS)) for f in found.findings)
    )
    assert gone(scan(former=passes)) == {}


def test_what_a_plan_keeps_and_does_not_list_is_not_absent() -> None:
    later = scan(fails("a"), planned=True, all_findings=False, former=scan(fails("a")))
    assert later.findings == ()
    assert gone(later) == {}


def test_what_a_plan_deletes_is_removed_even_if_the_input_covers_nothing() -> None:
    steps = [(fails("a"), BEFORE), (fails("b"), BEFORE), (fails("b"), AFTER)]
    later = scan(*steps, planned=True, scope={}, former=scan(fails("a"), fails("b")))
    assert gone(later) == {"a": "removed"}
    assert states(later) == {"b": "unchanged"}


def test_after_a_plan_counts_and_not_before_it() -> None:
    steps = [(fails("a"), BEFORE), (says("a", outcome("a", PASS)), AFTER)]
    assert gone(scan(*steps, planned=True, former=scan(fails("a")))) == {"a": "fixed"}


@pytest.mark.parametrize(
    ("before", "accepted", "counts"),
    [(False, False, True), (False, True, False), (True, False, False), (True, True, False)],
)
def test_with_plan_and_baseline_new_is_what_is_new_to_both(
    *, before: bool, accepted: bool, counts: bool
) -> None:
    earlier = fails("a") if before else says("a", outcome("a", PASS))
    former = scan(fails("a")) if accepted else scan()
    later = scan((earlier, BEFORE), (fails("a"), AFTER), planned=True, former=former)
    assert exceeds(later, "new:high") is counts
    assert exceeds(later, "high")


def test_new_counts_from_its_severity_on() -> None:
    later = scan(fails("a"), former=scan())
    assert exceeds(later, "new:high")
    assert not exceeds(later, "new:critical")
    assert not exceeds(waived(later), "new:high")


def codes(report: Report) -> set[str]:
    return {note.code for note in report.notifications}


def test_a_doubtful_baseline_is_told() -> None:
    error = Notification(Level.ERROR, "unreadable-source", "It cannot be read.")
    assert codes(scan(former=scan())) == set()
    assert codes(scan(former=scan(notes=[error]))) == {"baseline-incomplete"}
    assert codes(scan(former=replace(scan(), plan=PlanEffect(kept_review=2)))) == {"baseline-partial"}
    assert codes(scan(former=replace(scan(), plan=PlanEffect()))) == set()
    assert codes(scan(former=scan(evaluated_at="2026-11-21T00:00:01Z"))) == {"baseline-later"}
    assert codes(scan(former=scan(evaluated_at="2026-11-21T00:30:00+01:00"))) == set()


def test_a_project_of_which_all_is_gone_is_told() -> None:
    """An export that lacks a project looks like one in which somebody deleted everything."""
    several = scan(fails("a"), fails("b"), fails("c"))
    assert codes(scan(former=several)) == {"baseline-project-gone"}
    assert set(gone(scan(former=several)).values()) == {"removed"}
    assert codes(scan(former=several, scope={})) == set(), "what is not judged says so itself"
    assert codes(scan(says("c", outcome("c", Status.PASS)), former=several)) == set()
    assert codes(scan(fails("new"), former=several)) == set()
    assert codes(scan(former=scan(fails("a"), says("b", outcome("b", Status.PASS))))) == set()


def test_of_very_many_gone_projects_some_are_named() -> None:
    def absent(number: int, name: str) -> Absent:
        ref = AssetRef(f"//x/{number}/{name}", "t", f"p{number:03}")
        origin = Origin("a.json")
        found = Outcome("LB901", Status.FAIL, ref, origin, "m")
        return Absent(Finding(f"{number}{name}", Severity.HIGH, found, baseline="absent"), "removed")

    all_gone = [absent(number, name) for number in range(MAX_NAMED + 5) for name in "ab"]
    notes = [note.message for note in emptied(all_gone, [one.finding for one in all_gone])]
    assert len(notes) == MAX_NAMED + 1
    assert notes[0] == "All 2 assets of project p000 that the baseline names are gone."
    assert notes[-1] == "The same is so of 5 more projects."


def test_rules_that_are_set_otherwise_are_told() -> None:
    """What they do not find any more may be there as before."""
    first = rule()
    strict, lax = (replace(first, values={"days": days}) for days in (30, 7))
    former = scan(fails("a"), rules=[strict])
    now = scan(says("a", outcome("a", Status.PASS)), rules=[lax], former=former)
    assert gone(now) == {"a": "fixed"}
    (note,) = now.notifications
    assert (note.level, note.code) == (Level.WARNING, "baseline-other-settings")
    assert "old.json" in note.message
    assert "LB901" in note.message
    lower = scan(fails("a"), rules=[replace(first, severity=Severity.LOW)], former=scan(fails("a")))
    assert codes(lower) == {"baseline-other-settings"}
    assert codes(scan(rules=[strict], former=former)) == set()
    assert codes(scan(rules=[replace(first, values={"days": 30, "more": 1})], former=former)) == set()
    assert codes(scan(rules=[rule("LB902")], former=former)) == set(), "what is gone is not judged"


def test_of_findings_with_one_id_in_the_baseline_the_worst_counts() -> None:
    """Only a hand-made baseline has two of them, in whatever order."""
    found = scan(fails("a")).findings[0]
    review = replace(found, outcome=replace(found.outcome, status=REVIEW))
    low = replace(found, severity=Severity.LOW)
    for several in ([review, found, low], [low, found, review]):
        former = replace(scan(), findings=tuple(several))
        assert states(scan(fails("a"), former=former)) == {"a": "unchanged"}


def test_the_scan_decides_and_not_what_a_finding_said_of_itself() -> None:
    found: Finding = replace(scan(fails("a")).findings[0], baseline="new", change="introduced")
    former = replace(scan(), findings=(found,))
    assert states(scan(fails("a"), former=former)) == {"a": "unchanged"}
