"""Which load balancers have faults, and at which node or edge of their picture."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from lbpolicy.formats.faults import place_faults
from lbpolicy.model import Finding, LoadBalancer, Report

Edge = tuple[str, str]
"""Full names of the asset that refers and of what it refers to."""


@dataclass(frozen=True, slots=True)
class Faults:
    """The failing findings of one load balancer that nobody waived, by where a picture shows them."""

    nodes: Mapping[str, Sequence[Finding]]
    """By the asset's full name."""
    edges: Mapping[Edge, Sequence[Finding]]
    """Those about a reference; two references between the same assets are one edge."""

    @property
    def findings(self) -> Collection[Finding]:
        """All of them."""
        return [one for faults in (self.nodes, self.edges) for some in faults.values() for one in some]


def faulty_load_balancers(report: Report) -> list[tuple[LoadBalancer, Faults]]:
    """Return the load balancers that have faults: the worst first, then those with most, then by name."""
    drawn = {node.asset.name for balancer in report.load_balancers for node in balancer.nodes}
    failing: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        if finding.active and finding.outcome.asset.name in drawn:
            failing[finding.outcome.asset.name].append(finding)
    pairs = [(balancer, faults_of(balancer, failing)) for balancer in report.load_balancers]
    return sorted(((one, faults) for one, faults in pairs if faults.findings), key=_order)


def faults_of(balancer: LoadBalancer, failing: Mapping[str, Sequence[Finding]]) -> Faults:
    """Return the faults of a load balancer, at the places where the HTML report shows them too.

    `failing`: the asset's full name -> its failing findings.
    """
    placed = place_faults(balancer, failing)
    return Faults(placed.nodes, placed.steps)


def _order(pair: tuple[LoadBalancer, Faults]) -> tuple[int, int, str]:
    balancer, faults = pair
    return min(one.severity.rank for one in faults.findings), -len(faults.findings), balancer.name
