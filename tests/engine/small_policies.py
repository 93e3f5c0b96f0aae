"""Policies of a few lines, to see how the engine takes them."""

import json
from collections.abc import Iterable
from pathlib import Path

from lbpolicy.engine import Evaluator
from lbpolicy.model import (
    AssetRef,
    Evaluation,
    Origin,
    PolicySet,
    Remediation,
    Rule,
    RuleSubject,
    Severity,
    Subject,
)

KIND = "backend_service"


def rule(number: int, *, values: dict[str, object] | None = None) -> Rule:
    """Make the rule LB9<number> whose package is the file r<number>."""
    return Rule(
        id=f"LB9{number:02d}",
        name="Small",
        subjects=(
            RuleSubject(
                KIND,
                f"lbpolicy.rules.{KIND}.r{number}",
                "Small",
                Remediation("Nothing."),
                Path(f"r{number}.rego"),
            ),
        ),
        description="A rule for a test.",
        severity=Severity.HIGH,
        precision="high",
        source=("beyond",),
        related_resources=(),
        requires=(),
        values=values or {},
    )


def policies(*bodies: str, library: str = "") -> PolicySet:
    """Make a policy set: one rule for each body, in order."""
    rules = tuple(rule(i) for i, _ in enumerate(bodies, 1))
    packages = [r.subjects[0].package for r in rules]
    sources = {p: f"package {p}\n\n{body}\n" for p, body in zip(packages, bodies, strict=True)}
    libraries = {"lib/small.rego": f"package lbpolicy.lib.small\n\n{library}\n"} if library else {}
    return PolicySet(rules, sources, libraries)


def evaluate(
    subjects: Iterable[Subject], policy_set: PolicySet, engine: str = "regopy", jobs: int | None = None
) -> list[Evaluation]:
    """Judge subjects by workers that are started when the first is there."""
    with Evaluator(policy_set, engine, jobs) as evaluator:
        return list(evaluator.evaluate(subjects))


def subject(resource: object = None, *, name: str = "web", unknown: tuple[str, ...] = ()) -> Subject:
    """Make a subject with this resource."""
    full = f"//compute.googleapis.com/projects/p/global/backendServices/{name}"
    document = {
        "asset": {"name": full, "type": "compute.googleapis.com/BackendService"},
        "resource": {} if resource is None else resource,
        "links": {},
        "facts": {},
        "unknown": list(unknown),
    }
    ref = AssetRef(full, "compute.googleapis.com/BackendService", "p", "global")
    return Subject(KIND, ref, Origin("export.ndjson", 1), json.dumps(document).encode())


FAILS = 'applies := true\n\nfindings := [{"path": "/protocol", "message": "It fails."}]'
PASSES = "applies := true\n\nfindings := []"
