"""Which resource of the google providers is which kind of Google resource, and where its name is rooted.

Asset types are spelled as Cloud Asset Inventory exports spell them. Kinds without an asset type are no assets
here, but others refer to them by name.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

PREFIX = "google_"

COMPUTE = "compute.googleapis.com"
CERTIFICATE_MANAGER = "certificatemanager.googleapis.com"
RUN = "run.googleapis.com"
RESOURCE_MANAGER = "cloudresourcemanager.googleapis.com"
STORAGE = "storage.googleapis.com"
IAP = "iap.googleapis.com"


class Scope(StrEnum):
    """What stands between the project and the collection in a full resource name."""

    GLOBAL = "global"
    """projects/P/global/COLLECTION/NAME"""
    REGION = "regions"
    ZONE = "zones"
    LOCATION = "locations"
    """projects/P/locations/L/COLLECTION/NAME"""
    SHARED = "shared"
    """locations/global/COLLECTION/NAME, of no project"""
    ROOT = "root"
    """COLLECTION/NAME, of no project"""
    BUCKET = "bucket"
    """NAME alone"""


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of Terraform resource."""

    terraform: str
    """google_compute_region_url_map"""
    service: str
    """compute.googleapis.com"""
    collection: str
    """urlMaps"""
    scope: Scope
    asset: str = ""
    """Canonical asset type, which names the schema: compute.googleapis.com/UrlMap; "" for no asset."""
    spelling: str = ""
    """The asset type as exports spell it, where it differs: compute.googleapis.com/GlobalForwardingRule."""

    @property
    def asset_type(self) -> str:
        """The asset type as exports spell it."""
        return self.spelling or self.asset


_COMPUTE_ASSETS: dict[str, tuple[str, dict[str, Scope]]] = {
    # asset type -> collection, and the Terraform types without google_compute_
    "ForwardingRule": (
        "forwardingRules",
        {"forwarding_rule": Scope.REGION, "global_forwarding_rule": Scope.GLOBAL},
    ),
    "TargetHttpProxy": (
        "targetHttpProxies",
        {"target_http_proxy": Scope.GLOBAL, "region_target_http_proxy": Scope.REGION},
    ),
    "TargetHttpsProxy": (
        "targetHttpsProxies",
        {"target_https_proxy": Scope.GLOBAL, "region_target_https_proxy": Scope.REGION},
    ),
    "UrlMap": ("urlMaps", {"url_map": Scope.GLOBAL, "region_url_map": Scope.REGION}),
    "BackendService": (
        "backendServices",
        {"backend_service": Scope.GLOBAL, "region_backend_service": Scope.REGION},
    ),
    "BackendBucket": (
        "backendBuckets",
        {"backend_bucket": Scope.GLOBAL, "region_backend_bucket": Scope.REGION},
    ),
    "NetworkEndpointGroup": (
        "networkEndpointGroups",
        {
            "network_endpoint_group": Scope.ZONE,
            "region_network_endpoint_group": Scope.REGION,
            "global_network_endpoint_group": Scope.GLOBAL,
        },
    ),
    "InstanceGroup": (
        "instanceGroups",
        {"instance_group": Scope.ZONE, "region_instance_group": Scope.REGION},
    ),
    "InstanceGroupManager": (
        "instanceGroupManagers",
        {"instance_group_manager": Scope.ZONE, "region_instance_group_manager": Scope.REGION},
    ),
    "InstanceTemplate": (
        "instanceTemplates",
        {"instance_template": Scope.GLOBAL, "region_instance_template": Scope.REGION},
    ),
    "HealthCheck": ("healthChecks", {"health_check": Scope.GLOBAL, "region_health_check": Scope.REGION}),
    "HttpHealthCheck": ("httpHealthChecks", {"http_health_check": Scope.GLOBAL}),
    "HttpsHealthCheck": ("httpsHealthChecks", {"https_health_check": Scope.GLOBAL}),
    "SslPolicy": ("sslPolicies", {"ssl_policy": Scope.GLOBAL, "region_ssl_policy": Scope.REGION}),
    "SslCertificate": (
        "sslCertificates",
        {
            "ssl_certificate": Scope.GLOBAL,
            "region_ssl_certificate": Scope.REGION,
            "managed_ssl_certificate": Scope.GLOBAL,
        },
    ),
    "SecurityPolicy": (
        "securityPolicies",
        {"security_policy": Scope.GLOBAL, "region_security_policy": Scope.REGION},
    ),
    "Firewall": ("firewalls", {"firewall": Scope.GLOBAL}),
    "FirewallPolicy": (
        "firewallPolicies",
        {
            "firewall_policy": Scope.SHARED,
            "firewall_policy_with_rules": Scope.SHARED,
            "network_firewall_policy": Scope.GLOBAL,
            "network_firewall_policy_with_rules": Scope.GLOBAL,
            "region_network_firewall_policy": Scope.REGION,
            "region_network_firewall_policy_with_rules": Scope.REGION,
        },
    ),
    "Network": ("networks", {"network": Scope.GLOBAL}),
    "Address": ("addresses", {"address": Scope.REGION, "global_address": Scope.GLOBAL}),
}

