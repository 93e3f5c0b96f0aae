"""The full names that resources of a plan have in Google Cloud, as far as the plan knows them.

A part that is not known yet is replaced by something that is the same from plan to plan: the name by the
Terraform address, project and location by "-".
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from lbpolicy.model import Json, Phase
from lbpolicy.sources.terraform.convert.kinds import RUN, Kind, Scope, kind_of
from lbpolicy.sources.terraform.convert.settings import Settings
from lbpolicy.sources.terraform.convert.sides import Side, side
from lbpolicy.sources.terraform.documents.planned import Plan, Planned, marked
from lbpolicy.sources.terraform.resolve.resolver import Resolver

UNKNOWN = "-"
"""Stands for a project or location that is not known."""

_UNSAFE = re.compile(r"[/%?#\s\x00-\x1f\x7f]")
"""What would end or split a segment of a name, or makes it none."""
_PROJECT = re.compile(r"(?:^|/)(?:projects|namespaces)/([^/]+)/")
_PLACE = re.compile(r"(?:^|/)(?:regions|zones|locations)/([^/]+)/")
_ID_ATTRIBUTES = ("self_link", "id")
_PROJECT_ATTRIBUTES = frozenset({"", "id", "name", "number", "project_id"})
_LOCATION_ATTRIBUTES = {Scope.REGION: "region", Scope.ZONE: "zone", Scope.LOCATION: "location"}

_NAME_ATTRIBUTES = {
    # Terraform type -> the attribute with the last segment of its name, where that is not "name".
    "google_project": "project_id",
    "google_folder": "folder_id",
    "google_organization": "org_id",
    "google_compute_firewall_policy": "firewall_policy_id",
    "google_compute_firewall_policy_with_rules": "policy_id",
}


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a provider fills in where a resource does not say; "" where that is not known."""

    project: str = ""
    region: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Which Google resource a planned resource is."""

    asset_type: str
    """As exports spell it: compute.googleapis.com/GlobalForwardingRule; "" for what is no asset."""
    name: str
    """Full resource name: //compute.googleapis.com/projects/p/global/forwardingRules/web."""
    project: str
    """"-" where it is not known; "" where it has none."""
    location: str
    """ "global", a region or a zone; "-" where it is not known."""
    collection: str
    """urlMaps"""

    @property
    def last(self) -> str:
        """The last segment of the name."""
        return self.name.rpartition("/")[2]


class Names:
    """The identities of all resources of a plan; works each out once."""

    def __init__(self, plan: Plan, resolver: Resolver, settings: Settings) -> None:
        self._resolver = resolver
        self._settings = settings
        self._by_address: dict[str, Planned] = {p.address: p for p in plan.resources if not p.deposed}
        self._defaults = provider_defaults(plan, settings)
        self._known: dict[tuple[str, Phase], Identity | None] = {}
        self._by_name: dict[Phase, dict[str, Planned]] = {}

    def of(self, planned: Planned, phase: Phase) -> Identity | None:
        """Return which Google resource this is; None for a type without a name here."""
        key = (planned.address, phase)
        if key not in self._known:
            self._known[key] = None  # names that depend on one another end here
            seen = side(planned, phase)
            self._known[key] = identify(planned, self._defaults_of(seen), phase, self._parent(seen))
        return self._known[key]

    def at(self, address: str, phase: Phase) -> Identity | None:
        """Return which Google resource stands at a Terraform address."""
        planned = self.planned(address)
        return self.of(planned, phase) if planned else None

    def planned(self, address: str) -> Planned | None:
        """Return the resource at a Terraform address."""
        return self._by_address.get(address)

    def called(self, name: str, phase: Phase) -> Planned | None:
        """Return the resource with a full name."""
        if phase not in self._by_name:
            found = ((self.of(planned, phase), planned) for planned in self._by_address.values())
            self._by_name[phase] = {identity.name: planned for identity, planned in found if identity}
        return self._by_name[phase].get(name)

    def project(self, seen: Side) -> str:
        """Return the project of a resource of any type; "-" where it is not known."""
        return _project(seen, self._defaults_of(seen))

    def place(self, seen: Side, attribute: str) -> str:
        """Return the region, zone or location that an attribute of any resource holds; "-" where unknown."""
        known = seen.text(attribute) or _within(seen, _PLACE)
        known = known or _default_place(attribute, self._defaults_of(seen))
        return segment(known.rstrip("/").rpartition("/")[2], seen.planned) if known else UNKNOWN

    def _defaults_of(self, seen: Side) -> Defaults:
        """Return what the provider fills in for a resource: nothing that its configuration sets."""
        given = self._defaults.get(seen.planned.provider_key, Defaults())
        left_out = {
            name: getattr(given, name)
            for name in ("region", "zone")
            if not marked(seen.unknown, (name,)) or self._settings.leaves_out(seen, (name,))
        }
        return Defaults(self._default_project(seen, given), **left_out)

    def _default_project(self, seen: Side, given: Defaults) -> str:
        if not marked(seen.unknown, ("project",)) or self._settings.leaves_out(seen, ("project",)):
            return given.project
        found = self._resolver.resolve(seen.planned, ("project",))
        target = self.at(found.address, seen.phase) if found.address else None
        is_project = target is not None and target.collection == "projects"
        return target.last if target and is_project and found.attribute in _PROJECT_ATTRIBUTES else ""

    def _parent(self, seen: Side) -> str:
        """Return the name of the certificate map of an entry; "" for anything else."""
        if seen.planned.type != "google_certificate_manager_certificate_map_entry":
            return ""
        known = seen.text("map")
        if known:
            return segment(known.rpartition("/")[2], seen.planned)
        address = self._resolver.resolve(seen.planned, ("map",)).address
        target = self.at(address, seen.phase) if address else None
        return target.last if target else ""


