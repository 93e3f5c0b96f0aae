"""What is resolved before a plan is applied is what it leads to after it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from lbpolicy.sources.terraform.documents.plan import Plan, read
from lbpolicy.sources.terraform.documents.planned import value_at
from lbpolicy.sources.terraform.resolve.resolver import Resolver
from lbpolicy.sources.terraform.syntax.sources import TerraformSources

CORPUS = Path(__file__).parent / "corpus"
NAMES = ("maps", "modules", "odd", "sets")

UNDECIDABLE = {
    # a regular expression, a directive within a template, a condition that apply decides
    "google_compute_url_map.regex default_service",
    "google_compute_url_map.tdir default_service",
    "google_compute_url_map.unknowncond default_service",
}
BEYOND_PLANS = {
    # `"${...id}-canary"` and `[(count.index + 1) % 3]`: plan JSON tells the names that are used, not how
    "google_compute_url_map.suffix default_service",
    "google_compute_target_http_proxy.idx[0] url_map",
    "google_compute_target_http_proxy.idx[1] url_map",
    "google_compute_target_http_proxy.idx[2] url_map",
}


def _load(name: str) -> tuple[Plan, dict[str, Any]]:
    plan = read(orjson.loads((CORPUS / name / "plan.json").read_bytes()))
    return plan, json.loads((CORPUS / name / "expected.json").read_text())


def _references(
    plan: Plan, expected: dict[str, Any]
) -> Iterator[tuple[str, Any, tuple[str | int, ...], Any]]:
    planned = {one.address: one for one in plan.resources}
    for key, target in expected["references"].items():
        address, _, path = key.rpartition(" ")
        yield key, planned[address], tuple(int(s) if s.isdecimal() else s for s in path.split(".")), target


@pytest.mark.parametrize("name", NAMES)
def test_with_sources_every_reference_leads_where_apply_led(name: str) -> None:
    plan, expected = _load(name)
    resolver = Resolver(plan, TerraformSources(CORPUS / name, plan))
    found = {}
    for key, planned, path, target in _references(plan, expected):
        if isinstance(target, list):
            items = resolver.resolve_list(planned, path)
            found[key] = [item.address for item in items.items] if items.complete else None
        else:
            found[key] = resolver.resolve(planned, path).address
    wanted = {k: None if k in UNDECIDABLE else v for k, v in expected["references"].items()}
    assert found == wanted


@pytest.mark.parametrize("name", NAMES)
def test_without_sources_nothing_leads_elsewhere(name: str) -> None:
    plan, expected = _load(name)
    resolver = Resolver(plan)
    wrong, known = {}, 0
    for key, planned, path, target in _references(plan, expected):
        if isinstance(target, list):
            continue
        resolution = resolver.resolve(planned, path)
        known += resolution.address is not None
        if resolution.address not in {None, target} and key not in BEYOND_PLANS:
            wrong[key] = resolution
        assert resolution.address or resolution.reason, key
    assert not wrong
    assert known >= {"maps": 20, "modules": 6, "odd": 7, "sets": 11}[name]


@pytest.mark.parametrize("name", ["maps", "modules", "sets"])
@pytest.mark.parametrize("with_sources", [True, False])
def test_elements_of_sets_are_told_apart(name: str, with_sources: bool) -> None:  # noqa: FBT001 - a parameter
    plan, expected = _load(name)
    resolver = Resolver(plan, TerraformSources(CORPUS / name, plan) if with_sources else None)
    planned = {one.address: one for one in plan.resources}
    told = 0
    for key, rows in expected["sets"].items():
        address, _, kind = key.rpartition(" ")
        listed = value_at(planned[address].after, (kind,))
        elements = [{k: v for k, v in element.items() if v is not None} for element in listed]
        for index, element in enumerate(elements):
            element["group"] = resolver.resolve(planned[address], (kind, index, "group")).address
        if all(element["group"] for element in elements):
            told += 1
            assert sorted(elements, key=_text) == sorted(rows, key=_text), key
        else:
            assert not with_sources, key
    assert told >= (len(expected["sets"]) if with_sources else {"maps": 0, "modules": 0, "sets": 2}[name])


def _text(row: dict[str, Any]) -> str:
    return json.dumps(row, sort_keys=True)
