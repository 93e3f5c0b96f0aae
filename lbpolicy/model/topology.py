"""Load balancers as pictures show them: who leads to whom, from the frontends to the targets."""

from dataclasses import dataclass, field
from typing import Literal

from lbpolicy.model.assets import AssetRef

Stage = Literal["frontend", "proxy", "tls", "url_map", "backend", "target"]


@dataclass(frozen=True, slots=True)
class Node:
    """One asset of a load balancer."""

    asset: AssetRef
    """One that is not at hand has its name and, as far as the name tells it, its type."""
    stage: Stage
    """frontend: forwarding rules; proxy; tls: SSL policies, certificates and certificate maps of proxies;
    url_map; backend: backend services and buckets; target: network endpoint groups, instance groups, Cloud
    Run services, storage buckets."""
    state: Literal["resolved", "missing", "unexported", "unknown"] = "resolved"
    """As links have it: missing does not exist, unexported is not in the input."""
    facts: tuple[tuple[str, str], ...] = ()
    """A few things worth showing, short and in order: ("protocol", "HTTP"), ("ports", "443")."""


@dataclass(frozen=True, slots=True)
class Connection:
    """One reference between two nodes of a load balancer."""

    source: str
    """Full name of the asset that holds the reference."""
    target: str
    """Full name of what it refers to."""
    path: str
    """JSON pointer of the reference in the resource of `source`: "/backends/0/group"."""


@dataclass(frozen=True, slots=True)
class LoadBalancer:
    """One URL map with everything that leads to it and everything that it leads to."""

    name: str
    """Full name of the URL map; of the proxy or forwarding rule where the way ends before one."""
    project: str
    nodes: tuple[Node, ...] = field(default=())
    """By stage, then by name; at most 200, and fewer where very many load balancers share theirs."""
    connections: tuple[Connection, ...] = field(default=())
    left_out: int = 0
    """Assets that belong to it beyond those."""

    @property
    def short_name(self) -> str:
        """The last segment of the name."""
        return self.name.rsplit("/", 1)[-1]
