"""Where a resource of the google providers is not simply the API's resource in snake_case.

Keys are paths of Terraform attributes without indexes: backend.max_rate. The tables of an asset type hold for
all Terraform types of it, global and regional. Sources: the documentation of the google provider (versions 4
to 8, registry.terraform.io/providers/hashicorp/google), and the API references (compute v1, run v2,
certificate manager v1, storage v1).
"""

import re
from collections.abc import Mapping

from lbpolicy.sources.terraform.convert.asset_types import (
    BACKEND_SERVICE,
    BUCKET,
    CERTIFICATE,
    CERTIFICATE_MAP_ENTRY,
    FIREWALL,
    FIREWALL_POLICY,
    FORWARDING_RULE,
    INSTANCE_GROUP,
    INSTANCE_GROUP_MANAGER,
    INSTANCE_TEMPLATE,
    NETWORK,
    NETWORK_ENDPOINT_GROUP,
    PROJECT,
    RUN_SERVICE,
    SECURITY_POLICY,
    SSL_CERTIFICATE,
    TARGET_HTTPS_PROXY,
)

_WAF = "preconfigured_waf_config.exclusion.request_"
_WAF_FIELDS = {
    "cookie": "requestCookiesToExclude",
    "header": "requestHeadersToExclude",
    "query_param": "requestQueryParamsToExclude",
    "uri": "requestUrisToExclude",
}

RENAMED: Mapping[str, Mapping[str, str]] = {
    # asset type -> Terraform attribute -> where the API has it, from the object that holds the attribute on
    TARGET_HTTPS_PROXY: {"certificate_manager_certificates": "sslCertificates"},
    BACKEND_SERVICE: {
        "connection_draining_timeout_sec": "connectionDraining/drainingTimeoutSec",
        "generated_id": "id",
    },
    NETWORK_ENDPOINT_GROUP: {"generated_id": "id"},
    INSTANCE_TEMPLATE: {
        "can_ip_forward": "properties/canIpForward",
        "instance_description": "properties/description",
        "labels": "properties/labels",
        "machine_type": "properties/machineType",
        "min_cpu_platform": "properties/minCpuPlatform",
        "network_interface": "properties/networkInterfaces",
        "service_account": "properties/serviceAccounts",
        "tags": "properties/tags/items",
    },
    SECURITY_POLICY: {
        f"{level}{_WAF}{field}{inner}": name
        for level in ("", "rule.", "rules.")
        for field, list_name in _WAF_FIELDS.items()
        for inner, name in (("", list_name), (".operator", "op"), (".value", "val"))
    },
    FIREWALL: {
        "allow": "allowed",
        "allow.protocol": "IPProtocol",
        "deny": "denied",
        "deny.protocol": "IPProtocol",
    },
    CERTIFICATE: {"self_managed.certificate_pem": "pemCertificate"},
    BUCKET: {
        "lifecycle_rule": "lifecycle/rule",
        "public_access_prevention": "iamConfiguration/publicAccessPrevention",
        "requester_pays": "billing/requesterPays",
        "uniform_bucket_level_access": "iamConfiguration/uniformBucketLevelAccess/enabled",
    },
    PROJECT: {"number": "projectNumber"},
}

_TERRAFORM = "it tells the provider what to do, and is not sent to the API"
_BOOKKEEPING = "Google keeps it for itself"
_NAME = "it is a part of the resource's name"
SECRET = "it is a secret"  # noqa: S105 - the word, not one
_CONTAINERS = "container and build environments hold secrets, and nothing in load balancing rests on them"
_MACHINES = "what the machines are like does not matter to a load balancer"
_ROUTING = "routing between networks is not read"
_ADDRESSES = "that there is an external address matters, not which"
_INTERFACE = (
    "alias_ip_range",
    "igmp_query",
    "internal_ipv6_prefix_length",
    "ipv6_access_type",
    "ipv6_address",
    "name",
    "network_attachment",
    "network_ip",
    "nic_type",
    "parent_nic_name",
    "queue_count",
    "stack_type",
    "vlan",
)
_EXTERNAL = (
    "access_config.nat_ip",
    "access_config.network_tier",
    "access_config.public_ptr_domain_name",
    "ipv6_access_config.external_ipv6",
    "ipv6_access_config.external_ipv6_prefix_length",
    "ipv6_access_config.name",
    "ipv6_access_config.network_tier",
    "ipv6_access_config.public_ptr_domain_name",
)

IS_SECRET = re.compile(r"secret|passw|private_?key|(?:^|[_.])access_key$").search
"""Finds the secrets of attributes that newer providers may have."""

LEFT_OUT_OF_ALL: Mapping[str, str] = {
    "id": "Terraform's identifier; the API's is a number",
    "timeouts": _TERRAFORM,
    "deletion_policy": _TERRAFORM,
    "deletion_protection": _TERRAFORM,
    "params": "sent once, when the resource is made, and not kept",
    "project": _NAME,
    "location": _NAME,
    "effective_labels": "labels with those of the provider",
    "terraform_labels": "labels with those of the provider",
    "effective_annotations": "annotations with those of Google",
    "name_prefix": "the name is made of it when the plan is applied",
    "creation_timestamp": _BOOKKEEPING,
    "fingerprint": _BOOKKEEPING,
    "label_fingerprint": _BOOKKEEPING,
    "self_link": _BOOKKEEPING,
    "self_link_with_id": _BOOKKEEPING,
    "etag": _BOOKKEEPING,
}
"""Attributes of the resource itself, of any type, with the reason why they are no data."""

