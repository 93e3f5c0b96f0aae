"""When a report fails a build."""

from lbpolicy.model import Report, Severity

NEVER = "none"
NEW = "new:"
"""Begins a threshold that counts only what a Terraform plan introduces."""
FAIL_ON: tuple[str, ...] = (
    *(severity.value for severity in Severity),
    NEVER,
    *(f"{NEW}{severity.value}" for severity in Severity),
)
"""What `exceeds` takes: critical, high, medium, low, info, none, new:critical, new:high, ..."""


def exceeds(report: Report, fail_on: str) -> bool:
    """Tell whether a finding fails with severity `fail_on` or worse.

    Reviews, passes and what is waived never count.

    With "new:" in front, what was there before the plan does not count either; without a plan everything is
    new. `fail_on` is one of FAIL_ON; anything else raises ValueError.
    """
    if fail_on == NEVER:
        return False
    limit = Severity(fail_on.removeprefix(NEW)).rank
    spared = "kept" if fail_on.startswith(NEW) else None
    return any(
        finding.active and finding.severity.rank <= limit and finding.change != spared
        for finding in report.findings
    )
