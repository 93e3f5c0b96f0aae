"""Projects by id and by number, and the folders and organization above them."""

from collections.abc import Sequence

from lbpolicy.inventory import names
from lbpolicy.inventory.types import FOLDER, ORGANIZATION, PROJECT, RESOURCE_MANAGER
from lbpolicy.model import Asset, Json


class Hierarchy:
    """Learns from every asset that passes; answers when all have passed."""

    def __init__(self) -> None:
        self._id_of: dict[str, str] = {}
        self._number_of: dict[str, str] = {}
        self._above: dict[str, tuple[str, ...]] = {}
        self._parents: dict[str, str] = {}

    def learn(self, asset: Asset) -> None:
        """Take in what the asset tells of its project and of the resources above."""
        above = [a for a in asset.ancestors if a.startswith(("projects/", "folders/", "organizations/"))]
        project = names.place(asset.name).project
        if project and above and above[0].startswith("projects/"):
            self._pair(project, above[0].removeprefix("projects/"))
        if above and above[0] not in self._above:
            self._above[above[0]] = tuple(above[1:])
        if asset.data is not None and asset.type in {PROJECT.name, FOLDER.name}:
            self._learn_node(asset)

    def _learn_node(self, asset: Asset) -> None:
        data = asset.data or {}
        node = asset.name.removeprefix(f"//{RESOURCE_MANAGER}/")
        if asset.type == PROJECT.name:
            identity, number = str(data.get("projectId", "")), str(data.get("projectNumber", ""))
            if not number and str(data.get("name", "")).startswith("projects/"):
                number = str(data["name"]).removeprefix("projects/")  # resource manager v3
            self._pair(identity, number)
            node = f"projects/{number or identity}"
        parent = _parent(data.get("parent"))
        if parent:
            self._parents[node] = parent

    def _pair(self, one: str, other: str) -> None:
        identity, number = (other, one) if one.isdecimal() else (one, other)
        if identity and number.isdecimal() and not identity.isdecimal():
            self._id_of.setdefault(number, identity)
            self._number_of.setdefault(identity, number)

    def project_id(self, project: str) -> str:
        """Return the project's id; the number itself where no id is known."""
        return self._id_of.get(project, project)

    def project_number(self, project: str) -> str:
        """Return the project's number, or "" where it is not known."""
        return project if project.isdecimal() else self._number_of.get(project, "")

    def canonical(self, name: str) -> str:
        """Return a full resource name with its project by id."""
        project = names.place(name).project
        identity = self._id_of.get(project)
        return names.with_project(name, identity) if identity else name

    def above(self, project: str) -> Sequence[str] | None:
        """Return the full names of the folders and the organization above a project, nearest first.

        None where the inventory does not tell.
        """
        node = f"projects/{self.project_number(project) or project}"
        chain = self._above.get(node) or self._climb(node)
        if not chain or not chain[-1].startswith("organizations/"):
            return None
        return [f"//{RESOURCE_MANAGER}/{part}" for part in chain]

    def _climb(self, node: str) -> tuple[str, ...]:
        chain: list[str] = []
        current = self._parents.get(node)
        while current and current not in chain:  # a cycle in hostile data ends here
            chain.append(current)
            if current in self._above:
                chain += self._above[current]
                break
            current = self._parents.get(current)
        return tuple(chain)


def _parent(value: Json) -> str:
    """Read a parent in the form of resource manager v1 ({"type", "id"}) or v3 ("folders/4")."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and value.get("type") in {"folder", "organization"}:
        return f"{value['type']}s/{value.get('id', '')}"
    return ""


LEVELS = {PROJECT.collection: "project", FOLDER.collection: "folder", ORGANIZATION.collection: "organization"}
"""Segment of a resource manager name -> level of the hierarchy."""
