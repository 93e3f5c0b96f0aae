"""Waivers over findings: which waives what, until when, and what is told of each."""

from datetime import date
from pathlib import Path

import pytest

from lbpolicy.model import (
    AssetRef,
    Evaluation,
    Finding,
    Level,
    Notification,
    Origin,
    Outcome,
    PolicySet,
    Remediation,
    Report,
    Rule,
    RuleSubject,
    Severity,
    Status,
    Waiver,
)
from lbpolicy.report import ReportBuilder, Waivers, exceeds, unused
from lbpolicy.report.waiver_patterns import Pattern

TYPE = "compute.googleapis.com/UrlMap"
TODAY = date(2026, 11, 21)
MAPS = "//compute.googleapis.com/projects/p/global/urlMaps"
FILE = Origin("lbpolicy-waivers.yaml", 2)
SUBJECT = RuleSubject("url_map", "p", "T", Remediation("Mend it."), Path("r.rego"))


def rule(name: str) -> Rule:
    return Rule(name, "AnyName", (SUBJECT,), "D", Severity.HIGH, "high", (), (), (TYPE,))


POLICIES = PolicySet((rule("LB901"), rule("LB902")), {}, {}, frozenset({"LB901", "LB902", "LB903"}))


def waiver(resource: str = f"{MAPS}/web", name: str = "LB901", **more: object) -> Waiver:
    parts = {"owner": "a", "reason": "b", "expires": "2027-01-31", "origin": FILE} | more
    return Waiver(name, resource, **parts)  # type: ignore[arg-type]


def inline(address: str = "google_compute_url_map.web", name: str = "LB901", **more: object) -> Waiver:
    return waiver(address, name, **{"origin": Origin("main.tf", 3), "inline": True} | more)


def outcome(
    status: Status = Status.FAIL, name: str = "LB901", asset: str = "web", key: str = "", address: str = ""
) -> Outcome:
    about = AssetRef(f"{MAPS}/{asset}", TYPE, "p", "global")
    return Outcome(name, status, about, Origin("plan.json", address=address), f"{status}.", key=key)


def waivers(*several: Waiver, places: dict[tuple[str, str], list[Waiver]] | None = None) -> Waivers:
    return Waivers(several, places, today=TODAY, max_days=366, policies=POLICIES)


def built(
    applied: Waivers, *outcomes: Outcome, errors: tuple[Notification, ...] = (), **more: object
) -> Report:
    """Return a report of some outcomes, which are of one asset each."""
    builder = ReportBuilder(POLICIES, waivers=applied, keep_passes=True)
    for asset in dict.fromkeys(one.asset for one in outcomes):
        builder.add(Evaluation(asset, tuple(one for one in outcomes if one.asset == asset), errors))
    parts = {
        "sources": (),
        "records": 1,
        "types": {TYPE: 1},
        "invalid": 0,
        "has_iam": True,
        "notifications": (),
    }
    return builder.build(evaluated_at="2026-11-21T00:00:00Z", bundle="b", engine="e", **{**parts, **more})  # type: ignore[arg-type]


def told(report: Report) -> list[tuple[str, str]]:
    return [(one.level.value, one.code) for one in report.notifications]


def test_a_waived_finding_is_there_and_fails_nothing() -> None:
    report = built(waivers(waiver()), outcome())
    [found] = report.findings
    assert found.waiver == waiver()
    assert not exceeds(report, "info")
    assert report.coverage.rules["LB901"].fail == 1
    assert report.notifications == ()


def test_what_it_is_not_about_stays() -> None:
    report = built(
        waivers(waiver(), waiver(name="LB902", resource=f"{MAPS}/api")),
        outcome(asset="web"),
        outcome(asset="web2"),
        outcome(name="LB902", asset="web"),
        outcome(name="LB902", asset="api"),
    )
    waived = {(one.outcome.rule, one.outcome.asset.short_name): bool(one.waiver) for one in report.findings}
    assert waived == {
        ("LB901", "web"): True,
        ("LB901", "web2"): False,
        ("LB902", "web"): False,
        ("LB902", "api"): True,
    }


@pytest.mark.parametrize(
    ("status", "expected"), [(Status.FAIL, True), (Status.REVIEW, True), (Status.PASS, False)]
)
def test_failures_and_reviews_are_waived(status: Status, expected: bool) -> None:  # noqa: FBT001
    [found] = built(waivers(waiver()), outcome(status)).findings
    assert bool(found.waiver) is expected


