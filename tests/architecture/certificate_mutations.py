"""Faults of certificates and of what a proxy says of them (LB202, LB206 to LB212)."""

from examples.architectures import frontends, pem
from examples.architectures.export import Export

from .mutation import WORLD, Mutation, Plant, every, put

_SPARE = [f"spare-{number}" for number in range(15)]


def text(certificate: str) -> Plant:
    """Upload another certificate to the proxy of external_origin."""
    return every(
        put("media-certificate", "/certificate", certificate),
        put("media-certificate", "/selfManaged/certificate", certificate),
    )


def _sixteen(export: Export) -> None:
    urls = [WORLD.url("sslCertificates", f"{name}-certificate") for name in _SPARE]
    export.data("web-https-proxy")["sslCertificates"] += urls
    export.add([frontends.managed_certificate(WORLD, name, f"{name}.example.com") for name in _SPARE])


EXPIRY = [
    Mutation(
        "certificate that expired",
        "external_origin",
        text(pem.EXPIRED),
        {("LB206", "media-certificate")},
    ),
    Mutation(
        "certificate that expires in two weeks",
        "external_origin",
        text(pem.EXPIRING),
        {("LB206", "media-certificate")},
    ),
    Mutation(
        "managed certificate that expired",
        "serverless_iap",
        put("web-certificate", "/expireTime", "2026-11-01T00:00:00.000-07:00"),
        {("LB206", "web-certificate")},
    ),
    Mutation(
        "certificate of Certificate Manager that expired",
        "regional_external_managed",
        put("near-certificate", "/expireTime", "2026-11-20T23:59:59Z"),
        {("LB206", "near-certificate")},
    ),
    Mutation(
        "certificate of a map that expired",
        "grpc_http2",
        put("rpc-certificate", "/expireTime", "2026-11-20T23:59:59Z"),
        {("LB206", "rpc-certificate")},
    ),
]

MANAGED = [
    Mutation(
        "managed certificate whose domain does not lead here",
        "serverless_iap",
        every(
            put("web-certificate", "/managed/status", "PROVISIONING_FAILED_PERMANENTLY"),
            put("web-certificate", "/managed/domainStatus/web.example.com", "FAILED_NOT_VISIBLE"),
        ),
        {("LB207", "web-certificate")},
    ),
    Mutation(
        "managed certificate that could not be renewed",
        "vm_two_regions",
        put("site-certificate", "/managed/status", "RENEWAL_FAILED"),
        {("LB207", "site-certificate")},
    ),
    Mutation(
        "managed certificate of Certificate Manager that failed",
        "regional_external_managed",
        every(
            put("near-certificate", "/managed/state", "FAILED"),
            put("near-certificate", "/managed/authorizationAttemptInfo/0/state", "FAILED"),
        ),
        {("LB207", "near-certificate")},
    ),
]

TRUST = [
    Mutation(
        "self-signed certificate with QUIC",
        "external_origin",
        text(pem.SELF_SIGNED),
        {("LB208", "media-https-proxy"), ("LB211", "media-https-proxy")},
    ),
    Mutation(
        "self-signed certificate without QUIC",
        "external_origin",
        every(text(pem.SELF_SIGNED), put("media-https-proxy", "/quicOverride", "NONE")),
        {("LB211", "media-https-proxy")},
    ),
    Mutation(
        "certificate without a DNS name, with QUIC",
        "external_origin",
        text(pem.NAMELESS),
        {("LB208", "media-https-proxy")},
    ),
    Mutation(
        "RSA key of 1024 bits",
        "external_origin",
        text(pem.WEAK),
        {("LB209", "media-certificate")},
    ),
]

NAMES = [
    Mutation(
        "certificate for one of two hosts",
        "content_based_bucket",
        every(
            put("content-certificate", "/managed/domains", ["www.example.com"]),
            put("content-certificate", "/subjectAlternativeNames", ["www.example.com"]),
        ),
        {("LB210", "content-https-proxy")},
    ),
    Mutation(
        "wildcard certificate, and a host two labels below",
        "content_based_bucket",
        every(
            put("content-certificate", "/managed/domains", ["*.example.com"]),
            put("content-certificate", "/subjectAlternativeNames", ["*.example.com"]),
            put("content-map", "/hostRules/1/hosts", ["v1.api.example.com"]),
        ),
        {("LB210", "content-https-proxy")},
    ),
]

REFERENCES = [
    Mutation("sixteen certificates", "serverless_iap", _sixteen, {("LB202", "web-https-proxy")}),
    *(
        Mutation(
            f"{what} that does not exist",
            architecture,
            put(proxy, pointer, value),
            {("LB212", proxy)},
        )
        for what, architecture, proxy, pointer, value in (
            (
                "certificate",
                "serverless_iap",
                "web-https-proxy",
                "/sslCertificates",
                [WORLD.url("sslCertificates", "gone")],
            ),
            (
                "SSL policy",
                "vm_two_regions",
                "site-https-proxy",
                "/sslPolicy",
                WORLD.url("sslPolicies", "gone"),
            ),
            (
                "certificate map",
                "grpc_http2",
                "rpc-https-proxy",
                "/certificateMap",
                "//certificatemanager.googleapis.com/projects/shop-prod/locations/global/certificateMaps/gone",
            ),
        )
    ),
    Mutation(
        "certificate of a map entry that does not exist",
        "grpc_http2",
        put("rpc-entry", "/certificates", ["projects/shop-prod/locations/global/certificates/gone"]),
        {("LB212", "rpc-https-proxy")},
    ),
]

MUTATIONS = [*EXPIRY, *MANAGED, *TRUST, *NAMES, *REFERENCES]
