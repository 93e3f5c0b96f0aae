"""Subjects: what rules see of each kind of asset, and the same bytes every time."""

import json
import random
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from inventory_records import (
    NOW,
    REGION,
    WORLD,
    asset,
    document,
    every_kind,
    inventory,
    name_of,
    subjects,
    violations,
)

from lbpolicy.inventory import KINDS, SubjectBuilder
from lbpolicy.model import Asset

READY = inventory(every_kind())


def test_every_kind_has_a_subject_that_follows_the_schema() -> None:
    made = subjects(READY)
    assert {subject.kind for subject in made} == set(KINDS)
    assert [v for subject in made for v in violations(json.loads(subject.document))] == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_subject_of_each_kind_alone(kind: str) -> None:
    """With nothing around it every link up is open, and every link down absent."""
    type_ = KINDS[kind]
    name = f"//{type_.service}/projects/p/global/{type_.collection}/x"
    found = document(inventory([asset(name, type_.name, {})]), name)
    for link in (
        one for value in found["links"].values() for one in (value if isinstance(value, list) else [value])
    ):
        assert link["state"] in {"unexported", "absent"}
    assert found["resource"].items() >= {}.items()
    assert ("iam" in found) == (kind in {"run_service", "backend_service"})


def test_kinds_can_be_chosen() -> None:
    builder = SubjectBuilder(READY, NOW)
    assert {s.kind for s in builder.subjects({"url_map", "ssl_policy"})} == {"url_map", "ssl_policy"}
    assert list(builder.subjects(())) == []


def test_subjects_come_by_name() -> None:
    found = [subject.asset.name for subject in subjects(READY)]
    assert found == sorted(found)


def test_an_asset_is_described() -> None:
    web = f"{REGION}/networkEndpointGroups/web"
    assert document(READY, web)["asset"] == {
        "name": name_of(web),
        "type": "compute.googleapis.com/NetworkEndpointGroup",
        "project": "p",
        "project_number": "1041",
        "location": "europe-west1",
        "scope": "regional",
    }


def test_a_number_of_another_alphabet_is_no_project_number() -> None:
    arabic = "//compute.googleapis.com/projects/\u0661\u0662/global/urlMaps/m"
    ready = inventory(
        [asset(arabic, "compute.googleapis.com/UrlMap", {}, ancestors=("projects/\u0661\u0662",))]
    )
    assert document(ready, arabic)["asset"]["project_number"] == ""


def test_no_secret_reaches_a_subject() -> None:
    assert b"hush" not in b"".join(subject.document for subject in subjects(READY))


def test_the_same_input_gives_the_same_bytes_in_whatever_order_it_is_read() -> None:
    def documents(assets: list[Asset]) -> list[bytes]:
        return [subject.document for subject in subjects(inventory(assets))]

    first = documents(every_kind())
    assert first == documents(every_kind()) == [subject.document for subject in subjects(READY)]
    for seed in range(5):
        shuffled = every_kind()
        random.Random(seed).shuffle(shuffled)  # noqa: S311 - the order of records, not a secret
        assert documents(shuffled) == first


def test_building_a_subject_changes_nothing() -> None:
    builder = SubjectBuilder(READY, NOW)
    for asset_ in READY.assets.values():
        if asset_.type.kind:
            assert builder.build(asset_) == builder.build(asset_)


def test_the_evaluation_time_is_told_in_utc() -> None:
    east = datetime(2026, 11, 21, 9, 30, tzinfo=timezone(timedelta(hours=9)))
    subject = next(SubjectBuilder(READY, east).subjects())
    assert json.loads(subject.document)["context"]["evaluated_at"] == "2026-11-21T00:30:00Z"


def test_deleting_the_frontends_leaves_the_rest() -> None:
    gone = [replace(a, data=None, deleted=True) for a in every_kind() if "forwardingRules" in a.name]
    found = document(inventory([*every_kind(), *gone]), f"{WORLD}/urlMaps/web")
    assert (found["links"]["frontends"], found["facts"]["exposure"]) == ([], "external")