@pytest.mark.parametrize(
    ("expires", "waived", "expected"),
    [
        ("2026-11-20", False, [("warning", "waiver-expired")]),
        ("2026-11-21", True, [("note", "waiver-expiring")]),
        ("2026-12-05", True, [("note", "waiver-expiring")]),
        ("2026-12-06", True, []),
    ],
)
def test_a_waiver_holds_to_the_end_of_its_last_day(
    expires: str,
    waived: bool,  # noqa: FBT001
    expected: list[tuple[str, str]],
) -> None:
    report = built(waivers(waiver(expires=expires)), outcome())
    assert bool(report.findings[0].waiver) is waived
    assert exceeds(report, "high") is not waived
    assert told(report) == expected


def test_an_expired_waiver_is_named() -> None:
    report = built(waivers(waiver(expires="2026-11-01")), outcome(key="a"), outcome(key="b"))
    [note] = report.notifications
    assert note.message == (
        f"lbpolicy-waivers.yaml:2: the waiver of LB901 on {MAPS}/web (a) expired on 2026-11-01:"
        " 2 findings count again."
    )
    assert (note.origin, note.rule) == (FILE, "LB901")


def test_another_waiver_that_holds_makes_an_expired_one_useless() -> None:
    old, live = waiver(expires="2026-11-01"), waiver(f"{MAPS}/*")
    report = built(waivers(old, live), outcome())
    assert report.findings[0].waiver == live
    assert told(report) == [("warning", "waiver-unused")]


def test_the_most_specific_waiver_is_shown() -> None:
    address = "google_compute_url_map.web"
    beside = inline()
    exact, glob, longer = waiver(), waiver(f"{MAPS}/*"), waiver(f"{MAPS}/w*")
    [found] = built(waivers(), outcome()).findings
    one = waiver(f"{MAPS}/**", finding_id=found.finding_id)
    places = {("plan.json", address): [beside]}
    several = [one, exact, beside, longer, glob]
    while several:
        in_file = [each for each in several if not each.inline]
        for order in (in_file, in_file[::-1]):
            applied = waivers(*order, places=places if beside in several else {})
            report = built(applied, outcome(address=address))
            assert report.findings[0].waiver == several[0]
            assert report.notifications == (), "those that would do as well are no faults"
        several.pop(0)


def test_a_waiver_of_one_finding_leaves_the_others() -> None:
    outcomes = (outcome(key="a"), outcome(key="b"))
    first = built(waivers(), *outcomes).findings[0]
    report = built(waivers(waiver(finding_id=first.finding_id)), *outcomes)
    assert [bool(one.waiver) for one in report.findings] == [True, False]
    gone = built(waivers(waiver(finding_id="0" * 32)), *outcomes)
    assert told(gone) == [("warning", "waiver-unused")]


def test_terraform_addresses_are_those_of_the_plan() -> None:
    address = 'module.lb.google_compute_url_map.web["a"]'
    for pattern in (address, "module.lb.**", 'module.*.google_compute_url_map.web["*"]'):
        assert built(waivers(waiver(pattern)), outcome(address=address)).findings[0].waiver
        assert not built(waivers(waiver(pattern)), outcome(asset=address)).findings[0].waiver, "a live asset"


def test_a_comment_is_about_its_own_plan() -> None:
    address = "google_compute_url_map.web"
    for plan, expected in (("plan.json", True), ("other.json", False)):
        report = built(waivers(places={(plan, address): [inline()]}), outcome(address=address))
        assert bool(report.findings[0].waiver) is expected


def test_a_comment_is_checked_against_the_rules_and_the_horizon() -> None:
    place = ("plan.json", "google_compute_url_map.web")
    bad = [
        inline(name="LB9O1"),
        inline(expires="2027-11-23"),
        inline(name="LB903"),
        inline(expires="2027-11-22"),
    ]
    report = built(waivers(places={place: bad, ("plan.json", "x.y"): bad[:2]}), outcome(address=place[1]))
    refused = [one for one in report.notifications if one.code == "waiver-refused"]
    assert [(one.level, one.hint) for one in refused] == [
        (Level.ERROR, "Choose an earlier day; it can be extended when it comes."),
        (Level.ERROR, "Did you mean LB901?"),
    ]
    assert "main.tf:3: the waiver of LB901 lasts 367 days, and at most 366" in refused[0].message
    assert report.findings[0].waiver == bad[3]
    assert len(report.notifications) == 2, "the rule that is not in force is no fault"


