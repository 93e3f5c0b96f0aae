"""Collects evaluations and makes one sorted Report of them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from lbpolicy.model import (
    Coverage,
    Evaluation,
    Finding,
    Level,
    LoadBalancer,
    Notification,
    Origin,
    Outcome,
    Phase,
    PlanEffect,
    PolicySet,
    Report,
    RuleCounts,
    SourceSummary,
    Status,
)
from lbpolicy.report.baseline import Comparison
from lbpolicy.report.changes import Earlier, kept
from lbpolicy.report.identity import identified
from lbpolicy.report.order import STATUS_RANK, finding_order, notification_order
from lbpolicy.report.tally import Tally
from lbpolicy.report.waivers import Waivers

ERRORS_KEPT = 20
"""Notifications kept for one rule that cannot be evaluated; the rest is one count."""

_DECIDED = frozenset({Status.FAIL, Status.PASS})


class ReportBuilder:
    """Takes evaluations one by one. Memory grows with what is listed, not with passes or assets."""

    def __init__(  # noqa: PLR0913 - what a scan was asked for, one by one
        self,
        policies: PolicySet,
        *,
        keep_passes: bool = False,
        planned: bool = False,
        all_findings: bool = True,
        comparison: Comparison | None = None,
        waivers: Waivers | None = None,
    ) -> None:
        """Judge by the rules and severities of `policies`; list passes too if `keep_passes`.

        `planned`: the evaluations are of the two worlds of a Terraform plan. Then, unless `all_findings`,
        what the plan leaves as it was on assets that it does not change is counted and not listed.
        `comparison`: with the baseline, if there is one. `waivers`: what somebody has accepted.
        """
        self._policies = policies
        self._severities = {rule.id: rule.severity for rule in policies.rules}
        self._listed = {Status.FAIL, Status.REVIEW} | ({Status.PASS} if keep_passes else set())
        self._planned = planned
        self._all = all_findings or not planned
        self._comparison = comparison
        self._waivers = waivers
        self._tallies: defaultdict[str, Tally] = defaultdict(Tally)
        self._findings: list[Finding] = []
        self._fixed: list[Finding] = []
        self._earlier = Earlier()
        self._unlisted: Counter[Status] = Counter()
        self._errors: list[Notification] = []
        self._earlier_errors: Counter[str] = Counter()
        self._subjects = 0

    def add(self, evaluation: Evaluation, phase: Phase = Phase.BOTH, *, changed: bool = True) -> None:
        """Count what the rules say of one subject, and keep what a report lists.

        `phase`: in which world of the plan this is so; of one asset, what was before it comes right before
        what is after it. `changed`: the plan changes the asset itself.
        """
        if phase is Phase.BEFORE:
            self._add_earlier(evaluation)
            if self._comparison:
                self._comparison.note(evaluation, (), phase)
            return
        found = list(self._counted(evaluation))
        if self._comparison:
            self._comparison.note(evaluation, found, phase)
        if self._planned:
            found = self._compared(evaluation, found, phase)
        if self._waivers:
            found = self._waivers.applied(evaluation, found)
        for finding in found:
            status = finding.outcome.status
            if self._all or changed or finding.change == "introduced":
                self._findings.append(finding)
            else:
                self._unlisted[status] += 1
        self._keep_errors(evaluation.errors)

    def _counted(self, evaluation: Evaluation) -> Iterator[Finding]:
        """Count the verdicts of one subject; yield what may be listed of them."""
        decided = False
        for rule, outcomes in _by_rule(evaluation).items():
            verdict = min((outcome.status for outcome in outcomes), key=STATUS_RANK.__getitem__)
            self._tallies[rule].verdicts[verdict] += 1
            decided = decided or verdict in _DECIDED
            if verdict in self._listed:
                yield from self._found(rule, outcomes)
        self._subjects += decided

    def _found(self, rule: str, outcomes: Iterable[Outcome]) -> Iterator[Finding]:
        severity = self._severities[rule]
        for name, outcome in identified(one for one in outcomes if one.status in self._listed):
            yield Finding(name, severity, outcome)

    def _add_earlier(self, evaluation: Evaluation) -> None:
        self._close_earlier()
        findings = (f for rule, outcomes in _by_rule(evaluation).items() for f in self._found(rule, outcomes))
        self._earlier = Earlier(evaluation.asset.name, {finding.finding_id: finding for finding in findings})
        for error in evaluation.errors:
            self._earlier_errors[error.rule] += 1
            if self._earlier_errors[error.rule] <= ERRORS_KEPT:
                self._errors.append(_of_earlier(error))

    def _compared(self, evaluation: Evaluation, found: list[Finding], phase: Phase) -> list[Finding]:
        if self._earlier.asset != evaluation.asset.name:
            self._close_earlier()
        if phase is Phase.BOTH:
            return [kept(finding) for finding in found]
        earlier, self._earlier = self._earlier, Earlier()
        self._fixed += earlier.fixed(found, {error.rule for error in evaluation.errors})
        return [earlier.compared(finding) for finding in found]

    def _close_earlier(self) -> None:
        """Take an asset that is not there after the plan for mended."""
        self._fixed += self._earlier.fixed(())
        self._earlier = Earlier()

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
        scope: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
        load_balancers: Sequence[LoadBalancer] = (),
        locate: Callable[[Outcome], Origin] | None = None,
    ) -> Report:
        """Return the report, in its final order.

        `evaluated_at` is RFC 3339 in UTC; `types` counts the distinct assets used by canonical type. The
        errors of the evaluations join `notifications`; equal notifications are listed once. `locate` says
        where in the sources of Terraform the culprit of a finding stands.
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
            scope=scope,
        )
        findings = sorted(self._findings, key=finding_order)
        plan = self._plan_effect()
        if locate is not None:
            findings = [_located(finding, locate) for finding in findings]
        # last of all: to locate something may have had something to tell
        waivers = self._waivers.notifications(coverage.scope) if self._waivers else ()
        everything = dict.fromkeys((*notifications, *self._errors, *self._further_errors(), *waivers))
        report = Report(
            evaluated_at=evaluated_at,
            bundle=bundle,
            engine=engine,
            rules=tuple(sorted(self._policies.rules, key=lambda rule: rule.id)),
            findings=tuple(findings),
            notifications=tuple(sorted(everything, key=notification_order)),
            coverage=coverage,
            plan=plan,
            load_balancers=load_balancers,
        )
        return self._comparison.settled(report) if self._comparison else report

    def _plan_effect(self) -> PlanEffect | None:
        if not self._planned:
            return None
        self._close_earlier()
        fixed = tuple(sorted(self._fixed, key=finding_order))
        return PlanEffect(fixed, self._unlisted[Status.FAIL], self._unlisted[Status.REVIEW])

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


def _by_rule(evaluation: Evaluation) -> dict[str, list[Outcome]]:
    by_rule: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in evaluation.outcomes:
        by_rule[outcome.rule].append(outcome)
    return by_rule


def _of_earlier(error: Notification) -> Notification:
    """Return the error of a rule on what was before the plan, on which no verdict rests."""
    message = f"{error.message} This is how it is before the plan, so its findings count as introduced."
    return replace(error, level=Level.WARNING, message=message)


def _located(finding: Finding, locate: Callable[[Outcome], Origin]) -> Finding:
    outcome = finding.outcome
    if outcome.status is Status.PASS or not outcome.origin.address:
        return finding
    return replace(finding, outcome=replace(outcome, origin=locate(outcome)))
