"""Reads from @pulumi/gcp what no other package tells: which optional attributes the provider fills in.

An optional argument whose output can not be undefined is optional and computed. One with a default in the
provider has an output that may be undefined.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_NAMESPACES = {
    "certificate_manager": "certificatemanager",
    "cloud_run_v2": "cloudrunv2",
    "cloud_run": "cloudrun",
    "compute": "compute",
    "folder": "folder",
    "iap": "iap",
    "organization": "organizations",
    "project_iam": "projects",
    "project": "organizations",
    "service_account": "serviceaccount",
    "storage": "storage",
}
"""Beginning of a resource type without google_ -> folder. The first that fits counts."""

_ALIASES = {
    "compute_network_endpoints": "networkendpointlist",
    "service_account": "account",
    **{f"cloud_run_service_iam_{kind}": f"iam{kind}" for kind in ("binding", "member", "policy")},
}
"""Resource type without google_ -> file in lower case, where it has another name."""

_OUTPUT = re.compile(r"readonly (\w+): pulumi\.Output<((?:(?!;\n).)*)>;", re.DOTALL)
_FIELD = re.compile(r"\n        (\w+)(\??): ([^;]+);")
_NAMESPACE = re.compile(r"export declare namespace (\w+) \{(.*?)\n\}", re.DOTALL)
_INTERFACE = re.compile(r"\n    interface (\w+) \{(.*?)\n    \}", re.DOTALL)
_SENSITIVE = re.compile(r"raw state as plain text: ([^\n]*)")
_SECRETS = re.compile(r"additionalSecretOutputs: (\[[^\]]*\])")
_NESTED = re.compile(r"outputs\.(\w+)\.(\w+)")

Outputs = Mapping[str, tuple[bool, str]]
"""Name in lower case without separators -> whether there is always a value, and its type."""


class Pulumi:
    """The unpacked package."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        text = (folder / "types" / "output.d.ts").read_text()
        self._types: dict[tuple[str, str], Outputs] = {
            (space, name): {_plain(f): (not optional, kind) for f, optional, kind in _FIELD.findall(body)}
            for space, content in _NAMESPACE.findall(text)
            for name, body in _INTERFACE.findall(content)
        }

    def annotate(self, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        """Add to the schema of a resource type what the package knows; return it."""
        text = self._file(name).read_text()
        outputs = {_plain(f): ("undefined" not in kind, kind) for f, kind in _OUTPUT.findall(text)}
        self._mark(schema, outputs)
        for paths in _SENSITIVE.findall(text):
            for path in re.findall(r"`([\w.]+)`", paths):
                _mark_sensitive(schema, path.split("."))
        for names in _SECRETS.findall(self._file(name, ".js").read_text()):
            for camel in set(json.loads(names)) - {
                "effectiveLabels",
                "pulumiLabels",
            }:  # no secrets in Terraform
                _mark_sensitive(schema, [re.sub("([A-Z])", lambda letter: f"_{letter[1].lower()}", camel)])
        return schema

    def _file(self, name: str, suffix: str = ".d.ts") -> Path:
        short = name.removeprefix("google_")
        start, folder = next(item for item in _NAMESPACES.items() if short.startswith(item[0]))
        rest = _plain(short if short == start else short.removeprefix(start))
        paths = (self._folder / folder).glob(f"*{suffix}")
        files = {_plain(path.name.removesuffix(suffix)): path for path in paths}
        return next(files[name] for name in (_ALIASES.get(short, rest), f"iam{rest}") if name in files)

    def _mark(self, schema: dict[str, Any], outputs: Outputs) -> None:
        for name, attribute in schema["attributes"].items():
            always, _ = _find(outputs, name)
            if attribute[0] == "o" and always and len(attribute) == 2:  # noqa: PLR2004 - no default
                attribute[0] = "oc"
        if "o" in schema["attributes"].get("id", ""):
            schema["attributes"]["id"][0] = "oc"
        for name, block in schema["blocks"].items():
            always, kind = _find(outputs, name)
            if always and block["nesting"] != "single" and "min" not in block:
                block["computed"] = True
            nested = _NESTED.search(kind)
            self._mark(block, self._types.get((nested[1], nested[2]), {}) if nested else {})


def _find(outputs: Outputs, name: str) -> tuple[bool, str]:
    plain = _plain(name)
    for spelling in (
        plain,
        f"{plain}s",
        f"{plain}es",
        f"{plain.removesuffix('y')}ies",
        plain.removesuffix("s"),
    ):
        if spelling in outputs:
            return outputs[spelling]
    return False, ""


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _mark_sensitive(schema: dict[str, Any], path: list[str]) -> None:
    *way, last = path
    for part in way:
        schema = schema["blocks"][part]
    attribute = schema["attributes"].get(last)
    if attribute and "s" not in attribute[0]:
        attribute[0] += "s"