def test_a_comment_on_several_instances_is_told_of_once() -> None:
    addresses = [f"google_compute_url_map.web[{at}]" for at in range(3)]
    places = {("plan.json", one): [inline(one)] for one in addresses}
    outcomes = [outcome(asset=f"web{at}", address=one) for at, one in enumerate(addresses)]
    passing = [outcome(Status.PASS, asset=f"web{at}", address=one) for at, one in enumerate(addresses)]
    assert told(built(waivers(places=places), *outcomes)) == []
    assert told(built(waivers(places=places), outcomes[0], *passing[1:])) == [], "one instance needs it"
    assert told(built(waivers(places=places), *passing)) == [("warning", "waiver-unused")]


@pytest.mark.parametrize(
    ("one", "scope", "expected"),
    [
        (waiver(), {}, [("warning", "waiver-unused")]),
        (waiver(f"{MAPS}/w*"), {}, [("warning", "waiver-unused")]),
        (waiver(name="LB903"), {}, []),
        (waiver(f"{MAPS}/gone"), {}, [("note", "waiver-unmatched")]),
        (waiver(f"{MAPS}/gone"), {"p": (TYPE,)}, [("warning", "waiver-unused")]),
        (waiver(f"{MAPS}/gone"), {"p": ()}, [("note", "waiver-unmatched")]),
        (waiver(f"{MAPS}/gone"), {"q": (TYPE,)}, [("note", "waiver-unmatched")]),
        (
            waiver("//compute.googleapis.com/projects/*/global/urlMaps/gone"),
            {"p": (TYPE,)},
            [("note", "waiver-unmatched")],
        ),
        (waiver("module.other.**"), {"p": (TYPE,)}, [("note", "waiver-unmatched")]),
    ],
)
def test_unused_waivers_are_told_where_the_scan_could_have_seen(
    one: Waiver, scope: dict[str, tuple[str, ...]], expected: list[tuple[str, str]]
) -> None:
    assert told(built(waivers(one), outcome(Status.PASS), scope=scope)) == expected


def test_a_comment_beside_what_its_rule_does_not_judge_is_told() -> None:
    places = {("plan.json", "google_compute_backend_service.web"): [inline()]}
    [note] = built(waivers(places=places), outcome()).notifications
    assert note.code == "waiver-unused"
    assert note.hint == "Write it at the resource that the finding points to."


def test_a_rule_that_errs_leaves_its_waivers_in_peace() -> None:
    error = Notification(Level.ERROR, "rule-error", "No.", asset=f"{MAPS}/web", rule="LB901")
    report = built(waivers(waiver()), outcome(name="LB902"), errors=(error,))
    assert told(report) == [("error", "rule-error")]


def test_what_a_plan_does_not_list_uses_a_waiver_too() -> None:
    applied = waivers(waiver())
    builder = ReportBuilder(POLICIES, waivers=applied, planned=True, all_findings=False)
    builder.add(Evaluation(outcome().asset, (outcome(),)), changed=False)
    assert list(applied.notifications({})) == []


def test_many_notifications_are_counted_not_listed() -> None:
    many = [waiver(f"{MAPS}/gone{at}", origin=Origin("w.yaml", at)) for at in range(150)]
    notes = list(waivers(*many).notifications({"p": (TYPE,)}))
    assert len(notes) == 101
    assert notes[-1].message == "50 more notifications about waivers are not listed."


def test_the_unused_waivers_of_a_stored_report() -> None:
    report = built(waivers(), outcome(key="a"), outcome(Status.PASS, asset="fine"))
    first: Finding = report.findings[0]
    used = [waiver(), waiver(f"{MAPS}/*"), waiver(finding_id=first.finding_id), waiver(name="LB903")]
    not_used = [waiver(f"{MAPS}/fine"), waiver(name="LB902"), waiver(finding_id="0" * 32)]
    assert unused([*used, *not_used], report) == not_used


def test_of_many_globs_few_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = "//compute.googleapis.com/projects"
    several = [waiver(f"{whole}/p{number}/**") for number in range(1000)]
    several += [waiver(f"module.m{number}.*.web") for number in range(1000)]
    held = waivers(*several, waiver(f"{whole}/p/**/web"), waiver("//*/projects/p/global/**/web"))
    looked_at: list[str] = []
    fits = Pattern.fits

    def counted(self: Pattern, found: tuple[str, ...]) -> bool:
        looked_at.append("/".join(found))
        return fits(self, found)

    monkeypatch.setattr(Pattern, "fits", counted)
    first = built(held, outcome())
    assert [one.waiver and one.waiver.resource for one in first.findings] == [f"{whole}/p/**/web"]
    assert len(looked_at) == 2
    second = built(held, outcome(asset="api", address="module.m7.google_compute_url_map.web"))
    assert [one.waiver and one.waiver.resource for one in second.findings] == ["module.m7.*.web"]
    assert len(looked_at) == 5
