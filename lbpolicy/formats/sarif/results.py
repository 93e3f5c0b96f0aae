"""Findings as SARIF results."""

from collections.abc import Mapping
from dataclasses import dataclass

from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.levels import LEVELS, RANKS
from lbpolicy.formats.remediation import gcloud_command
from lbpolicy.formats.sarif.locations import build_location
from lbpolicy.formats.sarif.messages import build_message
from lbpolicy.formats.sarif.profiles import PROFILES, Profile
from lbpolicy.formats.sarif.selection import Shown
from lbpolicy.formats.sarif.suppressions import build_suppression
from lbpolicy.model import Finding, Json, Report, Rule, Status

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


@dataclass(frozen=True, slots=True)
class Results:
    """Builds the results of one run: what one of them has, all have."""

    options: RenderOptions
    compared: bool
    """Each says how it stands to the baseline, or what a plan does to it."""
    waived: bool
    """Each says whether it is suppressed."""

    @classmethod
    def of(cls, report: Report, options: RenderOptions) -> "Results":
        """Return what builds the results of a report."""
        generic = not PROFILES[options.sarif_profile].service
        absent = report.baseline.absent if report.baseline else ()
        waived = any(one.waiver for one in report.findings) or any(one.finding.waiver for one in absent)
        compared = report.plan is not None or report.baseline is not None
        return cls(options, generic and compared, generic and waived)

    def build(self, shown: Shown, rule: Rule, index: int) -> dict[str, Json]:
        """Return one result. `index` is where the driver lists the rule."""
        finding = shown.finding
        outcome = finding.outcome
        profile = PROFILES[self.options.sarif_profile]
        # what was not judged again may still be there: "open" is SARIF's word for too little information
        kind = "open" if shown.why == "not-judged" else _KINDS[outcome.status]
        asset = outcome.asset.name.removeprefix("//").partition("/")[2] or outcome.asset.name
        result: dict[str, Json] = {
            "ruleId": outcome.rule,
            "ruleIndex": index,
            "kind": kind,
            "level": LEVELS[finding.severity] if kind == "fail" else "none",
            "message": build_message(asset, outcome.message.removesuffix(".") or _PASSED, profile.text),
            "locations": [build_location(outcome, self.options)],
            "fingerprints": {FINGERPRINT: finding.finding_id},
            "partialFingerprints": self._partial(finding),
            "properties": _properties(shown, rule, profile),
        }
        if self.compared:
            result["baselineState"] = _baseline_state(finding)
        if self.waived or finding.waiver:
            result["suppressions"] = [build_suppression(finding.waiver)] if finding.waiver else []
        if profile.ranked:
            result["rank"] = RANKS[finding.severity]
        return result

    def _partial(self, finding: Finding) -> dict[str, str]:
        fingerprints = {FINGERPRINT: finding.finding_id}
        if self.options.sarif_profile == "github":
            fingerprints["primaryLocationLineHash"] = f"{finding.finding_id}:1"
        return fingerprints


def _baseline_state(finding: Finding) -> str:
    """Return how it stands to the former report, which goes before what a plan does to it."""
    return finding.baseline or _BASELINE_STATES[finding.change]


def _properties(shown: Shown, rule: Rule, profile: Profile) -> dict[str, Json]:
    finding = shown.finding
    outcome = finding.outcome
    properties: dict[str, Json] = {
        "severity": finding.severity.value,
        "assetType": outcome.asset.type,
        "project": outcome.asset.project,
        "location": outcome.asset.location,
        "path": outcome.path,
    }
    if outcome.origin.address:
        properties["terraformAddress"] = outcome.origin.address
    if finding.change:
        properties["change"] = finding.change
    if shown.why:
        properties["why"] = shown.why
    if profile.lean:
        return properties
    properties |= {"evidence": dict(outcome.evidence), "related": list(outcome.related)}
    if outcome.status is not Status.PASS:
        remediation = rule.about(outcome.asset).remediation
        properties["gcloud"] = gcloud_command(remediation.gcloud, outcome.asset)
    return properties
