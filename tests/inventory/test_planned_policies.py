"""IAM policies in a plan: what it grants, what it takes away, and what an export says besides."""

from dataclasses import replace
from typing import Any

from inventory_records import asset, document, policy, run_service
from plan_records import SERVICE, created, of_plan, policy_of, world

from lbpolicy.inventory import Inventory
from lbpolicy.model import Asset, Change, Phase

RUN = "run.googleapis.com/Service"
APP = run_service().name
IAP = "//iap.googleapis.com/projects/p/iap_web/compute/services/web"
PROJECT = "//cloudresourcemanager.googleapis.com/projects/p"
MORE = ("/bindings",)
INVOKER, ADMIN = "roles/run.invoker", "roles/run.admin"


def made_service() -> Asset:
    return of_plan(run_service(data={"name": "app"}))


def grants(ready: Inventory, level: str = "service") -> dict[str, Any]:
    """Return the state of one level of the Cloud Run service, and role -> members granted there."""
    iam = document(ready, APP)["iam"]
    found: dict[str, Any] = {"state": next(one["state"] for one in iam["levels"] if one["level"] == level)}
    for binding in iam["bindings"]:
        if binding["level"] == level:
            found.setdefault(binding["role"], []).extend(binding["members"])
    return found


def test_what_the_plan_makes_has_the_policy_of_the_plan_be_it_empty() -> None:
    ready = world(made_service(), policy_of(APP, RUN))
    assert grants(ready) == {"state": "resolved"}
    assert document(ready, APP)["iam"]["state"] == "partial", "what stands above is not known"
    ready = world(made_service(), policy_of(APP, RUN, (INVOKER, "allUsers")))
    assert grants(ready) == {"state": "resolved", INVOKER: ["allUsers"]}


def test_what_is_added_to_a_policy_that_nobody_knows_is_a_part_of_it() -> None:
    ready = world(made_service(), policy_of(APP, RUN, (INVOKER, "user:a"), unknown=MORE))
    assert grants(ready) == {"state": "unexported", INVOKER: ["user:a"]}


def test_what_is_added_joins_what_the_export_says() -> None:
    live = policy(APP, (INVOKER, "user:live"), (ADMIN, "user:b"), kind=RUN)
    added = policy_of(APP, RUN, (INVOKER, "allUsers"), unknown=MORE, change=Change.UPDATE)
    expected = {"state": "resolved", INVOKER: ["user:live", "allUsers"], ADMIN: ["user:b"]}
    assert grants(world(run_service(), live, added)) == expected
    assert grants(world(run_service(), added, live)) == expected, "whatever the order"


def test_an_exact_binding_takes_its_role_from_everybody_else() -> None:
    live = policy(APP, (INVOKER, "allUsers"), (ADMIN, "user:b"), kind=RUN)
    live.iam_policy["bindings"].append(  # type: ignore[index]
        {"role": INVOKER, "members": ["user:later"], "condition": {"expression": "request.time > t"}}
    )
    part = policy_of(APP, RUN, (INVOKER, "user:a"), unknown=MORE, change=Change.UPDATE)
    assert grants(world(run_service(), live, part))[INVOKER] == ["allUsers", "user:later", "user:a"]
    exact = replace(part, exact=(0,))
    expected = {"state": "resolved", ADMIN: ["user:b"], INVOKER: ["user:later", "user:a"]}
    assert grants(world(run_service(), live, exact)) == expected
    gone = replace(exact, phase=Phase.BEFORE)
    nothing = policy_of(APP, RUN, unknown=MORE)
    after = grants(world(run_service(), live, nothing, removed=(gone,)))
    assert after == {"state": "resolved", ADMIN: ["user:b"], INVOKER: ["user:later"]}


def test_what_the_plan_takes_away_is_gone_though_the_export_has_it() -> None:
    live = policy(APP, (INVOKER, "allUsers"), (INVOKER, "user:live"), kind=RUN)
    before = policy_of(APP, RUN, (INVOKER, "allUsers"), unknown=MORE, phase=Phase.BEFORE)
    after = policy_of(APP, RUN, unknown=MORE)
    assert grants(world(run_service(), live, after, removed=(before,))) == {
        "state": "resolved",
        INVOKER: ["user:live"],
    }


