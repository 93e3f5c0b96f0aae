"""The families of the rules that lbpolicy ships: a hundred ids each, by part of the load balancer."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_ID_LENGTH = len("LB101")


@dataclass(frozen=True, slots=True)
class Family:
    """Rules about one part of the load balancer."""

    key: str
    """What a user types: "frontends"."""
    prefix: str
    """What the ids begin with; two digits follow: "LB1"."""
    title: str
    """What a reader sees: "Frontends"."""

    @property
    def ids(self) -> str:
        """The ids in short: "LB1xx"."""
        return f"{self.prefix}xx"


FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        family.key: family
        for family in (
            Family("frontends", "LB1", "Frontends"),
            Family("tls", "LB2", "TLS"),
            Family("routing", "LB3", "Routing"),
            Family("backends", "LB4", "Backends"),
            Family("serverless", "LB5", "Serverless NEG, Cloud Run and IAP"),
            Family("network", "LB6", "Network path"),
        )
    }
)
"""Key -> family, in the order of their ids."""

_BY_PREFIX = {family.prefix: family for family in FAMILIES.values()}


def family_of(rule_id: str) -> Family | None:
    """Return the family of a rule id; None for every other id, such as that of a rule of your own."""
    if len(rule_id) != _ID_LENGTH or not (rule_id[3:].isascii() and rule_id[3:].isdigit()):
        return None
    return _BY_PREFIX.get(rule_id[:3])
