"""What two stored reports tell of each other."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from reports import API, BACKEND, CDN_RULE, LOGGING_RULE, PROXY, PROXY_RULE, WEB, finding, report
from settled_reports import absent, load_balancer, settled_report

from lbpolicy.model import (
    Absent,
    AssetRef,
    Baseline,
    Finding,
    Level,
    LoadBalancer,
    Node,
    Notification,
    PlanEffect,
    Report,
    RuleCounts,
    Status,
)
from lbpolicy.model.difference import Difference
from lbpolicy.report import difference

FULL = {"acme-prod": (BACKEND, PROXY)}
ERROR = Notification(Level.ERROR, "unreadable-source", "It cannot be read.")


def later(*findings: Finding, **more: object) -> Report:
    fields: dict[str, object] = {"scope": FULL, "rules": {}, **more}
    return report(findings, **fields)  # type: ignore[arg-type]


def compare(old: Report, new: Report) -> Difference:
    return difference("old.json", old, "new.json", new)


def why(new: Report, old: Report | None = None) -> str:
    """Say what became of the one finding of `old`: the cache on WEB."""
    (only,) = compare(old or report([finding()]), new).gone
    assert only.finding.baseline == "absent"
    return only.why


def test_findings_are_compared_as_with_a_baseline() -> None:
    old = report([finding(), finding(asset=API, status=Status.REVIEW), finding(LOGGING_RULE)])
    new = later(
        finding(message="In other words."),
        finding(asset=API),
        finding(LOGGING_RULE),
        finding(PROXY_RULE, API),
    )
    told = compare(old, new)
    assert [one.baseline for one in told.findings] == ["updated", "new", "unchanged", "new"]
    assert told.gone == ()
    assert set(told.rules) == {"LB901", "LB902", "LB903"}
    assert (told.old.file, told.new.file) == ("old.json", "new.json")


def test_passes_are_neither_new_nor_gone() -> None:
    passed = finding(asset=API, status=Status.PASS, path="", message="")
    told = compare(report([passed]), later(replace(passed, outcome=replace(passed.outcome, asset=WEB))))
    assert (told.findings, told.gone) == ((), ())


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (later(types={BACKEND: 3}), "fixed-or-removed"),
        (later(types={PROXY: 3}), "removed"),
        (later(scope={}), "not-judged"),
        (later(scope={"acme-prod": (PROXY,)}), "not-judged"),
        (later(scope={"other": (BACKEND,)}), "not-judged"),
        (later(finding(path="/another", key="another")), "fixed"),
        (later(finding(status=Status.PASS)), "fixed"),
        (later(finding(status=Status.REVIEW, key="another")), "not-judged"),
        (later(finding(LOGGING_RULE, WEB), scope={}), "fixed"),
        (later(rules={"LB901": RuleCounts(error=1)}), "not-judged"),
        (later(finding(LOGGING_RULE, WEB), rules={"LB901": RuleCounts(error=1)}), "not-judged"),
        (later(finding(status=Status.PASS), rules={"LB901": RuleCounts(error=1)}), "fixed"),
        (replace(later(), notifications=(ERROR,)), "not-judged"),
        (replace(later(finding(LOGGING_RULE, WEB)), notifications=(ERROR,)), "fixed"),
        (replace(later(), rules=(LOGGING_RULE,)), "not-judged"),
        (replace(later(), plan=PlanEffect(fixed=(finding(),), kept_fail=2)), "fixed"),
        (replace(later(), plan=PlanEffect(kept_review=1)), "not-judged"),
        (replace(later(), plan=PlanEffect()), "fixed-or-removed"),
    ],
)
def test_what_became_of_a_finding(new: Report, expected: str) -> None:
    assert why(new) == expected


def node(state: str) -> Callable[[LoadBalancer], LoadBalancer]:
    found = Node(WEB, "backend", state)  # type: ignore[arg-type]
    return lambda balancer: replace(balancer, nodes=(found,))


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("resolved", "fixed"),
        ("missing", "removed"),
        ("unexported", "fixed-or-removed"),
        ("unknown", "fixed-or-removed"),
    ],
)
def test_load_balancers_tell_what_is_there(state: str, expected: str) -> None:
    new = later(types={BACKEND: 3})
    assert why(replace(new, load_balancers=(node(state)(load_balancer()),))) == expected


def test_what_the_scan_itself_found_out_goes_first() -> None:
    gone = tuple(
        Absent(replace(absent(CDN_RULE, WEB), finding_id=finding().finding_id), reason)
        for reason in ("removed",)
    )
    new = replace(later(types={BACKEND: 3}), baseline=Baseline("old.json", "2026-11-14T00:00:00Z", gone))
    assert why(new) == "removed"


def test_a_waived_finding_is_gone_like_any_other() -> None:
    old = settled_report()
    told = compare(old, later(types={BACKEND: 9, PROXY: 9}))
    assert len(told.gone) == 7
    assert {one.finding.waiver is None for one in told.gone} == {True, False}


def test_doubts_are_told() -> None:
    def codes(old: Report, new: Report) -> list[str]:
        return [note.code for note in compare(old, new).notifications]

    broken = replace(later(), notifications=(ERROR,))
    assert codes(later(), later()) == []
    assert codes(broken, later()) == ["baseline-incomplete"]
    assert codes(later(), broken) == ["report-incomplete"]
    assert codes(later(), replace(later(), bundle="cis-gcp")) == ["different-bundles"]
    assert codes(replace(later(), evaluated_at="2027-01-01T00:00:00Z"), later()) == ["baseline-later"]


def test_an_asset_of_no_known_project_is_not_judged() -> None:
    stray = AssetRef(WEB.name, BACKEND)
    assert why(later(), report([finding(asset=stray)])) == "not-judged"
