"""Versions: the newest of several records of one asset counts, whatever their order."""

import json
from typing import Any

import pytest
from inventory_records import (
    COMPUTE,
    NOW,
    WORLD,
    asset,
    compute,
    document,
    inventory,
    name_of,
    states,
)

from lbpolicy.inventory import SubjectBuilder
from lbpolicy.inventory.versions import moment, to_json
from lbpolicy.model import Asset, Level, Notification, Origin

WEB = f"{WORLD}/backendServices/web"
MAP = f"{WORLD}/urlMaps/web"


def timeout(seconds: int, update_time: str = "", **rest: Any) -> Asset:
    return compute(WEB, {"timeoutSec": seconds}, update_time=update_time, **rest)


def named(data: Any = None, **rest: Any) -> Asset:
    return asset(name_of(WEB), "compute.googleapis.com/BackendService", data, **rest)


def gone(update_time: str = "") -> Asset:
    return named(deleted=True, update_time=update_time)


def seconds(*assets: Asset) -> int | None:
    ready = inventory(assets)
    return ready.assets[name_of(WEB)].resource["timeoutSec"] if name_of(WEB) in ready.assets else None


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"),
        ("", "2026-01-01T00:00:00Z"),
        ("not a time", "1970-01-01T00:00:00Z"),
        # As text, each of these would sort the other way round.
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z"),
        ("2026-01-01T00:00:00.5Z", "2026-01-01T00:00:00.75Z"),
        ("2026-01-01T09:00:00+09:00", "2026-01-01T00:00:01Z"),
        ("2026-01-01T00:00:00Z", "2025-12-31T23:00:00-08:00"),
        ("2026-01-01T00:00:00.000000Z", "2026-01-01T00:00:00.123456789Z"),
    ],
)
def test_the_newest_counts_in_whatever_order(older: str, newer: str) -> None:
    assert seconds(timeout(1, older), timeout(2, newer)) == 2
    assert seconds(timeout(2, newer), timeout(1, older)) == 2


@pytest.mark.parametrize("time", ["", "2026-01-01T00:00:00Z", "nonsense"])
def test_of_equals_the_last_one_read_counts(time: str) -> None:
    assert seconds(timeout(1, time), timeout(2, time)) == 2


@pytest.mark.parametrize(
    "text", ["", "x", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026", "\0"]
)
def test_any_text_is_a_moment(text: str) -> None:
    assert moment(text) <= moment("9999-12-31T23:59:59Z")


def test_spellings_of_one_name_are_one_asset() -> None:
    notes: list[Notification] = []
    number = COMPUTE.replace("https://www.googleapis.com", "//compute.googleapis.com")
    ready = inventory(
        [
            timeout(1, "2026-01-01T00:00:00Z"),
            asset(
                f"{number}/projects/1041/global/backendServices/web",
                "compute.googleapis.com/BackendService",
                {},
            ),
        ],
        notes,
    )
    assert list(ready.assets) == [name_of(WEB)]
    assert [(n.level, n.code) for n in notes] == [(Level.NOTE, "duplicate-asset")]
    assert "2 times" in notes[0].message


def test_a_newer_deletion_removes_and_an_older_one_does_not() -> None:
    assert seconds(timeout(1, "2026-01-01T00:00:00Z"), gone("2026-01-02T00:00:00Z")) is None
    assert seconds(gone("2026-01-02T00:00:00Z"), timeout(1, "2026-01-01T00:00:00Z")) is None
    assert seconds(timeout(1, "2026-01-03T00:00:00Z"), gone("2026-01-02T00:00:00Z")) == 1
    assert seconds(gone("2026-01-02T00:00:00Z"), timeout(1, "2026-01-03T00:00:00Z")) == 1
    assert seconds(timeout(1), gone()) is None
    assert seconds(timeout(1)) == 1


def test_a_deleted_asset_is_missing() -> None:
    old, new = "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"
    ready = inventory([timeout(1, old), compute(MAP, {"defaultService": WEB}), gone(new)])
    assert states(document(ready, MAP)["links"]["services"]) == ["missing"]


def test_deletions_are_no_duplicates() -> None:
    notes: list[Notification] = []
    inventory([timeout(1), gone("2026-01-02T00:00:00Z"), gone("2026-01-03T00:00:00Z")], notes)
    assert notes == []


def bomb(depth: int) -> Any:
    data: Any = {}
    for _ in range(depth):
        data = {"a": data}
    return data


def test_an_older_record_that_cannot_be_used_does_no_harm() -> None:
    notes: list[Notification] = []
    inventory([compute(WEB, bomb(400)), timeout(1, "2026-01-01T00:00:00Z")], notes)
    assert [n.code for n in notes] == ["duplicate-asset"]


def test_a_record_without_configuration_does_not_replace_one_that_has_it() -> None:
    ready = inventory([timeout(5, "2026-01-01T00:00:00Z"), named(update_time="2026-02-01T00:00:00Z")])
    assert ready.assets[name_of(WEB)].resource["timeoutSec"] == 5
    assert ready.obscure == ready.clipped == set()


@pytest.mark.parametrize("value", [{"a": 2**70}, {"\ud800": "\udc00"}, [bomb(300)]])
def test_to_json_of_what_the_fast_writer_refuses(value: Any) -> None:
    assert json.loads(to_json(value))


def test_an_origin_is_that_of_the_record_that_counts() -> None:
    first, second = Origin("a.json", 3), Origin("b.json", 9)
    ready = inventory(
        [timeout(1, "2026-01-02T00:00:00Z", origin=first), timeout(2, "2026-01-01T00:00:00Z", origin=second)]
    )
    assert SubjectBuilder(ready, NOW).build(ready.assets[name_of(WEB)]).origin == first
