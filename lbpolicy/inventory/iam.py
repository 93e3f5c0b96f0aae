"""Who is granted what on an asset: its own policy and those of everything above it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from lbpolicy.inventory import names
from lbpolicy.inventory.hierarchy import LEVELS, spellings
from lbpolicy.inventory.policies import iap_service, iap_services, iap_web, numbered_iap_service
from lbpolicy.inventory.store import Inventory, Stored
from lbpolicy.inventory.types import RESOURCE_MANAGER, RUN_SERVICE
from lbpolicy.model import Json

_RELEVANT = re.compile(r"roles/(?:run\.|iap\.|owner$|editor$)|(?!roles/)")
"""Roles that may say who calls a service or passes IAP: theirs, the basic ones, and custom ones, whose
permissions an export does not tell. All bindings of an organization would make subjects far larger."""


class EffectivePolicies:
    """Answers for run services and for the IAP resource of backend services."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._families: defaultdict[str, set[str]] = defaultdict(set)
        """Family of policies -> the exports that hold some of it."""
        self._nodes: defaultdict[str, set[str]] = defaultdict(set)
        """Project, folder or organization -> the exports that hold its policy."""
        self._seen: set[tuple[str, str]] = set()
        """Family and project of every policy inside a project."""
        self._numbered: set[str] = set()
        """IAP resources of which a policy names a backend service by an id that no asset has."""
        for name, policy in inventory.policies.items():
            project = names.place(name).project
            if numbered_iap_service(name):
                self._numbered.add(name.partition("/services/")[0])
            if policy.export:
                self._families[_family(name)].add(policy.export)
                self._nodes[name].add(policy.export)
                self._seen.add((_family(name), project))
        self._spellings = spellings(names.place(name).project for name in inventory.policies)
        """How the projects of those policies go: by id, by number."""

    def of(self, asset: Stored) -> Json:
        """Return `input.iam` of a subject: state, levels and bindings."""
        project = names.place(asset.name).project
        above = self._inventory.hierarchy.above(project)
        chain = [f"//{RESOURCE_MANAGER}/projects/{project}", *(above or ())]
        levels: list[Json] = []
        bindings: list[Json] = []
        for level, name, over in [*_own(asset, chain), *_hierarchy(chain)]:
            known = self._known(asset, name, over)
            levels.append({"level": level, "name": name, "state": "resolved" if known else "unexported"})
            bindings += self._bindings(level, name)
        if above is None:
            levels.append({"level": "organization", "name": "", "state": "unexported"})
        states = {level["state"] for level in levels}
        state = "partial" if len(states) > 1 else states.pop()
        return {"state": state, "levels": levels, "bindings": bindings}

    def _known(self, asset: Stored, name: str, over: Sequence[str]) -> bool:
        """Tell whether the policy at a level is known, be it empty; `over` is what stands above the level.

        An export leaves out resources without a policy of their own. A level without one is known to be empty
        only when one export is shown to have looked there. It held policies of this family (so the family's
        types were asked for), and either one of them in the same project, or the policy of something above
        the level (so it was in scope). Two exports prove nothing together: one may have had the types, the
        other the scope. The organization always has a policy.
        """
        policy = self._inventory.policies.get(name)
        if policy is not None:
            return policy.complete
        if self._by_another_name(asset, name):
            return False
        family = _family(name)
        if (family, names.place(name).project) in self._seen and family not in LEVELS:
            return True
        exports = self._families.get(family, set())
        return any(not exports.isdisjoint(self._nodes.get(node, ())) for node in over)

    def _by_another_name(self, asset: Stored, name: str) -> bool:
        """Tell whether the policy may be there under a number that no asset explains."""
        if self._inventory.hierarchy.is_ambiguous(asset.ref.project, self._spellings):
            return True
        head, service, _ = name.partition("/services/")
        return bool(service) and head in self._numbered and "id" not in asset.resource

    def _bindings(self, level: str, name: str) -> Iterator[Json]:
        policy = self._inventory.policies.get(name)
        for binding in policy.bindings if policy else ():
            if not _RELEVANT.match(binding.role):
                continue
            yield {
                "level": level,
                "name": name,
                "role": binding.role,
                "members": list(binding.members),
                "condition": binding.condition,
            }


def _own(asset: Stored, chain: Sequence[str]) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Yield level, name and what stands above it for the policies of the asset itself."""
    if asset.type is RUN_SERVICE:
        yield "service", asset.name, chain
        return
    where = names.place(asset.name)
    for name in (
        iap_service(asset.name),
        iap_services(where.project, asset.ref.location or where.location),
        iap_web(where.project),
    ):
        yield "iap", name, chain


def _hierarchy(chain: Sequence[str]) -> Iterator[tuple[str, str, Sequence[str]]]:
    for index, name in enumerate(chain):
        yield LEVELS[_family(name)], name, chain[index + 1 :]


def _family(name: str) -> str:
    """Name the policies that are exported together: of run services, of IAP, of projects, of folders, ..."""
    host, _, path = name.removeprefix("//").partition("/")
    return path.partition("/")[0] if host == RESOURCE_MANAGER else host
