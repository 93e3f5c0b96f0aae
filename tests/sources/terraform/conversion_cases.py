"""Resources as a plan has them, and as Google's API does."""

from typing import Any

_MAP = "//certificatemanager.googleapis.com/projects/p/locations/global/certificateMaps/m"
P = "//compute.googleapis.com/projects/shop-prod"

CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "google_compute_global_forwarding_rule",
        {"name": "https", "ip_address": "203.0.113.7", "ip_protocol": "TCP", "port_range": "443-443"},
        {"name": "https", "IPAddress": "203.0.113.7", "IPProtocol": "TCP", "portRange": "443-443"},
    ),
    (
        "google_compute_backend_service",
        {
            "name": "web",
            "enable_cdn": True,
            "connection_draining_timeout_sec": 300,
            "affinity_cookie_ttl_sec": 0,
        },
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
            "certificate_map": _MAP,
            "quic_override": "NONE",
            "ssl_policy": "tls",
        },
        {
            "name": "https",
            "certificateMap": _MAP,
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
                "serviceAccounts": [{"email": "app@p.iam.gserviceaccount.com", "scopes": ["cloud-platform"]}],
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
        {
            "name": "Shop",
            "project_id": "shop-prod",
            "number": "123",
            "folder_id": "folders/7",
            "org_id": None,
        },
        {
            "name": "Shop",
            "projectId": "shop-prod",
            "projectNumber": "123",
            "parent": {"type": "folder", "id": "7"},
        },
    ),
    (
        "google_certificate_manager_certificate_map_entry",
        {
            "name": "e",
            "map": "m",
            "hostname": "a.example",
            "certificates": ["projects/p/locations/global/certificates/c"],
        },
        {
            "name": "e",
            "hostname": "a.example",
            "certificates": ["projects/p/locations/global/certificates/c"],
        },
    ),
]
"""Terraform type, its values, the data of the asset."""
