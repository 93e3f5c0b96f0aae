"""Load balancers as pictures show them: one graph for each URL map, from its frontends to its targets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

from lbpolicy.inventory import names, sketch
from lbpolicy.inventory.absence import SHOWN, Absence
from lbpolicy.inventory.edges import Edge
from lbpolicy.inventory.fairness import fair
from lbpolicy.inventory.store import Inventory, Stored
from lbpolicy.inventory.types import (
    BACKEND_BUCKET,
    BACKEND_SERVICE,
    BACKENDS,
    BUCKET,
    CERTIFICATE,
    CERTIFICATE_MAP,
    FORWARDING_RULE,
    INSTANCE_GROUP,
    NETWORK_ENDPOINT_GROUP,
    PROXIES,
    RUN_SERVICE,
    SSL_CERTIFICATE,
    SSL_POLICY,
    STORAGE,
    TARGET_HTTPS_PROXY,
    URL_MAP,
    AssetType,
    of_name,
)
from lbpolicy.model import AssetRef, Connection, LoadBalancer, Node, Stage

MAX_NODES = 200
MAX_CONNECTIONS = 1000
"""Google allows a URL map a few hundred references; a picture of more shows nothing."""

_TLS_POINTERS = ("/sslPolicy", "/sslCertificates/", "/certificateMap")
_TLS = (SSL_POLICY, SSL_CERTIFICATE, CERTIFICATE, CERTIFICATE_MAP)
_STAGES: dict[str, Stage] = {
    FORWARDING_RULE.name: "frontend",
    **dict.fromkeys((proxy.name for proxy in PROXIES), "proxy"),
    **dict.fromkeys((one.name for one in _TLS), "tls"),
    URL_MAP.name: "url_map",
    **dict.fromkeys((backend.name for backend in BACKENDS), "backend"),
}
_ORDER: tuple[Stage, ...] = get_args(Stage)
_OWN = {URL_MAP, FORWARDING_RULE, *PROXIES}
"""Looked at for one load balancer alone; what is below its URL map, several may share."""
_DOWN: dict[str, tuple[str, tuple[AssetType, ...]]] = {
    # The references that the way of a request follows: where they stand, and to what they lead.
    FORWARDING_RULE.name: ("/target", PROXIES),
    **dict.fromkeys((proxy.name for proxy in PROXIES), ("/urlMap", (URL_MAP,))),
    URL_MAP.name: ("/", BACKENDS),
    BACKEND_SERVICE.name: ("/backends/", (NETWORK_ENDPOINT_GROUP, INSTANCE_GROUP)),
    NETWORK_ENDPOINT_GROUP.name: ("/cloudRun/", (RUN_SERVICE,)),
}


class _Step(NamedTuple):
    """A reference that a request follows."""

    edge: Edge
    connection: Connection
    """As it is drawn."""


@dataclass(slots=True)
class _Graph:
    """What is found on the way; each asset once."""

    assets: dict[str, Stored | Edge] = field(default_factory=dict)
    """By name: an asset of the inventory, or the reference to one that is not at hand."""
    connections: dict[Connection, None] = field(default_factory=dict)


class Topology:
    """Draws the load balancers of an inventory that is ready.

    What several of them share is looked at once, and is one object in all of them.
    """

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._absence = Absence(inventory)
        self._ways: dict[str, tuple[_Step, ...]] = {}
        self._nodes: dict[str, Node] = {}
        self._internal: dict[str, bool] = {}

    def load_balancers(self) -> tuple[LoadBalancer, ...]:
        """Return those that serve external traffic, or may, by name."""
        return fair(list(self._all()))

    def _all(self) -> Iterator[LoadBalancer]:
        for name in sorted(self._roots()):
            graph = _Graph()
            self._climb(name, graph)
            if name in self._inventory.assets:
                self._descend(self._inventory.assets[name], graph)
            if self._is_external(one for one in graph.assets.values() if isinstance(one, Stored)):
                yield self._drawn(name, graph)

    def _is_external(self, assets: Iterable[Stored]) -> bool:
        """Tell whether something may serve external traffic; the frontends decide where there are any."""
        bearers = [one for one in assets if one.type in {FORWARDING_RULE, BACKEND_SERVICE}]
        frontends = [one for one in bearers if one.type is FORWARDING_RULE]
        return not bearers or not all(self._is_internal(one) for one in frontends or bearers)

    def _is_internal(self, asset: Stored) -> bool:
        if asset.name not in self._internal:
            self._internal[asset.name] = sketch.internal(asset)
        return self._internal[asset.name]

    def _roots(self) -> set[str]:
        """Return every URL map that is there or referred to, and where the way ends before one."""
        roots = set()
        for asset in self._inventory.assets.values():
            if asset.type is URL_MAP:
                roots.add(asset.name)
            elif asset.type in PROXIES or asset.type is FORWARDING_RULE:
                edges = list(self._references(asset))
                roots |= {edge.target for edge in edges if edge.target not in self._inventory.assets}
                if not any(edge.target for edge in edges) and asset.type in PROXIES:
                    roots.add(asset.name)
        return roots - {""}

    def _steps(self, asset: Stored) -> tuple[_Step, ...]:
        """Return the references of an asset that a request follows, as they are drawn."""
        known = self._ways.get(asset.name)
        if known is None:
            known = tuple(_step(asset, edge) for edge in self._references(asset))
            if asset.type not in _OWN:
                self._ways[asset.name] = known
        return known

    def _references(self, asset: Stored) -> Iterator[Edge]:
        """Yield the references of an asset that a request follows."""
        prefix, types = _DOWN.get(asset.type.name, ("", ()))
        for edge in self._inventory.down.get(asset.name, ()):
            if edge.pointer.startswith(prefix) and (not edge.target or of_name(edge.target) in types):
                yield edge
        if asset.type is BACKEND_BUCKET:
            bucket = asset.resource.get("bucketName")
            if isinstance(bucket, str) and bucket:
                yield Edge("/bucketName", f"//{STORAGE}/{bucket}", "")

    def _climb(self, name: str, graph: _Graph) -> None:
        """Take in an asset and who leads to it: proxies, and the forwarding rules of those."""
        if name in graph.assets:
            return
        users = (self._inventory.assets.get(user) for user in self._inventory.up.get(name, ()))
        for user in users:
            if user is not None and (user.type in PROXIES or user.type is FORWARDING_RULE):
                self._climb(user.name, graph)
                self._connect((step for step in self._steps(user) if step.edge.target == name), graph)
        if name in self._inventory.assets:
            asset = graph.assets[name] = self._inventory.assets[name]
            self._add_tls(asset, graph)

    def _add_tls(self, proxy: Stored, graph: _Graph) -> None:
        """Take in the SSL policy and the certificates of an HTTPS proxy."""
        if proxy.type is not TARGET_HTTPS_PROXY:
            return
        edges = [e for e in self._inventory.down.get(proxy.name, ()) if e.pointer.startswith(_TLS_POINTERS)]
        self._connect((_step(proxy, edge) for edge in edges), graph)
        for edge in edges:
            if edge.target in self._inventory.assets:
                graph.assets[edge.target] = self._inventory.assets[edge.target]

    def _descend(self, asset: Stored, graph: _Graph) -> None:
        waiting = [asset]
        while waiting:
            source = waiting.pop()
            graph.assets[source.name] = source
            steps = self._steps(source)
            self._connect(steps, graph)
            below = (self._inventory.assets.get(step.edge.target) for step in steps)
            waiting += [one for one in below if one is not None and one.name not in graph.assets]

    def _connect(self, steps: Iterable[_Step], graph: _Graph) -> None:
        for step in steps:
            graph.connections[step.connection] = None
            if step.edge.target not in self._inventory.assets:
                graph.assets.setdefault(step.connection.target, step.edge)

    def _drawn(self, name: str, graph: _Graph) -> LoadBalancer:
        nodes = sorted(
            (self._node(key, one) for key, one in graph.assets.items()),
            key=lambda node: (_ORDER.index(node.stage), node.asset.name),
        )
        shown = {node.asset.name for node in nodes[:MAX_NODES]}
        connections = [c for c in graph.connections if c.source in shown and c.target in shown]
        connections.sort(key=lambda c: (c.source, c.path, c.target))
        return LoadBalancer(
            name,
            names.known(names.place(name).project),
            tuple(nodes[:MAX_NODES]),
            tuple(connections[:MAX_CONNECTIONS]),
            max(0, len(nodes) - MAX_NODES),
        )

    def _node(self, name: str, one: Stored | Edge) -> Node:
        if isinstance(one, Edge) and not one.target:  # what stands there is no name of anything
            return self._sketched(name, one)
        if name not in self._nodes:
            self._nodes[name] = self._sketched(name, one)
        return self._nodes[name]

    def _sketched(self, name: str, one: Stored | Edge) -> Node:
        if isinstance(one, Stored):
            stage = _STAGES.get(one.ref.type, "target")
            return Node(one.ref, stage, facts=sketch.facts(one))
        kind = of_name(name) or (BUCKET if name.startswith(f"//{STORAGE}/") else None)
        where = names.place(name)
        project, location = names.known(where.project), names.known(where.location)
        ref = AssetRef(name, kind.name if kind else "", project, location)
        return Node(ref, _STAGES.get(ref.type, "target"), self._state(one, kind))

    def _state(self, edge: Edge, kind: AssetType | None) -> Literal["missing", "unexported", "unknown"]:
        """Say why an asset is not at hand; a bucket may be another project's."""
        state = "unknown" if kind is BUCKET else self._absence.reference(edge)[0]
        if state == "missing":
            return "missing"
        return "unexported" if state == "unexported" else "unknown"


def _step(source: Stored, edge: Edge) -> _Step:
    return _Step(edge, Connection(source.name, edge.target or edge.text[:SHOWN], edge.pointer))
