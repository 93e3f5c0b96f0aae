"""Plans a resource as the google provider does, without any cloud: plain data in, plain data out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tools.plans import facts

State = dict[str, Any]
"""The attributes of a resource as Terraform has them; unset ones are None."""

ATTRIBUTION = {"goog-terraform-provisioned": "true"}
"""The label that the provider puts on what it creates, since version 6."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a resource."""

    planned: State | None
    """None: it is deleted."""
    replaced_by: tuple[str, ...] = ()
    """Attributes because of whose change it must be replaced."""


class Planner:
    """Plans resources by the schemas of schema.json.

    `unknown` stands for a value that only applying will tell.
    """

    def __init__(self, schemas: Mapping[str, Any], unknown: object) -> None:
        self._schemas = schemas
        self._unknown = unknown

    def plan(self, kind: str, prior: State | None, proposed: State | None, project: str | None) -> Change:
        """Return what the resource of type `kind` will be; `proposed` is Terraform's merge of both."""
        if proposed is None:
            return Change(None)
        planned = self._block(
            self._schemas[kind], proposed, facts.DEFAULTS.get(kind, {}), "", new=prior is None
        )
        if project and facts.fills_in_project(kind) and self._is_unknown(planned.get("project")):
            planned["project"] = project
        self._label(planned, proposed, prior)
        if prior is None:
            return Change(planned)
        self._recall(self._schemas[kind], planned, prior)
        changed = [name for name in sorted(facts.force_new(kind)) if planned.get(name) != prior.get(name)]
        return Change(planned, tuple(changed))

    def apply(self, kind: str, planned: State, known: Callable[[str, State], State]) -> State:
        """Return the resource once it exists; `known` gives the values that the cloud would choose."""
        chosen = known(kind, planned)
        return {
            name: self._settle(self._schemas[kind], name, value, chosen) for name, value in planned.items()
        }

    def _block(
        self, schema: Mapping[str, Any], values: State, defaults: Mapping[str, object], way: str, *, new: bool
    ) -> State:
        planned = dict(values)
        for name, (flags, _, *default) in schema["attributes"].items():
            if planned.get(name) is None:
                planned[name] = self._missing(flags, default or defaults.get(way + name))
        for name, block in schema["blocks"].items():
            elements = planned.get(name)
            if isinstance(elements, list):
                inner = [self._block(block, e, defaults, f"{way}{name}.", new=new) for e in elements]
                empty = self._unknown if new and block.get("computed") else []
                planned[name] = inner or empty
        return planned

    def _recall(self, schema: Mapping[str, Any], planned: State, prior: State) -> None:
        """Keep the elements of sets that are the same but for what only the cloud chooses.

        Terraform tells which element is which only where no attribute has a default.
        """
        for name, block in schema["blocks"].items():
            if block["nesting"] == "set" and isinstance(planned.get(name), list):
                old = prior.get(name) or []
                planned[name] = [next((o for o in old if self._same(o, new)), new) for new in planned[name]]

    def _same(self, old: State, new: State) -> bool:
        return all(self._is_unknown(value) or value == old.get(name) for name, value in new.items())

    def _is_unknown(self, value: object) -> bool:
        # Terraform may say more of an unknown value, as how it begins: it is unknown all the same.
        return type(value) is type(self._unknown)

    def _missing(self, flags: str, default: object) -> object:
        if default is not None:
            return default[0] if isinstance(default, list) else default
        return self._unknown if "c" in flags else None

    def _label(self, planned: State, proposed: State, prior: State | None) -> None:
        """Fill in the labels that a resource will have with those that the provider adds."""
        own = proposed.get("labels") or {}
        if "terraform_labels" not in planned or not isinstance(own, dict):
            return
        added = {} if prior and ATTRIBUTION.keys().isdisjoint(prior["terraform_labels"]) else ATTRIBUTION
        for name in ("effective_labels", "terraform_labels"):
            planned[name] = {**added, **own}

    def _settle(self, schema: Mapping[str, Any], name: str, value: Any, chosen: State) -> Any:  # noqa: ANN401
        if name in schema["blocks"] and isinstance(value, list):
            inner = schema["blocks"][name]
            return [{n: self._settle(inner, n, v, {}) for n, v in element.items()} for element in value]
        if not self._is_unknown(value):
            return value
        if name in schema["blocks"]:
            return []
        if name in chosen:
            return chosen[name]
        kind = schema["attributes"][name][1]
        if isinstance(kind, list):
            return {} if kind[0] == "map" else []
        return {"string": "", "number": 0, "bool": False}[kind]
