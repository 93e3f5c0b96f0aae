"""Whether the resource of a waiver is a resource: exact names and anchored globs.

`*` stands for any characters within one segment (model.waivers.segments), `**` as a segment of its own for
any number of segments. Whatever stands between two wildcards is searched once from the left, so the time
grows with the length of the text, and no pattern makes it try again and again.
"""

from collections.abc import Sequence

from lbpolicy.model.waivers import ANY, ANY_SEGMENTS, is_name, segments

_Part = tuple[str, ...]
"""The texts between the stars of one segment; one text where there is no star."""


class Pattern:
    """The resource of a waiver, ready to be compared."""

    def __init__(self, resource: str) -> None:
        self.is_name = is_name(resource)
        """It is compared with full resource names; else with Terraform addresses."""
        self.is_exact = ANY not in resource
        self.literal = len(resource) - resource.count(ANY)
        """Characters that are no wildcards: the more, the more specific."""
        parts = segments(resource)
        literal = next((at for at, part in enumerate(parts) if ANY in part), len(parts))
        self.start = parts[:literal]
        """The segments before the first with a wildcard: whatever it fits begins with them."""
        self._groups: list[list[_Part]] = [[]]
        for segment in parts:
            if segment == ANY_SEGMENTS:
                self._groups.append([])
            else:
                self._groups[-1].append(tuple(segment.split(ANY)))

    def matches(self, resource: str) -> bool:
        """Tell whether a full name or address, of which the pattern is the kind, is meant as a whole."""
        return is_name(resource) is self.is_name and self.fits(segments(resource))

    def fits(self, found: Sequence[str]) -> bool:
        """Tell the same of a full name or address, whichever the pattern is, in its segments."""
        first, *rest = self._groups
        if not rest:
            return len(found) == len(first) and _fits(first, found, 0)
        *middle, last = rest
        end = len(found) - len(last)
        if len(first) > end or not (_fits(first, found, 0) and _fits(last, found, end)):
            return False
        at = len(first)
        for group in middle:
            at = _search(group, found, at, end)
            if at < 0:
                return False
        return True


def _search(group: Sequence[_Part], found: Sequence[str], start: int, end: int) -> int:
    """Return where the first run of segments that fits a group ends; -1 if there is none."""
    for at in range(start, end - len(group) + 1):
        if _fits(group, found, at):
            return at + len(group)
    return -1


def _fits(group: Sequence[_Part], found: Sequence[str], at: int) -> bool:
    for offset in range(len(group) - 1, -1, -1):  # the last segment tells most resources apart
        part, text = group[offset], found[at + offset]
        if (part[0] != text) if len(part) == 1 else not _is_segment(part, text):
            return False
    return True


def _is_segment(part: _Part, text: str) -> bool:
    first, *middle, last = part
    end = len(text) - len(last)
    at = len(first)
    if at > end or not (text.startswith(first) and text.endswith(last)):
        return False
    for literal in middle:
        found = text.find(literal, at, end)
        if found < 0:
            return False
        at = found + len(literal)
    return True
