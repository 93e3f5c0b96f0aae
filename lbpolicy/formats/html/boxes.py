"""What stands in the boxes of a picture, and how high they are."""

from collections.abc import Mapping
from dataclasses import dataclass

from lbpolicy.formats.escape import visible
from lbpolicy.formats.html import words
from lbpolicy.formats.html.fitting import on_two_lines, packed, shortened
from lbpolicy.formats.html.parts import Part
from lbpolicy.formats.paint import plural

WIDTH = 178.0
"""Of a box, in pixels."""
PAD = 12.0
KIND, NAME, NOTE = 15.0, 17.0, 15.0
"""Heights of a line of each sort."""
_NAME_ROOM = 20
_NOTE_ROOM = 25
_NOTES = 3
_FACT = 100


@dataclass(frozen=True, slots=True)
class Drawn:
    """The lines of a box."""

    kind: str
    name: tuple[str, ...]
    notes: tuple[str, ...]
    state: str
    """That it is not at hand, in words; empty where it is."""

    @property
    def height(self) -> float:
        """In pixels."""
        notes = len(self.notes) + bool(self.state)
        return PAD * 2 - 4 + KIND + NAME * len(self.name) + NOTE * notes


def draw(part: Part, shared: Mapping[str, int]) -> Drawn:
    """Return what a box says."""
    node = part.nodes[0]
    count = len(part.nodes)
    if count == 1:
        title = tuple(on_two_lines(words.name(node.asset), _NAME_ROOM))
        kind = words.kind(node.asset.type)
    else:
        title = (shortened(f"{count:,} alike", _NAME_ROOM),)
        kind = words.kind(node.asset.type, count)
    facts = [fact for fact in node.facts if all(fact in other.facts for other in part.nodes)]
    notes = packed((fact_text(key, value) for key, value in facts), _NOTE_ROOM, _NOTES)
    others = shared.get(node.asset.name, 0) if count == 1 else 0
    if others:
        notes.append(f"shared: {plural(others, 'load balancer')}")
    return Drawn(shortened(kind, _NOTE_ROOM), title, tuple(notes), words.STATES.get(node.state, ""))


def fact_text(key: str, value: str) -> str:
    """Return a fact in a few words: "protocol HTTPS"."""
    return f"{visible(key, _FACT)} {visible(value, _FACT)}".strip()


def part_title(part: Part) -> str:
    """Return what a box is, on one line: "Backend service web"."""
    node = part.nodes[0]
    if len(part.nodes) == 1:
        return f"{words.kind(node.asset.type)} {words.name(node.asset)}"
    return f"{len(part.nodes):,} {words.kind(node.asset.type, 2)}"
