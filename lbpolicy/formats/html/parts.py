"""What a picture draws of a load balancer: columns of boxes, in which many alike have become one."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from lbpolicy.formats.faults import Faults, look
from lbpolicy.model import Connection, Finding, LoadBalancer, Node, Stage

_STAGES: Sequence[Stage] = get_args(Stage)
_BESIDE: Mapping[str, Stage] = {"tls": "url_map"}
"""Stages that have no column of their own: what secures a proxy stands by what the proxy leads to."""
_CROWD = 8
"""Boxes in a column from which on those that are alike and without fault are drawn as one."""
_THRONG = 14
"""Boxes in a column from which on also those with the same faults are drawn as one."""
_ROUNDS = 8

Label = Callable[[str, Sequence[Finding]], Hashable]
"""Name and findings -> what boxes must have in common to become one."""


@dataclass(frozen=True, slots=True)
class Part:
    """A box: one node, or several that are alike."""

    nodes: tuple[Node, ...]
    column: int

    @property
    def key(self) -> str:
        """Full name of its first asset."""
        return self.nodes[0].asset.name


@dataclass(frozen=True, slots=True)
class Graph:
    """Boxes and the links between them."""

    parts: tuple[Part, ...]
    """By column."""
    links: Mapping[tuple[str, str], tuple[Connection, ...]]
    """Keys of two boxes -> the connections between their assets."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """A load balancer by name of its nodes."""

    nodes: Mapping[str, Node]
    steps: Sequence[Connection]
    columns: Mapping[str, int]
    faults: Faults

    def merged(self, classes: Mapping[str, Hashable]) -> Graph:
        """Return the graph in which the nodes of one class are one box."""
        members: dict[tuple[int, Hashable], list[Node]] = {}
        for name, node in self.nodes.items():
            members.setdefault((self.columns[name], classes[name]), []).append(node)
        boxes = sorted(members.items(), key=lambda box: box[0][0])
        parts = tuple(Part(tuple(found), column) for (column, _), found in boxes)
        home = {node.asset.name: part.key for part in parts for node in part.nodes}
        links: dict[tuple[str, str], list[Connection]] = {}
        for c in self.steps:
            if c.source != c.target:
                links.setdefault((home[c.source], home[c.target]), []).append(c)
        return Graph(parts, {link: tuple(found) for link, found in links.items()})

    def classes(self, labels: Mapping[int, Label]) -> Mapping[str, Hashable]:
        """Return the class of each node: those of one class look alike and have neighbours that look alike.

        Only nodes of columns in `labels` may share one. Classes are split by the classes of their
        neighbours until nothing changes.
        """
        classes = _numbered(
            {
                name: (
                    self.columns[name],
                    node.asset.type,
                    node.state,
                    labels.get(self.columns[name], _itself)(name, self.faults.nodes.get(name, ())),
                )
                for name, node in self.nodes.items()
            }
        )
        for _ in range(_ROUNDS):
            sides: dict[str, set[Hashable]] = {name: set() for name in self.nodes}
            for c in self.steps:
                label = labels.get(self.columns[c.source], _innocent)
                fault = label(f"{c.source}\0{c.target}", self.faults.steps.get((c.source, c.target), ()))
                sides[c.source].add((1, classes[c.target], fault))
                sides[c.target].add((0, classes[c.source], fault))
            finer = _numbered({name: (classes[name], frozenset(sides[name])) for name in self.nodes})
            if len(set(finer.values())) == len(set(classes.values())):
                break
            classes = finer
        return classes


def graph_of(balancer: LoadBalancer, faults: Faults) -> Graph:
    """Return what to draw."""
    nodes = {node.asset.name: node for node in balancer.nodes}
    steps = [c for c in balancer.connections if c.source in nodes and c.target in nodes]
    scene = _Scene(nodes, steps, _columns(nodes, steps), faults)
    graph = scene.merged({name: name for name in nodes})
    labels: dict[int, Label] = {}
    for crowd, label in ((_CROWD, _innocent), (_THRONG, _alike)):
        sizes = Counter(part.column for part in graph.parts)
        full = {column: label for column, size in sizes.items() if size > crowd}
        if full:
            labels.update(full)
            graph = scene.merged(scene.classes(labels))
    return graph


def _columns(nodes: Mapping[str, Node], steps: Sequence[Connection]) -> dict[str, int]:
    """Return the column of each node: by stage, and within a stage by who leads to whom."""
    depth = dict.fromkeys(nodes, 0)
    within = [c for c in steps if c.source != c.target and nodes[c.source].stage == nodes[c.target].stage]
    for _ in range(min(len(_STAGES), len(within))):  # a circle ends here, too
        for c in within:
            depth[c.target] = max(depth[c.target], min(depth[c.source] + 1, len(_STAGES)))
    places = {
        name: (_STAGES.index(_BESIDE.get(node.stage, node.stage)), depth[name])
        for name, node in nodes.items()
    }
    rank = {place: number for number, place in enumerate(sorted(set(places.values())))}
    return {name: rank[place] for name, place in places.items()}


def _itself(name: str, _findings: Sequence[Finding]) -> Hashable:
    return name


def _innocent(name: str, findings: Sequence[Finding]) -> Hashable:
    return name if findings else None


def _alike(_name: str, findings: Sequence[Finding]) -> Hashable:
    return tuple(sorted({(one.outcome.rule, look(one)) for one in findings}))


def _numbered(classes: Mapping[str, Hashable]) -> dict[str, Hashable]:
    numbers: dict[Hashable, int] = {}
    return {name: numbers.setdefault(one, len(numbers)) for name, one in classes.items()}
