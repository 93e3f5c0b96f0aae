"""The written forms of a plan's resources: in its configuration, and in the .tf sources if there are any."""

from collections.abc import Sequence

from lbpolicy.sources.terraform.documents.addresses import Step
from lbpolicy.sources.terraform.documents.planned import Planned, value_at
from lbpolicy.sources.terraform.language.evaluate import Evaluator
from lbpolicy.sources.terraform.resolve.resolution import CONFIG, SOURCE
from lbpolicy.sources.terraform.resolve.written import (
    Body,
    Found,
    SourceBody,
    configured_body,
    find,
    source_body,
)
from lbpolicy.sources.terraform.syntax.places import by_index
from lbpolicy.sources.terraform.syntax.sources import Block, Position, TerraformSources

_KEPT = 64
"""Resources whose written form is kept: a reader asks for one attribute after the other."""


class Writings:
    """Finds what is written for an attribute, in each way in which it is written."""

    def __init__(self, configured: Evaluator, sourced: Evaluator | None) -> None:
        self.ways = [(CONFIG, configured)]
        """From what needs no sources to what knows more."""
        if sourced is not None:
            self.ways.append((SOURCE, sourced))
        self._bodies: dict[tuple[str, str], Body | None] = {}

    def find(self, planned: Planned, path: Sequence[Step], how: str, evaluator: Evaluator) -> Found | None:
        """Return what is written for an attribute; None where that is not told."""
        body = self._body(planned, how, evaluator)
        return find([body], path, planned.after, planned.unknown) if body is not None and path else None

    def position(self, planned: Planned, path: Sequence[Step], sources: TerraformSources) -> Position | None:
        """Return where an attribute is written in the sources."""
        how, evaluator = self.ways[-1]
        root = self._body(planned, how, evaluator)
        if not isinstance(root, SourceBody):
            return sources.place(planned.module, None, path)
        values = planned.before if planned.after is None else planned.after
        body, tree, marks = root, values, planned.unknown

        def choose(inner: Block, kind: str, index: int, candidates: tuple[Block, ...]) -> Block | None:
            nonlocal body, tree, marks
            chosen = [one for one in body.chosen(kind, index, tree, marks) if isinstance(one, SourceBody)]
            if not chosen:
                return by_index(inner, kind, index, candidates)
            body, tree, marks = chosen[0], value_at(tree, (kind, index)), value_at(marks, (kind, index))
            return body.block

        return sources.place(planned.module, root.block, path, choose)

    def _body(self, planned: Planned, how: str, evaluator: Evaluator) -> Body | None:
        key = (planned.address, how)
        if key not in self._bodies:
            if len(self._bodies) >= _KEPT:
                self._bodies.clear()
            body = source_body(planned, evaluator) if how == SOURCE else None
            self._bodies[key] = body or configured_body(planned, evaluator)
        return self._bodies[key]
