from typing import Any

import pytest
from conversion_plans import change, convert_all, document

from lbpolicy.model import Asset, Change, Level, Notification, Phase
from lbpolicy.sources.terraform.assets import assets
from lbpolicy.sources.terraform.documents.plan import read
from lbpolicy.sources.terraform.resolve.resolver import Resolver

P = "//compute.googleapis.com/projects/shop-prod"
_OLD = {"name": "web", "description": "old"}
_NEW = {"name": "web", "description": "new"}


def _worlds(found: list[Asset]) -> list[tuple[Phase, Change | None, Any]]:
    return [(a.phase, a.change, a.data["description"] if a.data else None) for a in found]


@pytest.mark.parametrize(
    ("before", "after", "actions", "expected"),
    [
        (None, _NEW, ["create"], [(Phase.AFTER, Change.CREATE, "new")]),
        (_OLD, None, ["delete"], [(Phase.BEFORE, Change.DELETE, "old")]),
        (_OLD, _OLD, ["no-op"], [(Phase.BOTH, Change.NONE, "old")]),
        (_OLD, None, ["forget"], [(Phase.BOTH, Change.NONE, "old")]),
        (
            _OLD,
            _NEW,
            ["update"],
            [(Phase.BEFORE, Change.UPDATE, "old"), (Phase.AFTER, Change.UPDATE, "new")],
        ),
        (
            _OLD,
            _NEW,
            ["delete", "create"],
            [(Phase.BEFORE, Change.REPLACE, "old"), (Phase.AFTER, Change.REPLACE, "new")],
        ),
        (
            _OLD,
            _NEW,
            ["create", "delete"],
            [(Phase.BEFORE, Change.REPLACE, "old"), (Phase.AFTER, Change.REPLACE, "new")],
        ),
    ],
)
def test_worlds(
    before: dict[str, Any] | None, after: dict[str, Any] | None, actions: list[str], expected: list[Any]
) -> None:
    made = change("google_compute_url_map", after, before=before, actions=actions)
    assert _worlds(convert_all(made)) == expected


def test_nothing_is_unknown_in_the_world_before() -> None:
    changed = change(
        "google_compute_url_map",
        {"name": "web"},
        before={"name": "web", "default_service": f"{P}/global/backendServices/old"},
        unknown={"default_service": True},
    )
    before, after = convert_all(changed)
    assert before.data == {"name": "web", "defaultService": f"{P}/global/backendServices/old"}
    assert (before.unknown, after.unknown) == ((), ("/defaultService",))


def test_origins_have_the_address_and_the_file() -> None:
    origin = convert_all(change("google_compute_url_map", {"name": "web"}))[0].origin
    assert (origin.file, origin.address) == ("plan.json", "google_compute_url_map.web")


def test_types_that_are_not_read_are_told_once() -> None:
    notes: list[Notification] = []
    convert_all(
        change("google_pubsub_topic", {"name": "a"}),
        change("google_pubsub_topic", {"name": "b"}, name="b"),
        change("google_compute_subnetwork", {"name": "s"}),
        change("random_id", {"byte_length": 2}),
        change("google_iam_policy", {"policy_data": "{}"}, mode="data", actions=["read"]),
        change("google_compute_url_map", {"name": "web"}),
        notes=notes,
    )
    assert [(n.level, n.code) for n in notes] == [(Level.NOTE, "terraform-types")]
    assert "google_compute_subnetwork (1), google_pubsub_topic (2)." in notes[0].message
    assert notes[0].origin is not None


def test_a_data_source_is_an_asset_unless_terraform_manages_it() -> None:
    values = {"name": "tls", "profile": "MODERN"}
    data = change("google_compute_ssl_policy", values, mode="data", before=values, actions=["no-op"])
    assert [(a.phase, a.data) for a in convert_all(data)] == [
        (Phase.BOTH, {"name": "tls", "profile": "MODERN"})
    ]
    managed = change("google_compute_ssl_policy", {"name": "tls", "profile": "RESTRICTED"})
    found = convert_all(data, managed)
    assert [(a.phase, a.data) for a in found] == [(Phase.AFTER, {"name": "tls", "profile": "RESTRICTED"})]


def test_a_state_is_no_plan() -> None:
    values = {
        "name": "web",
        "self_link": "https://www.googleapis.com/compute/v1/projects/p/global/urlMaps/web",
    }
    resource = {
        "address": "google_compute_url_map.web",
        "mode": "managed",
        "type": "google_compute_url_map",
        "name": "web",
        "values": values,
    }
    member = {
        "address": "google_project_iam_member.m",
        "mode": "managed",
        "type": "google_project_iam_member",
        "name": "m",
        "values": {"project": "p", "role": "roles/run.invoker", "member": "allUsers"},
    }
    state = {
        "format_version": "1.0",
        "terraform_version": "1.9.5",
        "values": {"root_module": {"resources": [resource, member]}},
    }
    plan = read(state)
    found = list(assets(plan, Resolver(plan, None), "state.json", lambda _: None))
    assert [(a.name, a.phase, a.change) for a in found] == [
        ("//compute.googleapis.com/projects/p/global/urlMaps/web", Phase.BOTH, None),
        ("//cloudresourcemanager.googleapis.com/projects/p", Phase.BOTH, None),
    ]


def test_the_same_plan_gives_the_same_assets() -> None:
    changes = [change("google_compute_url_map", {}, name=f"m{i}", unknown={"name": True}) for i in range(5)]
    assert convert_all(*changes) == convert_all(*changes)
    assert document(*changes) == document(*changes)


@pytest.mark.parametrize(("leftover", "names"), [("web", ["web"]), ("web-old", ["web", "web-old"])])
def test_a_leftover_of_a_replacement_is_no_second_asset_of_its_name(leftover: str, names: list[str]) -> None:
    kept = change(
        "google_compute_backend_service", {"name": "web"}, before={"name": "web"}, actions=["no-op"]
    )
    old = change("google_compute_backend_service", before={"name": leftover, "protocol": "HTTPS"})
    found = convert_all(old | {"deposed": "ab12"}, kept)
    assert [asset.name.rpartition("/")[2] for asset in found] == names
    assert [asset.change for asset in found] == [Change.NONE, Change.DELETE][: len(names)]
