"""What the cloud would choose for a resource that the stand-in provider creates: always the same values."""

import hashlib
from typing import Any

from tools.plans.planning import State

PROJECT_NUMBER = "310562894417"
"""Of every project; the one of the example exports."""

_TIME = "2026-03-02T01:17:20.000-08:00"
_COMPUTE = "https://www.googleapis.com/compute/v1/"
_COLLECTIONS = {
    "compute_address": "addresses",
    "compute_backend_bucket": "backendBuckets",
    "compute_firewall": "firewalls",
    "compute_firewall_policy": "firewallPolicies",
    "compute_global_address": "addresses",
    "compute_global_forwarding_rule": "forwardingRules",
    "compute_global_network_endpoint_group": "networkEndpointGroups",
    "compute_managed_ssl_certificate": "sslCertificates",
    "compute_ssl_policy": "sslPolicies",
    "compute_region_ssl_policy": "sslPolicies",
}
"""Resource type without google_ -> segment of its URL, where the rule below does not give it."""

_PATHS = {
    "google_certificate_manager_certificate": "projects/{project}/locations/{location}/certificates/{name}",
    "google_certificate_manager_certificate_map": (
        "projects/{project}/locations/global/certificateMaps/{name}"
    ),
    "google_certificate_manager_certificate_map_entry": (
        "projects/{project}/locations/global/certificateMaps/{map}/certificateMapEntries/{name}"
    ),
    "google_cloud_run_v2_service": "projects/{project}/locations/{location}/services/{name}",
    "google_cloud_run_service": "locations/{location}/namespaces/{project}/services/{name}",
    "google_project": "projects/{project_id}",
    "google_storage_bucket": "{name}",
}


def choose(kind: str, planned: State) -> State:
    """Return values for the computed attributes of a resource of type `kind` that anybody looks at."""
    path = _path(kind, {name: value for name, value in planned.items() if isinstance(value, str)})
    number = int.from_bytes(hashlib.sha256(path.encode()).digest()[:7], "big")
    address = "2001:db8:10::" if planned.get("ip_version") == "IPV6" else f"203.0.113.{number % 200 + 10}"
    values: dict[str, Any] = {
        "address": address,
        "create_time": _TIME,
        "creation_timestamp": _TIME,
        "fingerprint": f"{number:012x}="[-12:],
        "generated_id": number,
        "id": path,
        "ip_address": address,
        "ip_protocol": "TCP",
        "network_tier": "PREMIUM",
        "number": PROJECT_NUMBER,
        "protocol": "HTTP",
        "session_affinity": "NONE",
        "timeout_sec": 30,
    }
    if kind.startswith("google_compute_"):
        values["self_link"] = _COMPUTE + path
    if kind.endswith("instance_group_manager"):
        values["instance_group"] = values["self_link"].replace("Managers/", "s/")
    return values


def _path(kind: str, known: dict[str, str]) -> str:
    short = kind.removeprefix("google_")
    if "_iam_" in kind:
        return "/".join(value for _, value in sorted(known.items()))
    if kind in _PATHS:
        return _PATHS[kind].format_map({"project": "", "location": "global"} | known)
    where = "global"
    if "zone" in known:
        where = f"zones/{known['zone']}"
    elif "region" in known and not short.startswith("compute_global"):
        where = f"regions/{known['region']}"
    return f"projects/{known.get('project', '')}/{where}/{_collection(short)}/{known.get('name', '')}"


def _collection(short: str) -> str:
    """Return the plural in camel case: compute_region_url_map -> urlMaps."""
    if short in _COLLECTIONS:
        return _COLLECTIONS[short]
    first, *rest = short.removeprefix("compute_").removeprefix("region_").split("_")
    word = first + "".join(part.capitalize() for part in rest)
    return word.removesuffix("y") + "ies" if word.endswith(("y", "Proxy")) else f"{word}s"
