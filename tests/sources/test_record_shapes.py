"""Every shape of a record gives the same asset."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from asset_shapes import (
    ANCESTORS,
    BACKEND,
    DATA,
    DISK,
    NAME,
    POLICY,
    RUN,
    SHAPES,
    TIME,
    camel,
    floats,
    ndjson,
    pretty,
    read,
    read_bytes,
    searched,
    snake,
)

from lbpolicy.model import Asset, Level, Origin


def expected(file: Path, line: int = 1) -> Asset:
    return Asset(NAME, BACKEND, Origin(str(file), line), DATA, None, tuple(ANCESTORS), TIME)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same_asset(shape: str, tmp_path: Path) -> None:
    result = read_bytes(tmp_path, SHAPES[shape]())
    assert not result.notes
    assert len(result.assets) == 1
    asset = result.assets[0]
    assert asset.origin.line is not None
    assert asset.data is not None
    assert replace(asset, origin=Origin("", 1)) == replace(expected(tmp_path), origin=Origin("", 1))
    assert [type(asset.data[key]) for key in DATA] == [type(value) for value in DATA.values()]


@pytest.mark.parametrize(
    ("content", "shape", "records"),
    [
        (ndjson(snake(), snake(kind=DISK)), "NDJSON", 2),
        (pretty([camel()]), "JSON array", 1),
        (pretty(camel()) + pretty(camel()), "JSON documents", 2),
        (pretty({"assets": [camel()]}), "REST list", 1),
        (pretty({"results": [searched()]}), "search results", 1),
        (pretty([searched()]), "search results", 1),
        (ndjson({"asset": camel()}), "feed messages", 1),
        (ndjson(camel()) + ndjson({"asset": camel()}), "feed messages", 2),
        (SHAPES["BigQuery rows"](), "BigQuery rows", 1),
        (ndjson({"resource": NAME, "assetType": BACKEND, "policy": POLICY}), "IAM policy search results", 1),
    ],
)
def test_the_summary_names_the_shape(content: bytes, shape: str, records: int, tmp_path: Path) -> None:
    summary = read_bytes(tmp_path, content).summaries[0]
    assert (summary.shape, summary.records) == (shape, records)
    assert summary.assets >= 1


@pytest.mark.parametrize("key", ["iam_policy", "iamPolicy"])
def test_a_record_with_resource_and_policy_keeps_both(key: str, tmp_path: Path) -> None:
    asset = read_bytes(tmp_path, ndjson(snake() | {key: POLICY})).assets[0]
    assert asset.data == DATA
    assert asset.iam_policy == POLICY


def test_a_policy_without_bindings_counts_only_where_the_record_is_about_it(tmp_path: Path) -> None:
    alone = {"name": NAME, "asset_type": BACKEND, "iam_policy": {"etag": "BwX="}}
    result = read_bytes(tmp_path, ndjson(snake() | {"iam_policy": {"etag": "BwX="}}, alone))
    assert [asset.iam_policy for asset in result.assets] == [None, {"etag": "BwX="}]
    assert not result.notes


def test_iam_policies_of_bigquery_come_as_text(tmp_path: Path) -> None:
    row = {"name": NAME, "asset_type": BACKEND, "resource": None, "iam_policy": json.dumps(POLICY)}
    assert read_bytes(tmp_path, ndjson(row)).assets[0].iam_policy == POLICY


def test_results_of_an_iam_policy_search(tmp_path: Path) -> None:
    record = {"resource": NAME, "assetType": BACKEND, "project": "projects/123456", "policy": POLICY}
    asset = read_bytes(tmp_path, pretty({"results": [record]})).assets[0]
    assert (asset.name, asset.data, asset.iam_policy) == (NAME, None, POLICY)
    assert asset.ancestors == ("projects/123456",)


@pytest.mark.parametrize(
    "message",
    [
        {"deleted": True, "asset": {"name": NAME, "assetType": BACKEND}, "priorAsset": camel()},
        {"deleted": True, "asset": camel()},
        {"asset": {}, "priorAsset": camel(), "priorAssetState": "PRESENT"},
        {"prior_asset": snake(), "prior_asset_state": 1},
    ],
)
def test_messages_of_deletion(message: dict[str, object], tmp_path: Path) -> None:
    asset = read_bytes(tmp_path, ndjson(message | {"window": {"startTime": "2026-06-01T00:00:00Z"}})).assets[
        0
    ]
    assert (asset.name, asset.type, asset.deleted, asset.data) == (NAME, BACKEND, True, None)
    assert asset.update_time == "2026-06-01T00:00:00Z"


@pytest.mark.parametrize(
    ("kind", "versions", "chosen"),
    [
        (BACKEND, ["alpha", "beta", "v1"], "v1"),
        (BACKEND, ["alpha", "beta"], "beta"),
        (BACKEND, ["v2beta1", "v2"], "v2"),
        (RUN, ["v1", "v2"], "v2"),
        (RUN, ["v1", "v2alpha1"], "v1"),
    ],
)
def test_the_version_of_a_search_result(kind: str, versions: list[str], chosen: str, tmp_path: Path) -> None:
    several = [{"version": version, "resource": {"name": version}} for version in versions]
    record = {"name": NAME, "assetType": kind, "project": "projects/1", "versionedResources": several}
    assert read_bytes(tmp_path, ndjson(record)).assets[0].data == {"name": chosen}


def test_search_results_without_configuration_are_warned_of_once(tmp_path: Path) -> None:
    bare = {"name": NAME, "assetType": BACKEND, "project": "projects/1", "displayName": "web"}
    result = read_bytes(tmp_path, pretty([bare, bare, bare]))
    assert [asset.data for asset in result.assets] == [None, None, None]
    warning = result.notes[0]
    assert (warning.level, warning.code) == (Level.WARNING, "no-configuration")
    assert "(3 of them)" in warning.message
    assert "--read-mask" in warning.hint
    assert result.errors == ["no-assets"]


def test_a_list_without_content_type_is_warned_of(tmp_path: Path) -> None:
    (tmp_path / "bare").write_bytes(ndjson({"name": NAME, "assetType": BACKEND, "ancestors": ANCESTORS}))
    (tmp_path / "full").write_bytes(ndjson(snake()))
    result = read(tmp_path)
    assert result.codes == ["no-configuration"]
    assert "--content-type=resource" in result.notes[0].hint


@pytest.mark.parametrize("key", ["org_policy", "orgPolicy", "access_policy", "osInventory"])
def test_other_content_types_are_records_but_not_assets(key: str, tmp_path: Path) -> None:
    other = {"name": NAME, "asset_type": BACKEND, key: [{"x": 1}]}
    result = read_bytes(tmp_path, ndjson(other, snake()))
    assert len(result.assets) == 1
    assert (result.summaries[0].records, result.summaries[0].assets) == (2, 1)


@pytest.mark.parametrize(
    "exceptions",
    [
        {"assetExceptions": [{"exceptionType": "TRUNCATION", "details": "too large"}]},
        {"asset_exceptions": [{"exception_type": 1}]},
    ],
)
def test_truncated_assets_say_so(exceptions: dict[str, object], tmp_path: Path) -> None:
    result = read_bytes(tmp_path, ndjson(snake() | exceptions, snake()))
    assert [asset.truncated for asset in result.assets] == [True, False]


def test_the_project_of_an_old_export_comes_from_the_parent(tmp_path: Path) -> None:
    record = snake()
    del record["ancestors"]
    record["resource"]["parent"] = "//cloudresourcemanager.googleapis.com/projects/123"
    assert read_bytes(tmp_path, ndjson(record)).assets[0].ancestors == ("projects/123",)


def test_only_whole_floats_become_integers(tmp_path: Path) -> None:
    data = {"a": 300.0, "b": 0.8, "c": [1.0, {"d": -2.0}], "e": 1e300, "f": "1.0", "g": True}
    found = read_bytes(tmp_path, ndjson(snake(data=data))).assets[0].data
    assert (
        json.dumps(found) == '{"a": 300, "b": 0.8, "c": [1, {"d": -2}], "e": 1e+300, "f": "1.0", "g": true}'
    )


@pytest.mark.parametrize("number", [2**63, 2**64, -(2**63) - 1, 10**40])
def test_integers_beyond_64_bits_survive(number: int, tmp_path: Path) -> None:
    data = {"id": number, "list": [1, number], "float": 1.5, "text": "1234567890123456789"}
    for content in (ndjson(snake(data=data)), pretty([snake(data=data)])):
        assert read_bytes(tmp_path, content).assets[0].data == data


def test_floats_of_the_python_client_differ_from_the_export() -> None:
    assert json.dumps(floats(DATA)) != json.dumps(DATA)
