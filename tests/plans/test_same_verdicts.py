"""The verdict before apply is the verdict after apply: plans of the architectures against their exports."""

import json
from pathlib import Path

import pytest
from architecture.harmless_mutations import SET_UP, UNDECIDED
from architecture.mutation import Mutation
from architecture.test_mutations import DECIDED

from examples.architectures import CLEAN
from lbpolicy.model import Level, Status
from lbpolicy.policy import Config, load_config

from . import judging
from .judging import judge, tables, with_status

MUTATIONS = {mutation.name: mutation for mutation in [*DECIDED, *UNDECIDED, *SET_UP]}
PLANNED = [name for name in MUTATIONS if "edits" in tables().get(name, {})]


@pytest.mark.parametrize("architecture", CLEAN)
def test_a_plan_and_its_export_get_the_same_verdict(architecture: str, tmp_path: Path) -> None:
    plan = judge(
        judging.PLANS / f"{architecture}.json",
        judging.above(tmp_path),
        judging.EXAMPLES / architecture,
    )
    export = judge(judging.export_of(architecture, tmp_path))
    before, after = judging.verdicts(export), judging.verdicts(plan)

    expected = judging.differing(architecture)
    found = {
        (rule, name.rpartition("/")[2]): (status_in(before, rule, name), status_in(after, rule, name))
        for rule, name, _ in before ^ after
    }
    assert found == expected
    assert plan.complete
    assert plan.coverage.invalid == 0


def status_in(verdicts: set[tuple[str, str, str]], rule: str, name: str) -> str:
    return next((status for r, n, status in verdicts if (r, n) == (rule, name)), "none")


@pytest.mark.parametrize("architecture", CLEAN)
def test_a_plan_alone_raises_no_false_alarm(architecture: str) -> None:
    report = judge(judging.PLANS / f"{architecture}.json")

    assert with_status(report, Status.FAIL) == set()
    assert [n for n in report.notifications if n.level is not Level.NOTE] == []


@pytest.mark.parametrize("name", PLANNED)
def test_a_fault_fails_before_it_is_applied(name: str, tmp_path: Path) -> None:
    mutation, entry = MUTATIONS[name], tables()[name]
    instead = entry.get("instead", {})
    live = judging.export_of(mutation.architecture, tmp_path) if entry.get("live") else None
    report = judge(
        judging.planned_mutation(entry, tmp_path),
        live or judging.above(tmp_path),
        judging.configuration(entry, tmp_path),
        settings(mutation, tmp_path),
    )

    assert with_status(report, Status.FAIL) == pairs(instead.get("fails"), mutation.fails)
    anyway = {
        key for key, (_, status) in judging.differing(mutation.architecture).items() if status == "review"
    }
    reviews = with_status(report, Status.REVIEW) - with_status(report, Status.FAIL) - anyway
    assert reviews == pairs(instead.get("reviews"), mutation.reviews) - anyway
    assert report.complete


def pairs(listed: dict[str, list[str]] | None, otherwise: set[tuple[str, str]]) -> set[tuple[str, str]]:
    if listed is None:
        return otherwise
    return {(rule, asset) for asset, rules in listed.items() for rule in rules}


def settings(mutation: Mutation, folder: Path) -> Config | None:
    if not mutation.settings:
        return None
    file = folder / "lbpolicy.yaml"
    file.write_text(json.dumps({"rules": mutation.settings}))
    return load_config(file)


def test_every_mutation_is_planned_or_says_why_it_cannot_be() -> None:
    assert set(tables()) == set(MUTATIONS)
    for name, entry in tables().items():
        assert entry["architecture"] == MUTATIONS[name].architecture
        assert ("edits" in entry) != bool(entry.get("cannot"))
        assert "instead" not in entry or entry["why"]


def test_every_planned_mutation_is_in_the_recorded_plans() -> None:
    assert set(judging.mutated()) == set(PLANNED)
