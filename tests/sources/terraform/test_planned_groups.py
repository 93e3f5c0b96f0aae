from typing import Any

from conversion_plans import change, convert_all, convert_one

from lbpolicy.model import Asset, Change, Phase

P = "//compute.googleapis.com/projects/shop-prod"
_VERSION = [
    {"instance_template": ["google_compute_instance_template.web.id", "google_compute_instance_template.web"]}
]


def _of(found: list[Asset], collection: str) -> list[Asset]:
    return [asset for asset in found if f"/{collection}/" in asset.name]


def _manager(**more: Any) -> dict[str, Any]:
    values = {"name": "igm", "zone": "europe-west1-b", "version": [{"name": None}], **more}
    return change(
        "google_compute_instance_group_manager",
        values,
        unknown={"version": [{"instance_template": True}], "instance_group": True},
        references={"version": _VERSION},
    )


def test_a_manager_makes_a_group() -> None:
    template = change(
        "google_compute_instance_template",
        {"name": "vm", "tags": ["web"], "network_interface": [{"network": "vpc"}]},
    )
    group, manager, _ = convert_all(_manager(named_port=[{"name": "http", "port": 8080}]), template)
    assert (group.type, group.name) == (
        "compute.googleapis.com/InstanceGroup",
        f"{P}/zones/europe-west1-b/instanceGroups/igm",
    )
    assert group.data == {
        "name": "igm",
        "zone": "europe-west1-b",
        "namedPorts": [{"name": "http", "port": 8080}],
        "network": f"{P}/global/networks/vpc",
    }
    assert (group.unknown, group.phase, group.change) == ((), Phase.AFTER, Change.CREATE)
    assert manager.data is not None
    assert manager.data["instanceGroup"] == group.name
    assert manager.data["versions"] == [{"instanceTemplate": f"{P}/global/instanceTemplates/vm"}]


def test_the_network_of_a_group_is_that_of_the_subnetwork() -> None:
    template = change(
        "google_compute_instance_template",
        {"name_prefix": "vm-", "network_interface": [{}]},
        unknown={"name": True, "network_interface": [{"network": True, "subnetwork": True}]},
        references={
            "network_interface": [
                {"subnetwork": ["google_compute_subnetwork.web.id", "google_compute_subnetwork.web"]}
            ]
        },
    )
    subnetwork = change(
        "google_compute_subnetwork",
        {"name": "sub", "region": "europe-west1"},
        unknown={"network": True},
        references={"network": ["google_compute_network.web.id", "google_compute_network.web"]},
    )
    network = change("google_compute_network", {"name": "vpc"})
    found = convert_all(_manager(), template, subnetwork, network)
    (group,), (made,) = _of(found, "instanceGroups"), _of(found, "instanceTemplates")
    assert group.data is not None
    assert group.data["network"] == f"{P}/global/networks/vpc"
    assert made.data is not None
    assert made.data["properties"]["networkInterfaces"] == [
        {
            "subnetwork": f"{P}/regions/europe-west1/subnetworks/sub",
            "network": f"{P}/global/networks/vpc",
        }
    ]
    assert made.unknown == ("/name",)


def test_a_group_without_a_known_template_has_no_known_network() -> None:
    (group,) = _of(convert_all(_manager()), "instanceGroups")
    assert group.unknown == ("/network",)


def test_backends_refer_to_the_group_of_a_manager() -> None:
    service = change(
        "google_compute_backend_service",
        {"name": "web", "backend": [{"balancing_mode": "UTILIZATION"}]},
        unknown={"backend": [{"group": True}]},
        references={
            "backend": [
                {
                    "group": [
                        "google_compute_instance_group_manager.web.instance_group",
                        "google_compute_instance_group_manager.web",
                    ]
                }
            ]
        },
    )
    asset = convert_one(service, _manager())
    assert asset.data is not None
    assert asset.data["backends"][0]["group"] == f"{P}/zones/europe-west1-b/instanceGroups/igm"


def test_named_ports_of_their_own_join_the_group() -> None:
    port = change(
        "google_compute_instance_group_named_port",
        {
            "group": "https://www.googleapis.com/compute/v1/projects/shop-prod/zones/europe-west1-b/instanceGroups/igm",
            "name": "https",
            "port": 8443,
        },
    )
    (group,) = _of(convert_all(_manager(), port), "instanceGroups")
    assert group.data is not None
    assert group.data["namedPorts"] == [{"name": "https", "port": 8443}]


def test_a_new_named_port_changes_the_group_of_a_manager() -> None:
    values = {"name": "igm", "zone": "europe-west1-b", "named_port": []}
    kept = change("google_compute_instance_group_manager", values, before=values, actions=["no-op"])
    link = "projects/shop-prod/zones/europe-west1-b/instanceGroups/igm"
    port = change("google_compute_instance_group_named_port", {"group": link, "name": "https", "port": 8443})
    before, after = _of(convert_all(kept, port), "instanceGroups")
    assert (before.phase, after.phase, after.change) == (Phase.BEFORE, Phase.AFTER, Change.UPDATE)
    assert before.data is not None
    assert after.data is not None
    assert "namedPorts" not in before.data
    assert after.data["namedPorts"] == [{"name": "https", "port": 8443}]
