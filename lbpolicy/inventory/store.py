"""The inventory: every asset that load balancing needs, by name, with who refers to whom.

Assets are kept as canonical JSON text and parsed when a subject needs them: a third of the memory of
dictionaries.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import orjson

from lbpolicy.inventory import canonical, names
from lbpolicy.inventory.cloud_run import is_knative
from lbpolicy.inventory.exports import Exports
from lbpolicy.inventory.hierarchy import Hierarchy
from lbpolicy.inventory.policies import Policy, PolicyReader
from lbpolicy.inventory.references import references
from lbpolicy.inventory.schemas import AssetSchemas
from lbpolicy.inventory.types import (
    BACKEND_SERVICE,
    NETWORK_ENDPOINT_GROUP,
    RUN,
    RUN_SERVICE,
    AssetType,
    lookup,
)
from lbpolicy.inventory.versions import Raw, newest, raw, to_json
from lbpolicy.model import Asset, AssetRef, Json, Level, Notification, Origin

Notify = Callable[[Notification], None]


@lru_cache(maxsize=64)
def _parsed(text: bytes) -> dict[str, Json]:
    """Parse a resource; the neighbours of a large one ask for it again and again."""
    parsed: dict[str, Json] = orjson.loads(text)
    return parsed


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
        """The canonical resource. It is shared by whoever asks: not to be changed."""
        return _parsed(self.text)


@dataclass(frozen=True, slots=True)
class Edge:
    """One reference between two assets."""

    pointer: str
    target: str
    """Canonical full name; "" when the text is no reference."""
    text: str
    """What stands there instead of a reference; else empty."""


class _Ids:
    """Resources by numeric id, by which references and IAP names may call them."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}

    def learn(self, name: str, data: dict[str, Json]) -> None:
        """Take in the id of a resource."""
        if isinstance(data.get("id"), str | int):
            self._names[(name.rpartition("/")[0], str(data["id"]))] = name

    def name(self, numbered: str) -> str:
        """Return the name of the resource that a name ending in an id means; any other name as it is."""
        parent, _, last = numbered.rpartition("/")
        return self._names.get((parent, last), numbered) if last.isdecimal() else numbered

    def backend_services(self) -> dict[tuple[str, str], str]:
        """Return the full names of backend services by project and id."""
        found = {}
        for (parent, number), name in self._names.items():
            if parent.endswith(f"/{BACKEND_SERVICE.collection}"):
                found[(names.place(name).project, number)] = name
        return found


