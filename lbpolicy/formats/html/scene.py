"""A load balancer laid out: its boxes have places, and what has faults has a number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lbpolicy.formats.faults import LOOKS, Faults, look, place_faults
from lbpolicy.formats.html.boxes import WIDTH, Drawn, draw
from lbpolicy.formats.html.layout import Box, Grid, Layout, Point, arrange
from lbpolicy.formats.html.marks import Marks
from lbpolicy.formats.html.parts import Graph, Part, graph_of
from lbpolicy.model import Finding, LoadBalancer

_GRID = Grid(width=WIDTH, across=56.0, down=20.0)


@dataclass(frozen=True, slots=True)
class Place:
    """A box or a link with faults, and its number on the picture."""

    number: int
    source: Part
    target: Part | None
    """None: it is the box `source` itself."""
    findings: tuple[Finding, ...]
    """Worst first."""
    at: Point
    """The box, or the mark on the link."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A load balancer, laid out."""

    balancer: LoadBalancer
    mark: str
    """Begins every id of the page that belongs to it: lb-0123456789ab."""
    graph: Graph
    layout: Layout
    boxes: Mapping[str, Drawn]
    """By key of the part."""
    places: Sequence[Place]
    """From left to right, then downwards."""
    shared: Mapping[str, int]
    """Full name -> in how many load balancers it is, if in several."""

    def anchor(self, place: Place) -> str:
        """Return the id of a place on the page."""
        return f"{self.mark}-{place.number}"


def lay_out(
    balancer: LoadBalancer, mark: str, found: Mapping[str, Sequence[Finding]], shared: Mapping[str, int]
) -> Scene:
    """Place the boxes and number what has faults. `found`: full name of an asset -> findings on it."""
    faults = place_faults(balancer, found)
    graph = graph_of(balancer, faults)
    boxes = {part.key: draw(part, shared) for part in graph.parts}
    shapes = [Box(part.key, part.column, boxes[part.key].height) for part in graph.parts]
    layout = arrange(shapes, graph.links, _GRID)
    return Scene(balancer, mark, graph, layout, boxes, tuple(_places(graph, layout, boxes, faults)), shared)


def _places(graph: Graph, layout: Layout, boxes: Mapping[str, Drawn], faults: Faults) -> Iterator[Place]:
    marks = Marks()
    parts = {part.key: part for part in graph.parts}
    found: list[tuple[Point, Part, Part | None, list[Finding]]] = []
    for part in graph.parts:
        on_nodes = [f for node in part.nodes for f in faults.nodes.get(node.asset.name, ())]
        found.append((layout.places[part.key], part, None, on_nodes))
    for (source, target), connections in graph.links.items():
        steps = dict.fromkeys((c.source, c.target) for c in connections)
        on_steps = [f for step in steps for f in faults.steps.get(step, ())]
        if on_steps:
            point = marks.on(way_of(layout, boxes, source, target))
            found.append((point, parts[source], parts[target], on_steps))
    faulty = sorted((one for one in found if one[3]), key=lambda one: one[0])
    for number, (point, part, goal, findings) in enumerate(faulty, 1):
        yield Place(number, part, goal, tuple(sorted(findings, key=_rank)), point)


def way_of(layout: Layout, boxes: Mapping[str, Drawn], source: str, target: str) -> Sequence[Point]:
    """Return the way of a link; of one that does not lead to a later column the way from box to box."""
    if (source, target) in layout.ways:
        return layout.ways[source, target]
    (x, y), (to_x, to_y) = layout.places[source], layout.places[target]
    return (x + WIDTH, y + boxes[source].height / 2), (to_x, to_y + boxes[target].height / 2)


def _rank(finding: Finding) -> tuple[int, str, str]:
    return LOOKS.index(look(finding)), finding.outcome.rule, finding.outcome.asset.name
