"""What every test shares."""

import os

import pytest


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where every tool is present (LBPOLICY_NO_SKIPS), a run in which something skipped has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter is not None else []
    if os.environ.get("LBPOLICY_NO_SKIPS") and skipped:
        reporter.write_line(f"{len(skipped)} tests skipped although LBPOLICY_NO_SKIPS is set", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
