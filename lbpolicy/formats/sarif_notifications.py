"""What the scan met, as notifications of a SARIF invocation."""

from collections import Counter
from collections.abc import Iterable, Iterator

from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.sarif_locations import artifact, logical_location, relative_uri
from lbpolicy.formats.sarif_messages import plain_message, sentence
from lbpolicy.model import Json, Level, Notification, Report, Status


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


def omissions(report: Report, options: RenderOptions) -> Iterator[Notification]:
    """Yield what the github profile leaves out: nothing vanishes without a word."""
    if options.sarif_profile != "github":
        return
    counts = Counter(finding.outcome.status for finding in report.findings)
    cut = counts[Status.FAIL] - options.max_results
    if cut > 0:
        message = f"{cut} of {counts[Status.FAIL]} results are left out, the least severe ones."
        yield Notification(
            Level.WARNING, "results-cut", message, "The JSON report and the generic profile have all."
        )
    if counts[Status.REVIEW]:
        message = f"{counts[Status.REVIEW]} cases to review are left out: GitHub would show them as alerts."
        yield Notification(
            Level.NOTE, "reviews-omitted", message, "The JSON report and the generic profile have them."
        )
    if counts[Status.PASS]:
        message = f"{counts[Status.PASS]} passes are left out: GitHub would show them as alerts."
        yield Notification(
            Level.NOTE, "passes-omitted", message, "The JSON report and the generic profile have them."
        )


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
