from typing import Any

import pytest
from conversion_plans import change, convert_one, data_of

P = "//compute.googleapis.com/projects/shop-prod"


@pytest.mark.parametrize(
    ("type_", "values", "expected"),
    [
        (
            "google_compute_global_forwarding_rule",
            {"name": "https", "ip_address": "203.0.113.7", "ip_protocol": "TCP", "port_range": "443-443"},
            {"name": "https", "IPAddress": "203.0.113.7", "IPProtocol": "TCP", "portRange": "443-443"},
        ),
        (
            "google_compute_backend_service",
            {"name": "web", "enable_cdn": True, "connection_draining_timeout_sec": 300, "affinity_cookie_ttl_sec": 0},
            {
                "name": "web",
                "enableCDN": True,
                "connectionDraining": {"drainingTimeoutSec": 300},
                "affinityCookieTtlSec": 0,
            },
        ),
        (
            "google_compute_backend_service",
            {"name": "web", "iap": [{"enabled": False, "oauth2_client_id": "", "oauth2_client_secret": ""}]},
            {"name": "web", "iap": {"enabled": False}},
        ),
        (
            "google_compute_url_map",
            {
                "name": "web",
                "default_service": f"{P}/global/backendServices/web",
                "host_rule": [{"hosts": ["a.example"], "path_matcher": "all", "description": None}],
                "path_matcher": [
                    {
                        "name": "all",
                        "default_url_redirect": [{"https_redirect": True, "strip_query": False}],
                        "path_rule": [{"paths": ["/x"], "service": "other", "route_action": []}],
                        "route_rules": [],
                    }
                ],
                "test": [{"host": "a.example", "path": "/", "service": "other"}],
            },
            {
                "name": "web",
                "defaultService": f"{P}/global/backendServices/web",
                "hostRules": [{"hosts": ["a.example"], "pathMatcher": "all"}],
                "pathMatchers": [
                    {
                        "name": "all",
                        "defaultUrlRedirect": {"httpsRedirect": True, "stripQuery": False},
                        "pathRules": [{"paths": ["/x"], "service": f"{P}/global/backendServices/other"}],
                    }
                ],
                "tests": [{"host": "a.example", "path": "/", "service": f"{P}/global/backendServices/other"}],
            },
        ),
        (
            "google_compute_ssl_policy",
            {"name": "tls", "profile": "CUSTOM", "min_tls_version": "TLS_1_2", "custom_features": ["TLS_A"]},
            {"name": "tls", "profile": "CUSTOM", "minTlsVersion": "TLS_1_2", "customFeatures": ["TLS_A"]},
        ),
        (
            "google_compute_managed_ssl_certificate",
            {"name": "cert", "type": "MANAGED", "managed": [{"domains": ["a.example."]}]},
            {"name": "cert", "type": "MANAGED", "managed": {"domains": ["a.example."]}},
        ),
        (
            "google_compute_ssl_certificate",
            {"name": "cert", "certificate": "PEM", "private_key": "KEY"},
            {"name": "cert", "certificate": "PEM", "type": "SELF_MANAGED"},
        ),
        (
            "google_compute_region_target_https_proxy",
            {
                "name": "https",
                "region": "europe-west1",
                "url_map": "web",
                "certificate_manager_certificates": ["projects/p/locations/europe-west1/certificates/c"],
            },
            {
                "name": "https",
                "region": "europe-west1",
                "urlMap": f"{P}/regions/europe-west1/urlMaps/web",
                "sslCertificates": [
                    "//certificatemanager.googleapis.com/projects/p/locations/europe-west1/certificates/c"
                ],
            },
        ),
        (
            "google_compute_target_https_proxy",
            {
                "name": "https",
                "certificate_map": "//certificatemanager.googleapis.com/projects/p/locations/global/certificateMaps/m",
                "quic_override": "NONE",
                "ssl_policy": "tls",
            },
            {
                "name": "https",
                "certificateMap": "//certificatemanager.googleapis.com/projects/p/locations/global/certificateMaps/m",
                "quicOverride": "NONE",
                "sslPolicy": f"{P}/global/sslPolicies/tls",
            },
        ),
        (
            "google_compute_region_network_endpoint_group",
            {
                "name": "neg",
                "region": "europe-west1",
                "network_endpoint_type": "SERVERLESS",
                "cloud_run": [{"service": "app", "tag": None, "url_mask": None}],
                "app_engine": [],
                "cloud_function": [],
                "serverless_deployment": [],
            },
            {
                "name": "neg",
                "region": "europe-west1",
                "networkEndpointType": "SERVERLESS",
                "cloudRun": {"service": "app"},
            },
        ),
        (
            "google_compute_firewall",
            {
                "name": "hc",
                "network": "default",
                "allow": [{"protocol": "tcp", "ports": ["80"]}],
                "deny": [],
                "source_ranges": ["35.191.0.0/16"],
                "target_tags": None,
                "disabled": False,
            },
            {
                "name": "hc",
                "network": f"{P}/global/networks/default",
                "allowed": [{"IPProtocol": "tcp", "ports": ["80"]}],
                "sourceRanges": ["35.191.0.0/16"],
                "disabled": False,
            },
        ),
        (
            "google_compute_health_check",
            {"name": "hc", "https_health_check": [{"port": 8443, "port_name": ""}], "http_health_check": []},
            {"name": "hc", "httpsHealthCheck": {"port": 8443}, "type": "HTTPS"},
        ),
        (
            "google_compute_instance_template",
            {
                "name": "vm",
                "region": "europe-west1",
                "machine_type": "e2-small",
                "tags": ["web"],
                "metadata": {"startup-script": "echo"},
                "service_account": [{"email": "app@p.iam.gserviceaccount.com", "scopes": ["cloud-platform"]}],
                "network_interface": [{"network": "default", "access_config": [{"nat_ip": None}]}],
            },
            {
                "name": "vm",
                "properties": {
                    "machineType": "e2-small",
                    "tags": {"items": ["web"]},
                    "serviceAccounts": [
                        {"email": "app@p.iam.gserviceaccount.com", "scopes": ["cloud-platform"]}
                    ],
                    "networkInterfaces": [{"network": f"{P}/global/networks/default", "accessConfigs": [{}]}],
                },
            },
        ),
        (
            "google_cloud_run_v2_service",
            {
                "name": "app",
                "location": "europe-west1",
                "ingress": "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER",
                "iap_enabled": True,
                "invoker_iam_disabled": False,
                "default_uri_disabled": True,
                "template": [{"containers": [{"image": "x", "env": [{"name": "K", "value": "V"}]}]}],
            },
            {
                "name": "app",
                "ingress": "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER",
                "iapEnabled": True,
                "invokerIamDisabled": False,
                "defaultUriDisabled": True,
            },
        ),
        (
            "google_cloud_run_service",
            {
                "name": "app",
                "location": "europe-west1",
                "metadata": [
                    {
                        "annotations": {
                            "run.googleapis.com/ingress": "internal-and-cloud-load-balancing",
                            "run.googleapis.com/iap-enabled": "true",
                        }
                    }
                ],
                "template": [{"spec": [{"containers": []}]}],
            },
            {"name": "app", "ingress": "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER", "iapEnabled": True},
        ),
        (
            "google_project",
            {"name": "Shop", "project_id": "shop-prod", "number": "123", "folder_id": "folders/7", "org_id": None},
            {
                "name": "Shop",
                "projectId": "shop-prod",
                "projectNumber": "123",
                "parent": {"type": "folder", "id": "7"},
            },
        ),
        (
            "google_certificate_manager_certificate_map_entry",
            {"name": "e", "map": "m", "hostname": "a.example", "certificates": ["projects/p/locations/global/certificates/c"]},
            {
                "name": "e",
                "hostname": "a.example",
                "certificates": ["projects/p/locations/global/certificates/c"],
            },
        ),
    ],
)
def test_in_googles_names_and_shape(type_: str, values: dict[str, Any], expected: dict[str, Any]) -> None:
    assert data_of(change(type_, values)) == expected


