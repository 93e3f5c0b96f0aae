"""What the scan met, as notifications of a SARIF invocation."""

from collections.abc import Iterable

from lbpolicy.formats.paths import relative_uri
from lbpolicy.formats.sarif.locations import artifact, logical_location
from lbpolicy.formats.sarif.messages import plain_message, sentence
from lbpolicy.model import Json, Notification, Report


def build_invocation(
    report: Report, extra: Iterable[Notification], indexes: dict[str, int]
) -> dict[str, Json]:
    """Return the invocation. `extra`: what the profile itself has to say; `indexes`: rule id -> index."""
    return {
        "executionSuccessful": report.complete,
        "toolExecutionNotifications": [
            build_notification(one, indexes) for one in (*extra, *report.notifications)
        ],
    }


def build_notification(notification: Notification, indexes: dict[str, int]) -> dict[str, Json]:
    """Return one notification, with the file, asset and rule that it is about."""
    parts = [notification.message, notification.hint]
    built: dict[str, Json] = {
        "descriptor": {"id": notification.code},
        "level": notification.level.value,
        "message": plain_message(" ".join(sentence(part) for part in parts if part)),
    }
    location = _location(notification)
    if location:
        built["locations"] = [location]
    if notification.rule in indexes:
        built["associatedRule"] = {"id": notification.rule, "index": indexes[notification.rule]}
    return built


def _location(notification: Notification) -> dict[str, Json]:
    location: dict[str, Json] = {}
    uri = relative_uri(notification.origin) if notification.origin else ""
    if notification.origin and uri:
        location["physicalLocation"] = {
            "artifactLocation": artifact(uri),
            "region": {"startLine": notification.origin.line or 1},
        }
    if notification.asset:
        short_name = notification.asset.rsplit("/", 1)[-1]
        location["logicalLocations"] = [logical_location(notification.asset, short_name)]
    return location
