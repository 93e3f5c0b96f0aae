"""Plan documents for tests of the converting side, as `terraform show -json` writes them."""

from collections.abc import Mapping, Sequence
from typing import Any

from lbpolicy.model import Asset, Notification, Phase
from lbpolicy.sources.terraform.assets import assets
from lbpolicy.sources.terraform.documents.plan import read
from lbpolicy.sources.terraform.resolve.resolver import Resolver

Tree = dict[str, Any]

PROJECT = "shop-prod"


def change(  # noqa: PLR0913 - keywords, each with a meaning of its own
    type_: str,
    after: Tree | None = None,
    *,
    name: str = "web",
    before: Tree | None = None,
    unknown: Tree | None = None,
    references: Mapping[str, Any] | None = None,
    sensitive: Tree | None = None,
    mode: str = "managed",
    actions: Sequence[str] | None = None,
) -> Tree:
    """Return an entry of resource_changes, with its expressions under "expressions".

    What `after` sets is constant in the configuration; `references` says what the rest refers to: a list of
    references, or blocks that hold some.
    """
    if actions is None:
        actions = ("create",) if before is None else ("update",) if after is not None else ("delete",)
    address = f"{'data.' if mode == 'data' else ''}{type_}.{name}"
    written = {
        key: _expression(value) for key, value in (after or before or {}).items() if value not in (None, [])
    }
    written |= {key: _referring(value) for key, value in (references or {}).items()}
    return {
        "address": address,
        "mode": mode,
        "type": type_,
        "name": name,
        "provider_name": "registry.terraform.io/hashicorp/google",
        "expressions": written,
        "change": {
            "actions": list(actions),
            "before": before,
            "after": after,
            "after_unknown": unknown or {},
            "before_sensitive": sensitive or {} if before is not None else {},
            "after_sensitive": sensitive or {} if after is not None else {},
        },
    }


def _expression(value: Any) -> Any:
    if isinstance(value, list) and value and all(isinstance(block, dict) for block in value):
        return [
            {key: _expression(inner) for key, inner in block.items() if inner is not None} for block in value
        ]
    return {"constant_value": value}


def _referring(value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [{key: _referring(inner) for key, inner in block.items()} for block in value]
    return {"references": value} if isinstance(value, list) else {"constant_value": value}


def document(*changes: Tree, project: str = PROJECT) -> Tree:
    """Return a plan with these changes in its root module."""
    resources = [
        {key: entry[key] for key in ("address", "mode", "type", "name", "expressions")}
        | {"provider_config_key": "google"}
        for entry in changes
    ]
    provider = {"name": "google", "expressions": {"project": {"constant_value": project}} if project else {}}
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.5",
        "planned_values": {"root_module": {}},
        "resource_changes": [{k: v for k, v in entry.items() if k != "expressions"} for entry in changes],
        "configuration": {"provider_config": {"google": provider}, "root_module": {"resources": resources}},
    }


def convert_all(
    *changes: Tree, notes: list[Notification] | None = None, project: str = PROJECT
) -> list[Asset]:
    """Return the assets of a plan with these changes."""
    plan = read(document(*changes, project=project))
    told: list[Notification] = [] if notes is None else notes
    return list(assets(plan, Resolver(plan, None), "plan.json", told.append))


def convert_one(*changes: Tree, project: str = PROJECT) -> Asset:
    """Return the asset after the plan of the first change."""
    address = changes[0]["address"]
    found = [
        asset
        for asset in convert_all(*changes, project=project)
        if asset.origin.address == address and asset.phase is not Phase.BEFORE and asset.data is not None
    ]
    return found[-1]


def data_of(*changes: Tree) -> Any:
    """Return the data of the asset after the plan of the first change."""
    return convert_one(*changes).data
