"""What a plan does not know yet: which attributes, and which references may stand there after apply.

Pointers are JSON pointers into the canonical resource. One may stand for a whole list ("/backends"), for an
element of it ("/backends/0") or for an attribute ("/backends/0/group").
"""

from collections.abc import Collection, Iterable, Iterator

from lbpolicy.inventory.canonical import BOOKKEEPING
from lbpolicy.inventory.references import patterns
from lbpolicy.inventory.types import (
    ADDRESS,
    BACKEND_BUCKET,
    BACKENDS,
    CERTIFICATE,
    CERTIFICATE_MAP,
    HEALTH_CHECK,
    HTTP_HEALTH_CHECK,
    HTTPS_HEALTH_CHECK,
    INSTANCE_GROUP,
    INSTANCE_TEMPLATE,
    NETWORK,
    NETWORK_ENDPOINT_GROUP,
    PROXIES,
    RUN_SERVICE,
    SECURITY_POLICY,
    SSL_CERTIFICATE,
    SSL_POLICY,
    URL_MAP,
    AssetType,
)

_TOLD_BY_GOOGLE = BOOKKEEPING | {"usedBy", "users", "status", "pscConnectionId", "pscConnectionStatus"}
"""Attributes that Google fills in and no rule judges: every resource that a plan creates lacks them."""

_TARGETS: dict[str, tuple[AssetType, ...]] = {
    # Attribute that holds a reference, or a list of them -> what it may lead to.
    "IPAddress": (ADDRESS,),
    "backendService": BACKENDS,
    "certificateMap": (CERTIFICATE_MAP,),
    "certificates": (CERTIFICATE,),
    "defaultService": BACKENDS,
    "edgeSecurityPolicy": (SECURITY_POLICY,),
    "errorService": (BACKEND_BUCKET,),
    "group": (NETWORK_ENDPOINT_GROUP, INSTANCE_GROUP),
    "healthChecks": (HEALTH_CHECK, HTTP_HEALTH_CHECK, HTTPS_HEALTH_CHECK),
    "instanceGroup": (INSTANCE_GROUP,),
    "instanceTemplate": (INSTANCE_TEMPLATE,),
    "network": (NETWORK,),
    "securityPolicy": (SECURITY_POLICY,),
    "service": BACKENDS,
    "sslCertificates": (SSL_CERTIFICATE, CERTIFICATE),
    "sslPolicy": (SSL_POLICY,),
    "target": PROXIES,
    "urlMap": (URL_MAP,),
}
_CLOUD_RUN = ("cloudRun", "service")
"""In a NEG; a name and no reference."""


def judged(unknown: Iterable[str]) -> tuple[str, ...]:
    """Return the pointers that may matter to a rule, sorted."""
    kept = {pointer for pointer in unknown if pointer.split("/", 2)[1:2][0] not in _TOLD_BY_GOOGLE}
    return tuple(sorted(kept, key=_numerically))


def covers(unknown: Collection[str], pointer: str) -> bool:
    """Tell whether the attribute at a pointer, or what holds it, is not known yet."""
    return any(pointer == one or pointer.startswith(f"{one}/") for one in unknown)


def open_references(asset_type: AssetType, unknown: Collection[str]) -> Iterator[tuple[str, set[AssetType]]]:
    """Yield the pointers that are a reference or hold some, and the types that those may lead to."""
    for pointer in unknown:
        types = {
            found for pattern in _patterns(asset_type) if _fits(pointer, pattern) for found in _ends(pattern)
        }
        if types:
            yield pointer, types


def _patterns(asset_type: AssetType) -> tuple[tuple[str, ...], ...]:
    known = patterns(asset_type)
    return (*known, _CLOUD_RUN) if asset_type is NETWORK_ENDPOINT_GROUP else known


def _fits(pointer: str, pattern: tuple[str, ...]) -> bool:
    """Tell whether the pointer is, or holds, a place of a pattern: names and, for an index, "*"."""
    parts = pointer.split("/")[1:]
    return len(parts) <= len(pattern) and all(
        part.isdecimal() if wanted == "*" else part == wanted
        for part, wanted in zip(parts, pattern, strict=False)
    )


def _ends(pattern: tuple[str, ...]) -> tuple[AssetType, ...]:
    if pattern == _CLOUD_RUN:
        return (RUN_SERVICE,)
    leaf = pattern[-2] if pattern[-1] == "*" else pattern[-1]
    return _TARGETS.get(leaf, ())


def _numerically(pointer: str) -> list[tuple[int, int, str]]:
    """Sort key: element 10 of a list comes after element 2."""
    parts = pointer.split("/")
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts]
