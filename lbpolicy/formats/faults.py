"""Which findings belong to which node or connection of a load balancer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lbpolicy.model import Connection, Finding, LoadBalancer, Report, Severity, Status

Step = tuple[str, str]
"""The full names of what a connection leaves and what it leads to."""


@dataclass(frozen=True, slots=True)
class Faults:
    """Findings on one load balancer, each in one place, worst first."""

    nodes: Mapping[str, Sequence[Finding]] = field(default_factory=dict)
    """By full name of the asset."""
    steps: Mapping[Step, Sequence[Finding]] = field(default_factory=dict)


def findings_by_asset(report: Report) -> dict[str, list[Finding]]:
    """Return the findings on assets that pictures show, without passes."""
    shown = {node.asset.name for balancer in report.load_balancers for node in balancer.nodes}
    found: dict[str, list[Finding]] = {}
    if shown:
        for finding in report.findings:
            if finding.outcome.asset.name in shown and finding.outcome.status is not Status.PASS:
                found.setdefault(finding.outcome.asset.name, []).append(finding)
    return found


def place_faults(balancer: LoadBalancer, found: Mapping[str, Sequence[Finding]]) -> Faults:
    """Put each finding on the connection that it is about, or else on the node of its asset."""
    names = {node.asset.name for node in balancer.nodes}
    leaving: dict[str, list[Connection]] = {}
    for one in balancer.connections:
        if one.target in names and one.target != one.source:
            leaving.setdefault(one.source, []).append(one)
    nodes: dict[str, list[Finding]] = {}
    steps: dict[Step, list[Finding]] = {}
    for name in sorted(names & found.keys()):
        for finding in found[name]:
            target = _target(finding.outcome.path, leaving.get(name, ()))
            if target:
                steps.setdefault((name, target), []).append(finding)
            else:
                nodes.setdefault(name, []).append(finding)
    return Faults(nodes, steps)


def _target(path: str, leaving: Sequence[Connection]) -> str:
    """Return where the connection leads that a pointer is about; empty if it is about none or several.

    A pointer is about a connection if it is its pointer, lies below it, or holds it: /backends/0 holds
    /backends/0/group. One that holds the pointers of several targets is about the asset as a whole.
    """
    if not path:
        return ""
    exact = [one.target for one in leaving if path == one.path or path.startswith(f"{one.path}/")]
    if exact:
        return exact[0]
    held = {one.target for one in leaving if one.path.startswith(f"{path}/")}
    return held.pop() if len(held) == 1 else ""


def look(finding: Finding) -> str:
    """Return how a finding is marked: "waived", "review", or its severity."""
    if finding.waiver is not None:
        return "waived"
    return "review" if finding.outcome.status is Status.REVIEW else finding.severity.value


LOOKS = (*(severity.value for severity in Severity), "review", "waived")
"""What `look` returns, worst first."""


def worst(findings: Iterable[Finding]) -> str:
    """Return the look of the worst finding; empty where there is none."""
    return min((look(one) for one in findings), key=LOOKS.index, default="")
