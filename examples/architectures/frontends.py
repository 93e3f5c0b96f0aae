"""The side of a load balancer that faces the client: address, forwarding rule, proxy, TLS."""

from collections.abc import Mapping

from examples.architectures.records import CREATED, Place, Record, resource

CERTIFICATE_MANAGER = "certificatemanager.googleapis.com"

REDIRECT = {"httpsRedirect": True, "redirectResponseCode": "MOVED_PERMANENTLY_DEFAULT", "stripQuery": False}
"""Every request goes to the same URL on HTTPS."""


def forwarding_rule(place: Place, name: str, scheme: str, target: str, **data: object) -> Record:
    """Return a forwarding rule for TCP to the URL of a proxy; `data` has IPAddress, portRange and so on."""
    common = {
        "IPProtocol": "TCP",
        "description": "",
        "labelFingerprint": "42WmSpB8rSM=",
        "loadBalancingScheme": scheme,
        "networkTier": "PREMIUM",
        "target": target,
    }
    return place.record("forwardingRules", name, **common | data)


def address(place: Place, name: str, ip: str, **data: object) -> Record:
    """Return a reserved external address."""
    common = {
        "address": ip,
        "addressType": "EXTERNAL",
        "description": "",
        "ipVersion": "IPV4",
        "labelFingerprint": "42WmSpB8rSM=",
        "networkTier": "PREMIUM",
        "status": "IN_USE",
    }
    return place.record("addresses", name, **common | data)


def public_pair(
    place: Place,
    name: str,
    scheme: str,
    ip: str,
    proxies: Place | None = None,
    **data: object,
) -> list[Record]:
    """Return an address, its forwarding rules NAME-https-rule and NAME-http-rule, and the redirect to HTTPS.

    The target proxies are at `proxies`, by default beside the rules; `data` is set on both rules.
    """
    there = proxies or place
    https = there.url("targetHttpsProxies", f"{name}-https-proxy")
    http = there.url("targetHttpProxies", f"{name}-http-proxy")
    rule = {"IPAddress": ip, **data}
    tier = {key: data[key] for key in ("networkTier",) if key in data}
    return [
        address(place, f"{name}-address", ip, **tier),
        forwarding_rule(place, f"{name}-https-rule", scheme, https, portRange="443-443", **rule),
        forwarding_rule(place, f"{name}-http-rule", scheme, http, portRange="80-80", **rule),
        *http_redirect(there, name),
    ]


def https_proxy(place: Place, name: str, **data: object) -> list[Record]:
    """Return the target proxy NAME-https-proxy on the URL map NAME-map, and the SSL policy that it uses.

    `data` says which certificates it has.
    """
    proxy = {
        "quicOverride": "NONE",
        "sslPolicy": place.url("sslPolicies", f"{name}-tls-policy"),
        "tlsEarlyData": "DISABLED",
        "urlMap": place.url("urlMaps", f"{name}-map"),
    }
    return [
        place.record("targetHttpsProxies", f"{name}-https-proxy", **proxy | data),
        tls_policy(place, name),
    ]


def https_side(place: Place, name: str, *domains: str) -> list[Record]:
    """Return the same with a Google-managed certificate for the domains."""
    certificates = [place.url("sslCertificates", f"{name}-certificate")]
    return [
        *https_proxy(place, name, sslCertificates=certificates),
        managed_certificate(place, name, *domains),
    ]


def tls_policy(place: Place, name: str) -> Record:
    """Return the SSL policy NAME-tls-policy: TLS 1.2 and forward secrecy, at the least."""
    return place.record(
        "sslPolicies",
        f"{name}-tls-policy",
        enabledFeatures=[
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        ],
        minTlsVersion="TLS_1_2",
        profile="RESTRICTED",
    )


def http_redirect(place: Place, name: str, **routes: object) -> list[Record]:
    """Return the target proxy NAME-http-proxy with NAME-redirect-map, which sends everything to HTTPS."""
    url_map = f"{name}-redirect-map"
    return [
        place.record("targetHttpProxies", f"{name}-http-proxy", urlMap=place.url("urlMaps", url_map)),
        place.record("urlMaps", url_map, defaultUrlRedirect=dict(REDIRECT), **routes),
    ]


def managed_certificate(place: Place, name: str, *domains: str) -> Record:
    """Return the Google-managed certificate NAME-certificate, in service until long after the scan."""
    return place.record(
        "sslCertificates",
        f"{name}-certificate",
        description="",
        expireTime="2027-02-10T01:17:20.000-08:00",
        managed={
            "domainStatus": dict.fromkeys(domains, "ACTIVE"),
            "domains": list(domains),
            "status": "ACTIVE",
        },
        subjectAlternativeNames=list(domains),
        type="MANAGED",
    )


def own_certificate(place: Place, name: str, text: str) -> Record:
    """Return the certificate NAME-certificate that its owner uploaded as PEM text."""
    return place.record(
        "sslCertificates",
        f"{name}-certificate",
        certificate=text,
        description="",
        expireTime="2027-05-31T17:00:00.000-07:00",
        selfManaged={"certificate": text},
        type="SELF_MANAGED",
    )


def manager_certificate(place: Place, name: str, *domains: str) -> Record:
    """Return the Certificate Manager certificate NAME-certificate of the region or global location."""
    path = f"{_location(place)}/certificates/{name}-certificate"
    attempts = [{"domain": domain, "state": "AUTHORIZED"} for domain in domains]
    return resource(
        place.project,
        name=f"//{CERTIFICATE_MANAGER}/{path}",
        asset_type=f"{CERTIFICATE_MANAGER}/Certificate",
        location=path.split("/")[3],
        data={
            "createTime": CREATED,
            "expireTime": "2027-02-10T09:17:20Z",
            "managed": {"authorizationAttemptInfo": attempts, "domains": list(domains), "state": "ACTIVE"},
            "name": path,
            "sanDnsnames": list(domains),
            "scope": "DEFAULT",
            "updateTime": CREATED,
        },
    )


def certificate_map(place: Place, name: str, *domains: str) -> list[Record]:
    """Return the certificate map NAME-certificates with one entry and one certificate for all the domains."""
    path = f"{_location(place)}/certificateMaps/{name}-certificates"
    certificate = manager_certificate(place, name, *domains)
    entry = {
        "certificates": [certificate["resource"]["data"]["name"]],
        "matcher": "PRIMARY",
        "name": f"{path}/certificateMapEntries/{name}-entry",
        "state": "ACTIVE",
    }
    return [
        certificate,
        _map_record(place, "CertificateMap", {"name": path}),
        _map_record(place, "CertificateMapEntry", entry),
    ]


def _map_record(place: Place, schema: str, data: Mapping[str, object]) -> Record:
    return resource(
        place.project,
        name=f"//{CERTIFICATE_MANAGER}/{data['name']}",
        asset_type=f"{CERTIFICATE_MANAGER}/{schema}",
        location="global",
        data={"createTime": CREATED, "updateTime": CREATED, **data},
    )


def _location(place: Place) -> str:
    return f"projects/{place.project.id}/locations/{place.path.rpartition('/')[2]}"
