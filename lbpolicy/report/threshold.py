"""When a report fails a build."""

from lbpolicy.model import Finding, Report, Severity
from lbpolicy.report.baseline import ACCEPTED

NEVER = "none"
NEW = "new:"
"""Begins a threshold that counts only what is new: to the baseline, and introduced by the Terraform plan."""
FAIL_ON: tuple[str, ...] = (
    *(severity.value for severity in Severity),
    NEVER,
    *(f"{NEW}{severity.value}" for severity in Severity),
)
"""What `exceeds` takes: critical, high, medium, low, info, none, new:critical, new:high, ..."""


def exceeds(report: Report, fail_on: str) -> bool:
    """Tell whether a finding fails with severity `fail_on` or worse.

    Reviews, passes and what is waived never count.

    With "new:" in front, what was there before the plan does not count either, nor what the baseline
    accepts; without plan and baseline everything is new. `fail_on` is one of FAIL_ON; anything else raises
    ValueError.
    """
    if fail_on == NEVER:
        return False
    limit = Severity(fail_on.removeprefix(NEW)).rank
    only_new = fail_on.startswith(NEW)
    return any(
        finding.active and finding.severity.rank <= limit and not (only_new and _known(finding))
        for finding in report.findings
    )


def _known(finding: Finding) -> bool:
    """Tell whether the plan keeps a finding, or the baseline accepted it."""
    return finding.change == "kept" or finding.baseline in ACCEPTED
