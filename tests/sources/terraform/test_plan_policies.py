from typing import Any

import pytest
from conversion_plans import change, convert_all

from lbpolicy.model import Asset, Change, Phase

RUN = "//run.googleapis.com/projects/shop-prod/locations/europe-west1/services/app"
_PLACE = {"name": "app", "location": "europe-west1"}
_INVOKER = "roles/run.invoker"


def _policies(*changes: dict[str, Any]) -> list[Asset]:
    return [asset for asset in convert_all(*changes) if asset.iam_policy is not None]


def _member(member: str = "allUsers", **more: Any) -> dict[str, Any]:
    values = {**_PLACE, "role": _INVOKER, "member": member}
    return change(
        "google_cloud_run_v2_service_iam_member", values, name=member.partition(":")[2] or member, **more
    )


def _service(**more: Any) -> dict[str, Any]:
    return change("google_cloud_run_v2_service", dict(_PLACE), **more)


@pytest.mark.parametrize(
    ("type_", "values", "asset_type", "name"),
    [
        (
            "google_cloud_run_service_iam_member",
            {"service": "app", "location": "europe-west1"},
            "run.googleapis.com/Service",
            RUN,
        ),
        ("google_cloud_run_v2_service_iam_member", _PLACE, "run.googleapis.com/Service", RUN),
        (
            "google_iap_web_backend_service_iam_member",
            {"web_backend_service": "web"},
            "iap.googleapis.com/WebBackendService",
            "//iap.googleapis.com/projects/shop-prod/iap_web/compute/services/web",
        ),
        (
            "google_iap_web_region_backend_service_iam_member",
            {"web_region_backend_service": "web", "region": "europe-west1"},
            "iap.googleapis.com/WebBackendService",
            "//iap.googleapis.com/projects/shop-prod/iap_web/compute-europe-west1/services/web",
        ),
        (
            "google_iap_web_iam_member",
            {},
            "iap.googleapis.com/Web",
            "//iap.googleapis.com/projects/shop-prod/iap_web",
        ),
        (
            "google_iap_web_type_compute_iam_member",
            {},
            "iap.googleapis.com/WebType",
            "//iap.googleapis.com/projects/shop-prod/iap_web/compute",
        ),
        (
            "google_project_iam_member",
            {"project": "projects/other"},
            "cloudresourcemanager.googleapis.com/Project",
            "//cloudresourcemanager.googleapis.com/projects/other",
        ),
        (
            "google_folder_iam_member",
            {"folder": "folders/7"},
            "cloudresourcemanager.googleapis.com/Folder",
            "//cloudresourcemanager.googleapis.com/folders/7",
        ),
        (
            "google_organization_iam_member",
            {"org_id": "1"},
            "cloudresourcemanager.googleapis.com/Organization",
            "//cloudresourcemanager.googleapis.com/organizations/1",
        ),
        (
            "google_storage_bucket_iam_member",
            {"bucket": "b"},
            "storage.googleapis.com/Bucket",
            "//storage.googleapis.com/b",
        ),
    ],
)
def test_who_carries_the_policy(type_: str, values: dict[str, Any], asset_type: str, name: str) -> None:
    made = change(type_, {**values, "role": "roles/x", "member": "user:a@example.com"})
    before, after = _policies(made)
    assert (before.type, before.name) == (after.type, after.name) == (asset_type, name)
    assert before.iam_policy == {"bindings": []}
    assert after.iam_policy == {"bindings": [{"role": "roles/x", "members": ["user:a@example.com"]}]}


def test_of_an_existing_resource_only_a_part_is_known() -> None:
    _, after = _policies(_member())
    assert (after.unknown, after.change, after.phase) == (("/bindings",), Change.UPDATE, Phase.AFTER)


def test_of_a_new_resource_all_is_known() -> None:
    (policy,) = _policies(_service(), _member())
    assert policy.iam_policy == {"bindings": [{"role": _INVOKER, "members": ["allUsers"]}]}
    assert (policy.unknown, policy.change, policy.phase) == ((), Change.CREATE, Phase.AFTER)


def test_a_new_service_that_nobody_may_call_says_so() -> None:
    (policy,) = _policies(_service())
    assert (policy.name, policy.iam_policy, policy.unknown) == (RUN, {"bindings": []}, ())


def test_a_new_backend_service_with_iap_has_a_policy_and_one_without_has_not() -> None:
    service = {"name": "web", "iap": [{"enabled": True}]}
    (policy,) = _policies(change("google_compute_backend_service", service))
    assert policy.name == "//iap.googleapis.com/projects/shop-prod/iap_web/compute/services/web"
    assert policy.iam_policy == {"bindings": []}
    assert (
        _policies(change("google_compute_backend_service", {"name": "web", "iap": [{"enabled": False}]}))
        == []
    )


def test_members_and_bindings_are_put_together() -> None:
    condition = {"title": "day", "description": None, "expression": "request.time.getHours() < 18"}
    binding = change(
        "google_cloud_run_v2_service_iam_binding",
        {
            **_PLACE,
            "role": _INVOKER,
            "members": ["user:a@example.com", "group:b@example.com"],
            "condition": [],
        },
    )
    conditional = change(
        "google_cloud_run_v2_service_iam_member",
        {**_PLACE, "role": _INVOKER, "member": "user:c@example.com", "condition": [condition]},
    )
    (policy,) = _policies(
        _service(), binding, _member("user:a@example.com"), _member("user:d@example.com"), conditional
    )
    assert policy.iam_policy == {
        "bindings": [
            {
                "role": _INVOKER,
                "members": ["user:a@example.com", "group:b@example.com", "user:d@example.com"],
            },
            {
                "role": _INVOKER,
                "members": ["user:c@example.com"],
                "condition": {"title": "day", "expression": "request.time.getHours() < 18"},
            },
        ]
    }
    assert policy.exact == (0,), "a binding decides alone who has the role; under a condition it may not"


