"""GitLab's code quality report, which every edition of GitLab compares in a merge request.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from collections.abc import Iterator, Mapping

from lbpolicy.formats.encoding import array
from lbpolicy.formats.escape import visible
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.paths import relative_path, synthetic_uri
from lbpolicy.model import Finding, Json, Report, Rule, Severity

_SEVERITIES: Mapping[Severity, str] = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
    Severity.INFO: "info",
}
_MESSAGE = 1000


def render(report: Report, _options: RenderOptions) -> Iterator[bytes]:
    """Yield a JSON array of the failing findings. GitLab shows whatever is in it as a fault: no reviews."""
    rules = {rule.id: rule for rule in report.rules}
    failing = (finding for finding in report.findings if finding.active)
    yield from array((_violation(finding, rules[finding.outcome.rule]) for finding in failing), 0)
    yield b"\n"


def _violation(finding: Finding, rule: Rule) -> dict[str, Json]:
    outcome = finding.outcome
    asset = outcome.asset
    path = relative_path(outcome.origin)
    what = visible(outcome.message, _MESSAGE) or visible(rule.about(asset).title)
    return {
        "check_name": rule.id,
        "description": f"{rule.id} {visible(asset.short_name, _MESSAGE)}: {what}",
        "fingerprint": finding.finding_id,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": visible(path) if path else synthetic_uri(asset),
            "lines": {"begin": (outcome.origin.line or 1) if path else 1},
        },
    }
