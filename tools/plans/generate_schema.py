"""Write tools/plans/schema.json: what the google provider calls its attributes, and how it plans them.

Usage: python tools/plans/generate_schema.py [--check]

Three npm packages hold the facts, in typings that were generated from the provider of one version:
@cdktf/provider-google and -beta have the attributes, their types, blocks and documented defaults; @pulumi/gcp
tells which optional attributes always have a value, and which ones are sensitive. Nothing but names, types,
flags and default values is kept. npm fetches them into .cache/plans.

Exit codes: 0 written, or in step; 1 `--check` found that the file differs; 2 wrong options.
"""

import argparse
import json
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:  # run as a script, Python sees the folder of the script alone
    sys.path.insert(0, str(ROOT))

from tools.plans.cdktf import resource_schema  # noqa: E402 - after the path is right
from tools.plans.pulumi import Pulumi  # noqa: E402
from tools.plans.resource_types import BETA, DATA_SOURCES, RESOURCES  # noqa: E402

OUTPUT = Path(__file__).resolve().parent / "schema.json"
CACHE = ROOT / ".cache" / "plans" / "npm"
PROVIDER = "6.50.0"
CDKTF = "@cdktf/provider-google@16.12.1"
CDKTF_BETA = "@cdktf/provider-google-beta@16.12.1"
PULUMI = "@pulumi/gcp@8.41.1"


def generate(cdktf: Path, beta: Path, pulumi: Pulumi) -> dict[str, Any]:
    """Return the schemas; `cdktf` and `beta` are the unpacked packages."""
    resources = {}
    for name in RESOURCES:
        short = name.replace("_", "-")
        folder = beta / "lib" / short if name in BETA else cdktf / "lib" / short.removeprefix("google-")
        resources[name] = pulumi.annotate(name, resource_schema(folder))
    folders = {name: cdktf / "lib" / f"data-{name.replace('_', '-')}" for name in DATA_SOURCES}
    data = {name: resource_schema(folder) for name, folder in folders.items()}
    return {"provider": PROVIDER, "resources": resources, "data_sources": data}


def text(schemas: dict[str, Any]) -> str:
    """Return the file's content: a line for each type, so that a change shows where it is."""
    parts = [f'{{"provider":{json.dumps(schemas["provider"])}']
    for kind in ("resources", "data_sources"):
        lines = [f"{json.dumps(name)}:{_compact(schema)}" for name, schema in sorted(schemas[kind].items())]
        parts.append(f',\n"{kind}":{{\n' + ",\n".join(lines) + "\n}")
    return "".join(parts) + "}\n"


def _compact(schema: object) -> str:
    return json.dumps(schema, separators=(",", ":"), sort_keys=True)


def fetch(package: str) -> Path:
    """Return the folder with the unpacked package, fetched by npm the first time."""
    folder = CACHE / package.replace("/", "-").removeprefix("@")
    if not folder.is_dir():
        folder.mkdir(parents=True)
        command = ["npm", "pack", "--silent", "--pack-destination", str(folder), package]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        [archive] = folder.glob("*.tgz")
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        archive.unlink()
    return folder / "package"


def main() -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if the file differs")
    check = parser.parse_args().check
    content = text(generate(fetch(CDKTF), fetch(CDKTF_BETA), Pulumi(fetch(PULUMI))))
    if check:
        same = OUTPUT.is_file() and OUTPUT.read_text() == content
        print(OUTPUT.name, "in step" if same else "differs: run tools/plans/generate_schema.py")
        return 0 if same else 1
    OUTPUT.write_text(content)
    print(f"{OUTPUT}: {len(RESOURCES)} resource types, {len(content) // 1024} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
