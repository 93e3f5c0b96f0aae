"""Canonical form: one shape for the many in which Google's tools write a resource.

Field names are those of today's API v1; nulls and empty strings are gone; whole numbers are integers;
documented API defaults are filled in unless a plan does not know the attribute yet; secrets are left out.
"""

from collections.abc import Collection, Mapping
from typing import Any

from lbpolicy.inventory import cloud_run
from lbpolicy.inventory.types import (
    ADDRESS,
    BACKEND_SERVICE,
    FIREWALL,
    FORWARDING_RULE,
    INSTANCE_GROUP,
    INSTANCE_TEMPLATE,
    RUN_SERVICE,
    SSL_CERTIFICATE,
    SSL_POLICY,
    TARGET_HTTPS_PROXY,
    URL_MAP,
    AssetType,
)
from lbpolicy.model import Json

MAX_DEPTH = 64
"""Google's deepest resource (a URL map) nests 12 levels."""

_MAX_EXACT = 2**53
"""Up to here a float is exactly the integer that was meant."""

BOOKKEEPING = frozenset(
    # What Google keeps for itself; of a resource it would make up a third of what an engine has to read.
    {
        "creationTimestamp",
        "description",
        "fingerprint",
        "id",
        "kind",
        "labelFingerprint",
        "selfLink",
        "selfLinkWithId",
    }
)

_SECRET_KEYS = frozenset(
    {
        "oauth2ClientSecret",
        "oauth2ClientSecretSha256",
        "privateKey",
        "pemPrivateKey",
        "accessKey",  # of a backend outside Google Cloud (awsV4Authentication)
    }
)

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
    FORWARDING_RULE.name: {"ipAddress": "IPAddress", "ipProtocol": "IPProtocol", "port": "ports"},
    TARGET_HTTPS_PROXY.name: {"sslCertificate": "sslCertificates"},
    SSL_CERTIFICATE.name: {"subjectAlternativeName": "subjectAlternativeNames"},
    SSL_POLICY.name: {"customFeature": "customFeatures", "enabledFeature": "enabledFeatures"},
    ADDRESS.name: {"user": "users"},
    INSTANCE_GROUP.name: {"namedPort": "namedPorts"},
    INSTANCE_TEMPLATE.name: {"item": "items", "serviceAccount": "serviceAccounts"},
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
        "sourceServiceAccount": "sourceServiceAccounts",
        "targetTag": "targetTags",
        "targetServiceAccount": "targetServiceAccounts",
        "destinationRange": "destinationRanges",
    },
}
"""Old names of lists are the singular. They count where they hold one: hostRules[].pathMatcher does not."""

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


def tidy(asset_type: AssetType, data: Mapping[str, Json], *, planned: bool = False) -> dict[str, Json]:
    """Return the data under today's field names, without nulls, empty strings and secrets.

    Whole numbers are integers. This is what the schemas describe. Lists of `planned` data keep their length,
    so that pointers of what is not known yet stay right: a null becomes an empty element. Raises
    NotCanonicalError for data that is no object, or nests deeper than MAX_DEPTH.
    """
    if not isinstance(data, dict):
        raise NotCanonicalError("its data is not an object")
    result: dict[str, Json] = _tidy(
        _held(data, 0) if planned else data, _OLD_NAMES.get(asset_type.name, {}), 0
    )
    return result


def complete(asset_type: AssetType, data: dict[str, Json], unknown: Collection[str] = ()) -> dict[str, Json]:
    """Turn tidy data into the canonical form: one shape for Cloud Run, documented defaults filled in.

    `unknown` holds JSON pointers of attributes that a plan does not know yet: they get no default. Raises
    ValueError where a setting that decides who gets in cannot be read: a default would be a guess.
    """
    if asset_type is RUN_SERVICE:
        data = cloud_run.canonical(data)
    _fill(data, _DEFAULTS.get(asset_type.name, {}), unknown)
    if asset_type is BACKEND_SERVICE:
        _fill_backend_service(data, unknown)
    return data


def _held(value: Json, depth: int) -> Any:  # noqa: ANN401 - any JSON
    """Put an empty element in place of each null of a list: an object among objects, else a string."""
    if depth > MAX_DEPTH:
        return value  # `_tidy` refuses it
    if isinstance(value, dict):
        return {key: _held(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        empty: Json = {} if any(isinstance(item, dict) for item in value) else ""
        return [empty if item is None else _held(item, depth + 1) for item in value]
    return value


def _tidy(value: Json, old_names: Mapping[str, str], depth: int) -> Any:  # noqa: ANN401 - any JSON
    if depth > MAX_DEPTH:
        raise NotCanonicalError(f"its data nests more than {MAX_DEPTH} levels deep")
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if v is not None and v != "" and k not in _SECRET_KEYS}
        return {_rename(key, kept, old_names): _tidy(kept[key], old_names, depth + 1) for key in kept}
    if isinstance(value, list):
        return [_tidy(item, old_names, depth + 1) for item in value if item is not None]
    if isinstance(value, float) and value.is_integer() and abs(value) <= _MAX_EXACT:
        return int(value)
    return value


def _rename(key: str, holder: Mapping[str, Json], old_names: Mapping[str, str]) -> str:
    """Return today's name of an attribute; an attribute that has it already keeps it."""
    new = old_names.get(key)
    if new is None or new in holder or (new == f"{key}s" and not isinstance(holder[key], list)):
        return key
    return new


def _is_unknown(pointer: str, unknown: Collection[str]) -> bool:
    return any(pointer == u or pointer.startswith(f"{u}/") for u in unknown)


def _is_switch(value: Json) -> bool:
    return isinstance(value, dict) and isinstance(value.get("enabled"), bool)


def _fill(data: dict[str, Json], defaults: Mapping[str, Json], unknown: Collection[str]) -> None:
    for path, default in defaults.items():
        if _is_unknown(f"/{path}", unknown):
            continue
        holder, _, leaf = path.rpartition("/")
        target = data.setdefault(holder, {}) if holder else data
        if isinstance(target, dict):
            value = target.setdefault(leaf, list(default) if isinstance(default, list) else default)
            if isinstance(default, bool) and isinstance(value, str):  # "false" would count as true in Rego
                target[leaf] = {"true": True, "false": False}.get(value.lower(), value)


def _fill_backend_service(data: dict[str, Json], unknown: Collection[str]) -> None:
    if not _is_unknown("/iap/enabled", unknown) and not _is_switch(data.get("iap")):
        raise NotCanonicalError("its iap.enabled is neither true nor false")
    log = data.get("logConfig")
    if isinstance(log, dict) and log.get("enable") is True:
        _fill(data, {"logConfig/sampleRate": 1}, unknown)
    backends = data.get("backends")
    for index, backend in enumerate(backends if isinstance(backends, list) else []):
        if isinstance(backend, dict):
            for name, default in (("balancingMode", "UTILIZATION"), ("capacityScaler", 1)):
                if not _is_unknown(f"/backends/{index}/{name}", unknown):
                    backend.setdefault(name, default)
