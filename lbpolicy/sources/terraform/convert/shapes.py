"""The shape that Google's API gives a resource, as the asset schemas describe it, by Terraform's names."""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from lbpolicy import resources

_SEPARATORS = re.compile(r"[^a-z0-9]")


class Shape:
    """One node of a schema: an object, a list, a map or a plain value."""

    def __init__(self, root: Mapping[str, Any], node: Mapping[str, Any]) -> None:
        self._root = root
        self._node = _dereferenced(root, node)
        self._index: dict[str, str] | None = None
        self._children: dict[str, Shape] = {}

    @property
    def is_object(self) -> bool:
        """It has named attributes."""
        return "properties" in self._node

    @property
    def is_list(self) -> bool:
        """It is a list."""
        return bool(self._node.get("type") == "array")

    @property
    def is_map(self) -> bool:
        """It has members of any name."""
        return not self.is_object and bool(self._node.get("type") == "object")

    @property
    def item(self) -> "Shape":
        """The shape of the elements of a list."""
        return self._child("", self._node.get("items", {}))

    def attribute(self, name: str) -> "Shape | None":
        """Return the shape of an attribute by its API name."""
        node = self._node.get("properties", {}).get(name)
        return None if node is None else self._child(name, node)

    def api_name(self, terraform: str) -> str | None:
        """Return the API name of an attribute that Terraform calls so; None where there is none like it.

        Underscores and case do not count, and lists may be plural: backend is backends, enable_cdn enableCDN.
        """
        if self._index is None:
            self._index = _index(self._node.get("properties", {}))
        return self._index.get(_plain(terraform)) or self._index.get(_singular(_plain(terraform)))

    def _child(self, name: str, node: Mapping[str, Any]) -> "Shape":
        if name not in self._children:
            self._children[name] = Shape(self._root, node)
        return self._children[name]


@cache
def shape_of(asset_type: str, definition: str = "") -> Shape:
    """Return the shape of a canonical asset type, or of one of the definitions in its schema."""
    path = resources.folder("schemas") / "assets" / f"{asset_type}.json"
    root = json.loads(path.read_bytes())
    return Shape(root, root["$defs"][definition] if definition else root)


def _dereferenced(root: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in node:
        node = root["$defs"][node["$ref"].rpartition("/")[2]]
    return node


def _index(names: Mapping[str, Any]) -> dict[str, str]:
    index = {_singular(_plain(name)): name for name in names}
    return index | {_plain(name): name for name in names}


def _plain(name: str) -> str:
    return _SEPARATORS.sub("", name.lower())


def _singular(name: str) -> str:
    return f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")
