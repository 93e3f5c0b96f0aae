from typing import Any

import pytest
from conversion_cases import CASES, P
from conversion_plans import change, convert_one, data_of

from lbpolicy.inventory.names import full_name
from lbpolicy.inventory.schemas import AssetSchemas
from lbpolicy.inventory.types import lookup
from lbpolicy.resources import folder


@pytest.mark.parametrize(("type_", "values", "expected"), CASES)
def test_in_googles_names_and_shape(type_: str, values: dict[str, Any], expected: dict[str, Any]) -> None:
    assert data_of(change(type_, values)) == expected


@pytest.mark.parametrize(("type_", "values", "_"), CASES)
def test_as_googles_schemas_have_it(type_: str, values: dict[str, Any], _: Any) -> None:
    asset = convert_one(change(type_, values))
    kind = lookup(asset.type)
    assert kind is not None
    assert asset.data is not None
    assert AssetSchemas(folder("schemas") / "assets").violation(kind.name, asset.data) is None
    assert full_name(asset.name) == asset.name


def test_iap_without_enabled_is_on() -> None:
    """Before version 6 of the provider the block had no `enabled`: it switched IAP on by being there."""
    block = {"oauth2_client_id": "id", "oauth2_client_secret": "s"}
    assert data_of(change("google_compute_backend_service", {"name": "web", "iap": [block]}))["iap"] == {
        "oauth2ClientId": "id",
        "enabled": True,
    }
    assert "iap" not in data_of(change("google_compute_backend_service", {"name": "web", "iap": []}))


def test_zeros_of_a_state_are_not_limits() -> None:
    backend = {
        "group": f"{P}/zones/z/instanceGroups/g",
        "max_rate": 0,
        "max_utilization": 0.8,
        "capacity_scaler": 0,
    }
    assert data_of(change("google_compute_backend_service", {"name": "web", "backend": [backend]}))[
        "backends"
    ] == [{"group": f"{P}/zones/z/instanceGroups/g", "maxUtilization": 0.8, "capacityScaler": 0}]


def test_an_unknown_attribute_of_a_newer_provider_is_passed_over() -> None:
    assert data_of(change("google_compute_url_map", {"name": "web", "from_the_future": 1})) == {"name": "web"}


def test_a_bare_name_in_a_zone_means_the_region_of_it() -> None:
    values = {"name": "neg", "zone": "europe-west1-b", "network": "vpc", "subnetwork": "sub"}
    data = data_of(change("google_compute_network_endpoint_group", values))
    assert data["subnetwork"] == f"{P}/regions/europe-west1/subnetworks/sub"
    assert data["network"] == f"{P}/global/networks/vpc"


def test_the_marks_of_a_template_are_cut_off() -> None:
    link = "https://www.googleapis.com/compute/v1/projects/p/global/instanceTemplates/vm"
    values = {"name": "igm", "zone": "z", "version": [{"instance_template": f"{link}?uniqueId=42"}]}
    asset = convert_one(change("google_compute_instance_group_manager", values))
    assert asset.data is not None
    assert asset.data["versions"] == [{"instanceTemplate": link}]


@pytest.mark.parametrize(
    "values", [{"name": {"a": 1}}, {"backend": "x"}, {"backend": [None]}, {"iap": [[]]}, {"log_config": 5}]
)
def test_values_of_the_wrong_type_do_no_harm(values: dict[str, Any]) -> None:
    convert_one(change("google_compute_backend_service", values))


def test_very_deep_blocks_are_given_up() -> None:
    deep: Any = [{"redirect": None}]
    for _ in range(200):
        deep = [{"path_rule": deep}]
    asset = convert_one(change("google_compute_url_map", {"name": "web", "path_matcher": deep[:1]}))
    assert asset.data is not None
