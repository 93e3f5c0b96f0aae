"""A backend service with an instance group in a network, and what the firewall facts say of it."""

from typing import Any

from inventory_records import REGION, WORLD, compute, document, inventory

from lbpolicy.model import Asset

WEB = f"{WORLD}/backendServices/web"
GROUP = f"{REGION}/instanceGroups/g"
NEG = f"{WORLD.replace('global', 'zones/europe-west1-b')}/networkEndpointGroups/n"
NETWORK = f"{WORLD}/networks/n"
CHECK = f"{WORLD}/healthChecks/hc"
PROBES = ["130.211.0.0/22", "35.191.0.0/16"]


def rule(*ports: str, name: str = "probes", **rest: Any) -> Asset:
    allowed = [{"IPProtocol": "tcp", "ports": list(ports)}]
    return compute(
        f"{WORLD}/firewalls/{name}",
        {"name": name, "network": NETWORK, "sourceRanges": PROBES, "allowed": allowed, **rest},
    )


def check(**settings: Any) -> Asset:
    return compute(CHECK, settings or {"type": "HTTP", "httpHealthCheck": {"port": 80}})


NAMED = {"network": NETWORK, "namedPorts": [{"name": "http", "port": 8080}, {"name": "api", "port": 9090}]}
SERVICE = {"backends": [{"group": GROUP}], "healthChecks": [CHECK]}


def world(*more: Asset, service: Any = None, group: Any = None, checks: Asset | None = None) -> list[Asset]:
    parts = [
        compute(WEB, service or SERVICE),
        compute(GROUP, group or NAMED),
        checks or check(),
        compute(NETWORK),
    ]
    return [*parts, *more]


def verdicts(assets: list[Asset], **rest: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document(inventory(assets, **rest), WEB)["facts"]["firewall"]
    return found


def verdict(assets: list[Asset], **rest: Any) -> dict[str, Any]:
    (found,) = verdicts(assets, **rest)
    return found
