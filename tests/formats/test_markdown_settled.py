"""Waivers, the former report and pictures in Markdown."""

import re
from dataclasses import replace

import pytest
from rendered import Rendered, references, rendered
from reports import API, HOSTILE_TEXTS, LOGGING_RULE, WEB, clean_report, finding, report
from settled_reports import IN_FILE, absent, load_balancer, node, settled_report

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.model import Absent, Baseline, Connection, Origin, PlanEffect, Report, Severity, Status

LIMITS = {"markdown": 65_536, "github-summary": 1024 * 1024}


def written(made: Report, name: str = "markdown") -> str:
    return b"".join(FORMATS[name].render(made, RenderOptions())).decode()


def page(made: Report, name: str = "markdown") -> Rendered:
    return rendered(written(made, name))


def diagrams(made: Report, name: str = "markdown") -> list[str]:
    return re.findall(r"^```mermaid\n(.*?)\n```$", written(made, name), re.DOTALL | re.MULTILINE)


def test_waived_findings_are_told_apart_with_who_why_and_until_when() -> None:
    read = page(settled_report())
    assert "3 findings: 2 high, 1 info; 1 to review; 3 waived; 38 passes." in read.text
    assert ["findings", "", "2", "", "", "1", "3"] in read.rows
    assert "3 waived findings: accepted for a time, and not among the findings" in read.summaries
    waived = [row for row in read.rows if len(row) == 8]
    assert waived == [
        ["what", "rule", "asset", "owner", "reason", "until", "ticket", "waived at"],
        [
            "high",
            "LB901",
            "web BackendService",
            "platform@acme.example",
            "Static files that anybody may read.",
            "2027-01-31",
            "SEC-12",
            "lbpolicy-waivers.yaml:4",
        ],
        [
            "medium",
            "LB903",
            "web TargetHttpsProxy",
            "web@acme.example",
            "Moved next month.",
            "2026-12-24",
            "",
            "live/proxy.tf:3",
        ],
        [
            "info review",
            "LB902",
            "api BackendService",
            "platform@acme.example",
            "Static files that anybody may read.",
            "2027-01-31",
            "SEC-12",
            "lbpolicy-waivers.yaml:4",
        ],
    ]


def test_a_waived_finding_is_not_among_the_failing_nor_among_the_reviews() -> None:
    found = [
        replace(finding(), waiver=IN_FILE),
        replace(finding(LOGGING_RULE, API, Status.REVIEW, message="Waived review."), waiver=IN_FILE),
    ]
    read = page(report(found))
    assert read.headings == ["lbpolicy"]
    assert "No findings; 2 waived; 38 passes." in read.text
    assert "to review" not in read.text
    assert "LB901 high" not in read.text


def test_a_scan_with_waivers_is_not_all_clear() -> None:
    made = replace(clean_report(), findings=(replace(finding(), waiver=IN_FILE),))
    assert "All clear" not in page(made).text
    assert "All clear" in page(clean_report()).text


def test_what_a_plan_leaves_as_it_was_is_not_all_clear() -> None:
    assert "All clear" in page(replace(clean_report(), plan=PlanEffect())).text
    assert "All clear" not in page(replace(clean_report(), plan=PlanEffect(kept_fail=1))).text
    assert "All clear" not in page(replace(clean_report(), plan=PlanEffect(kept_review=1))).text


def test_the_former_report_is_told_in_one_line_and_what_is_new_comes_first() -> None:
    read = page(settled_report())
    assert "2 new, 1 updated, 0 unchanged" not in read.text, (
        "cases to review are compared too, so that there are three"
    )
    assert (
        "3 new, 1 updated, 0 unchanged, 1 fixed, 1 gone with their assets since 2026-11-14,"
        " cases to review included. 1 could not be judged this time, which is no good news." in read.text
    )
    table = [row for row in read.rows if len(row) == 6]
    assert [(row[0], row[1], row[-1]) for row in table] == [
        ("severity", "rule", "baseline"),
        ("high", "LB901", "new"),
        ("info", "LB902", "new"),
        ("high", "LB901", "updated"),
    ]


def test_what_is_gone_says_why_and_not_judged_is_no_good_news() -> None:
    read = page(settled_report())
    assert "Fixed since the former report: 1 finding" in read.summaries
    assert "Gone since the former report, with their assets: 1 finding" in read.summaries
    assert "In the former report and not judged this time, which is no good news: 1 finding" in read.summaries
    assert [row[:3] for row in read.rows if len(row) == 4 and row[0] != "what"] == [
        ["medium", "LB903", "web BackendService"],
        ["high", "LB901", "old BackendService"],
        ["info", "LB900", "web BackendService"],
    ]


