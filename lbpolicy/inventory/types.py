"""The asset types that load balancing is made of, under every name that Google's tools give them."""

from dataclasses import dataclass
from functools import cache

COMPUTE = "compute.googleapis.com"
CERTIFICATE_MANAGER = "certificatemanager.googleapis.com"
RUN = "run.googleapis.com"
RESOURCE_MANAGER = "cloudresourcemanager.googleapis.com"
STORAGE = "storage.googleapis.com"
IAP = "iap.googleapis.com"


@dataclass(frozen=True, slots=True)
class AssetType:
    """One asset type; its regional, global and legacy twins are the same type here."""

    name: str
    """Canonical: compute.googleapis.com/BackendService."""
    collection: str
    """The segment before the resource's own name in a reference: "backendServices"."""
    kind: str = ""
    """Which rules judge it ("backend_service"); empty for what only stands in others' neighbourhood."""
    twins: tuple[str, ...] = ()
    """Other spellings of the last part of the type: "RegionBackendService"."""

    @property
    def service(self) -> str:
        """The API that owns it: compute.googleapis.com."""
        return self.name.partition("/")[0]


def _compute(name: str, collection: str, kind: str = "", *twins: str) -> AssetType:
    return AssetType(f"{COMPUTE}/{name}", collection, kind, twins)


FORWARDING_RULE = _compute("ForwardingRule", "forwardingRules", "forwarding_rule", "GlobalForwardingRule")
TARGET_HTTP_PROXY = _compute(
    "TargetHttpProxy", "targetHttpProxies", "target_http_proxy", "RegionTargetHttpProxy"
)
TARGET_HTTPS_PROXY = _compute(
    "TargetHttpsProxy", "targetHttpsProxies", "target_https_proxy", "RegionTargetHttpsProxy"
)
URL_MAP = _compute("UrlMap", "urlMaps", "url_map", "RegionUrlMap")
BACKEND_SERVICE = _compute("BackendService", "backendServices", "backend_service", "RegionBackendService")
BACKEND_BUCKET = _compute("BackendBucket", "backendBuckets", "backend_bucket", "RegionBackendBucket")
NETWORK_ENDPOINT_GROUP = _compute(
    "NetworkEndpointGroup",
    "networkEndpointGroups",
    "network_endpoint_group",
    "RegionNetworkEndpointGroup",
    "GlobalNetworkEndpointGroup",
)
INSTANCE_GROUP = _compute("InstanceGroup", "instanceGroups", "", "RegionInstanceGroup")
INSTANCE_GROUP_MANAGER = _compute(
    "InstanceGroupManager", "instanceGroupManagers", "", "RegionInstanceGroupManager"
)
INSTANCE_TEMPLATE = _compute("InstanceTemplate", "instanceTemplates", "", "RegionInstanceTemplate")
HEALTH_CHECK = _compute("HealthCheck", "healthChecks", "", "RegionHealthCheck")
HTTP_HEALTH_CHECK = _compute("HttpHealthCheck", "httpHealthChecks")
HTTPS_HEALTH_CHECK = _compute("HttpsHealthCheck", "httpsHealthChecks")
SSL_CERTIFICATE = _compute("SslCertificate", "sslCertificates", "ssl_certificate", "RegionSslCertificate")
SSL_POLICY = _compute("SslPolicy", "sslPolicies", "ssl_policy", "RegionSslPolicy")
SECURITY_POLICY = _compute("SecurityPolicy", "securityPolicies", "", "RegionSecurityPolicy")
ADDRESS = _compute("Address", "addresses", "", "GlobalAddress")
FIREWALL = _compute("Firewall", "firewalls")
FIREWALL_POLICY = _compute(
    "FirewallPolicy", "firewallPolicies", "", "NetworkFirewallPolicy", "RegionNetworkFirewallPolicy"
)
NETWORK = _compute("Network", "networks")
RUN_SERVICE = AssetType(f"{RUN}/Service", "services", "run_service")
CERTIFICATE = AssetType(f"{CERTIFICATE_MANAGER}/Certificate", "certificates", "certificate")
CERTIFICATE_MAP = AssetType(f"{CERTIFICATE_MANAGER}/CertificateMap", "certificateMaps")
CERTIFICATE_MAP_ENTRY = AssetType(f"{CERTIFICATE_MANAGER}/CertificateMapEntry", "certificateMapEntries")
BUCKET = AssetType(f"{STORAGE}/Bucket", "b")
PROJECT = AssetType(f"{RESOURCE_MANAGER}/Project", "projects")
FOLDER = AssetType(f"{RESOURCE_MANAGER}/Folder", "folders")
ORGANIZATION = AssetType(f"{RESOURCE_MANAGER}/Organization", "organizations")

TYPES: tuple[AssetType, ...] = (
    FORWARDING_RULE,
    TARGET_HTTP_PROXY,
    TARGET_HTTPS_PROXY,
    URL_MAP,
    BACKEND_SERVICE,
    BACKEND_BUCKET,
    NETWORK_ENDPOINT_GROUP,
    INSTANCE_GROUP,
    INSTANCE_GROUP_MANAGER,
    INSTANCE_TEMPLATE,
    HEALTH_CHECK,
    HTTP_HEALTH_CHECK,
    HTTPS_HEALTH_CHECK,
    SSL_CERTIFICATE,
    SSL_POLICY,
    SECURITY_POLICY,
    ADDRESS,
    FIREWALL,
    FIREWALL_POLICY,
    NETWORK,
    RUN_SERVICE,
    CERTIFICATE,
    CERTIFICATE_MAP,
    CERTIFICATE_MAP_ENTRY,
    BUCKET,
    PROJECT,
    FOLDER,
    ORGANIZATION,
)

PROXIES = (TARGET_HTTP_PROXY, TARGET_HTTPS_PROXY)
BACKENDS = (BACKEND_SERVICE, BACKEND_BUCKET)

IAP_TYPES = tuple(
    f"{IAP}/{name}" for name in ("Web", "WebType", "WebService", "WebServiceVersion", "WebBackendService")
)
"""IAP resources carry IAM policies only; they have no configuration of their own in an export."""

KINDS: dict[str, AssetType] = {t.kind: t for t in TYPES if t.kind}
"""Subject kind -> asset type."""


@cache
def _spellings() -> dict[str, AssetType]:
    names = {t.name: t for t in TYPES}
    names |= {f"{t.service}/{twin}": t for t in TYPES for twin in t.twins}
    return names


@cache
def wanted() -> frozenset[str]:
    """Every spelling of every asset type that the inventory uses; whatever else there is is skipped."""
    return frozenset(_spellings()) | frozenset(IAP_TYPES)


def lookup(spelling: str) -> AssetType | None:
    """Return the type that goes by this spelling, or None for one that the inventory does not use."""
    return _spellings().get(spelling)


def is_judged(spelling: str) -> bool:
    """Tell whether rules judge assets of this type, however it is spelled."""
    kind = lookup(spelling)
    return kind is not None and bool(kind.kind)


def scope_of(spelling: str) -> str:
    """Return "global" or "regional" where the spelling of a type says so, else ""."""
    last = spelling.rpartition("/")[2]
    return "global" if last.startswith("Global") else "regional" if last.startswith("Region") else ""


@cache
def _by_collection() -> dict[tuple[str, str], AssetType]:
    return {(t.service, t.collection): t for t in TYPES}


def of_name(name: str) -> AssetType | None:
    """Return the type that a full resource name belongs to, judged by its host and collection."""
    parts = name.removeprefix("//").split("/")
    return _by_collection().get((parts[0], parts[-2])) if len(parts) > 2 else None  # noqa: PLR2004
