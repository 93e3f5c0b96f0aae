"""What every test shares."""

import os
import shutil
import signal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

_SWITCHES = (
    "--no-sandbox",  # root has none
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

for _signal in (signal.SIGINT, signal.SIGHUP):
    # a run in the background ignores them, and so would the commands that tests interrupt
    if signal.getsignal(_signal) is signal.SIG_IGN:
        signal.signal(_signal, signal.default_int_handler if _signal is signal.SIGINT else signal.SIG_DFL)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Return a real browser; one for all tests of a process, because Playwright takes no second."""
    sync_api = pytest.importorskip("playwright.sync_api")
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("LBPOLICY_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not path:
        pytest.skip("there is no Chromium; Debian's package is chromium")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(_SWITCHES))
        yield started
        started.close()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where every tool is present (LBPOLICY_NO_SKIPS), a run in which something skipped has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter is not None else []
    if os.environ.get("LBPOLICY_NO_SKIPS") and skipped:
        reporter.write_line(f"{len(skipped)} tests skipped although LBPOLICY_NO_SKIPS is set", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
