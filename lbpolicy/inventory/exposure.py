"""Whether an asset serves external HTTP(S) load balancing.

Source: loadBalancingScheme of forwardingRules and backendServices, API reference compute v1. EXTERNAL is the
classic Application Load Balancer and EXTERNAL_MANAGED its successor. Both also carry proxy and passthrough
network load balancers: the target of the forwarding rule, and who uses the backend service, tell them apart.
"""

from collections.abc import Iterable

from lbpolicy.inventory.links import Ends
from lbpolicy.inventory.store import Inventory, Stored
from lbpolicy.inventory.types import FORWARDING_RULE, PROXIES, URL_MAP, of_name
from lbpolicy.model import Json

_EXTERNAL = frozenset({"EXTERNAL", "EXTERNAL_MANAGED"})
_HTTP_PROTOCOLS = frozenset({"HTTP", "HTTPS", "HTTP2", "H2C", "GRPC"})
_CALLOUT_PROTOCOLS = frozenset({"HTTP2", "H2C"})
"""Of backend services that no URL map uses: they may be callouts of Service Extensions, to which nobody
outside gets. Source: WireFormat of authzExtensions, API reference networkservices v1."""
_SCHEME = "/loadBalancingScheme"
_GOOGLE_API_BUNDLES = frozenset({"all-apis", "vpc-sc"})
"""Targets of Private Service Connect, which are no references."""


class Exposure:
    """Works out `facts.exposure` and `facts.schemes`."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory

    def of(self, bearers: Iterable[Stored], gaps: Iterable[Json], *, shared: bool) -> Json:
        """Judge by the forwarding rules and backend services that an asset is one of, or is tied to.

        One load balancer has one scheme; an asset that several may share (`shared`) is internal only if
        nothing about it is left open.
        """
        schemes: set[str] = set()
        verdicts: set[str] = set()
        for bearer in bearers:
            resource = bearer.resource
            verdicts.add(self._verdict(bearer, resource))
            scheme = resource.get("loadBalancingScheme")
            schemes |= {scheme} if isinstance(scheme, str) else set()
        if any(g["state"] != "missing" for g in gaps):
            verdicts.add("unknown")
        order = ("external", "unknown", "internal") if shared else ("external", "internal", "unknown")
        for exposure in order:
            if exposure in verdicts:
                return {"exposure": exposure, "schemes": sorted(schemes)}
        return {"exposure": "none", "schemes": sorted(schemes)}

    def _verdict(self, bearer: Stored, resource: dict[str, Json]) -> str:
        if _SCHEME in bearer.unknown:
            return "unknown"
        http = self.frontend(bearer) if bearer.type is FORWARDING_RULE else self._backend(bearer, resource)
        if http != "http":
            return http
        scheme = _text(resource, "loadBalancingScheme")
        if scheme in _EXTERNAL:
            return "external"
        return "internal" if scheme.startswith("INTERNAL") else "unknown"

    def frontend(self, rule: Stored) -> str:
        """Return "http" for a forwarding rule with an HTTP(S) proxy (the name tells), "none" or "unknown"."""
        if "/target" in rule.unknown:
            return "unknown"
        for edge in self._inventory.down.get(rule.name, ()):
            if edge.pointer == "/target" and not edge.target and edge.text not in _GOOGLE_API_BUNDLES:
                return "unknown"
            if edge.pointer == "/target" and of_name(edge.target) in PROXIES:
                return "http"
        return "none"

    def _backend(self, service: Stored, resource: dict[str, Json]) -> str:
        """Return "http" for a backend service that a URL map uses; else judge by its protocol and place."""
        if self._has_url_map(service):
            return "http"
        if "/protocol" in service.unknown:
            return "unknown"
        scheme, protocol = _text(resource, "loadBalancingScheme"), _text(resource, "protocol")
        if scheme == "EXTERNAL_MANAGED" and protocol in _CALLOUT_PROTOCOLS:
            return "unknown"
        passthrough = scheme == "EXTERNAL" and service.scope == "regional"
        return "http" if protocol in _HTTP_PROTOCOLS and not passthrough else "none"

    def _has_url_map(self, service: Stored) -> bool:
        """Tell whether a URL map uses a backend service; one of another project is told by `usedBy`."""
        users = (self._inventory.assets.get(name) for name in self._inventory.up.get(service.name, ()))
        if any(user is not None and user.type is URL_MAP for user in users):
            return True
        edges = self._inventory.down.get(service.name, ())
        return any(e.pointer.startswith("/usedBy/") and of_name(e.target) is URL_MAP for e in edges)


def _text(resource: dict[str, Json], key: str) -> str:
    value = resource.get(key)
    return value if isinstance(value, str) else ""


def gaps_of(*ends: Ends) -> list[Json]:
    """Collect what could not be followed at several ends."""
    return [g for e in ends for g in e.gaps]
