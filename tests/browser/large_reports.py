"""Large reports for the tests in a browser."""

from dataclasses import replace

from reports import BACKEND, CDN_RULE, LOGGING_RULE, PROXY_RULE, finding, report

from lbpolicy.model import AssetRef, Connection, Finding, LoadBalancer, Node, Report, Severity, Status

RULES = (CDN_RULE, LOGGING_RULE, PROXY_RULE)
SEVERITIES = list(Severity)


def backend(number: int) -> AssetRef:
    project = f"project-{number % 7}"
    name = f"//compute.googleapis.com/projects/{project}/global/backendServices/service-{number:05d}"
    return AssetRef(name, BACKEND, project, "global")


def many_findings(count: int) -> list[Finding]:
    """Return findings of several rules, severities and projects, in the order of reports."""
    made = [
        replace(
            finding(RULES[n % 3], backend(n), Status.REVIEW if n % 5 == 0 else Status.FAIL),
            severity=SEVERITIES[n % 5],
        )
        for n in range(count)
    ]
    return sorted(made, key=lambda one: (one.outcome.status, one.severity.rank, one.outcome.rule))


def many_balancers(count: int) -> list[LoadBalancer]:
    """Return load balancers of a URL map, four backend services, one of them shared, and their groups."""
    made = []
    for n in range(count):
        url_map = AssetRef(
            f"//compute.googleapis.com/projects/p/global/urlMaps/map-{n:04d}",
            "compute.googleapis.com/UrlMap",
            "p",
            "global",
        )
        backends = [backend(n * 4 + more) for more in range(4)] + [backend(0)] * (n > 0)
        groups = [
            AssetRef(one.name.replace("backendServices", "networkEndpointGroups"), "NetworkEndpointGroup")
            for one in backends
        ]
        nodes = (
            Node(url_map, "url_map"),
            *(Node(one, "backend", facts=(("protocol", "HTTPS"),)) for one in backends),
            *(Node(one, "target") for one in groups),
        )
        steps = [Connection(url_map.name, one.name, f"/services/{i}") for i, one in enumerate(backends)]
        steps += [
            Connection(a.name, b.name, "/backends/0/group") for a, b in zip(backends, groups, strict=True)
        ]
        made.append(LoadBalancer(url_map.name, "p", nodes, tuple(steps)))
    return made


def large_report(findings: int, balancers: int = 0) -> Report:
    return replace(report(many_findings(findings)), load_balancers=tuple(many_balancers(balancers)))
