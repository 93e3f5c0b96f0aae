"""Counts that grow with the number of rules, never with the number of assets."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from lbpolicy.model import RuleCounts, Status

REASONS_KEPT = 10
"""As many different reasons for reviews as RuleCounts.reasons holds."""


@dataclass(slots=True)
class Tally:
    """How often one rule said what: one count for each subject."""

    verdicts: Counter[Status] = field(default_factory=Counter)
    """Subjects by the worst that the rule said of them."""
    errors: int = 0
    """Subjects on which the rule could not be evaluated."""

    def counts(self, reasons: Mapping[str, int]) -> RuleCounts:
        """Return the final counts. `reasons`: message of a review -> number of review findings."""
        return RuleCounts(
            fail=self.verdicts[Status.FAIL],
            passed=self.verdicts[Status.PASS],
            review=self.verdicts[Status.REVIEW],
            not_applicable=self.verdicts[Status.NOT_APPLICABLE],
            error=self.errors,
            reasons=_most_frequent(reasons),
        )


def _most_frequent(reasons: Mapping[str, int]) -> dict[str, int]:
    """Most frequent first. Ties go by the alphabet: the order of evaluation leaves no trace."""
    ranked = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return dict(ranked[:REASONS_KEPT])
