"""The resource types and data sources of the google provider that the stand-in provider knows."""

RESOURCES = tuple(
    f"google_{name}"
    for name in """
    certificate_manager_certificate certificate_manager_certificate_map
    certificate_manager_certificate_map_entry certificate_manager_dns_authorization
    cloud_run_service cloud_run_service_iam_binding cloud_run_service_iam_member cloud_run_service_iam_policy
    cloud_run_v2_service cloud_run_v2_service_iam_binding cloud_run_v2_service_iam_member
    cloud_run_v2_service_iam_policy
    compute_address compute_backend_bucket compute_backend_service compute_firewall
    compute_firewall_policy compute_firewall_policy_association compute_firewall_policy_rule
    compute_forwarding_rule compute_global_address compute_global_forwarding_rule
    compute_global_network_endpoint compute_global_network_endpoint_group compute_health_check
    compute_http_health_check compute_https_health_check compute_instance_group
    compute_instance_group_manager compute_instance_group_named_port compute_instance_template
    compute_managed_ssl_certificate compute_network compute_network_endpoint
    compute_network_endpoint_group compute_network_endpoints compute_network_firewall_policy
    compute_network_firewall_policy_association compute_network_firewall_policy_rule
    compute_region_backend_service compute_region_health_check compute_region_instance_group_manager
    compute_region_instance_template compute_region_network_endpoint_group
    compute_region_network_firewall_policy compute_region_network_firewall_policy_association
    compute_region_network_firewall_policy_rule compute_region_security_policy
    compute_region_security_policy_rule compute_region_ssl_certificate compute_region_ssl_policy
    compute_region_target_http_proxy compute_region_target_https_proxy compute_region_url_map
    compute_security_policy compute_security_policy_rule compute_ssl_certificate compute_ssl_policy
    compute_subnetwork compute_target_http_proxy compute_target_https_proxy compute_target_pool
    compute_target_ssl_proxy compute_target_tcp_proxy compute_url_map
    folder_iam_member
    iap_settings iap_web_backend_service_iam_binding iap_web_backend_service_iam_member
    iap_web_backend_service_iam_policy iap_web_iam_binding iap_web_iam_member iap_web_iam_policy
    iap_web_region_backend_service_iam_binding iap_web_region_backend_service_iam_member
    iap_web_region_backend_service_iam_policy
    organization_iam_member
    project project_iam_binding project_iam_member project_iam_policy
    service_account storage_bucket
    """.split()  # noqa: SIM905 - names side by side are easier to look through
)
"""What a rule, or something that a rule looks at, is made from."""

BETA = frozenset(
    {
        "google_cloud_run_v2_service",
        "google_compute_region_backend_service",
        "google_compute_region_network_endpoint_group",
    }
)
"""Those that have an attribute in google-beta alone that an architecture or a fault sets."""

DATA_SOURCES = ("google_project", "google_compute_network")
"""What the example architectures read."""
