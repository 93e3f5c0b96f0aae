"""Links: what the references of an asset lead to, down and up, and what can be said of the other end."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from lbpolicy.inventory import names
from lbpolicy.inventory.store import Edge, Inventory, Stored
from lbpolicy.inventory.types import (
    BACKEND_SERVICE,
    BUCKET,
    CERTIFICATE,
    COMPUTE,
    RUN_SERVICE,
    SECURITY_POLICY,
    SSL_CERTIFICATE,
    URL_MAP,
    AssetType,
    of_name,
)
from lbpolicy.model import Json

MAX_LINKS = 1000
"""Google allows 50 backends in a backend service (quota) and far fewer of everything else."""
_SHOWN = 200
"""Characters of a reference that a link shows when it is no name."""

_SLIM: dict[str, frozenset[str]] = {
    # What of a large resource a neighbour gets to see.
    URL_MAP.name: frozenset({"name"}),
    SECURITY_POLICY.name: frozenset({"name", "type"}),
    RUN_SERVICE.name: frozenset(
        {"name", "ingress", "iapEnabled", "invokerIamDisabled", "defaultUriDisabled"}
    ),
    BUCKET.name: frozenset({"name"}),
}
_BOOKKEEPING = frozenset(
    # Of no resource: what Google keeps for itself would make up a third of what an engine has to read.
    {
        "creationTimestamp",
        "description",
        "fingerprint",
        "id",
        "kind",
        "labelFingerprint",
        "selfLink",
        "selfLinkWithId",
    }
)
_LEFT_OUT: dict[str, frozenset[str]] = {
    BACKEND_SERVICE.name: frozenset({"backends", "healthChecks", "cdnPolicy", "usedBy"}),
    SSL_CERTIFICATE.name: frozenset({"certificate", "selfManaged"}),
    CERTIFICATE.name: frozenset({"pemCertificate", "selfManaged"}),
}

Link = dict[str, Json]


@dataclass(slots=True)
class Ends:
    """The assets at the far end of one step, and what could not be followed."""

    found: list[Stored] = field(default_factory=list)
    gaps: list[Link] = field(default_factory=list)
    """Links that lead nowhere; where the state is not "missing", there may be more assets."""


class Neighbourhood:
    """Follows references in an inventory that is ready."""

    def __init__(self, inventory: Inventory, too_many: Callable[[Stored, str, int], None]) -> None:
        self._inventory = inventory
        self._too_many = too_many

    def describe(self, asset: Stored) -> Json:
        """Return the `asset` object of a subject or link."""
        ref = asset.ref
        number = self._inventory.hierarchy.project_number(ref.project)
        return {
            "name": ref.name,
            "type": ref.type,
            "project": ref.project,
            "project_number": number,
            "location": ref.location,
            "scope": asset.scope,
        }

    def edges(self, asset: Stored, prefix: str) -> list[Edge]:
        """Return the asset's references whose pointer begins with the prefix."""
        return [e for e in self._inventory.down.get(asset.name, ()) if e.pointer.startswith(prefix)]

    def one(self, asset: Stored, pointer: str, *, whole: bool = False) -> Link:
        """Return the link of an attribute that holds one reference."""
        for edge in self._inventory.down.get(asset.name, ()):
            if edge.pointer == pointer:
                return self.link(edge, whole=whole)
        if pointer in asset.unknown:
            return gap("unknown", f"The plan does not know {pointer} yet.", pointer)
        return {"state": "absent"}

    def many(self, asset: Stored, prefix: str) -> list[Link]:
        """Return the links of the attributes whose pointers begin with the prefix."""
        edges = self.edges(asset, prefix)
        if len(edges) > MAX_LINKS:
            self._too_many(asset, prefix, len(edges))
            rest = gap(
                "unknown", f"{len(edges) - MAX_LINKS} more references were not followed.", prefix.rstrip("/")
            )
            return [*(self.link(e) for e in edges[:MAX_LINKS]), rest]
        return [self.link(e) for e in edges]

    def link(self, edge: Edge, *, whole: bool = False) -> Link:
        """Return the link that one reference makes."""
        target = self._inventory.assets.get(edge.target)
        if target is not None:
            return self.resolved(target, edge.pointer, whole=whole)
        state, reason = self._absence(edge)
        return gap(state, reason, edge.pointer, edge.target or edge.text[:_SHOWN])

    def resolved(self, target: Stored, pointer: str = "", *, whole: bool = False) -> Link:
        """Return a link to an asset of the inventory; `whole`: with everything that its resource holds."""
        resource = target.resource
        if not whole:
            slim, left_out = _SLIM.get(target.ref.type), _LEFT_OUT.get(target.ref.type, frozenset())
            left_out |= _BOOKKEEPING
            resource = {
                k: v for k, v in resource.items() if k not in left_out and (slim is None or k in slim)
            }
        link: Link = {
            "state": "resolved",
            "path": pointer,
            "name": target.name,
            "asset": self.describe(target),
            "resource": resource,
        }
        if target.unknown:
            link["unknown"] = list(target.unknown)
        return link

    def _absence(self, edge: Edge) -> tuple[str, str]:
        """Say why a reference leads nowhere: the asset does not exist, or nobody can tell."""
        if not edge.target:
            return "unknown", f"{edge.text[:_SHOWN]!r} is not a reference that can be followed."
        reason = self._asset_gap(edge.target)
        if reason:
            return "unexported", reason
        if edge.target.startswith(f"//{COMPUTE}/") and edge.target.rpartition("/")[2].isdecimal():
            return "unknown", "It is named by a number, and no asset of the inventory has that number."
        return "missing", f"{edge.target} does not exist in the exported project."

    def _asset_gap(self, name: str) -> str:
        """Say why it cannot be told whether an asset exists; "" where it can."""
        kind = of_name(name)
        if kind is None:
            return f"{name[:_SHOWN]} is of a type that the inventory does not read."
        if name in self._inventory.obscure:
            return "It exists, but the input does not tell, or not readably, what it holds."
        if self._inventory.lossy:
            return "It may be in the part of the input that could not be read."
        return self._project_gap(names.place(name).project, (kind,))

    def _project_gap(self, project: str, types: Sequence[AssetType]) -> str:
        """Say why it cannot be told what a project holds of some types; "" where it can."""
        inventory = self._inventory
        projects = inventory.exports.projects
        if not any(t.name in inventory.exports.types for t in types):
            return f"The inventory holds no {_or(types)} assets."
        if project not in projects:
            return f"The inventory holds nothing of project {project}."
        if not any(inventory.exports.cover(t.name, project) for t in types):
            return f"The export that holds project {project} holds no {_or(types)} assets."
        if inventory.hierarchy.is_ambiguous(project, projects):
            return (
                f"Some projects go by number and others by id, and no asset tells which of them is {project}."
            )
        return ""

    def down(self, assets: Iterable[Stored], prefix: str, types: Sequence[AssetType]) -> Ends:
        """Follow references of several assets to assets of the given types, each once."""
        ends = Ends()
        first: dict[str, Edge] = {}
        for edge in (edge for asset in assets for edge in self.edges(asset, prefix)):
            first.setdefault(edge.target or edge.text, edge)
        for edge in first.values():
            target = self._inventory.assets.get(edge.target)
            if target is None:
                ends.gaps.append(self.link(edge))
            elif target.type in types:
                ends.found.append(target)
        return ends

    def up(self, below: Ends, types: Sequence[AssetType]) -> Ends:
        """Return who of the given types refers to the assets at an end; gaps below are gaps here."""
        ends = self.users([asset.name for asset in below.found], types)
        ends.gaps[:0] = [gap(g["state"], g["reason"]) for g in below.gaps]
        return ends

    def users(self, targets: Sequence[str], types: Sequence[AssetType]) -> Ends:
        """Return who of the given types refers to the assets of these names, which need not be at hand."""
        inventory, ends = self._inventory, Ends()
        if targets and (inventory.lossy or any(t.name in inventory.clipped for t in types)):
            ends.gaps.append(gap("unexported", f"Some {_or(types)} assets of the input could not be read."))
        # whoever refers to an asset most likely lives in its project: that much must have been exported
        projects = dict.fromkeys(names.place(target).project for target in targets)
        reasons = [self._project_gap(project, types) for project in projects]
        ends.gaps += [gap("unexported", reason) for reason in dict.fromkeys(reasons) if reason]
        sources = dict.fromkeys(source for target in targets for source in inventory.up.get(target, ()))
        stored = (inventory.assets.get(source) for source in sources)
        ends.found = [asset for asset in stored if asset is not None and asset.type in types]
        return ends

    def links(self, ends: Ends) -> list[Link]:
        """Return the links to the assets at an end, and its gaps."""
        links = [self.resolved(asset) for asset in ends.found[:MAX_LINKS]]
        if len(ends.found) > MAX_LINKS:
            links.append(gap("unknown", f"{len(ends.found) - MAX_LINKS} more assets were not followed."))
        distinct = {(g["state"], g["path"], g["name"], g["reason"]): g for g in ends.gaps}
        return links + list(distinct.values())[:MAX_LINKS]


def gap(state: str, reason: str, pointer: str = "", name: str = "") -> Link:
    """Return a link that leads nowhere."""
    return {"state": state, "path": pointer, "name": name, "reason": reason}


def _or(types: Sequence[AssetType]) -> str:
    return " or ".join(t.name for t in types)
