"""One result for the findings of one rule on one line, of which services would show a single one."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from lbpolicy.model import Finding

_NAMED = 3
"""Of the instances that share a line, so many are named."""
_RELATED = 100
"""And so many listed."""


@dataclass(slots=True)
class Group:
    """Instances of a module, of `count` or of `for_each`, or a finding by itself."""

    first: Finding
    count: int = 1
    addresses: list[str] = field(default_factory=list)
    assets: list[str] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        """Take in another finding on the same line."""
        self.count += 1
        if len(self.addresses) < _NAMED:
            self.addresses.append(finding.outcome.origin.address)
        if len(self.assets) < _RELATED:
            self.assets.append(finding.outcome.asset.name)

    def finding(self) -> Finding:
        """Return the first finding, which says that the others are there."""
        if self.count == 1:
            return self.first
        others = self.count - 1 - len(self.addresses)
        more = f" and {others} more" if others else ""
        outcome = self.first.outcome
        message = f"{outcome.message} The same holds for {', '.join(self.addresses)}{more}."
        related = tuple(dict.fromkeys((*outcome.related, *self.assets)))
        return replace(self.first, outcome=replace(outcome, message=message, related=related))


def group(findings: Iterable[Finding], most: int) -> tuple[list[Group], int]:
    """Return at most so many groups, and how many findings stand with others in them."""
    groups: list[Group] = []
    by_place: dict[tuple[str, str, int | None, bool], Group] = {}
    for finding in findings:
        origin = finding.outcome.origin
        place = (finding.outcome.rule, origin.file, origin.line, finding.waiver is None)
        known = by_place.get(place) if origin.in_sources else None
        if known:
            known.add(finding)
        elif len(groups) < most:
            groups.append(Group(finding))
            if origin.in_sources:
                by_place[place] = groups[-1]
    return groups, sum(one.count - 1 for one in groups)
