"""What `lbpolicy publish scc` says of what it did."""

from collections.abc import Iterator, Mapping

from lbpolicy.errors import LbpolicyError
from lbpolicy.formats.escape import visible
from lbpolicy.publish.scc import Result
from lbpolicy.publish.scc_steps import Reason, Steps

_DONE: Mapping[str, str] = {
    "create": "created or reopened",
    "update": "updated",
    "muted": "muted: they are waived",
    "unmuted": "no longer muted: their waivers are gone",
    "close": "set INACTIVE",
}
_LEFT: Mapping[Reason, str] = {
    "scope": "of projects or asset types that this report does not cover",
    "review": "that this report leaves to review",
    "incomplete": "that this report does not have, because its scan was incomplete",
    "rule": "of rules that are not in force in this report",
    "newer": "that were written after this report",
}
_HINTS: Mapping[str, str] = {
    "PERMISSION_DENIED": "Grant roles/securitycenter.findingsEditor on the organization: it takes the"
    " permissions list, update, setState and setMute of securitycenter.findings.",
    "NOT_FOUND": "Look at --source and --location: gcloud scc sources describe NUMBER"
    " --source-display-name=NAME",
    "UNAUTHENTICATED": "gcloud auth application-default login",
    "RESOURCE_EXHAUSTED": "Lower --writes-per-minute, or ask for a larger quota.",
    "UNAVAILABLE": "Run it again: what is done stays done.",
    "DEADLINE_EXCEEDED": "Run it again: what is done stays done.",
    "NOT_TRIED": "Run it again once the errors before it are mended.",
}
_LONGEST = 500


def describe(steps: Steps, result: Result, failed: str = "") -> Iterator[str]:
    """Yield the summary, one line for each thing that happened at all."""
    counts = [(result.done[name], text) for name, text in _DONE.items()]
    counts.insert(2, (steps.unchanged, "unchanged"))
    counts += [(steps.left[reason], f"left ACTIVE: {text}") for reason, text in _LEFT.items()]
    counts.append((len(result.failures), f"failed; listed in {visible(failed)}" if failed else "failed"))
    told = [(count, text) for count, text in counts if count]
    width = max((len(f"{count:,}") for count, _ in told), default=0)
    yield from (f"  {count:>{width},} {text}" for count, text in told)
    if not told:
        yield "  nothing to do"


def listing(steps: Steps, result: Result, limit: int | None) -> Iterator[str]:
    """Yield what would be done, a line each, at most `limit`; count it in the result."""
    beyond = 0
    for number, step in enumerate(steps):
        result.done[step.action] += 1
        if step.mute:
            result.done["muted" if step.mute == "MUTED" else "unmuted"] += 1
        if limit is not None and number >= limit:
            beyond += 1
            continue
        also = {"MUTED": ", muted", "UNDEFINED": ", no longer muted", None: ""}[step.mute]
        yield f"{step.action} {step.finding_id} {visible(step.rule)} {visible(step.resource, _LONGEST)}{also}"
    if beyond:
        yield f"... and {beyond:,} more; --verbose lists all."


def explain(what: str, code: str, message: str) -> LbpolicyError:
    """Return a failed call as an error with what to do about it."""
    return LbpolicyError(
        f"{visible(what, _LONGEST)}: {code}: {visible(message, _LONGEST)}", _HINTS.get(code, "")
    )
