"""Where an expression stands, and how much work it may make."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lbpolicy.sources.terraform.documents.configuration import ResourceKey
from lbpolicy.sources.terraform.documents.planned import Planned
from lbpolicy.sources.terraform.language.values import UndecidableError, Value


@dataclass(frozen=True, slots=True)
class Owner:
    """The resource instance or module call that an expression belongs to: what each and count are about."""

    index: int | str | None
    resource: ResourceKey | None = None
    call: str = ""
    """Name of the module call, where it is none of a resource."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that an expression can use."""

    module: str
    """Address of the module instance."""
    owner: Owner | None = None
    names: Mapping[str, Value] = field(default_factory=dict)
    """Variables of for expressions and iterators of dynamic blocks."""

    def bind(self, **names: Value) -> "Scope":
        """Return a scope with more names."""
        return replace(self, names={**self.names, **names})


def scope_of(planned: Planned) -> Scope:
    """Return the scope of a resource's arguments."""
    return Scope(planned.module, Owner(planned.index, (planned.mode, planned.type, planned.name)))


_STEPS_AT_ONCE = 200_000
_STEPS = 30_000_000
"""Expressions evaluated for one reference, and for all of a plan: about a second, and two minutes."""


_DEEPEST = 40
"""Variables, locals and outputs that are defined by one another."""


class Budget:
    """Counts the work, so that no configuration can make it endless."""

    def __init__(self) -> None:
        self._left = 0
        self._depth = 0
        self._total = _STEPS

    def start(self) -> None:
        """Begin with another reference."""
        self._left = min(_STEPS_AT_ONCE, self._total)
        self._total -= self._left

    def end(self) -> None:
        """Give back what was not used."""
        self._total += max(self._left, 0)
        self._left = 0

    def enter(self) -> None:
        """Go from one definition into another. Raises UndecidableError where they go on and on."""
        if self._depth >= _DEEPEST:
            raise UndecidableError
        self._depth += 1

    def leave(self) -> None:
        """Come back from a definition."""
        self._depth -= 1

    def spend(self, steps: int = 1) -> None:
        """Raise UndecidableError when there has been enough work."""
        self._left -= steps
        if self._left < 0:
            raise UndecidableError
