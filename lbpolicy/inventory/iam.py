"""Who is granted what on an asset: its own policy and those of everything above it."""

from collections.abc import Iterator

from lbpolicy.inventory import names
from lbpolicy.inventory.hierarchy import LEVELS
from lbpolicy.inventory.store import Inventory, Stored
from lbpolicy.inventory.types import IAP, RESOURCE_MANAGER, RUN, RUN_SERVICE
from lbpolicy.model import Json

MAX_MEMBERS = 1500
"""Google's limit of principals in one policy; more than that in one binding is cut."""


class EffectivePolicies:
    """Answers for run services and for the IAP resource of backend services."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._families: dict[str, set[str]] = {}
        for name in inventory.policies:
            self._families.setdefault(_family(name), set()).add(names.place(name).project)

    @property
    def has_iam(self) -> bool:
        """The input held at least one IAM policy."""
        return bool(self._inventory.policies)

    def of(self, asset: Stored) -> Json:
        """Return `input.iam` of a subject: state, levels and bindings."""
        project = asset.ref.project
        above = self._inventory.hierarchy.above(project)
        chain = [(_level(name), name) for name in self._project_names(project, above)]
        covered = any(name in self._inventory.policies for _, name in chain)
        levels = []
        bindings: list[Json] = []
        for level, name in [*self._own(asset), *chain]:
            known = self._known(level, name, project, covered=covered)
            levels.append({"level": level, "name": name, "state": "resolved" if known else "unexported"})
            bindings += self._bindings(level, name)
        if above is None:
            levels.append({"level": "organization", "name": "", "state": "unexported"})
        states = {level["state"] for level in levels}
        state = "partial" if len(states) > 1 else next(iter(states))
        return {"state": state, "levels": levels, "bindings": bindings}

    def _own(self, asset: Stored) -> list[tuple[str, str]]:
        if asset.type is RUN_SERVICE:
            return [("service", asset.name)]
        project, location = asset.ref.project, asset.ref.location
        web = f"//{IAP}/projects/{project}/iap_web"
        kind = f"{web}/compute" if asset.scope == "global" else f"{web}/compute-{location}"
        return [("iap", f"{kind}/services/{asset.ref.short_name}"), ("iap", kind), ("iap", web)]

    def _project_names(self, project: str, above: object) -> list[str]:
        chain = list(above) if isinstance(above, list) else []
        return [f"//{RESOURCE_MANAGER}/projects/{project}", *chain]

    def _known(self, level: str, name: str, project: str, *, covered: bool) -> bool:
        """Tell whether the policy at a level is known, be it empty.

        An export leaves out resources without a policy of their own. A level without one is known to be empty when
        the same export shows that it was looked at: a policy of the same family in the same project, or one of
        the family anywhere together with one of the hierarchy above. The organization always has a policy.
        """
        if name in self._inventory.policies:
            return True
        if level in {"service", "iap"}:
            projects = self._families.get(_family(name), set())
            return project in projects or (bool(projects) and covered)
        higher = self._inventory.hierarchy.above(project) or ()
        rest = list(higher)[list(higher).index(name) + 1 :] if name in higher else higher
        return level != "organization" and any(node in self._inventory.policies for node in rest)

    def _bindings(self, level: str, name: str) -> Iterator[Json]:
        for binding in self._inventory.policies.get(name, ()):
            if not isinstance(binding, dict):
                continue
            members = binding.get("members")
            condition = binding.get("condition")
            yield {
                "level": level,
                "name": name,
                "role": str(binding.get("role", "")),
                "members": [str(m) for m in members[:MAX_MEMBERS]] if isinstance(members, list) else [],
                "condition": str(condition.get("expression", "")) if isinstance(condition, dict) else "",
            }


def _family(name: str) -> str:
    """Which policies are exported together: those of run services, those of IAP, those of the hierarchy."""
    host = name.removeprefix("//").partition("/")[0]
    return host if host in {RUN, IAP} else RESOURCE_MANAGER


def _level(name: str) -> str:
    collection = name.removeprefix(f"//{RESOURCE_MANAGER}/").partition("/")[0]
    return LEVELS[collection]