class Inventory:
    """Filled by `add`, made ready by `finish`, then read."""

    def __init__(self, schemas: AssetSchemas, notify: Notify) -> None:
        self._schemas = schemas
        self.notify = notify
        self._records: list[Raw] = []
        self._policies = PolicyReader(schemas, notify)
        self.hierarchy = Hierarchy()
        self.assets: dict[str, Stored] = {}
        self.policies: dict[str, Policy] = {}
        """IAM policies by the canonical full name of the resource that carries them."""
        self.down: dict[str, list[Edge]] = {}
        self.up: dict[str, list[str]] = {}
        self.exports = Exports()
        """What the input covers."""
        self.feeds: frozenset[str] = frozenset()
        """Files of single changes, not of a whole export: what they do not name may exist all the same."""
        self.invalid = 0
        self.lossy = False
        """Something of the input was lost: that an asset is not here proves nothing."""
        self.obscure: set[str] = set()
        """Assets that exist, but of which the input does not say, or not readably, what they hold."""
        self.clipped: set[str] = set()
        """Canonical types of which the references of some asset are not all known."""

    def add(self, asset: Asset) -> None:
        """Take in one raw asset."""
        self.hierarchy.learn(asset)
        if asset.iam_policy is not None:
            self._policies.add(asset)
        kind = lookup(asset.type)
        if kind is not None:
            self._records.append(raw(asset, kind))

    def finish(self) -> None:
        """Settle names, pick the newest of duplicates, bring all into canonical form, index references."""
        records = newest(self._named(), self.notify)
        self._records.clear()
        ids = _Ids()
        for name in sorted(records):
            self._settle(name, records.pop(name), ids)
        self._resolve_ids(ids)
        self._index_up()
        self.policies = self._policies.settle(self._own_name, ids.backend_services(), self.feeds)

    def _named(self) -> Iterator[tuple[str, Raw]]:
        """Yield the records under their canonical names; learn what was exported."""
        for record in self._records:
            name = self._own_name(record.name)
            if not record.bare and record.origin.file not in self.feeds:
                self.exports.learn(record.origin.file, record.type.name, names.place(name).project)
            yield name, record

    def _settle(self, name: str, record: Raw, ids: _Ids) -> None:
        if record.bare:
            self.obscure.add(name)
            self.clipped |= set() if record.policy else {record.type.name}
            return
        if record.deleted:
            return
        try:
            data = self._canonical(name, record)
        except (ValueError, RecursionError) as error:
            self.obscure.add(name)
            self.clipped.add(record.type.name)
            reason = error if record.text else "its data cannot be written as JSON"
            text = f"{name} cannot be judged: {reason}."
            hint = "Export it again, or look at it by hand."
            self._tell(Level.ERROR, "unusable-asset", text, hint, record, name)
            return
        if record.truncated:
            self.clipped.add(record.type.name)
            text = f"{name}: Cloud Asset Inventory cut its data; a finding may be missing or wrong."
            self._tell(Level.ERROR, "truncated-asset", text, "Look at this asset by hand.", record, name)
        self.down[name] = self._edges(name, record.type, data)
        where = names.place_in(name, record.scope, data.get("region"))
        ref = AssetRef(name, record.type.name, where.project, where.location)
        self.assets[name] = Stored(ref, record.type, where.scope, record.origin, to_json(data))
        ids.learn(name, data)

    def _canonical(self, name: str, record: Raw) -> dict[str, Json]:
        data = canonical.tidy(record.type, orjson.loads(record.text or b""))
        schema = record.type.name
        if record.type is RUN_SERVICE and is_knative(data):
            schema = f"{RUN}/ServiceV1"
        violation = self._schemas.violation(schema, data)
        if violation:
            self.invalid += 1
            text = f"{name} is not as Google's API describes it: {violation}"
            hint = "It is evaluated all the same; look at its findings with care."
            self._tell(Level.WARNING, "schema-violation", text, hint, record, name)
        return canonical.complete(record.type, data)

    def _edges(self, name: str, kind: AssetType, data: dict[str, Json]) -> list[Edge]:
        edges = []
        for reference in references(kind, data):
            target = self.canonical_name(reference.text, name)
            if target:
                reference.replace(target)
            edges.append(Edge(reference.pointer, target, "" if target else reference.text))
        if kind is NETWORK_ENDPOINT_GROUP:
            edges += _cloud_run_edge(name, data)
        return edges

    def _resolve_ids(self, ids: _Ids) -> None:
        """Point references that name a resource by its numeric id to the name."""
        for name, edges in self.down.items():
            by_name = {edge.target: ids.name(edge.target) for edge in edges}
            if all(target == found for target, found in by_name.items()):
                continue
            asset = self.assets[name]
            data = orjson.loads(asset.text)
            for reference in references(asset.type, data):
                reference.replace(by_name.get(reference.text, reference.text))
            self.assets[name] = replace(asset, text=to_json(data))
            self.down[name] = [replace(edge, target=by_name[edge.target]) for edge in edges]

    def _index_up(self) -> None:
        up: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for name, edges in self.down.items():
            for edge in edges:
                if edge.target:
                    up[edge.target][name] = None
        self.up = {target: list(sources) for target, sources in up.items()}

    def canonical_name(self, reference: str, base: str = "") -> str:
        """Return the canonical full name that a reference in any spelling means; "" if it is none."""
        name = names.full_name(reference, base)
        return self.hierarchy.canonical(name) if name else ""

    def _own_name(self, name: str) -> str:
        """Return the canonical name of an asset; one that is no full resource name stays as it is."""
        return self.canonical_name(name) or name

    def _tell(  # noqa: PLR0913, PLR0917 - the parts of a notification
        self, level: Level, code: str, text: str, hint: str, record: Raw, name: str
    ) -> None:
        self.notify(Notification(level, code, text, hint, record.origin, name))


def _cloud_run_edge(name: str, data: dict[str, Json]) -> Iterable[Edge]:
    """Yield the reference of a serverless NEG to a Cloud Run service, of its own project and region."""
    run = data.get("cloudRun")
    service = run.get("service") if isinstance(run, dict) else None
    if not isinstance(service, str):
        return
    where = names.place(name)
    region = f"//{RUN}/projects/{where.project}/locations/{where.location}"
    target = names.full_name(f"{region}/services/{service.rpartition('/')[2]}")
    yield Edge("/cloudRun/service", target, "" if target else service)
