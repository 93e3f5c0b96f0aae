"""When a report fails a build."""

from lbpolicy.model import Report, Severity, Status

NEVER = "none"
FAIL_ON: tuple[str, ...] = (*(severity.value for severity in Severity), NEVER)
"""What `exceeds` takes: critical, high, medium, low, info, none."""


def exceeds(report: Report, fail_on: str) -> bool:
    """Tell whether a finding fails with severity `fail_on` or worse. Reviews and passes never count.

    `fail_on` is one of FAIL_ON; anything else raises ValueError.
    """
    if fail_on == NEVER:
        return False
    limit = Severity(fail_on).rank
    return any(
        finding.outcome.status is Status.FAIL and finding.severity.rank <= limit
        for finding in report.findings
    )