def provider_defaults(plan: Plan, settings: Settings) -> dict[str, Defaults]:
    """Return what the provider configurations of a plan fill in, by their keys.

    Of the configuration only constants are known: `project = var.p` and `project = "a-${var.p}"` look the
    same in a plan. But since version 5 the providers fill their project into most resources when they plan:
    where resources do not set it and agree on it, it is the provider's. Grants do not show it.
    """
    providers = plan.configuration.get("provider_config")
    given = {
        key: Defaults(*(_constant(config, name) for name in ("project", "region", "zone")))
        for key, config in (providers.items() if isinstance(providers, Mapping) else ())
    }
    filled_in: defaultdict[str, set[str]] = defaultdict(set)
    for planned in plan.resources:
        seen = side(planned, Phase.AFTER)
        project = "" if given.get(planned.provider_key, Defaults()).project else seen.text("project")
        if project and kind_of(planned.type) and settings.leaves_out(seen, ("project",)):
            filled_in[planned.provider_key].add(project)
    for key, projects in filled_in.items():
        if len(projects) == 1:
            given[key] = replace(given.get(key, Defaults()), project=projects.pop())
    return given


def _constant(config: Json, name: str) -> str:
    for key in ("expressions", name, "constant_value"):
        config = config.get(key) if isinstance(config, Mapping) else None
    return config if isinstance(config, str) else ""


def identify(
    planned: Planned, defaults: Defaults, phase: Phase = Phase.AFTER, parent: str = ""
) -> Identity | None:
    """Return which Google resource this is in one of the two worlds; None for a type without a name here.

    `parent` is the name of the certificate map, without which the name of its entry is not complete.
    """
    kind = kind_of(planned.type)
    if kind is None:
        return None
    seen = side(planned, phase)
    last = segment(seen.text(_NAME_ATTRIBUTES.get(planned.type, "name")), planned)
    if kind.collection == "certificateMapEntries":
        last = f"{parent or UNKNOWN}/{kind.collection}/{last}"
    project = "" if kind.scope in {Scope.SHARED, Scope.ROOT, Scope.BUCKET} else _project(seen, defaults)
    location = _location(seen, kind, defaults)
    return Identity(
        kind.asset_type, _full_name(kind, project, location, last), project, location, kind.collection
    )


def segment(name: str, planned: Planned) -> str:
    """Return a name as one segment of a full name; the address stands for a name that is not known."""
    return _UNSAFE.sub(
        lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), name or planned.address
    )


def _project(seen: Side, defaults: Defaults) -> str:
    known = seen.text("project") or _within(seen, _PROJECT) or defaults.project
    return segment(known.removeprefix("projects/"), seen.planned) if known else UNKNOWN


def _location(seen: Side, kind: Kind, defaults: Defaults) -> str:
    attribute = _LOCATION_ATTRIBUTES.get(kind.scope)
    if attribute is None:
        return "global"
    known = seen.text(attribute) or _within(seen, _PLACE)
    if not known and kind.service != RUN and kind.scope is Scope.LOCATION:
        known = "global"  # the default of the provider for Certificate Manager
    known = known or _default_place(attribute, defaults)
    return segment(known.rstrip("/").rpartition("/")[2], seen.planned) if known else UNKNOWN


def _default_place(attribute: str, defaults: Defaults) -> str:
    region = defaults.region or defaults.zone.rpartition("-")[0]
    return {"region": region, "zone": defaults.zone}.get(attribute, "")


def _within(seen: Side, pattern: re.Pattern[str]) -> str:
    """Find a part of the name in the identifiers that an existing resource has."""
    for attribute in _ID_ATTRIBUTES:
        match = pattern.search(seen.text(attribute))
        if match:
            return match[1]
    return ""


def _full_name(kind: Kind, project: str, location: str, last: str) -> str:
    host, collection = f"//{kind.service}", kind.collection
    if kind.collection == "certificateMapEntries":
        collection = "certificateMaps"
    match kind.scope:
        case Scope.BUCKET:
            return f"{host}/{last}"
        case Scope.ROOT:
            return f"{host}/{collection}/{last}"
        case Scope.SHARED:
            return f"{host}/locations/global/{collection}/{last}"
        case Scope.GLOBAL:
            return f"{host}/projects/{project}/global/{collection}/{last}"
    return f"{host}/projects/{project}/{kind.scope}/{location}/{collection}/{last}"
