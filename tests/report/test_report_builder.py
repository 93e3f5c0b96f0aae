import random
import tracemalloc
from collections.abc import Iterable
from pathlib import Path

from lbpolicy.model import (
    AssetRef,
    Evaluation,
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
    SourceSummary,
    Status,
)
from lbpolicy.report import ReportBuilder

TYPE = "compute.googleapis.com/UrlMap"
ORIGIN = Origin("a.json", 1)


def rule(name: str, severity: Severity) -> Rule:
    return Rule(
        name,
        "AnyName",
        (RuleSubject("url_map", "p", "T", Remediation("Mend it."), Path("r.rego")),),
        "D",
        severity,
        "high",
        (),
        (),
        (TYPE,),
    )


POLICIES = PolicySet(
    (rule("LB902", Severity.CRITICAL), rule("LB901", Severity.LOW), rule("LB903", Severity.CRITICAL)), {}, {}
)


def asset(name: str) -> AssetRef:
    return AssetRef(f"//compute.googleapis.com/projects/p/global/urlMaps/{name}", TYPE, "p", "global")


def outcome(name: str, status: Status, rule_id: str = "LB901", **more: str) -> Outcome:
    return Outcome(rule_id, status, asset(name), ORIGIN, **{"message": f"{status.value}.", **more})  # type: ignore[arg-type]


def evaluation(name: str, *outcomes: Outcome, errors: tuple[Notification, ...] = ()) -> Evaluation:
    return Evaluation(asset(name), outcomes, errors)


def error(name: str, rule_id: str = "LB901") -> Notification:
    return Notification(
        Level.ERROR, "rule-error", "It cannot be evaluated.", asset=asset(name).name, rule=rule_id
    )


def built(
    evaluations: Iterable[Evaluation],
    notifications: Iterable[Notification] = (),
    *,
    keep_passes: bool = False,
) -> Report:
    builder = ReportBuilder(POLICIES, keep_passes=keep_passes)
    for one in evaluations:
        builder.add(one)
    return builder.build(
        evaluated_at="2026-11-21T00:00:00Z",
        bundle="default",
        engine="regopy 1.5.2",
        notifications=notifications,
        sources=(SourceSummary("a.json", "NDJSON", 9, 5),),
        records=9,
        types={TYPE: 3, "compute.googleapis.com/Address": 2},
        invalid=1,
        has_iam=True,
    )


def test_a_subject_counts_once_by_the_worst_that_was_said_of_it() -> None:
    report = built(
        [
            evaluation(
                "a",
                outcome("a", Status.FAIL, key="1"),
                outcome("a", Status.FAIL, key="2"),
                outcome("a", Status.REVIEW, key="3"),
            ),
            evaluation("b", outcome("b", Status.REVIEW), outcome("b", Status.REVIEW, key="x")),
            evaluation("c", outcome("c", Status.PASS)),
            evaluation("d", outcome("d", Status.NOT_APPLICABLE)),
            evaluation("e", errors=(error("e"),)),
        ]
    )
    counts = report.coverage.rules["LB901"]
    assert (counts.fail, counts.review, counts.passed, counts.not_applicable, counts.error) == (1, 1, 1, 1, 1)
    assert [one.outcome.status.value for one in report.findings] == [
        "fail",
        "fail",
        "review",
        "review",
        "review",
    ]
    assert counts.reasons == {"review.": 3}


def test_an_asset_is_judged_only_when_a_rule_passed_or_failed_it() -> None:
    report = built(
        [
            evaluation("a", outcome("a", Status.FAIL), outcome("a", Status.PASS, "LB902")),
            evaluation("b", outcome("b", Status.PASS)),
            evaluation("c", outcome("c", Status.REVIEW)),
            evaluation("d", outcome("d", Status.NOT_APPLICABLE)),
            evaluation("e", errors=(error("e"),)),
        ]
    )
    assert report.coverage.subjects == 2


def test_passes_are_listed_only_when_asked_for() -> None:
    evaluations = [evaluation("a", outcome("a", Status.PASS), outcome("a", Status.NOT_APPLICABLE, "LB902"))]
    assert built(evaluations).findings == ()
    assert [one.outcome.status for one in built(evaluations, keep_passes=True).findings] == [Status.PASS]


def test_the_order_is_worst_first_and_the_same_for_every_order_of_evaluation() -> None:
    evaluations = [
        evaluation(
            name,
            outcome(name, Status.FAIL, key="2"),
            outcome(name, Status.FAIL, key="1"),
            outcome(name, Status.REVIEW, "LB902"),
            outcome(name, Status.FAIL, "LB903"),
        )
        for name in "abc"
    ]
    report = built(evaluations)
    shown = [(one.outcome.rule, one.outcome.asset.short_name, one.outcome.key) for one in report.findings]
    assert shown == [
        *[("LB903", name, "") for name in "abc"],
        *[("LB901", name, key) for name in "abc" for key in "12"],
        *[("LB902", name, "") for name in "abc"],
    ]
    assert report.findings[0].severity is Severity.CRITICAL
    random.Random(7).shuffle(evaluations)  # noqa: S311 - a test wants the same shuffle each time
    assert built(evaluations) == report
    assert [one.id for one in report.rules] == ["LB901", "LB902", "LB903"]


def test_only_the_ten_most_frequent_reasons_are_kept() -> None:
    evaluations = [
        evaluation(
            f"a{n}", *(outcome(f"a{n}", Status.REVIEW, message=f"Why {m:02}.", key=str(m)) for m in range(n))
        )
        for n in range(1, 13)
    ]
    reasons = built(evaluations).coverage.rules["LB901"].reasons
    assert list(reasons.items()) == [(f"Why {m:02}.", 12 - m) for m in range(10)]
    assert dict(built(reversed(evaluations)).coverage.rules["LB901"].reasons) == reasons


def test_errors_of_rules_make_the_report_incomplete_and_do_not_pile_up() -> None:
    errors = [evaluation(f"a{n:02}", errors=(error(f"a{n:02}"),)) for n in range(50)]
    report = built(errors)
    assert not report.complete
    assert report.coverage.rules["LB901"].error == 50
    assert len(report.notifications) == 21
    assert [one.message for one in report.notifications if "30 further assets" in one.message]


def test_notifications_are_sorted_and_listed_once() -> None:
    warning = Notification(Level.WARNING, "b", "W.", origin=Origin("x", 2))
    first = Notification(Level.WARNING, "b", "Z.", origin=Origin("x", 1))
    note = Notification(Level.NOTE, "a", "N.")
    bad = error("e")
    report = built([evaluation("e", errors=(bad,))], [note, warning, first, warning, bad])
    assert report.notifications == (bad, first, warning, note)


def test_coverage_says_what_was_read_and_names_every_rule() -> None:
    coverage = built([]).coverage
    assert (coverage.records, coverage.assets, coverage.invalid, coverage.has_iam) == (9, 5, 1, True)
    assert list(coverage.types) == ["compute.googleapis.com/Address", TYPE]
    assert list(coverage.rules) == ["LB901", "LB902", "LB903"]
    assert coverage.rules["LB903"].passed == 0


def test_memory_does_not_grow_with_passes() -> None:
    builder = ReportBuilder(POLICIES)
    tracemalloc.start()
    for n in range(10_000):
        name = f"a{n}"
        builder.add(
            evaluation(name, outcome(name, Status.PASS), outcome(name, Status.NOT_APPLICABLE, "LB902"))
        )
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown < 50_000
