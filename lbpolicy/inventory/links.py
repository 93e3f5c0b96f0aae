"""Links: what the references of an asset lead to, down and up, and what can be said of the other end."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lbpolicy.inventory import names, pending
from lbpolicy.inventory.absence import SHOWN, Absence
from lbpolicy.inventory.canonical import BOOKKEEPING
from lbpolicy.inventory.edges import Edge
from lbpolicy.inventory.store import Inventory, Stored
from lbpolicy.inventory.types import (
    ADDRESS,
    BACKEND_SERVICE,
    BUCKET,
    CERTIFICATE,
    RUN_SERVICE,
    SECURITY_POLICY,
    SSL_CERTIFICATE,
    URL_MAP,
    AssetType,
)
from lbpolicy.model import Json, Level, Notification

MAX_LINKS = 1000
"""Google allows 50 backends in a backend service (quota) and far fewer of everything else."""
MAX_LATER = 10
"""Assets that are named because they may refer to another once a plan is applied; the rest is counted."""

_SLIM: dict[str, frozenset[str]] = {
    # What of a large resource a neighbour gets to see.
    URL_MAP.name: frozenset({"name"}),
    SECURITY_POLICY.name: frozenset({"name", "type"}),
    RUN_SERVICE.name: frozenset(
        {"name", "ingress", "iapEnabled", "invokerIamDisabled", "defaultUriDisabled"}
    ),
    BUCKET.name: frozenset({"name"}),
    ADDRESS.name: frozenset(
        {
            "name",
            "address",
            "addressType",
            "status",
            "networkTier",
            "ipVersion",
            "prefixLength",
            "purpose",
        }
    ),
}
_LEFT_OUT: dict[str, frozenset[str]] = {
    # What a neighbour does not get to see, unless it is empty: that much says something.
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

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self.absence = Absence(inventory)

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
        return self.unset(asset, pointer)

    def unset(self, asset: Stored, pointer: str) -> Link:
        """Return the link of an attribute that has no value: nobody knows it yet, or it is not set."""
        if pending.covers(asset.unknown, pointer):
            return later(pointer)
        return {"state": "absent"}

    def open(self, asset: Stored, prefix: str, types: Collection[AssetType] = ()) -> list[Link]:
        """Return links for what a plan does not know yet, where it may refer to one of the types (to any)."""
        found = pending.open_references(asset.type, asset.unknown) if asset.unknown else ()
        return [
            later(pointer)
            for pointer, targets in found
            if f"{pointer}/".startswith(prefix) or prefix.startswith(f"{pointer}/")
            if not types or not targets.isdisjoint(types)
        ]

    def many(self, asset: Stored, prefix: str) -> list[Link]:
        """Return the links of the attributes whose pointers begin with the prefix."""
        edges = self.edges(asset, prefix)
        if len(edges) > MAX_LINKS:
            self._too_many(asset, prefix, len(edges))
            rest = gap(
                "unknown", f"{len(edges) - MAX_LINKS} more references were not followed.", prefix.rstrip("/")
            )
            return [*(self.link(e) for e in edges[:MAX_LINKS]), rest]
        return [*(self.link(e) for e in edges), *self.open(asset, prefix)]

    def link(self, edge: Edge, *, whole: bool = False) -> Link:
        """Return the link that one reference makes."""
        target = self._inventory.assets.get(edge.target)
        if target is not None:
            return self.resolved(target, edge.pointer, whole=whole)
        state, reason = self.absence.reference(edge)
        return gap(state, reason, edge.pointer, edge.target or edge.text[:SHOWN])

    def resolved(self, target: Stored, pointer: str = "", *, whole: bool = False) -> Link:
        """Return a link to an asset of the inventory; `whole`: with everything that its resource holds."""
        resource = target.resource
        if not whole:
            slim, left_out = _SLIM.get(target.ref.type), _LEFT_OUT.get(target.ref.type, frozenset())
            resource = {
                k: v
                for k, v in resource.items()
                if k not in BOOKKEEPING and (k not in left_out or not v) and (slim is None or k in slim)
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

    def down(self, assets: Iterable[Stored], prefix: str, types: Sequence[AssetType]) -> Ends:
        """Follow references of several assets to assets of the given types, each once."""
        ends = Ends()
        first: dict[str, Edge] = {}
        for asset in assets:
            for edge in self.edges(asset, prefix):
                first.setdefault(edge.target or edge.text, edge)
            ends.gaps += self.open(asset, prefix, types)
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
        loss = self.absence.loss(types)
        if targets and loss:
            ends.gaps.append(gap("unexported", loss))
        # whoever refers to an asset most likely lives in its project: that much must have been exported
        fresh = [target for target in targets if (asset := inventory.assets.get(target)) and asset.fresh]
        projects = dict.fromkeys(names.place(target).project for target in targets if target not in fresh)
        reasons = [self.absence.project(project, types) for project in projects]
        ends.gaps += [gap("unexported", reason) for reason in dict.fromkeys(reasons) if reason]
        sources = dict.fromkeys(source for target in targets for source in inventory.up.get(target, ()))
        stored = (inventory.assets.get(source) for source in sources)
        ends.found = [asset for asset in stored if asset is not None and asset.type in types]
        ends.gaps += self._later_users(fresh, types, sources)
        return ends

    def _later_users(
        self, targets: Iterable[str], types: Sequence[AssetType], known: Collection[str]
    ) -> Iterator[Link]:
        """Yield a gap for each asset that may refer to one of the targets when the plan has been applied.

        Only to what the plan makes: the name of what exists is known, and so are references to it. These gaps
        have no name: a name says who does refer to the target.
        """
        inventory = self._inventory
        kinds = dict.fromkeys(inventory.assets[target].type.name for target in targets)
        may_refer = [
            (source, pointer)
            for source, pointer in (one for kind in kinds for one in inventory.pending.get(kind, ()))
            if source not in known and inventory.assets[source].type in types
        ]
        for source, pointer in may_refer[:MAX_LATER]:
            yield gap("unknown", f"The plan does not know {pointer} of {source} yet.")
        if len(may_refer) > MAX_LATER:
            yield gap("unknown", f"{len(may_refer) - MAX_LATER} more references are not known yet.")

    def links(self, ends: Ends) -> list[Link]:
        """Return the links to the assets at an end, and its gaps."""
        links = [self.resolved(asset) for asset in ends.found[:MAX_LINKS]]
        if len(ends.found) > MAX_LINKS:
            links.append(gap("unknown", f"{len(ends.found) - MAX_LINKS} more assets were not followed."))
        distinct = {(g["state"], g["path"], g["name"], g["reason"]): g for g in ends.gaps}
        return links + list(distinct.values())[:MAX_LINKS]

    def _too_many(self, asset: Stored, prefix: str, count: int) -> None:
        text = f"{asset.name} has {count} references under {prefix}; the first {MAX_LINKS} were judged."
        hint = "Google's quotas are far lower: check where this asset comes from."
        self._inventory.notify(
            Notification(Level.ERROR, "oversized-asset", text, hint, asset.origin, asset.name)
        )


def later(pointer: str) -> Link:
    """Return the link of an attribute that a plan does not know yet, in the words of policies/lib/unknown."""
    return gap("unknown", f"The plan does not know {pointer} yet.", pointer)


def gap(state: str, reason: str, pointer: str = "", name: str = "") -> Link:
    """Return a link that leads nowhere."""
    return {"state": state, "path": pointer, "name": name, "reason": reason}
