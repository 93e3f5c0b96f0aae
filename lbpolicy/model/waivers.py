"""Waivers: findings that somebody has accepted, and until when."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from lbpolicy.model.assets import Origin

MAX_DAYS = 366
"""A waiver may not reach further than so many days beyond the time of the scan, unless its file says so."""

SOON = 14
"""So many days before its last one a waiver is said to expire soon."""

ANY = "*"
"""In the resource of a waiver: any characters within one segment."""
ANY_SEGMENTS = "**"
"""A segment that stands for any number of segments."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """What stands in lbpolicy-waivers.yaml, or beside a resource in the sources of Terraform."""

    rule: str
    """Rule id."""
    resource: str
    """Full resource name, Terraform address, or an anchored glob of either, as it was written."""
    owner: str
    """Who answers for it."""
    reason: str
    expires: str
    """The last day on which it holds, UTC: 2027-01-31."""
    origin: Origin
    """Where it is written."""
    ticket: str = ""
    inline: bool = False
    """It is a comment in the sources of Terraform."""
    finding_id: str = ""
    """The one finding that it is about; empty for all of the rule on the resource."""

    @property
    def last_day(self) -> date:
        """`expires` as a date."""
        return date.fromisoformat(self.expires)

    def state(self, today: date) -> Literal["active", "expiring", "expired"]:
        """Tell whether it holds on a day, in UTC; "expiring" if not for long."""
        left = (self.last_day - today).days
        return "expired" if left < 0 else "expiring" if left <= SOON else "active"


def is_name(resource: str) -> bool:
    """Tell a full resource name, or a glob of one, from a Terraform address."""
    return resource.startswith("//")


def segments(resource: str) -> tuple[str, ...]:
    """Split a full resource name at each slash, a Terraform address at each dot that is not in quotes.

    `module.lb.google_compute_url_map.web["a.b"]` has four segments. Different texts of one kind have
    different segments.
    """
    if is_name(resource):
        return tuple(resource.split("/"))
    if '"' not in resource:
        return tuple(resource.split("."))
    parts, start, quoted, escaped = list[str](), 0, False, False
    for at, char in enumerate(resource):
        if char == '"' and not escaped:
            quoted = not quoted
        elif char == "." and not quoted:
            parts.append(resource[start:at])
            start = at + 1
        escaped = quoted and char == "\\" and not escaped
    return (*parts, resource[start:])