LEFT_OUT: Mapping[str, Mapping[str, str]] = {
    FORWARDING_RULE: {"recreate_closed_psc": _TERRAFORM},
    BACKEND_SERVICE: {
        "iap.oauth2_client_secret": SECRET,
        "iap.oauth2_client_secret_wo": SECRET,
        "iap.oauth2_client_secret_wo_version": _TERRAFORM,
        "iap.oauth2_client_secret_sha256": SECRET,
        "security_settings.aws_v4_authentication.access_key": SECRET,
    },
    INSTANCE_GROUP: {"instances": "the API has them beside the group, not in it"},
    INSTANCE_GROUP_MANAGER: {
        "all_instances_config": _MACHINES,
        "distribution_policy_target_shape": _MACHINES,
        "distribution_policy_zones": _MACHINES,
        "instance_flexibility_policy": _MACHINES,
        "instance_lifecycle_policy": _MACHINES,
        "operation": _BOOKKEEPING,
        "standby_policy": _MACHINES,
        "stateful_disk": _MACHINES,
        "stateful_external_ip": _MACHINES,
        "stateful_internal_ip": _MACHINES,
        "status": _BOOKKEEPING,
        "target_size": _MACHINES,
        "target_size_policy": _MACHINES,
        "target_stopped_size": _MACHINES,
        "target_suspended_size": _MACHINES,
        "update_policy": _MACHINES,
        "wait_for_instances": _TERRAFORM,
        "wait_for_instances_status": _TERRAFORM,
    },
    INSTANCE_TEMPLATE: {
        "advanced_machine_features": _MACHINES,
        "confidential_instance_config": _MACHINES,
        "disk": _MACHINES,
        "guest_accelerator": _MACHINES,
        "key_revocation_action_type": _MACHINES,
        "metadata": "instance metadata often holds secrets",
        "metadata_startup_script": "instance metadata often holds secrets",
        "network_performance_config": _MACHINES,
        "partner_metadata": "instance metadata often holds secrets",
        "reservation_affinity": _MACHINES,
        "resource_manager_tags": _MACHINES,
        "resource_policies": _MACHINES,
        "network_interface.subnetwork_project": "it is a part of the subnetwork's name",
        "region": _NAME,
        "scheduling": _MACHINES,
        "shielded_instance_config": _MACHINES,
        **{f"network_interface.{name}": _MACHINES for name in _INTERFACE},
        **{f"network_interface.{name}": _ADDRESSES for name in _EXTERNAL},
    },
    SSL_CERTIFICATE: {
        "private_key": SECRET,
        "private_key_wo": SECRET,
        "private_key_wo_version": _TERRAFORM,
    },
    FIREWALL: {"enable_logging": "log_config took its place; logs do not decide what passes"},
    FIREWALL_POLICY: {"rule_tuple_count": _BOOKKEEPING},
    NETWORK: {
        "bgp_always_compare_med": _ROUTING,
        "bgp_best_path_selection_mode": _ROUTING,
        "bgp_inter_region_cost": _ROUTING,
        "delete_bgp_always_compare_med": _TERRAFORM,
        "delete_default_routes_on_create": _TERRAFORM,
        "routing_mode": _ROUTING,
    },
    CERTIFICATE: {
        "self_managed.pem_private_key": SECRET,
        "self_managed.private_key_pem": SECRET,
    },
    CERTIFICATE_MAP_ENTRY: {"map": _NAME},
    RUN_SERVICE: {
        "autogenerate_revision_name": _TERRAFORM,
        "build_config": _CONTAINERS,
        "metadata": "its annotations say what attributes of run v2 say",
        "status": _BOOKKEEPING,
        "template": _CONTAINERS,
        "traffic": "which revision serves is not read",
    },
    BUCKET: {
        "enable_object_retention": _TERRAFORM,
        "force_destroy": _TERRAFORM,
        "lifecycle_rule.condition.send_age_if_zero": _TERRAFORM,
        "lifecycle_rule.condition.send_days_since_custom_time_if_zero": _TERRAFORM,
        "lifecycle_rule.condition.send_days_since_noncurrent_time_if_zero": _TERRAFORM,
        "lifecycle_rule.condition.send_num_newer_versions_if_zero": _TERRAFORM,
        "lifecycle_rule.condition.with_state": "the API has a switch, isLive, and no state",
        "location": "",
    },
    PROJECT: {
        "auto_create_network": _TERRAFORM,
        "billing_account": "who pays is not read",
        "folder_id": "it is the parent",
        "org_id": "it is the parent",
    },
}
"""Asset type -> attribute -> why it is no data. An empty reason takes back what holds for all types."""
