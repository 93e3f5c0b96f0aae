"""Evaluations become one Report: counted, identified, sorted."""

from lbpolicy.report.baseline import Comparison
from lbpolicy.report.builder import ReportBuilder
from lbpolicy.report.difference import difference
from lbpolicy.report.stored import read_report
from lbpolicy.report.threshold import FAIL_ON, exceeds
from lbpolicy.report.trend import trend
from lbpolicy.report.waivers import Waivers, unused

__all__ = [
    "FAIL_ON",
    "Comparison",
    "ReportBuilder",
    "Waivers",
    "difference",
    "exceeds",
    "read_report",
    "trend",
    "unused",
]
