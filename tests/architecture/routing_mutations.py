"""Faults of URL maps (LB3xx)."""

from .mutation import WORLD, Mutation, every, put, remove

_GONE = WORLD.url("backendServices", "gone")

MUTATIONS = [
    Mutation(
        "URL map without default",
        "content_based_bucket",
        remove("content-map", "/defaultService"),
        {("LB301", "content-map")},
    ),
    Mutation(
        "path matcher without default",
        "content_based_bucket",
        remove("content-map", "/pathMatchers/0/defaultService"),
        {("LB301", "content-map")},
    ),
    Mutation(
        "redirect map without default",
        "serverless_iap",
        remove("web-redirect-map", "/defaultUrlRedirect"),
        # A request that goes nowhere is not redirected to HTTPS either.
        {("LB105", "web-http-proxy"), ("LB301", "web-redirect-map")},
    ),
    *(
        Mutation(
            f"{what} that does not exist",
            "content_based_bucket",
            put("content-map", pointer, target),
            {("LB302", "content-map"), *unused},
        )
        for what, pointer, target, *unused in (
            ("default service", "/defaultService", _GONE),
            ("default service of a path matcher", "/pathMatchers/1/defaultService", _GONE),
            (
                "bucket of a path rule",
                "/pathMatchers/0/pathRules/0/service",
                WORLD.url("backendBuckets", "gone"),
                ("LB422", "content-static"),
            ),
            ("service of a route rule", "/pathMatchers/1/routeRules/1/service", _GONE),
            (
                "weighted service",
                "/pathMatchers/1/routeRules/0/routeAction/weightedBackendServices/1/backendService",
                _GONE,
                ("LB422", "content-next"),
            ),
            (
                "mirror service",
                "/pathMatchers/1/routeRules/0/routeAction/requestMirrorPolicy/backendService",
                _GONE,
                ("LB422", "content-shadow"),
            ),
        )
    ),
    Mutation(
        "weighted default service that does not exist",
        "content_based_bucket",
        every(
            remove("content-map", "/defaultService"),
            put(
                "content-map",
                "/defaultRouteAction",
                {"weightedBackendServices": [{"backendService": _GONE, "weight": 100}]},
            ),
        ),
        {("LB302", "content-map")},
    ),
    Mutation(
        "backend service deleted under the URL map",
        "content_based_bucket",
        lambda export: export.drop("content-shadow"),
        {("LB302", "content-map")},
    ),
    Mutation(
        "host rule that names no path matcher of the map",
        "content_based_bucket",
        put("content-map", "/hostRules/1/pathMatcher", "nowhere"),
        {("LB303", "content-map"), ("LB304", "content-map")},
    ),
]