_SPELLINGS = {
    "google_compute_global_forwarding_rule": "GlobalForwardingRule",
    "google_compute_global_address": "GlobalAddress",
    "google_compute_region_backend_service": "RegionBackendService",
}

_OTHER_COMPUTE: dict[str, tuple[str, Scope]] = {
    # No assets of the inventory. They decide to which kind of load balancer a forwarding rule belongs.
    "target_tcp_proxy": ("targetTcpProxies", Scope.GLOBAL),
    "region_target_tcp_proxy": ("targetTcpProxies", Scope.REGION),
    "target_ssl_proxy": ("targetSslProxies", Scope.GLOBAL),
    "target_grpc_proxy": ("targetGrpcProxies", Scope.GLOBAL),
    "target_pool": ("targetPools", Scope.REGION),
    "target_instance": ("targetInstances", Scope.ZONE),
    "vpn_gateway": ("targetVpnGateways", Scope.REGION),
    "service_attachment": ("serviceAttachments", Scope.REGION),
    "subnetwork": ("subnetworks", Scope.REGION),
    "instance": ("instances", Scope.ZONE),
}

_OTHERS = (
    Kind("google_cloud_run_service", RUN, "services", Scope.LOCATION, f"{RUN}/Service"),
    Kind("google_cloud_run_v2_service", RUN, "services", Scope.LOCATION, f"{RUN}/Service"),
    Kind(
        "google_certificate_manager_certificate",
        CERTIFICATE_MANAGER,
        "certificates",
        Scope.LOCATION,
        f"{CERTIFICATE_MANAGER}/Certificate",
    ),
    Kind(
        "google_certificate_manager_certificate_map",
        CERTIFICATE_MANAGER,
        "certificateMaps",
        Scope.LOCATION,
        f"{CERTIFICATE_MANAGER}/CertificateMap",
    ),
    Kind(
        "google_certificate_manager_certificate_map_entry",
        CERTIFICATE_MANAGER,
        "certificateMapEntries",
        Scope.LOCATION,
        f"{CERTIFICATE_MANAGER}/CertificateMapEntry",
    ),
    Kind("google_storage_bucket", STORAGE, "b", Scope.BUCKET, f"{STORAGE}/Bucket"),
    Kind("google_project", RESOURCE_MANAGER, "projects", Scope.ROOT, f"{RESOURCE_MANAGER}/Project"),
    Kind("google_folder", RESOURCE_MANAGER, "folders", Scope.ROOT, f"{RESOURCE_MANAGER}/Folder"),
    Kind("google_organization", RESOURCE_MANAGER, "organizations", Scope.ROOT),
)


@cache
def _kinds() -> dict[str, Kind]:
    kinds = list(_OTHERS)
    for asset, (collection, types) in _COMPUTE_ASSETS.items():
        for suffix, scope in types.items():
            terraform = f"{PREFIX}compute_{suffix}"
            spelling = _SPELLINGS.get(terraform, "")
            kinds.append(
                Kind(
                    terraform,
                    COMPUTE,
                    collection,
                    scope,
                    f"{COMPUTE}/{asset}",
                    spelling and f"{COMPUTE}/{spelling}",
                )
            )
    for suffix, (collection, scope) in _OTHER_COMPUTE.items():
        kinds.append(Kind(f"{PREFIX}compute_{suffix}", COMPUTE, collection, scope))
    return {kind.terraform: kind for kind in kinds}


def kind_of(terraform: str) -> Kind | None:
    """Return the kind of a Terraform type; None for one without a name of its own here."""
    return _kinds().get(terraform)


def kinds() -> tuple[Kind, ...]:
    """Return all kinds."""
    return tuple(_kinds().values())