def test_without_a_former_report_nothing_is_said_of_one() -> None:
    text = page(report([finding()])).text
    assert "since" not in text
    assert "baseline" not in text


def test_a_faulty_load_balancer_is_drawn_after_the_findings() -> None:
    read = page(settled_report())
    assert read.headings == ["lbpolicy", "Findings", "Load balancers with findings"]
    assert "web in project acme-prod: 2 findings" in read.text
    (chart,) = diagrams(settled_report())
    assert chart.startswith("flowchart LR\n")


def test_a_load_balancer_without_active_findings_is_not_drawn() -> None:
    made = settled_report()
    waived = tuple(replace(one, waiver=IN_FILE) for one in made.findings)
    for findings in ((), waived, tuple(one for one in made.findings if one.outcome.status is Status.REVIEW)):
        assert diagrams(replace(made, findings=findings)) == []
        assert "Load balancers" not in page(replace(made, findings=findings)).text


def several(count: int) -> Report:
    """As many load balancers with a finding each, all of one backend service."""
    balancers = []
    for number in range(count):
        urls = node("UrlMap", "urlMaps", f"urls-{number}", "url_map")
        one = load_balancer()
        connection = Connection(urls.asset.name, WEB.name, "/defaultService")
        balancers.append(
            replace(one, name=urls.asset.name, nodes=(urls, one.nodes[3]), connections=(connection,))
        )
    return replace(report([finding()]), load_balancers=tuple(balancers))


def test_only_some_load_balancers_are_drawn_and_the_others_are_counted() -> None:
    read = page(several(8))
    assert len(diagrams(several(8))) == 5
    assert "Not drawn: 3 more load balancers with findings." in read.text
    assert [one for one in read.summaries if one.startswith("urls-")] == [
        f"urls-{number} in project acme-prod: 1 finding" for number in range(1, 5)
    ], "the first is open"
    assert len(diagrams(several(5))) == 5
    assert "Not drawn" not in page(several(5)).text


@pytest.mark.parametrize("name", LIMITS)
def test_when_room_is_short_findings_go_before_pictures(name: str) -> None:
    long = "x" * 280
    asset_names = [node("BackendService", "backendServices", f"{long}{n}", "backend") for n in range(5)]
    made = several(5)
    balancers = tuple(
        replace(one, nodes=(*one.nodes, *asset_names), left_out=3) for one in made.load_balancers
    )
    found = tuple(finding(key=str(n), message=f"{n} {long}") for n in range(6000))
    read = page(replace(made, findings=found, load_balancers=balancers), name)
    size = len(written(replace(made, findings=found, load_balancers=balancers), name).encode())
    assert size <= LIMITS[name]
    shown = [row for row in read.rows if row[0] in list(Severity)]
    assert len(shown) > LIMITS[name] / 2 / 700
    assert "more findings" in read.text
    assert "Not drawn: 3 more assets of this load balancer." in read.text


@pytest.mark.parametrize("name", LIMITS)
def test_waived_and_absent_findings_that_do_not_fit_are_counted(name: str) -> None:
    texts = "".join(HOSTILE_TEXTS) * 3
    waiver = replace(IN_FILE, reason=texts, owner=texts, ticket=texts, origin=Origin("w.yaml", 1))
    waived = [replace(finding(key=f"{n}"), waiver=waiver) for n in range(2000)]
    gone = [
        Absent(absent(LOGGING_RULE, WEB, key=f"{why}{n}", message=texts), why)
        for why in ("fixed", "removed", "not-judged")
        for n in range(2000)
    ]
    found = [replace(finding(key=f"f{n}", message=texts), baseline="new") for n in range(2000)]
    made = replace(
        report([*found, *waived]),
        baseline=Baseline(texts, texts, tuple(gone)),
        load_balancers=several(5).load_balancers,
    )
    assert len(written(made, name).encode()) <= LIMITS[name]
    read = page(made, name)
    assert references(read) == []
    for what in ("waived findings", "fixed findings", "removed findings", "unjudged findings"):
        assert re.search(rf"Not shown for want of room: [\d,]+ more {what}", read.text), what
    assert len(diagrams(made, name)) >= 1
