"""Read back as GitHub's runner reads the log of a step."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from plan_reports import LINE, plan_report
from reports import (
    CDN_RULE,
    HOSTILE_TEXTS,
    LOGGING_RULE,
    broken_report,
    clean_report,
    finding,
    hostile_report,
    report,
)
from settled_reports import settled_report

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.formats.escape import visible
from lbpolicy.model import Absent, Baseline, Finding, Level, Notification, Origin, Report, Severity, Status


@dataclass(frozen=True)
class Command:
    name: str
    properties: dict[str, str]
    message: str


def unescaped(text: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


def commands(made: Report) -> list[Command]:
    """Every line must be one command: split at the second "::", the properties at "," and "="."""
    found = []
    for line in (
        b"".join(FORMATS["github-annotations"].render(made, RenderOptions())).decode().split("\n")[:-1]
    ):
        assert line.startswith("::")
        head, _, message = line[2:].partition("::")
        name, _, listed = head.partition(" ")
        properties = dict(one.split("=", 1) for one in listed.split(","))
        found.append(Command(name, {k: unescaped(v) for k, v in properties.items()}, unescaped(message)))
    return found


def test_a_finding_stands_at_its_line_and_column() -> None:
    (command,) = commands(report([finding(origin=LINE)]))
    assert command.name == "error"
    assert command.properties == {
        "file": "live/lb main.tf",
        "line": "12",
        "col": "3",
        "title": "LB901 high: A cache behind a guard",
    }
    assert command.message == ("BackendService web\nThe cache is on behind the guard.\nTurn the cache off.")


def test_levels_are_those_of_the_other_formats() -> None:
    made = report(findings_of_every_severity(1), catalogue=CATALOGUE)
    assert [c.name for c in commands(made)] == ["error", "error", "warning", "notice", "notice"]


@pytest.mark.parametrize("file", ["/home/me/main.tf", "../x.tf", "-", ""])
def test_a_file_outside_of_the_workspace_is_not_named(file: str) -> None:
    (command,) = commands(report([finding(origin=Origin(file, 3))]))
    assert set(command.properties) == {"title"}


def test_a_line_that_is_not_known_is_not_made_up() -> None:
    (command,) = commands(report([finding(origin=Origin("plan.json", None, None, "google_x.y"))]))
    assert command.properties["file"] == "plan.json"
    assert "line" not in command.properties


CATALOGUE = tuple(replace(CDN_RULE, id=f"LB9{one.rank}", severity=one) for one in Severity)


def findings_of_every_severity(count: int) -> Iterator[Finding]:
    for rule in CATALOGUE:
        for number in range(count):
            yield replace(finding(rule, key=str(number)), severity=rule.severity)


def test_the_worst_are_shown_and_the_rest_is_counted() -> None:
    made = report(findings_of_every_severity(7), catalogue=CATALOGUE)
    found = commands(made)
    counts = Counter(c.name for c in found)
    assert counts == {"error": 10, "warning": 7, "notice": 10}
    errors = [c.properties["title"].split()[1] for c in found if c.name == "error"]
    assert errors == ["critical:"] * 7 + ["high:"] * 3
    assert found[-1].name == "notice"
    assert found[-1].message.startswith("9 more findings (4 high, 5 info): ")


def test_nothing_is_counted_as_left_out_when_all_is_shown() -> None:
    assert all(
        "more finding" not in c.message
        for c in commands(report(findings_of_every_severity(4), catalogue=CATALOGUE))
    )


def test_what_a_plan_introduces_comes_first_and_what_it_fixes_does_not_come() -> None:
    found = commands(plan_report())
    assert [c.properties["title"].split()[0] for c in found] == ["LB901", "LB903", "LB901", "lbpolicy"]
    assert [c.message.split("\n")[0] for c in found][:3] == [
        "BackendService api",
        "BackendService api",
        "BackendService web",
    ]
    assert found[-1].message == "1 case to review. The other reports have them all."


def test_what_is_new_since_the_baseline_comes_first_and_says_so() -> None:
    found = commands(settled_report())
    assert [c.properties["title"].split(": ")[0] for c in found] == [
        "LB901 high, new",
        "LB902 info, new",
        "LB901 high",
        "lbpolicy",
    ]
    assert found[-1].message == (
        "1 case to review. 3 waived findings. The other reports have them all."
        " 2 findings of the baseline are gone. 1 finding of the baseline could not be judged again."
    )


def test_new_findings_are_not_crowded_out_by_known_ones() -> None:
    known = [replace(finding(key=f"k{n}"), baseline="unchanged") for n in range(20)]
    new = replace(finding(LOGGING_RULE), baseline="new", severity=Severity.HIGH)
    made = replace(report([*known, new]), baseline=Baseline("b.json", "x"))
    found = commands(made)
    assert found[0].properties["title"].startswith("LB902 high, new: ")
    assert Counter(c.name for c in found) == {"error": 10, "notice": 1}
    assert found[-1].message.startswith("11 more findings (11 high): ")


def test_good_news_alone_is_told_too() -> None:
    gone = Absent(replace(finding(), baseline="absent"), "fixed")
    made = replace(clean_report(), baseline=Baseline("b.json", "x", (gone,)))
    (command,) = commands(made)
    assert (command.name, command.message) == ("notice", "1 finding of the baseline is gone.")


def test_waived_findings_are_counted_and_annotate_nothing() -> None:
    made = replace(settled_report(), baseline=None)
    waived = [one for one in made.findings if one.waiver]
    (command,) = commands(replace(made, findings=tuple(waived)))
    assert command.name == "notice"
    assert command.message == "3 waived findings. The other reports have them all."


def test_an_incomplete_scan_is_the_first_error() -> None:
    errors = [
        Notification(Level.ERROR, "odd", f"Error {n}.", "Mend it.", Origin("plan.json", 2)) for n in range(3)
    ]
    first = commands(report(findings_of_every_severity(9), errors, catalogue=CATALOGUE))
    assert first[0].properties == {"file": "plan.json", "line": "2", "title": "The scan is incomplete"}
    assert first[0].message == "Error 0. Mend it.\nAnd 2 more errors."
    assert Counter(c.name for c in first)["error"] == 10
    assert commands(broken_report())[0].name == "error"


def test_a_clean_scan_says_nothing() -> None:
    assert commands(clean_report()) == []


def test_reviews_and_passes_are_no_annotations() -> None:
    made = report([finding(status=Status.REVIEW), finding(status=Status.PASS)])
    assert [c.name for c in commands(made)] == ["notice"]


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_texts_are_no_commands(text: str) -> None:
    made = hostile_report()
    mine = [one for one in made.findings if one.outcome.key == text and one.outcome.status is Status.FAIL]
    one = replace(
        mine[0].outcome, origin=Origin(f"x{text}.tf", 3), message=f"{text}\n::add-mask::x\r::error::y"
    )
    found = commands(report([replace(mine[0], outcome=one)]))
    assert [c.name for c in found] == ["error"]
    assert visible(f"{text}\n::add-mask::x\r::error::y", 1000) in found[0].message
    if relative := found[0].properties.get("file"):
        assert relative.isprintable()


@pytest.mark.parametrize("text", ["a,b=c:d::e%0A%25", "%", "::", "x%3Ay", "100%,"])
def test_signs_of_commands_survive(text: str) -> None:
    (command,) = commands(report([finding(origin=Origin(f"{text}z.tf", 1), message=text)]))
    assert command.properties["file"] == f"{text}z.tf"
    assert command.message.split("\n")[1] == text
