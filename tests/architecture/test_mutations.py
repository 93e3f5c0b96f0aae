import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from examples.architectures.records import Record
from examples.architectures.stacks import SHOP
from lbpolicy.model import Report, Status
from lbpolicy.policy import load_config
from lbpolicy.resources import folder

from . import (
    backend_mutations,
    balancing_mutations,
    certificate_mutations,
    frontend_mutations,
    loose_mutations,
    network_mutations,
    routing_mutations,
    serverless_mutations,
    tls_mutations,
)
from .harmless_mutations import HARMLESS, SET_UP, UNDECIDED
from .mutation import Mutation, clean
from .scanning import Verdicts, scan_records, verdicts

FAULTS = [
    *frontend_mutations.MUTATIONS,
    *tls_mutations.MUTATIONS,
    *routing_mutations.MUTATIONS,
    *backend_mutations.MUTATIONS,
    *serverless_mutations.MUTATIONS,
    *balancing_mutations.MUTATIONS,
    *certificate_mutations.MUTATIONS,
    *loose_mutations.MUTATIONS,
    *network_mutations.MUTATIONS,
]
DECIDED = [*FAULTS, *HARMLESS]


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """All decided mutations in one export, each in an organization of its own, in no good order."""
    records: list[Record] = []
    for serial, mutation in enumerate(DECIDED):
        records += moved(planted(mutation), serial)
    return scan_records(reversed(records), tmp_path_factory.mktemp("together"))


def planted(mutation: Mutation) -> Sequence[Record]:
    export = clean(mutation.architecture)
    mutation.plant(export)
    return export.records


def moved(records: Sequence[Record], serial: int) -> list[Record]:
    """The same records in project shop-SERIAL of another organization."""
    text = json.dumps(records).replace(SHOP.id, f"shop-{serial}")
    for leading, number in enumerate((SHOP.number, SHOP.folder, SHOP.organization), 1):
        text = text.replace(number, f"{leading}{serial:011d}")
    there: list[Record] = json.loads(text)
    return there


def verdicts_of(report: Report, serial: int, status: Status) -> Verdicts:
    outcomes = [f.outcome for f in report.findings if f.outcome.status is status]
    return {(o.rule, o.asset.short_name) for o in outcomes if o.asset.project == f"shop-{serial}"}


@pytest.mark.parametrize(
    ("serial", "mutation"), [pytest.param(i, m, id=m.name) for i, m in enumerate(DECIDED)]
)
def test_exactly_the_planted_fault_is_found(together: Report, serial: int, mutation: Mutation) -> None:
    assert verdicts_of(together, serial, Status.FAIL) == mutation.fails
    assert verdicts_of(together, serial, Status.REVIEW) == mutation.reviews


def test_nothing_else_is_found(together: Report) -> None:
    projects = {f.outcome.asset.project for f in together.findings}

    assert projects == {f"shop-{serial}" for serial, mutation in enumerate(DECIDED) if mutation.fails}
    assert together.complete


@pytest.mark.parametrize("mutation", [pytest.param(m, id=m.name) for m in UNDECIDED])
def test_what_the_export_leaves_open_is_a_review(mutation: Mutation, tmp_path: Path) -> None:
    report = scan_records(planted(mutation), tmp_path)

    assert verdicts(report, Status.FAIL) == mutation.fails
    assert verdicts(report, Status.REVIEW) == mutation.reviews
    assert report.complete


def test_every_rule_has_a_mutation() -> None:
    files = folder("policies").glob("rules/*/*.rego")
    rules = {i for file in files for i in re.findall(r"^# +id: (\w+)$", file.read_text(), re.MULTILINE)}
    found = {rule for mutation in [*FAULTS, *SET_UP] for rule, _ in mutation.fails}

    assert found == rules


@pytest.mark.parametrize("mutation", [pytest.param(m, id=m.name) for m in SET_UP])
def test_what_a_parameter_decides(mutation: Mutation, tmp_path: Path) -> None:
    config = tmp_path / "lbpolicy.yaml"
    config.write_text(json.dumps({"rules": mutation.settings}))
    report = scan_records(planted(mutation), tmp_path, load_config(config))

    assert verdicts(report, Status.FAIL) == mutation.fails
    assert verdicts(report, Status.REVIEW) == mutation.reviews


def test_mutations_have_names_of_their_own() -> None:
    names = [mutation.name for mutation in [*DECIDED, *UNDECIDED, *SET_UP]]

    assert len(names) == len(set(names))
