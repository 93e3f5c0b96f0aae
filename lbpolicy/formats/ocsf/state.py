"""How a finding stands, in the numbers of OCSF."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lbpolicy.formats.escape import visible
from lbpolicy.model import Finding, Severity, Status, Waiver

Numbered = tuple[int, str]
"""An id of OCSF and its caption."""

CREATE: Numbered = (1, "Create")
UPDATE: Numbered = (2, "Update")
CLOSE: Numbered = (3, "Close")

NEW: Numbered = (1, "New")
IN_PROGRESS: Numbered = (2, "In Progress")
SUPPRESSED: Numbered = (3, "Suppressed")
RESOLVED: Numbered = (4, "Resolved")
PASSED: Numbered = (99, "Passed")
"""A pass is no finding that somebody has to look at, nor one that somebody has mended."""

UNKNOWN: Numbered = (0, "Unknown")
VERDICTS: Mapping[Status, Numbered] = {
    Status.PASS: (1, "Pass"),
    Status.REVIEW: (2, "Warning"),  # OCSF: the check had no result for want of information
    Status.FAIL: (3, "Fail"),
}
INFORMATIONAL: Numbered = (1, "Informational")
SEVERITIES: Mapping[Severity, Numbered] = {
    Severity.CRITICAL: (5, "Critical"),
    Severity.HIGH: (4, "High"),
    Severity.MEDIUM: (3, "Medium"),
    Severity.LOW: (2, "Low"),
    Severity.INFO: INFORMATIONAL,
}

_STANDING_STATES = {"unchanged", "updated"}
_CHANGES = {
    "introduced": "A Terraform plan introduces it; it is not deployed before the plan is applied.",
    "kept": "It is there already, and a Terraform plan leaves it so.",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding that becomes an event."""

    finding: Finding
    gone: Literal["fixed", "removed", "not-judged", "plan-fixes", "plan-ends", ""] = ""
    """Why the report does not list it among what stands; empty for what it lists.

    plan-ends: of the baseline, and not there any more once the plan is applied.
    """


@dataclass(frozen=True, slots=True)
class State:
    """What an event says of the finding's life."""

    activity: Numbered
    status: Numbered
    verdict: Numbered
    """`compliance.status_id`."""
    detail: str = ""
    """Why it stands so, as a sentence."""


_GONE: Mapping[str, State] = {
    "fixed": State(CLOSE, RESOLVED, VERDICTS[Status.PASS], "The rule does not find it any more."),
    "removed": State(CLOSE, RESOLVED, UNKNOWN, "The asset does not exist any more."),
    # Neither is good news that is sure: the event leaves the finding open.
    "not-judged": State(
        UPDATE, NEW, UNKNOWN, "It was in the former report; this scan could not judge it, so it stays open."
    ),
    "plan-fixes": State(
        UPDATE,
        IN_PROGRESS,
        VERDICTS[Status.FAIL],
        "A Terraform plan fixes it; it stands until the plan is applied.",
    ),
    "plan-ends": State(
        UPDATE,
        IN_PROGRESS,
        UNKNOWN,
        "It was in the former report and is not there after a Terraform plan; it stays open until then.",
    ),
}


def state_of(entry: Entry) -> State:
    """Return how the finding of an entry stands."""
    if entry.gone:
        return _GONE[entry.gone]
    finding = entry.finding
    verdict = VERDICTS[finding.outcome.status]
    if finding.outcome.status is Status.PASS:
        return State(CREATE, PASSED, verdict)
    known = finding.baseline in _STANDING_STATES or finding.change == "kept"
    activity = UPDATE if known else CREATE
    if finding.waiver is not None:
        return State(activity, SUPPRESSED, verdict, _waived(finding.waiver))
    return State(activity, NEW, verdict, _CHANGES.get(finding.change, ""))


def severity_of(entry: Entry) -> Numbered:
    """Return the severity; a pass asks nothing of anybody, whatever its rule weighs."""
    finding = entry.finding
    return INFORMATIONAL if finding.outcome.status is Status.PASS else SEVERITIES[finding.severity]


def _waived(waiver: Waiver) -> str:
    ticket = f" ({visible(waiver.ticket)})" if waiver.ticket else ""
    return f"Waived by {visible(waiver.owner)} until {visible(waiver.expires)}{ticket}."
