import re
from collections.abc import Iterable
from dataclasses import replace

import pytest
from plan_reports import HOME, LINE, REPOSITORY, plan_report
from rendered import Rendered, references, rendered
from reports import (
    API,
    CDN_RULE,
    HOSTILE_TEXTS,
    PROXY_RULE,
    broken_report,
    clean_report,
    finding,
    hostile_report,
    report,
    sample_report,
)

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.formats.escape import visible
from lbpolicy.model import (
    Finding,
    Level,
    Notification,
    Origin,
    PlanEffect,
    Remediation,
    Report,
    RuleCounts,
    Severity,
    Status,
)

OURS = {
    "details", "summary", "b", "span", "code", "pre", "p", "a", "h2", "h3", "em", "strong", "ul", "li",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
LIMITS = {"markdown": 65_536, "github-summary": 1024 * 1024}


def markdown(made: Report, name: str = "markdown", options: RenderOptions = RenderOptions()) -> str:  # noqa: B008
    return b"".join(FORMATS[name].render(made, options)).decode()


def page(made: Report, options: RenderOptions = RenderOptions()) -> Rendered:  # noqa: B008 - frozen
    return rendered(markdown(made, options=options))


def rows(read: Rendered) -> list[list[str]]:
    """The rows of findings, in order."""
    return [row for row in read.rows if row[0] in list(Severity)]


def test_the_verdict_and_the_counts_come_first() -> None:
    read = page(sample_report())
    assert markdown(sample_report()).startswith("<!-- lbpolicy -->\n")
    assert "3 findings: 1 high, 1 medium, 1 info; 2 to review; 38 passes." in read.text
    assert read.rows[:2] == [
        ["", "critical", "high", "medium", "low", "info", "all"],
        ["findings", "", "1", "1", "", "1", "3"],
    ]
    assert read.headings == ["lbpolicy", "Findings"]


def test_every_finding_has_a_row_and_what_is_behind_it() -> None:
    read = page(sample_report())
    assert rows(read) == [
        [
            "high",
            "LB901",
            "web BackendService",
            "export/part 1.ndjson:12",
            "The cache is on behind the guard.",
        ],
        ["medium", "LB903", "api BackendService", "standard input", "No policy."],
        [
            "info",
            "LB902",
            "web BackendService",
            "export/part 1.ndjson:12",
            "The cache is on behind the guard.",
        ],
    ]
    assert read.summaries[0] == "LB901 high: A cache behind a guard (1)"
    assert "What to do: Turn the cache off." in read.text
    assert (
        "gcloud compute backend-services update web --global --project=acme-prod --no-enable-cdn" in read.text
    )
    assert "enable_cdn = false" in read.text
    assert "enableCDN = true" in read.text
    assert "at /enableCDN" in read.text
    assert "see also //run.googleapis.com/projects/p/services/s4" in read.text
    assert "and 3 more" in read.text
    assert sample_report().findings[0].finding_id in read.text


def test_findings_of_one_rule_are_folded_together() -> None:
    read = page(report([finding(key=str(n)) for n in range(3)]))
    assert [s for s in read.summaries if s.startswith("LB901")] == ["LB901 high: A cache behind a guard (3)"]
    assert read.text.count("Turn the cache off.") == 1


def test_lines_of_sources_are_links_where_the_repository_is_known() -> None:
    read = page(plan_report(), RenderOptions(repository=REPOSITORY))
    assert set(read.links) == {
        f"{HOME}/live/lb%20main.tf#L12",
        f"{HOME}/live/proxy.tf#L4",
        "https://cloud.google.com/cdn/docs/overview",
    }
    assert read.links[f"{HOME}/live/lb%20main.tf#L12"] == "live/lb main.tf:12"
    assert "secret" not in markdown(plan_report(), options=RenderOptions(repository=REPOSITORY))
    assert HOME not in markdown(plan_report())


def test_a_path_of_the_machine_is_not_shown() -> None:
    read = page(report([finding(origin=Origin("/home/someone/export.ndjson", 3))]))
    assert rows(read)[0][3] == "export.ndjson:3"
    assert "someone" not in read.text


def test_a_plan_is_told_by_what_it_does() -> None:
    read = page(plan_report())
    assert read.headings == ["lbpolicy", "Introduced by the plan", "Kept by the plan", "Fixed by the plan"]
    assert "The plan introduces 2 findings, keeps 1 and fixes 1." in read.text
    assert (
        "Not listed, since the plan changes nothing about them: 12 findings and 1 case to review."
        in read.text
    )
    assert [row[0] for row in read.rows[:4]] == ["", "introduced", "kept", "fixed"]
    assert [row[-1] for row in read.rows[:4]] == ["all", "2", "1", "1"]
    assert ["info", "LB902", "api BackendService", "Requests are logged."] in read.rows
    assert LINE.address in read.text
    assert f"{LINE.snippet}\n" in read.code


def test_what_terraform_manages_is_mended_there() -> None:
    read = page(plan_report())
    assert "enable_cdn = false" in read.text
    assert "gcloud" not in read.text
    unmended = replace(
        CDN_RULE, subjects=(replace(CDN_RULE.subjects[0], remediation=Remediation("Do.", "gcloud x")),)
    )
    assert "gcloud x" in page(report([finding(origin=LINE)], catalogue=(unmended,))).text


def test_an_asset_without_a_name_is_shown_by_its_address() -> None:
    unnamed = replace(API, name=f"//compute.googleapis.com/projects/-/global/backendServices/{LINE.address}")
    found = [finding(asset=unnamed, origin=LINE), finding(asset=unnamed, origin=LINE, status=Status.REVIEW)]
    read = page(report(found))
    assert rows(read)[0][2] == f"{LINE.address} BackendService"
    assert "projects/-" not in read.text
    assert f"The cache is on behind the guard. {LINE.address}" in read.text


def test_a_plan_that_changes_no_verdict_says_so() -> None:
    made = replace(clean_report(), plan=PlanEffect())
    assert "The plan introduces 0 findings, keeps 0 and fixes 0." in page(made).text
    assert "Not listed" not in page(made).text


def test_what_a_plan_introduces_is_shown_before_what_it_keeps_although_that_is_worse() -> None:
    found = [
        replace(finding(), change="kept"),
        replace(finding(PROXY_RULE, API), change="introduced"),
    ]
    assert [row[1] for row in rows(page(replace(report(found), plan=PlanEffect())))] == ["LB903", "LB901"]


def test_reviews_are_folded_and_grouped_by_reason() -> None:
    known = [finding(status=Status.REVIEW, message="Not known.", key=str(n)) for n in range(5)]
    other = finding(asset=API, status=Status.REVIEW, message="No policies.")
    read = page(report([*known, other]))
    assert "6 cases to review: what was read does not decide them" in read.summaries
    assert "LB901 A cache behind a guard: Not known. web, web, web and 2 more" in read.text
    assert "LB901 A cache behind a guard: No policies. api" in read.text


def test_a_clean_scan_is_all_clear_and_an_empty_one_is_not() -> None:
    assert "All clear: 40 assets judged by 1 of 1 rule" in page(clean_report()).text
    nothing = clean_report(subjects=0, rules={"LB901": RuleCounts()})
    assert "All clear" not in page(nothing).text
    assert "Nothing was judged" in page(nothing).text


def test_an_incomplete_scan_says_so_before_anything_else() -> None:
    read = page(broken_report())
    assert "The scan is incomplete: 1 error." in read.text
    assert read.text.index("It cannot be read. Make it readable.") < read.text.index("LB901")
    assert "All clear" not in read.text


def test_many_errors_are_counted() -> None:
    errors = [Notification(Level.ERROR, "rule-error", f"Error {n}.") for n in range(9)]
    read = page(report([], errors))
    assert "incomplete: 9 errors." in read.text
    assert "and 4 more" in read.text


def test_warnings_rules_without_a_verdict_and_the_sources_are_folded() -> None:
    read = page(sample_report())
    assert "1 warning" in read.summaries
    assert "It is there twice. Keep one." in read.text
    assert "2 rules not assessed" in read.summaries
    assert "What was read" in read.summaries
    assert (
        "Read 1,200 records from 1 source: 40 assets used, 1 invalid, 40 judged; no IAM policies."
        in read.text
    )


@pytest.mark.parametrize("name", LIMITS)
def test_hostile_texts_stay_text(name: str) -> None:
    origins = [Origin(text, 1, 1, text, text) for text in HOSTILE_TEXTS]
    made = hostile_report()
    findings = tuple(
        replace(one, outcome=replace(one.outcome, origin=origins[n % len(origins)]), change="introduced")
        for n, one in enumerate(made.findings)
    )
    made = replace(made, findings=findings, plan=PlanEffect(fixed=findings))
    written = markdown(made, name, RenderOptions(repository=REPOSITORY))
    read = rendered(written)
    assert set(read.tags) <= OURS
    assert read.attributes <= {"href", "class", "align", "style"}
    assert references(read) == []
    assert all(link.startswith((f"{HOME}/", "https://cloud.google.com/")) for link in read.links)
    assert read.tags.count("details") == len(read.summaries)
    assert all(len(row) in {4, 5, 7, 8} for row in read.rows)
    assert "\u202e" not in written
    assert "\x1b" not in written
    for text in HOSTILE_TEXTS:
        assert visible(" ".join(text.split()))[:100] in read.text


@pytest.mark.parametrize("value", ["@acme/owners #1 https://x.example", "a | b | c", "</details>", "`x` $y$"])
def test_names_and_messages_refer_to_nobody(value: str) -> None:
    asset = replace(
        API, name=f"//compute.googleapis.com/projects/p/global/backendServices/{value}", project=value
    )
    error = Notification(Level.ERROR, "odd", value, value)
    warning = Notification(Level.WARNING, "odd", value, value)
    found = [
        finding(asset=asset, message=value, evidence={value: value}),
        finding(status=Status.REVIEW, message=value),
    ]
    read = page(report(found, [error, warning]))
    assert references(read) == []
    assert set(read.links) <= {"https://cloud.google.com/cdn/docs/overview"}
    assert rows(read)[0][4] == value
    assert read.text.count(value) >= 6


def many(count: int, **more: object) -> Iterable[Finding]:
    """Findings of several severities, the worst first."""
    for severity in Severity:
        rule = replace(CDN_RULE, id=f"LB9{severity.rank}", severity=severity)
        for number in range(count):
            yield replace(finding(rule, key=str(number), **more), severity=severity)


def catalogue() -> tuple[object, ...]:
    return tuple(replace(CDN_RULE, id=f"LB9{severity.rank}", severity=severity) for severity in Severity)


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize(
    "message", ["A short one, " * 5, "@" * 3000 + "x", "\U000e0041" * 5000, "日本" * 3000]
)
def test_what_does_not_fit_is_left_out_and_counted(name: str, message: str) -> None:
    made = report(many(1000, message=message), catalogue=catalogue())
    written = markdown(made, name)
    assert len(written.encode()) <= LIMITS[name]
    assert len(written.encode()) > LIMITS[name] * 0.75, "it is used as far as it goes"
    read = rendered(written)
    shown = rows(read)
    assert [row[0] for row in shown] == sorted(
        (row[0] for row in shown), key=lambda name: Severity(name).rank
    )
    assert shown[0][0] == "critical"
    left = re.search(r"Not shown for want of room: ([\d,]+) more findings", read.text)
    assert left, read.text[:500]
    assert len(shown) + int(left[1].replace(",", "")) == 5000
    assert re.search(r"Not shown for want of room: the details of [\d,]+ findings", read.text)
    assert "5,000 findings: 1,000 critical" in read.text
    assert "What was read" in read.summaries


@pytest.mark.parametrize("name", LIMITS)
def test_everything_at_once_fits(name: str) -> None:
    texts = "".join(HOSTILE_TEXTS) * 3
    kept = [replace(one, change="kept") for one in many(300, message=texts)]
    introduced = [replace(one, change="introduced") for one in many(300, message=texts)]
    reviews = [finding(status=Status.REVIEW, message=f"{n} {texts}", key=str(n)) for n in range(2000)]
    notes = [
        Notification(level, "odd", f"{n} {texts}")
        for n in range(300)
        for level in (Level.ERROR, Level.WARNING)
    ]
    made = report([*introduced, *kept, *reviews], notes, catalogue=(*catalogue(), CDN_RULE))
    made = replace(made, plan=PlanEffect(fixed=tuple(kept)), bundle=texts)
    written = markdown(made, name)
    assert len(written.encode()) <= LIMITS[name]
    read = rendered(written)
    assert references(read) == []
    assert read.headings == ["lbpolicy", "Introduced by the plan", "Kept by the plan", "Fixed by the plan"]
    for what in ("more findings", "more fixed findings", "more reasons", "more warnings", "details of"):
        assert re.search(rf"Not shown for want of room: .*{what}", read.text), what


def test_the_summary_of_a_step_holds_more_than_a_comment() -> None:
    made = report(many(200), catalogue=catalogue())
    comment, summary = (rendered(markdown(made, name)) for name in LIMITS)
    assert len(rows(comment)) < len(rows(summary)) == 1000
    assert rows(summary)[: len(rows(comment))] == rows(comment)
