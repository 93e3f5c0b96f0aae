"""The schema files themselves: valid, safe to use on hostile data, and true to real resources."""

import copy
import json
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lbpolicy.inventory.schemas import AssetSchemas
from lbpolicy.inventory.types import KINDS, TYPES, lookup
from lbpolicy.resources import folder

TESTS = Path(__file__).resolve().parents[1]
FIXTURES = TESTS.parent.parent / "shared" / "fixtures"
SCHEMAS = folder("schemas")
ASSETS = SCHEMAS / "assets"
FILES = sorted(ASSETS.rglob("*.json"))

strict = runpy.run_path(str(TESTS / "support_strict.py"))["strict"]


def subschemas(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            yield from subschemas(schema[keyword])
    for child in [*schema.get("properties", {}).values(), *schema.get("anyOf", [])]:
        yield from subschemas(child)


@pytest.mark.parametrize("path", [*FILES, folder("schemas") / "subject.schema.json"], ids=lambda p: p.stem)
def test_schema_is_valid_and_names_itself(path: Path) -> None:
    schema = json.loads(path.read_text())
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"https://lbpolicy.dev/schemas/{path.relative_to(folder('schemas')).as_posix()}"
    assert schema["type"] == "object"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_asset_schema_uses_only_what_can_be_explained(path: Path) -> None:
    head = {"$schema", "$id", "$comment", "title", "$defs"}
    schema = json.loads(path.read_text())
    used = {
        key for part in [schema, *schema.get("$defs", {}).values()] for s in subschemas(part) for key in s
    }
    assert used - head <= {
        "$ref", "additionalProperties", "anyOf", "enum", "items", "properties", "required", "type",
    }  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_asset_schema_is_not_recursive(path: Path) -> None:
    """A recursive schema lets a deeply nested asset exhaust the native stack, and that ends the process."""
    definitions = json.loads(path.read_text()).get("$defs", {})
    pending = {
        name: {s["$ref"].removeprefix("#/$defs/") for s in subschemas(part) if "$ref" in s}
        for name, part in definitions.items()
    }
    while leaves := {name for name, needed in pending.items() if not needed & pending.keys()}:
        pending = {name: needed for name, needed in pending.items() if name not in leaves}
    assert not pending


def test_every_type_of_the_inventory_has_a_schema() -> None:
    present = {path.relative_to(ASSETS).with_suffix("").as_posix() for path in FILES}
    assert {t.name for t in TYPES} <= present


def recorded(value: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the compute resources of an API response, each with its asset type."""
    kinds = {f"compute#{t.name.rpartition('/')[2].lower()}": t.name for t in TYPES}
    if isinstance(value, list):
        for item in value:
            yield from recorded(item)
    elif isinstance(value, dict):
        asset_type = kinds.get(str(value.get("kind")).lower())
        if asset_type:
            yield asset_type, value
        else:
            yield from recorded(list(value.values()))


def real_assets() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(FIXTURES.glob("gcpdiag/*/json-dumps/*.json")):
        response = json.loads(path.read_text())
        yield from recorded(response)
        if path.name == "cloudrun_services.json":
            yield from (("run.googleapis.com/Service", service) for service in response["services"])
        if path.name == "project.json":
            yield "cloudresourcemanager.googleapis.com/Project", response
    for line in (FIXTURES / "forseti" / "mock_cai_resources.dump").read_text().splitlines():
        record = json.loads(line)
        known = lookup(record["asset_type"])
        if known:
            yield known.name, record["resource"]["data"]
    for line in (FIXTURES / "forseti" / "mock_cai_iam_policies.dump").read_text().splitlines():
        yield "iam_policy", json.loads(line)["iam_policy"]


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the shared fixtures are not beside this checkout")
def test_real_resources_are_valid() -> None:
    schemas = AssetSchemas(ASSETS)
    checked = 0
    for asset_type, data in real_assets():
        assert schemas.violation(asset_type, data) is None, f"{asset_type}: {data}"
        checked += 1
    assert checked >= 90


def test_strict_refuses_what_google_does_not_list() -> None:
    schema = json.loads((ASSETS / "compute.googleapis.com" / "BackendService.json").read_text())
    before = copy.deepcopy(schema)
    validator = Draft202012Validator(strict(schema))
    assert schema == before
    assert validator.is_valid({"protocol": "HTTP", "iap": {"enabled": True}, "metadatas": {"any": "thing"}})
    assert not validator.is_valid({"protokol": "HTTP"})
    assert not validator.is_valid({"iap": {"enable": True}})
    assert not validator.is_valid({"backends": [{"balanceMode": "RATE"}]})


def test_strict_knows_an_attribute_called_properties() -> None:
    schema = json.loads((ASSETS / "compute.googleapis.com" / "InstanceTemplate.json").read_text())
    validator = Draft202012Validator(strict(schema))
    assert validator.is_valid({"properties": {"tags": {"items": ["web"]}}})
    assert not validator.is_valid({"properties": {"tag": {}}})


SUBJECT = json.loads((SCHEMAS / "subject.schema.json").read_text())
ABSENT = {"state": "absent"}
GAP = {"state": "unexported", "path": "", "name": "", "reason": "Nothing of project q was exported."}


def subject(kind: str) -> dict[str, Any]:
    """Return a subject of a kind: nothing attached, every single link absent."""
    names = SUBJECT["$defs"][f"{kind}_links"]["properties"]
    document: dict[str, Any] = {
        "asset": asset(KINDS[kind].name),
        "resource": {"name": "web"},
        "links": {n: dict(ABSENT) if r["$ref"].endswith("/single_link") else [] for n, r in names.items()},
        "facts": {"exposure": "none", "schemes": [], "certificates": [], "managed": False},
        "unknown": ["/protocol"],
        "context": {"evaluated_at": "2026-11-21T00:00:00Z", "has_iam": False},
    }
    if kind in {"run_service", "backend_service"}:
        level = {"level": "project", "name": "//cloudresourcemanager.googleapis.com/projects/p"}
        document["iam"] = {
            "state": "unexported",
            "levels": [{**level, "state": "unexported"}],
            "bindings": [],
        }
    return document


def asset(asset_type: str) -> dict[str, str]:
    return {
        "name": f"//{asset_type}/web",
        "type": asset_type,
        "project": "p",
        "project_number": "",
        "location": "global",
        "scope": "global",
    }


def set_at(document: dict[str, Any], pointer: str, value: object) -> None:
    *parents, last = pointer.split("/")[1:]
    for segment in parents:
        document = document[segment]
    document[last] = value


@pytest.mark.parametrize("kind", KINDS)
def test_subject_of_each_kind(kind: str) -> None:
    errors = [error.message for error in Draft202012Validator(SUBJECT).iter_errors(subject(kind))]
    assert not errors
    other = "ssl_policy" if kind == "forwarding_rule" else "forwarding_rule"
    assert not Draft202012Validator(SUBJECT).is_valid({**subject(kind), "links": subject(other)["links"]})


def test_every_definition_of_links_is_that_of_a_kind() -> None:
    defined = {name.removesuffix("_links") for name in SUBJECT["$defs"] if name.endswith("_links")}
    assert defined == set(KINDS)


@pytest.mark.parametrize("link", [ABSENT, GAP, {**GAP, "state": "missing", "path": "/securityPolicy"}])
def test_link_states(link: dict[str, Any]) -> None:
    document = subject("backend_service")
    document["links"]["security_policy"] = link
    assert Draft202012Validator(SUBJECT).is_valid(document)


RESOLVED = {
    "state": "resolved",
    "path": "/backends/0/group",
    "name": "//compute.googleapis.com/projects/p/regions/r/networkEndpointGroups/n",
    "asset": asset("compute.googleapis.com/NetworkEndpointGroup") | {"scope": "regional", "location": "r"},
    "resource": {"networkEndpointType": "SERVERLESS"},
}


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/extra", 1),
        ("/asset/extra", 1),
        ("/asset/scope", "regional"),
        ("/asset/type", "compute.googleapis.com/RegionBackendService"),
        ("/context/extra", 1),
        ("/context/evaluated_at", "2026-11-21"),
        ("/iam/extra", 1),
        ("/iam/state", "unknown"),
        ("/facts/exposure", "public"),
        ("/facts/schemes", "EXTERNAL"),
        ("/unknown", ["protocol"]),
        ("/resource/iap", None),
        ("/resource/backends", [{"group": None}]),
        ("/links/extra", ABSENT),
        ("/links/groups", [ABSENT]),
        ("/links/groups", RESOLVED),
        ("/links/security_policy", []),
        ("/links/security_policy", {"state": "gone"}),
        ("/links/groups", [{**GAP, "reason": ""}]),
        ("/links/groups", [{**GAP, "resource": {}}]),
        ("/links/groups", [{**RESOLVED, "extra": 1}]),
        ("/links/groups", [{**RESOLVED, "reason": "It is not here."}]),
        ("/links/groups", [{k: v for k, v in RESOLVED.items() if k != "asset"}]),
        ("/links/run_services", [GAP]),
        ("/facts/managed", "yes"),
        ("/facts/names", ["a.example", "a.example"]),
        ("/facts/names", [""]),
        ("/facts/not_after", "2027-02-10"),
        ("/facts/not_after", "2027-02-10T01:17:20-08:00"),
        ("/facts/expires_in_days", 1.5),
        ("/facts/certificate_error", ""),
        ("/facts/certificates", [{}]),
    ],
)
def test_subject_is_refused(pointer: str, value: object) -> None:
    document = subject("backend_service")
    document["links"]["groups"] = [RESOLVED, GAP]
    assert Draft202012Validator(SUBJECT).is_valid(document)
    set_at(document, pointer, value)
    assert not Draft202012Validator(SUBJECT).is_valid(document)


def test_only_two_kinds_have_iam() -> None:
    document = subject("backend_service")
    assert not Draft202012Validator(SUBJECT).is_valid({**subject("url_map"), "iam": document.pop("iam")})
    assert not Draft202012Validator(SUBJECT).is_valid(document)


def test_links_to_certificates_have_their_facts() -> None:
    document = subject("target_https_proxy")
    link = {**RESOLVED, "facts": {"certificates": [], "managed": True}, "hostname": ""}
    document["links"]["map_certificates"] = document["links"]["ssl_certificates"] = [link, GAP]
    assert Draft202012Validator(SUBJECT).is_valid(document)
    for facts in ({}, {"certificates": [], "managed": 1}, {"certificates": [], "names": [5]}):
        for name in ("map_certificates", "ssl_certificates"):
            broken = {**document["links"], name: [{**link, "facts": facts}]}
            assert not Draft202012Validator(SUBJECT).is_valid({**document, "links": broken})
