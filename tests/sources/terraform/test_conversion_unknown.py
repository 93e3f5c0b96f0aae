from typing import Any

import pytest
from conversion_plans import change, convert_all, convert_one

P = "//compute.googleapis.com/projects/shop-prod"

_MAP = change("google_compute_url_map", {"name": "web"})
_SERVICE = change("google_compute_backend_service", {"name": "web"})


def test_references_become_the_names_of_their_targets() -> None:
    proxy = change(
        "google_compute_target_https_proxy",
        {"name": "https", "ssl_certificates": [None]},
        unknown={"url_map": True, "ssl_certificates": [True], "certificate_map": True},
        references={
            "url_map": ["google_compute_url_map.web.id", "google_compute_url_map.web"],
            "ssl_certificates": [
                "google_compute_managed_ssl_certificate.web.id",
                "google_compute_managed_ssl_certificate.web",
            ],
            "certificate_map": [
                "google_certificate_manager_certificate_map.web.id",
                "google_certificate_manager_certificate_map.web",
            ],
        },
    )
    certificate = change("google_compute_managed_ssl_certificate", {"name": "cert"})
    certificate_map = change("google_certificate_manager_certificate_map", {"name": "certs"})
    asset = convert_one(proxy, _MAP, certificate, certificate_map)
    assert asset.data == {
        "name": "https",
        "urlMap": f"{P}/global/urlMaps/web",
        "sslCertificates": [f"{P}/global/sslCertificates/cert"],
        "certificateMap": (
            "//certificatemanager.googleapis.com/projects/shop-prod/locations/global/certificateMaps/certs"
        ),
    }
    assert asset.unknown == ()


def test_the_target_of_a_reference_may_have_no_name_yet() -> None:
    """It goes by its address, there and here."""
    unnamed = change("google_compute_url_map", {}, unknown={"name": True})
    proxy = change(
        "google_compute_target_http_proxy",
        {"name": "http"},
        unknown={"url_map": True},
        references={"url_map": ["google_compute_url_map.web.self_link", "google_compute_url_map.web"]},
    )
    asset = convert_one(proxy, unnamed)
    assert asset.data is not None
    assert asset.data["urlMap"] == f"{P}/global/urlMaps/google_compute_url_map.web"
    assert convert_one(unnamed).name == asset.data["urlMap"]


def test_a_reserved_address_is_known_by_its_name() -> None:
    rule = change(
        "google_compute_global_forwarding_rule",
        {"name": "https", "load_balancing_scheme": "EXTERNAL_MANAGED"},
        unknown={"ip_address": True, "network_tier": True, "ip_protocol": True, "target": True},
        references={
            "ip_address": ["google_compute_global_address.web.address", "google_compute_global_address.web"],
            "target": ["google_compute_target_tcp_proxy.web.id", "google_compute_target_tcp_proxy.web"],
        },
    )
    address = change("google_compute_global_address", {"name": "ip"}, unknown={"address": True})
    proxy = change("google_compute_target_tcp_proxy", {"name": "tcp"})
    asset = convert_one(rule, address, proxy)
    assert asset.data == {
        "name": "https",
        "loadBalancingScheme": "EXTERNAL_MANAGED",
        "IPAddress": f"{P}/global/addresses/ip",
        "target": f"{P}/global/targetTcpProxies/tcp",
    }
    assert asset.unknown == ()


@pytest.mark.parametrize("type_", ["google_compute_forwarding_rule", "google_compute_global_forwarding_rule"])
def test_an_address_that_nobody_reserved_is_none(type_: str) -> None:
    asset = convert_one(change(type_, {"name": "rule"}, unknown={"ip_address": True}))
    assert asset.data == {"name": "rule"}
    assert asset.unknown == ()


@pytest.mark.parametrize(
    ("type_", "place", "name"),
    [
        ("target_pool", {"region": "us-central1"}, "regions/us-central1/targetPools/t"),
        ("target_instance", {"zone": "us-central1-a"}, "zones/us-central1-a/targetInstances/t"),
        ("vpn_gateway", {"region": "us-central1"}, "regions/us-central1/targetVpnGateways/t"),
        ("service_attachment", {"region": "us-central1"}, "regions/us-central1/serviceAttachments/t"),
    ],
)
def test_a_rule_for_what_is_no_proxy(type_: str, place: dict[str, str], name: str) -> None:
    target = f"google_compute_{type_}.web"
    rule = change(
        "google_compute_forwarding_rule",
        {"name": "rule", "region": "us-central1"},
        unknown={"target": True},
        references={"target": [f"{target}.id", target]},
    )
    asset = convert_one(rule, change(f"google_compute_{type_}", {"name": "t", **place}, unknown={"id": True}))
    assert asset.data is not None
    assert asset.data["target"] == f"{P}/{name}"
    assert asset.unknown == ()


def test_a_serverless_group_names_the_service() -> None:
    neg = change(
        "google_compute_region_network_endpoint_group",
        {"name": "neg", "region": "europe-west1", "cloud_run": [{"url_mask": None}]},
        unknown={"cloud_run": [{"service": True}], "network": True},
        references={
            "cloud_run": [
                {"service": ["google_cloud_run_v2_service.web.name", "google_cloud_run_v2_service.web"]}
            ]
        },
    )
    service = change("google_cloud_run_v2_service", {"location": "europe-west1"}, unknown={"name": True})
    asset = convert_one(neg, service)
    assert asset.data is not None
    assert asset.data["cloudRun"] == {"service": "google_cloud_run_v2_service.web"}
    assert convert_one(service).name.endswith("/services/google_cloud_run_v2_service.web")


