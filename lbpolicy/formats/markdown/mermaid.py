"""A load balancer with its faults as a Mermaid flowchart: https://mermaid.js.org/syntax/flowchart.html.

GitHub and GitLab draw it where it stands in Markdown. Ids are our own and every text from the data is a
quoted label whose signs are entity codes, so that no name can end a label, begin a directive, a link or
markup. What is faulty says so in words, not by its colour alone.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lbpolicy.formats.escape import visible
from lbpolicy.formats.markdown.faults import Edge, Faults
from lbpolicy.formats.paint import plural
from lbpolicy.model import Finding, LoadBalancer, Node

MOST_NODES = 30
"""More are not readable; Mermaid itself takes 500 edges and 50,000 characters."""
MOST_EDGES = 100
MOST_TEXT = 12_000
"""Characters of one diagram. A diagram of 30 common nodes has about 3,000."""
FAULT = "\N{BALLOT X}"
"""Begins every line that names a fault."""

_NAME = 63
"""Characters of a name: Google's own are no longer."""
_FACT = 60
_FACTS = 3
_RULES = 3
_PLAIN = re.compile(r"[A-Za-z0-9 ]|(?<=[A-Za-z0-9])-(?=[A-Za-z0-9])")
_JOINT = re.compile(r"(?<=:)(?=\w)|(?<=\$)(?=\$)|(?<=\ufb02)(?=\xb0)|(?<=\xb6)(?=\xdf)")
"""Within fa:fa-car, $$x$$, and Mermaid's own spelling of an entity while it parses."""
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PRODUCTS = {"run": "Cloud Run ", "storage": "Cloud Storage "}
"""Of services whose types have names that say little alone."""
_CAPITALS = {"http", "https", "url"}
_STATES = {"missing": "does not exist", "unexported": "not in the input", "unknown": "not known yet"}
_STYLES = (
    # light fills with dark text read well on light and dark pages
    "classDef fault fill:#ffebe9,stroke:#cf222e,stroke-width:3px,color:#1f2328",
    "classDef gone stroke-dasharray:5 4",
)
_EDGE_STYLE = "stroke:#cf222e,stroke-width:3px"


@dataclass(frozen=True, slots=True)
class Diagram:
    """A flowchart, and what it does not show."""

    text: str
    left_out: int
    """Assets of the load balancer that are not drawn."""
    faults_left_out: int
    """Findings that are neither at a node nor at an edge that is drawn."""


def diagram(balancer: LoadBalancer, faults: Faults) -> Diagram:
    """Draw a load balancer: what is faulty, the way there, then what else there is room for."""
    order = _by_worth(balancer, faults)
    most = MOST_NODES
    text, edges = _flowchart(balancer, faults, order[:most])
    while len(text) > MOST_TEXT and most > 1:  # one node with all its lines is far shorter
        most = most * 2 // 3
        text, edges = _flowchart(balancer, faults, order[:most])
    drawn = set(order[:most])
    shown = {one.finding_id for name in drawn for one in faults.nodes.get(name, ())}
    shown |= {one.finding_id for edge in edges for one in faults.edges.get(edge, ())}
    left_out = len(order) - len(drawn) + balancer.left_out
    return Diagram(text, left_out, sum(one.finding_id not in shown for one in faults.findings))


def label(text: str, limit: int = 0) -> str:
    """Return text, at most `limit` characters, as it may stand in a quoted label: signs are entity codes.

    A hyphen between letters or digits stays: names have many, and it means nothing there. Icons and formulas
    are looked for where codes are signs again; a space without width keeps their signs apart.
    """
    line = visible(" ".join(text.split()))
    if limit and len(line) > limit:
        line = f"{line[: limit - 3]}..."
    line = _JOINT.sub("\u200b", line)
    return "".join(line[at] if _PLAIN.match(line, at) else f"#{ord(line[at])};" for at in range(len(line)))


