"""Changes that are no fault, and changes that leave open whether there is one."""

from examples.architectures.frontends import REDIRECT
from examples.architectures.records import Place
from examples.architectures.stacks import SHOP

from .backend_mutations import more
from .mutation import WORLD, Mutation, every, put, remove
from .neighbour_mutations import NEIGHBOURS
from .serverless_mutations import AGENT, IAP_ON_RUN, NO_INVOKER_CHECK, RUN, grant, invokers, run_v2

_ZONE = Place(SHOP, "zones/europe-west4-a")
_BATCH = "serviceAccount:batch@example.iam.gserviceaccount.com"
_STRONG = ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"]
_HYBRID = {
    "balancingMode": "RATE",
    "capacityScaler": 1.0,
    "group": _ZONE.url("networkEndpointGroups", "on-premises-neg"),
    "maxRatePerEndpoint": 100.0,
}
_HYBRID_NEG = _ZONE.record(
    "networkEndpointGroups", "on-premises-neg", networkEndpointType="NON_GCP_PRIVATE_IP_PORT", size=2
)

FRONTENDS = [
    Mutation("HTTP on 8080", "serverless_iap", put("web-http-rule", "/portRange", "8080-8080")),
    Mutation("one port, not a range", "serverless_iap", put("web-https-rule", "/portRange", "443")),
    Mutation("no tier, which is Premium", "serverless_iap", remove("web-https-rule", "/networkTier")),
    Mutation(
        "regional frontend in Standard Tier",
        "regional_external_managed",
        put("near-https-rule", "/networkTier", "STANDARD"),
    ),
    Mutation(
        "default that serves on HTTP, which no request reaches",
        "serverless_iap",
        every(
            remove("web-redirect-map", "/defaultUrlRedirect"),
            put("web-redirect-map", "/defaultService", WORLD.url("backendServices", "web-backend")),
            put("web-redirect-map", "/hostRules", [{"hosts": ["*"], "pathMatcher": "all"}]),
            put("web-redirect-map", "/pathMatchers", [{"name": "all", "defaultUrlRedirect": REDIRECT}]),
        ),
    ),
    Mutation("TLS 1.3 alone", "serverless_iap", put("web-tls-policy", "/minTlsVersion", "TLS_1_3")),
    Mutation(
        "profile RESTRICTED, which has no suite for TLS 1.0",
        "serverless_iap",
        put("web-tls-policy", "/minTlsVersion", "TLS_1_0"),
    ),
    Mutation("profile FIPS", "serverless_iap", put("web-tls-policy", "/profile", "FIPS_202205")),
    Mutation("profile MODERN with TLS 1.2", "serverless_iap", put("web-tls-policy", "/profile", "MODERN")),
    Mutation(
        "profile of its own with strong ciphers",
        "serverless_iap",
        every(
            put("web-tls-policy", "/profile", "CUSTOM"),
            put("web-tls-policy", "/customFeatures", _STRONG),
            put("web-tls-policy", "/enabledFeatures", _STRONG),
        ),
    ),
    Mutation(
        "default by weight",
        "serverless_iap",
        every(
            remove("web-map", "/defaultService"),
            put(
                "web-map",
                "/defaultRouteAction",
                {
                    "weightedBackendServices": [
                        {"backendService": WORLD.url("backendServices", "web-backend"), "weight": 100}
                    ]
                },
            ),
        ),
    ),
]

