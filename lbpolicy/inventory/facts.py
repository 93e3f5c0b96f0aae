"""Facts that Rego cannot or should not compute: certificate contents, firewall verdicts, URL masks, bucket names."""

from collections import defaultdict
from datetime import datetime

from lbpolicy.inventory import certificates, firewall
from lbpolicy.inventory.links import Link, gap
from lbpolicy.inventory.store import Inventory, Stored
from lbpolicy.inventory.types import (
    BUCKET,
    CERTIFICATE,
    FIREWALL,
    INSTANCE_GROUP,
    INSTANCE_GROUP_MANAGER,
    NETWORK_ENDPOINT_GROUP,
    SSL_CERTIFICATE,
    STORAGE,
)
from lbpolicy.model import Json

_MAX_GROUPS = 200
"""Firewall verdicts for at most so many backends of one service."""
_DEFAULT_PORTS = {"httpHealthCheck": 80, "tcpHealthCheck": 80, "httpsHealthCheck": 443, "http2HealthCheck": 443}
"""Port of a health check that names none (API reference, HealthCheck); SSL is 443 too."""


class Facts:
    """Computes derived facts for subjects; indexes what it needs once."""

    def __init__(self, inventory: Inventory, evaluated_at: datetime) -> None:
        self._inventory = inventory
        self._evaluated_at = evaluated_at
        self._firewalls: defaultdict[str, list[str]] = defaultdict(list)
        self._masks: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for asset in inventory.assets.values():
            if asset.type is FIREWALL:
                for edge in inventory.down[asset.name]:
                    self._firewalls[edge.target].append(asset.name)
            elif asset.type is NETWORK_ENDPOINT_GROUP and b'"urlMask"' in asset.text:
                self._masks[(asset.ref.project, asset.ref.location)].append(asset.name)

    def certificates(self, asset: Stored) -> dict[str, Json]:
        """Return `facts.certificates` of a certificate: what its PEM says."""
        if asset.type not in {SSL_CERTIFICATE, CERTIFICATE}:
            return {}
        pem = _pem(asset.resource)
        if not pem:
            return {"certificates": []}
        try:
            return {"certificates": certificates.describe(pem, self._evaluated_at)}
        except ValueError as error:
            return {"certificates": [], "certificate_error": str(error)}

    def with_certificates(self, link: Link) -> Link:
        """Add the facts of the certificate at the end of a link."""
        asset = self._inventory.assets.get(str(link.get("name", "")))
        return link if asset is None else {**link, "facts": self.certificates(asset)}

    def bucket(self, backend_bucket: Stored) -> Link:
        """Return the link from a backend bucket to its Cloud Storage bucket."""
        pointer = "/bucketName"
        bucket_name = backend_bucket.resource.get("bucketName")
        if not isinstance(bucket_name, str):
            return {"state": "absent"}
        name = f"//{STORAGE}/{bucket_name}"
        if name in self._inventory.assets:
            return {"state": "resolved", "path": pointer, "name": name, "resource": {"name": bucket_name}}
        if BUCKET.name not in self._inventory.exported:
            return gap("unexported", f"The inventory holds no {BUCKET.name} assets.", pointer, name)
        reason = "No bucket of the inventory has this name; bucket names are global, so another project may own it."
        return gap("unexported", reason, pointer, name)

    def url_masks(self, run_service: Stored) -> list[Link]:
        """Return a link for each URL mask NEG of the same project and region: it may route to the service."""
        links = []
        for name in self._masks.get((run_service.ref.project, run_service.ref.location), ()):
            run = self._inventory.assets[name].resource.get("cloudRun")
            if isinstance(run, dict) and "service" not in run:
                reason = f"A URL mask decides to which services {name.rpartition('/')[2]} routes."
                links.append(gap("unknown", reason, "", name))
        return links

    def firewall(self, service: Stored) -> list[Json]:
        """Return, for each instance group or zonal NEG, whether probes reach it and the internet does."""
        resource = service.resource
        checks = [self._inventory.assets.get(e.target) for e in self._inventory.down.get(service.name, ())]
        check_ports = {p for c in checks if c is not None for p in _check_ports(c.resource)}
        verdicts = []
        for edge in self._inventory.down.get(service.name, ())[:_MAX_GROUPS]:
            group = self._inventory.assets.get(edge.target)
            if not edge.pointer.startswith("/backends/") or group is None:
                continue
            data = group.resource
            network = data.get("network")
            if not isinstance(network, str) or not self._firewalls or not _in_vpc(group, data):
                continue
            ports = sorted(check_ports | _serving_ports(resource, data))
            tags, accounts = self._targets(group)
            rules = [self._inventory.assets[name].resource for name in self._firewalls.get(network, ())]
            verdict = firewall.verdict(rules, ports=ports, tags=tags, service_accounts=accounts)
            verdicts.append({"path": edge.pointer, "group": group.name, "network": network, **verdict})
        return verdicts

    def _targets(self, group: Stored) -> tuple[frozenset[str] | None, frozenset[str] | None]:
        """Return network tags and service accounts of the group's instances; None where they are not known."""
        managers = (self._inventory.assets.get(name) for name in self._inventory.up.get(group.name, ()))
        for manager in managers:
            if manager is None or manager.type is not INSTANCE_GROUP_MANAGER:
                continue
            names = {e.target for e in self._inventory.down[manager.name] if e.pointer.endswith("/instanceTemplate")}
            templates = [self._inventory.assets.get(name) for name in sorted(names)]
            if len(templates) == 1 and templates[0] is not None:
                return _template_targets(templates[0].resource.get("properties"))
        return None, None


def _template_targets(properties: Json) -> tuple[frozenset[str] | None, frozenset[str] | None]:
    if not isinstance(properties, dict):
        return None, None
    tags = properties.get("tags")
    items = tags.get("items", []) if isinstance(tags, dict) else []
    accounts = properties.get("serviceAccounts", [])
    emails = (a.get("email") for a in accounts if isinstance(a, dict)) if isinstance(accounts, list) else ()
    return frozenset(t for t in items if isinstance(t, str)), frozenset(e for e in emails if isinstance(e, str))


def _in_vpc(group: Stored, data: dict[str, Json]) -> bool:
    return group.type is INSTANCE_GROUP or data.get("networkEndpointType") == "GCE_VM_IP_PORT"


def _pem(resource: dict[str, Json]) -> str:
    """Read the PEM of a compute SslCertificate or a Certificate Manager certificate."""
    own = resource.get("selfManaged")
    candidates = (
        resource.get("certificate"),
        own.get("certificate") if isinstance(own, dict) else None,
        resource.get("pemCertificate"),
    )
    return next((c for c in candidates if isinstance(c, str)), "")


def _check_ports(check: dict[str, Json]) -> set[int]:
    ports = set()
    for name, value in check.items():
        if name.endswith("HealthCheck") and isinstance(value, dict):
            fixed = value.get("portSpecification", "USE_FIXED_PORT") == "USE_FIXED_PORT"
            port = value.get("port", _DEFAULT_PORTS.get(name, 443))
            if fixed and isinstance(port, int):
                ports.add(port)
    return ports


def _serving_ports(service: dict[str, Json], group: dict[str, Json]) -> set[int]:
    """Read the ports that a group serves on: the named port of the service, or the NEG's default port."""
    named = group.get("namedPorts")
    ports = {
        p["port"]
        for p in (named if isinstance(named, list) else [])
        if isinstance(p, dict) and isinstance(p.get("port"), int) and p.get("name") == service.get("portName", "http")
    }
    default = group.get("defaultPort")
    return ports | ({default} if isinstance(default, int) else set())