def _by_worth(balancer: LoadBalancer, faults: Faults) -> list[str]:
    """Return the names of all nodes, first those that a picture of the faults needs most."""
    names = [node.asset.name for node in balancer.nodes]
    places: list[tuple[tuple[str, ...], Sequence[Finding]]] = [
        ((name,), found) for name, found in faults.nodes.items()
    ]
    places += [(edge, found) for edge, found in faults.edges.items()]
    faulty = [name for place, _ in sorted(places, key=lambda one: _worst(one[1])) for name in place]
    up: defaultdict[str, list[str]] = defaultdict(list)
    down: defaultdict[str, list[str]] = defaultdict(list)
    for connection in balancer.connections:
        up[connection.target].append(connection.source)
        down[connection.source].append(connection.target)
    there = set(names)
    wanted = (*faulty, *_reached(faulty, up), *_reached(faulty, down), *names)
    return [name for name in dict.fromkeys(wanted) if name in there]


def _reached(start: Iterable[str], steps: Mapping[str, Sequence[str]]) -> list[str]:
    """Return all names that steps lead to, nearest first."""
    found = list(dict.fromkeys(start))
    seen = set(found)
    for name in found:
        further = [one for one in dict.fromkeys(steps.get(name, ())) if one not in seen]
        seen.update(further)
        found += further
    return found


def _flowchart(balancer: LoadBalancer, faults: Faults, names: Sequence[str]) -> tuple[str, Sequence[Edge]]:
    """Return the text of a chart of these nodes, and the edges in it."""
    drawn = set(names)
    nodes = [node for node in balancer.nodes if node.asset.name in drawn]
    ids = {node.asset.name: f"n{number}" for number, node in enumerate(nodes, 1)}
    every = dict.fromkeys((one.source, one.target) for one in balancer.connections)
    between = [edge for edge in every if edge[0] in ids and edge[1] in ids]
    kept = set(sorted(between, key=lambda edge: edge not in faults.edges)[:MOST_EDGES])
    edges = [edge for edge in between if edge in kept]
    gone = {node.asset.name for node in nodes if node.state != "resolved"}
    lines = [
        "flowchart LR",
        *(f"{ids[node.asset.name]}[{_node(node, faults)}" for node in nodes),
        *(f"{ids[edge[0]]} {_arrow(edge, faults, gone)} {ids[edge[1]]}" for edge in edges),
        *_STYLES,
    ]
    marked = [str(number) for number, edge in enumerate(edges) if edge in faults.edges]
    if marked:
        lines.append(f"linkStyle {','.join(marked)} {_EDGE_STYLE}")
    return "\n".join(lines), edges


def _node(node: Node, faults: Faults) -> str:
    """Return the rest of the line that makes a node: its label and its class."""
    asset = node.asset
    found = faults.nodes.get(asset.name, ())
    facts = [f"{name} {value}" for name, value in node.facts[:_FACTS]]
    said = [
        label(asset.short_name, _NAME) or "asset",
        label(_kind(asset.type), _FACT),
        *(label(fact, _FACT) for fact in facts),
        _STATES.get(node.state, ""),
        *_faults(found),
    ]
    shown = "fault" if found else "gone" if node.state != "resolved" else ""
    return f'"{"<br/>".join(line for line in said if line)}"]' + (f":::{shown}" if shown else "")


def _kind(asset_type: str) -> str:
    """Return the type in words: "target HTTPS proxy", "Cloud Run service"."""
    words = _WORD.sub(" ", asset_type.rsplit("/", 1)[-1]).lower().split(" ")
    said = " ".join(word.upper() if word in _CAPITALS else word for word in words)
    return f"{_PRODUCTS.get(asset_type.partition('.')[0], '')}{said}"


def _arrow(edge: Edge, faults: Faults, gone: set[str]) -> str:
    found = faults.edges.get(edge, ())
    if found:
        return f'==>|"{"<br/>".join(_faults(found))}"|'
    return "-.->" if edge[1] in gone else "-->"


def _faults(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the rules that found something, worst first."""
    ordered = sorted(findings, key=lambda one: (one.severity.rank, one.outcome.rule))
    counts = Counter((one.outcome.rule, one.severity.value) for one in ordered)
    for (rule, severity), count in list(counts.items())[:_RULES]:
        times = f" {count} times" if count > 1 else ""
        yield f"{FAULT} {label(rule)} {severity}{times}"
    if len(counts) > _RULES:
        yield f"{FAULT} and {plural(len(counts) - _RULES, 'more rule')}"


def _worst(findings: Sequence[Finding]) -> int:
    return min(one.severity.rank for one in findings)
