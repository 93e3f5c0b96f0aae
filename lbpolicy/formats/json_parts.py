"""The parts of the JSON report, each from the class that it shows."""

from collections.abc import Mapping

from lbpolicy.formats.remediation import gcloud_command
from lbpolicy.formats.summary import not_assessed
from lbpolicy.model import (
    AssetRef,
    Baseline,
    Finding,
    Json,
    LoadBalancer,
    Notification,
    Origin,
    Report,
    Rule,
    RuleCounts,
    RuleSubject,
    Waiver,
)


def finding_part(finding: Finding, rule: Rule) -> dict[str, Json]:
    """Return a finding, with the commands that would mend this very asset."""
    outcome = finding.outcome
    asset = outcome.asset
    subject = rule.about(asset)
    return {
        "finding_id": finding.finding_id,
        "rule": outcome.rule,
        "severity": finding.severity.value,
        "status": outcome.status.value,
        "change": finding.change,
        "baseline": finding.baseline,
        "waiver": _waiver(finding.waiver) if finding.waiver else None,
        "title": subject.title,
        "message": outcome.message,
        "asset": _asset(asset),
        "origin": _origin(outcome.origin),
        "path": outcome.path,
        "key": outcome.key,
        "evidence": dict(outcome.evidence),
        "related": list(outcome.related),
        "remediation": {
            "summary": subject.remediation.summary,
            "gcloud": gcloud_command(subject.remediation.gcloud, asset),
            "terraform": subject.remediation.terraform,
        },
    }


def rule_part(rule: Rule) -> dict[str, Json]:
    """Return a rule's metadata; the file it lies in is the reader's own affair."""
    return {
        "id": rule.id,
        "name": rule.name,
        "title": rule.title,
        "description": rule.description,
        "severity": rule.severity.value,
        "precision": rule.precision,
        "source": list(rule.source),
        "related_resources": list(rule.related_resources),
        "requires": list(rule.requires),
        "subjects": [_subject(one) for one in rule.subjects],
        "parameters": {
            name: {
                "default": parameter.default,
                "value": rule.values.get(name, parameter.default),
                "description": parameter.description,
                "schema": dict(parameter.schema),
            }
            for name, parameter in rule.parameters.items()
        },
        "frameworks": {name: list(controls) for name, controls in rule.frameworks.items()},
        "exceptions": rule.exceptions,
    }


def _subject(subject: RuleSubject) -> dict[str, Json]:
    return {
        "kind": subject.kind,
        "asset_type": subject.asset_type,
        "package": subject.package,
        "title": subject.title,
        "remediation": {
            "summary": subject.remediation.summary,
            "gcloud": subject.remediation.gcloud,
            "terraform": subject.remediation.terraform,
        },
    }


def notification_part(notification: Notification) -> dict[str, Json]:
    """Return a notification; what it is not about is empty or null."""
    return {
        "level": notification.level.value,
        "code": notification.code,
        "message": notification.message,
        "hint": notification.hint,
        "origin": _origin(notification.origin) if notification.origin else None,
        "asset": notification.asset,
        "rule": notification.rule,
    }


def coverage_part(report: Report) -> dict[str, Json]:
    """Return what the verdict rests on, and the rules that reached none."""
    coverage = report.coverage
    return {
        "sources": [
            {"file": one.file, "shape": one.shape, "records": one.records, "assets": one.assets}
            for one in coverage.sources
        ],
        "records": coverage.records,
        "assets": coverage.assets,
        "invalid": coverage.invalid,
        "subjects": coverage.subjects,
        "types": dict(coverage.types),
        "has_iam": coverage.has_iam,
        "rules": {name: _counts(counts) for name, counts in coverage.rules.items()},
        "scope": {project: list(types) for project, types in coverage.scope.items()},
        "not_assessed": not_assessed(report),
    }


def baseline_part(baseline: Baseline, rules: Mapping[str, Rule]) -> dict[str, Json]:
    """Return what the report was compared with, and what is not there any more."""
    return {
        "file": baseline.file,
        "evaluated_at": baseline.evaluated_at,
        "absent": [
            {"why": one.why, "finding": finding_part(one.finding, rules[one.finding.outcome.rule])}
            for one in baseline.absent
        ],
        "rules": [rule_part(rule) for rule in baseline.rules],
    }


def load_balancer_part(balancer: LoadBalancer) -> dict[str, Json]:
    """Return a load balancer as a graph."""
    return {
        "name": balancer.name,
        "project": balancer.project,
        "nodes": [
            {
                "asset": _asset(node.asset),
                "stage": node.stage,
                "state": node.state,
                "facts": [list(fact) for fact in node.facts],
            }
            for node in balancer.nodes
        ],
        "connections": [
            {"source": one.source, "target": one.target, "path": one.path} for one in balancer.connections
        ],
        "left_out": balancer.left_out,
    }


def _waiver(waiver: Waiver) -> dict[str, Json]:
    return {
        "rule": waiver.rule,
        "resource": waiver.resource,
        "owner": waiver.owner,
        "reason": waiver.reason,
        "expires": waiver.expires,
        "finding_id": waiver.finding_id,
        "ticket": waiver.ticket,
        "inline": waiver.inline,
        "origin": _origin(waiver.origin),
    }


def _asset(asset: AssetRef) -> dict[str, Json]:
    return {
        "name": asset.name,
        "type": asset.type,
        "project": asset.project,
        "location": asset.location,
    }


def _counts(counts: RuleCounts) -> dict[str, Json]:
    return {
        "fail": counts.fail,
        "pass": counts.passed,
        "review": counts.review,
        "not_applicable": counts.not_applicable,
        "error": counts.error,
        "reasons": dict(counts.reasons),
    }


def _origin(origin: Origin) -> dict[str, Json]:
    return {
        "file": origin.file,
        "line": origin.line,
        "column": origin.column,
        "address": origin.address,
        "snippet": origin.snippet,
    }
