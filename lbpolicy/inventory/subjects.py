"""Subjects: one asset with its neighbourhood resolved, as Rego sees it (schemas/subject.schema.json).

One function a kind says which links it has; docs/architecture.md has the table.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lbpolicy.inventory.addresses import Addresses
from lbpolicy.inventory.exposure import Exposure, gaps_of
from lbpolicy.inventory.iam import EffectivePolicies
from lbpolicy.inventory.indirect import IndirectLinks
from lbpolicy.inventory.links import Ends, Link, Neighbourhood, gap
from lbpolicy.inventory.network import BackendFirewalls
from lbpolicy.inventory.store import Inventory, Stored
from lbpolicy.inventory.tls import Certificates, map_of
from lbpolicy.inventory.types import (
    BACKEND_BUCKET,
    BACKEND_SERVICE,
    BACKENDS,
    CERTIFICATE,
    CERTIFICATE_MAP_ENTRY,
    FORWARDING_RULE,
    KINDS,
    NETWORK_ENDPOINT_GROUP,
    PROXIES,
    TARGET_HTTPS_PROXY,
    URL_MAP,
    of_name,
)
from lbpolicy.inventory.versions import to_json
from lbpolicy.model import Json, Subject


@dataclass(slots=True)
class _View:
    """What a kind contributes to its subject."""

    links: dict[str, Json]
    bearers: list[Stored] = field(default_factory=list)
    """The forwarding rules and backend services whose schemes tell the exposure."""
    gaps: list[Link] = field(default_factory=list)
    facts: dict[str, Json] = field(default_factory=dict)
    iam: bool = False
    shared: bool = False
    """It may serve external and internal load balancers at once, so that a gap may hide an external one."""


class SubjectBuilder:
    """Builds subjects out of an inventory that is ready."""

    def __init__(self, inventory: Inventory, evaluated_at: datetime) -> None:
        self._inventory = inventory
        self._near = Neighbourhood(inventory)
        self._exposure = Exposure(inventory)
        self._addresses = Addresses(inventory, self._near)
        self._certificates = Certificates(inventory, self._near, evaluated_at)
        self._indirect = IndirectLinks(inventory, self._near)
        self._firewalls = BackendFirewalls(inventory)
        self._iam = EffectivePolicies(inventory)
        self._context = {
            "evaluated_at": evaluated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "has_iam": inventory.has_iam,
        }
        self._views: dict[str, Callable[[Stored], _View]] = {
            "forwarding_rule": self._forwarding_rule,
            "target_http_proxy": self._target_proxy,
            "target_https_proxy": self._target_proxy,
            "url_map": self._url_map,
            "backend_service": self._backend_service,
            "backend_bucket": self._backend_bucket,
            "network_endpoint_group": self._network_endpoint_group,
            "ssl_policy": self._tls_resource,
            "ssl_certificate": self._tls_resource,
            "certificate": self._tls_resource,
            "run_service": self._run_service,
        }

    def subjects(self, kinds: Collection[str] = tuple(KINDS)) -> Iterator[Subject]:
        """Yield the subject of every asset of the given kinds, by name."""
        for asset in self._inventory.assets.values():
            if asset.type.kind in kinds:
                yield self.build(asset)

    def build(self, asset: Stored) -> Subject:
        """Return the subject of one asset."""
        view = self._views[asset.type.kind](asset)
        facts = self._exposure.of(view.bearers, view.gaps, shared=view.shared) | view.facts
        document = {
            "asset": self._near.describe(asset),
            "resource": asset.resource,
            "links": view.links,
            "facts": facts,
            "unknown": list(asset.unknown),
            "context": self._context,
        }
        if view.iam:
            document["iam"] = self._iam.of(asset)
        return Subject(asset.type.kind, asset.ref, asset.origin, to_json(document))

    def _forwarding_rule(self, rule: Stored) -> _View:
        proxies = self._near.down([rule], "/target", PROXIES)
        url_map: Link = {"state": "absent"}
        if proxies.found:
            url_map = self._near.one(proxies.found[0], "/urlMap")
        elif self._exposure.frontend(rule) != "none":
            url_map = gap("unknown", "The target proxy is not in the inventory.")
        links = {
            "target": self._near.one(rule, "/target"),
            "url_map": url_map,
            "address": self._addresses.link(rule),
        }
        return _View(links, [rule])

    def _target_proxy(self, proxy: Stored) -> _View:
        near = self._near
        url_maps = near.down([proxy], "/urlMap", (URL_MAP,))
        services = near.down(url_maps.found, "/", BACKENDS)
        services.gaps += url_maps.gaps
        frontends = near.up(Ends([proxy]), (FORWARDING_RULE,))
        links = {
            "url_map": near.one(proxy, "/urlMap", whole=True),
            "services": near.links(services),
            "frontends": near.links(frontends),
        }
        if proxy.type is TARGET_HTTPS_PROXY:
            links["ssl_policy"] = near.one(proxy, "/sslPolicy")
            links["certificate_map"] = near.one(proxy, "/certificateMap")
            links["ssl_certificates"] = self._certificates.of_proxy(proxy)
            links["map_certificates"] = self._certificates.of_map(proxy)
        return _View(links, *self._traffic(frontends, services))

    def _url_map(self, url_map: Stored) -> _View:
        near = self._near
        services = near.down([url_map], "/", BACKENDS)
        proxies = near.up(Ends([url_map]), PROXIES)
        frontends = near.up(proxies, (FORWARDING_RULE,))
        links = {
            "services": near.many(url_map, "/"),
            "target_proxies": near.links(proxies),
            "frontends": self._frontend_links(frontends),
        }
        return _View(links, *self._traffic(frontends, services))

    def _backend_service(self, service: Stored) -> _View:
        near = self._near
        links: dict[str, Json] = {
            "groups": near.many(service, "/backends/"),
            "health_checks": near.many(service, "/healthChecks/"),
            "security_policy": near.one(service, "/securityPolicy"),
            "edge_security_policy": near.one(service, "/edgeSecurityPolicy"),
            "run_services": self._indirect.run_services(service),
        }
        self._upwards(service, links)
        facts = {"firewall": self._firewalls.verdicts(service)}
        return _View(links, [service], facts=facts, iam=True)

    def _backend_bucket(self, bucket: Stored) -> _View:
        links: dict[str, Json] = {
            "bucket": self._indirect.bucket(bucket),
            "edge_security_policy": self._near.one(bucket, "/edgeSecurityPolicy"),
        }
        frontends = self._upwards(bucket, links)
        return _View(links, frontends.found, frontends.gaps, shared=True)

    def _network_endpoint_group(self, neg: Stored) -> _View:
        services = self._near.up(Ends([neg]), (BACKEND_SERVICE,))
        links: dict[str, Json] = {
            "run_service": self._near.one(neg, "/cloudRun/service"),
            "backend_services": self._near.links(services),
        }
        self._above(services, links)
        return _View(links, services.found, services.gaps, shared=True)

    def _tls_resource(self, resource: Stored) -> _View:
        """SSL policies and certificates: who uses them; one of Certificate Manager also by its map."""
        near = self._near
        entries = Ends()
        if resource.type is CERTIFICATE:
            entries = near.up(Ends([resource]), (CERTIFICATE_MAP_ENTRY,))
        maps = [map_of(entry) for entry in entries.found]
        proxies = near.users([resource.name, *maps], (TARGET_HTTPS_PROXY,))
        proxies.gaps += entries.gaps
        frontends = near.up(proxies, (FORWARDING_RULE,))
        links = {"target_proxies": near.links(proxies), "frontends": near.links(frontends)}
        url_maps = near.down(proxies.found, "/urlMap", (URL_MAP,))
        services = near.down(url_maps.found, "/", BACKENDS)
        services.gaps += url_maps.gaps
        facts = self._certificates.facts(resource)
        return _View(links, *self._traffic(frontends, services), facts, shared=True)

    def _run_service(self, service: Stored) -> _View:
        near = self._near
        groups = near.up(Ends([service]), (NETWORK_ENDPOINT_GROUP,))
        masked = self._indirect.url_masks(service)
        services = near.up(Ends(groups.found, groups.gaps), (BACKEND_SERVICE,))
        services.gaps += masked
        links: dict[str, Json] = {
            "groups": near.links(groups) + masked,
            "backend_services": near.links(services),
        }
        self._above(services, links)
        return _View(links, services.found, services.gaps, iam=True, shared=True)

    def _upwards(self, backend: Stored, links: dict[str, Json]) -> Ends:
        """Add who routes to a backend: URL maps, proxies, frontends."""
        url_maps = self._url_maps(Ends([backend]))
        proxies = self._near.up(url_maps, PROXIES)
        frontends = self._near.up(proxies, (FORWARDING_RULE,))
        links["url_maps"] = self._near.links(url_maps)
        links["target_proxies"] = self._near.links(proxies)
        links["frontends"] = self._frontend_links(frontends)
        return frontends

    def _url_maps(self, backends: Ends) -> Ends:
        """Return the URL maps that route to backends; those outside the inventory are told by `usedBy`."""
        url_maps = self._near.up(backends, (URL_MAP,))
        tellers = [backend for backend in backends.found if b'"usedBy"' in backend.text]
        used_by = self._near.down(tellers, "/usedBy/", (URL_MAP,))
        url_maps.gaps += [
            g for g in used_by.gaps if of_name(g["name"]) is URL_MAP and g["state"] != "missing"
        ]
        return url_maps

    def _above(self, services: Ends, links: dict[str, Json]) -> None:
        url_maps = self._url_maps(services)
        frontends = self._near.up(self._near.up(url_maps, PROXIES), (FORWARDING_RULE,))
        links["url_maps"] = self._near.links(url_maps)
        links["frontends"] = self._frontend_links(frontends)

    def _frontend_links(self, frontends: Ends) -> list[Link]:
        """Links to forwarding rules that say of which type their target is."""
        links = self._near.links(frontends)
        for link in links:
            if link["state"] == "resolved":
                target = of_name(str(link["resource"].get("target", "")))
                link["target_type"] = target.name if target else ""
        return links

    def _traffic(self, frontends: Ends, services: Ends) -> tuple[list[Stored], list[Link]]:
        """Bearers and gaps of an asset between frontends and backend services."""
        services_found = [s for s in services.found if s.type is not BACKEND_BUCKET]
        return [*frontends.found, *services_found], gaps_of(frontends, services)