def test_a_grant_under_a_condition_is_another_grant() -> None:
    live = policy(APP, (INVOKER, "allUsers"), kind=RUN)
    bindings = [{"role": INVOKER, "members": ["allUsers"], "condition": {"expression": "request.time < x"}}]
    before = of_plan(asset(APP, RUN, iam_policy={"bindings": bindings}), phase=Phase.BEFORE, unknown=MORE)
    after = policy_of(APP, RUN, unknown=MORE)
    assert grants(world(run_service(), live, after, removed=(before,)))[INVOKER] == ["allUsers"]


def test_a_whole_policy_replaces_that_of_the_export() -> None:
    live = policy(APP, (INVOKER, "allUsers"), kind=RUN)
    whole = policy_of(APP, RUN, (INVOKER, "user:a"), change=Change.UPDATE)
    assert grants(world(run_service(), live, whole)) == {"state": "resolved", INVOKER: ["user:a"]}


def test_members_roles_and_conditions_that_are_not_known_leave_the_policy_open() -> None:
    bindings = [
        {"role": INVOKER, "members": ["user:a", ""]},
        {"role": "", "members": ["user:b"]},
        {"role": ADMIN, "members": ["user:c"]},
    ]
    unknown = ("/bindings/0/members/1", "/bindings/1/role", "/bindings/2/condition")
    whole = of_plan(asset(APP, RUN, iam_policy={"bindings": bindings}), unknown=unknown)
    assert grants(world(made_service(), whole)) == {"state": "unexported", INVOKER: ["user:a"]}


def test_an_export_that_looked_there_still_counts_for_what_it_does_not_name() -> None:
    """The grant of a plan on one service proves nothing; the export does, as it does without the plan."""
    other = f"{APP.removesuffix('app')}other"
    live = policy(other, (INVOKER, "user:a"), kind=RUN)
    assert grants(world(run_service(), live)) == {"state": "resolved"}
    assert grants(world(run_service(), policy_of(other, RUN, (INVOKER, "user:a")))) == {"state": "unexported"}
    joined = policy_of(other, RUN, (INVOKER, "user:b"), unknown=MORE)
    assert grants(world(run_service(), live, joined)) == {"state": "resolved"}


def test_the_iap_policy_of_a_backend_service_that_the_plan_makes() -> None:
    kind = "iap.googleapis.com/WebBackendService"
    access = "roles/iap.httpsResourceAccessor"
    ready = world(created(SERVICE, {"iap": {"enabled": True}}), policy_of(IAP, kind, (access, "user:a")))
    iam = document(ready, SERVICE)["iam"]
    assert [(one["level"], one["state"]) for one in iam["levels"]][:3] == [
        ("iap", "resolved"),
        ("iap", "unexported"),
        ("iap", "unexported"),
    ]
    assert [one["members"] for one in iam["bindings"]] == [["user:a"]]


def test_a_grant_on_the_project_reaches_the_service() -> None:
    kind = "cloudresourcemanager.googleapis.com/Project"
    grant = policy_of(PROJECT, kind, (INVOKER, "allAuthenticatedUsers"), unknown=MORE)
    assert grants(world(made_service(), grant), "project") == {
        "state": "unexported",
        INVOKER: ["allAuthenticatedUsers"],
    }


def test_a_policy_alone_makes_no_asset() -> None:
    ready = world(policy_of(APP, RUN, (INVOKER, "allUsers")))
    assert not ready.assets
    assert ready.has_iam
    ready = world(run_service(), policy_of(APP, RUN, unknown=MORE), removed=())
    assert ready.assets[APP].change is None, "the export's own record counts"


def test_an_iam_member_that_goes_takes_no_asset_with_it() -> None:
    gone = replace(policy_of(APP, RUN, (INVOKER, "allUsers"), unknown=MORE), phase=Phase.BEFORE)
    assert APP in world(run_service(), removed=(gone,)).assets
