"""Faults of forwarding rules and target proxies (LB1xx)."""

from examples.architectures.frontends import REDIRECT

from .mutation import WORLD, Mutation, every, put, remove

_SERVING = WORLD.url("urlMaps", "web-map")
_BACKEND = WORLD.url("backendServices", "web-backend")
_PLAIN = REDIRECT | {"httpsRedirect": False}
_HEALTH = [{"hosts": ["*"], "pathMatcher": "health"}]

# Serving on plain HTTP is a fault of the proxy; that nothing serves it on HTTPS is a fault of the URL map.
_HTTP_SERVES = {("LB105", "web-http-proxy"), ("LB106", "web-redirect-map")}

_REDIRECT_UNUSED = ("LB305", "web-redirect-map")

PORTS = [
    Mutation(
        "HTTP on port 8000",
        "serverless_iap",
        put("web-http-rule", "/portRange", "8000-8000"),
        {("LB101", "web-http-rule")},
    ),
    Mutation(
        "HTTP on a range of ports",
        "vm_two_regions",
        put("site-http-rule", "/portRange", "80-8080"),
        {("LB101", "site-http-rule")},
    ),
    Mutation(
        "HTTPS on port 8443",
        "serverless_iap",
        put("web-https-rule", "/portRange", "8443-8443"),
        {("LB102", "web-https-rule")},
    ),
    Mutation(
        "HTTPS on a range of ports",
        "standard_tier",
        put("local-https-rule", "/portRange", "443-444"),
        {("LB102", "local-https-rule")},
    ),
]

TIERS = [
    Mutation(
        "global classic frontend in Standard Tier",
        "vm_two_regions",
        put("site-https-rule", "/networkTier", "STANDARD"),
        {("LB103", "site-https-rule")},
    ),
    Mutation(
        "regional classic frontend in Premium Tier",
        "standard_tier",
        put("local-https-rule", "/networkTier", "PREMIUM"),
        {("LB103", "local-https-rule")},
    ),
    Mutation(
        "regional classic frontend that names no tier, which is Premium",
        "standard_tier",
        remove("local-http-rule", "/networkTier"),
        {("LB103", "local-http-rule")},
    ),
    Mutation(
        "global frontend in Standard Tier",
        "serverless_iap",
        put("web-https-rule", "/networkTier", "STANDARD"),
        {("LB103", "web-https-rule")},
    ),
    Mutation(
        "IPv6 address on a regional frontend in Standard Tier",
        "standard_tier",
        put("local-https-rule", "/IPAddress", "2001:db8:40::"),
        {("LB104", "local-https-rule"), ("LB107", "local-https-rule")},
    ),
    Mutation(
        "IPv6 on a regional frontend in Standard Tier, by its ipVersion",
        "regional_external_managed",
        every(
            remove("near-https-rule", "/IPAddress"),
            put("near-https-rule", "/ipVersion", "IPV6"),
            put("near-https-rule", "/networkTier", "STANDARD"),
        ),
        {("LB104", "near-https-rule"), ("LB107", "near-https-rule")},
    ),
    Mutation(
        "IPv6 on a regional frontend in Premium Tier, which may be, but not reserved",
        "regional_external_managed",
        put("near-https-rule", "/IPAddress", "2001:db8:50:1::/96"),
        {("LB107", "near-https-rule")},
    ),
    Mutation(
        "IPv6 on a global frontend in Standard Tier",
        "vm_two_regions",
        put("site-https6-rule", "/networkTier", "STANDARD"),
        # The tier is wrong for a global rule whatever its address.
        {("LB103", "site-https6-rule"), ("LB104", "site-https6-rule")},
    ),
]

REDIRECTS = [
    Mutation(
        "HTTP proxy on the URL map that serves",
        "serverless_iap",
        put("web-http-proxy", "/urlMap", _SERVING),
        {("LB105", "web-http-proxy"), _REDIRECT_UNUSED},
    ),
    Mutation(
        "redirect map that redirects to HTTP",
        "serverless_iap",
        put("web-redirect-map", "/defaultUrlRedirect", _PLAIN),
        {("LB105", "web-http-proxy")},
    ),
    Mutation(
        "path matcher whose default redirects to HTTP",
        "redirect_only",
        put("old-redirect-map", "/pathMatchers/0/defaultUrlRedirect/httpsRedirect", value=False),
        {("LB105", "old-http-proxy")},
    ),
    Mutation(
        "path rule that redirects to HTTP",
        "redirect_only",
        remove("old-redirect-map", "/pathMatchers/0/pathRules/0/urlRedirect/httpsRedirect"),
        {("LB105", "old-http-proxy")},
    ),
    Mutation(
        "route rule that redirects to HTTP",
        "redirect_only",
        every(
            remove("old-redirect-map", "/pathMatchers/0/pathRules"),
            put(
                "old-redirect-map",
                "/pathMatchers/0/routeRules",
                [{"matchRules": [{"prefixMatch": "/blog/"}], "priority": 1, "urlRedirect": _PLAIN}],
            ),
        ),
        {("LB105", "old-http-proxy")},
    ),
    Mutation(
        "redirect map whose default serves",
        "serverless_iap",
        every(
            remove("web-redirect-map", "/defaultUrlRedirect"),
            put("web-redirect-map", "/defaultService", _BACKEND),
        ),
        _HTTP_SERVES,
    ),
    Mutation(
        "redirect map that serves one path",
        "serverless_iap",
        every(
            put("web-redirect-map", "/hostRules", _HEALTH),
            put(
                "web-redirect-map",
                "/pathMatchers",
                [
                    {
                        "defaultUrlRedirect": REDIRECT,
                        "name": "health",
                        "pathRules": [{"paths": ["/healthz"], "service": _BACKEND}],
                    }
                ],
            ),
        ),
        _HTTP_SERVES,
    ),
    Mutation(
        "redirect map that serves by weight",
        "serverless_iap",
        every(
            remove("web-redirect-map", "/defaultUrlRedirect"),
            put(
                "web-redirect-map",
                "/defaultRouteAction",
                {"weightedBackendServices": [{"backendService": _BACKEND, "weight": 100}]},
            ),
        ),
        _HTTP_SERVES,
    ),
    Mutation(
        "HTTP alone: the HTTPS forwarding rule is gone",
        "serverless_iap",
        every(
            put("web-http-proxy", "/urlMap", _SERVING),
            lambda export: export.drop("web-https-rule"),
        ),
        # Without HTTPS the one frontend left serves on HTTP.
        {
            ("LB105", "web-http-proxy"),
            ("LB106", "web-map"),
            ("LB108", "web-https-proxy"),
            _REDIRECT_UNUSED,
        },
    ),
]

MUTATIONS = [*PORTS, *TIERS, *REDIRECTS]
