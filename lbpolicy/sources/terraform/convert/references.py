"""Which Terraform attributes name another Google resource, and what a name alone means there."""

from collections.abc import Mapping
from dataclasses import dataclass

from lbpolicy.sources.terraform.convert.asset_types import (
    ADDRESS,
    BACKEND_BUCKET,
    BACKEND_SERVICE,
    CERTIFICATE_MAP_ENTRY,
    FIREWALL,
    FIREWALL_POLICY,
    FORWARDING_RULE,
    INSTANCE_GROUP,
    INSTANCE_GROUP_MANAGER,
    INSTANCE_TEMPLATE,
    NETWORK_ENDPOINT_GROUP,
    TARGET_HTTP_PROXY,
    TARGET_HTTPS_PROXY,
    URL_MAP,
)
from lbpolicy.sources.terraform.convert.kinds import CERTIFICATE_MANAGER


@dataclass(frozen=True, slots=True)
class Reference:
    """An attribute that names another resource."""

    collections: tuple[str, ...]
    """What it may refer to: urlMaps."""
    bare: str = ""
    """Where a name alone is looked up: at the "same" place, "global", in its "region"; "" for nowhere."""
    by_name: bool = False
    """The API wants the name alone."""
    host: str = ""
    """What the API wants before a path that Terraform may have alone."""


_BACKENDS = Reference(("backendServices", "backendBuckets"))
_SERVICE = Reference(("backendServices", "backendBuckets"), "same")
_POLICY = Reference(("securityPolicies",), "same")
_SOME_NETWORK = Reference(("networks",), "global")
_SOME_SUBNETWORK = Reference(("subnetworks",), "region")
_SOME_TEMPLATE = Reference(("instanceTemplates",), "global")
_URL_MAP_OF_PROXY = Reference(("urlMaps",), "same")

REFERENCES: Mapping[str, Mapping[str, Reference]] = {
    # A key that begins with "*." holds at any depth.
    FORWARDING_RULE: {
        "target": Reference(
            (
                "targetHttpProxies",
                "targetHttpsProxies",
                "targetTcpProxies",
                "targetSslProxies",
                "targetGrpcProxies",
                "targetPools",
                "targetInstances",
                "targetVpnGateways",
                "serviceAttachments",
            )
        ),
        "backend_service": Reference(("backendServices",), "same"),
        "ip_address": Reference(("addresses",)),
        "network": _SOME_NETWORK,
        "subnetwork": _SOME_SUBNETWORK,
    },
    TARGET_HTTP_PROXY: {"url_map": _URL_MAP_OF_PROXY},
    TARGET_HTTPS_PROXY: {
        "url_map": _URL_MAP_OF_PROXY,
        "ssl_certificates": Reference(("sslCertificates", "certificates"), "same"),
        "certificate_manager_certificates": Reference(("certificates",), host=f"//{CERTIFICATE_MANAGER}/"),
        "ssl_policy": Reference(("sslPolicies",), "same"),
        "certificate_map": Reference(("certificateMaps",)),
    },
    URL_MAP: {
        "default_service": _SERVICE,
        "*.default_service": _SERVICE,
        "*.service": _SERVICE,
        "*.backend_service": _SERVICE,
        "*.error_service": _BACKENDS,
    },
    BACKEND_SERVICE: {
        "backend.group": Reference(("instanceGroups", "networkEndpointGroups")),
        "health_checks": Reference(("healthChecks", "httpHealthChecks", "httpsHealthChecks")),
        "security_policy": _POLICY,
        "edge_security_policy": Reference(("securityPolicies",), "global"),
        "network": _SOME_NETWORK,
    },
    BACKEND_BUCKET: {
        "bucket_name": Reference(("b",), by_name=True),
        "edge_security_policy": Reference(("securityPolicies",), "global"),
    },
    NETWORK_ENDPOINT_GROUP: {
        "network": _SOME_NETWORK,
        "subnetwork": _SOME_SUBNETWORK,
        "cloud_run.service": Reference(("services",), by_name=True),
    },
    INSTANCE_GROUP: {"network": _SOME_NETWORK},
    INSTANCE_GROUP_MANAGER: {
        "instance_template": _SOME_TEMPLATE,
        "version.instance_template": _SOME_TEMPLATE,
    },
    INSTANCE_TEMPLATE: {
        "network_interface.network": _SOME_NETWORK,
        "network_interface.subnetwork": _SOME_SUBNETWORK,
    },
    FIREWALL: {"network": _SOME_NETWORK},
    FIREWALL_POLICY: {
        "attachment_target": Reference(("networks", "folders", "organizations")),
        "target_resources": _SOME_NETWORK,
        "rule.target_resources": _SOME_NETWORK,
    },
    ADDRESS: {"network": _SOME_NETWORK, "subnetwork": _SOME_SUBNETWORK},
    CERTIFICATE_MAP_ENTRY: {"certificates": Reference(("certificates",))},
}


def reference_of(asset: str, key: str) -> Reference | None:
    """Return what an attribute of an asset type refers to; None for one that is no reference."""
    own = REFERENCES.get(asset, {})
    return own.get(key) or own.get(f"*.{key.rpartition('.')[2]}")
