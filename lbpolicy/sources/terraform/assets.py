"""A Terraform plan as assets of both worlds: what exists before it is applied, and what will after."""

from collections import Counter
from collections.abc import Callable, Iterator

from lbpolicy.model import Asset, Change, Level, Notification, Origin, Phase
from lbpolicy.sources.terraform.convert import asset_types, groups, special
from lbpolicy.sources.terraform.convert.grants import POLICY_DOCUMENT
from lbpolicy.sources.terraform.convert.iam import MadeBy, Policies, iap_of, is_grant
from lbpolicy.sources.terraform.convert.kinds import IAP, PREFIX, Kind, kind_of
from lbpolicy.sources.terraform.convert.links import Links
from lbpolicy.sources.terraform.convert.names import Identity, Names
from lbpolicy.sources.terraform.convert.parts import Parts, is_part
from lbpolicy.sources.terraform.convert.resources import Converted, convert
from lbpolicy.sources.terraform.convert.settings import Settings
from lbpolicy.sources.terraform.convert.shapes import shape_of
from lbpolicy.sources.terraform.convert.sides import Side, side, sides
from lbpolicy.sources.terraform.documents.planned import Plan, Planned
from lbpolicy.sources.terraform.resolve.resolver import Resolver
from lbpolicy.sources.terraform.syntax.sources import TerraformSources

Notify = Callable[[Notification], None]

_LISTED = 50
"""Types and addresses that a notification names."""
_PARTLY_KNOWN = ("/rules", "/associations")
"""Of a firewall policy that exists, others may have more than Terraform knows of."""
_WITH_RULES = "_with_rules"
"""The end of types of firewall policies that hold all of their rules themselves."""


def assets(
    plan: Plan, resolver: Resolver, label: str, notify: Notify, sources: TerraformSources | None = None
) -> Iterator[Asset]:
    """Yield the assets of a plan.

    What the plan creates is in the world after, what it deletes in the world before, what it changes once in
    each, and what it leaves alone once in both. `label` names the file. `sources` tell of dynamic blocks, of
    which a plan says nothing. A state has no changes: its assets simply exist. Types of the google providers
    that are no assets here are told in one notification.
    """
    for asset in _Assets(plan, resolver, label, notify, sources).all():
        yield asset if plan.kind == "plan" else _existing(asset)


