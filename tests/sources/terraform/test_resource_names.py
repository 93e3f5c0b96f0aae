import pytest
from conversion_plans import change, convert_all, convert_one

from lbpolicy.inventory.names import full_name
from lbpolicy.model import Phase
from lbpolicy.sources.terraform.convert.kinds import kinds
from lbpolicy.sources.terraform.convert.shapes import shape_of

P = "//compute.googleapis.com/projects/shop-prod"


@pytest.mark.parametrize(
    ("type_", "values", "asset_type", "name"),
    [
        (
            "google_compute_url_map",
            {"name": "web"},
            "compute.googleapis.com/UrlMap",
            f"{P}/global/urlMaps/web",
        ),
        (
            "google_compute_region_url_map",
            {"name": "web", "region": "europe-west1"},
            "compute.googleapis.com/UrlMap",
            f"{P}/regions/europe-west1/urlMaps/web",
        ),
        (
            "google_compute_network_endpoint_group",
            {"name": "neg", "zone": "https://www.googleapis.com/compute/v1/projects/p/zones/europe-west1-b"},
            "compute.googleapis.com/NetworkEndpointGroup",
            f"{P}/zones/europe-west1-b/networkEndpointGroups/neg",
        ),
        (
            "google_compute_global_forwarding_rule",
            {"name": "https"},
            "compute.googleapis.com/GlobalForwardingRule",
            f"{P}/global/forwardingRules/https",
        ),
        (
            "google_compute_region_backend_service",
            {"name": "web", "region": "europe-west1", "project": "other"},
            "compute.googleapis.com/RegionBackendService",
            "//compute.googleapis.com/projects/other/regions/europe-west1/backendServices/web",
        ),
        (
            "google_cloud_run_v2_service",
            {"name": "app", "location": "europe-west1"},
            "run.googleapis.com/Service",
            "//run.googleapis.com/projects/shop-prod/locations/europe-west1/services/app",
        ),
        (
            "google_certificate_manager_certificate",
            {"name": "cert"},
            "certificatemanager.googleapis.com/Certificate",
            "//certificatemanager.googleapis.com/projects/shop-prod/locations/global/certificates/cert",
        ),
        (
            "google_certificate_manager_certificate_map_entry",
            {"name": "entry", "map": "main"},
            "certificatemanager.googleapis.com/CertificateMapEntry",
            (
                "//certificatemanager.googleapis.com/projects/shop-prod/locations/global/certificateMaps/main"
                "/certificateMapEntries/entry"
            ),
        ),
        (
            "google_storage_bucket",
            {"name": "assets"},
            "storage.googleapis.com/Bucket",
            "//storage.googleapis.com/assets",
        ),
        (
            "google_project",
            {"project_id": "shop-prod", "name": "Shop"},
            "cloudresourcemanager.googleapis.com/Project",
            "//cloudresourcemanager.googleapis.com/projects/shop-prod",
        ),
        (
            "google_compute_network_firewall_policy",
            {"name": "fw"},
            "compute.googleapis.com/FirewallPolicy",
            f"{P}/global/firewallPolicies/fw",
        ),
    ],
)
def test_known_names(type_: str, values: dict[str, str], asset_type: str, name: str) -> None:
    asset = convert_one(change(type_, values))
    assert (asset.type, asset.name) == (asset_type, name)


def test_the_address_stands_for_a_name_that_is_not_known() -> None:
    made = change("google_compute_instance_template", {"name_prefix": "web-"}, unknown={"name": True})
    made["address"] = 'module.a["x/y z"].google_compute_instance_template.web["50%"]'
    made["module_address"] = 'module.a["x/y z"]'
    asset = convert_all(made)[0]
    assert asset.name == (
        f'{P}/global/instanceTemplates/module.a["x%2Fy%20z"].google_compute_instance_template.web["50%25"]'
    )
    assert asset.unknown[-1] == "/name"
    assert full_name(asset.name) == asset.name


@pytest.mark.parametrize("key", ["a b", "a/b", "50%", "a?b#c", "ä\\u0000\\n", "\U0001f600", "x" * 300])
def test_any_address_makes_a_name(key: str) -> None:
    made = change("google_compute_url_map", {}, unknown={"name": True})
    made["address"] = f'google_compute_url_map.web["{key}"]'
    name = convert_all(made)[0].name
    assert full_name(name) == name
    assert name.count("/") == f"{P}/global/urlMaps/x".count("/")


def test_project_and_region_that_are_not_known_are_a_dash() -> None:
    made = change("google_compute_region_url_map", {"name": "web"}, unknown={"project": True, "region": True})
    asset = convert_one(made, project="")
    assert asset.name == "//compute.googleapis.com/projects/-/regions/-/urlMaps/web"


def test_the_identifier_of_an_existing_resource_tells_project_and_place() -> None:
    values = {"name": "web", "id": "projects/old/regions/europe-west4/urlMaps/web"}
    read = change("google_compute_region_url_map", values, before=values, actions=["no-op"])
    assert convert_one(read, project="").name == (
        "//compute.googleapis.com/projects/old/regions/europe-west4/urlMaps/web"
    )


def test_a_secret_name_is_not_shown() -> None:
    made = change("google_compute_url_map", {"name": "hush-hush"}, sensitive={"name": True})
    asset = convert_one(made)
    assert asset.name == f"{P}/global/urlMaps/google_compute_url_map.web"
    assert asset.unknown == ("/name",)


def test_a_replacement_with_another_name_has_both() -> None:
    replaced = change(
        "google_compute_url_map",
        {"name": "new"},
        before={"name": "old"},
        actions=["create", "delete"],
    )
    assert [(a.phase, a.name.rpartition("/")[2]) for a in convert_all(replaced)] == [
        (Phase.BEFORE, "old"),
        (Phase.AFTER, "new"),
    ]


def test_every_asset_type_has_a_schema() -> None:
    for kind in kinds():
        if kind.asset:
            assert shape_of(kind.asset).is_object, kind.terraform


def test_the_provider_fills_in_what_the_configuration_leaves_out() -> None:
    made = change("google_compute_url_map", {"name": "web"}, unknown={"project": True})
    assert convert_one(made).name == f"{P}/global/urlMaps/web"


def test_the_project_may_be_one_that_the_plan_makes() -> None:
    made = change(
        "google_compute_url_map",
        {"name": "web"},
        unknown={"project": True},
        references={"project": ["google_project.web.project_id", "google_project.web"]},
    )
    named = change("google_project", {"name": "New", "project_id": "new-one"})
    assert convert_one(made, named).name == "//compute.googleapis.com/projects/new-one/global/urlMaps/web"
    unnamed = change("google_project", {"name": "New"}, unknown={"project_id": True})
    asset = convert_one(made, unnamed)
    assert asset.name == "//compute.googleapis.com/projects/google_project.web/global/urlMaps/web"


def test_a_project_or_region_that_something_else_tells_is_not_the_providers() -> None:
    made = change(
        "google_compute_region_url_map",
        {"name": "web"},
        unknown={"project": True, "region": True},
        references={"project": ["data.external.p.result", "data.external.p"], "region": ["var.region"]},
    )
    assert convert_one(made).name == "//compute.googleapis.com/projects/-/regions/-/urlMaps/web"
