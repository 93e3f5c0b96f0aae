import re
from collections.abc import Iterable
from dataclasses import replace

import pytest
from reports import HOSTILE_TEXTS, PROXY_RULE, WEB, finding, hostile_report
from settled_reports import load_balancer, node, settled_report

from lbpolicy.formats.markdown.faults import Faults, faults_of, faulty_load_balancers
from lbpolicy.formats.markdown.mermaid import MOST_EDGES, MOST_NODES, MOST_TEXT, Diagram, diagram, label
from lbpolicy.model import Connection, Finding, LoadBalancer, Node

LINE = re.compile(
    r"""flowchart\ LR
    |   n\d+\["[^"]*"\](:::(fault|gone))?
    |   n\d+\ (-->|-\.->|==>\|"[^"]*"\|)\ n\d+
    |   classDef\ (fault|gone)\ [a-z0-9:#,\ -]+
    |   linkStyle\ [\d,]+\ stroke:\#cf222e,stroke-width:3px""",
    re.VERBOSE,
)


def draw(balancer: LoadBalancer, findings: Iterable[Finding]) -> Diagram:
    failing: dict[str, list[Finding]] = {}
    for one in findings:
        failing.setdefault(one.outcome.asset.name, []).append(one)
    return diagram(balancer, faults_of(balancer, failing))


def wide(count: int, name: str = "service") -> tuple[LoadBalancer, list[Node]]:
    """A load balancer with many backend services, and those."""
    one = load_balancer()
    services = [node("BackendService", "backendServices", f"{name}-{n}", "backend") for n in range(count)]
    edges = [
        Connection(one.nodes[2].asset.name, service.asset.name, f"/pathMatchers/{n}/defaultService")
        for n, service in enumerate(services)
    ]
    nodes = (*one.nodes, *services)
    return replace(one, nodes=nodes, connections=(*one.connections, *edges)), services


def test_a_diagram_shows_each_node_and_edge_and_marks_the_faulty_in_words() -> None:
    ((balancer, faults),) = faulty_load_balancers(settled_report())
    drawn = diagram(balancer, faults)
    assert (drawn.left_out, drawn.faults_left_out) == (0, 0)
    assert drawn.text.splitlines() == [
        "flowchart LR",
        'n1["web<br/>forwarding rule<br/>ports 443<br/>IP 203#46;0#46;113#46;7"]',
        'n2["web<br/>target HTTPS proxy<br/>TLS RESTRICTED#44; 1#46;2"]',
        'n3["web<br/>URL map<br/>hosts acme#46;example"]',
        'n4["web<br/>backend service<br/>protocol HTTPS<br/>IAP on<br/>CDN on<br/>✗ LB902 info"]:::fault',
        'n5["web<br/>network endpoint group<br/>type SERVERLESS"]',
        'n6["web<br/>Cloud Run service<br/>does not exist"]:::gone',
        "n1 --> n2",
        "n2 --> n3",
        "n3 --> n4",
        'n4 ==>|"✗ LB901 high"| n5',
        "n5 -.-> n6",
        "classDef fault fill:#ffebe9,stroke:#cf222e,stroke-width:3px,color:#1f2328",
        "classDef gone stroke-dasharray:5 4",
        "linkStyle 3 stroke:#cf222e,stroke-width:3px",
    ]


def test_many_faults_of_a_node_are_counted() -> None:
    rules = [replace(PROXY_RULE, id=f"LB91{n}") for n in range(5)]
    found = [finding(rule, path="") for rule in rules]
    found += [finding(PROXY_RULE, key="a"), finding(PROXY_RULE, key="b")]
    drawn = draw(load_balancer(), found)
    assert "✗ LB903 medium 2 times<br/>✗ LB910 medium<br/>✗ LB911 medium<br/>✗ and 3 more rules" in drawn.text


def test_a_large_load_balancer_is_drawn_around_its_faults() -> None:
    balancer, services = wide(150)
    found = [finding(asset=services[n].asset, path="") for n in (149, 70)]
    drawn = draw(replace(balancer, left_out=7), found)
    assert drawn.text.count(":::fault") == 2
    assert "service-149" in drawn.text
    assert "service-70<" in drawn.text
    for kind in ("forwarding rule", "target HTTPS proxy", "URL map"):
        assert kind in drawn.text, "the way to the faults is drawn"
    assert drawn.left_out == len(balancer.nodes) - MOST_NODES + 7
    assert drawn.faults_left_out == 0
    assert len(re.findall(r"^n\d+\[", drawn.text, re.MULTILINE)) == MOST_NODES


def test_faults_that_are_not_drawn_are_counted() -> None:
    balancer, services = wide(150)
    drawn = draw(balancer, [finding(asset=one.asset, path="") for one in services[:50]])
    assert drawn.text.count(":::fault") == MOST_NODES
    assert drawn.faults_left_out == 50 - MOST_NODES


def test_the_worst_faults_are_drawn_first() -> None:
    balancer, services = wide(150)
    found = [finding(PROXY_RULE, one.asset, path="") for one in services]
    assert "service-149" not in draw(balancer, found).text
    assert "service-149" in draw(balancer, [*found, finding(asset=services[149].asset, path="")]).text


def test_edges_and_text_are_bounded() -> None:
    balancer, services = wide(28, name="#" * 60)
    every = [
        Connection(a.asset.name, b.asset.name, f"/x/{n}")
        for a in services
        for n, b in enumerate(services)
        if a is not b
    ]
    found = [finding(asset=services[0].asset, path="")]
    drawn = draw(replace(balancer, connections=(*balancer.connections, *every)), found)
    assert len(re.findall(" --> ", drawn.text)) <= MOST_EDGES
    assert len(drawn.text) <= MOST_TEXT
    assert ":::fault" in drawn.text
    assert drawn.left_out > 0


@pytest.mark.parametrize("text", [*HOSTILE_TEXTS, 'x"]; click n1 "https://evil.example"', "%%{init: {}}%%"])
def test_a_label_holds_nothing_but_letters_digits_hyphens_and_codes(text: str) -> None:
    assert re.fullmatch(r"(?:[A-Za-z0-9 ]|(?<=\w)-(?=\w)|#\d+;)*", label(text))


def test_hostile_names_make_no_other_lines() -> None:
    faulty = faulty_load_balancers(hostile_report())
    assert len(faulty) == len(HOSTILE_TEXTS)
    for balancer, faults in faulty:
        for line in diagram(balancer, faults).text.splitlines():
            assert LINE.fullmatch(line), line


def test_a_load_balancer_of_one_node_is_drawn() -> None:
    only = replace(load_balancer(), nodes=(load_balancer().nodes[3],), connections=())
    one = finding()
    drawn = diagram(only, Faults({WEB.name: [one]}, {}))
    assert drawn.text.splitlines()[1].startswith('n1["web<br/>')
    assert "linkStyle" not in drawn.text
