"""The inventory: every asset that load balancing needs, by name, with who refers to whom.

Assets are kept as canonical JSON text and parsed when a subject needs them: a third of the memory of
dictionaries.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import orjson

from lbpolicy.inventory import canonical, names, pending
from lbpolicy.inventory.cloud_run import is_knative
from lbpolicy.inventory.edges import Edge, edges_of
from lbpolicy.inventory.exports import Exports
from lbpolicy.inventory.hierarchy import Hierarchy
from lbpolicy.inventory.ids import Ids
from lbpolicy.inventory.joined import Policies
from lbpolicy.inventory.policies import Policy, PolicyReader
from lbpolicy.inventory.references import references
from lbpolicy.inventory.schemas import AssetSchemas
from lbpolicy.inventory.types import (
    FIREWALL_POLICY,
    RUN,
    RUN_SERVICE,
    AssetType,
    lookup,
)
from lbpolicy.inventory.versions import Raw, newest, raw, to_json
from lbpolicy.model import Asset, AssetRef, Change, Json, Level, Notification, Origin

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
    """JSON pointers of what a plan does not know yet, as far as it matters to a rule."""
    change: Change | None = None
    """What a plan does to it; None where it is of no plan."""

    @property
    def name(self) -> str:
        """Canonical full resource name."""
        return self.ref.name

    @property
    def fresh(self) -> bool:
        """A plan makes it: nothing that the plan does not hold can refer to it yet.

        Nor to what is made anew under its old name: Google deletes nothing that is in use, Cloud Run services
        alone excepted.
        """
        replaced = self.change is Change.REPLACE and self.type is not RUN_SERVICE
        return replaced or self.change is Change.CREATE

    @property
    def resource(self) -> dict[str, Json]:
        """The canonical resource. It is shared by whoever asks: not to be changed."""
        return _parsed(self.text)


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
        self.has_iam = False
        """Some IAM policy is known."""
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
        self.terraform = False
        """Some of it is of a plan or state of Terraform, which prove the absence of nothing."""
        self.removed: set[str] = set()
        """Assets that a plan takes away."""
        self.pending: dict[str, list[tuple[str, str]]] = {}
        """Canonical type -> the assets, and their pointers, that may refer to some of it after apply."""

    def add(self, asset: Asset) -> None:
        """Take in one raw asset."""
        self.hierarchy.learn(asset)
        if asset.iam_policy is not None:
            self._policies.add(asset)
        kind = lookup(asset.type)
        if kind is not None:
            self._records.append(raw(asset, kind))

    def remove(self, asset: Asset) -> None:
        """Take in that a plan takes an asset away, whatever exports say of it."""
        if asset.iam_policy is not None:
            self._policies.remove(asset)
        kind = lookup(asset.type)
        if kind is not None and asset.data is not None:
            parts = asset.data if kind is FIREWALL_POLICY else None  # what goes may be a part of it alone
            self._records.append(raw(replace(asset, data=parts, deleted=True), kind))

    def twin(self, notify: Notify) -> "Inventory":
        """Return another inventory with all that was taken in so far."""
        other = Inventory(self._schemas, notify)
        other._records = self._records.copy()
        other._policies = self._policies.twin(notify)
        other.hierarchy = self.hierarchy.twin()
        return other

    def finish(self) -> None:
        """Settle names, pick the newest of duplicates, bring all into canonical form, index references."""
        policies = Policies()
        records = newest(self._named(policies), self.notify)
        policies.join(records)
        self._records.clear()
        ids = Ids()
        for name in sorted(records):
            self._settle(name, records.pop(name), ids)
        self._resolve_ids(ids)
        self._index_up()
        self.policies = self._policies.settle(self._own_name, ids.backend_services(), self.feeds)
        self.has_iam = bool(self.policies)

    def _named(self, policies: Policies) -> Iterator[tuple[str, Raw]]:
        """Yield the records under their canonical names; learn what was exported, and note policies."""
        for record in self._records:
            name = self._own_name(record.name)
            self.terraform = self.terraform or record.planned or bool(record.origin.address)
            if not (record.bare or record.planned or record.origin.file in self.feeds):
                self.exports.learn(record.origin.file, record.type.name, names.place(name).project)
            policies.note(name, record)
            yield name, record

    def _settle(self, name: str, record: Raw, ids: Ids) -> None:
        if record.bare:
            self.obscure.add(name)
            self.clipped |= set() if record.policy else {record.type.name}
            return
        if record.deleted:
            self.removed |= {name} if record.planned else set()
            return
        try:
            data, unknown = self._canonical(name, record)
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
        self.down[name] = edges_of(name, record.type, data, unknown, self.canonical_name)
        where = names.place_in(name, record.scope, data.get("region"))
        ref = AssetRef(name, record.type.name, names.known(where.project), names.known(where.location))
        asset = Stored(ref, record.type, where.scope, record.origin, to_json(data), unknown, record.change)
        self.assets[name] = asset
        for pointer, types in pending.open_references(record.type, unknown):
            for one in types:
                self.pending.setdefault(one.name, []).append((name, pointer))
        ids.learn(name, data)

    def _canonical(self, name: str, record: Raw) -> tuple[dict[str, Json], tuple[str, ...]]:
        """Return the canonical data, and the pointers of what a plan does not know of it."""
        data = canonical.tidy(record.type, orjson.loads(record.text or b""), planned=record.planned)
        unknown = pending.judged(record.unknown) if record.unknown else ()
        schema = record.type.name
        if record.type is RUN_SERVICE and is_knative(data):
            schema = f"{RUN}/ServiceV1"
        violation = self._schemas.violation(schema, data)
        if violation:
            self.invalid += 1
            text = f"{name} is not as Google's API describes it: {violation}"
            hint = "It is evaluated all the same; look at its findings with care."
            self._tell(Level.WARNING, "schema-violation", text, hint, record, name)
        return canonical.complete(record.type, data, unknown), unknown

    def _resolve_ids(self, ids: Ids) -> None:
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