class _Assets:
    def __init__(
        self, plan: Plan, resolver: Resolver, label: str, notify: Notify, sources: TerraformSources | None
    ) -> None:
        self._plan = plan
        self._label = label
        self._notify = notify
        settings = Settings(plan, sources)
        self._names = Names(plan, resolver, settings)
        self._links = Links(self._names, settings, resolver)
        self._parts = Parts(plan, self._links)
        self._made: dict[str, MadeBy] = {}
        self._managed: set[tuple[str, Phase]] = set()

    def all(self) -> Iterator[Asset]:
        """Yield everything; what Terraform manages goes before leftovers, and before what it only reads."""
        managed = sorted((p for p in self._plan.resources if p.mode == "managed"), key=lambda p: p.deposed)
        read = [p for p in self._plan.resources if p.mode != "managed"]
        for planned in (*managed, *read):
            kind = kind_of(planned.type)
            if kind is not None and kind.asset:
                for seen, change in self._sides(planned):
                    yield from self._asset(seen, kind, change)
        for name, address in self._parts.foreign(asset_types.FIREWALL_POLICY).items():
            yield from self._foreign_policy(name, address)
        yield from Policies(self._plan, self._links).assets(self._label, self._made)
        self._tell()

    def _sides(self, planned: Planned) -> Iterator[tuple[Side, Change]]:
        """Yield the resource in each world; the plan changes it if it changes a part of it."""
        identity = self._names.of(planned, Phase.AFTER)
        owners = [identity.name, groups.group_of(identity)] if identity else []
        if planned.change is Change.NONE and any(map(self._parts.changes, owners)):
            for phase in (Phase.BEFORE, Phase.AFTER):
                yield side(planned, phase), Change.UPDATE
        else:
            for seen in sides(planned):
                yield seen, planned.change

    def _asset(self, seen: Side, kind: Kind, change: Change) -> Iterator[Asset]:
        identity = self._names.of(seen.planned, seen.phase)
        if identity is None or self._is_known(identity.name, seen):
            return
        converted = convert(seen, kind.asset, shape_of(kind.asset), self._links)
        special.complete(seen, kind.asset, converted, self._links.settings)
        self._parts.add(identity.name, kind.asset, seen.phase, converted)
        is_made = change in {Change.CREATE, Change.REPLACE} and seen.phase is Phase.AFTER
        if kind.asset == asset_types.FIREWALL_POLICY and not is_made:
            for pointer in _PARTLY_KNOWN[seen.planned.type.endswith(_WITH_RULES) :]:
                converted.forget(pointer)
        if kind.asset == asset_types.INSTANCE_TEMPLATE:
            groups.fill_networks(seen, converted, self._links)
        if kind.asset == asset_types.INSTANCE_GROUP_MANAGER:
            yield self._group(seen, identity, converted, change)
        if is_made:
            self._note_policy(identity, kind, seen, converted)
        yield self._record(identity.asset_type, identity.name, seen, converted, change)

    def _foreign_policy(self, name: str, address: str) -> Iterator[Asset]:
        """Yield the parts of a firewall policy that the plan has without the policy itself."""
        for phase in (Phase.BEFORE, Phase.AFTER):
            converted = Converted()
            self._parts.add(name, asset_types.FIREWALL_POLICY, phase, converted)
            for pointer in _PARTLY_KNOWN:
                converted.forget(pointer)
            yield Asset(
                name,
                asset_types.FIREWALL_POLICY,
                Origin(self._label, address=address),
                data=converted.data,
                unknown=tuple(converted.unknown),
                phase=phase,
                change=Change.UPDATE,
            )

    def _group(self, seen: Side, manager: Identity, converted: Converted, change: Change) -> Asset:
        """Return the instance group of a manager, and let the manager refer to it."""
        name = groups.group_of(manager)
        group = groups.instance_group(seen, converted, self._links)
        self._parts.add(name, asset_types.INSTANCE_GROUP, seen.phase, group)
        self._is_known(name, seen)
        converted.settle("/instanceGroup", name)
        return self._record(asset_types.INSTANCE_GROUP, name, seen, group, change)

    def _record(self, asset_type: str, name: str, seen: Side, converted: Converted, change: Change) -> Asset:
        return Asset(
            name,
            asset_type,
            Origin(self._label, address=seen.planned.address),
            data=converted.data,
            unknown=tuple(converted.unknown),
            phase=seen.phase,
            change=change,
        )

    def _is_known(self, name: str, seen: Side) -> bool:
        """Tell whether it is what Terraform manages, of a data source or leftover; learn what it manages."""
        phases = (Phase.BEFORE, Phase.AFTER) if seen.phase is Phase.BOTH else (seen.phase,)
        if seen.planned.mode == "managed" and not seen.planned.deposed:
            self._managed |= {(name, phase) for phase in phases}
            return False
        return any((name, phase) in self._managed for phase in phases)

    def _note_policy(self, identity: Identity, kind: Kind, seen: Side, converted: Converted) -> None:
        """Remember what the plan makes, as a carrier of an IAM policy."""
        address = seen.planned.address
        is_service = kind.asset == asset_types.RUN_SERVICE
        self._made[identity.name] = MadeBy(identity.asset_type, address, whole=is_service, guarded=is_service)
        if kind.asset == asset_types.BACKEND_SERVICE:
            iap = converted.data.get("iap")
            is_on = isinstance(iap, dict) and bool(iap.get("enabled"))
            self._made[iap_of(identity)] = MadeBy(
                f"{IAP}/WebBackendService", address, whole=True, guarded=is_on
            )

    def _tell(self) -> None:
        """Tell what of the google providers is not read."""
        others = Counter(p.type for p in self._plan.resources if _is_stranger(p))
        if others:
            counts = [f"{name} ({count})" for name, count in sorted(others.items())]
            text = f"Resources of these types are not read: {_some(counts)}."
            self._notify(Notification(Level.NOTE, "terraform-types", text, origin=Origin(self._label)))
        left = [planned.address for planned in self._parts.left_over()]
        if left:
            text = f"What these are parts of is not in the plan, so they are not read: {_some(left)}."
            self._notify(Notification(Level.NOTE, "terraform-parts", text, origin=Origin(self._label)))


def _is_stranger(planned: Planned) -> bool:
    kind = kind_of(planned.type)
    return (
        planned.type.startswith(PREFIX)
        and not (kind is not None and kind.asset)
        and not is_part(planned.type)
        and not is_grant(planned.type)
        and planned.type != POLICY_DOCUMENT
    )


def _some(texts: list[str]) -> str:
    rest = len(texts) - _LISTED
    return ", ".join(texts[:_LISTED]) + (f" and {rest} more" if rest > 0 else "")


def _existing(asset: Asset) -> Asset:
    return Asset(
        asset.name,
        asset.type,
        asset.origin,
        data=asset.data,
        iam_policy=asset.iam_policy,
        unknown=asset.unknown,
    )
