"""The cases of the rules: tests/policies/<kind>/<rule file>.yaml, each over a clean subject."""

import copy
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lbpolicy import resources
from lbpolicy.model import AssetRef, Origin, PolicySet, Rule, RuleSubject, Subject
from lbpolicy.policy import load

HERE = Path(__file__).resolve().parent
KINDS_OF_CASE = frozenset({"fails", "passes", "not_applicable", "default", "unknown", "link"})
KEYS = frozenset({"name", "kind", "base", "input", "parameters", "status", "path", "messages", "count"})


@dataclass(frozen=True)
class Case:
    """One case of one rule."""

    rule: Rule
    on: RuleSubject
    name: str
    kind: str
    status: str
    path: str | None
    messages: tuple[str, ...]
    count: int | None
    parameters: dict[str, Any]
    document: dict[str, Any]

    @property
    def label(self) -> str:
        twin = "" if self.on is self.rule.subjects[0] else f" {self.on.kind}"
        return f"{self.rule.id}{twin}: {self.name}"

    def subject(self) -> Subject:
        asset = self.document["asset"]
        ref = AssetRef(asset["name"], asset["type"], asset["project"], asset["location"])
        return Subject(self.on.kind, ref, Origin("case.yaml", 1), json.dumps(self.document).encode())


@cache
def all_policies() -> PolicySet:
    """Every rule with its default parameters, whatever the bundles select."""
    return load([resources.folder("policies")])


@cache
def bases() -> dict[str, Any]:
    """A clean subject for each kind, by the kind's name, and variants that a case names with `base`."""
    files = sorted((HERE / "bases").glob("*.yaml"))
    return {name: one for file in files for name, one in yaml.safe_load(file.read_text("utf-8")).items()}


def merge(base: Any, over: Any) -> Any:
    """Objects are merged, an explicit null removes an attribute, everything else replaces."""
    if isinstance(base, dict) and isinstance(over, dict):
        merged = {key: value for key, value in base.items() if over.get(key, ...) is not None}
        merged |= {key: merge(base.get(key), value) for key, value in over.items() if value is not None}
        return merged
    return copy.deepcopy(over)


def case_file(on: RuleSubject) -> Path:
    return HERE / on.kind / f"{on.package.rpartition('.')[2]}.yaml"


def cases_of(rule: Rule, on: RuleSubject) -> list[Case]:
    made = []
    for raw in yaml.safe_load(case_file(on).read_text(encoding="utf-8")):
        unexpected = set(raw) - KEYS
        assert not unexpected, f"{rule.id} {raw.get('name')}: unexpected {unexpected}"
        made.append(
            Case(
                rule,
                on,
                raw["name"],
                raw["kind"],
                raw["status"],
                raw.get("path"),
                tuple(raw.get("messages", ())),
                raw.get("count"),
                raw.get("parameters", {}),
                merge(bases()[raw.get("base", on.kind)], raw.get("input", {})),
            )
        )
    return made


@cache
def all_cases() -> tuple[Case, ...]:
    return tuple(
        case
        for rule in all_policies().rules
        for on in rule.subjects
        if case_file(on).is_file()
        for case in cases_of(rule, on)
    )


def with_parameters(policies: PolicySet, case: Case) -> PolicySet:
    """The case's own rule alone, with the case's parameters."""
    from dataclasses import replace

    rule = replace(case.rule, values={**case.rule.values, **case.parameters})
    return replace(policies, rules=(rule,))
