"""What two reports have and have not in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lbpolicy.model.assets import Notification
from lbpolicy.model.outcomes import Finding
from lbpolicy.model.rules import Rule

GoneWhy = Literal["fixed", "removed", "fixed-or-removed", "not-judged"]
"""What became of a finding that the later report does not have.

fixed and removed as in `Absent`. fixed-or-removed: it is gone, and the report does not tell which of the two,
for it lists no asset on which nothing fails. not-judged: whether it is gone cannot be told.
"""


@dataclass(frozen=True, slots=True)
class Gone:
    """A finding of the earlier report, failing or to review, that the later one does not have."""

    finding: Finding
    """As the earlier report has it, with `baseline` "absent"."""
    why: GoneWhy


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two reports."""

    file: str
    """The path as it was given, or "-" for standard input."""
    evaluated_at: str
    """RFC 3339, UTC."""
    bundle: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """The later of two reports, compared with the earlier one."""

    old: Side
    new: Side
    findings: Sequence[Finding]
    """Of the later report, failing or to review, worst first; `baseline` is new, unchanged or updated."""
    gone: Sequence[Gone]
    """Worst first."""
    rules: Mapping[str, Rule]
    """The rules of all these findings, by id."""
    notifications: Sequence[Notification] = ()
    """What speaks against comparing the two."""
