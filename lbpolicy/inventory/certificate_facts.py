"""What is known of a certificate, whether its text is at hand or Google keeps it."""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from lbpolicy.inventory import certificates
from lbpolicy.inventory.versions import moment
from lbpolicy.model import Json

_NAMES = ("/subjectAlternativeNames", "/sanDnsnames", "/managed/domains")
"""Attributes with DNS names: of a SslCertificate, of a Certificate, and what is asked for with either."""

_DNS_NAME = re.compile(r"(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?")
"""In lower case; the last label of a number is that of an IP address."""


def certificate_facts(
    resource: Mapping[str, Json], unknown: Collection[str], evaluated_at: datetime
) -> dict[str, Json]:
    """Return the facts of a compute SslCertificate or a Certificate Manager certificate.

    certificates: what the PEM text says (certificates.describe), the server's first; [] where there is none
    or, with the reason in certificate_error, where it cannot be read. managed: Google issues and renews it.
    names (DNS names in lower case, sorted), not_after (RFC 3339, UTC) and expires_in_days (whole days from
    `evaluated_at`, rounded down): of the PEM text, else of the resource; absent where neither tells.
    `unknown` are the attributes that a plan does not know yet.
    """
    facts = _text_facts(resource, evaluated_at)
    leaf = next(iter(facts["certificates"]), None)
    facts["managed"] = _is_managed(resource)
    names = _leaf_names(leaf) if leaf else []
    names = names or _resource_names(resource, unknown)
    if names or leaf:
        facts["names"] = names
    expiry = leaf or _expiry(resource, evaluated_at)
    return facts | {key: expiry[key] for key in ("not_after", "expires_in_days") if key in expiry}


def _text_facts(resource: Mapping[str, Json], evaluated_at: datetime) -> dict[str, Json]:
    pem = _pem(resource)
    if not pem:
        return {"certificates": []}
    try:
        return {"certificates": certificates.describe(pem, evaluated_at)}
    except certificates.CertificateError as error:
        return {"certificates": [], "certificate_error": str(error)}


def _pem(resource: Mapping[str, Json]) -> str:
    own = resource.get("selfManaged")
    candidates = (
        resource.get("certificate"),
        own.get("certificate") if isinstance(own, dict) else None,
        own.get("pemCertificate") if isinstance(own, dict) else None,
        resource.get("pemCertificate"),
    )
    return next((c for c in candidates if isinstance(c, str)), "")


def _is_managed(resource: Mapping[str, Json]) -> bool:
    """Tell by the type of a SslCertificate; what has none tells by its configuration."""
    kind = resource.get("type")
    return kind == "MANAGED" or (kind != "SELF_MANAGED" and isinstance(resource.get("managed"), dict))


def _leaf_names(leaf: Mapping[str, Json]) -> list[str]:
    """Return the DNS names of a certificate; the common name counts where there is no alternative name."""
    return _dns_names(leaf["dns_names"]) or [
        name for name in _dns_names([leaf["subject_common_name"]]) if _DNS_NAME.fullmatch(name)
    ]


def _resource_names(resource: Mapping[str, Json], unknown: Collection[str]) -> list[str]:
    for pointer in _NAMES:
        if any(f"{u}/".startswith(f"{pointer}/") or f"{pointer}/".startswith(f"{u}/") for u in unknown):
            continue
        value: Json = resource
        for key in pointer.split("/")[1:]:
            value = value.get(key) if isinstance(value, dict) else None
        names = _dns_names(value)
        if names:
            return names
    return []


def _dns_names(values: Json) -> list[str]:
    """Return names in one spelling; a dot at the end says only that a name is complete."""
    texts = [v for v in values if isinstance(v, str)] if isinstance(values, list) else []
    return sorted({text.strip().rstrip(".").lower() for text in texts} - {""})


def _expiry(resource: Mapping[str, Json], evaluated_at: datetime) -> dict[str, Json]:
    """Read the expiry date of a resource; {} where there is none that can be read."""
    text = resource.get("expireTime")
    end = moment(text.upper() if isinstance(text, str) else "")
    if end == moment(""):  # what is no time is older than any other
        return {}
    at = evaluated_at if evaluated_at.tzinfo else evaluated_at.replace(tzinfo=UTC)
    return {
        "not_after": certificates.rfc3339(end.replace(microsecond=0)),
        "expires_in_days": (end - at).days,
    }
