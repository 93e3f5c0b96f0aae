"""The one place where these tests call lbpolicy, and what they compare."""

import json
import shutil
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from architecture.mutation import clean

from examples.architectures.organization import organization
from examples.architectures.records import Record
from examples.architectures.stacks import SHOP
from lbpolicy.model import Report, Status
from lbpolicy.policy import Config
from lbpolicy.scan import ScanRequest, scan
from tools.plans import edits
from tools.plans.normalised import patched

PLANS = Path(__file__).parent
EXAMPLES = PLANS.parents[1] / "examples" / "terraform"
EVALUATED_AT = datetime(2026, 11, 21, tzinfo=UTC)

Verdict = tuple[str, str]
"""(rule id, short name of the asset)."""


def judge(
    source: Path,
    inventory: Path | None = None,
    source_dir: Path | None = None,
    config: Config | None = None,
) -> Report:
    """Scan a plan or an export, with everything in the report. regorus is the faster of the two engines."""
    return scan(
        ScanRequest(
            sources=(str(source),),
            inventory_sources=(str(inventory),) if inventory else (),
            source_dir=source_dir,
            config=config,
            engine="regorus",
            jobs=1,
            evaluated_at=EVALUATED_AT,
            keep_passes=True,
            all_findings=True,
        )
    )


def with_status(report: Report, status: Status) -> set[Verdict]:
    return {
        (f.outcome.rule, f.outcome.asset.short_name) for f in report.findings if f.outcome.status is status
    }


def verdicts(report: Report) -> set[tuple[str, str, str]]:
    """(rule id, full name of the asset, status), of all that applies."""
    return {(f.outcome.rule, f.outcome.asset.name, str(f.outcome.status)) for f in report.findings}


def write(file: Path, records: Iterable[Record]) -> Path:
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    return file


def export_of(architecture: str, folder: Path) -> Path:
    return write(folder / "export.ndjson", clean(architecture).records)


def above(folder: Path) -> Path:
    """What a plan of one project never has: the project, folder and organization with their IAM policies."""
    return write(folder / "organization.ndjson", organization(SHOP))


@cache
def plan_of(architecture: str) -> Any:
    return json.loads((PLANS / f"{architecture}.json").read_text())


@cache
def mutated() -> Any:
    return json.loads((PLANS / "mutated.json").read_text())


@cache
def tables() -> dict[str, Mapping[str, Any]]:
    """Name of a mutation -> its entry in tests/plans/mutations."""
    entries = [e for file in sorted(PLANS.glob("mutations/*.yaml")) for e in yaml.safe_load(file.read_text())]
    names = [entry["mutation"] for entry in entries]
    assert len(names) == len(set(names))
    return dict(zip(names, entries, strict=True))


def configuration(entry: Mapping[str, Any], folder: Path) -> Path:
    """The .tf files of a mutation, as its plan was made from them."""
    shutil.copytree(EXAMPLES, folder / "terraform")
    root = folder / "terraform" / str(entry["architecture"])
    for edit in entry["edits"]:
        edits.apply(edit, root)
    return root


def planned_mutation(entry: Mapping[str, Any], folder: Path) -> Path:
    file = folder / "plan.json"
    plan = patched(plan_of(entry["architecture"]), mutated()[entry["mutation"]])
    file.write_text(json.dumps(plan))
    return file


@cache
def differences() -> list[Any]:
    entries: list[Any] = yaml.safe_load((PLANS / "differences.yaml").read_text())
    return entries


def differing(architecture: str) -> dict[Verdict, tuple[str, str]]:
    """(rule, asset) -> status from the export and from the plan, where they may differ."""
    return {
        (rule, asset): (entry["export"], status)
        for entry in differences()
        for asset in entry["assets"].get(architecture, ())
        for rule, status in entry["rules"].items()
    }
