"""What the provider does with attributes that its typings do not tell.

Source of each entry, unless it says otherwise: the argument of that name in the provider's documentation of
the resource: https://registry.terraform.io/providers/hashicorp/google/6.50.0/docs/resources/<short name>.
"""

from collections.abc import Mapping

_PROBE = {
    "check_interval_sec": 5,
    "healthy_threshold": 2,
    "http2_health_check.request_path": "/",
    "http_health_check.request_path": "/",
    "https_health_check.request_path": "/",
    "log_config.enable": False,
    "timeout_sec": 5,
    "unhealthy_threshold": 2,
}
_LEGACY_PROBE = {
    "check_interval_sec": 5,
    "healthy_threshold": 2,
    "request_path": "/",
    "timeout_sec": 5,
    "unhealthy_threshold": 2,
}
_REDIRECT = {
    f"{way}.https_redirect": False
    for way in (
        "default_url_redirect",
        "path_matcher.default_url_redirect",
        "path_matcher.path_rule.url_redirect",
    )
}
_URL_MAP = {
    **_REDIRECT,
    "path_matcher.route_rules.match_rules.ignore_case": False,
    "path_matcher.route_rules.url_redirect.https_redirect": False,
    "path_matcher.route_rules.url_redirect.strip_query": False,
}
_TEMPLATE = {
    "can_ip_forward": False,
    "disk.auto_delete": True,
    "scheduling.automatic_restart": True,
    "scheduling.preemptible": False,
    "shielded_instance_config.enable_integrity_monitoring": True,
    "shielded_instance_config.enable_secure_boot": False,
    "shielded_instance_config.enable_vtpm": True,
}
_GROUP = {
    "list_managed_instances_results": "PAGELESS",
    "wait_for_instances": False,
    "wait_for_instances_status": "STABLE",
}

DEFAULTS: Mapping[str, Mapping[str, object]] = {
    "google_certificate_manager_certificate": {"location": "global", "scope": "DEFAULT"},
    "google_certificate_manager_dns_authorization": {"location": "global"},
    "google_cloud_run_service": {"autogenerate_revision_name": False},
    "google_cloud_run_v2_service": {"deletion_protection": True},
    "google_compute_backend_bucket": {"cdn_policy.signed_url_cache_max_age_sec": 3600},
    "google_compute_backend_service": {
        "backend.capacity_scaler": 1,
        "cdn_policy.signed_url_cache_max_age_sec": 3600,
        "connection_draining_timeout_sec": 300,
    },
    "google_compute_firewall": {"priority": 1000},
    "google_compute_health_check": _PROBE,
    "google_compute_http_health_check": _LEGACY_PROBE,
    "google_compute_https_health_check": _LEGACY_PROBE,
    "google_compute_instance_group_manager": _GROUP,
    "google_compute_instance_template": _TEMPLATE,
    "google_compute_network": {"auto_create_subnetworks": True, "delete_default_routes_on_create": False},
    # The upgrade guide to version 6 of the provider tells of both defaults of regional backend services.
    "google_compute_region_backend_service": {
        "cdn_policy.signed_url_cache_max_age_sec": 3600,
        "connection_draining_timeout_sec": 300,
    },
    "google_compute_region_health_check": _PROBE,
    "google_compute_region_instance_group_manager": _GROUP,
    "google_compute_region_instance_template": _TEMPLATE,
    "google_compute_region_url_map": _URL_MAP,
    "google_compute_url_map": _URL_MAP,
    "google_project": {"auto_create_network": True, "deletion_policy": "PREVENT"},
    "google_storage_bucket": {"force_destroy": False, "storage_class": "STANDARD"},
}
"""Defaults that the documentation gives in words."""

SENSITIVE: Mapping[str, tuple[str, ...]] = {
    "google_certificate_manager_certificate": (
        "self_managed.certificate_pem",
        "self_managed.pem_private_key",
        "self_managed.private_key_pem",
    ),
    "google_compute_region_backend_service": ("iap.oauth2_client_secret", "iap.oauth2_client_secret_sha256"),
}
"""Attributes that plans mask, beyond those that the typings name."""

_ALWAYS = frozenset({"location", "name", "name_prefix", "network", "project", "project_id", "region", "zone"})
_FRONTEND = frozenset({"ip_address", "ip_protocol", "ip_version", "load_balancing_scheme", "network_tier"})
_FORCE_NEW = {
    "google_cloud_run_service": frozenset(),
    "google_compute_address": frozenset({"address", "address_type", "ip_version", "network_tier"}),
    "google_compute_forwarding_rule": _FRONTEND | {"port_range", "ports"},
    "google_compute_global_address": frozenset({"address", "address_type", "ip_version"}),
    "google_compute_global_forwarding_rule": _FRONTEND | {"port_range"},
    "google_compute_global_network_endpoint_group": frozenset({"default_port", "network_endpoint_type"}),
    "google_compute_instance_template": frozenset({"machine_type", "network_interface", "tags"}),
    "google_compute_managed_ssl_certificate": frozenset({"managed", "type"}),
    "google_compute_network_endpoint_group": frozenset({"default_port", "network_endpoint_type"}),
    "google_compute_region_network_endpoint_group": frozenset({"cloud_run", "network_endpoint_type"}),
    "google_compute_region_ssl_certificate": frozenset({"certificate", "private_key"}),
    "google_compute_ssl_certificate": frozenset({"certificate", "private_key"}),
}
_FIXED_IN_IAM = frozenset({"condition", "member", "role", "service", "web_backend_service"})


def force_new(resource_type: str) -> frozenset[str]:
    """Return the attributes and blocks whose change replaces the resource."""
    if "_iam_" in resource_type:
        return _ALWAYS | _FIXED_IN_IAM
    return _ALWAYS | _FORCE_NEW.get(resource_type, frozenset())


def fills_in_project(resource_type: str) -> bool:
    """Return whether a plan already has the provider's project where none is set.

    Resources do so since version 4.81 of the provider (a `CustomizeDiff`); grants (`_iam_`) do not, and no
    resource here does it for its region or zone.
    """
    return "_iam_" not in resource_type
