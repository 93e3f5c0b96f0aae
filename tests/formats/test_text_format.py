import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from reports import (
    API,
    CDN_RULE,
    LOGGING_RULE,
    WEB,
    clean_report,
    finding,
    hostile_report,
    report,
    sample_report,
)

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.model import (
    Level,
    Notification,
    Origin,
    PlanEffect,
    Report,
    RuleCounts,
    Severity,
    Status,
)

ERROR = Notification(
    Level.ERROR, "unreadable-source", "It cannot be read.", "Make it readable.", Origin("b.json", 4)
)


def shown(what: Report, **options: object) -> str:
    return b"".join(FORMATS["text"].render(what, RenderOptions(**options))).decode()  # type: ignore[arg-type]


def test_a_finding_says_what_where_why_and_what_to_do() -> None:
    assert shown(report([finding()]), quiet=True) == (
        "error[LB901]: A cache behind a guard\n"
        "  --> export/part 1.ndjson:12\n"
        "   | BackendService web (project acme-prod, global)\n"
        "   | //compute.googleapis.com/projects/acme-prod/global/backendServices/web\n"
        "   | The cache is on behind the guard.\n"
        "   |   at /enableCDN\n"
        "   |   enableCDN = true\n"
        "   |   iap.enabled = true\n"
        "   = help: Turn the cache off.\n"
        "           gcloud compute backend-services update web --global --project=acme-prod --no-enable-cdn\n"
        "\n"
    )


@pytest.mark.parametrize(
    ("severity", "word"),
    [
        (Severity.CRITICAL, "error"),
        (Severity.HIGH, "error"),
        (Severity.MEDIUM, "warning"),
        (Severity.LOW, "note"),
        (Severity.INFO, "note"),
    ],
)
def test_the_level_follows_from_the_severity(severity: Severity, word: str) -> None:
    text = shown(report([replace(finding(), severity=severity)]))
    assert f"{word}[LB901]: " in text
    assert text.startswith(severity.value.capitalize() + "\n")


@pytest.mark.parametrize(
    ("origin", "place"),
    [
        (Origin("-", 3), "<stdin>:3"),
        (Origin("a.json"), "a.json"),
        (Origin(""), "//compute.googleapis.com/projects/acme-prod/global/backendServices/web"),
    ],
)
def test_the_place_is_the_file_or_else_the_asset(origin: Origin, place: str) -> None:
    assert f"  --> {place}\n" in shown(report([finding(origin=origin)]))


@pytest.mark.parametrize("options", [{}, {"verbose": True}, {"quiet": True}, {"width": 10}])
def test_no_text_from_the_input_acts_on_the_terminal(options: dict[str, object]) -> None:
    text = shown(hostile_report(), **options)
    acting = [char for char in text if char != "\n" and not char.isprintable()]
    assert acting == []
    assert "\\x1b[31mred" in text
    assert "\\u202eevil" in text
    assert "line\\x0abreak" in text


def test_colours_come_only_when_asked_for_and_only_as_colours() -> None:
    plain = shown(sample_report())
    coloured = shown(sample_report(), color=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31merror[LB901]\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]+m", "", coloured) == plain


def test_sentences_are_wrapped_and_commands_are_not() -> None:
    text = shown(report([finding(message="word " * 40 + "end.")]), width=60)
    assert max(len(line) for line in text.splitlines() if " word" in line) <= 60
    assert "word end.\n" in text
    assert "update web --global --project=acme-prod --no-enable-cdn\n" in text


def test_reviews_are_counted_by_rule_and_reason() -> None:
    text = shown(sample_report())
    assert "review[LB902]: Requests are logged.\n      40  No IAM policies were exported.\n" in text
    assert "2 cases to review; --verbose shows each.\n" in text
    assert "review[LB901]: A cache behind a guard\n  -->" not in text


def test_reviews_beyond_the_kept_reasons_are_counted_too() -> None:
    reviews = [finding(status=Status.REVIEW, key=str(n), message=f"Why {n}.") for n in range(12)]
    counts = {"LB901": RuleCounts(review=1, reasons={f"Why {n}.": 1 for n in range(10)})}
    assert "       2  for other reasons\n" in shown(report(reviews, rules=counts))


def test_verbose_shows_reviews_in_full_and_identities() -> None:
    text = shown(sample_report(), verbose=True)
    assert "review[LB902]: Requests are logged.\n  --> export/part 1.ndjson:12\n" in text
    assert "   = id: " in text
    assert "   = Terraform:\n           resource" in text
    assert "cases to review" not in text
    assert text.count("see also") == 8


def test_few_related_assets_are_shown_and_the_others_counted() -> None:
    text = shown(sample_report())
    assert text.count("see also //") == 5
    assert "see also 3 more" in text


def test_long_evidence_is_cut() -> None:
    text = shown(report([finding(evidence={"list": ["x" * 1000]})]))
    assert "more characters)" in text
    assert "x" * 250 not in text


def test_passes_are_a_line_each() -> None:
    assert f"pass[LB901] {API.name}\n" in shown(sample_report())


