"""Waivers as SARIF suppressions."""

from lbpolicy.formats.escape import visible
from lbpolicy.formats.paths import relative_uri
from lbpolicy.formats.sarif.locations import artifact
from lbpolicy.model import Json, Origin, Waiver


def build_suppression(waiver: Waiver) -> dict[str, Json]:
    """Return a suppression: who accepted the finding, why, until when, and where that is written."""
    suppression: dict[str, Json] = {
        "kind": "inSource" if waiver.inline else "external",
        "status": "accepted",
        "justification": _justification(waiver),
        "properties": {
            "owner": waiver.owner,
            "reason": waiver.reason,
            "expires": waiver.expires,
            "resource": waiver.resource,
            **({"ticket": waiver.ticket} if waiver.ticket else {}),
        },
    }
    place = _place(waiver.origin)
    if place:
        suppression["location"] = {"physicalLocation": place}
    return suppression


def _justification(waiver: Waiver) -> str:
    facts = [f"accepted by {visible(waiver.owner)}", f"until {visible(waiver.expires)}"]
    if waiver.ticket:
        facts.append(f"ticket {visible(waiver.ticket)}")
    return f"{visible(waiver.reason).removesuffix('.')} ({', '.join(facts)})."


def _place(origin: Origin) -> dict[str, Json]:
    """Return where it is written; empty for what lies outside of the working folder."""
    uri = relative_uri(origin)
    return {"artifactLocation": artifact(uri), "region": {"startLine": origin.line or 1}} if uri else {}
