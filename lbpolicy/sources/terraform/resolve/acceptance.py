"""Whether a reference is what an attribute asks for."""

from lbpolicy.sources.terraform.documents.planned import marked
from lbpolicy.sources.terraform.language.values import Ref
from lbpolicy.sources.terraform.language.world import MISSING, World
from lbpolicy.sources.terraform.resolve.targets import IDENTITY, Target

_GROUP = "instance_group"
"""The attribute of an instance group manager that is the group which it makes."""


def accepted(ref: Ref, target: Target | None, world: World, *, unknown: bool = False) -> str | None:
    """Return the attribute by which a reference stands for its resource; None if it does not.

    "" for the resource as a whole. Without a target any type will do. `unknown`: only a reference whose value
    the plan does not know.
    """
    planned = world.get(ref.address)
    if target is not None and planned.type not in target.types:
        return None
    attribute = str(ref.path[0]) if ref.path else ""
    if len(ref.path) > 1 or (attribute and attribute not in IDENTITY):
        return None
    if unknown and not is_open(ref, world):
        return None
    managed = target is not None and planned.type.endswith("instance_group_manager")
    is_group = managed and target is not None and "google_compute_instance_group" in target.types
    return _GROUP if is_group and not attribute else attribute


def is_open(ref: Ref, world: World) -> bool:
    """Tell whether a reference can be the source of a value that the plan does not know."""
    if ref.path:
        return world.value(ref) is MISSING
    marks = world.get(ref.address).unknown
    return marked(marks, ("id",)) or marked(marks, ("self_link",))