def test_members_roles_and_conditions_that_are_not_known() -> None:
    binding = change(
        "google_cloud_run_v2_service_iam_binding",
        {**_PLACE, "members": ["user:a@example.com", None], "condition": [{"title": "t"}]},
        unknown={"role": True, "members": [False, True], "condition": [{"expression": True}]},
    )
    (policy,) = _policies(_service(), binding)
    assert policy.iam_policy == {"bindings": [{"role": "", "members": ["user:a@example.com", ""]}]}
    assert policy.unknown == ("/bindings/0/condition", "/bindings/0/role", "/bindings/0/members/1")
    assert policy.exact == ()


def test_the_account_that_the_plan_makes_is_known_by_its_address() -> None:
    member = change(
        "google_cloud_run_v2_service_iam_member",
        {**_PLACE, "role": _INVOKER},
        unknown={"member": True},
        references={"member": ["google_service_account.web.email", "google_service_account.web"]},
    )
    account = change("google_service_account", {"account_id": "app"}, unknown={"email": True})
    (policy,) = _policies(_service(), member, account)
    assert policy.iam_policy == {
        "bindings": [{"role": _INVOKER, "members": ["serviceAccount:google_service_account.web"]}]
    }
    assert policy.unknown == ()


def test_a_policy_of_a_resource_without_a_known_name() -> None:
    service = change("google_cloud_run_v2_service", {"location": "europe-west1"}, unknown={"name": True})
    member = change(
        "google_cloud_run_v2_service_iam_member",
        {"location": "europe-west1", "role": _INVOKER, "member": "allUsers"},
        unknown={"name": True},
        references={"name": ["google_cloud_run_v2_service.web.name", "google_cloud_run_v2_service.web"]},
    )
    (policy,) = _policies(service, member)
    assert policy.name.endswith("/services/google_cloud_run_v2_service.web")
    assert policy.change is Change.CREATE


def test_a_policy_of_a_project_that_the_plan_makes() -> None:
    project = change("google_project", {"name": "New"}, unknown={"project_id": True, "number": True})
    member = change(
        "google_project_iam_member",
        {"role": "roles/run.invoker", "member": "allUsers"},
        unknown={"project": True},
        references={"project": ["google_project.web.project_id", "google_project.web"]},
    )
    (after,) = _policies(project, member)
    assert after.name == "//cloudresourcemanager.googleapis.com/projects/google_project.web"
    assert after.unknown == ("/bindings",)  # who makes a project is granted its ownership


def test_both_worlds_of_what_changes() -> None:
    gone = _member(
        "user:a@example.com",
        before={**_PLACE, "role": _INVOKER, "member": "user:a@example.com"},
        actions=["delete"],
    )
    gone["change"]["after"] = None
    kept_values = {**_PLACE, "role": _INVOKER, "member": "user:k@example.com"}
    kept = _member("user:k@example.com", before=kept_values, actions=["no-op"])
    before, after = _policies(gone, kept, _member())
    assert before.iam_policy == {
        "bindings": [{"role": _INVOKER, "members": ["user:a@example.com", "user:k@example.com"]}]
    }
    assert after.iam_policy == {
        "bindings": [{"role": _INVOKER, "members": ["user:k@example.com", "allUsers"]}]
    }
    (both,) = _policies(kept)
    assert (both.phase, both.change) == (Phase.BOTH, Change.NONE)


def test_members_that_are_not_known_as_a_whole() -> None:
    binding = change(
        "google_cloud_run_v2_service_iam_binding",
        {**_PLACE, "role": _INVOKER},
        unknown={"members": True},
        references={"members": ["google_service_account.web.email", "google_service_account.web"]},
    )
    account = change("google_service_account", {"account_id": "app"}, unknown={"email": True})
    (policy,) = _policies(_service(), binding, account)
    assert policy.iam_policy == {"bindings": [{"role": _INVOKER, "members": [""]}]}
    assert policy.unknown == ("/bindings/0/members/0",)


def _filled_in(entry: dict[str, Any], project: str) -> dict[str, Any]:
    """The provider, not the configuration, says in which project a resource is."""
    entry["change"]["after"]["project"] = project
    return entry


def _after(*changes: dict[str, Any]) -> dict[str, Asset]:
    made = convert_all(*changes, project="")
    return {a.name: a for a in made if a.iam_policy is not None and a.phase is not Phase.BEFORE}


def test_a_grant_is_in_the_project_that_the_provider_fills_in_elsewhere() -> None:
    grant = _member(unknown={"project": True})

    [policy] = _after(_filled_in(_service(), "shop-prod"), grant).values()

    assert (policy.name, policy.unknown) == (RUN, ())
    assert policy.iam_policy == {"bindings": [{"role": _INVOKER, "members": ["allUsers"]}]}


def test_a_grant_in_a_project_that_is_not_known_leaves_every_policy_open() -> None:
    other = change("google_compute_url_map", {"name": "web"}, name="other")
    services = [_filled_in(_service(), "shop-prod"), _filled_in(other, "shop-test")]

    policies = _after(*services, _member(unknown={"project": True}))

    assert set(policies) == {RUN, RUN.replace("shop-prod", "-")}
    assert policies[RUN].unknown == ("/bindings",)
