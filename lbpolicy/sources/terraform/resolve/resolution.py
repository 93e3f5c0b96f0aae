"""What a reference was found to lead to."""

from dataclasses import dataclass

from lbpolicy.model import Json

CONFIG = "config"
SOURCE = "source"
INFERRED = "inferred"
VALUE = "value"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an attribute refers to."""

    address: str | None
    """Address of the planned instance; None where there is none, or it is not known."""
    attribute: str = ""
    """Which of its attributes: "self_link", "instance_group"; "" for the instance as a whole."""
    how: str = UNKNOWN
    """"config": the plan's configuration says it. "source": the .tf sources do. "inferred": it is the only
    one it can be. "value": the plan knows the attribute's value. "unknown"."""
    reason: str = ""
    """Why it is not known, as a sentence."""
    value: Json = None
    """What the attribute is set to, where that is known and the plan does not have it."""


@dataclass(frozen=True, slots=True)
class Resolutions:
    """What the elements of a list are whose length the plan does not know."""

    items: tuple[Resolution, ...] = ()
    complete: bool = False
    """These are all of its elements, in their order, and each is known."""
