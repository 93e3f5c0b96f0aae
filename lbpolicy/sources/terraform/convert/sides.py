"""A planned resource before and after the plan, with what of it is not known and what is secret."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lbpolicy.model import Change, Json, Phase
from lbpolicy.sources.terraform.documents.planned import Planned


@dataclass(frozen=True, slots=True)
class Side:
    """What a resource is in one of the two worlds."""

    planned: Planned
    phase: Phase
    """BOTH where the plan leaves it alone."""
    values: Mapping[str, Json]
    """Terraform attribute -> value; null where it is not set or not known."""
    unknown: Json
    """The tree of after_unknown: true, or containers of such trees. In the world before, all is known."""
    sensitive: Json
    """The same of after_sensitive or before_sensitive."""

    def get(self, attribute: str) -> Json:
        """Return the value of an attribute of the resource itself; None where it is not known, or secret."""
        if is_marked(branch(self.sensitive, attribute)):
            return None
        return self.values.get(attribute)

    def text(self, attribute: str) -> str:
        """Return a value that is a string or a number as text; "" for anything else."""
        value = self.get(attribute)
        return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def sides(planned: Planned) -> Iterator[Side]:
    """Yield a resource as it is before and after the plan; once where the plan leaves it alone."""
    if planned.change is Change.NONE:
        yield side(planned, Phase.BOTH)
        return
    if planned.change is not Change.CREATE:
        yield side(planned, Phase.BEFORE)
    if planned.change is not Change.DELETE:
        yield side(planned, Phase.AFTER)


def side(planned: Planned, phase: Phase) -> Side:
    """Return a resource as it is in one world; one that is not there, as it is in the other."""
    if phase is Phase.BEFORE or planned.after is None:
        before = planned.after if planned.before is None else planned.before
        unknown = planned.unknown if planned.before is None else {}
        return Side(planned, phase, before or {}, unknown, planned.before_sensitive)
    return Side(planned, phase, planned.after, planned.unknown, planned.sensitive)


def branch(tree: Json, key: str | int) -> Json:
    """Return what a tree of unknown or sensitive marks says of a member; true covers all below it.

    A tree that has not the shape of its values covers all of them with any mark in it.
    """
    if not tree:
        return None
    if isinstance(tree, Mapping) and isinstance(key, str):
        return tree.get(key)
    if isinstance(tree, list) and isinstance(key, int):
        return tree[key] if key < len(tree) else None
    return has_mark(tree)


def has_mark(tree: Json) -> bool:
    """Tell whether a value, or something within it, is marked."""
    pending = [tree]
    while pending:
        current = pending.pop()
        if current is True:
            return True
        if isinstance(current, Mapping | list):
            pending += current.values() if isinstance(current, Mapping) else current
    return False


def is_marked(tree: Json) -> bool:
    """Tell whether a value is marked as a whole, not merely something within it."""
    return tree is True
