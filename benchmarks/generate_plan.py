"""Write a Terraform plan of many load balancers: plans of the tests, each repeated as modules with for_each.

Usage, in the root of the checkout:
  python -m benchmarks.generate_plan --resources 1000 plan.json
"""

import argparse
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PLANS = Path(__file__).resolve().parents[1] / "tests" / "plans"
SOURCES = PLANS.parents[1] / "examples" / "terraform"
STACKS = ("serverless_iap", "vm_two_regions", "content_based_bucket")
"""As Terraform wrote them (tests/plans); the last lacks the compute of a project of its own."""
PROJECT = "shop-prod"
"""What each copy replaces by a project of its own."""


def plan(resources: int) -> dict[str, Any]:
    """Return the JSON of a plan with at least so many resources, as `terraform show -json` prints one."""
    stacks = {name: json.loads((PLANS / f"{name}.json").read_bytes()) for name in STACKS}
    first = stacks[STACKS[0]]
    made: dict[str, Any] = {
        "format_version": first["format_version"],
        "terraform_version": first["terraform_version"],
        "planned_values": {"root_module": {"child_modules": []}},
        "resource_changes": [],
        "configuration": {
            "provider_config": first["configuration"]["provider_config"],
            "root_module": {"module_calls": {name: _call(name, stacks[name]) for name in STACKS}},
        },
    }
    for number, name in _copies():
        if len(made["resource_changes"]) >= resources:
            return made
        prefix = f'module.{name}["{number:04}"]'
        copy = json.loads(json.dumps(stacks[name]).replace(PROJECT, f"team-{number:04}"))
        made["resource_changes"] += [_moved(change, prefix) for change in copy["resource_changes"]]
        root = _moved_module(copy["planned_values"]["root_module"], prefix)
        made["planned_values"]["root_module"]["child_modules"].append({**root, "address": prefix})
    raise AssertionError("copies never end")


def write_sources(folder: Path) -> None:
    """Write the sources of such a plan: a root module that calls the stacks, and the stacks beside it."""
    call = 'module "{0}" {{\n  source   = "./{0}"\n  for_each = local.teams\n  project  = each.value\n}}\n'
    calls = "".join(call.format(name) for name in STACKS)
    (folder / "main.tf").write_text(calls, encoding="utf-8")
    for name in (*STACKS, "modules"):
        shutil.copytree(SOURCES / name, folder / name)


def _copies() -> Iterator[tuple[int, str]]:
    number = 0
    while True:
        yield number, STACKS[number % len(STACKS)]
        number += 1


def _call(name: str, stack: dict[str, Any]) -> dict[str, Any]:
    return {
        "source": f"./{name}",
        "for_each_expression": {"references": ["local.teams"]},
        "expressions": {"project": {"references": ["each.value"]}},
        "module": stack["configuration"]["root_module"],
    }


def _moved(change: dict[str, Any], prefix: str) -> dict[str, Any]:
    inside = change.get("module_address", "")
    return {
        **change,
        "address": f"{prefix}.{change['address']}",
        "module_address": f"{prefix}.{inside}" if inside else prefix,
    }


def _moved_module(module: dict[str, Any], prefix: str) -> dict[str, Any]:
    """Return a module of `planned_values` and those inside it under other addresses."""
    moved = {
        **module,
        "resources": [{**r, "address": f"{prefix}.{r['address']}"} for r in module.get("resources", [])],
        "child_modules": [_moved_module(one, prefix) for one in module.get("child_modules", [])],
    }
    if "address" in module:
        moved["address"] = f"{prefix}.{module['address']}"
    return moved


def main() -> None:
    """Write the plan that the options describe."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--resources", type=int, default=1000)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    options.file.write_text(json.dumps(plan(options.resources)), encoding="utf-8")


if __name__ == "__main__":
    main()
