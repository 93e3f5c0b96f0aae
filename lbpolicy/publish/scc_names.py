"""Names in Security Command Center."""

import re
from dataclasses import dataclass

from lbpolicy.errors import UsageError

GLOBAL = "global"

_SOURCE = re.compile(
    r"(?P<parent>(?:organizations/\d+|folders/\d+|projects/[a-z0-9][a-z0-9.:-]*)/sources/\d+)"
    r"(?:/locations/(?P<location>[a-z0-9-]+))?"
)
_LOCATION = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Source:
    """The source that owns the findings, in one location."""

    parent: str
    """organizations/123/sources/456."""
    location: str = GLOBAL

    @property
    def name(self) -> str:
        """organizations/123/sources/456/locations/global."""
        return f"{self.parent}/locations/{self.location}"

    def finding(self, finding_id: str) -> str:
        """Return the full name of one of its findings."""
        return f"{self.name}/findings/{finding_id}"


def parse_source(text: str, location: str = "") -> Source:
    """Read organizations/N/sources/M, as gcloud prints it; UsageError for anything else."""
    match = _SOURCE.fullmatch(text.strip())
    if match is None:
        raise UsageError(
            f"{text!r} is no source of Security Command Center.",
            "Write organizations/NUMBER/sources/NUMBER; `gcloud scc sources describe NUMBER"
            " --source-display-name=NAME` prints it.",
        )
    named = match["location"] or ""
    if named and location and named != location:
        raise UsageError(f"{text!r} and --location={location} name two locations.", "Leave one of them out.")
    chosen = location or named or GLOBAL
    if not _LOCATION.fullmatch(chosen):
        raise UsageError(
            f"{chosen!r} is no location.", "Write global, eu, us, or what your data residency is."
        )
    return Source(match["parent"], chosen)
