"""The parts of a JSON report as the model has them: what lbpolicy/formats/json_parts.py writes, read back.

Every function takes a part that follows schemas/report.schema.json; ValueError for a date that there is not.
"""

from datetime import date
from pathlib import Path
from sys import intern

from lbpolicy.model import (
    Absent,
    AssetRef,
    Baseline,
    Connection,
    Coverage,
    Finding,
    Json,
    Level,
    LoadBalancer,
    Node,
    Notification,
    Origin,
    Outcome,
    Parameter,
    Remediation,
    Rule,
    RuleCounts,
    RuleSubject,
    Severity,
    SourceSummary,
    Status,
    Waiver,
)

Part = dict[str, Json]

_SEVERITIES = {one.value: one for one in Severity}
_STATUSES = {one.value: one for one in Status}


def finding_of(part: Part) -> Finding:
    """Return a finding. Its title and remediation are its rule's, and are worked out from that anew."""
    outcome = Outcome(
        rule=intern(part["rule"]),
        status=_STATUSES[part["status"]],
        asset=_asset(part["asset"]),
        origin=_origin(part["origin"]),
        message=part["message"],
        path=part["path"],
        key=part["key"],
        evidence=part["evidence"],
        related=tuple(part["related"]),
    )
    waiver = _waiver(part["waiver"]) if part["waiver"] else None
    severity = _SEVERITIES[part["severity"]]
    return Finding(part["finding_id"], severity, outcome, part["change"], waiver, part["baseline"])


def rule_of(part: Part) -> Rule:
    """Return a rule's metadata; the file it lay in is not known."""
    parameters = part["parameters"]
    return Rule(
        id=intern(part["id"]),
        name=part["name"],
        subjects=tuple(_subject(one) for one in part["subjects"]),
        description=part["description"],
        severity=_SEVERITIES[part["severity"]],
        precision=part["precision"],
        source=tuple(part["source"]),
        related_resources=tuple(part["related_resources"]),
        requires=tuple(part["requires"]),
        parameters={
            name: Parameter(one["default"], one["schema"], one["description"])
            for name, one in parameters.items()
        },
        values={name: one["value"] for name, one in parameters.items()},
        frameworks={name: tuple(controls) for name, controls in part["frameworks"].items()},
        exceptions=part["exceptions"],
    )


def notification_of(part: Part) -> Notification:
    """Return a notification."""
    return Notification(
        level=Level(part["level"]),
        code=part["code"],
        message=part["message"],
        hint=part["hint"],
        origin=_origin(part["origin"]) if part["origin"] else None,
        asset=part["asset"],
        rule=part["rule"],
    )


def coverage_of(part: Part) -> Coverage:
    """Return what the verdict rests on."""
    return Coverage(
        sources=tuple(
            SourceSummary(one["file"], one["shape"], one["records"], one["assets"]) for one in part["sources"]
        ),
        records=part["records"],
        assets=part["assets"],
        invalid=part["invalid"],
        subjects=part["subjects"],
        types=part["types"],
        has_iam=part["has_iam"],
        rules={name: _counts(one) for name, one in part["rules"].items()},
        scope={project: tuple(types) for project, types in part["scope"].items()},
    )


def baseline_of(part: Part) -> Baseline:
    """Return what the report was compared with."""
    return Baseline(
        file=part["file"],
        evaluated_at=part["evaluated_at"],
        absent=tuple(Absent(finding_of(one["finding"]), one["why"]) for one in part["absent"]),
        rules=tuple(rule_of(one) for one in part["rules"]),
    )


def load_balancer_of(part: Part) -> LoadBalancer:
    """Return a load balancer."""
    return LoadBalancer(
        name=part["name"],
        project=part["project"],
        nodes=tuple(
            Node(
                _asset(one["asset"]),
                one["stage"],
                one["state"],
                tuple((name, value) for name, value in one["facts"]),
            )
            for one in part["nodes"]
        ),
        connections=tuple(
            Connection(one["source"], one["target"], one["path"]) for one in part["connections"]
        ),
        left_out=part["left_out"],
    )


def _subject(part: Part) -> RuleSubject:
    texts = part["remediation"]
    remediation = Remediation(texts["summary"], texts["gcloud"], texts["terraform"])
    return RuleSubject(part["kind"], part["package"], part["title"], remediation, Path())


def _waiver(part: Part) -> Waiver:
    date.fromisoformat(part["expires"])  # the schema knows no calendar; ValueError for February 30th
    return Waiver(
        rule=part["rule"],
        resource=part["resource"],
        owner=part["owner"],
        reason=part["reason"],
        expires=part["expires"],
        origin=_origin(part["origin"]),
        ticket=part["ticket"],
        inline=part["inline"],
        finding_id=part.get("finding_id", ""),
    )


def _asset(part: Part) -> AssetRef:
    return AssetRef(part["name"], intern(part["type"]), intern(part["project"]), intern(part["location"]))


def _counts(part: Part) -> RuleCounts:
    return RuleCounts(
        fail=part["fail"],
        passed=part["pass"],
        review=part["review"],
        not_applicable=part["not_applicable"],
        error=part["error"],
        # a JSON object has no order of its own: most frequent first, as a scan has them
        reasons=dict(sorted(part["reasons"].items(), key=lambda item: (-item[1], item[0]))),
    )


def _origin(part: Part) -> Origin:
    return Origin(intern(part["file"]), part["line"], part["column"], part["address"], part["snippet"])
