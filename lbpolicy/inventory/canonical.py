"""Canonical form: one shape for the many in which Google's tools write a resource.

Field names are those of today's API v1; nulls and empty strings are gone; whole numbers are integers; documented
API defaults are filled in unless a plan does not know the attribute yet; secrets are left out.
"""

from collections.abc import Collection, Mapping
from typing import Any

from lbpolicy.inventory import cloud_run
from lbpolicy.inventory.types import (
    BACKEND_SERVICE,
    FIREWALL,
    FORWARDING_RULE,
    RUN_SERVICE,
    SSL_POLICY,
    TARGET_HTTPS_PROXY,
    URL_MAP,
    AssetType,
)
from lbpolicy.model import Json

MAX_DEPTH = 64
"""Google's deepest resource (a URL map) nests 12 levels."""

_SECRET_KEYS = frozenset({"oauth2ClientSecret", "oauth2ClientSecretSha256", "privateKey", "pemPrivateKey"})

_OLD_NAMES: dict[str, dict[str, str]] = {
    # Exports wrote these until early 2020; the API reference has the names on the right.
    BACKEND_SERVICE.name: {
        "backend": "backends",
        "resourceGroup": "group",
        "serviceProtocol": "protocol",
        "enableCdn": "enableCDN",
        "healthCheck": "healthChecks",
        "timeout": "timeoutSec",
    },
    FORWARDING_RULE.name: {"ipAddress": "IPAddress", "ipProtocol": "IPProtocol"},
    TARGET_HTTPS_PROXY.name: {"sslCertificate": "sslCertificates"},
    URL_MAP.name: {
        "hostRule": "hostRules",
        "host": "hosts",
        "pathMatcher": "pathMatchers",
        "pathRule": "pathRules",
        "path": "paths",
        "test": "tests",
    },
    FIREWALL.name: {
        "ipProtocol": "IPProtocol",
        "port": "ports",
        "sourceRange": "sourceRanges",
        "sourceTag": "sourceTags",
        "targetTag": "targetTags",
    },
}
_OLD_LISTS = frozenset({"hostRule", "pathMatcher", "pathRule", "host", "path", "port", "healthCheck", "backend"})
"""Old names that renamed a list: renamed only when they hold one (hostRules[].pathMatcher is still a string)."""

_DEFAULTS: dict[str, dict[str, Json]] = {
    # Source of each: the attribute's description in the API reference (compute v1).
    BACKEND_SERVICE.name: {
        "protocol": "HTTP",
        "timeoutSec": 30,
        "loadBalancingScheme": "EXTERNAL",
        "sessionAffinity": "NONE",
        "enableCDN": False,
        "iap/enabled": False,
        "logConfig/enable": False,
        "backends": [],
        "healthChecks": [],
    },
    FORWARDING_RULE.name: {
        "networkTier": "PREMIUM",
        "loadBalancingScheme": "EXTERNAL",
        "IPProtocol": "TCP",
    },
    SSL_POLICY.name: {"profile": "COMPATIBLE", "minTlsVersion": "TLS_1_0"},
    TARGET_HTTPS_PROXY.name: {"quicOverride": "NONE", "sslCertificates": []},
    URL_MAP.name: {"hostRules": [], "pathMatchers": []},
    FIREWALL.name: {"priority": 1000, "direction": "INGRESS", "disabled": False},
    RUN_SERVICE.name: {
        "ingress": "INGRESS_TRAFFIC_ALL",
        "iapEnabled": False,
        "invokerIamDisabled": False,
    },
}


class NotCanonicalError(ValueError):
    """Data that has no canonical form; the text says why."""


def tidy(asset_type: AssetType, data: Mapping[str, Json]) -> dict[str, Json]:
    """Return the data under today's field names, without nulls, empty strings and secrets; integers as integers.

    This is what the schemas describe. Raises NotCanonicalError for data nested deeper than MAX_DEPTH.
    """
    result: dict[str, Json] = _tidy(data, _OLD_NAMES.get(asset_type.name, {}), 0)
    return result


def complete(asset_type: AssetType, data: dict[str, Json], unknown: Collection[str] = ()) -> dict[str, Json]:
    """Turn tidy data into the canonical form: one shape for Cloud Run, documented defaults filled in.

    `unknown` holds JSON pointers of attributes that a plan does not know yet: they get no default.
    """
    if asset_type is RUN_SERVICE:
        data = cloud_run.canonical(data)
    _fill(data, _DEFAULTS.get(asset_type.name, {}), unknown)
    if asset_type is BACKEND_SERVICE:
        _fill_backend_service(data, unknown)
    return data


def _tidy(value: Json, old_names: Mapping[str, str], depth: int) -> Any:  # noqa: ANN401 - any JSON
    if depth > MAX_DEPTH:
        raise NotCanonicalError(f"its data nests more than {MAX_DEPTH} levels deep")
    if isinstance(value, Mapping):
        return {
            _rename(key, item, old_names): _tidy(item, old_names, depth + 1)
            for key, item in value.items()
            if item is not None and item != "" and key not in _SECRET_KEYS
        }
    if isinstance(value, list):
        return [_tidy(item, old_names, depth + 1) for item in value if item is not None]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _rename(key: str, value: Json, old_names: Mapping[str, str]) -> str:
    new = old_names.get(key)
    if new is None or (key in _OLD_LISTS and not isinstance(value, list)):
        return key
    return new


def _is_unknown(pointer: str, unknown: Collection[str]) -> bool:
    return any(pointer == u or pointer.startswith(f"{u}/") for u in unknown)


def _fill(data: dict[str, Json], defaults: Mapping[str, Json], unknown: Collection[str]) -> None:
    for path, default in defaults.items():
        if _is_unknown(f"/{path}", unknown):
            continue
        holder, _, leaf = path.rpartition("/")
        target = data.setdefault(holder, {}) if holder else data
        if isinstance(target, dict):
            target.setdefault(leaf, list(default) if isinstance(default, list) else default)


def _fill_backend_service(data: dict[str, Json], unknown: Collection[str]) -> None:
    log = data.get("logConfig")
    if isinstance(log, dict) and log.get("enable") is True:
        _fill(data, {"logConfig/sampleRate": 1}, unknown)
    backends = data.get("backends")
    for index, backend in enumerate(backends if isinstance(backends, list) else []):
        if isinstance(backend, dict):
            for name, default in (("balancingMode", "UTILIZATION"), ("capacityScaler", 1)):
                if not _is_unknown(f"/backends/{index}/{name}", unknown):
                    backend.setdefault(name, default)
