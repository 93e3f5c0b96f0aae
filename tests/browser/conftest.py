"""A real browser for the pages that lbpolicy writes; everything it would fetch or complain about is noted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from visits import READY, Open, Visit

from lbpolicy.formats import FORMATS, RenderOptions, Repository
from lbpolicy.model import Report

OPTIONS = RenderOptions(repository=Repository("https://github.com/acme/infra", "0123abc", "main"))


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
