from collections.abc import Sequence
from dataclasses import replace

import pytest
from reports import API, CDN_RULE, LOGGING_RULE, WEB, finding
from settled_reports import IN_FILE, load_balancer, settled_report

from lbpolicy.formats.faults import findings_by_asset, look, place_faults, worst
from lbpolicy.formats.html.parts import graph_of
from lbpolicy.formats.html.scene import lay_out
from lbpolicy.model import AssetRef, Connection, Finding, LoadBalancer, Node, Stage, Status

NEG = load_balancer().nodes[4].asset


def placed(path: str, balancer: LoadBalancer | None = None) -> tuple[list[str], list[tuple[str, str]]]:
    """Return on which nodes and connections a finding on the backend service with this path is."""
    faults = place_faults(balancer or load_balancer(), {WEB.name: [finding(path=path)]})
    return list(faults.nodes), list(faults.steps)


@pytest.mark.parametrize("path", ["/backends/0/group", "/backends/0/group/x", "/backends/0", "/backends"])
def test_a_fault_of_a_reference_is_on_its_connection(path: str) -> None:
    assert placed(path) == ([], [(WEB.name, NEG.name)])


@pytest.mark.parametrize(
    "path", ["", "/protocol", "/backends/0/groups", "/backends/1", "/backends/0/capacityScaler"]
)
def test_any_other_fault_is_on_its_node(path: str) -> None:
    assert placed(path) == ([WEB.name], [])


def test_a_fault_of_several_references_is_on_the_node() -> None:
    whole = load_balancer()
    other = AssetRef(NEG.name + "-2", NEG.type)
    two = replace(
        whole,
        nodes=(*whole.nodes, Node(other, "target")),
        connections=(*whole.connections, Connection(WEB.name, other.name, "/backends/1/group")),
    )
    assert placed("/backends", two) == ([WEB.name], [])
    assert placed("/backends/1", two) == ([], [(WEB.name, other.name)])


def test_passes_and_other_assets_are_no_faults() -> None:
    found = findings_by_asset(settled_report())
    assert API.name not in found
    assert not [one for many in found.values() for one in many if one.outcome.status is Status.PASS]


def test_looks_rank_waived_ones_last() -> None:
    high, review = finding(), finding(status=Status.REVIEW)
    waived = replace(high, waiver=IN_FILE)
    assert [look(one) for one in (high, review, waived)] == ["high", "review", "waived"]
    assert worst([waived, review, high]) == "high"
    assert worst([waived]) == "waived"
    assert worst([]) == ""


def node(name: str, stage: Stage, kind: str = "") -> Node:
    return Node(AssetRef(f"//x/{name}", kind or stage), stage)


def fan(count: int) -> LoadBalancer:
    """Return a URL map with so many backends, each with a target of its own."""
    backends = [node(f"b{n:03}", "backend") for n in range(count)]
    targets = [node(f"t{n:03}", "target") for n in range(count)]
    steps = [Connection("//x/map", one.asset.name, f"/s/{n}") for n, one in enumerate(backends)]
    steps += [Connection(a.asset.name, b.asset.name, "/g") for a, b in zip(backends, targets, strict=True)]
    return LoadBalancer("//x/map", "p", (node("map", "url_map"), *backends, *targets), tuple(steps))


def sizes(balancer: LoadBalancer, found: dict[str, Sequence[Finding]]) -> list[list[int]]:
    """Return how many nodes the boxes of each column stand for."""
    graph = graph_of(balancer, place_faults(balancer, found))
    columns = sorted({part.column for part in graph.parts})
    return [sorted(len(part.nodes) for part in graph.parts if part.column == column) for column in columns]


def on(name: str, rule: str = "LB901", path: str = "") -> Finding:
    made = finding(CDN_RULE if rule == "LB901" else LOGGING_RULE, AssetRef(name, "backend"), path=path)
    return replace(made, outcome=replace(made.outcome, rule=rule))


def test_few_boxes_are_all_drawn() -> None:
    assert sizes(fan(8), {}) == [[1], [1] * 8, [1] * 8]


def test_many_that_are_alike_are_one_box() -> None:
    assert sizes(fan(60), {}) == [[1], [60], [60]]


def test_one_with_a_fault_keeps_its_own_box_and_so_does_what_it_leads_to() -> None:
    assert sizes(fan(60), {"//x/b007": [on("//x/b007")]}) == [[1], [1, 59], [1, 59]]


def test_a_fault_on_a_connection_keeps_it_apart() -> None:
    assert sizes(fan(60), {"//x/b007": [on("//x/b007", path="/g")]}) == [[1], [1, 59], [1, 59]]


def test_very_many_with_the_same_faults_are_one_box() -> None:
    same = {f"//x/b{n:03}": [on(f"//x/b{n:03}")] for n in range(30)}
    assert sizes(fan(60), same) == [[1], [30, 30], [30, 30]]
    other = {**same, "//x/b000": [on("//x/b000", "LB902")]}
    assert sizes(fan(60), other) == [[1], [1, 29, 30], [1, 29, 30]]


def test_circles_and_references_to_themselves_end() -> None:
    nodes = (node("a", "target"), node("b", "target"))
    steps = tuple(Connection(f"//x/{a}", f"//x/{b}", "/g") for a, b in ("ab", "ba", "aa"))
    scene = lay_out(LoadBalancer("//x/a", "p", nodes, steps), "lb-1", {}, {})
    assert len(scene.layout.places) == 2


def test_places_are_numbered_from_left_to_right() -> None:
    report = settled_report()
    scene = lay_out(load_balancer(), "lb-1", findings_by_asset(report), {})
    assert [(one.number, one.source.key.rsplit("/", 2)[-2], bool(one.target)) for one in scene.places] == [
        (1, "targetHttpsProxies", False),
        (2, "backendServices", False),
        (3, "backendServices", True),
    ]
    assert [look(one) for one in scene.places[1].findings] == ["info", "waived"]
