"""Faults of TLS at the load balancer (LB2xx)."""

from .mutation import Mutation, every, put, remove

_GOOD = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"


def _custom(weak: str) -> Mutation:
    features = [_GOOD, weak]
    return Mutation(
        f"SSL policy of its own with {weak}",
        "serverless_iap",
        every(
            put("web-tls-policy", "/profile", "CUSTOM"),
            put("web-tls-policy", "/customFeatures", features),
            put("web-tls-policy", "/enabledFeatures", features),
        ),
        {("LB205", "web-tls-policy")},
    )


MUTATIONS = [
    Mutation(
        "HTTPS proxy with an empty list of certificates",
        "serverless_iap",
        put("web-https-proxy", "/sslCertificates", []),
        {("LB201", "web-https-proxy")},
    ),
    Mutation(
        "HTTPS proxy without certificate map",
        "grpc_http2",
        remove("rpc-https-proxy", "/certificateMap"),
        {("LB201", "rpc-https-proxy")},
    ),
    Mutation(
        "certificate map whose only entry has no certificate",
        "grpc_http2",
        put("rpc-entry", "/certificates", []),
        {("LB201", "rpc-https-proxy")},
    ),
    Mutation(
        "HTTPS proxy without Certificate Manager certificate",
        "regional_external_managed",
        remove("near-https-proxy", "/sslCertificates"),
        {("LB201", "near-https-proxy")},
    ),
    Mutation(
        "HTTPS proxy without SSL policy",
        "vm_two_regions",
        remove("site-https-proxy", "/sslPolicy"),
        {("LB203", "site-https-proxy")},
    ),
    *(
        Mutation(
            f"SSL policy that accepts {version}",
            "serverless_iap",
            every(
                put("web-tls-policy", "/profile", "MODERN"),
                put("web-tls-policy", "/minTlsVersion", version),
            ),
            # MODERN is weak only below TLS 1.2, which LB204 reports too.
            {("LB204", "web-tls-policy"), ("LB205", "web-tls-policy")},
        )
        for version in ("TLS_1_0", "TLS_1_1")
    ),
    Mutation(
        "SSL policy that names no TLS version, which is 1.0",
        "regional_external_managed",
        every(remove("near-tls-policy", "/minTlsVersion"), put("near-tls-policy", "/profile", "COMPATIBLE")),
        {("LB204", "near-tls-policy"), ("LB205", "near-tls-policy")},
    ),
    Mutation(
        "SSL policy with profile COMPATIBLE",
        "serverless_iap",
        put("web-tls-policy", "/profile", "COMPATIBLE"),
        {("LB205", "web-tls-policy")},
    ),
    Mutation(
        "SSL policy that names no profile, which is COMPATIBLE",
        "content_based_bucket",
        remove("content-tls-policy", "/profile"),
        {("LB205", "content-tls-policy")},
    ),
    _custom("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
    _custom("TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
    _custom("TLS_RSA_WITH_AES_256_GCM_SHA384"),
]
