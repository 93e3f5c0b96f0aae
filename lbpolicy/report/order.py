"""The order in which a report lists things: the worst first, and always the same."""

from collections.abc import Mapping

from lbpolicy.model import Finding, Level, Notification, Severity, Status

STATUS_RANK: Mapping[Status, int] = {status: rank for rank, status in enumerate(Status)}
"""Worst first: fail, review, pass, not_applicable."""

_SEVERITY_RANK: Mapping[Severity, int] = {severity: severity.rank for severity in Severity}
_LEVEL_RANK: Mapping[Level, int] = {level: rank for rank, level in enumerate(Level)}


def finding_order(finding: Finding) -> tuple[int, int, str, str, str, str, str]:
    """Sort key: fail before review before pass, then worst severity, rule, asset, key, path, identity."""
    outcome = finding.outcome
    return (
        STATUS_RANK[outcome.status],
        _SEVERITY_RANK[finding.severity],
        outcome.rule,
        outcome.asset.name,
        outcome.key,
        outcome.path,
        finding.finding_id,
    )


def notification_order(notification: Notification) -> tuple[int, str, str, int, str, str, str, str]:
    """Sort key: errors first, then code, origin, message, asset, rule, hint."""
    origin = notification.origin
    return (
        _LEVEL_RANK[notification.level],
        notification.code,
        origin.file if origin else "",
        (origin.line or 0) if origin else 0,
        notification.message,
        notification.asset,
        notification.rule,
        notification.hint,
    )
