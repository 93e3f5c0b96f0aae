"""What follows from other resources: the instance group that a manager makes, the network of a subnetwork.

Backends refer to that instance group, and no resource of Terraform is it.
"""

from lbpolicy.sources.terraform.convert.links import Links, Path
from lbpolicy.sources.terraform.convert.names import Identity
from lbpolicy.sources.terraform.convert.references import Reference
from lbpolicy.sources.terraform.convert.resources import Converted
from lbpolicy.sources.terraform.convert.sides import Side, side

_TEMPLATES = Reference(("instanceTemplates",), "global")
_NETWORKS = Reference(("networks",), "global")
_SUBNETWORKS = Reference(("subnetworks",), "region")


def group_of(manager: Identity) -> str:
    """Return the full name of the instance group that a manager makes: of its own name and place."""
    return manager.name.replace("/instanceGroupManagers/", "/instanceGroups/")


def instance_group(seen: Side, of_manager: Converted, links: Links) -> Converted:
    """Return the instance group that a manager makes.

    Its named ports are the manager's, its network is that of the instance template's first interface.
    """
    group = Converted()
    for name in ("name", "zone", "region", "namedPorts"):
        if name in of_manager.data:
            group.data[name] = of_manager.data[name]
    for pointer in of_manager.unknown:
        if pointer.split("/")[1] in {"name", "namedPorts"}:
            group.forget(pointer)
    network = _network(seen, links)
    if network:
        group.data["network"] = network
    else:
        group.forget("/network")
    return group


def _network(manager: Side, links: Links) -> str:
    """Return the network of the instances of a manager; "" where it is not known."""
    versions = manager.values.get("version")
    count = len(versions) if isinstance(versions, list) else 0
    paths: list[Path] = [("version", index, "instance_template") for index in range(count)]
    found = {_network_of_template(manager, path, links) for path in paths or [("instance_template",)]}
    return found.pop() if len(found) == 1 else ""


def _network_of_template(manager: Side, path: Path, links: Links) -> str:
    template = links.resource(manager, path, _TEMPLATES)
    if template is None:
        return ""
    seen = side(template, manager.phase)
    own = links.text(seen, ("network_interface", 0, "network"), _NETWORKS)
    return own or _network_of_subnetwork(seen, 0, links)


def fill_networks(template: Side, converted: Converted, links: Links) -> None:
    """Give the interfaces of an instance template the networks of their subnetworks, as the API does."""
    interfaces = converted.data.get("properties", {}).get("networkInterfaces", [])
    for index, interface in enumerate(interfaces):
        pointer = f"/properties/networkInterfaces/{index}/network"
        network = _network_of_subnetwork(template, index, links) if pointer in converted.unknown else ""
        if network:
            interface["network"] = network
            del converted.unknown[pointer]


def _network_of_subnetwork(template: Side, index: int, links: Links) -> str:
    subnetwork = links.resource(template, ("network_interface", index, "subnetwork"), _SUBNETWORKS)
    return links.text(side(subnetwork, template.phase), ("network",), _NETWORKS) if subnetwork else ""
