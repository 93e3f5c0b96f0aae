"""Findings as SARIF results."""

from collections.abc import Mapping

from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.levels import LEVELS
from lbpolicy.formats.remediation import gcloud_command
from lbpolicy.formats.sarif_locations import build_location
from lbpolicy.formats.sarif_messages import build_message
from lbpolicy.model import Finding, Json, Rule, Status

FINGERPRINT = "lbpolicyFinding/v1"

_KINDS: Mapping[Status, str] = {Status.FAIL: "fail", Status.REVIEW: "review", Status.PASS: "pass"}
_PASSED = "The asset passes"
_BASELINE_STATES: Mapping[str, str] = {
    # What a plan does to a finding, as SARIF says it; a pass stands for itself.
    "introduced": "new",
    "kept": "unchanged",
    "fixed": "absent",
    "": "unchanged",
}


def build_result(
    finding: Finding, rule: Rule, index: int, options: RenderOptions, *, planned: bool = False
) -> dict[str, Json]:
    """Return one result. `index` is where the driver lists the rule.

    `planned`: the report is about a Terraform plan, so that each result says how it compares.
    """
    outcome = finding.outcome
    kind = _KINDS[outcome.status]
    asset = outcome.asset.name.removeprefix("//").partition("/")[2] or outcome.asset.name
    fingerprints = {FINGERPRINT: finding.finding_id}
    if options.sarif_profile == "github":
        fingerprints["primaryLocationLineHash"] = f"{finding.finding_id}:1"
    result: dict[str, Json] = {
        "ruleId": outcome.rule,
        "ruleIndex": index,
        "kind": kind,
        "level": LEVELS[finding.severity] if kind == "fail" else "none",
        "message": build_message(asset, outcome.message.removesuffix(".") or _PASSED),
        "locations": [build_location(outcome, options)],
        "fingerprints": {FINGERPRINT: finding.finding_id},
        "partialFingerprints": fingerprints,
        "properties": _properties(finding, rule),
    }
    if planned and options.sarif_profile == "generic":
        result["baselineState"] = _BASELINE_STATES[finding.change]
    return result


def _properties(finding: Finding, rule: Rule) -> dict[str, Json]:
    outcome = finding.outcome
    properties: dict[str, Json] = {
        "severity": finding.severity.value,
        "assetType": outcome.asset.type,
        "project": outcome.asset.project,
        "location": outcome.asset.location,
        "path": outcome.path,
        "evidence": dict(outcome.evidence),
        "related": list(outcome.related),
    }
    if outcome.origin.address:
        properties["terraformAddress"] = outcome.origin.address
    if finding.change:
        properties["change"] = finding.change
    if outcome.status is not Status.PASS:
        remediation = rule.about(outcome.asset).remediation
        properties["gcloud"] = gcloud_command(remediation.gcloud, outcome.asset)
    return properties
