"""Collects evaluations and makes one sorted Report of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from lbpolicy.model import (
    Coverage,
    Evaluation,
    Finding,
    Level,
    Notification,
    Outcome,
    PolicySet,
    Report,
    RuleCounts,
    SourceSummary,
    Status,
)
from lbpolicy.report.identity import identified
from lbpolicy.report.order import STATUS_RANK, finding_order, notification_order
from lbpolicy.report.tally import Tally

ERRORS_KEPT = 20
"""Notifications kept for one rule that cannot be evaluated; the rest is one count."""

_DECIDED = frozenset({Status.FAIL, Status.PASS})


class ReportBuilder:
    """Takes evaluations one by one. Memory grows with findings, not with passes or assets."""

    def __init__(self, policies: PolicySet, *, keep_passes: bool = False) -> None:
        """Judge by the rules and severities of `policies`; list passes too if `keep_passes`."""
        self._policies = policies
        self._severities = {rule.id: rule.severity for rule in policies.rules}
        self._kept = {Status.FAIL, Status.REVIEW} | ({Status.PASS} if keep_passes else set())
        self._tallies: defaultdict[str, Tally] = defaultdict(Tally)
        self._findings: list[Finding] = []
        self._errors: list[Notification] = []
        self._subjects = 0

    def add(self, evaluation: Evaluation) -> None:
        """Count what the rules say of one subject, and keep what a report lists."""
        by_rule: defaultdict[str, list[Outcome]] = defaultdict(list)
        for outcome in evaluation.outcomes:
            by_rule[outcome.rule].append(outcome)
        decided = False
        for rule, outcomes in by_rule.items():
            verdict = min((outcome.status for outcome in outcomes), key=STATUS_RANK.__getitem__)
            self._tallies[rule].verdicts[verdict] += 1
            decided = decided or verdict in _DECIDED
            if verdict in self._kept:
                self._keep(rule, outcomes)
        self._subjects += decided
        self._keep_errors(evaluation.errors)

    def _keep(self, rule: str, outcomes: Iterable[Outcome]) -> None:
        listed = (outcome for outcome in outcomes if outcome.status in self._kept)
        severity = self._severities[rule]
        self._findings.extend(Finding(name, severity, outcome) for name, outcome in identified(listed))

    def _keep_errors(self, errors: Iterable[Notification]) -> None:
        for error in errors:
            tally = self._tallies[error.rule]
            tally.errors += 1
            if tally.errors <= ERRORS_KEPT:
                self._errors.append(error)

    def build(  # noqa: PLR0913 - a report has this many parts, and a bag for them would be a second Report
        self,
        *,
        evaluated_at: str,
        bundle: str,
        engine: str,
        notifications: Iterable[Notification],
        sources: tuple[SourceSummary, ...],
        records: int,
        types: Mapping[str, int],
        invalid: int,
        has_iam: bool,
    ) -> Report:
        """Return the report, in its final order.

        `evaluated_at` is RFC 3339 in UTC; `types` counts the distinct assets used by canonical type. The
        errors of the evaluations join `notifications`; equal notifications are listed once.
        """
        coverage = Coverage(
            sources=sources,
            records=records,
            assets=sum(types.values()),
            invalid=invalid,
            subjects=self._subjects,
            types=dict(sorted(types.items())),
            has_iam=has_iam,
            rules=self._counts(),
        )
        everything = dict.fromkeys((*notifications, *self._errors, *self._further_errors()))
        return Report(
            evaluated_at=evaluated_at,
            bundle=bundle,
            engine=engine,
            rules=tuple(sorted(self._policies.rules, key=lambda rule: rule.id)),
            findings=tuple(sorted(self._findings, key=finding_order)),
            notifications=tuple(sorted(everything, key=notification_order)),
            coverage=coverage,
        )

    def _counts(self) -> dict[str, RuleCounts]:
        reasons: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for finding in self._findings:
            if finding.outcome.status is Status.REVIEW:
                reasons[finding.outcome.rule][finding.outcome.message] += 1
        return {
            rule.id: self._tallies[rule.id].counts(reasons[rule.id])
            for rule in sorted(self._policies.rules, key=lambda rule: rule.id)
        }

    def _further_errors(self) -> Iterator[Notification]:
        for rule, tally in self._tallies.items():
            if tally.errors > ERRORS_KEPT:
                yield Notification(
                    Level.ERROR,
                    "rule-error",
                    f"The same rule could not be evaluated on {tally.errors - ERRORS_KEPT} further assets.",
                    rule=rule,
                )
