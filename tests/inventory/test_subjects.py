"""Subjects: what rules see of each kind of asset, the same bytes every time."""

import json

import pytest
from inventory_records import (
    NOW,
    REGION,
    WORLD,
    compute,
    document,
    inventory,
    serverless,
    short,
    states,
    subjects,
    violations,
)

from lbpolicy.inventory import KINDS, SubjectBuilder


def test_the_kinds_of_a_load_balancer() -> None:
    made = subjects(inventory(serverless()))
    assert sorted({subject.kind for subject in made}) == sorted(
        set(KINDS) - {"backend_bucket", "certificate"}
    )
    assert [v for subject in made for v in violations(json.loads(subject.document))] == []
