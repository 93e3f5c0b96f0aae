"""Builds small plan documents, and the folders of sources that go with them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lbpolicy.sources.terraform.documents.plan import Plan, Planned, read
from lbpolicy.sources.terraform.resolve.resolver import Resolution, Resolver
from lbpolicy.sources.terraform.syntax.sources import TerraformSources

MODULE = re.compile(r"^((?:module\.[^.\[]+(?:\[[^\]]+\])?\.)*)(.*)$")
FRESH = {"id": True, "self_link": True}


def change(address: str, **parts: Any) -> dict[str, Any]:
    """An entry of resource_changes; by default one that creates a resource whose id is not known."""
    module, local = MODULE.match(address).groups()  # type: ignore[union-attr]
    mode, local = ("data", local.removeprefix("data.")) if local.startswith("data.") else ("managed", local)
    type_, _, rest = local.partition(".")
    name, _, index = rest.partition("[")
    entry: dict[str, Any] = {"address": address, "mode": mode, "type": type_, "name": name}
    if module:
        entry["module_address"] = module.removesuffix(".")
    if index:
        entry["index"] = index[1:-2] if index.startswith('"') else int(index[:-1])
    actions = parts.get("actions", ["create"])
    after = parts.get("after", {"name": name})
    unknown = {**(FRESH if "create" in actions else {}), **parts.get("unknown", {})}
    entry["change"] = {
        "actions": actions,
        "before": parts.get("before"),
        "after": after,
        "after_unknown": unknown,
    }
    return entry | parts.get("extra", {})


def resource(address: str, expressions: Mapping[str, Any] | None = None, **parts: Any) -> dict[str, Any]:
    """A resource of the configuration: expressions are given as names, values or whole entries."""
    mode, local = ("data", address[5:]) if address.startswith("data.") else ("managed", address)
    type_, _, name = local.partition(".")
    entry = {"address": address, "mode": mode, "type": type_, "name": name, "provider_config_key": "google"}
    return entry | {"expressions": {k: expression(v) for k, v in (expressions or {}).items()}} | parts


def expression(value: Any) -> Any:
    """["a.b.id"] are references, [{...}] blocks, anything else is a constant."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [{key: expression(inner) for key, inner in block.items()} for block in value]
    if isinstance(value, list):
        return {"references": value}
    return value if isinstance(value, dict) else {"constant_value": value}


def module(*resources: Mapping[str, Any], **parts: Any) -> dict[str, Any]:
    """A module of the configuration: calls are {name: (arguments, module)}."""
    calls = {
        name: {
            "source": f"./{name}",
            "expressions": {k: expression(v) for k, v in given.items()},
            "module": inner,
        }
        for name, (given, inner) in parts.pop("calls", {}).items()
    }
    for name, extra in parts.pop("repeated", {}).items():
        calls[name].update(extra)
    outputs = {name: {"expression": expression(value)} for name, value in parts.pop("outputs", {}).items()}
    variables = {name: {} for name in parts.pop("variables", ())}
    return {"resources": list(resources), "module_calls": calls, "outputs": outputs, "variables": variables}


def document(
    changes: list[dict[str, Any]], root: Mapping[str, Any] | None = None, **parts: Any
) -> dict[str, Any]:
    """A plan document."""
    configuration = {"provider_config": {}, "root_module": root or {}}
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.5",
        "resource_changes": changes,
        "configuration": configuration,
        "variables": {name: {"value": value} for name, value in parts.pop("variables", {}).items()},
        "complete": True,
        "errored": False,
        **parts,
    }


def find(plan: Plan, address: str) -> Planned:
    """Return the resource with an address."""
    return next(planned for planned in plan.resources if planned.address == address)


def sources(folder: Path, files: Mapping[str, str], plan: Plan | None = None) -> TerraformSources:
    """Write files, and read them as Terraform sources."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return TerraformSources(folder, plan)


def resolved(plan_document: Mapping[str, Any], address: str, *path: str | int, **parts: Any) -> Resolution:
    """Resolve one attribute of a plan document; `files` and `folder` are its sources."""
    plan = read(plan_document)
    given = sources(parts["folder"], {"main.tf": parts["text"]}, plan) if "text" in parts else None
    return Resolver(plan, given).resolve(find(plan, address), path)


def outcome(resolution: Resolution) -> tuple[str | None, str]:
    """What tests mostly ask of a resolution."""
    return resolution.address, resolution.how
