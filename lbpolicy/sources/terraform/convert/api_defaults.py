"""What an attribute is that a plan does not know, or that Terraform holds as zero: what Google documents.

Sources: the API references (compute v1, run v2), the documentation of the google provider, and for port_name
its words "API sets a default of http if not given" (google_compute_region_backend_service).
"""

from collections.abc import Mapping

from lbpolicy.sources.terraform.convert.asset_types import (
    ADDRESS,
    BACKEND_SERVICE,
    HEALTH_CHECK,
    NETWORK_ENDPOINT_GROUP,
)

SET_BY_GOOGLE = frozenset(
    {
        "advanced_options_config",
        "annotations",
        "base_forwarding_rule",
        "conditions",
        "configured_capabilities",
        "create_time",
        "creator",
        "delete_time",
        "enabled_features",
        "gateway_ipv4",
        "gclb_targets",
        "generated_id",
        "generation",
        "internal_ipv6_range",
        "last_modifier",
        "latest_created_revision",
        "latest_ready_revision",
        "launch_stage",
        "lifecycle_state",
        "management_project",
        "mtu",
        "multi_region_settings",
        "number",
        "observed_generation",
        "policy_type",
        "prefix_length",
        "project_number",
        "psc_connection_id",
        "psc_connection_status",
        "psc_data",
        "purpose",
        "reconciling",
        "rpo",
        "scaling",
        "service_directory_registrations",
        "service_name",
        "size",
        "soft_delete_policy",
        "terminal_condition",
        "time_created",
        "traffic_statuses",
        "uid",
        "update_time",
        "updated",
        "uri",
        "urls",
        "users",
        "versioning",
        "website",
    }
)
"""Attributes whose values nobody misses: while they are not known they are not listed as unknown."""

ZERO_IS_UNSET: Mapping[str, frozenset[str]] = {
    # The state of Terraform holds 0 for numbers that are not set; the provider does not send it.
    BACKEND_SERVICE: frozenset(
        f"backend.max_{limit}{per}"
        for limit in ("connections", "rate", "in_flight_requests")
        for per in ("", "_per_instance", "_per_endpoint")
    )
    | {"backend.max_utilization"},
    NETWORK_ENDPOINT_GROUP: frozenset({"default_port"}),
    HEALTH_CHECK: frozenset(
        f"{kind}_health_check.port" for kind in ("http", "https", "http2", "tcp", "ssl", "grpc", "grpc_tls")
    ),
    ADDRESS: frozenset({"prefix_length"}),
}

_CDN = {
    "cdn_policy": "without one, documented defaults hold",
    "cdn_policy.cache_mode": "CACHE_ALL_STATIC",
    "cdn_policy.client_ttl": "3600",
    "cdn_policy.default_ttl": "3600",
    "cdn_policy.max_ttl": "86400",
    "cdn_policy.serve_while_stale": "86400",
}
_EPHEMERAL = "an ephemeral address, which nobody reserved"
_ANY_BACKEND_SERVICE = {
    **_CDN,
    **dict.fromkeys(ZERO_IS_UNSET[BACKEND_SERVICE], "no limit"),
    "iap": "IAP is off until it is switched on",
    "log_config": "enable is false",
    "log_config.optional_mode": "EXCLUDE_ALL_OPTIONAL",
    "port_name": "http: the API sets it where none is given",
    "protocol": "HTTP",
    "session_affinity": "NONE",
    "timeout_sec": "30",
}

API_DEFAULTS: Mapping[str, Mapping[str, str]] = {
    # Terraform type -> attribute that the provider leaves to the API -> the default that Google documents
    "google_compute_forwarding_rule": {
        "ip_address": _EPHEMERAL,
        "ip_protocol": "TCP",
        "ip_version": "IPV4",
    },
    "google_compute_global_forwarding_rule": {
        "ip_address": _EPHEMERAL,
        "ip_protocol": "TCP",
        "network": "global external load balancing does not use it",
        "network_tier": "PREMIUM, the only one that a global rule can have",
        "subnetwork": "global external load balancing does not use it",
    },
    "google_compute_target_http_proxy": {"proxy_bind": "false"},
    "google_compute_target_https_proxy": {"proxy_bind": "false", "tls_early_data": "DISABLED"},
    "google_compute_backend_service": _ANY_BACKEND_SERVICE,
    "google_compute_region_backend_service": _ANY_BACKEND_SERVICE,
    "google_compute_backend_bucket": _CDN,
    "google_compute_region_network_endpoint_group": {
        "network": "a serverless or Private Service Connect group has none of its own",
    },
    "google_compute_firewall": {
        "destination_ranges": "every destination",
        "direction": "INGRESS",
        "source_ranges": "every source, or those of the source tags",
    },
    "google_compute_health_check": {"log_config": "enable is false"},
    "google_compute_region_health_check": {"log_config": "enable is false"},
    "google_cloud_run_v2_service": {"ingress": "all"},
    "google_cloud_run_service": {"metadata": "none", "metadata.annotations": "ingress is all"},
}
"""An attribute that the configuration does not set has its default when the plan is applied. What is not
known and not here stays unknown: the network tier of a regional rule, for one, is a setting of its project
(cloud.google.com/network-tiers/docs/set-network-tier)."""


def is_unset(asset: str, key: str, value: object) -> bool:
    """Tell whether a value is the zero by which a state of Terraform says that nothing is set."""
    return value == 0 and not isinstance(value, bool) and key in ZERO_IS_UNSET.get(asset, ())
