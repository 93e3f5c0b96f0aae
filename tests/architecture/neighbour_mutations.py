"""Changes that are no fault: what else may stand beside, before or behind a load balancer."""

from examples.architectures import backends, cloud_run, frontends
from examples.architectures.export import Export
from examples.architectures.organization import organization
from examples.architectures.records import Place, Project, Record
from examples.architectures.stacks import SHOP

from .mutation import WORLD, Mutation, every, put

_HOME, _AWAY = Place(SHOP, "regions/europe-west1"), Place(SHOP, "regions/us-central1")
_NEG = _HOME.url("networkEndpointGroups", "web-neg")
_OTHER = Project(f"{SHOP.id}-services", "640218337905")


def _behind_internal(export: Export) -> None:
    """Route to the same group from an internal load balancer on plain HTTP as well."""
    target, network = _HOME.url("targetHttpProxies", "inner-proxy"), WORLD.url("networks", "lb-network")
    export.add(
        [
            frontends.forwarding_rule(
                _HOME, "inner-rule", "INTERNAL_MANAGED", target, network=network, portRange="80-80"
            ),
            _HOME.record("targetHttpProxies", "inner-proxy", urlMap=_HOME.url("urlMaps", "inner-map")),
            _HOME.record(
                "urlMaps", "inner-map", defaultService=_HOME.url("backendServices", "inner-backend")
            ),
            backends.backend_service(
                _HOME, "inner-backend", "INTERNAL_MANAGED", [_NEG], logConfig={"enable": False}
            ),
        ]
    )


def _in_two_regions(export: Export) -> None:
    """Run the same application in a second region, behind the same backend service."""
    group = _AWAY.url("networkEndpointGroups", "web-far-neg")
    export.data("web-backend")["backends"].append({"balancingMode": "UTILIZATION", "group": group})
    export.add(
        [
            cloud_run.serverless_neg(_AWAY, "web-far-neg", "web-far-app"),
            *cloud_run.run_service(_AWAY, "web-far-app", ["allUsers"]),
        ]
    )


def _backend_elsewhere(export: Export) -> None:
    """Refer to the backend service of another project by that project's number."""
    for name in ("web-backend", "web-neg", "services/web-app", "web-armor"):
        export.drop(name)
    url = Place(_OTHER).url("backendServices", "web-backend")
    export.data("web-map")["defaultService"] = url.replace(_OTHER.id, _OTHER.number)
    export.add([*_serverless_backend(_OTHER), *_only(organization(SHOP, _OTHER), _OTHER)])


def _serverless_backend(project: Project) -> list[Record]:
    world, region = Place(project), Place(project, "regions/europe-west1")
    return [
        backends.backend_service(
            world,
            "web-backend",
            "EXTERNAL_MANAGED",
            [region.url("networkEndpointGroups", "web-neg")],
            iap=cloud_run.oauth_client("other.apps.googleusercontent.com"),
            securityPolicy=world.url("securityPolicies", "web-armor"),
        ),
        backends.cloud_armor(world, "web-armor"),
        cloud_run.iap_policy(world, "web-backend", ["group:staff@example.com"]),
        cloud_run.serverless_neg(region, "web-neg", "web-app"),
        *cloud_run.run_service(region, "web-app", ["allUsers"]),
    ]


def _only(records: list[Record], project: Project) -> list[Record]:
    return [record for record in records if record["name"] == project.name]


def _network_load_balancers(export: Export) -> None:
    """Add load balancers that do not speak HTTP and other forwarding rules, without logs and policies."""
    rule, classic, quiet = frontends.forwarding_rule, "EXTERNAL", {"logConfig": {"enable": False}}
    targets = {
        (WORLD, "targetSslProxies"): "443-443",
        (WORLD, "targetTcpProxies"): "110-110",
        (_AWAY, "targetPools"): "1-65535",
        (_AWAY, "targetVpnGateways"): "500-500",
    }
    export.add(
        [
            rule(place, f"{kind.lower()}-rule", classic, place.url(kind, "other"), portRange=ports)
            for (place, kind), ports in targets.items()
        ]
    )
    export.add(
        [
            rule(_AWAY, "attachment-rule", "", _AWAY.url("serviceAttachments", "other")),
            rule(WORLD, "apis-rule", "", "all-apis"),
            backends.backend_service(WORLD, "ssl-backend", classic, [], protocol="SSL", **quiet),
            backends.backend_service(_AWAY, "through-backend", classic, [], protocol="UNSPECIFIED", **quiet),
            backends.backend_service(_AWAY, "tcp-backend", "EXTERNAL_MANAGED", [], protocol="TCP", **quiet),
            backends.backend_service(
                WORLD, "mesh-backend", "INTERNAL_SELF_MANAGED", [], protocol="GRPC", **quiet
            ),
        ]
    )


def _gateway_redirect(export: Export) -> None:
    """Redirect as a GKE Gateway does: by a route rule, with a 404 by fault injection for all else."""
    refuse = {
        "faultInjectionPolicy": {"abort": {"httpStatus": 404, "percentage": 100.0}},
        "weightedBackendServices": [
            {"backendService": WORLD.url("backendServices", "web-backend"), "weight": 1}
        ],
    }
    route = {"matchRules": [{"prefixMatch": "/"}], "priority": 1, "urlRedirect": frontends.REDIRECT}
    url_map = export.data("web-redirect-map")
    del url_map["defaultUrlRedirect"]
    url_map["defaultRouteAction"] = refuse
    url_map["hostRules"] = [{"hosts": ["web.example.com"], "pathMatcher": "host"}]
    url_map["pathMatchers"] = [{"defaultRouteAction": refuse, "name": "host", "routeRules": [route]}]


def _group_of(platform: dict[str, object]) -> Mutation:
    """Let the serverless group lead to another platform than Cloud Run, without IAP."""

    def plant(export: Export) -> None:
        neg = export.data("web-neg")
        del neg["cloudRun"]
        neg.update(platform)
        export.data("web-backend")["iap"]["enabled"] = False

    return Mutation(f"serverless group of {next(iter(platform), 'API Gateway')}", "serverless_iap", plant)


NEIGHBOURS = [
    Mutation("internal load balancer on the same Cloud Run service", "serverless_iap", _behind_internal),
    Mutation("Cloud Run in two regions", "serverless_iap", _in_two_regions),
    Mutation("backend service of another project", "serverless_iap", _backend_elsewhere),
    Mutation("network load balancers in the same project", "serverless_iap", _network_load_balancers),
    Mutation("redirect as a GKE Gateway does it", "serverless_iap", _gateway_redirect),
    Mutation(
        "HTTP proxy that serves, but that no forwarding rule targets",
        "serverless_iap",
        every(
            put("web-http-proxy", "/urlMap", WORLD.url("urlMaps", "web-map")),
            lambda export: export.drop("web-http-rule"),
        ),
        {("LB108", "web-http-proxy"), ("LB305", "web-redirect-map")},  # nobody is served on HTTP
    ),
    _group_of({"appEngine": {"service": "default"}}),
    _group_of({"cloudFunction": {"function": "web"}}),
    _group_of({}),
]
