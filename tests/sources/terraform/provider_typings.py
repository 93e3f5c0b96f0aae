"""The attributes of google resources, read out of the typings of npm @cdktf/provider-google.

`python tests/sources/terraform/provider_typings.py PACKAGE...` writes provider_attributes.json anew; PACKAGE
is a folder of @cdktf/provider-google or @cdktf/provider-google-beta. The table holds names only.
"""

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parent / "provider_attributes.json"

_INTERFACE = re.compile(r"export interface (\w+)(?: extends [\w.]+)? \{(.*?)\n\}", re.DOTALL)
_ATTRIBUTE = re.compile(r"/\*\*(.*?)\*/\s*readonly (\w+)\??: ([^;]+);", re.DOTALL)
_LINK = re.compile(r"\{@link \S+ \w+#(\w+)\}")
_CLASS = re.compile(
    r'export declare class (\w+) extends cdktf\.TerraformResource \{.*?tfResourceType = "(\w+)"', re.DOTALL
)

Tree = dict[str, Any]
"""Attribute -> null, or for a block its own tree."""


def read_package(package: Path, wanted: frozenset[str]) -> dict[str, Tree]:
    """Return the attributes of the wanted Terraform types that a package has."""
    found: dict[str, Tree] = {}
    for typings in sorted((package / "lib").glob("*/index.d.ts")):
        name = "google_" + typings.parent.name.replace("-", "_")
        if name in wanted:
            text = typings.read_text(encoding="utf-8")
            declared = _CLASS.search(text)
            if declared and declared[2] in wanted:
                found[declared[2]] = _tree(_interfaces(text), f"{declared[1]}Config")
    return found


def _interfaces(text: str) -> dict[str, dict[str, str]]:
    """Return interface -> Terraform attribute -> type."""
    return {
        name: {
            (link[1] if (link := _LINK.search(comment)) else attribute): re.sub(
                r"\W|IResolvable|cdktf", "", kind
            )
            for comment, attribute, kind in _ATTRIBUTE.findall(body)
        }
        for name, body in _INTERFACE.findall(text)
    }


def _tree(interfaces: Mapping[str, Mapping[str, str]], name: str) -> Tree:
    return {
        attribute: _tree(interfaces, kind) if kind in interfaces else None
        for attribute, kind in sorted(interfaces[name].items())
        if attribute != "timeouts"
    }


def merge(into: Tree, more: Tree) -> Tree:
    """Return what either tree has."""
    return {
        name: merge(into.get(name) or {}, more.get(name) or {}) or None for name in sorted({*into, *more})
    }


def write(packages: list[Path], wanted: frozenset[str]) -> str:
    """Return the table as text: a line for each type."""
    table: dict[str, Tree] = {}
    for package in packages:
        table = merge(table, read_package(package, wanted))
    lines = (
        f"{json.dumps(name)}: {json.dumps(tree, separators=(',', ':'))}"
        for name, tree in sorted(table.items())
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    from provider_coverage import WANTED

    TABLE.write_text(write([Path(argument) for argument in sys.argv[1:]], WANTED), encoding="utf-8")
