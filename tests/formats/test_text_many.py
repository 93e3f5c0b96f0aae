"""The text format on more findings than anybody reads one by one."""

import re
import tracemalloc
from collections.abc import Iterable
from dataclasses import replace

import pytest
from reports import API, CDN_RULE, PROXY_RULE, finding, report

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.formats.text.groups import MANY, PLACES
from lbpolicy.model import Finding, Level, Notification, Origin, Report


def shown(what: Report, **options: object) -> str:
    return b"".join(FORMATS["text"].render(what, RenderOptions(**options))).decode()  # type: ignore[arg-type]


def several(number: int) -> Iterable[Finding]:
    for n in range(number):
        yield finding(asset=replace(API, name=f"{API.name}-{n}", project=f"p{n % 7}"))


def heads(text: str) -> list[str]:
    return re.findall(r"^\w+\[(LB\d+)\]: ", text, re.MULTILINE)


def test_what_can_be_read_is_shown_one_by_one() -> None:
    text = shown(report(several(MANY)))
    assert len(heads(text)) == MANY
    assert "too many" not in text


@pytest.mark.parametrize("quiet", [False, True])
def test_more_is_grouped_by_rule_and_what_is_only_counted_is_said(quiet: bool) -> None:  # noqa: FBT001
    text = shown(
        report([*several(150), *(finding(PROXY_RULE, API, key=str(n)) for n in range(3))]), quiet=quiet
    )
    assert heads(text) == ["LB901", "LB903"]
    assert "   = 149 more of LB901, 7 projects in all:\n" in text
    assert text.count("           BackendService api-") == PLACES
    assert "           and 139 that are not listed\n" in text
    assert "   = 2 more of LB903, 1 project in all:\n" in text
    said = " ".join(text.split())
    assert "153 findings are too many to show one by one" in said
    assert "139 of them are only counted. --verbose shows each, -o json=FILE has all." in said


def test_the_figures_of_a_group_add_up() -> None:
    text = shown(report(several(4321)))
    listed, left = (
        text.count("BackendService api-"),
        int(re.findall(r"and ([\d,]+) that", text)[0].replace(",", "")),
    )
    assert listed + left == 4321


def test_verbose_shows_each() -> None:
    text = shown(report(several(150)), verbose=True)
    assert len(heads(text)) == 150
    assert "too many" not in text


def test_what_is_new_goes_first() -> None:
    found = list(several(150))
    found[90] = replace(found[90], baseline="new")
    found[120] = replace(found[120], change="introduced")
    text = shown(report(found))
    assert "(new)\n" in text
    assert re.findall(r"BackendService (api-\d+)", text)[:3] == ["api-90", "api-120", "api-0"]
    assert "149 more of LB901, 7 projects in all, 2 of all new:" in text


def test_findings_of_a_plan_are_named_by_their_addresses() -> None:
    origin = Origin("main.tf", 3, 1, "google_compute_backend_service.web")
    text = shown(report([finding(key=str(n), origin=origin) for n in range(101)]))
    assert "           google_compute_backend_service.web at /enableCDN in main.tf:3:1\n" in text


def test_many_errors_of_one_kind_are_counted_after_the_first() -> None:
    errors = [Notification(Level.ERROR, "rule-error", f"Failed {n}.") for n in range(80)]
    text = shown(report(notifications=errors))
    assert text.count("error[rule-error]") == 50
    assert "error: 30 more of [rule-error]; --verbose shows each." in text
    assert "The scan is incomplete: 80 errors." in text
    assert shown(report(notifications=errors), verbose=True).count("error[rule-error]") == 80


def test_verbose_holds_no_more_than_a_piece_at_a_time() -> None:
    big = report([finding(key=str(n)) for n in range(4000)])
    tracemalloc.start()
    size = sum(len(piece) for piece in FORMATS["text"].render(big, RenderOptions(verbose=True)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 1_000_000
    assert peak < 300_000


def test_every_rule_of_a_group_is_in_its_severity() -> None:
    text = shown(report([*several(101), finding(PROXY_RULE, API)]), width=60)
    assert text.index("High\n") < text.index(f"error[{CDN_RULE.id}]") < text.index("Medium\n")
    assert text.index("Medium\n") < text.index("warning[LB903]")
