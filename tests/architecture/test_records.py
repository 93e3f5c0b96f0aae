"""The sample records use attributes and values that Google's API has, and no others."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from examples.architectures import CLEAN
from examples.architectures.records import Record
from examples.generate import records
from lbpolicy.resources import folder

from .mutation import clean


def closed(schema: Any) -> Any:
    """Return the schema with every object closed to attributes that it does not name."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    children = {key: closed(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
        children.setdefault("additionalProperties", False)
    return children


def violations(record: Record) -> list[str]:
    service, _, name = record["asset_type"].partition("/")
    name = name.removeprefix("Global").removeprefix("Region")
    if service == "run.googleapis.com":
        name = "ServiceV1"
    file = folder("schemas") / "assets" / service / f"{name}.json"
    if not file.exists():
        return [] if name in {"Disk", "Instance", "Subnetwork"} else [f"{file} does not exist"]
    errors = Draft202012Validator(closed(json.loads(file.read_text()))).iter_errors(
        record["resource"]["data"]
    )
    return [f"{record['name']} {error.json_path}: {error.message}" for error in errors]


@pytest.mark.parametrize("architecture", CLEAN)
def test_records_of_the_architectures_are_real(architecture: str) -> None:
    resources = [r for r in clean(architecture).records if "resource" in r]

    assert [text for record in resources for text in violations(record)] == []


def test_records_of_the_example_are_real() -> None:
    assert [text for record in records() if "resource" in record for text in violations(record)] == []


@pytest.mark.parametrize("architecture", CLEAN)
def test_names_are_unique(architecture: str) -> None:
    names = [(r["name"], "resource" in r) for r in clean(architecture).records]

    assert len(names) == len(set(names))
