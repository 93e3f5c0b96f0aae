"""Projects by id and by number, and the folders and organization above them."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import deepcopy

from lbpolicy.inventory import names
from lbpolicy.inventory.types import FOLDER, ORGANIZATION, PROJECT, RESOURCE_MANAGER
from lbpolicy.model import Asset, Json

_ABOVE = re.compile(r"(?:folders|organizations)/[0-9]+")
_TOP = f"{ORGANIZATION.collection}/"
_NUMBER = re.compile(r"[0-9]+")


def spellings(projects: Iterable[str]) -> frozenset[bool]:
    """Return how projects go: True where one goes by number, False where one goes by id."""
    return frozenset(bool(_NUMBER.fullmatch(project)) for project in projects if project)


class Hierarchy:
    """Learns from every asset that passes; answers when all have passed."""

    def __init__(self) -> None:
        self._id_of: dict[str, str] = {}
        self._number_of: dict[str, str] = {}
        self._above: dict[str, tuple[str, ...]] = {}
        """Node ("projects/123") -> what stands above it by its assets ("folders/4", ...), nearest first."""
        self._parents: dict[str, str] = {}

    def twin(self) -> "Hierarchy":
        """Return another one that has learnt the same."""
        return deepcopy(self)

    def learn(self, asset: Asset) -> None:
        """Take in what the asset tells of its project and of the resources above."""
        node = asset.ancestors[0] if asset.ancestors else ""
        project = names.place(asset.name).project
        if node.startswith("projects/"):
            self._pair(project, node.removeprefix("projects/"))
        if node and not self._is_complete(self._above.get(node, ())):
            above = tuple(a for a in asset.ancestors[1:] if _ABOVE.fullmatch(a))
            if self._is_complete(above) or len(above) > len(self._above.get(node, ())):
                self._above[node] = above
        if isinstance(asset.data, Mapping) and asset.type in {PROJECT.name, FOLDER.name}:
            self._learn_node(asset, asset.data)

    def _learn_node(self, asset: Asset, data: Mapping[str, Json]) -> None:
        node = asset.name.removeprefix(f"//{RESOURCE_MANAGER}/")
        if asset.type == PROJECT.name:
            identity, number = _text(data.get("projectId")), _text(data.get("projectNumber"))
            named = _text(data.get("name"))
            if not number and named.startswith("projects/"):
                number = named.removeprefix("projects/")  # resource manager v3
            self._pair(identity, number)
            self._pair(identity, node.removeprefix("projects/"))
            node = f"projects/{number or identity}"
        parent = _parent(data.get("parent"))
        if parent:
            self._parents.setdefault(node, parent)

    def _pair(self, one: str, other: str) -> None:
        identity, number = (other, one) if _NUMBER.fullmatch(one) else (one, other)
        if identity and _NUMBER.fullmatch(number) and not _NUMBER.fullmatch(identity):
            self._id_of.setdefault(number, identity)
            self._number_of.setdefault(identity, number)

    def project_id(self, project: str) -> str:
        """Return the project's id; the number itself where no id is known."""
        return self._id_of.get(project, project)

    def project_number(self, project: str) -> str:
        """Return the project's number, or "" where it is not known."""
        return project if _NUMBER.fullmatch(project) else self._number_of.get(project, "")

    def is_ambiguous(self, project: str, others: Collection[bool]) -> bool:
        """Tell whether a project may be one of others that go by number while it goes by id, or reverse.

        `others`: how those others go (spellings).
        """
        numbered = bool(_NUMBER.fullmatch(project))
        tied = not numbered and project in self._number_of
        return not tied and (not numbered) in others

    def canonical(self, name: str) -> str:
        """Return a full resource name with its project by id."""
        identity = self._id_of.get(names.place(name).project)
        return names.with_project(name, identity) if identity else name

    def above(self, project: str) -> Sequence[str] | None:
        """Return the full names of the folders and the organization above a project, nearest first.

        None where the inventory does not tell.
        """
        for spelling in (self.project_number(project), self.project_id(project)):
            chain = self._climb(f"projects/{spelling}")
            if self._is_complete(chain):
                return [f"//{RESOURCE_MANAGER}/{part}" for part in chain]
        return None

    def _climb(self, node: str) -> tuple[str, ...]:
        chain: dict[str, None] = {}
        current = node
        while True:
            steps = self._above.get(current) or (self._parents.get(current, ""),)
            if not steps[0] or not chain.keys().isdisjoint(steps):  # a cycle in hostile data ends here
                return tuple(chain)
            chain |= dict.fromkeys(steps)
            current = steps[-1]

    def _is_complete(self, chain: Sequence[str]) -> bool:
        return bool(chain) and chain[-1].startswith(_TOP)


def _text(value: Json) -> str:
    """Return a string or an integer (numbers come as either, and as floats) as text; else ""."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) if isinstance(value, str | int) else ""


def _parent(value: Json) -> str:
    """Read a parent in the form of resource manager v1 ({"type", "id"}) or v3 ("folders/4")."""
    if isinstance(value, dict):
        value = f"{_text(value.get('type'))}s/{_text(value.get('id'))}"
    return value if isinstance(value, str) and _ABOVE.fullmatch(value) else ""


LEVELS = {PROJECT.collection: "project", FOLDER.collection: "folder", ORGANIZATION.collection: "organization"}
"""Segment of a resource manager name -> level of the hierarchy."""
