"""Reads what a resource type of @cdktf/provider-google says of its attributes.

The package's code is generated: each block is an interface in index.d.ts, with a link to every attribute's
documentation, and a function in index.js that names each attribute, its type and how it nests.
"""

import json
import re
from pathlib import Path
from typing import Any

Schema = dict[str, Any]
"""{"attributes": {name: [flags, type, default?]}, "blocks": {name: {"nesting", "min"?, "max"?, **Schema}}}.

Flags are letters: r required, o optional, c computed, s sensitive. Types are those of Terraform's JSON.
"""

_INTERFACE = re.compile(r"export interface (\w+)[^{]*\{(.*?)\n\}", re.DOTALL)
_PROPERTY = re.compile(r"/\*\*((?:(?!\*/).)*)\*/\s*readonly (\w+)(\??): ([^;]+);", re.DOTALL)
_LINK = re.compile(r"\{@link \S+ \w+#(\w+)\}")
_DEFAULT = re.compile(r'Default value: ("[^"]*"|true|false|-?\d+(?:\.\d+)?)')
_SYNTHESIS = re.compile(
    r"(\w+): \{\s*value: (.*?),\s*isBlock: (true|false),\s*"
    r'type: "(\w+)",\s*storageClassType: "(\w+)",\s*\}',
    re.DOTALL,
)
_FUNCTION = re.compile(r"function (\w+)ToHclTerraform\(struct\) \{(.*?)\n\}", re.DOTALL)
_CLASS = re.compile(r"class (\w+) extends cdktf\.(\w+) \{(.*?)\n\}", re.DOTALL)
_COMPUTED = re.compile(
    r"// (\w+) - computed: true, optional: false, required: false\s*"
    r"(?:get \w+\(\) \{\s*return ([^;]+);|"
    r"this\.\w+ = new (?:cdktf\.)?(\w+)\(this, \"\w+\"(?:, (true|false))?\))"
)
_SIMPLE = {"string": "string", "number": "number", "boolean": "bool"}


def resource_schema(folder: Path) -> Schema:
    """Return the schema of the resource type or data source that `folder` of the package holds."""
    return _Typings(folder).schema()


class _Typings:
    """The two files of one resource type."""

    def __init__(self, folder: Path) -> None:
        self.interfaces = dict(_INTERFACE.findall((folder / "index.d.ts").read_text()))
        script = (folder / "index.js").read_text()
        self.functions = dict(_FUNCTION.findall(script))
        self.classes = {name: body for name, _, body in _CLASS.findall(script)}
        self.top = next(name for name, base, _ in _CLASS.findall(script) if base.startswith("Terraform"))

    def schema(self) -> Schema:
        """Return the schema of the whole."""
        body = self.classes[self.top]
        start = body.find("synthesizeHclAttributes")
        return self._schema(self.interfaces[f"{self.top}Config"], body[start:], body)

    def _schema(self, interface: str, synthesis: str, owner: str) -> Schema:
        """Read one block: its interface, the code that writes it, the class that reads it."""
        declared = _declared(interface)
        attributes: dict[str, list[Any]] = {}
        blocks: dict[str, Schema] = {}
        for name, _, is_block, kind, storage in _SYNTHESIS.findall(synthesis):
            required, single, default = declared[name]
            if is_block == "true":
                blocks[name] = self._nested(kind, storage)
                if kind != "struct":
                    blocks[name] |= {"min": 1} if required else {}
                    blocks[name] |= {"max": 1} if single else {}
            else:
                attributes[name] = ["r" if required else "o", _type(kind, storage), *default]
        for name, getter, holder, is_set in _COMPUTED.findall(owner):
            attributes[name] = ["c", self._computed(getter, holder, is_set == "true")]
        return {"attributes": attributes, "blocks": blocks}

    def _nested(self, kind: str, storage: str) -> Schema:
        struct = storage if kind == "struct" else storage.removesuffix("List")
        function = self.functions[struct[0].lower() + struct[1:]]
        owner = self.classes.get(f"{struct}OutputReference", "")
        schema = self._schema(self.interfaces[struct], function, owner)
        return schema | {"nesting": "single" if kind == "struct" else kind}

    def _computed(self, getter: str, holder: str, is_set: bool) -> Any:  # noqa: FBT001, ANN401 - a type in JSON
        if holder.endswith("Map"):
            return ["map", {"StringMap": "string", "BooleanMap": "bool", "NumberMap": "number"}[holder]]
        if holder:
            body = self.classes[f"{holder.removesuffix('List')}OutputReference"]
            fields = {n: self._computed(g, h, s == "true") for n, g, h, s in _COMPUTED.findall(body)}
            return ["set" if is_set else "list", ["object", dict(sorted(fields.items()))]]
        if "ListAttribute" in getter or "tolist" in getter:
            element = "number" if "NumberList" in getter else "string"
            return ["set" if "tolist" in getter else "list", element]
        if "MapAttribute" in getter:
            return ["map", "string"]
        return "number" if "Number" in getter else "bool" if "Boolean" in getter else "string"


def _declared(interface: str) -> dict[str, tuple[bool, bool, list[Any]]]:
    """Return attribute -> whether it is required, whether it is one (no list), its default if documented."""
    found = {}
    for documentation, camel, optional, kind in _PROPERTY.findall(interface):
        link = _LINK.search(documentation)
        name = link[1] if link else _snake(camel)
        words = " ".join(documentation.replace("\n    *", " ").split())
        default = _DEFAULT.search(words)
        found[name] = (not optional, "[]" not in kind, [json.loads(default[1])] if default else [])
    return found


def _snake(camel: str) -> str:
    return re.sub(r"([A-Z])", lambda letter: f"_{letter[1].lower()}", camel)


def _type(kind: str, storage: str) -> Any:  # noqa: ANN401 - a type in Terraform's JSON
    if kind == "simple":
        return _SIMPLE[storage]
    element = re.sub(r"(List|Map)$", "", storage)
    return [kind, _SIMPLE[element]]
