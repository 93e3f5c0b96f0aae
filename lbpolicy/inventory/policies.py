"""IAM policies by the canonical name of the resource that carries them, and how much each of them tells."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lbpolicy.inventory import names
from lbpolicy.inventory.exports import export_of
from lbpolicy.inventory.schemas import AssetSchemas
from lbpolicy.inventory.types import IAP
from lbpolicy.inventory.versions import moment
from lbpolicy.model import Asset, Json, Level, Notification

_REST = "/bindings"
"""Where a plan marks that a policy may grant more than it says."""

MAX_GRANTS = 10_000
"""Bindings and members of one policy. Google's limit is 1,500 principals."""

_IAP_SERVICE = re.compile(
    rf"//{re.escape(IAP)}/projects/[^/]+/iap_web/compute(?:-[^/]+)?/services/(?P<last>[^/]+)"
)


@dataclass(frozen=True, slots=True)
class Binding:
    """A role and who holds it."""

    role: str
    members: tuple[str, ...]
    condition: str
    """CEL expression, or empty."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The IAM policy of one resource."""

    bindings: tuple[Binding, ...]
    complete: bool
    """False when a part of it was lost: it may grant more."""
    export: str
    """The export that it was read from, with all its files; "" where it came as a single change."""


def iap_web(project: str) -> str:
    """Return the name of the IAP resource of all web applications of a project."""
    return f"//{IAP}/projects/{project}/iap_web"


def iap_services(project: str, location: str) -> str:
    """Return the name of the IAP resource of all backend services of a region, or of the global ones."""
    return f"{iap_web(project)}/compute" + ("" if location == "global" else f"-{location}")


def iap_service(backend: str) -> str:
    """Return the name of the IAP resource of the backend service with this full name."""
    place = names.place(backend)
    return f"{iap_services(place.project, place.location)}/services/{backend.rpartition('/')[2]}"


def numbered_iap_service(name: str) -> bool:
    """Tell whether this is the IAP resource of a backend service that is named by its numeric id."""
    match = _IAP_SERVICE.fullmatch(name)
    return bool(match and match["last"].isdecimal())


class PolicyReader:
    """Collects the IAM policies of the input; settles them when all names are known."""

    def __init__(self, schemas: AssetSchemas, notify: Callable[[Notification], None]) -> None:
        self._schemas = schemas
        self._notify = notify
        self._raw: list[Asset] = []
        self._planned: list[Asset] = []
        self._removed: list[Asset] = []

    def add(self, asset: Asset) -> None:
        """Take in an asset that has an IAM policy."""
        (self._planned if asset.planned else self._raw).append(asset)

    def remove(self, asset: Asset) -> None:
        """Take in the part of an IAM policy that a plan takes away, be it to put it back."""
        self._removed.append(asset)

    def twin(self, notify: Callable[[Notification], None]) -> "PolicyReader":
        """Return another reader with all that was taken in so far."""
        other = PolicyReader(self._schemas, notify)
        other._raw, other._planned = self._raw.copy(), self._planned.copy()
        return other

    def settle(
        self, canonical: Callable[[str], str], backends: Mapping[tuple[str, str], str], feeds: Collection[str]
    ) -> dict[str, Policy]:
        """Return the newest policy of each resource, by canonical name, with what a plan does to it.

        `backends` maps (project, numeric id) to the full name of a backend service: IAP policies are named by
        either. `feeds` are the files that hold single changes.
        """

        def own_name(asset: Asset) -> str:
            name = canonical(asset.name)
            if numbered_iap_service(name):
                backend = backends.get((names.place(name).project, name.rpartition("/")[2]))
                name = iap_service(backend) if backend else name
            return name

        newest: dict[str, Asset] = {}
        for asset in self._raw:
            name = own_name(asset)
            old = newest.get(name)
            if old is None or moment(asset.update_time) >= moment(old.update_time):
                newest[name] = asset
        self._raw.clear()
        settled: dict[str, Policy | None] = {
            name: self._policy(name, asset, feeds) for name, asset in newest.items()
        }
        for change, assets in ((without, self._removed), (with_planned, self._planned)):
            for asset in assets:
                name = own_name(asset)
                settled[name] = change(settled.get(name), self._policy(name, asset, feeds), asset)
        return {name: policy for name, policy in sorted(settled.items()) if policy}

    def _policy(self, name: str, asset: Asset, feeds: Collection[str]) -> Policy:
        export = "" if asset.origin.file in feeds else export_of(asset.origin.file)
        try:
            bindings = tuple(_bindings(asset.iam_policy))
        except ValueError as error:
            text = f"The IAM policy of {name} cannot be read: {error}."
            hint = "Export it again, or look at it by hand: verdicts that rest on it are left open."
            note = Notification(Level.ERROR, "unusable-policy", text, hint, asset.origin, name)
            self._notify(note)
            return Policy((), complete=False, export=export)
        if asset.truncated:
            text = f"The IAM policy of {name}: Cloud Asset Inventory cut it; it may grant more."
            hint = "Look at this policy by hand: verdicts that rest on it are left open."
            self._notify(Notification(Level.WARNING, "truncated-policy", text, hint, asset.origin, name))
        violation = self._schemas.violation("iam_policy", asset.iam_policy or {})
        if violation:
            text = f"The IAM policy of {name} is not as Google's API describes it: {violation}"
            hint = "It is used all the same; look at its findings with care."
            note = Notification(Level.WARNING, "schema-violation", text, hint, asset.origin, name)
            self._notify(note)
        return Policy(bindings, not asset.truncated, export)


