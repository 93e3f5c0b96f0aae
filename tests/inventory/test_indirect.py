"""Links that no reference spells out: buckets and URL masks. Cloud Run services: test_subject_links."""

from dataclasses import replace
from typing import Any

import pytest
from inventory_records import REGION, WORLD, asset, compute, document, inventory, name_of, run_service, states

from lbpolicy.model import Asset, Origin

BUCKET = f"{WORLD}/backendBuckets/b"
FILES = "//storage.googleapis.com/files"
APP = "//run.googleapis.com/projects/p/locations/europe-west1/services/app"
MASK = f"{REGION}/networkEndpointGroups/mask"


def bucket(name: str = "files", **rest: Any) -> Asset:
    data = {"name": name, "acl": []}
    return asset(f"//storage.googleapis.com/{name}", "storage.googleapis.com/Bucket", data, **rest)


def link(*others: Asset, name: Any = "files", **rest: Any) -> dict[str, Any]:
    """Return the link of a backend bucket to its bucket."""
    ready = inventory([compute(BUCKET, {"bucketName": name}), *others], **rest)
    found: dict[str, Any] = document(ready, BUCKET)["links"]["bucket"]
    return found


def test_a_bucket() -> None:
    found = link(bucket())
    assert (found["state"], found["path"], found["resource"]) == (
        "resolved",
        "/bucketName",
        {"name": "files"},
    )
    assert found["asset"]["type"] == "storage.googleapis.com/Bucket"


@pytest.mark.parametrize(
    ("others", "state", "reason"),
    [
        ([], "unexported", "The inventory holds no storage.googleapis.com/Bucket assets."),
        ([bucket("other")], "unknown", "another project may own it."),
        (
            [bucket("other", origin=Origin("theirs.json", 1))],
            "unexported",
            "The export that holds project p holds no storage.googleapis.com/Bucket assets.",
        ),
    ],
)
def test_a_bucket_that_is_not_in_the_inventory_may_be_somewhere_else(
    others: list[Asset], state: str, reason: str
) -> None:
    found = link(*others)
    assert (found["state"], found["path"], found["name"]) == (state, "/bucketName", FILES)
    assert found["reason"].endswith(reason)


def test_a_bucket_of_another_export_is_found_all_the_same() -> None:
    assert link(bucket(origin=Origin("theirs.json", 1)))["state"] == "resolved"


def test_a_bucket_that_was_lost() -> None:
    assert link(bucket("other"), lossy=True)["state"] == "unexported"
    bare = replace(bucket(), data=None)
    assert link(bucket("other"), bare)["reason"].startswith("It exists, but")


@pytest.mark.parametrize("value", [None, "", 5, ["files"]])
def test_no_bucket(value: Any) -> None:
    assert link(bucket(), name=value) == {"state": "absent"}


def test_a_bucket_that_a_plan_does_not_know() -> None:
    ready = inventory([compute(BUCKET, {}), bucket()])
    ready.assets[name_of(BUCKET)] = replace(ready.assets[name_of(BUCKET)], unknown=("/bucketName",))
    found = document(ready, BUCKET)["links"]["bucket"]
    assert (found["state"], found["path"], found["name"]) == ("unknown", "/bucketName", "")


@pytest.mark.parametrize(
    ("run", "masked"),
    [
        ({"urlMask": "<service>.example.com"}, True),
        ({"urlMask": "x", "tag": "blue"}, True),
        ({"urlMask": "x", "service": "other"}, False),
        ({"service": "other", "description": "urlMask"}, False),
        ({}, False),
        ([], False),
        ("urlMask", False),
    ],
)
def test_url_masks(*, run: Any, masked: bool) -> None:
    neg = compute(
        MASK, {"cloudRun": run, "networkEndpointType": "SERVERLESS", "annotations": {"urlMask": "x"}}
    )
    ready = inventory([run_service(), neg])
    links = document(ready, APP)["links"]
    expected = ["unknown"] if masked else []
    assert states(links["groups"]) == states(links["backend_services"]) == expected
    assert [link["name"] for link in links["groups"]] == [name_of(MASK)] * masked
    assert document(ready, APP)["facts"]["exposure"] == ("unknown" if masked else "none")
    assert states(document(ready, MASK)["links"]["run_service"]) == (
        "missing" if "service" in run else "absent"
    )
