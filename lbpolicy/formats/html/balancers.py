"""The view of load balancers: a picture of each with its faults, the worst first."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from lbpolicy.formats.faults import LOOKS, look
from lbpolicy.formats.html import words
from lbpolicy.formats.html.legend import as_text, places
from lbpolicy.formats.html.markup import text
from lbpolicy.formats.html.picture import picture
from lbpolicy.formats.html.scene import Scene, lay_out
from lbpolicy.formats.html.shell import icon
from lbpolicy.formats.paint import plural
from lbpolicy.model import Finding, LoadBalancer, Node, Report

DRAWN = 1000
"""Load balancers of which there is a picture; a browser gets slow with many more."""
_OPEN = 3
"""Pictures with faults that are open from the start."""
_ANCHORS = 20
"""Places that a finding on shared assets leads to."""

Anchors = dict[str, list[str]]
"""Id of a finding -> ids of its places in pictures."""


def mark_of(balancer: LoadBalancer) -> str:
    """Return the id of a load balancer on the page, the same in every report."""
    digest = hashlib.sha256(balancer.name.encode(errors="surrogatepass")).hexdigest()
    return f"lb-{digest[:12]}"


def balancer_view(report: Report, found: Mapping[str, Sequence[Finding]], anchors: Anchors) -> Iterator[str]:
    """Yield the view; `anchors` takes up where the findings are.

    `found`: full name of an asset -> findings on it (`faults.findings_by_asset`).
    """
    ranked = sorted(report.load_balancers, key=lambda one: (_badness(one, found), one.name))
    if not ranked:
        yield '<p class="hint">No load balancer that serves external traffic is in the input.</p>\n'
        return
    yield _toolbar(ranked)
    shared = _shared(report)
    rules = dict(report.known_rules)
    for number, balancer in enumerate(ranked[:DRAWN]):
        scene = lay_out(balancer, _unique(balancer, number, ranked), found, shared)
        for place in scene.places:
            for finding in place.findings:
                known = anchors.setdefault(finding.finding_id, [])
                if len(known) < _ANCHORS:
                    known.append(scene.anchor(place))
        yield _opening(scene, is_open=number < _OPEN and (bool(scene.places) or len(ranked) <= _OPEN))
        yield '<noscript><div class="scroll" tabindex="0" role="region" aria-label="Picture">\n'
        yield from picture(scene)
        yield "</div>\n"
        if balancer.left_out:
            yield f'<p class="hint">Not drawn: {plural(balancer.left_out, "further asset")} of it.</p>\n'
        yield from places(scene, rules)
        yield from as_text(scene)
        yield "</noscript></details>\n"
    if len(ranked) > DRAWN:
        yield (
            f'<p class="hint">Not drawn: {plural(len(ranked) - DRAWN, "further load balancer")}, those with'
            " the least findings. Their findings are listed, and the JSON report has them all.</p>\n"
        )


def _unique(balancer: LoadBalancer, number: int, ranked: Sequence[LoadBalancer]) -> str:
    """Return the mark; where two load balancers in a row have one name, the later gets a number, too."""
    twin = number and ranked[number - 1].name == balancer.name
    return f"{mark_of(balancer)}{f'-n{number}' if twin else ''}"


def _shared(report: Report) -> dict[str, int]:
    """Return full name -> number of load balancers, for backends and targets of several."""
    counts: Counter[str] = Counter()
    for balancer in report.load_balancers:
        counts.update({node.asset.name for node in balancer.nodes if _can_be_shared(node)})
    return {name: count for name, count in counts.items() if count > 1}


def _can_be_shared(node: Node) -> bool:
    return node.stage in {"backend", "target"}


def _looks(balancer: LoadBalancer, found: Mapping[str, Sequence[Finding]]) -> Counter[str]:
    return Counter(
        look(one) for name in {n.asset.name for n in balancer.nodes} for one in found.get(name, ())
    )


def _badness(balancer: LoadBalancer, found: Mapping[str, Sequence[Finding]]) -> tuple[int, ...]:
    looks = _looks(balancer, found)
    return tuple(-looks[one] for one in LOOKS)


def _toolbar(ranked: Sequence[LoadBalancer]) -> str:
    key = "".join(f"<li>{icon(one)}{one}</li>" for one in LOOKS)
    lines = "".join(
        f'<li><svg class="stroke" viewBox="0 0 28 8" aria-hidden="true"><path class="{state}" d="M0 4h28"/>'
        f"</svg>{words.STATES[state]}</li>"
        for state in words.STATES
    )
    count = plural(len(ranked), "load balancer")
    return (
        '<div class="toolbar"><label class="search js-only"><span class="say">Find load balancers</span>'
        f'<input type="search" id="lb-search" placeholder="Find among {count}"></label>'
        '<label class="check js-only"><input type="checkbox" id="lb-faulty"> only with findings</label>'
        '<p class="hint js-only" id="lb-count" role="status"></p>'
        f'<ul class="key" aria-label="Marks">{key}{lines}</ul></div>\n'
    )


def _opening(scene: Scene, *, is_open: bool) -> str:
    balancer = scene.balancer
    looks = Counter(look(one) for place in scene.places for one in place.findings)
    counts = "".join(
        f'<span class="count {one}" title="{one}">{icon(one)}<span class="say">{one} </span>'
        f"{looks[one]:,}</span>"
        for one in LOOKS
        if looks[one]
    )
    clean = f'<span class="count pass">{icon("pass")}no findings</span>'
    project = f'<span class="of">{text(balancer.project)}</span>' if balancer.project else ""
    classes = "panel balancer" if counts else "panel balancer clean"
    return (
        f'<details class="{classes}" id="{scene.mark}"{" open" if is_open else ""}>'
        f'<summary><h3>{text(words.name_of(balancer))}</h3>{project}<span class="counts">{counts or clean}'
        "</span></summary>\n"
    )
