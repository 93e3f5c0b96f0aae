"""Write the sample export: two projects, one in order and one with the faults that README.md lists.

Usage, in the root of the checkout: python -m examples.generate
"""

import json
from collections.abc import Iterable
from pathlib import Path

from examples.architectures import backends, cloud_run, frontends, stacks
from examples.architectures.export import Export
from examples.architectures.organization import organization
from examples.architectures.records import Place, Project, Record

FOLDER = Path(__file__).resolve().parent / "export"
CONTENTS = {"resources.ndjson": "resource", "iam.ndjson": "iam_policy"}
"""File -> the content of its records: Google exports the two apart."""

SHOP = stacks.SHOP
LEGACY = Project("legacy-prod", "528104639977")

_WORLD = Place(LEGACY)
_REGION = Place(LEGACY, "regions/europe-west1")
_ZONE = Place(LEGACY, "zones/europe-west1-b")


def records() -> list[Record]:
    """Return every record of the export, by asset type and name."""
    everything = [
        *organization(SHOP, LEGACY),
        *stacks.serverless_iap(SHOP),
        *stacks.internal_tiers(SHOP),
        *_legacy().records,
        *_bystanders(),
    ]
    return sorted(everything, key=lambda record: (record["asset_type"], record["name"]))


def write(folder: Path) -> None:
    """Write the files of the export into a folder: the same bytes every time."""
    everything = records()
    for file, content in CONTENTS.items():
        (folder / file).write_text(_lines(r for r in everything if content in r))


def _lines(chosen: Iterable[Record]) -> str:
    return "".join(json.dumps(record, separators=(",", ":")) + "\n" for record in chosen)


def _legacy() -> Export:
    """Return the load balancer of legacy-prod: a portal on Cloud Run, and orders on virtual machines."""
    export = Export(stacks.serverless_iap(LEGACY, "portal", "203.0.113.80"))
    export.add(
        [
            *backends.instance_group(_REGION, "orders-group"),
            *backends.network(LEGACY),
            _open_firewall(),
            backends.health_check(_WORLD, "portal", "HTTPS"),
            cloud_run.serverless_neg(_REGION, "reports-neg", "reports"),  # the service has been deleted
            *_partner_frontend(),
            _orders(),
        ]
    )
    _spoil_routes(export)
    _spoil_backend(export)
    export.data("portal-tls-policy").update(minTlsVersion="TLS_1_0", profile="COMPATIBLE")
    return export


def _partner_frontend() -> list[Record]:
    """Return a second HTTPS frontend, on a port of its own and with whatever TLS is the default."""
    proxy, ip = _WORLD.url("targetHttpsProxies", "partner-https-proxy"), "203.0.113.81"
    return [
        frontends.address(_WORLD, "partner-address", ip),
        frontends.forwarding_rule(
            _WORLD, "partner-https-rule", "EXTERNAL_MANAGED", proxy, IPAddress=ip, portRange="8443-8443"
        ),
        _WORLD.record(
            "targetHttpsProxies",
            "partner-https-proxy",
            quicOverride="NONE",
            sslCertificates=[_WORLD.url("sslCertificates", "portal-certificate")],
            urlMap=_WORLD.url("urlMaps", "portal-map"),
        ),
    ]


def _orders() -> Record:
    """Return a backend service on virtual machines without health check and without Cloud Armor."""
    return backends.backend_service(
        _WORLD,
        "orders-backend",
        "EXTERNAL_MANAGED",
        [_REGION.url("instanceGroups", "orders-group")],
        port=backends.PORT,
        portName="https",
        protocol="HTTPS",
    )


def _open_firewall() -> Record:
    """Return a firewall rule that lets everybody reach the servers past the load balancer."""
    return _WORLD.record(
        "firewalls",
        "allow-debugging",
        allowed=[{"IPProtocol": "tcp", "ports": [str(backends.PORT)]}],
        description="To try things out",
        direction="INGRESS",
        disabled=False,
        network=_WORLD.url("networks", "lb-network"),
        priority=1000,
        sourceRanges=["0.0.0.0/0"],
        targetTags=["server"],
    )


def _spoil_routes(export: Export) -> None:
    """Serve on plain HTTP, and route to a backend service and a path matcher that do not exist."""
    export.data("portal-http-proxy")["urlMap"] = _WORLD.url("urlMaps", "portal-map")
    export.drop("portal-redirect-map")
    services = {
        part: _WORLD.url("backendServices", f"{part}-backend") for part in ("portal", "orders", "reports")
    }
    export.data("portal-map").update(
        hostRules=[
            {"hosts": ["portal.example.com"], "pathMatcher": "portal"},
            {"hosts": ["reports.example.com"], "pathMatcher": "reports"},
        ],
        pathMatchers=[
            {
                "defaultService": services["portal"],
                "name": "portal",
                "pathRules": [
                    {"paths": ["/orders/*"], "service": services["orders"]},
                    {"paths": ["/reports/*"], "service": services["reports"]},
                ],
            }
        ],
    )


def _spoil_backend(export: Export) -> None:
    """Speak HTTPS to Cloud Run, probe it, log nothing, open Cloud Run and IAP to everybody."""
    export.data("portal-backend").update(
        healthChecks=[_WORLD.url("healthChecks", "portal-health")],
        logConfig={"enable": False},
        protocol="HTTPS",
    )
    annotations = export.data("portal-app")["metadata"]["annotations"]
    annotations |= {cloud_run.INGRESS: "all", f"{cloud_run.INGRESS}-status": "all"}
    guard = export.bindings(f"services/{_WORLD.id('backendServices', 'portal-backend')}")
    guard[0]["members"].append("allAuthenticatedUsers")


def _bystanders() -> list[Record]:
    """Return a virtual machine with its disk: nothing to do with load balancing."""
    disk = _ZONE.url("disks", "batch")
    zone = disk.partition("/disks/")[0]
    return [
        _ZONE.record("disks", "batch", sizeGb="50", status="READY", type=f"{zone}/diskTypes/pd-balanced"),
        _ZONE.record(
            "instances",
            "batch",
            disks=[{"boot": True, "deviceName": "batch", "kind": "compute#attachedDisk", "source": disk}],
            machineType=f"{zone}/machineTypes/e2-standard-4",
            networkInterfaces=[{"name": "nic0", "network": _WORLD.url("networks", "lb-network")}],
            status="RUNNING",
        ),
    ]


if __name__ == "__main__":
    write(FOLDER)