def test_iap_without_enabled_is_on() -> None:
    """Before version 6 of the provider the block had no `enabled`: it switched IAP on by being there."""
    block = {"oauth2_client_id": "id", "oauth2_client_secret": "s"}
    assert data_of(change("google_compute_backend_service", {"name": "web", "iap": [block]}))["iap"] == {
        "oauth2ClientId": "id",
        "enabled": True,
    }
    assert "iap" not in data_of(change("google_compute_backend_service", {"name": "web", "iap": []}))


def test_zeros_of_a_state_are_not_limits() -> None:
    backend = {"group": f"{P}/zones/z/instanceGroups/g", "max_rate": 0, "max_utilization": 0.8, "capacity_scaler": 0}
    assert data_of(change("google_compute_backend_service", {"name": "web", "backend": [backend]}))["backends"] == [
        {"group": f"{P}/zones/z/instanceGroups/g", "maxUtilization": 0.8, "capacityScaler": 0}
    ]


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


@pytest.mark.parametrize("values", [{"name": {"a": 1}}, {"backend": "x"}, {"backend": [None]}, {"iap": [[]]}, {"log_config": 5}])
def test_values_of_the_wrong_type_do_no_harm(values: dict[str, Any]) -> None:
    convert_one(change("google_compute_backend_service", values))


def test_very_deep_blocks_are_given_up() -> None:
    deep: Any = [{"redirect": None}]
    for _ in range(200):
        deep = [{"path_rule": deep}]
    asset = convert_one(change("google_compute_url_map", {"name": "web", "path_matcher": deep[:1]}))
    assert asset.data is not None
