"""What the instances of a managed instance group have in common, as the group's instance template says."""

from collections.abc import Collection
from dataclasses import dataclass

from lbpolicy.inventory.store import Inventory, Stored
from lbpolicy.inventory.types import INSTANCE_GROUP_MANAGER
from lbpolicy.model import Json


@dataclass(frozen=True, slots=True)
class Instances:
    """Attributes of the instances; None where they are not known."""

    tags: frozenset[str] | None = None
    """Network tags."""
    accounts: frozenset[str] | None = None
    """Service accounts."""
    external: bool | None = None
    """They have an address that the internet can reach."""


def instances_of(inventory: Inventory, group: Stored) -> Instances:
    """Return what the one template of the group's manager says; nothing is known of other groups."""
    managers = (inventory.assets.get(name) for name in inventory.up.get(group.name, ()))
    for manager in managers:
        if manager is None or manager.type is not INSTANCE_GROUP_MANAGER:
            continue
        edges = inventory.down.get(manager.name, ())
        templates = {edge.target for edge in edges if edge.pointer.endswith("/instanceTemplate")}
        template = inventory.assets.get(templates.pop()) if len(templates) == 1 else None
        if template is not None:
            number = inventory.hierarchy.project_number(template.ref.project)
            return _read(template.resource.get("properties"), template.unknown, number)
    return Instances()


def _read(properties: Json, unknown: Collection[str], number: str) -> Instances:
    """Read the properties of a template; what a plan does not know whole is not known.

    A template may name the default account of Compute Engine "default"; firewall rules call it by its e-mail
    address, which holds the number of the project.
    """
    if not isinstance(properties, dict):
        return Instances()
    tags = properties.get("tags", {})
    items = tags.get("items", []) if isinstance(tags, dict) else None
    accounts = properties.get("serviceAccounts", [])
    default = f"{number}-compute@developer.gserviceaccount.com" if number else None
    emails = [_email(account, default) for account in accounts] if isinstance(accounts, list) else None
    external = _external(properties.get("networkInterfaces"))
    open_later = {pointer.split("/")[2] for pointer in unknown if pointer.startswith("/properties/")}
    return Instances(
        None if "tags" in open_later else _texts(items),
        None if "serviceAccounts" in open_later else _texts(emails),
        None if external is False and "networkInterfaces" in open_later else external,
    )


def _email(account: Json, default: str | None) -> Json:
    email = account.get("email") if isinstance(account, dict) else None
    return default if email == "default" else email


def _texts(values: Json) -> frozenset[str] | None:
    """Return a list of strings as a set; None for anything else."""
    readable = isinstance(values, list) and all(isinstance(value, str) for value in values)
    return frozenset(values) if readable else None


def _external(interfaces: Json) -> bool | None:
    """Tell whether the first interface, by which load balancers reach an instance, has external addresses."""
    first = interfaces[0] if isinstance(interfaces, list) and interfaces else None
    if not isinstance(first, dict):
        return None
    return bool(first.get("accessConfigs") or first.get("ipv6AccessConfigs"))
