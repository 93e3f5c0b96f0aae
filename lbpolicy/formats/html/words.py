"""The words of the pages for what the model calls otherwise."""

import re
from collections.abc import Mapping

from lbpolicy.formats.escape import visible
from lbpolicy.model import AssetRef, LoadBalancer, Origin

STATUSES: Mapping[str, str] = {"fail": "Failing", "review": "To review", "pass": "Passes"}
STATES: Mapping[str, str] = {
    "missing": "does not exist",
    "unexported": "not in the input",
    "unknown": "cannot be told",
}
"""What a node that is not at hand says of itself."""
STAGES: Mapping[str, str] = {
    "frontend": "Frontends",
    "proxy": "Proxies",
    "tls": "TLS",
    "url_map": "URL map",
    "backend": "Backends",
    "target": "Targets",
}
_KINDS: Mapping[str, tuple[str, str]] = {
    "compute.googleapis.com/ForwardingRule": ("Forwarding rule", "Forwarding rules"),
    "compute.googleapis.com/TargetHttpProxy": ("HTTP proxy", "HTTP proxies"),
    "compute.googleapis.com/TargetHttpsProxy": ("HTTPS proxy", "HTTPS proxies"),
    "compute.googleapis.com/UrlMap": ("URL map", "URL maps"),
    "compute.googleapis.com/SslPolicy": ("SSL policy", "SSL policies"),
    "compute.googleapis.com/SslCertificate": ("SSL certificate", "SSL certificates"),
    "run.googleapis.com/Service": ("Cloud Run service", "Cloud Run services"),
    "storage.googleapis.com/Bucket": ("Storage bucket", "Storage buckets"),
}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAME = 300


def kind(asset_type: str, count: int = 1) -> str:
    """Return what an asset is: "Backend service", or "Backend services" for any count but one."""
    if asset_type in _KINDS:
        return _KINDS[asset_type][count != 1]
    words = _HUMP.sub(" ", visible(asset_type.rsplit("/", 1)[-1], _NAME)).lower()
    one = words[:1].upper() + words[1:] or "Asset"
    return one if count == 1 else f"{one}s"


def name(asset: AssetRef, origin: Origin | None = None) -> str:
    """Return what people call an asset: its short name, or its Terraform address as long as it has none."""
    address = origin.address if origin and not asset.named else ""
    return visible(address or asset.short_name, _NAME) or "(no name)"


def name_of(balancer: LoadBalancer) -> str:
    """Return what people call a load balancer."""
    return visible(balancer.short_name, _NAME) or "(no name)"


def moment(time: str) -> str:
    """Return 2026-11-21T00:00:00Z as 2026-11-21 00:00 UTC, and anything else as it is."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:00)?(:\d\d)?(?:\.\d+)?Z", time)
    return f"{found[1]} {found[2]}{found[4] or ''} UTC" if found else time
