"""The inventory: every asset that load balancing needs, by name, with who refers to whom.

Assets are kept as canonical JSON text and parsed when a subject needs them: a third of the memory of dictionaries.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import orjson

from lbpolicy.inventory import canonical, names
from lbpolicy.inventory.cloud_run import is_knative
from lbpolicy.inventory.hierarchy import Hierarchy
from lbpolicy.inventory.references import references
from lbpolicy.inventory.schemas import AssetSchemas
from lbpolicy.inventory.types import (
    NETWORK_ENDPOINT_GROUP,
    RESOURCE_MANAGER,
    RUN,
    RUN_SERVICE,
    AssetType,
    lookup,
)
from lbpolicy.model import Asset, AssetRef, Json, Level, Notification, Origin

Notify = Callable[[Notification], None]


@dataclass(frozen=True, slots=True)
class Stored:
    """One asset of the inventory."""

    ref: AssetRef
    type: AssetType
    scope: str
    """ "global", "regional" or "zonal"."""
    origin: Origin
    text: bytes
    """The canonical resource as JSON."""
    unknown: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Canonical full resource name."""
        return self.ref.name

    @property
    def resource(self) -> dict[str, Json]:
        """The canonical resource, parsed anew: the caller may change it."""
        parsed: dict[str, Json] = orjson.loads(self.text)
        return parsed


@dataclass(frozen=True, slots=True)
class Edge:
    """One reference between two assets."""

    pointer: str
    target: str
    """Canonical full name; "" when the text is no reference."""
    text: str


@dataclass(frozen=True, slots=True)
class _Raw:
    name: str
    type: AssetType
    origin: Origin
    text: bytes
    update_time: str
    deleted: bool


