from collections.abc import Iterable
from pathlib import Path

import pytest

from lbpolicy.model import (
    AssetRef,
    Coverage,
    Finding,
    Origin,
    Outcome,
    Remediation,
    Report,
    Rule,
    RuleSubject,
    Severity,
    Status,
)
from lbpolicy.report import FAIL_ON, exceeds

RULE = Rule(
    "LB901",
    "N",
    (RuleSubject("url_map", "p", "T", Remediation("Mend it."), Path("r.rego")),),
    "D",
    Severity.HIGH,
    "high",
    (),
    (),
    (),
)


def report(findings: Iterable[tuple[Severity, Status]]) -> Report:
    asset = AssetRef("//compute.googleapis.com/projects/p/global/urlMaps/m", "compute.googleapis.com/UrlMap")
    return Report(
        evaluated_at="2026-11-21T00:00:00Z",
        bundle="default",
        engine="regopy",
        rules=(RULE,),
        findings=tuple(
            Finding("0" * 32, severity, Outcome("LB901", status, asset, Origin("a")))
            for severity, status in findings
        ),
        notifications=(),
        coverage=Coverage((), 0, 0, 0, 0, {}, has_iam=False, rules={}),
    )


@pytest.mark.parametrize(
    ("severity", "breaks"),
    [
        (Severity.CRITICAL, ["critical", "high", "medium", "low", "info"]),
        (Severity.HIGH, ["high", "medium", "low", "info"]),
        (Severity.MEDIUM, ["medium", "low", "info"]),
        (Severity.LOW, ["low", "info"]),
        (Severity.INFO, ["info"]),
    ],
)
def test_a_failure_breaks_thresholds_at_its_severity_and_milder_ones(
    severity: Severity, breaks: list[str]
) -> None:
    found = [name for name in FAIL_ON if exceeds(report([(severity, Status.FAIL)]), name)]
    assert found == [*breaks, *(f"new:{name}" for name in breaks)], "without a plan everything is new"


@pytest.mark.parametrize("status", [Status.REVIEW, Status.PASS])
def test_only_failures_count(status: Status) -> None:
    assert not any(exceeds(report([(Severity.CRITICAL, status)]), name) for name in FAIL_ON)


def test_one_bad_finding_among_mild_ones_is_enough() -> None:
    findings = [
        (Severity.INFO, Status.FAIL),
        (Severity.CRITICAL, Status.REVIEW),
        (Severity.MEDIUM, Status.FAIL),
    ]
    assert exceeds(report(findings), "medium")
    assert not exceeds(report(findings), "high")


def test_an_unknown_threshold_is_refused() -> None:
    with pytest.raises(ValueError, match="sever"):
        exceeds(report([]), "sever")