BACKENDS = [
    Mutation("zonal and hybrid NEGs", "grpc_http2", more("rpc-backend", _HYBRID, _HYBRID_NEG)),
    Mutation("no protocol, which is HTTP", "serverless_iap", remove("web-backend", "/protocol")),
    Mutation("no timeout, which is 30 s", "serverless_iap", remove("web-backend", "/timeoutSec")),
    Mutation(
        "every request but one in a thousand",
        "grpc_http2",
        put("rpc-backend", "/logConfig/sampleRate", 0.999),
    ),
    Mutation(
        "IAP on Cloud Run instead",
        "serverless_iap",
        every(put("web-backend", "/iap/enabled", value=False), put("web-app", IAP_ON_RUN, "true")),
    ),
    Mutation(
        "IAP for every user of one domain",
        "serverless_iap",
        grant(SHOP.ancestors[0], "roles/iap.httpsResourceAccessor", "domain:example.com"),
    ),
    Mutation("IAP calls Cloud Run as itself", "serverless_iap", invokers(AGENT)),
    Mutation(
        "invoker check switched off",
        "serverless_iap",
        every(invokers(_BATCH), put("web-app", NO_INVOKER_CHECK, "true")),
    ),
    *(
        Mutation(
            f"invoker granted on {level}",
            "serverless_iap",
            every(invokers(_BATCH), grant(level, "roles/run.invoker", "allUsers")),
        )
        for level in SHOP.ancestors
    ),
    Mutation(
        "Cloud Run in the shape of v2",
        "serverless_iap",
        lambda export: export.replace(RUN, run_v2("INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER")),
    ),
]

HARMLESS = [*FRONTENDS, *BACKENDS, *NEIGHBOURS]

_BUCKET_GONE = put("content-static", "/bucketName", "shop-prod-nowhere")

SET_UP = [
    Mutation(
        "bucket that is none of ours, where only ours may be served",
        "content_based_bucket",
        _BUCKET_GONE,
        {("LB425", "content-static")},
        settings={"LB425": {"parameters": {"own_buckets_only": True}}},
    ),
    Mutation(
        "serverless backend without IAP, where none is demanded",
        "serverless_iap",
        put("web-backend", "/iap/enabled", value=False),
        settings={"LB505": {"parameters": {"iap_required": False}}},
    ),
]

UNDECIDED = [
    Mutation(
        "bucket that is not in the export",
        "content_based_bucket",
        _BUCKET_GONE,
        reviews={("LB425", "content-static")},
    ),
    Mutation(
        "no IAM policies at all",
        "serverless_iap",
        lambda export: export.keep("resource"),
        reviews={("LB504", "web-app"), ("LB508", "web-backend")},
    ),
    Mutation(
        "no IAM policies of Cloud Run",
        "serverless_iap",
        lambda export: export.drop_policy(RUN),
        reviews={("LB504", "web-app")},
    ),
    Mutation(
        "no Cloud Run services",
        "serverless_iap",
        lambda export: export.drop(RUN),
        reviews={("LB509", "web-neg"), ("LB511", "web-backend")},
    ),
    Mutation(
        "no network endpoint groups",
        "serverless_iap",
        lambda export: export.drop("web-neg"),
        reviews={("LB411", "web-backend"), ("LB423", "web-backend"), ("LB511", "web-backend")},
    ),
    Mutation(
        "no forwarding rules to an HTTP proxy that serves",
        "serverless_iap",
        every(
            put("web-http-proxy", "/urlMap", WORLD.url("urlMaps", "web-map")),
            lambda export: export.drop("web-http-rule"),
            lambda export: export.drop("web-https-rule"),
        ),
        {("LB305", "web-redirect-map")},
        reviews={
            ("LB105", "web-http-proxy"),
            ("LB106", "web-map"),
            ("LB108", "web-http-proxy"),
            ("LB108", "web-https-proxy"),
            ("LB306", "web-backend"),
            ("LB306", "web-map"),
        },
    ),
    Mutation(
        "no backend buckets",
        "content_based_bucket",
        lambda export: export.drop("backendBuckets/content-static"),
        reviews={("LB302", "content-map")},
    ),
    Mutation(
        "group that chooses the Cloud Run service by URL mask",
        "serverless_iap",
        put("web-neg", "/cloudRun", {"urlMask": "web.example.com/<service>"}),
        reviews={("LB511", "web-backend")},
    ),
    Mutation(
        "IAP open to everybody under a condition",
        "serverless_iap",
        lambda export: export.bindings(SHOP.ancestors[0]).append(
            {
                "condition": {"expression": 'request.path.startsWith("/health")', "title": "health"},
                "members": ["allUsers"],
                "role": "roles/iap.httpsResourceAccessor",
            }
        ),
        reviews={("LB508", "web-backend")},
    ),
]
