import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lbpolicy.errors import LbpolicyError
from lbpolicy.inventory.schemas import AssetSchemas
from lbpolicy.resources import folder

ASSETS = folder("schemas") / "assets"
BACKEND_SERVICE = "compute.googleapis.com/BackendService"
PROJECT = "cloudresourcemanager.googleapis.com/Project"


@pytest.fixture(scope="module")
def schemas() -> AssetSchemas:
    return AssetSchemas(ASSETS)


def nested(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"protocol": "HTTP", "timeoutSec": 30, "enableCDN": False, "backends": [{"capacityScaler": 0.5}]},
        {"id": 8123456789012345678, "logConfig": {"sampleRate": 1}},
        {"id": "8123456789012345678", "timeoutSec": 30.0},
        {"anAlphaAttribute": {"x": None}, "backends": [{"another": 1}]},
    ],
)
def test_fine(schemas: AssetSchemas, data: dict[str, Any]) -> None:
    assert schemas.violation(BACKEND_SERVICE, data) is None


def test_type_without_schema_is_fine(schemas: AssetSchemas) -> None:
    assert schemas.violation("sqladmin.googleapis.com/Instance", {"name": 5}) is None


@pytest.mark.parametrize(
    ("asset_type", "data", "sentence"),
    [
        (BACKEND_SERVICE, {"timeoutSec": "30"}, '/timeoutSec: expected an integer, found "30".'),
        (BACKEND_SERVICE, {"enableCDN": None}, "/enableCDN: expected true or false, found null."),
        (BACKEND_SERVICE, {"id": True}, "/id: expected an integer or a string, found true."),
        (BACKEND_SERVICE, {"iap": []}, "/iap: expected an object, found an array."),
        (
            BACKEND_SERVICE,
            {"backends": [{}, {"balancingMode": "SPEED"}], "timeoutSec": "x", "id": 1.5},
            '/timeoutSec: expected an integer, found "x" (and 2 more).',
        ),
        (
            BACKEND_SERVICE,
            {"compressionMode": None},
            "/compressionMode: expected one of AUTOMATIC, DISABLED, found null.",
        ),
        (PROJECT, {"parent": 5}, "/parent: expected an object or a string, found 5."),
        (PROJECT, {"labels": {"a/b~c": 5}}, "/labels/a~1b~0c: expected a string, found 5."),
        ("iam_policy", {"bindings": [{}]}, "/bindings/0: expected an object with role, found one without."),
        ("iam_policy", {"bindings": {}}, "/bindings: expected an array, found an object."),
    ],
)
def test_violation_in_words(
    schemas: AssetSchemas, asset_type: str, data: dict[str, Any], sentence: str
) -> None:
    assert schemas.violation(asset_type, data) == sentence


def test_both_shapes_of_a_project(schemas: AssetSchemas) -> None:
    exported = {"projectId": "p", "projectNumber": "1", "lifecycleState": "ACTIVE"}
    assert schemas.violation(PROJECT, {**exported, "parent": {"type": "folder", "id": "2"}}) is None
    assert (
        schemas.violation(PROJECT, {"name": "projects/1", "state": "ACTIVE", "parent": "folders/2"}) is None
    )


def test_iam_policy(schemas: AssetSchemas) -> None:
    condition = {"title": "t", "expression": "request.time < timestamp('2027-01-01T00:00:00Z')"}
    binding = {"role": "roles/run.invoker", "members": ["allUsers"], "condition": condition}
    assert schemas.violation("iam_policy", {"bindings": [binding], "etag": "BwX", "version": 3}) is None


@pytest.mark.parametrize(
    ("asset_type", "data"),
    [
        (BACKEND_SERVICE, {"iap": {"oauth2ClientSecret": 4711}}),
        (BACKEND_SERVICE, {"customRequestHeaders": "Authorization: 4711"}),
        (BACKEND_SERVICE, {"iap": {"enabled": [{"oauth2ClientSecret": "4711"}]}}),
        (BACKEND_SERVICE, {"timeoutSec": "-----BEGIN PRIVATE KEY-----4711"}),
        ("compute.googleapis.com/SslCertificate", {"privateKey": 4711}),
        ("run.googleapis.com/Service", {"template": {"containers": [{"env": [{"value": 4711}]}]}}),
    ],
)
def test_no_secret_is_shown(schemas: AssetSchemas, asset_type: str, data: dict[str, Any]) -> None:
    sentence = schemas.violation(asset_type, data)
    assert sentence is not None
    assert "4711" not in sentence


@pytest.mark.parametrize(
    "data",
    [
        {"protocol": "\x1b[31m\n\u202e" * 1000},
        {"timeoutSec": "\\" * 100_000},
        {"usedBy": [{"reference": 10**4000}]},
        {"metadatas": {}, "backends": [{"maxRate": "x"}] * 1_000_000},
    ],
)
def test_sentence_is_short_and_printable(schemas: AssetSchemas, data: dict[str, Any]) -> None:
    sentence = schemas.violation(BACKEND_SERVICE, data)
    assert sentence is not None
    assert len(sentence) < 400
    assert sentence.isascii()
    assert sentence.isprintable()


def test_only_the_first_hundred_errors_are_counted(schemas: AssetSchemas) -> None:
    sentence = schemas.violation(BACKEND_SERVICE, {"healthChecks": [5] * 1000})
    assert sentence is not None
    assert sentence.endswith("expected a string, found 5 (and at least 99 more).")


def test_hostile_depth(schemas: AssetSchemas) -> None:
    deep = "It is nested too deeply to be checked against its schema."
    assert schemas.violation(BACKEND_SERVICE, {"unknownAttribute": nested(10_000)}) is None
    assert schemas.violation(BACKEND_SERVICE, {"backends": nested(10_000)}) == deep
    assert schemas.violation(BACKEND_SERVICE, {"protocol": nested(10_000)}) == deep


@pytest.mark.parametrize(
    "data",
    [
        {"protocol": "\ud800"},
        {5: "x"},
        {"protocol": 10**5000},
        {"backends": [{"capacityScaler": float("nan")}]},
        {"backends": [{"capacityScaler": float("inf")}]},
    ],
    ids=["surrogate", "key", "integer", "nan", "infinity"],
)
def test_not_json(schemas: AssetSchemas, data: dict[str, Any]) -> None:
    sentence = schemas.violation(BACKEND_SERVICE, data)
    assert sentence == "It holds a value that is not JSON, or too large to be checked against its schema."


def test_type_is_never_taken_for_a_path(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    for path in (tmp_path / "outside.json", tmp_path / "schemas" / "inside.json"):
        path.write_text('{"type": "array"}')
    schemas = AssetSchemas(tmp_path / "schemas")
    assert schemas.violation("inside", {}) == "The whole of it: expected an array, found an object."
    assert schemas.violation("../outside", {}) is None
    assert schemas.violation(str(tmp_path / "outside"), {}) is None


def test_missing_schemas_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(LbpolicyError, match="no asset schemas"):
        AssetSchemas(tmp_path).violation(BACKEND_SERVICE, {})


def test_nothing_is_loaded_before_it_is_needed() -> None:
    script = f"""
import sys
from pathlib import Path
from lbpolicy.inventory.schemas import AssetSchemas
schemas = AssetSchemas(Path({str(ASSETS)!r}))
schemas.violation("x.googleapis.com/Y", {{}})
assert "jsonschema_rs" not in sys.modules
schemas.violation({BACKEND_SERVICE!r}, {{}})
assert "jsonschema_rs" in sys.modules
assert "jsonschema" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True)
