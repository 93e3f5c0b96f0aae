"""Faults of references: what nothing leads to, what leads nowhere, what lives in the wrong scope."""

from examples.architectures import backends
from examples.architectures.export import Export
from examples.architectures.frontends import REDIRECT
from examples.architectures.records import Place
from examples.architectures.stacks import SHOP

from .mutation import WORLD, Mutation, every, put

_REGION = Place(SHOP, "regions/us-central1")


def _add(*records: dict[str, object]) -> "object":
    return lambda export: export.add(records)


def _global_map(export: Export) -> None:
    """Send a regional frontend to a global URL map."""
    export.drop("near-map")
    export.data("near-https-proxy")["urlMap"] = WORLD.url("urlMaps", "wide-map")
    backend = _REGION.url("backendServices", "near-backend")
    export.add([WORLD.record("urlMaps", "wide-map", defaultService=backend)])


def _global_service(export: Export) -> None:
    """Send a regional frontend to a global backend service."""
    data = export.data("near-backend")
    export.drop("near-backend")
    export.data("near-map")["defaultService"] = WORLD.url("backendServices", "wide-backend")
    own = {key: data[key] for key in ("backends", "securityPolicy", "protocol", "port", "portName")}
    checks = [WORLD.url("healthChecks", "wide-health")]
    export.add(
        [
            backends.backend_service(
                WORLD, "wide-backend", "EXTERNAL_MANAGED", [], **own, healthChecks=checks
            ),
            backends.health_check(WORLD, "wide", "HTTPS"),
        ]
    )


def _regional_map(export: Export) -> None:
    """Send a global frontend to a URL map of one region."""
    export.drop("web-map")
    export.data("web-https-proxy")["urlMap"] = _REGION.url("urlMaps", "narrow-map")
    backend = WORLD.url("backendServices", "web-backend")
    export.add([_REGION.record("urlMaps", "narrow-map", defaultService=backend)])


def _far_group(export: Export) -> None:
    """Put a group of another region behind a frontend in Standard Tier."""
    place = Place(SHOP, "regions/europe-west1")
    group = backends.on_rate(place.url("instanceGroups", "local-far-group"))
    export.data("local-backend")["backends"].append(group)
    export.add(backends.instance_group(place, "local-far-group"))


UNUSED = [
    Mutation(
        "HTTP proxy without forwarding rule",
        "serverless_iap",
        lambda export: export.drop("web-http-rule"),
        {("LB108", "web-http-proxy")},
    ),
    Mutation(
        "HTTPS proxy without forwarding rule",
        "serverless_iap",
        lambda export: export.drop("web-https-rule"),
        {("LB108", "web-https-proxy")},
    ),
    Mutation(
        "URL map that no proxy uses",
        "serverless_iap",
        _add(WORLD.record("urlMaps", "old-map", defaultUrlRedirect=dict(REDIRECT))),
        {("LB305", "old-map")},
    ),
    Mutation(
        "serving URL map that no proxy uses",
        "vm_two_regions",
        _add(WORLD.record("urlMaps", "old-map", defaultService=WORLD.url("backendServices", "site-backend"))),
        {("LB305", "old-map")},
    ),
    Mutation(
        "path matcher that no host rule names",
        "content_based_bucket",
        lambda export: export.data("content-map")["pathMatchers"].append(
            {"defaultService": WORLD.url("backendServices", "content-site"), "name": "old"}
        ),
        {("LB304", "content-map")},
    ),
    Mutation(
        "backend service that no URL map refers to",
        "serverless_iap",
        _add(
            backends.backend_service(
                WORLD,
                "old-backend",
                "EXTERNAL_MANAGED",
                [Place(SHOP, "regions/europe-west1").url("networkEndpointGroups", "web-neg")],
                iap={"enabled": True, "oauth2ClientId": "1-web.apps.googleusercontent.com"},
                securityPolicy=WORLD.url("securityPolicies", "web-armor"),
            )
        ),
        {("LB422", "old-backend")},
    ),
    Mutation(
        "backend bucket that no URL map refers to",
        "content_based_bucket",
        _add(WORLD.record("backendBuckets", "old-static", bucketName="shop-prod-content-static")),
        {("LB422", "old-static")},
    ),
]

DANGLING = [
    Mutation(
        "target proxy that does not exist",
        "serverless_iap",
        put("web-https-rule", "/target", WORLD.url("targetHttpsProxies", "gone")),
        {("LB109", "web-https-rule"), ("LB108", "web-https-proxy")},
    ),
    Mutation(
        "URL map of a target proxy that does not exist",
        "serverless_iap",
        put("web-https-proxy", "/urlMap", WORLD.url("urlMaps", "gone")),
        {("LB109", "web-https-rule"), ("LB305", "web-map")},
    ),
    Mutation(
        "address that nobody reserved",
        "serverless_iap",
        put("web-https-rule", "/IPAddress", "203.0.113.99"),
        {("LB107", "web-https-rule")},
    ),
    Mutation(
        "regional address on a global frontend",
        "regional_external_managed",
        put("near-https-rule", "/IPAddress", "203.0.113.99"),
        {("LB107", "near-https-rule")},
    ),
    Mutation(
        "instance group that does not exist",
        "vm_two_regions",
        put("site-backend", "/backends/0/group", _REGION.url("instanceGroups", "gone")),
        {("LB423", "site-backend")},
    ),
    Mutation(
        "serverless NEG that does not exist",
        "serverless_iap",
        lambda export: export.data("web-backend")["backends"].append(
            {"group": _REGION.url("networkEndpointGroups", "gone")}
        ),
        {("LB423", "web-backend")},
    ),
    Mutation(
        "health check that does not exist",
        "hybrid",
        put("mixed-backend", "/healthChecks", [WORLD.url("healthChecks", "gone")]),
        {("LB423", "mixed-backend")},
    ),
]

SCOPES = [
    Mutation(
        "group in another region than its Standard Tier frontend",
        "standard_tier",
        _far_group,
        {("LB426", "local-backend")},
    ),
    Mutation(
        "global URL map behind a regional frontend",
        "regional_external_managed",
        _global_map,
        {("LB306", "wide-map")},
    ),
    Mutation(
        "global backend service behind a regional frontend",
        "regional_external_managed",
        _global_service,
        {("LB306", "wide-backend")},
    ),
    Mutation(
        "regional URL map behind a global frontend",
        "serverless_iap",
        _regional_map,
        {("LB306", "narrow-map")},
    ),
    Mutation(
        "global health check of a regional service",
        "regional_external_managed",
        every(
            put("near-backend", "/healthChecks", [WORLD.url("healthChecks", "wide-health")]),
            _add(backends.health_check(WORLD, "wide", "HTTPS")),
        ),
        {("LB409", "near-backend")},
    ),
    Mutation(
        "regional health check of a global service",
        "vm_two_regions",
        every(
            put("site-backend", "/healthChecks", [_REGION.url("healthChecks", "narrow-health")]),
            _add(backends.health_check(_REGION, "narrow", "HTTPS")),
        ),
        {("LB409", "site-backend")},
    ),
]

MUTATIONS = [*UNUSED, *DANGLING, *SCOPES]
