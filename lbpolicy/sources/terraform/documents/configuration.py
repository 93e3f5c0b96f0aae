"""The `configuration` of a plan, module by module.

It has the expressions of resources, module calls and outputs as the names they refer to; not the definitions
of locals, and nothing of dynamic blocks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lbpolicy.model import Json

ResourceKey = tuple[str, str, str]
"""Mode, type, name."""


@dataclass(frozen=True, slots=True)
class ModuleConfiguration:
    """What one module's configuration says, whatever the number of its instances."""

    resources: Mapping[ResourceKey, Mapping[str, Json]] = field(default_factory=dict)
    calls: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    outputs: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    variables: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)


class Configuration:
    """Finds the configuration of a module by the names of the calls that lead to it."""

    def __init__(self, configuration: Json) -> None:
        root = _module(_mapping(configuration).get("root_module"))
        self._modules: dict[tuple[str, ...], ModuleConfiguration | None] = {(): root}

    def module(self, names: tuple[str, ...]) -> ModuleConfiguration | None:
        """Return a module, ("a", "b") for module.a.module.b; None where the configuration has none."""
        for length in range(1, len(names) + 1):
            path = names[:length]
            if path not in self._modules:
                parent = self._modules[path[:-1]]
                call = parent.calls.get(path[-1]) if parent is not None else None
                self._modules[path] = _module(call.get("module")) if call is not None else None
        return self._modules[names]

    def resource(self, names: tuple[str, ...], key: ResourceKey) -> Mapping[str, Json] | None:
        """Return the configuration of a resource or data source; None where there is none."""
        module = self.module(names)
        return module.resources.get(key) if module is not None else None


def _module(raw: Json) -> ModuleConfiguration:
    raw = _mapping(raw)
    resources = {}
    listed = raw.get("resources")
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, Mapping):
            key = (str(entry.get("mode")), str(entry.get("type")), str(entry.get("name")))
            resources[key] = entry
    return ModuleConfiguration(
        resources, _members(raw, "module_calls"), _members(raw, "outputs"), _members(raw, "variables")
    )


def _members(raw: Mapping[str, Json], name: str) -> dict[str, Mapping[str, Json]]:
    return {key: value for key, value in _mapping(raw.get(name)).items() if isinstance(value, Mapping)}


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}
