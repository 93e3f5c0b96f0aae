"""Findings as Security Command Center takes them: the Finding of its API, version 2, as JSON.

https://cloud.google.com/security-command-center/docs/reference/rest/v2/organizations.sources.locations.findings
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from lbpolicy.formats.encoding import dumps
from lbpolicy.formats.escape import visible
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.remediation import gcloud_command
from lbpolicy.formats.sarif.messages import sentence
from lbpolicy.formats.sarif.rules import CATALOGUE
from lbpolicy.formats.scc.words import SEVERITIES, category, compliances
from lbpolicy.model import Finding, Json, Outcome, Report, Rule, Status, Waiver

MARK: Final = "lbpolicy"
"""What `sourceProperties.tool` says of every finding of ours; others are never touched."""
MUTED: Final = "MUTED"

_NAME = 255
_TEXT = 2000
_BALANCERS = 20
_RELATED = 10


class SccFindings:
    """Builds the findings of one report."""

    def __init__(self, report: Report, options: RenderOptions) -> None:
        self._report = report
        self._options = options
        self._rules = report.known_rules
        self._balancers = _balancers(report)

    def build(self, finding: Finding) -> dict[str, Json]:
        """Return a finding that fails, or one to review, as a Finding without a name.

        `sourceProperties.content_hash` is of everything but the time and the version of the tool: while it
        stays the same, nothing has to be written.
        """
        rule = self._rules[finding.outcome.rule]
        made = self._judged(finding, rule) | self._explained(finding, rule)
        if finding.waiver is not None:
            made["mute"] = MUTED
        properties = _properties(finding, rule)
        digest = hashlib.sha256(dumps([made, properties])).hexdigest()[:16]
        version = {"content_hash": digest, "lbpolicy_version": self._options.version}
        return made | {"eventTime": self._report.evaluated_at, "sourceProperties": properties | version}

    def _judged(self, finding: Finding, rule: Rule) -> dict[str, Json]:
        asset = finding.outcome.asset
        fails = finding.outcome.status is Status.FAIL
        part: dict[str, Json] = {
            "resourceName": visible(asset.name),
            "state": "ACTIVE",
            "category": category(rule),
            "severity": SEVERITIES[finding.severity],
            "findingClass": "MISCONFIGURATION" if fails else "OBSERVATION",
        }
        if rule.frameworks:
            part["compliances"] = compliances(rule)
        balancers = self._balancers.get(asset.name, [])
        if balancers:
            part["loadBalancers"] = [{"name": name} for name in balancers]
        return part

    def _explained(self, finding: Finding, rule: Rule) -> dict[str, Json]:
        outcome = finding.outcome
        subject = rule.about(outcome.asset)
        what = sentence(visible(outcome.message, _TEXT) or subject.title)
        if outcome.status is Status.REVIEW:
            what = f"This could not be decided: {what}"
        return {
            "description": f"{what}\n\n{sentence(rule.description)}",
            "externalUri": _page(rule),
            "nextSteps": _next_steps(outcome, rule),
        }


def _balancers(report: Report) -> Mapping[str, list[str]]:
    """Return the full names of the load balancers that each asset belongs to, a few of many."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for balancer in report.load_balancers:
        name = visible(balancer.name)
        for asset in {node.asset.name for node in balancer.nodes}:
            if len(found[asset]) < _BALANCERS:
                found[asset].append(name)
    return found


def _page(rule: Rule) -> str:
    """Return a web page about the rule; the service takes nothing but a well-formed address."""
    pages = (page for page in rule.related_resources if page.startswith("https://") and page.isprintable())
    return next(pages, CATALOGUE)


def _next_steps(outcome: Outcome, rule: Rule) -> str:
    remediation = rule.about(outcome.asset).remediation
    parts = [sentence(remediation.summary)]
    if remediation.gcloud:
        parts.append("gcloud:\n" + gcloud_command(remediation.gcloud, outcome.asset).strip())
    if remediation.terraform:
        parts.append("Terraform:\n" + remediation.terraform.strip())
    if rule.exceptions:
        parts.append("Exceptions: " + sentence(rule.exceptions))
    return "\n\n".join(parts)


def _properties(finding: Finding, rule: Rule) -> dict[str, Json]:
    """Return what the service has no field for, as short texts; nothing that another export would change.

    Their names begin with a letter and hold letters, digits and `_`.
    """
    outcome, asset = finding.outcome, finding.outcome.asset
    related = [visible(name, _NAME) for name in outcome.related[:_RELATED]]
    properties = {
        "tool": MARK,
        "finding_id": finding.finding_id,
        "rule": rule.id,
        "rule_name": rule.name,
        "status": outcome.status.value,
        "lbpolicy_severity": finding.severity.value,
        "precision": rule.precision,
        "asset_type": visible(asset.type, _NAME),
        "project": visible(asset.project, _NAME),
        "location": visible(asset.location, _NAME),
        "path": visible(outcome.path, _NAME),
        "key": visible(outcome.key, _NAME),
        "message": visible(outcome.message, _TEXT),
        "evidence": visible(dumps(dict(outcome.evidence)).decode(), _TEXT) if outcome.evidence else "",
        "related": " ".join(related),
        "terraform_address": visible(outcome.origin.address, _NAME),
        **(_waiver(finding.waiver) if finding.waiver else {}),
    }
    return {name: text for name, text in properties.items() if text}


def _waiver(waiver: Waiver) -> dict[str, str]:
    return {
        "waiver_owner": visible(waiver.owner, _NAME),
        "waiver_reason": visible(waiver.reason, _TEXT),
        "waiver_expires": visible(waiver.expires, _NAME),
        "waiver_ticket": visible(waiver.ticket, _NAME),
        "waived": "true",
    }
