"""How many parts of each load balancer a report has, so that it does not grow with every shared part again.

A thousand URL maps that lead to the same hundred backends are a hundred thousand boxes in their pictures. Up
to a total that a report bears everything is there. Beyond it the largest are cut until no more is left than
so many parts on average; the small ones stay whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lbpolicy.model import LoadBalancer


@dataclass(frozen=True, slots=True)
class Bound:
    """How many parts of one kind all the load balancers of a report may have together."""

    total: int
    """As many are borne, however few load balancers there are."""
    average: int
    """As many of each load balancer are borne, however many there are."""

    def most(self, sizes: Sequence[int]) -> int:
        """Return how many parts each may have at the most; the largest size where all stay whole."""
        rest = max(self.total, self.average * len(sizes))
        ascending = sorted(sizes)
        for index, size in enumerate(ascending):
            share = rest // (len(ascending) - index)
            if size > share:
                return share
            rest -= size
        return ascending[-1] if ascending else 0


NODES = Bound(100_000, 20)
CONNECTIONS = Bound(200_000, 40)
"""About 100 MB of JSON, or 20 kB for each load balancer."""


def fair(balancers: Sequence[LoadBalancer]) -> tuple[LoadBalancer, ...]:
    """Return load balancers with as many nodes and connections as a report bears of them."""
    most = NODES.most([len(one.nodes) for one in balancers])
    cut = [_with_nodes(one, most) for one in balancers]
    most = CONNECTIONS.most([len(one.connections) for one in cut])
    return tuple(
        replace(one, connections=one.connections[:most]) if len(one.connections) > most else one
        for one in cut
    )


def _with_nodes(balancer: LoadBalancer, most: int) -> LoadBalancer:
    if len(balancer.nodes) <= most:
        return balancer
    nodes = balancer.nodes[:most]
    shown = {node.asset.name for node in nodes}
    connections = tuple(c for c in balancer.connections if c.source in shown and c.target in shown)
    left_out = balancer.left_out + len(balancer.nodes) - most
    return replace(balancer, nodes=nodes, connections=connections, left_out=left_out)
