"""What stands below a picture: its faults by number, and all of it as text for those who do not see it."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from lbpolicy.formats.faults import look, worst
from lbpolicy.formats.html import words
from lbpolicy.formats.html.boxes import fact_text, part_title
from lbpolicy.formats.html.markup import text
from lbpolicy.formats.html.scene import Place, Scene
from lbpolicy.formats.html.shell import icon
from lbpolicy.formats.paint import plural
from lbpolicy.model import Finding, Node, Rule

_SHOWN = 12
"""Findings of one rule at one place that are listed; the others are one link away."""
_NAMES = 30
_TITLE = 300


def places(scene: Scene, rules: dict[str, Rule]) -> Iterator[str]:
    """Yield the list of numbered places with their findings."""
    if not scene.places:
        yield '<p class="hint">No findings on any part of it.</p>\n'
        return
    yield '<ol class="places">\n'
    for place in scene.places:
        mark = worst(place.findings)
        title = part_title(place.source)
        if place.target:
            title = f"{title} \u2192 {part_title(place.target)}"
        yield (
            f'<li id="{scene.anchor(place)}" tabindex="-1"><h4><span class="number {mark}">{icon(mark)}'
            f"{place.number}</span> {text(title)}</h4>\n<ul>"
        )
        for _, found in groupby(place.findings, key=lambda one: (look(one), one.outcome.rule)):
            yield from _rule_entries(scene, place, list(found), rules)
        yield "</ul></li>\n"
    yield "</ol>\n"


def _rule_entries(
    scene: Scene, place: Place, found: Sequence[Finding], rules: dict[str, Rule]
) -> Iterator[str]:
    """Yield the findings of one rule at one place."""
    for finding in found[:_SHOWN]:
        outcome = finding.outcome
        title = rules[outcome.rule].about(outcome.asset).title
        mark = look(finding)
        several = len(place.source.nodes) > 1
        where = (
            f' <span class="of">{text(words.name(outcome.asset, outcome.origin))}</span>' if several else ""
        )
        yield (
            f'<li>{icon(mark)}<span class="say">{mark}</span> <a href="#finding-{finding.finding_id}">'
            f"<b>{text(outcome.rule)}</b> {text(title, _TITLE)}</a>{where}</li>\n"
        )
    more = len(found) - _SHOWN
    if more > 0:
        yield (
            f'<li><a href="#findings?at={scene.anchor(place)}&amp;rule={text(found[0].outcome.rule)}">'
            f"and {more:,} more of {text(found[0].outcome.rule)}</a></li>\n"
        )


def as_text(scene: Scene) -> Iterator[str]:
    """Yield everything that the picture shows, folded."""
    yield '<details class="astext"><summary>The same as text</summary>\n'
    goals: dict[str, list[str]] = {}
    for one in scene.balancer.connections:
        goals.setdefault(one.source, []).append(one.target)
    nodes = {node.asset.name: node for node in scene.balancer.nodes}
    for stage, members in groupby(scene.balancer.nodes, key=lambda node: node.stage):
        yield f"<h4>{words.STAGES[stage]}</h4>\n<ul>"
        for node in members:
            yield _node(node, goals.get(node.asset.name, ()), nodes)
        yield "</ul>\n"
    yield "</details>\n"


def _node(node: Node, goals: Sequence[str], nodes: dict[str, Node]) -> str:
    asset = node.asset
    said = [words.STATES[node.state]] if node.state in words.STATES else []
    said += [fact_text(key, value) for key, value in node.facts]
    names = [words.name(nodes[goal].asset) for goal in dict.fromkeys(goals) if goal in nodes]
    more = [f"and {plural(len(names) - _NAMES, 'other')}"] if len(names) > _NAMES else []
    if names:
        said.append(f"leads to {', '.join([*names[:_NAMES], *more])}")
    rest = f": {text('; '.join(said))}" if said else ""
    return f"<li>{text(words.kind(asset.type))} <b>{text(words.name(asset))}</b>{rest}</li>\n"
