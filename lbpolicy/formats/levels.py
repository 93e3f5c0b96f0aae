"""Severities in the words of other tools, mapped in this one place."""

from collections.abc import Mapping

from lbpolicy.model import Severity

LEVELS: Mapping[Severity, str] = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
"""The level of a failing finding, at a terminal and in SARIF."""

PROBLEM_SEVERITIES: Mapping[Severity, str] = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "recommendation",
    Severity.INFO: "recommendation",
}
"""GitHub's `problem.severity`."""

SECURITY_SEVERITIES: Mapping[Severity, str] = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.5",
}
"""GitHub's `security-severity`: above 9.0 it says critical, from 7.0 high, from 4.0 medium. Info has none."""

RANKS: Mapping[Severity, float] = {
    Severity.CRITICAL: 95.0,
    Severity.HIGH: 80.0,
    Severity.MEDIUM: 55.0,
    Severity.LOW: 25.0,
    Severity.INFO: 5.0,
}
"""SARIF's `rank`, ten times GitHub's figures: GitLab says info below 10."""
