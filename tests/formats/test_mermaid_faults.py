from dataclasses import replace

import pytest
from reports import API, LOGGING_RULE, PROXY_RULE, WEB, finding, report
from settled_reports import COMPUTE, IN_FILE, load_balancer, settled_report

from lbpolicy.formats.markdown.faults import Faults, faults_of, faulty_load_balancers
from lbpolicy.model import AssetRef, Finding, Status

URLS = AssetRef(f"{COMPUTE}/urlMaps/web", "compute.googleapis.com/UrlMap", "acme-prod", "global")
NEG = f"{COMPUTE}/networkEndpointGroups/web"


def faults(*findings: Finding) -> Faults:
    failing: dict[str, list[Finding]] = {}
    for one in findings:
        failing.setdefault(one.outcome.asset.name, []).append(one)
    return faults_of(load_balancer(), failing)


@pytest.mark.parametrize("path", ["/backends/0/group", "/backends/0/group/x", "/backends/0", "/backends"])
def test_a_fault_of_a_reference_is_the_edges(path: str) -> None:
    one = finding(path=path)
    assert faults(one) == Faults({}, {(WEB.name, NEG): [one]})


@pytest.mark.parametrize("path", ["", "/enableCDN", "/backends/0/groups", "/backends/01", "/back", "/"])
def test_any_other_fault_is_the_nodes(path: str) -> None:
    one = finding(path=path)
    assert faults(one) == Faults({WEB.name: [one]}, {})


def test_two_references_to_one_asset_are_one_edge() -> None:
    first = finding(asset=URLS, path="/defaultService")
    second = finding(asset=URLS, path="/pathMatchers/0/defaultService")
    assert faults(first, second) == Faults({}, {(URLS.name, WEB.name): [first, second]})
    assert len(faults(first, second).findings) == 2


def test_a_fault_around_references_to_several_assets_is_the_nodes() -> None:
    balancer = load_balancer()
    further = replace(balancer.connections[2], target=NEG, path="/pathMatchers/0/pathRules/0/service")
    balancer = replace(balancer, connections=(*balancer.connections, further))
    one = finding(asset=URLS, path="/pathMatchers/0")
    assert faults_of(balancer, {URLS.name: [one]}) == Faults({URLS.name: [one]}, {})


def test_only_active_findings_on_what_is_drawn_are_faults() -> None:
    elsewhere = replace(WEB, name=f"{WEB.name}-elsewhere")
    found = (
        replace(finding(), waiver=IN_FILE),
        finding(asset=API),
        finding(asset=elsewhere),
        finding(status=Status.REVIEW),
        finding(status=Status.PASS),
    )
    assert faulty_load_balancers(replace(settled_report(), findings=found)) == []


def test_the_worst_load_balancer_comes_first() -> None:
    def small(name: str, asset: AssetRef) -> object:
        nodes = (replace(load_balancer().nodes[3], asset=asset),)
        return replace(load_balancer(), name=name, nodes=nodes, connections=())

    others = [replace(WEB, name=f"{WEB.name}-{n}") for n in range(3)]
    balancers = (
        small("a", others[0]),
        small("b", others[1]),
        small("c", others[2]),
        small("d", API),
    )
    found = [
        finding(LOGGING_RULE, others[0], key="1"),
        finding(LOGGING_RULE, others[0], key="2"),
        finding(PROXY_RULE, others[1]),
        finding(PROXY_RULE, others[2], key="1"),
        finding(PROXY_RULE, others[2], key="2"),
    ]
    made = replace(report(found), load_balancers=balancers)
    assert [balancer.name for balancer, _ in faulty_load_balancers(made)] == ["c", "b", "a"]