def to_json(value: Json) -> bytes:
    """Serialize; integers beyond 64 bits keep every digit, and half of a surrogate pair becomes "?"."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


class Inventory:
    """Filled by `add`, made ready by `finish`, then read."""

    def __init__(self, schemas: AssetSchemas, notify: Notify) -> None:
        self._schemas = schemas
        self.notify = notify
        self._raw: list[_Raw] = []
        self._raw_policies: list[tuple[str, Json, Origin, str]] = []
        self.hierarchy = Hierarchy()
        self.assets: dict[str, Stored] = {}
        self.policies: dict[str, list[Json]] = {}
        """IAM bindings by the full name of the resource that carries them."""
        self.down: dict[str, list[Edge]] = {}
        self.up: dict[str, list[str]] = {}
        self.exported: set[str] = set()
        """Canonical types of which the input held at least one resource."""
        self.projects: set[str] = set()
        self.invalid = 0
        self.lossy = False
        """Something of the input was lost: that an asset is not here proves nothing."""

    def add(self, asset: Asset) -> None:
        """Take in one raw asset."""
        self.hierarchy.learn(asset)
        if asset.iam_policy is not None:
            self._raw_policies.append((asset.name, asset.iam_policy, asset.origin, asset.update_time))
        kind = lookup(asset.type)
        if kind is not None and (asset.data is not None or asset.deleted):
            text = b"" if asset.data is None else to_json(asset.data)
            self._raw.append(_Raw(asset.name, kind, asset.origin, text, asset.update_time, asset.deleted))
        if asset.truncated:
            self._warn(
                "truncated-asset",
                f"{asset.name}: Cloud Asset Inventory cut its data; a finding may be missing or wrong.",
                asset,
                "Look at this asset by hand.",
            )

    def finish(self) -> None:
        """Settle names, pick the newest of duplicates, bring everything into canonical form, index references."""
        newest = self._newest()
        self._raw.clear()
        ids: dict[tuple[str, str], str] = {}
        for name, raw in sorted(newest.items()):
            self.exported.add(raw.type.name)
            if raw.type.service != RESOURCE_MANAGER:
                self.projects.add(names.place(name).project)
            if not raw.deleted:
                self._settle(name, raw, ids)
        self._resolve_ids(ids)
        self._index_up()
        self._settle_policies(ids)

    def _newest(self) -> dict[str, _Raw]:
        newest: dict[str, _Raw] = {}
        copies: Counter[str] = Counter()
        for raw in self._raw:
            name = self.canonical_name(raw.name)
            old = newest.get(name)
            if old is not None and not raw.deleted and not old.deleted:
                copies[name] += 1
            if old is None or raw.update_time >= old.update_time:
                newest[name] = raw
        for name, count in sorted(copies.items()):
            kept = newest[name]
            self.notify(
                Notification(
                    Level.NOTE,
                    "duplicate-asset",
                    f"{name} stands {count + 1} times in the input; the newest is used"
                    f" ({kept.update_time or 'no update time: the last one read'}).",
                    "Scan one export at a time, or ignore this if the exports overlap on purpose.",
                    kept.origin,
                    name,
                )
            )
        return newest

    def _settle(self, name: str, raw: _Raw, ids: dict[tuple[str, str], str]) -> None:
        try:
            data = canonical.tidy(raw.type, orjson.loads(raw.text))
        except (canonical.NotCanonicalError, ValueError, RecursionError) as error:
            self.lossy = True
            self.notify(
                Notification(
                    Level.ERROR,
                    "unusable-asset",
                    f"{name} cannot be judged: {error}.",
                    "Export it again, or look at it by hand.",
                    raw.origin,
                    name,
                )
            )
            return
        self._check(name, raw, data)
        data = canonical.complete(raw.type, data)
        self.down[name] = self._edges(name, raw.type, data)
        where = names.place(name)
        ref = AssetRef(name, raw.type.name, where.project, where.location)
        self.assets[name] = Stored(ref, raw.type, where.scope, raw.origin, to_json(data))
        if isinstance(data.get("id"), str | int):
            ids[(name.rpartition("/")[0], str(data["id"]))] = name

    def _check(self, name: str, raw: _Raw, data: dict[str, Json]) -> None:
        schema = raw.type.name
        if raw.type is RUN_SERVICE and is_knative(data):
            schema = f"{RUN}/ServiceV1"
        violation = self._schemas.violation(schema, data)
        if violation:
            self.invalid += 1
            self.notify(
                Notification(
                    Level.WARNING,
                    "schema-violation",
                    f"{name} is not as Google's API describes it: {violation}",
                    "It is evaluated all the same; look at its findings with care.",
                    raw.origin,
                    name,
                )
            )

    def _edges(self, name: str, kind: AssetType, data: dict[str, Json]) -> list[Edge]:
        edges = []
        for reference in references(kind, data):
            target = self.canonical_name(reference.text, name)
            if target:
                reference.replace(target)
            edges.append(Edge(reference.pointer, target, reference.text))
        if kind is NETWORK_ENDPOINT_GROUP:
            edges += self._cloud_run_edge(name, data)
        return edges

    def _cloud_run_edge(self, name: str, data: dict[str, Json]) -> Iterable[Edge]:
        run = data.get("cloudRun")
        service = run.get("service") if isinstance(run, dict) else None
        if not isinstance(service, str):
            return
        where = names.place(name)
        target = f"//{RUN}/projects/{where.project}/locations/{where.location}/services/{service.rpartition('/')[2]}"
        yield Edge("/cloudRun/service", target, service)

    def _resolve_ids(self, ids: dict[tuple[str, str], str]) -> None:
        """Point references that name a resource by its numeric id to the name."""
        for edges in self.down.values():
            for index, edge in enumerate(edges):
                parent, _, last = edge.target.rpartition("/")
                if last.isdecimal() and edge.target not in self.assets and (parent, last) in ids:
                    edges[index] = Edge(edge.pointer, ids[(parent, last)], edge.text)

    def _index_up(self) -> None:
        up: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for name, edges in self.down.items():
            for edge in edges:
                if edge.target:
                    up[edge.target][name] = None
        self.up = {target: list(sources) for target, sources in up.items()}

    def _settle_policies(self, ids: dict[tuple[str, str], str]) -> None:
        newest: dict[str, tuple[str, Json, Origin]] = {}
        for raw_name, policy, origin, update_time in self._raw_policies:
            name = self._policy_name(raw_name, ids)
            if name not in newest or update_time >= newest[name][0]:
                newest[name] = (update_time, policy, origin)
        self._raw_policies.clear()
        for name, (_, policy, origin) in sorted(newest.items()):
            violation = self._schemas.violation("iam_policy", policy)
            if violation:
                self.notify(
                    Notification(
                        Level.WARNING,
                        "schema-violation",
                        f"The IAM policy of {name} is not as Google's API describes it: {violation}",
                        "What can be read of it is used; look at its findings with care.",
                        origin,
                        name,
                    )
                )
            bindings = policy.get("bindings") if isinstance(policy, dict) else None
            self.policies[name] = bindings if isinstance(bindings, list) else []

    def _policy_name(self, raw_name: str, ids: dict[tuple[str, str], str]) -> str:
        """IAP names end in a backend service's name or numeric id: both mean the backend service."""
        name = self.canonical_name(raw_name)
        head, marker, last = name.partition("/services/")
        if "/iap_web/compute" not in head or not marker or not last.isdecimal():
            return name
        region = head.partition("/iap_web/compute-")[2]
        scope = f"regions/{region}" if region else "global"
        project = names.place(name).project
        backend = ids.get((f"//compute.googleapis.com/projects/{project}/{scope}/backendServices", last))
        return f"{head}{marker}{backend.rpartition('/')[2]}" if backend else name

    def canonical_name(self, reference: str, base: str = "") -> str:
        """Return the canonical full name that a reference in any spelling means; "" if it is none."""
        name = names.full_name(reference, base)
        return self.hierarchy.canonical(name) if name else ""

    def _warn(self, code: str, message: str, asset: Asset, hint: str) -> None:
        self.notify(Notification(Level.WARNING, code, message, hint, asset.origin, asset.name))
