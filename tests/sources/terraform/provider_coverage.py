"""Which Terraform attributes become an attribute of the API, and why the others do not.

`python tests/sources/terraform/provider_coverage.py` prints the list.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from provider_typings import TABLE

from lbpolicy.sources.terraform.convert.kinds import kinds
from lbpolicy.sources.terraform.convert.parts import part_of
from lbpolicy.sources.terraform.convert.resources import reason_left_out, target_of
from lbpolicy.sources.terraform.convert.shapes import Shape, shape_of

_PARTS = (
    "google_compute_security_policy_rule",
    "google_compute_region_security_policy_rule",
    "google_compute_firewall_policy_rule",
    "google_compute_network_firewall_policy_rule",
    "google_compute_region_network_firewall_policy_rule",
    "google_compute_firewall_policy_association",
    "google_compute_network_firewall_policy_association",
    "google_compute_region_network_firewall_policy_association",
    "google_compute_instance_group_named_port",
)
WANTED = frozenset({kind.terraform for kind in kinds() if kind.asset} | set(_PARTS))
"""Terraform types that are converted by the tables."""


class Attribute(NamedTuple):
    """What becomes of one Terraform attribute."""

    terraform: str
    """backend.max_rate"""
    api: str
    """backends/maxRate; "" for what is no data."""
    reason: str
    """Why it is no data; "" for what is."""


def attributes(terraform: str) -> Iterator[Attribute]:
    """Yield what becomes of the attributes of a Terraform type, blocks and what is in them."""
    tree = json.loads(TABLE.read_text(encoding="utf-8"))[terraform]
    part = part_of(terraform)
    if part is not None:
        asset, definition, owner = part.asset, part.definition, part.owner
    else:
        asset = next(kind.asset for kind in kinds() if kind.terraform == terraform)
        definition = owner = ""
    for attribute in _walk(tree, asset, shape_of(asset, definition), "", ""):
        if (
            not attribute.api
            and not attribute.reason
            and attribute.terraform in {owner, "region", "zone"}
            and owner
        ):
            yield attribute._replace(reason="it says what this is a part of")
        else:
            yield attribute


def _walk(tree: Mapping[str, Any], asset: str, shape: Shape, key: str, api: str) -> Iterator[Attribute]:
    for name, below in tree.items():
        here = f"{key}.{name}".lstrip(".")
        target = target_of(asset, here, shape)
        found: Shape | None = shape
        for step in target:
            found = found.attribute(step) if found else None
        if not target or found is None:
            yield Attribute(here, "", reason_left_out(asset, here))
            continue
        path = "/".join(filter(None, (api, *target)))
        yield Attribute(here, path, "")
        if below:
            item = found.item if found.is_list else found
            if item.is_object:
                yield from _walk(below, asset, item, here, path)
            else:
                yield Attribute(here, "", f"the API has no attributes below {path}")


def main() -> None:
    """Print the list."""
    for terraform in sorted(json.loads(TABLE.read_text(encoding="utf-8"))):
        print(terraform)  # noqa: T201
        for terraform_name, api, reason in attributes(terraform):
            print(f"    {terraform_name} -> {api or f'left out: {reason}'}")  # noqa: T201


if __name__ == "__main__":
    main()