def test_what_was_not_assessed_is_said_with_the_reason() -> None:
    counts = {
        "LB901": RuleCounts(not_applicable=3),
        "LB902": RuleCounts(error=2),
        "LB903": RuleCounts(),
    }
    text = shown(report(rules=counts))
    assert "  applies to none of the assets:\n    LB901\n" in text
    assert "  could not be evaluated; see the errors:\n    LB902\n" in text
    assert "  the input lacks compute.googleapis.com/TargetHttpsProxy:\n    LB903\n" in text


@pytest.mark.parametrize(
    ("counts", "types", "reason"),
    [
        (RuleCounts(review=1), {}, "the input lacks compute.googleapis.com/BackendService"),
        (RuleCounts(review=1), {CDN_RULE.requires[0]: 1}, "every case is left to review"),
        (RuleCounts(), {CDN_RULE.requires[0]: 1}, "the input has no asset of its kind"),
    ],
)
def test_the_reason_is_the_nearest_one(counts: RuleCounts, types: dict[str, int], reason: str) -> None:
    text = shown(report(catalogue=(CDN_RULE,), rules={"LB901": counts}, types=types))
    assert f"Not assessed\n\n  {reason}:\n    LB901\n" in text


def test_notifications_by_level() -> None:
    notes = [ERROR, Notification(Level.WARNING, "w", "Warned."), Notification(Level.NOTE, "n", "Noted.")]
    what = report(notifications=notes)
    usual, verbose, quiet = shown(what), shown(what, verbose=True), shown(what, quiet=True)
    assert (
        "error[unreadable-source]: It cannot be read.\n  --> b.json:4\n   = hint: Make it readable.\n"
        in usual
    )
    assert "warning[w]: Warned." in usual
    assert "Noted." not in usual
    assert "note[n]: Noted." in verbose
    assert "It cannot be read." in quiet
    assert "Warned." not in quiet


def test_many_warnings_of_one_kind_are_counted() -> None:
    many = [Notification(Level.WARNING, "w", f"Warned {n}.") for n in range(25)]
    usual = shown(report(notifications=many))
    assert usual.count("warning[w]") == 10
    assert "warning: 15 more of [w]; --verbose shows each." in usual
    assert shown(report(notifications=many), verbose=True).count("warning[w]") == 25


def test_the_summary_is_one_line() -> None:
    assert "\n3 findings: 1 high, 1 medium, 1 info; 2 to review; 38 passes.\n" in shown(sample_report())
    one = report([finding()], rules={"LB901": RuleCounts(fail=1, passed=1)})
    assert "\n1 finding: 1 high; 1 pass.\n" in shown(one)


def test_the_basis_of_the_verdict_is_said() -> None:
    text = shown(sample_report())
    assert (
        "Read 1,200 records from 1 source: 40 assets used, 1 invalid, 40 judged; no IAM policies.\n" in text
    )
    assert "  export/part 1.ndjson: NDJSON, 1,200 records, 40 used\n" in text
    assert "Bundle default with 3 rules, regopy 1.5.2, as of 2026-11-21T00:00:00Z.\n" in text


def test_a_clean_report_says_so() -> None:
    text = shown(clean_report())
    assert "All clear: 40 assets judged by 1 of 1 rule, and every verdict is a pass.\n" in text


def clean_but(**more: object) -> Callable[[], Report]:
    return lambda: clean_report(**more)


@pytest.mark.parametrize(
    "make",
    [
        clean_but(subjects=0, rules={}),
        lambda: replace(clean_report(), notifications=(ERROR,)),
        lambda: replace(clean_report(), plan=PlanEffect(kept_fail=1)),
        lambda: replace(clean_report(), plan=PlanEffect(kept_review=1)),
        lambda: replace(clean_report(), findings=(finding(),)),
        lambda: replace(clean_report(), findings=(finding(asset=WEB, status=Status.REVIEW),)),
        lambda: replace(sample_report(), rules=(CDN_RULE, LOGGING_RULE), findings=(), notifications=(ERROR,)),
    ],
)
def test_nothing_less_is_called_clean(make: Callable[[], Report]) -> None:
    assert "All clear" not in shown(make())


def test_an_empty_or_broken_scan_says_what_it_is() -> None:
    assert "Nothing was judged: " in shown(clean_report(subjects=0))
    broken = shown(replace(clean_report(subjects=0), notifications=(ERROR,)))
    assert "The scan is incomplete: 1 error.\n" in broken
    assert "Nothing was judged: " in broken


def test_without_any_asset_the_error_is_not_hidden_among_the_rules() -> None:
    empty = clean_report(subjects=0)
    empty = replace(empty, coverage=replace(empty.coverage, assets=0, rules={}), notifications=(ERROR,))
    text = shown(empty)
    assert "Not assessed" not in text
    assert "Nothing was judged: " in text


def test_quiet_shows_findings_and_errors_alone() -> None:
    text = shown(replace(sample_report(), notifications=(ERROR,)), quiet=True)
    assert re.findall(r"^(\w+)\[(.*?)\]", text, re.MULTILINE) == [
        ("error", "LB901"),
        ("warning", "LB903"),
        ("note", "LB902"),
        ("error", "unreadable-source"),
    ]
    assert shown(clean_report(), quiet=True) == ""
