"""Faults of backend services (LB4xx)."""

from examples.architectures import backends
from examples.architectures.records import Place
from examples.architectures.stacks import SHOP

from .mutation import WORLD, Mutation, Plant, every, put, remove

_ZONE = Place(SHOP, "zones/us-central1-b")


def more(name: str, backend: dict[str, object], *records: dict[str, object]) -> Plant:
    """Give a backend service one more backend, and the export what it leads to."""
    return every(
        lambda export: export.data(name)["backends"].append(backend),
        lambda export: export.add(records),
    )


_EXTRA = {
    "balancingMode": "RATE",
    "capacityScaler": 1.0,
    "group": _ZONE.url("networkEndpointGroups", "extra-neg"),
    "maxRatePerEndpoint": 100.0,
}
_PARTNER = {
    "balancingMode": "UTILIZATION",
    "capacityScaler": 1.0,
    "group": WORLD.url("networkEndpointGroups", "partner-neg"),
}
_PARTNER_NEG = WORLD.record(
    "networkEndpointGroups", "partner-neg", defaultPort=443, networkEndpointType="INTERNET_FQDN_PORT", size=1
)

MUTATIONS = [
    Mutation(
        "instance groups and a zonal NEG in one service",
        "vm_two_regions",
        more("site-backend", _EXTRA, backends.zonal_neg(_ZONE, "extra-neg")),
        {("LB401", "site-backend")},
        {("LB601", "site-backend")},  # the tags of the new endpoints are not known
    ),
    Mutation(
        "zonal NEGs and an internet NEG in one service",
        "grpc_http2",
        more("rpc-backend", _PARTNER, _PARTNER_NEG),
        {("LB401", "rpc-backend")},
    ),
    Mutation(
        "serverless NEG and an internet NEG in one service",
        "serverless_iap",
        more("web-backend", _PARTNER, _PARTNER_NEG),
        {("LB401", "web-backend"), ("LB411", "web-backend")},
    ),
    Mutation(
        "Cloud CDN together with IAP",
        "serverless_iap",
        put("web-backend", "/enableCDN", value=True),
        {("LB403", "web-backend"), ("LB416", "web-backend")},
    ),
    Mutation(
        "instance groups without health check",
        "vm_two_regions",
        remove("site-backend", "/healthChecks"),
        {("LB408", "site-backend")},
    ),
    Mutation(
        "zonal NEGs with an empty list of health checks",
        "regional_external_managed",
        put("near-backend", "/healthChecks", []),
        {("LB408", "near-backend")},
    ),
    Mutation(
        "no word about logging",
        "serverless_iap",
        remove("web-backend", "/logConfig"),
        {("LB414", "web-backend")},
    ),
    Mutation(
        "logging off",
        "standard_tier",
        put("local-backend", "/logConfig/enable", value=False),
        {("LB414", "local-backend")},
    ),
    Mutation(
        "logging of no request at all",
        "grpc_http2",
        put("rpc-backend", "/logConfig/sampleRate", 0.0),
        {("LB414", "rpc-backend")},
    ),
    Mutation(
        "no Cloud Armor policy",
        "serverless_iap",
        remove("web-backend", "/securityPolicy"),
        {("LB415", "web-backend")},
    ),
    Mutation(
        "Cloud Armor policy that does not exist",
        "regional_external_managed",
        put(
            "near-backend",
            "/securityPolicy",
            Place(SHOP, "regions/us-central1").url("securityPolicies", "gone"),
        ),
        {("LB415", "near-backend")},
    ),
]
