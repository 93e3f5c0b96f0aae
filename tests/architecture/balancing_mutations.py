"""Faults of how a backend service balances, probes, protects and encrypts (LB4xx)."""

from .mutation import Mutation, Plant, every, put, remove

_ZONAL = ("rpc-backend", "grpc_http2")


def _each(pointer: str, value: object) -> Plant:
    """Set an attribute of both backends of vm_two_regions."""
    return every(*(put("site-backend", f"/backends/{index}/{pointer}", value) for index in (0, 1)))


_ON_RATE = every(_each("balancingMode", "RATE"), _each("maxRatePerInstance", 100.0))
_HTTP_CHECK = every(
    put("site-health", "/type", "HTTP"),
    remove("site-health", "/httpsHealthCheck"),
    put("site-health", "/httpHealthCheck", {"port": 8443, "portSpecification": "USE_FIXED_PORT"}),
)

BALANCING = [
    Mutation(
        "backend service without backends",
        "serverless_iap",
        put("web-backend", "/backends", []),
        {("LB402", "web-backend")},
    ),
    Mutation(
        "zonal NEG on UTILIZATION",
        "grpc_http2",
        put("rpc-backend", "/backends/0/balancingMode", "UTILIZATION"),
        {("LB404", "rpc-backend")},
    ),
    Mutation(
        "instance group on CONNECTION",
        "vm_two_regions",
        put("site-backend", "/backends/1/balancingMode", "CONNECTION"),
        {("LB404", "site-backend")},
    ),
    Mutation(
        "sticky sessions on UTILIZATION",
        "vm_two_regions",
        put("site-backend", "/sessionAffinity", "GENERATED_COOKIE"),
        {("LB405", "site-backend")},
    ),
    Mutation(
        "affinity by header on a classic load balancer",
        "vm_two_regions",
        every(put("site-backend", "/sessionAffinity", "HEADER_FIELD"), _ON_RATE),
        {("LB406", "site-backend")},
    ),
    Mutation(
        "affinity by ports, which only network load balancers have",
        "hybrid",
        put("mixed-backend", "/sessionAffinity", "CLIENT_IP_PORT_PROTO"),
        {("LB406", "mixed-backend")},
    ),
    Mutation(
        "backend service without connection draining",
        "vm_two_regions",
        put("site-backend", "/connectionDraining/drainingTimeoutSec", 0),
        {("LB413", "site-backend")},
    ),
    Mutation(
        "all instance groups drained",
        "vm_two_regions",
        _each("capacityScaler", 0.0),
        {("LB419", "site-backend")},
    ),
    Mutation(
        "RATE without a target",
        "grpc_http2",
        remove("rpc-backend", "/backends/1/maxRatePerEndpoint"),
        {("LB420", "rpc-backend")},
    ),
    Mutation(
        "response timeout of an hour",
        "vm_two_regions",
        put("site-backend", "/timeoutSec", 3600),
        {("LB424", "site-backend")},
    ),
    Mutation(
        "backends in one zone",
        "regional_external_managed",
        remove("near-backend", "/backends/1"),
        {("LB418", "near-backend")},
    ),
    Mutation(
        "named port that no instance group has",
        "vm_two_regions",
        put("site-backend", "/portName", "grpc"),
        {("LB421", "site-backend")},
    ),
    Mutation(
        "instance group without named ports",
        "standard_tier",
        put("instanceGroups/local-group", "/namedPorts", []),
        {("LB421", "local-backend")},
    ),
]

PROTOCOLS = [
    Mutation(
        "backend service on TCP behind a URL map",
        "grpc_http2",
        put("rpc-backend", "/protocol", "TCP"),
        {("LB407", "rpc-backend"), ("LB410", "rpc-backend")},
    ),
    Mutation(
        "health check on HTTP, service on HTTPS",
        "vm_two_regions",
        _HTTP_CHECK,
        {("LB410", "site-backend")},
    ),
    Mutation(
        "HTTP to a server on the internet",
        "external_origin",
        put("media-backend", "/protocol", "HTTP"),
        {("LB411", "media-backend")},
    ),
    Mutation(
        "HTTP to instance groups",
        "vm_two_regions",
        every(put("site-backend", "/protocol", "HTTP"), _HTTP_CHECK),
        {("LB412", "site-backend")},
    ),
]

PROTECTION = [
    Mutation(
        "Cloud CDN and Cloud Armor without an edge policy",
        "external_origin",
        remove("media-backend", "/edgeSecurityPolicy"),
        {("LB416", "media-backend")},
    ),
    Mutation(
        "backend bucket without an edge policy",
        "content_based_bucket",
        remove("content-static", "/edgeSecurityPolicy"),
        {("LB417", "content-static")},
    ),
]

MUTATIONS = [*BALANCING, *PROTOCOLS, *PROTECTION]
