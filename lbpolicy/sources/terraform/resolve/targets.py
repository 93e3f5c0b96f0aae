"""Which attributes refer to another resource, and to which types of resources.

From the documentation of the google provider: https://registry.terraform.io/providers/hashicorp/google/latest/docs
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lbpolicy.sources.terraform.documents.addresses import Step

IDENTITY = frozenset(
    {
        "address",
        "email",
        "firewall_policy_id",
        "folder_id",
        "id",
        "instance_group",
        "member",
        "name",
        "number",
        "org_id",
        "policy_data",
        "project_id",
        "self_link",
        "self_link_unique",
        "self_link_with_id",
    }
)
"""Attributes that stand for the resource itself when another refers to it."""


@dataclass(frozen=True, slots=True)
class Target:
    """What an attribute refers to."""

    types: frozenset[str]
    """Terraform types: google_compute_url_map."""
    inferable: bool = True
    """If nothing tells where the value comes from, the only such resource around is taken. Not where the
    provider itself fills in what is not set: a forwarding rule's network."""

    def near(self, owner: str) -> frozenset[str]:
        """Return the types that a resource of type `owner` can refer to: regional ones to regional ones."""
        regional = frozenset(type_ for type_ in self.types if "_region_" in type_)
        twins = frozenset(type_.replace("_region_", "_") for type_ in regional) & self.types
        if "network_endpoint_group" in "".join(self.types):
            return self.types  # groups of any scope serve any backend service
        if "_region_" in owner or owner == "google_compute_forwarding_rule":
            return self.types - twins
        return self.types - regional if twins else self.types


def _compute(*names: str, inferable: bool = True) -> Target:
    return Target(frozenset(f"google_compute_{name}" for name in names), inferable)


def _both(*names: str) -> Target:
    return _compute(*names, *(f"region_{name}" for name in names))


_SERVICES = _compute("backend_service", "region_backend_service", "backend_bucket")
_GROUPS = _compute(
    "instance_group",
    "instance_group_manager",
    "region_instance_group_manager",
    "network_endpoint_group",
    "region_network_endpoint_group",
    "global_network_endpoint_group",
)
_PROXY = _both("target_http_proxy", "target_https_proxy", "target_tcp_proxy", "target_ssl_proxy")
_NETWORK = _compute("network", inferable=False)
_RUN = Target(frozenset({"google_cloud_run_service", "google_cloud_run_v2_service"}))
_BUCKET = Target(frozenset({"google_storage_bucket"}))
_CERTIFICATE = Target(frozenset({"google_certificate_manager_certificate"}))
_CERTIFICATE_MAP = Target(frozenset({"google_certificate_manager_certificate_map"}))
_ACCOUNT = Target(frozenset({"google_service_account"}), inferable=False)
_FIREWALL_POLICY = _compute(
    "firewall_policy", "network_firewall_policy", "region_network_firewall_policy", inferable=False
)

_TARGETS = {
    # attribute, or block.attribute, or type.attribute, or type.block.attribute
    "target": _PROXY,
    "google_compute_forwarding_rule.target": Target(
        _PROXY.types | _compute("target_pool", "target_instance", "vpn_gateway", "service_attachment").types
    ),
    "google_compute_global_forwarding_rule.target": Target(
        _PROXY.types | _compute("target_grpc_proxy").types
    ),
    "url_map": _both("url_map"),
    "default_service": _SERVICES,
    "service": _SERVICES,
    "backend_service": _SERVICES,
    "error_service": _SERVICES,
    "backend.group": _GROUPS,
    "google_compute_instance_group_named_port.group": _GROUPS,
    "network_endpoint_group": _GROUPS,
    "global_network_endpoint_group": _GROUPS,
    "region_network_endpoint_group": _GROUPS,
    "health_checks": _compute(
        "health_check", "region_health_check", "http_health_check", "https_health_check"
    ),
    "health_check": _compute(
        "health_check", "region_health_check", "http_health_check", "https_health_check"
    ),
    "security_policy": _both("security_policy"),
    "edge_security_policy": _compute("security_policy"),
    "ssl_certificates": Target(
        _compute("ssl_certificate", "region_ssl_certificate", "managed_ssl_certificate").types
        | _CERTIFICATE.types
    ),
    "certificate_manager_certificates": _CERTIFICATE,
    "certificates": _CERTIFICATE,
    "ssl_policy": _both("ssl_policy"),
    "certificate_map": _CERTIFICATE_MAP,
    "map": _CERTIFICATE_MAP,
    "ip_address": _compute("global_address", "address"),
    "network": _NETWORK,
    "google_compute_firewall.network": _compute("network"),
    "subnetwork": _compute("subnetwork", inferable=False),
    "instance_template": _compute("instance_template", "region_instance_template"),
    "bucket_name": _BUCKET,
    "google_storage_bucket_iam.bucket": _BUCKET,
    "cloud_run.service": _RUN,
    "cloud_function.function": Target(frozenset(), inferable=False),
    "app_engine.service": Target(frozenset(), inferable=False),
    "google_cloud_run_service_iam.service": _RUN,
    "google_cloud_run_v2_service_iam.name": _RUN,
    "web_backend_service": _SERVICES,
    "web_region_backend_service": _SERVICES,
    "dns_authorizations": Target(frozenset({"google_certificate_manager_dns_authorization"})),
    "firewall_policy": _FIREWALL_POLICY,
    "policy_data": Target(frozenset({"google_iam_policy"}), inferable=False),
    "member": _ACCOUNT,
    "members": _ACCOUNT,
    "project": Target(frozenset({"google_project"}), inferable=False),
}

SETS = frozenset(
    {
        "allow",
        "backend",
        "deny",
        "env",
        "host_rule",
        "instance_selections",
        "named_port",
        "network_endpoints",
        "node_affinities",
        "rule",
        "stateful_disk",
    }
)
"""Blocks that the provider keeps as sets: their order in a plan is not that in the sources."""

LISTS = frozenset(
    {
        "certificate_manager_certificates",
        "certificates",
        "dns_authorizations",
        "health_checks",
        "members",
        "ssl_certificates",
    }
)
"""Attributes that are lists of references."""

SINGLE = frozenset({"health_checks"})
"""Lists that the provider allows one element only."""


def target_of(type_: str, path: Sequence[Step]) -> Target | None:
    """Return what an attribute of a type refers to: ("backend", 0, "group"); None if no reference is known.

    All of _iam_member, _iam_binding and _iam_policy are alike.
    """
    return _target_of(type_, tuple(step for step in path if isinstance(step, str)))


@lru_cache(maxsize=4096)
def _target_of(type_: str, names: tuple[str, ...]) -> Target | None:
    if not names:
        return None
    owner = type_.partition("_iam_")[0] + "_iam" if "_iam_" in type_ else type_
    keys = (f"{owner}.{'.'.join(names)}", ".".join(names[-2:]), names[-1])
    return next((_TARGETS[key] for key in keys if key in _TARGETS), None)