def without(policy: Policy | None, part: Policy, taken: Asset) -> Policy | None:
    """Return a policy without the grants of a part of it, which a plan takes away.

    Of an exact binding that goes, everybody goes who has the role.
    """
    if policy is None:
        return None
    gone = {_key(grant): {member.casefold() for member in grant.members} for grant in part.bindings}
    left = [
        replace(one, members=tuple(m for m in one.members if m.casefold() not in gone.get(_key(one), ())))
        for one in _beside(policy, part, taken)
    ]
    return replace(policy, bindings=tuple(one for one in left if one.members))


def with_planned(policy: Policy | None, part: Policy, planned: Asset) -> Policy:
    """Return a policy with what a plan grants.

    With "/bindings" in the planned part's `unknown` there may be other grants, which the policy tells; else
    the part is all there is. A role, member or condition may not be known yet either.
    """
    unknown = planned.unknown
    whole = _REST not in unknown
    complete = part.complete and not any(pointer != _REST for pointer in unknown)
    known = tuple(
        replace(binding, members=tuple(m for m in binding.members if m))
        for number, binding in enumerate(part.bindings)
        if f"{_REST}/{number}/condition" not in unknown and binding.role
    )
    if whole:
        return Policy(known, complete, "" if policy is None else policy.export)
    if policy is None:
        return Policy(known, complete=False, export="")
    return Policy(_beside(policy, part, planned) + known, complete and policy.complete, policy.export)


def _beside(policy: Policy, part: Policy, planned: Asset) -> tuple[Binding, ...]:
    """Return the grants of a policy on which the exact bindings of a plan's part have no bearing."""
    exact = {_key(part.bindings[number]) for number in planned.exact if number < len(part.bindings)}
    return tuple(one for one in policy.bindings if _key(one) not in exact)


def _key(binding: Binding) -> tuple[str, str]:
    return binding.role, binding.condition


def _bindings(policy: Json) -> Iterator[Binding]:
    """Yield the bindings. Raises ValueError where a part cannot be read: the policy may grant more."""
    bindings = _get(policy, "bindings", list, "the policy")
    if len(bindings) + sum(len(b["members"]) for b in bindings if _has_members(b)) > MAX_GRANTS:
        raise ValueError(f"it has more than {MAX_GRANTS} bindings and members")
    for binding in bindings:
        members = _get(binding, "members", list, "a binding")
        if not all(isinstance(member, str) for member in members):
            raise ValueError("a member is not a string")
        condition = _get(binding, "condition", dict, "a binding")
        expression = _get(condition, "expression", str, "a condition")
        yield Binding(_get(binding, "role", str, "a binding"), tuple(members), expression)


def _has_members(binding: Json) -> bool:
    return isinstance(binding, Mapping) and isinstance(binding.get("members"), list)


def _get(holder: Json, key: str, kind: type, what: str) -> Any:  # noqa: ANN401 - of that kind
    """Return an attribute, empty where it is absent or null."""
    if not isinstance(holder, Mapping):
        raise ValueError(f"{what} is not an object")  # noqa: TRY004 - wrong data, not a wrong call
    value = holder.get(key)
    if value is not None and not isinstance(value, kind):
        raise ValueError(f"{key} of {what} has the wrong type")
    return kind() if value is None else value
