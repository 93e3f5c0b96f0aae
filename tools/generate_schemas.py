"""Write schemas/assets/<service>/<Type>.json from Google's discovery documents.

Usage: python tools/generate_schemas.py [--check] [--documents DIR] [--output DIR]

The discovery documents are those that google-api-python-client carries. Structure is kept: types, enums,
items, maps. Prose is dropped, and so is what Google's data need not hold to: patterns, ranges, formats. No
attribute is required and none is forbidden, because almost everything may be left out and alpha attributes
occur. Null is nowhere allowed, because lbpolicy's canonical form has no nulls.

Exit codes: 0 written, or in step; 1 `--check` found files that differ (each is named); 2 wrong options.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

Schema = dict[str, Any]
"""A JSON Schema, draft 2020-12."""

Documents = Mapping[str, Mapping[str, Any]]
"""Discovery documents by file name without suffix: "compute.v1"."""

BASE = "https://lbpolicy.dev/schemas/assets"
OUTPUT = Path(__file__).resolve().parent.parent / "schemas" / "assets"

ANY = ("array", "boolean", "number", "object", "string")
"""Every JSON type but null."""

LONG_FORMATS = ("int64", "uint64")
"""Google writes these integers as strings, lest JavaScript round them; the canonical form has integers."""


@dataclass(frozen=True, slots=True)
class Source:
    """One schema of one discovery document."""

    document: str
    """The discovery document: "compute.v1"."""
    name: str
    """Key in the document's `schemas`: "BackendService"."""


AssetTypes = Mapping[str, Sequence[Source]]
"""Canonical asset type -> the schemas whose attributes it may have."""


def _same_name(service: str, document: str, names: str) -> dict[str, Sequence[Source]]:
    return {f"{service}/{name}": [Source(document, name)] for name in names.split()}


def _of_two_versions(name: str, exported: str) -> dict[str, Sequence[Source]]:
    # Exports use the older version, the API and newer tools version 3: both are right.
    versions = (f"cloudresourcemanager.{exported}", "cloudresourcemanager.v3")
    return {f"cloudresourcemanager.googleapis.com/{name}": [Source(version, name) for version in versions]}


ASSET_TYPES: AssetTypes = {
    **_same_name(
        "compute.googleapis.com",
        "compute.v1",
        "Address BackendBucket BackendService Firewall FirewallPolicy ForwardingRule HealthCheck "
        "HttpHealthCheck HttpsHealthCheck InstanceGroup InstanceGroupManager InstanceTemplate Network "
        "NetworkEndpointGroup SecurityPolicy SslCertificate SslPolicy TargetHttpProxy TargetHttpsProxy "
        "UrlMap",
    ),
    **_same_name(
        "certificatemanager.googleapis.com",
        "certificatemanager.v1",
        "Certificate CertificateMap CertificateMapEntry",
    ),
    **_same_name("storage.googleapis.com", "storage.v1", "Bucket"),
    **_of_two_versions("Project", "v1"),
    **_of_two_versions("Folder", "v2"),
    **_of_two_versions("Organization", "v1"),
    "run.googleapis.com/Service": [Source("run.v2", "GoogleCloudRunV2Service")],
    # Exports hold Cloud Run services in this shape (Knative); the canonical form is the one above.
    "run.googleapis.com/ServiceV1": [Source("run.v1", "Service")],
}
"""The regional and the global twin of a type share one schema."""


def load(folder: Path, asset_types: AssetTypes) -> Documents:
    """Read the discovery documents that the asset types need."""
    names = {source.document for sources in asset_types.values() for source in sources}
    return {name: json.loads((folder / f"{name}.json").read_bytes()) for name in names}


def convert(node: Mapping[str, Any]) -> Schema:
    """Return the JSON Schema of one node of a discovery document: structure only."""
    if "$ref" in node:
        return {"$ref": f"#/$defs/{node['$ref']}"}
    if node["type"] == "any":
        return {"type": list(ANY)}
    if node.get("format") in LONG_FORMATS:
        return {"type": ["integer", "string"]}
    schema: Schema = {"type": node["type"]}
    if "enum" in node:
        schema["enum"] = sorted(set(node["enum"]))
    if "properties" in node:
        schema["properties"] = {name: convert(child) for name, child in node["properties"].items()}
    return schema | {key: convert(node[key]) for key in ("items", "additionalProperties") if key in node}