def test_what_is_not_known_keeps_its_place() -> None:
    service = change(
        "google_compute_backend_service",
        {
            "name": "web",
            "backend": [
                {"group": f"{P}/zones/z/instanceGroups/g"},
                {},
                {"group": "g", "balancing_mode": "RATE"},
            ],
            "custom_request_headers": ["a", None],
        },
        unknown={
            "backend": [{}, True, {"preference": True}],
            "custom_request_headers": [False, True],
            "security_policy": True,
            "locality_lb_policies": True,
        },
    )
    asset = convert_one(service)
    assert asset.data is not None
    assert asset.data["backends"] == [
        {"group": f"{P}/zones/z/instanceGroups/g"},
        {},
        {"group": "g", "balancingMode": "RATE"},
    ]
    assert asset.data["customRequestHeaders"] == ["a", ""]
    assert set(asset.unknown) == {
        "/backends/1",
        "/backends/2/preference",
        "/customRequestHeaders/1",
        "/securityPolicy",
        "/localityLbPolicies",
    }


def test_no_nulls() -> None:
    values: dict[str, Any] = {
        "name": "web",
        "description": None,
        "log_config": [{"enable": None, "sample_rate": None}],
    }
    asset = convert_one(change("google_compute_backend_service", values))
    assert asset.data == {"name": "web", "logConfig": {}}


def test_maps_keep_what_is_known() -> None:
    bucket = change(
        "google_storage_bucket",
        {"name": "b", "labels": {"team": "shop", "build/no": None, "off": ""}},
        unknown={"labels": {"build/no": True}},
    )
    asset = convert_one(bucket)
    assert asset.data == {"name": "b", "labels": {"team": "shop", "off": ""}}
    assert asset.unknown == ("/labels/build~1no",)


@pytest.mark.parametrize(
    ("type_", "unknown", "left"),
    [
        (
            "google_compute_backend_service",
            {
                "protocol": True,
                "session_affinity": True,
                "timeout_sec": True,
                "port_name": True,
                "locality_lb_policy": True,
            },
            ("/localityLbPolicy",),
        ),
        ("google_compute_global_forwarding_rule", {"network_tier": True, "ip_protocol": True}, ()),
        ("google_compute_forwarding_rule", {"network_tier": True, "ip_protocol": True}, ("/networkTier",)),
        ("google_compute_firewall", {"direction": True, "destination_ranges": True}, ()),
        ("google_cloud_run_v2_service", {"ingress": True, "uri": True, "template": True}, ()),
        ("google_compute_address", {"network_tier": True, "address": True}, ("/networkTier", "/address")),
    ],
)
def test_what_the_configuration_leaves_out_has_its_documented_default(
    type_: str, unknown: dict[str, Any], left: tuple[str, ...]
) -> None:
    asset = convert_one(change(type_, {"name": "web", "region": "europe-west1"}, unknown=unknown))
    assert asset.unknown == left


def test_what_the_configuration_sets_is_unknown_all_the_same() -> None:
    service = change(
        "google_compute_backend_service",
        {"name": "web"},
        unknown={"protocol": True, "timeout_sec": True},
        references={"protocol": ["data.external.choice.result", "data.external.choice"]},
    )
    assert convert_one(service).unknown == ("/protocol",)


def test_a_block_that_is_not_shown_may_be_a_dynamic_one() -> None:
    service = change("google_compute_backend_service", {"name": "web"}, unknown={"log_config": True})
    assert convert_one(service).unknown == ("/logConfig",)


def test_limits_of_a_static_backend_are_not_set() -> None:
    backend = {"group": f"{P}/zones/z/instanceGroups/g", "balancing_mode": "UTILIZATION"}
    marks = {"max_rate": True, "max_utilization": True}
    static = change(
        "google_compute_backend_service", {"name": "web", "backend": [backend]}, unknown={"backend": [marks]}
    )
    assert convert_one(static).unknown == ()
    dynamic = change(
        "google_compute_backend_service", {"name": "web", "backend": [backend]}, unknown={"backend": [marks]}
    )
    del dynamic["expressions"]["backend"]
    assert convert_one(dynamic).unknown == ("/backends/0/maxRate", "/backends/0/maxUtilization")


@pytest.mark.parametrize(
    ("values", "unknown", "pointers", "ingress"),
    [
        ({"metadata": [{"namespace": "p"}]}, {"metadata": [{"annotations": True}]}, (), None),
        (
            {},
            {"metadata": True},
            ("/ingress", "/iapEnabled", "/invokerIamDisabled", "/defaultUriDisabled"),
            None,
        ),
        (
            {"metadata": [{"annotations": {"run.googleapis.com/ingress": None}}]},
            {"metadata": [{"annotations": {"run.googleapis.com/ingress": True}}]},
            ("/ingress",),
            None,
        ),
        (
            {"metadata": [{"annotations": {"run.googleapis.com/ingress": "internal"}}]},
            {"metadata": [{"annotations": {}}]},
            (),
            "INGRESS_TRAFFIC_INTERNAL_ONLY",
        ),
    ],
)
def test_annotations_of_a_knative_service(
    values: dict[str, Any], unknown: dict[str, Any], pointers: tuple[str, ...], ingress: str | None
) -> None:
    asset = convert_one(
        change("google_cloud_run_service", {"name": "app", "location": "l", **values}, unknown=unknown)
    )
    assert asset.unknown == pointers
    assert asset.data is not None
    assert asset.data.get("ingress") == ingress


def test_a_value_beside_a_mark_counts() -> None:
    """Old plans mark some values that they show."""
    bucket = change("google_storage_bucket", {"name": "b", "location": "EU"}, unknown={"location": True})
    assert convert_all(bucket)[0].unknown == ()
