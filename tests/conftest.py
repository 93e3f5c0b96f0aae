"""What every test shares."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Where every tool is present (LBPOLICY_NO_SKIPS), a test that skips is a test that failed."""
    if report.skipped and os.environ.get("LBPOLICY_NO_SKIPS") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped although LBPOLICY_NO_SKIPS is set: {report.longrepr}"