def references(schema: object) -> Iterator[str]:
    """Yield the names of the $defs that a schema refers to, each as often as it does so."""
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].removeprefix("#/$defs/")
        for child in schema.values():
            yield from references(child)


def closure(documents: Documents, source: Source) -> tuple[Schema, dict[str, Schema]]:
    """Return the schema of `source`, and the definitions that it needs directly or not."""
    schemas = documents[source.document]["schemas"]
    root = convert(schemas[source.name])
    definitions: dict[str, Schema] = {}
    pending = list(references(root))
    while pending:
        name = pending.pop()
        if name not in definitions:
            definitions[name] = convert(schemas[name])
            pending += references(definitions[name])
    return root, definitions


def merge(one: Mapping[str, Schema], other: Mapping[str, Schema]) -> dict[str, Schema]:
    """Return the union of two mappings; where they disagree about a key, either schema will do."""
    disagreed = [name for name in one.keys() & other.keys() if one[name] != other[name]]
    return {**one, **other, **{name: {"anyOf": [one[name], other[name]]} for name in disagreed}}


def asset_schema(documents: Documents, asset_type: str, sources: Sequence[Source]) -> Schema:
    """Return the schema of an asset type, as a JSON Schema draft 2020-12 document that stands alone."""
    properties: dict[str, Schema] = {}
    definitions: dict[str, Schema] = {}
    for source in sources:
        root, needed = closure(documents, source)
        properties = merge(properties, root["properties"])
        definitions = merge(definitions, needed)
    origins = [f"{s.document} revision {documents[s.document]['revision']}" for s in sources]
    schema: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{BASE}/{asset_type}.json",
        "$comment": f"Generated by tools/generate_schemas.py from {' and '.join(origins)}; do not edit.",
        "title": asset_type,
        "type": "object",
        "properties": properties,
    }
    return schema | ({"$defs": definitions} if definitions else {})


def generate(documents: Documents, asset_types: AssetTypes) -> dict[str, bytes]:
    """Return the content of each file by its path below schemas/assets. Same documents, same bytes."""
    files = {}
    for asset_type, sources in asset_types.items():
        text = json.dumps(asset_schema(documents, asset_type, sources), indent=1, sort_keys=True)
        files[f"{asset_type}.json"] = f"{text}\n".encode()
    return files


def differences(files: Mapping[str, bytes], output: Path) -> list[str]:
    """Return the paths below `output` whose file is missing, has other content, or is no longer generated.

    The folders of services belong to this script; the files that lie in `output` itself are written by hand.
    """
    services = sorted({path.partition("/")[0] for path in files})
    found = [path for service in services for path in (output / service).glob("*.json")]
    present = {path.relative_to(output).as_posix(): path.read_bytes() for path in found}
    return sorted(path for path in files.keys() | present.keys() if files.get(path) != present.get(path))


def write(files: Mapping[str, bytes], output: Path) -> list[str]:
    """Bring `output` in step with `files`; return the paths that changed."""
    changed = differences(files, output)
    for path in changed:
        target = output / path
        if path in files:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(files[path])
        else:
            target.unlink()
    return changed


def installed_documents() -> Path:
    """Return the folder of discovery documents in google-api-python-client, without importing it."""
    package = find_spec("googleapiclient")
    if package is None or package.origin is None:
        raise SystemExit("google-api-python-client is missing: pip install -e '.[dev]', or give --documents.")
    return Path(package.origin).parent / "discovery_cache" / "documents"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(description="Write the asset schemas from Google's discovery documents.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a file differs")
    parser.add_argument("--documents", type=Path, help="discovery documents (default: the installed ones)")
    parser.add_argument(
        "--output", type=Path, default=OUTPUT, help="where to write (default: schemas/assets)"
    )
    options = parser.parse_args(arguments)
    files = generate(load(options.documents or installed_documents(), ASSET_TYPES), ASSET_TYPES)
    if not options.check:
        print(f"{len(files)} schemas, {len(write(files, options.output))} changed")
        return 0
    changed = differences(files, options.output)
    for path in changed:
        print(f"{path} is not what the discovery documents say", file=sys.stderr)
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
