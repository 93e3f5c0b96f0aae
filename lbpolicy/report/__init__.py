"""Evaluations become one Report: counted, identified, sorted."""

from lbpolicy.report.builder import ReportBuilder
from lbpolicy.report.threshold import FAIL_ON, exceeds

__all__ = ["FAIL_ON", "ReportBuilder", "exceeds"]
