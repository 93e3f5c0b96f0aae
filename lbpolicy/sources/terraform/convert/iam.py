"""IAM policies of assets, put together from what Terraform has for members, bindings and policies."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypedDict

from lbpolicy.model import Asset, Change, Json, Origin, Phase
from lbpolicy.sources.terraform.convert import grants
from lbpolicy.sources.terraform.convert.grants import Grant
from lbpolicy.sources.terraform.convert.kinds import IAP, RESOURCE_MANAGER, RUN, STORAGE
from lbpolicy.sources.terraform.convert.links import Links
from lbpolicy.sources.terraform.convert.names import UNKNOWN, Identity
from lbpolicy.sources.terraform.convert.references import Reference
from lbpolicy.sources.terraform.convert.sides import Side, sides
from lbpolicy.sources.terraform.documents.planned import Plan, Planned

_MEMBER, _BINDING, _POLICY = "_iam_member", "_iam_binding", "_iam_policy"


@dataclass(frozen=True, slots=True)
class _Carrier:
    """A kind of resource that carries a policy."""

    asset_type: str
    name: str
    """Full resource name with {project}, {place} and {last}."""
    attribute: str = ""
    """The Terraform attribute that names it; "" where the project alone does."""
    place: str = ""
    """The Terraform attribute with its region."""
    reference: Reference = field(default_factory=lambda: Reference(()))


_PROJECTS = f"//{IAP}/projects/{{project}}/iap_web"
_SERVICES = Reference(("services",), by_name=True)
_BACKENDS = Reference(("backendServices",), by_name=True)
_RUN_SERVICE = f"//{RUN}/projects/{{project}}/locations/{{place}}/services/{{last}}"

_CARRIERS: dict[str, _Carrier] = {
    # Terraform type without its ending -> what carries the policy
    "google_cloud_run_service": _Carrier(f"{RUN}/Service", _RUN_SERVICE, "service", "location", _SERVICES),
    "google_cloud_run_v2_service": _Carrier(f"{RUN}/Service", _RUN_SERVICE, "name", "location", _SERVICES),
    "google_iap_web": _Carrier(f"{IAP}/Web", _PROJECTS),
    "google_iap_web_type_compute": _Carrier(f"{IAP}/WebType", f"{_PROJECTS}/compute"),
    "google_iap_web_backend_service": _Carrier(
        f"{IAP}/WebBackendService",
        f"{_PROJECTS}/compute/services/{{last}}",
        "web_backend_service",
        reference=_BACKENDS,
    ),
    "google_iap_web_region_backend_service": _Carrier(
        f"{IAP}/WebBackendService",
        f"{_PROJECTS}/compute-{{place}}/services/{{last}}",
        "web_region_backend_service",
        "region",
        _BACKENDS,
    ),
    "google_project": _Carrier(f"{RESOURCE_MANAGER}/Project", f"//{RESOURCE_MANAGER}/projects/{{project}}"),
    "google_folder": _Carrier(
        f"{RESOURCE_MANAGER}/Folder",
        f"//{RESOURCE_MANAGER}/folders/{{last}}",
        "folder",
        reference=Reference(("folders",), by_name=True),
    ),
    "google_organization": _Carrier(
        f"{RESOURCE_MANAGER}/Organization",
        f"//{RESOURCE_MANAGER}/organizations/{{last}}",
        "org_id",
        reference=Reference(("organizations",), by_name=True),
    ),
    "google_storage_bucket": _Carrier(
        f"{STORAGE}/Bucket", f"//{STORAGE}/{{last}}", "bucket", reference=Reference(("b",), by_name=True)
    ),
}


def _split(terraform: str) -> tuple[_Carrier, str] | None:
    for ending in (_MEMBER, _BINDING, _POLICY):
        carrier = _CARRIERS.get(terraform.removesuffix(ending)) if terraform.endswith(ending) else None
        if carrier is not None:
            return carrier, ending
    return None


def iap_of(backend: Identity) -> str:
    """Return the full name of the IAP resource that carries the policy of a backend service."""
    place = "" if backend.location == "global" else f"-{backend.location}"
    return f"{_PROJECTS.format(project=backend.project)}/compute{place}/services/{backend.last}"


def is_grant(terraform: str) -> bool:
    """Tell whether resources of a type are parts of IAM policies that are read."""
    return _split(terraform) is not None


@dataclass(frozen=True, slots=True)
class MadeBy:
    """What the plan makes, as a carrier of a policy."""

    asset_type: str
    address: str
    """Of the Terraform resource that makes it."""
    whole: bool
    """Its policy is all in the plan. Google grants something on new projects, folders and buckets."""
    guarded: bool
    """Its policy decides who gets in: it is told even if the plan grants nothing."""


@dataclass(slots=True)
class _Policy:
    """The policy of one resource in one world."""

    grants: list[Grant] = field(default_factory=list)
    whole: bool = False
    """Something in the plan says all of it."""


class Policies:
    """The IAM policies of a plan."""

    def __init__(self, plan: Plan, links: Links) -> None:
        self._links = links
        self._types: dict[str, str] = {}
        """Full name -> asset type."""
        self._sources: defaultdict[str, list[Planned]] = defaultdict(list)
        self._worlds: defaultdict[tuple[str, Phase], _Policy] = defaultdict(_Policy)
        for planned in plan.resources:
            found = None if planned.deposed else _split(planned.type)
            if found is not None:
                self._read(planned, *found)

    def assets(self, label: str, made: Mapping[str, MadeBy]) -> Iterator[Asset]:
        """Yield an asset with a policy for each resource that carries one, and twice if the plan changes it.

        `made` is what the plan makes, by name. The pointers in `unknown` lead into the policy: "/bindings"
        where it may hold more than is known here.
        """
        empty = {name: maker.asset_type for name, maker in made.items() if maker.guarded}
        # a grant in a project that is not known may be one on any of them
        lost = {asset_type for name, asset_type in self._types.items() if f"/projects/{UNKNOWN}/" in name}
        for name, asset_type in {**self._types, **empty}.items():
            maker = made.get(name)
            if maker is not None and asset_type in lost:
                maker = replace(maker, whole=False)
            yield from self._of(name, asset_type, label, maker)

    def _read(self, planned: Planned, carrier: _Carrier, ending: str) -> None:
        for seen in sides(planned):
            name = self._name(seen, carrier)
            self._types[name] = carrier.asset_type
            if planned not in self._sources[name]:
                self._sources[name].append(planned)
            for phase in (Phase.BEFORE, Phase.AFTER) if seen.phase is Phase.BOTH else (seen.phase,):
                self._add(self._worlds[name, phase], seen, ending)

    def _add(self, policy: _Policy, seen: Side, ending: str) -> None:
        if ending == _POLICY:
            found = grants.of_policy(seen, self._links)
            policy.grants += found or ()
            policy.whole = policy.whole or found is not None
        else:
            read = grants.of_member if ending == _MEMBER else grants.of_binding
            policy.grants += read(seen, self._links)

    def _name(self, seen: Side, carrier: _Carrier) -> str:
        project, place = self._links.project(seen), self._links.place(seen, carrier.place)
        last = self._links.last(seen, carrier.attribute, carrier.reference) if carrier.attribute else ""
        return carrier.name.format(project=project, place=place, last=last)

    def _of(self, name: str, asset_type: str, label: str, maker: MadeBy | None) -> Iterator[Asset]:
        sources = self._sources.get(name, [])
        changed = maker is not None or any(p.change is not Change.NONE for p in sources)
        origin = Origin(label, address=sources[0].address if sources else maker.address if maker else "")
        change = Change.CREATE if maker else Change.UPDATE if changed else Change.NONE
        for phase in (Phase.BEFORE, Phase.AFTER) if changed else (Phase.BOTH,):
            policy = self._worlds.get((name, Phase.AFTER if phase is Phase.BOTH else phase), _Policy())
            if maker and phase is Phase.BEFORE and not policy.grants:
                continue  # there was nothing that could carry a policy
            new = maker is not None and maker.whole and phase is Phase.AFTER
            part = _part(policy, whole=policy.whole or new)
            yield Asset(name, asset_type, origin, phase=phase, change=change, **part)


class _Part(TypedDict):
    """What is known of a policy, as Asset has it."""

    iam_policy: dict[str, Json]
    unknown: tuple[str, ...]
    exact: tuple[int, ...]


def _part(policy: _Policy, *, whole: bool) -> _Part:
    """Return a policy as the API has it, pointers into it of what is not known, and its exact bindings."""
    merged: dict[str, tuple[Grant, list[str]]] = {}
    for grant in policy.grants:
        condition = None if grant.condition is None else sorted(grant.condition.items())
        _, members = merged.setdefault(repr((grant.role, condition)), (grant, []))
        members += [m for m in grant.members if m not in members or not m]
    exact = {grant.role for grant in policy.grants if grant.exact}
    bindings: list[Json] = []
    unknown = [] if whole else ["/bindings"]
    for number, (grant, members) in enumerate(merged.values()):
        binding: dict[str, Json] = {"role": grant.role, "members": members}
        if grant.condition:
            binding["condition"] = dict(grant.condition)
        bindings.append(binding)
        unknown += [f"/bindings/{number}/condition"] if grant.condition is None else []
        unknown += [] if grant.role else [f"/bindings/{number}/role"]
        unknown += [f"/bindings/{number}/members/{i}" for i, member in enumerate(members) if not member]
    numbers = [
        n for n, (grant, _) in enumerate(merged.values()) if grant.role in exact and grant.condition == {}
    ]
    return {"iam_policy": {"bindings": bindings}, "unknown": tuple(unknown), "exact": tuple(numbers)}
