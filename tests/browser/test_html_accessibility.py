"""What axe-core finds in the pages: the rules of WCAG 2.2 A and AA, and its best practices."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from plan_reports import plan_report
from playwright.sync_api import Page
from reports import broken_report
from settled_reports import settled_report
from visits import Open

from lbpolicy.model import Report

VIEWS = ("findings", "balancers", "rules", "scan")


def violations(page: Page) -> list[str]:
    """Return what is wrong: the rule and where."""
    page.wait_for_timeout(300)  # colours that are just changing have no contrast yet
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_accessible(open_report: Open, view: str, scheme: str) -> None:
    page = open_report(settled_report(), f"#{view}", color_scheme=scheme).page
    page.evaluate("for (const one of document.querySelectorAll('#main details')) one.open = true")
    assert violations(page) == []


@pytest.mark.parametrize("make", [broken_report, plan_report])
def test_other_reports_are_accessible_too(open_report: Open, make: Callable[[], Report]) -> None:
    page = open_report(make()).page
    page.evaluate("for (const one of document.querySelectorAll('#main details')) one.open = true")
    assert violations(page) == []
