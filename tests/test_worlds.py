"""The two worlds of a plan: what is judged twice, once or not at all."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from lbpolicy.kinds import KINDS
from lbpolicy.model import Asset, Change, Notification, Origin, Phase
from lbpolicy.worlds import Worlds

NOW = datetime(2026, 11, 21, tzinfo=UTC)
WORLD = "//compute.googleapis.com/projects/p/global"
SERVICE, MAP = f"{WORLD}/backendServices/web", f"{WORLD}/urlMaps/web"
TYPES = {"backendServices": "BackendService", "urlMaps": "UrlMap", "healthChecks": "HealthCheck"}


def live(name: str, data: Any = None) -> Asset:
    kind = TYPES[name.split("/")[-2]]
    return Asset(name, f"compute.googleapis.com/{kind}", Origin("export.ndjson", 1), data or {})


def planned(name: str, phase: Phase, change: Change, data: Any = None) -> Asset:
    one = live(name, data)
    return Asset(one.name, one.type, Origin("plan.json"), one.data, phase=phase, change=change)


def update(name: str, before: Any, after: Any) -> list[Asset]:
    return [
        planned(name, Phase.BEFORE, Change.UPDATE, before),
        planned(name, Phase.AFTER, Change.UPDATE, after),
    ]


def worlds(assets: Iterable[Asset], notes: list[Notification] | None = None, *, plan: bool = False) -> Worlds:
    both = Worlds((notes if notes is not None else list[Notification]()).append)
    for asset in assets:
        both.add(asset)
    if plan:
        both.expect_plan()
    both.finish(lossy=False, feeds=frozenset({"plan.json"}))
    return both


def judged(assets: Iterable[Asset], *, plan: bool = False) -> list[tuple[str, Phase, bool]]:
    """Return the last segment of each subject's name, its phase, and whether the plan changes it."""
    found = worlds(assets, plan=plan).subjects(KINDS, NOW)
    return [(one.subject.asset.short_name, one.phase, one.changed) for one in found]


def timeouts(assets: Iterable[Asset]) -> list[tuple[Phase, int]]:
    return [
        (one.phase, json.loads(one.subject.document)["resource"]["timeoutSec"])
        for one in worlds(assets).subjects(("backend_service",), NOW)
    ]


def test_without_a_plan_there_is_one_world() -> None:
    assert judged([live(SERVICE)]) == [("web", Phase.BOTH, False)]
    assert not worlds([live(SERVICE)]).planned


def test_what_the_plan_creates_is_after_and_what_it_deletes_before() -> None:
    create = planned(SERVICE, Phase.AFTER, Change.CREATE)
    delete = planned(MAP, Phase.BEFORE, Change.DELETE)
    assert judged([create, delete]) == [("web", Phase.AFTER, True), ("web", Phase.BEFORE, True)]
    assert worlds([create, delete, live(MAP)]).types() == {"compute.googleapis.com/BackendService": 1}


def test_what_the_plan_changes_is_judged_before_and_then_after() -> None:
    change = update(SERVICE, {"timeoutSec": 1}, {"timeoutSec": 2})
    assert timeouts(change) == [(Phase.BEFORE, 1), (Phase.AFTER, 2)]
    assert timeouts([live(SERVICE, {"timeoutSec": 3}), *change]) == [(Phase.BEFORE, 1), (Phase.AFTER, 2)]
    assert timeouts([*change, live(SERVICE, {"timeoutSec": 3})]) == [(Phase.BEFORE, 1), (Phase.AFTER, 2)]


def test_what_looks_the_same_to_a_rule_is_judged_once() -> None:
    same = update(SERVICE, {"timeoutSec": 1}, {"timeoutSec": 1, "description": None})
    assert judged(same) == [("web", Phase.BOTH, True)]
    left_alone = planned(SERVICE, Phase.BOTH, Change.NONE)
    assert judged([left_alone]) == [("web", Phase.BOTH, False)]


def test_what_a_plan_changes_around_an_asset_is_seen_on_it() -> None:
    url_map = live(MAP, {"defaultService": SERVICE})
    change = update(SERVICE, {"timeoutSec": 1}, {"timeoutSec": 2})
    assert judged([url_map, *change])[2:] == [("web", Phase.BEFORE, False), ("web", Phase.AFTER, False)]
    assert len(judged([live(MAP), *change])) == 3


def test_what_is_replaced_under_another_name_is_gone_under_the_old_one() -> None:
    old, new = f"{WORLD}/backendServices/old", f"{WORLD}/backendServices/new"
    replaced = [
        planned(old, Phase.BEFORE, Change.REPLACE),
        planned(new, Phase.AFTER, Change.REPLACE),
        live(old),
    ]
    assert judged(replaced) == [("new", Phase.AFTER, True), ("old", Phase.BEFORE, True)]


def test_an_asset_that_is_lost_after_the_plan_is_not_said_to_be_gone() -> None:
    broken = planned(SERVICE, Phase.AFTER, Change.UPDATE, {"iap": {"enabled": "perhaps"}})
    notes: list[Notification] = []
    both = worlds([planned(SERVICE, Phase.BEFORE, Change.UPDATE), broken], notes)
    assert list(both.subjects(KINDS, NOW)) == []
    assert [note.code for note in notes] == ["schema-violation", "unusable-asset"]


def test_a_plan_that_changes_nothing_is_a_plan() -> None:
    both = worlds([live(SERVICE)], plan=True)
    assert both.planned
    assert [(one.phase, one.changed) for one in both.subjects(KINDS, NOW)] == [(Phase.BOTH, False)]


def test_what_is_wrong_in_both_worlds_is_told_once() -> None:
    notes: list[Notification] = []
    odd = live(SERVICE, {"timeoutSec": "long"})
    both = worlds([odd, planned(MAP, Phase.AFTER, Change.CREATE, {"hostRules": 1})], notes)
    assert [note.code for note in notes] == ["schema-violation"] * 2
    assert both.after.invalid == 2


def test_what_is_wrong_before_the_plan_alone_is_told_too() -> None:
    notes: list[Notification] = []
    worlds(update(SERVICE, {"timeoutSec": "long"}, {"timeoutSec": 1}), notes)
    assert [note.code for note in notes] == ["schema-violation"]


def test_a_policy_that_only_one_world_has_changes_no_other_subject() -> None:
    grant = {"bindings": [{"role": "roles/run.invoker", "members": ["allUsers"]}]}
    policy = Asset(
        "//run.googleapis.com/projects/p/locations/l/services/s",
        "run.googleapis.com/Service",
        Origin("plan.json"),
        iam_policy=grant,
        phase=Phase.AFTER,
        change=Change.CREATE,
    )
    both = worlds([live(SERVICE), policy])
    assert [one.phase for one in both.subjects(KINDS, NOW)] == [Phase.BOTH]
    assert both.after.has_iam


def test_only_kinds_that_are_asked_for_are_judged() -> None:
    assets = [planned(SERVICE, Phase.AFTER, Change.CREATE), planned(MAP, Phase.AFTER, Change.CREATE)]
    both = worlds([*assets, live(f"{WORLD}/healthChecks/hc")])
    assert [one.subject.kind for one in both.subjects(("url_map",), NOW)] == ["url_map"]
    assert both.count(("url_map", "backend_service")) == 2


def test_what_rules_may_judge_is_counted_while_it_is_read() -> None:
    health_check = f"{WORLD}/healthChecks/web"
    read = worlds([live(SERVICE), live(health_check), *update(MAP, {}, {"description": "x"})], plan=True)
    assert read.judgeable == 2
