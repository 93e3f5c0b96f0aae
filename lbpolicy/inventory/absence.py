"""Why an asset is not in the inventory: it does not exist, or nobody can tell."""

from collections.abc import Sequence

from lbpolicy.inventory import names
from lbpolicy.inventory.edges import Edge
from lbpolicy.inventory.hierarchy import spellings
from lbpolicy.inventory.store import Inventory
from lbpolicy.inventory.types import COMPUTE, KINDS, AssetType, of_name

SHOWN = 200
"""Characters of a reference that are shown when it is no name."""


class Absence:
    """Judges by what was exported, and by what of it could be read. A reason is a sentence."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._spellings = spellings(inventory.exports.projects)

    def reference(self, edge: Edge) -> tuple[str, str]:
        """Return the state of a link whose reference leads to nothing in the inventory, and the reason."""
        if not edge.target:
            return "unknown", f"{edge.text[:SHOWN]!r} is not a reference that can be followed."
        if edge.target in self._inventory.removed:
            return "missing", f"The plan deletes {edge.target}."
        kind = of_name(edge.target)
        if kind is None:
            return "unexported", f"{edge.target[:SHOWN]} is of a type that the inventory does not read."
        reason = self.asset(edge.target, kind, names.place(edge.target).project)
        if reason:
            return "unexported", reason
        if edge.target.startswith(f"//{COMPUTE}/") and edge.target.rpartition("/")[2].isdecimal():
            return "unknown", "It is named by a number, and no asset of the inventory has that number."
        return "missing", f"{edge.target} does not exist in the exported project."

    def asset(self, name: str, kind: AssetType, project: str) -> str:
        """Say why it cannot be told whether a project has an asset of this name and type; "" where it can."""
        if name in self._inventory.obscure:
            return "It exists, but the input does not tell, or not readably, what it holds."
        if self._inventory.lossy:
            return "It may be in what is missing of the input (see the errors)."
        return self.project(project, (kind,))

    def assets(self, kind: AssetType, project: str) -> str:
        """Say why it cannot be told which assets of a type a project has, and what they hold."""
        return self.loss((kind,)) or self.project(project, (kind,))

    def scope(self) -> dict[str, tuple[str, ...]]:
        """Return project -> canonical types of which the inventory holds all that the project has.

        Only types that rules judge; projects by name.
        """
        projects = sorted(self._inventory.exports.projects)
        known = {p: tuple(t.name for t in KINDS.values() if not self.assets(t, p)) for p in projects}
        return {project: types for project, types in known.items() if types}

    def loss(self, types: Sequence[AssetType]) -> str:
        """Say that some assets of the types may be lost, or were in the input and could not be read whole."""
        if self._inventory.lossy:
            return f"The input is incomplete (see the errors): some {_or(types)} assets may be missing."
        if any(t.name in self._inventory.clipped for t in types):
            return f"Some {_or(types)} assets of the input could not be read."
        return ""

    def project(self, project: str, types: Sequence[AssetType]) -> str:
        """Say why it cannot be told what a project holds of some types; "" where it can."""
        inventory = self._inventory
        projects = inventory.exports.projects
        if inventory.terraform and project not in projects:
            return _beside_terraform(project)
        if not any(t.name in inventory.exports.types for t in types):
            return f"The inventory holds no {_or(types)} assets."
        if project not in projects:
            return f"The inventory holds nothing of project {project}."
        if not any(inventory.exports.cover(t.name, project) for t in types):
            return f"The export that holds project {project} holds no {_or(types)} assets."
        if inventory.hierarchy.is_ambiguous(project, self._spellings):
            return (
                f"Some projects go by number and others by id, and no asset tells which of them is {project}."
            )
        return ""


def _beside_terraform(project: str) -> str:
    if not names.known(project):
        return "The plan does not know the project yet."
    return f"Terraform does not tell what else project {project} holds, and no export of it was given."


def _or(types: Sequence[AssetType]) -> str:
    return " or ".join(t.name for t in types)
