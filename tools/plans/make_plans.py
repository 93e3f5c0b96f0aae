"""Write tests/plans/*.json: Terraform plans of examples/terraform, of changes to it and of faults in it.

Usage: python tools/plans/make_plans.py [--check] [--output DIR]

Needs terraform on the PATH. The provider is the stand-in beside this file, so nothing is created anywhere;
its requirements are installed into .cache/plans the first time. Architecture names come from the folders,
changes from tests/plans/changes.yaml, faults from tests/plans/mutations/*.yaml.

Exit codes: 0 written, or in step; 1 `--check` found files that differ (each is named); 2 wrong options, or
Terraform refused.
"""

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:  # run as a script, Python sees the folder of the script alone
    sys.path.insert(0, str(ROOT))

from tools.plans import edits  # noqa: E402 - after the path is right
from tools.plans.normalised import difference, normalised, text  # noqa: E402
from tools.plans.terraform import EXAMPLES, HERE, Terraform, TerraformError  # noqa: E402

PLANS = ROOT / "tests" / "plans"


def generate(terraform: Terraform) -> Iterator[tuple[str, str]]:
    """Yield each file's name and content."""
    changes = yaml.safe_load((PLANS / "changes.yaml").read_text())
    faults = [mutation for mutation in mutations() if "cannot" not in mutation]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        plans = pool.map(lambda name: _planned(terraform, name, []), architectures())
        clean = dict(zip(architectures(), plans, strict=True))
        changed = pool.map(lambda change: _changed(terraform, change), changes)
        mutated = pool.map(lambda m: _planned(terraform, m["architecture"], m["edits"]), faults)
        for name, plan in clean.items():
            yield f"{name}.json", text(plan)
        for change, plan in zip(changes, changed, strict=True):
            yield f"{change['name']}.json", text(plan)
        patches = {
            mutation["mutation"]: difference(clean[mutation["architecture"]], plan)
            for mutation, plan in zip(faults, mutated, strict=True)
        }
    yield "mutated.json", text(patches)
    yield "inputs.json", text({"sha256": digest()})


def digest() -> str:
    """Return a digest of all that the plans are made from, by which a test sees that they are of today."""
    made_from = hashlib.sha256()
    rules = [HERE / name for name in ("schema.json", "facts.py", "planning.py", "cloud.py", "normalised.py")]
    files = [*EXAMPLES.rglob("*.tf"), *EXAMPLES.rglob("*.pem"), *rules]
    for file in sorted(files):
        made_from.update(f"{file.relative_to(ROOT)}\n{file.read_text()}\n".encode())
    planned = [(m["mutation"], m["architecture"], m.get("edits")) for m in mutations()]
    changes = yaml.safe_load((PLANS / "changes.yaml").read_text())
    made_from.update(json.dumps([planned, changes]).encode())
    return made_from.hexdigest()


def architectures() -> list[str]:
    """Return the names of the folders with a configuration of their own."""
    return sorted(file.parent.name for file in EXAMPLES.glob("*/main.tf"))


def mutations() -> Iterator[Mapping[str, Any]]:
    """Yield the entries of all tables of faults."""
    for file in sorted((PLANS / "mutations").glob("*.yaml")):
        yield from yaml.safe_load(file.read_text())


def _planned(terraform: Terraform, architecture: str, changes: list[edits.Edit]) -> dict[str, Any]:
    """Return the plan of a configuration that was never applied."""
    with terraform.workspace() as workspace:
        for edit in changes:
            edits.apply(edit, workspace.folder / architecture)
        return normalised(workspace.plan(architecture))


def _changed(terraform: Terraform, change: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plan of a change to what was applied before, or the state after it was."""
    architecture = change["architecture"]
    with terraform.workspace() as workspace:
        folder = workspace.folder / architecture
        for edit in change.get("before", ()):
            edits.apply(edit, folder)
        workspace.apply(architecture)
        if change.get("show") == "state":
            return normalised(workspace.state(architecture))
        for edit in change.get("after", ()):
            edits.apply(edit, folder)
        return normalised(workspace.plan(architecture))


def main() -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a file differs")
    parser.add_argument("--output", type=Path, default=PLANS, metavar="DIR")
    options = parser.parse_args()
    differing = []
    try:
        with Terraform() as terraform:
            for name, content in generate(terraform):
                file = options.output / name
                if file.is_file() and file.read_text() == content:
                    continue
                differing.append(name)
                if not options.check:
                    file.write_text(content)
    except (TerraformError, edits.EditError) as error:
        print(error, file=sys.stderr)
        return 2
    for name in differing:
        print("differs:" if options.check else "written:", name)
    return 1 if options.check and differing else 0


if __name__ == "__main__":
    sys.exit(main())
