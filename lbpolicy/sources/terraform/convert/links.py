"""What the references of a planned resource are as names of Google resources."""

import re

from lbpolicy.sources.terraform.convert.kinds import COMPUTE, Scope, kind_of
from lbpolicy.sources.terraform.convert.names import UNKNOWN, Identity, Names, segment
from lbpolicy.sources.terraform.convert.references import Reference
from lbpolicy.sources.terraform.convert.settings import Settings
from lbpolicy.sources.terraform.convert.sides import Side
from lbpolicy.sources.terraform.documents.planned import Planned, marked, value_at
from lbpolicy.sources.terraform.resolve.resolver import Resolution, Resolver

Path = tuple[str | int, ...]

_WHOLE = frozenset({"", "id", "self_link", "self_link_unique", "self_link_with_id", "name", "address"})
"""Attributes by which one resource refers to another as such; a static address stands for its resource."""
_IDENTIFIERS = {
    "google_project": frozenset({"project_id", "number"}),
    "google_folder": frozenset({"folder_id"}),
    "google_organization": frozenset({"org_id"}),
    "google_compute_firewall_policy": frozenset({"firewall_policy_id"}),
}
_GROUP = "instance_group"
"""Attribute of an instance group manager that means the group which it makes."""
_URL = re.compile(r"(?:https?:)?//(?:[^/]+/)+?(?=(?:projects|locations|folders|organizations)/)")


class Links:
    """Follows the references of resources in both worlds of a plan."""

    def __init__(self, names: Names, settings: Settings, resolver: Resolver) -> None:
        self.names = names
        self.settings = settings
        self._resolver = resolver

    def one(self, side: Side, path: Path, reference: Reference) -> str | None:
        """Return what an attribute that is not known yet refers to; None where that is not known either."""
        return self._target(self._resolver.resolve(side.planned, path), side, reference)

    def many(self, side: Side, path: Path, reference: Reference) -> list[str] | None:
        """Return what the elements of a list refer to that is not known yet; None unless all are told."""
        found = self._resolver.resolve_list(side.planned, path)
        targets = [self._target(item, side, reference) for item in found.items]
        known = [target for target in targets if target is not None]
        return known if found.complete and len(known) == len(targets) else None

    def spelled(self, side: Side, text: str, reference: Reference) -> str:
        """Return a known reference as the API takes it: the full name where Terraform allows a short one."""
        if reference.by_name:
            return text
        text = text.partition("?uniqueId=")[0]
        if reference.host and text.startswith("projects/"):
            return f"{reference.host}{text}"
        identity = self.names.of(side.planned, side.phase)
        if "/" in text or not reference.bare or not text.strip():
            return text
        project = f"//{COMPUTE}/projects/{self.project(side)}"
        region = "" if reference.bare == "global" else self._region(side, identity)
        place = f"regions/{region}" if region else "global"
        return f"{project}/{place}/{reference.collections[0]}/{segment(text, side.planned)}"

    def resource(self, side: Side, path: Path, reference: Reference | None = None) -> Planned | None:
        """Return the resource of the plan that an attribute refers to, whether its value is known or not."""
        value = value_at(side.values, path)
        if isinstance(value, str) and reference is not None:
            return self.names.called(self._full(side, value, reference), side.phase)
        if value is not None or not marked(side.unknown, path):
            return None
        address = self._resolver.resolve(side.planned, path).address
        return self.names.planned(address) if address else None

    def elements(self, side: Side, path: Path) -> list[Planned | str] | None:
        """Return what the elements of a list are that is not known yet; None unless all of them are told."""
        found = self._resolver.resolve_list(side.planned, path)
        known = [self.names.planned(item.address) if item.address else item.value for item in found.items]
        told = [item for item in known if isinstance(item, Planned | str)]
        return told if found.complete and len(told) == len(known) else None

    def text(self, side: Side, path: Path, reference: Reference) -> str:
        """Return a reference as the API takes it; "" where it is not set, not known, or secret."""
        if marked(side.sensitive, path):
            return ""
        value = value_at(side.values, path)
        if isinstance(value, str):
            return self.spelled(side, value, reference) if value else ""
        return (self.one(side, path, reference) or "") if marked(side.unknown, path) else ""

    def owner(self, side: Side, attribute: str, reference: Reference) -> str:
        """Return the full name of the resource that an attribute names; "" where it is not known."""
        found = self.text(side, (attribute,), reference)
        return self._full(side, found, reference) if found else ""

    def project(self, side: Side) -> str:
        """Return the project of a resource, be it one that has no name of its own here."""
        return self.names.project(side)

    def place(self, side: Side, attribute: str) -> str:
        """Return the region that an attribute names; "" without an attribute."""
        return self.names.place(side, attribute) if attribute else ""

    def last(self, side: Side, attribute: str, reference: Reference) -> str:
        """Return the last segment of the name that an attribute holds, or of what it refers to."""
        found = self.text(side, (attribute,), reference)
        return segment(found.rstrip("/").rpartition("/")[2], side.planned)

    def _full(self, side: Side, text: str, reference: Reference) -> str:
        """Return a reference to a resource of Compute Engine, in any spelling, as a full name."""
        spelled = self.spelled(side, text, reference)
        path = _URL.sub("", spelled)
        return spelled if spelled.startswith(f"//{COMPUTE}/") else f"//{COMPUTE}/{path.lstrip('/')}"

    def _region(self, side: Side, identity: Identity | None) -> str:
        """Return the region of a resource, that of its zone where it has one; "" for a global resource."""
        kind = kind_of(side.planned.type)
        if identity is None or kind is None:
            is_regional = "region" in side.values or marked(side.unknown, ("region",))
            return self.names.place(side, "region") if is_regional else ""
        if kind.scope is Scope.ZONE:
            return identity.location.rpartition("-")[0] or UNKNOWN
        return identity.location if kind.scope is Scope.REGION else ""

    def _target(self, found: Resolution, side: Side, reference: Reference) -> str | None:
        if isinstance(found.value, str) and found.value:
            return self.spelled(side, found.value, reference)
        target = self.names.planned(found.address) if found.address else None
        identity = self.names.of(target, side.phase) if target else None
        if target is None or identity is None:
            return None
        name, collection = identity.name, identity.collection
        if found.attribute == _GROUP and collection == "instanceGroupManagers":
            collection = "instanceGroups"
            name = name.replace("/instanceGroupManagers/", "/instanceGroups/")
        elif found.attribute not in _WHOLE | _IDENTIFIERS.get(target.type, frozenset()):
            return None
        if collection not in reference.collections:
            return None
        return name.rpartition("/")[2] if reference.by_name else name
