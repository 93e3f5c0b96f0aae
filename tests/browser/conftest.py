"""A real browser for the pages that lbpolicy writes; everything it would fetch or complain about is noted."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from lbpolicy.formats import FORMATS, RenderOptions, Repository
from lbpolicy.model import Report

SWITCHES = (
    "--no-sandbox",  # root has none
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
OPTIONS = RenderOptions(repository=Repository("https://github.com/acme/infra", "0123abc", "main"))
READY = "html.ready"


@dataclass
class Visit:
    """An open page and what came of it."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    """Errors of scripts, and what the console says, violations of the page's policy among them."""
    requests: list[str] = field(default_factory=list)

    def go(self, hash_: str) -> None:
        """Open the page anew at a place."""
        self.page.goto("about:blank")
        self.page.goto(self.address + hash_)
        self.page.wait_for_selector(READY)

    def shown(self, selector: str) -> list[str]:
        """Return the texts of the visible elements."""
        return [one.inner_text() for one in self.page.locator(selector).all() if one.is_visible()]


Open = Callable[..., Visit]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("LBPOLICY_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not path:
        pytest.skip("there is no Chromium; Debian's package is chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        yield started
        started.close()


@pytest.fixture
def open_report(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Return a function that writes a report and opens it; afterwards nothing may have gone wrong."""
    visits: list[Visit] = []

    def opened(report: Report, hash_: str = "", **more: object) -> Visit:
        file = tmp_path / f"report{len(visits)}.html"
        with file.open("wb") as stream:
            stream.writelines(FORMATS["html"].render(report, OPTIONS))
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **more})
        context.set_offline(True)
        visit = Visit(context.new_page(), file.as_uri())
        visit.page.on("console", lambda said: visit.complaints.append(f"{said.type}: {said.text}"))
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        visit.page.on("dialog", lambda dialog: visit.complaints.append(dialog.message))
        visit.page.on("request", lambda request: visit.requests.append(request.url))
        visit.page.goto(visit.address + hash_)
        if more.get("java_script_enabled", True):
            visit.page.wait_for_selector(READY)
        visits.append(visit)
        return visit

    yield opened
    for visit in visits:
        assert visit.complaints == []
        fetched = {url.partition("#")[0] for url in visit.requests} - {"about:blank"}
        assert {url for url in fetched if not url.startswith("data:")} == {visit.address}
        visit.page.context.close()
