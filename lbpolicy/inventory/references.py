"""Which attributes of a resource refer to another one (compute v1, certificate manager v1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from lbpolicy.inventory.types import (
    ADDRESS,
    BACKEND_BUCKET,
    BACKEND_SERVICE,
    CERTIFICATE_MAP_ENTRY,
    FIREWALL,
    FORWARDING_RULE,
    INSTANCE_GROUP,
    INSTANCE_GROUP_MANAGER,
    NETWORK_ENDPOINT_GROUP,
    TARGET_HTTP_PROXY,
    TARGET_HTTPS_PROXY,
    URL_MAP,
    AssetType,
)
from lbpolicy.model import Json

_ACTION = ("weightedBackendServices/*/backendService", "requestMirrorPolicy/backendService")


def _url_map_patterns() -> tuple[str, ...]:
    levels = {
        # the level, its service attribute, its route action, its error policy
        "": ("defaultService", "defaultRouteAction", "defaultCustomErrorResponsePolicy"),
        "pathMatchers/*/": ("defaultService", "defaultRouteAction", "defaultCustomErrorResponsePolicy"),
        "pathMatchers/*/pathRules/*/": ("service", "routeAction", "customErrorResponsePolicy"),
        "pathMatchers/*/routeRules/*/": ("service", "routeAction", "customErrorResponsePolicy"),
    }
    patterns = []
    for level, (service, action, errors) in levels.items():
        patterns += [f"{level}{service}", f"{level}{errors}/errorService"]
        patterns += [f"{level}{action}/{pattern}" for pattern in _ACTION]
    return tuple(patterns)


_PATTERNS: dict[str, tuple[str, ...]] = {
    FORWARDING_RULE.name: ("target", "backendService", "IPAddress"),
    TARGET_HTTP_PROXY.name: ("urlMap",),
    TARGET_HTTPS_PROXY.name: ("urlMap", "sslCertificates/*", "sslPolicy", "certificateMap"),
    URL_MAP.name: _url_map_patterns(),
    BACKEND_SERVICE.name: (
        "backends/*/group",
        "healthChecks/*",
        "securityPolicy",
        "edgeSecurityPolicy",
        "usedBy/*/reference",
    ),
    BACKEND_BUCKET.name: ("edgeSecurityPolicy", "usedBy/*/reference"),
    INSTANCE_GROUP.name: ("network", "subnetwork"),
    NETWORK_ENDPOINT_GROUP.name: ("network", "subnetwork"),
    INSTANCE_GROUP_MANAGER.name: ("instanceGroup", "instanceTemplate", "versions/*/instanceTemplate"),
    FIREWALL.name: ("network",),
    ADDRESS.name: ("users/*",),
    CERTIFICATE_MAP_ENTRY.name: ("certificates/*",),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference as it stands in a resource."""

    pointer: str
    """JSON pointer of the attribute: /backends/0/group."""
    text: str
    holder: dict[str, Json] | list[Json]
    """What holds the text, and under which key: so that it can be replaced by the canonical name."""
    key: str | int

    def replace(self, name: str) -> None:
        """Write the canonical name in place of the text."""
        self.holder[self.key] = name  # type: ignore[index]  # a list has an int key, a dict a str key


@cache
def _split(asset_type: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(p.split("/")) for p in _PATTERNS.get(asset_type, ()))


def patterns(asset_type: AssetType) -> tuple[tuple[str, ...], ...]:
    """Return where references stand: names of attributes and, for each element of a list, "*"."""
    return _split(asset_type.name)


def references(asset_type: AssetType, data: dict[str, Json]) -> Iterator[Reference]:
    """Yield every reference in a canonical resource, in the order of the table above."""
    for pattern in patterns(asset_type):
        yield from _walk(data, pattern, "")


def _walk(value: Json, pattern: tuple[str, ...], pointer: str) -> Iterator[Reference]:
    head, rest = pattern[0], pattern[1:]
    if head == "*":
        items: list[tuple[str | int, Json]] = list(enumerate(value)) if isinstance(value, list) else []
    else:
        items = [(head, value[head])] if isinstance(value, dict) and head in value else []
    for key, item in items:
        here = f"{pointer}/{key}"
        if rest:
            yield from _walk(item, rest, here)
        elif isinstance(item, str):
            yield Reference(here, item, value, key)
