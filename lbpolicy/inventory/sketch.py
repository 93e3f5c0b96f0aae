"""What a picture says of an asset in a few words."""

from collections.abc import Callable

from lbpolicy.inventory.store import Stored
from lbpolicy.inventory.types import (
    BACKEND_BUCKET,
    BACKEND_SERVICE,
    CERTIFICATE,
    FORWARDING_RULE,
    NETWORK_ENDPOINT_GROUP,
    RUN_SERVICE,
    SSL_CERTIFICATE,
    SSL_POLICY,
    TARGET_HTTPS_PROXY,
    URL_MAP,
)
from lbpolicy.model import Json

_LONGEST = 60
_HOSTS = 3
_SCHEME = "loadBalancingScheme"

Facts = list[tuple[str, Json]]


def internal(asset: Stored) -> bool:
    """Tell whether a forwarding rule or backend service serves a network and not the internet.

    Source: loadBalancingScheme of forwardingRules and backendServices, API reference compute v1; the ones of
    an internal load balancer begin with INTERNAL.
    """
    return str(asset.resource.get(_SCHEME, "")).startswith("INTERNAL")


def facts(asset: Stored) -> tuple[tuple[str, str], ...]:
    """Return a few things worth showing of an asset; what is not set is left out."""
    tell = _TELLERS.get(asset.type.name)
    found = tell(asset.resource) if tell else []
    told = [(label, str(value)[:_LONGEST]) for label, value in found if value not in (None, "", False)]
    pending = [("not known yet", pointer[:_LONGEST]) for pointer in asset.unknown[:_HOSTS]]
    return tuple(told + pending)


def _forwarding_rule(resource: dict[str, Json]) -> Facts:
    first, _dash, last = str(resource.get("portRange", "")).partition("-")
    address = resource.get("IPAddress")
    return [
        ("port", first if last in {"", first} else f"{first}-{last}"),
        ("address", address.rpartition("/")[2] if isinstance(address, str) else None),
        ("tier", resource.get("networkTier")),
    ]


def _https_proxy(resource: dict[str, Json]) -> Facts:
    quic = resource.get("quicOverride")
    return [("QUIC", str(quic).lower() if quic in {"ENABLE", "DISABLE"} else None)]


def _ssl_policy(resource: dict[str, Json]) -> Facts:
    return [("profile", resource.get("profile")), ("from", _words(resource.get("minTlsVersion")))]


def _certificate(resource: dict[str, Json]) -> Facts:
    managed = resource.get("managed")
    domains = managed.get("domains") if isinstance(managed, dict) else None
    names = [str(one) for one in domains] if isinstance(domains, list) else []
    return [("for", _listed(names)), ("by", "Google" if isinstance(managed, dict) else None)]


def _url_map(resource: dict[str, Json]) -> Facts:
    rules = resource.get("hostRules")
    lists = [rule.get("hosts") for rule in rules if isinstance(rule, dict)] if isinstance(rules, list) else []
    hosts = [str(host) for one in lists if isinstance(one, list) for host in one]
    redirect = resource.get("defaultUrlRedirect")
    to_https = isinstance(redirect, dict) and redirect.get("httpsRedirect") is True
    return [
        ("hosts", _listed(hosts)),
        ("redirects to", "HTTPS" if to_https else None),
    ]


def _backend_service(resource: dict[str, Json]) -> Facts:
    iap = resource.get("iap")
    guarded = isinstance(iap, dict) and iap.get("enabled") is True
    return [
        ("protocol", resource.get("protocol")),
        ("IAP", "on" if guarded else None),
        ("CDN", "on" if resource.get("enableCDN") is True else None),
        ("Cloud Armor", _last(resource.get("securityPolicy"))),
    ]


def _backend_bucket(resource: dict[str, Json]) -> Facts:
    return [
        ("CDN", "on" if resource.get("enableCdn") is True else None),
        ("Cloud Armor", _last(resource.get("edgeSecurityPolicy"))),
    ]


def _group(resource: dict[str, Json]) -> Facts:
    return [("endpoints", resource.get("networkEndpointType"))]


def _run_service(resource: dict[str, Json]) -> Facts:
    ingress = str(resource.get("ingress", "")).removeprefix("INGRESS_TRAFFIC_")
    return [
        ("ingress", ingress.lower().replace("_", " ")),
        ("IAP", "on" if resource.get("iapEnabled") is True else None),
    ]


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _HOSTS} more" if len(names) > _HOSTS else ""
    return ", ".join(names[:_HOSTS]) + more


def _words(constant: Json) -> str | None:
    """Return TLS_1_2 as TLS 1.2."""
    return constant.replace("_", " ", 1).replace("_", ".") if isinstance(constant, str) else None


def _last(reference: Json) -> str | None:
    return reference.rpartition("/")[2] if isinstance(reference, str) else None


_TELLERS: dict[str, Callable[[dict[str, Json]], Facts]] = {
    FORWARDING_RULE.name: _forwarding_rule,
    TARGET_HTTPS_PROXY.name: _https_proxy,
    SSL_POLICY.name: _ssl_policy,
    SSL_CERTIFICATE.name: _certificate,
    CERTIFICATE.name: _certificate,
    URL_MAP.name: _url_map,
    BACKEND_SERVICE.name: _backend_service,
    BACKEND_BUCKET.name: _backend_bucket,
    NETWORK_ENDPOINT_GROUP.name: _group,
    RUN_SERVICE.name: _run_service,
}
