"""Which lines of the sources may be shown: none that holds a secret."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lbpolicy.model import Json
from lbpolicy.sources.terraform.convert.sides import branch, has_mark
from lbpolicy.sources.terraform.documents.addresses import Step
from lbpolicy.sources.terraform.documents.planned import Planned
from lbpolicy.sources.terraform.syntax.places import Position

_SECRET = re.compile(r"secret|passw|token|credential|private_?key|access_?key", re.IGNORECASE)
"""Words of a line that may hold a secret, which is then not shown."""
_LONGEST = 500
"""Characters of a line that is shown."""
_SHORTEST = 4
"""Characters of a secret that is looked for in a line; a shorter one is in many lines."""
_OPENS = ("{", "[", "(")


def snippet(planned: Planned, path: Sequence[Step], position: Position) -> str:
    """Return the line at a position; empty where it may hold what the plan marks as sensitive.

    `path` is that of the attribute, which is absent where the position is that of a block.
    """
    text = position.text
    if len(text) > _LONGEST or _SECRET.search(text):
        return ""
    if not text.rstrip().endswith(_OPENS) and any(_marked(tree, path) for tree in _marks(planned)):
        return ""
    return "" if any(secret in text for secret in _secrets(planned)) else text


def _marks(planned: Planned) -> tuple[Json, Json]:
    return planned.sensitive, planned.before_sensitive


def _marked(tree: Json, path: Sequence[Step]) -> bool:
    """Tell whether an attribute, what holds it or something within it is marked."""
    for step in path:
        tree = branch(tree, step)
    return bool(path) and has_mark(tree)


def _secrets(planned: Planned) -> Iterator[str]:
    """Yield the texts that are marked in a resource, line by line: a source may have them as they are."""
    pending = [(planned.after, planned.sensitive), (planned.before, planned.before_sensitive)]
    while pending:
        value, marks = pending.pop()
        if isinstance(value, str):
            if marks is True:
                yield from (line for line in map(str.strip, value.split("\n")) if len(line) >= _SHORTEST)
        elif has_mark(marks):
            members = _members(value)
            pending += [(member, marks is True or branch(marks, key)) for key, member in members]


def _members(value: Json) -> Iterable[tuple[Step, Json]]:
    if isinstance(value, Mapping):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()
