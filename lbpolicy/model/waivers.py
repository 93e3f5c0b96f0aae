"""Waivers: findings that somebody has accepted, and until when."""

from dataclasses import dataclass

from lbpolicy.model.assets import Origin


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
