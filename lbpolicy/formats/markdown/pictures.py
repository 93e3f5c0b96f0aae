"""How the Markdown formats draw the load balancers that have findings."""

from collections.abc import Iterator

from lbpolicy.formats.markdown import text as md
from lbpolicy.formats.markdown.faults import Faults, faulty_load_balancers
from lbpolicy.formats.markdown.findings import left_out
from lbpolicy.formats.markdown.mermaid import FAULT, diagram
from lbpolicy.formats.paint import plural
from lbpolicy.formats.room import Room
from lbpolicy.model import LoadBalancer, Report

_MOST = 5
"""A page with many diagrams is slow, and nobody looks at them all."""
_NAME = 100
_LEGEND = f"{FAULT} marks assets with findings; a thick line with {FAULT}, a reference that has one."


def picture_blocks(report: Report, room: Room, most: int) -> Iterator[str]:
    """Yield the faulty load balancers, worst first, the first open and the others folded."""
    faulty = faulty_load_balancers(report)
    if not faulty:
        return
    pieces = (_picture(balancer, faults, index) for index, (balancer, faults) in enumerate(faulty[:_MOST]))
    shown = room.take(pieces, most)
    yield "### Load balancers with findings"
    if shown:
        yield _LEGEND
        yield from shown
    further = len(faulty) - len(shown)
    if further and len(shown) == _MOST:
        yield f"*Not drawn: {plural(further, 'more load balancer')} with findings.*"
    else:
        yield left_out(further, "more load balancer" if shown else "load balancer")


def _picture(balancer: LoadBalancer, faults: Faults, index: int) -> str:
    drawn = diagram(balancer, faults)
    findings = plural(len(faults.findings), "finding")
    where = f" in project {md.html(balancer.project, _NAME)}" if balancer.project else ""
    title = f"<b>{md.html(balancer.short_name, _NAME)}</b>{where}: {findings}"
    missing = []
    if drawn.left_out:
        missing.append(plural(drawn.left_out, "more asset"))
    if drawn.faults_left_out:
        missing.append(plural(drawn.faults_left_out, "more finding"))
    blocks = (
        md.fence(drawn.text, "mermaid"),
        f"*Not drawn: {' and '.join(missing)} of this load balancer.*" if missing else "",
    )
    if index:
        return md.folded(title, blocks)
    return md.page((f"<p>{title}</p>", *blocks)).removesuffix("\n")
