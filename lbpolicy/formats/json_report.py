"""The JSON format: the versioned contract that schemas/report.schema.json describes.

Every name in it is written down here or in json_parts.py; classes may change without it.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from lbpolicy.formats.encoding import document, dumps
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.json_parts import (
    baseline_part,
    coverage_part,
    finding_part,
    load_balancer_part,
    notification_part,
    rule_part,
)
from lbpolicy.formats.summary import PlanSummary, Summary, summarise
from lbpolicy.model import Json, Report, Rule

SCHEMA_VERSION = "1.2"
"""The first number changes when a reader may break, the second when something is added."""


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """Yield the report as JSON: sorted keys, indented by two spaces, one finding at a time."""
    rules = report.known_rules
    lists = {
        "findings": (finding_part(finding, rules[finding.outcome.rule]) for finding in report.findings),
        "fixed": (
            finding_part(finding, rules[finding.outcome.rule])
            for finding in (report.plan.fixed if report.plan else ())
        ),
        "load_balancers": (load_balancer_part(one) for one in report.load_balancers),
        "notifications": (notification_part(one) for one in report.notifications),
        "rules": (rule_part(rule) for rule in report.rules),
    }
    head = _head(report, options)
    yield from document(head, lists)


def render_lines(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """Yield the findings one a line, each with what it is of; those that are gone come last, with the reason.

    A line is a finding of the report with "schema_version", "evaluated_at", "bundle", "tool_version" and
    "why": fixed, removed or not-judged for an absent one, fixed for what a Terraform plan fixes ("change"
    says so, and it is told once), else empty.
    """
    rules = report.known_rules
    head: dict[str, Json] = {
        "schema_version": SCHEMA_VERSION,
        "evaluated_at": report.evaluated_at,
        "bundle": report.bundle,
        "tool_version": options.version,
    }
    fixed = report.plan.fixed if report.plan else ()
    told = {finding.finding_id for finding in fixed}
    absent = report.baseline.absent if report.baseline else ()
    lines = chain(
        (("", finding) for finding in report.findings),
        (("fixed", finding) for finding in fixed),
        ((one.why, one.finding) for one in absent if one.finding.finding_id not in told),
    )
    for why, finding in lines:
        yield dumps({**head, "why": why, **finding_part(finding, rules[finding.outcome.rule])}) + b"\n"


def rules_document(rules: Iterable[Rule]) -> bytes:
    """Return {"rules": [...]}: rules as the report has them."""
    return dumps({"rules": [rule_part(rule) for rule in rules]}, indent=True) + b"\n"


def _head(report: Report, options: RenderOptions) -> dict[str, Json]:
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "lbpolicy", "version": options.version},
        "evaluated_at": report.evaluated_at,
        "bundle": report.bundle,
        "engine": report.engine,
        "complete": report.complete,
        "summary": _summary(summarise(report)),
        "coverage": coverage_part(report),
        "baseline": baseline_part(report.baseline, report.known_rules) if report.baseline else None,
    }


def _summary(summary: Summary) -> dict[str, Any]:
    return {
        "by_severity": {severity.value: count for severity, count in summary.severities.items()},
        "by_status": {
            "fail": summary.fail,
            "review": summary.review,
            "pass": summary.passed,
            "not_applicable": summary.not_applicable,
            "error": summary.error,
            "waived": summary.waived,
        },
        "plan": _plan(summary.plan) if summary.plan else None,
    }


def _plan(summary: PlanSummary) -> dict[str, Any]:
    return {
        "introduced": summary.introduced,
        "kept": summary.kept,
        "fixed": summary.fixed,
        "not_listed": {"fail": summary.kept_fail, "review": summary.kept_review},
    }
