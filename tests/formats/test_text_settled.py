"""The text format on waived findings, and on what a baseline says."""

from dataclasses import replace

import pytest
from reports import BACKEND, CDN_RULE, WEB, clean_report, finding, report
from settled_reports import IN_FILE, absent, load_balancer, settled_report

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.model import Absent, AssetRef, Baseline, LoadBalancer, Report, RuleCounts, Status


def shown(what: Report, **options: object) -> str:
    return b"".join(FORMATS["text"].render(what, RenderOptions(**options))).decode()  # type: ignore[arg-type]


def test_a_waived_finding_is_folded_and_says_who_until_when_and_why() -> None:
    text = " ".join(shown(settled_report()).split())
    assert (
        "waived[LB901] BackendService web (project acme-prod, global): A cache behind a guard; by"
        " platform@acme.example until 2027-01-31: Static files that anybody may read. (SEC-12)"
        " [lbpolicy-waivers.yaml:4] waived[LB903]"
    ) in text
    assert (
        "waived[LB902] BackendService api (project acme-prod, us-central1): Requests are logged, to review"
        in text
    )
    assert "Moved next month. [live/proxy.tf:3] " in text


def test_a_waived_finding_is_among_neither_failures_nor_reviews() -> None:
    text = shown(settled_report())
    assert text.count("error[LB901]") == 2
    assert "warning[LB903]" not in text
    assert "review[LB902]" not in text
    assert "\n3 findings: 2 high, 1 info; 1 to review; 3 waived; 38 passes.\n" in text


def test_verbose_shows_a_waived_finding_in_full() -> None:
    text = shown(settled_report(), verbose=True)
    assert "waived[LB901]: A cache behind a guard (unchanged)\n  --> export/part 1.ndjson:12\n" in text
    assert "   = waived by platform@acme.example until 2027-01-31: Static files" in text
    assert "waived[LB901] Backend" not in text


def test_quiet_shows_no_waived_finding() -> None:
    assert "waived" not in shown(settled_report(), quiet=True)


def test_waived_reviews_are_taken_from_the_reasons() -> None:
    review = finding(status=Status.REVIEW, message="Nobody knows.")
    waived = replace(finding(status=Status.REVIEW, message="Nobody knows.", key="x"), waiver=IN_FILE)
    counts = {"LB901": RuleCounts(review=2, reasons={"Nobody knows.": 2})}
    assert "       1  Nobody knows.\n\n1 case to review" in shown(report([review, waived], rules=counts))
    assert "To review" not in shown(report([waived], rules=counts))


def test_what_is_waived_is_not_all_clear() -> None:
    assert "All clear" in shown(clean_report())
    waived = replace(clean_report(), findings=(replace(finding(), waiver=IN_FILE),))
    text = shown(waived)
    assert "No findings; 1 waived; 40 passes." in text
    assert "All clear" not in text


def test_many_waived_findings_are_counted_after_the_first() -> None:
    waived = [replace(finding(key=str(n)), waiver=IN_FILE) for n in range(60)]
    text = shown(report(waived))
    assert text.count("waived[LB901]") == 50
    assert "and 10 more are waived; --verbose lists each.\n" in text
    assert shown(report(waived), verbose=True).count("waived[LB901]") == 60


def test_findings_say_how_they_stand_to_the_baseline() -> None:
    text = shown(settled_report(), verbose=True)
    assert text.count(" (new)\n") == 3
    assert text.count(" (updated)\n") == 1
    assert text.count(" (unchanged)\n") == 3
    assert "(" not in shown(report([finding()]), quiet=True).splitlines()[0]


def test_the_comparison_is_a_line() -> None:
    text = shown(settled_report(), width=140)
    figures = "3 new, 1 updated, 0 unchanged; 1 fixed, 1 removed, 1 not judged again"
    assert f"Compared with last-week.json of 2026-11-14: {figures}.\n" in text
    assert "What was not judged again may well be there still" in text
    nothing = replace(report([finding()]), baseline=Baseline("b.json", "2026-11-14T00:00:00Z"))
    assert "Compared with b.json of 2026-11-14: 0 new, 0 unchanged; 0 fixed.\n" in shown(nothing)
    assert "Compared" not in shown(report([finding()]))
    assert "Compared" not in shown(settled_report(), quiet=True)


def test_what_was_fixed_is_listed_and_verbose_lists_all_that_is_gone() -> None:
    usual, verbose = shown(settled_report()), shown(settled_report(), verbose=True)
    assert f"Fixed since last-week.json\n\nfixed[LB903] {WEB.name}: A proxy without a policy\n" in usual
    assert "removed[" not in usual
    assert "not judged again[" not in usual
    assert "Gone since last-week.json\n\nfixed[LB903]" in verbose
    assert "removed[LB901]" in verbose
    assert f"not judged again[LB900] {WEB.name}: Requests are logged.\n" in verbose


def test_many_fixed_findings_are_counted_after_the_first() -> None:
    gone = tuple(Absent(absent(CDN_RULE, WEB, key=str(n)), "fixed") for n in range(70))
    text = shown(replace(report(), baseline=Baseline("b.json", "2026-11-14T00:00:00Z", gone)))
    assert text.count("fixed[LB901]") == 50
    assert "and 20 more fixed; --verbose lists each.\n" in text


def test_many_passes_are_counted_after_the_first() -> None:
    passes = [finding(status=Status.PASS, key=str(n)) for n in range(60)]
    assert "and 10 more passes; --verbose lists each.\n" in shown(report(passes))


def balancers(*pairs: tuple[str, int]) -> tuple[LoadBalancer, ...]:
    """Return load balancers with a name and so many backend services."""
    nodes = load_balancer().nodes[:1]
    return tuple(
        LoadBalancer(
            f"//x/urlMaps/{name}",
            "p",
            tuple(replace(nodes[0], asset=AssetRef(f"//x/{name}/{n}", BACKEND)) for n in range(count)),
        )
        for name, count in pairs
    )


def test_the_load_balancers_with_findings_are_listed_worst_first() -> None:
    found = [
        finding(asset=AssetRef(f"//x/{name}/{n}", BACKEND)) for name, n in [("b", 0), ("b", 1), ("a", 0)]
    ]
    waived = replace(finding(asset=AssetRef("//x/c/0", BACKEND)), waiver=IN_FILE)
    what = replace(report([*found, waived]), load_balancers=balancers(("a", 2), ("b", 2), ("c", 1), ("d", 3)))
    assert (
        "Load balancers\n\n  b (project p): 2 high\n  a (project p): 1 high\n"
        "  2 load balancers without findings.\n"
    ) in shown(what)


def test_only_the_worst_of_many_load_balancers_are_listed() -> None:
    found = [finding(asset=AssetRef(f"//x/{n}/0", BACKEND)) for n in range(25)]
    what = replace(report(found), load_balancers=balancers(*((str(n), 1) for n in range(25))))
    assert "  15 more with findings; --verbose lists each.\n" in shown(what)
    assert shown(what).count("(project p): 1 high") == 10
    assert shown(what, verbose=True).count("(project p): 1 high") == 25


@pytest.mark.parametrize("number", [0, 1])
def test_of_one_load_balancer_there_is_nothing_to_tell(number: int) -> None:
    found = report([finding(asset=AssetRef("//x/a/0", BACKEND))])
    assert "Load balancers" not in shown(replace(found, load_balancers=balancers(("a", 1))[:number]))
