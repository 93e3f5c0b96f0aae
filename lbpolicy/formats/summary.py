"""The figures that every format states in the same way."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from lbpolicy.model import PlanEffect, Report, Rule, RuleCounts, Severity, Status

IAM_POLICY = "IAM_POLICY"
"""How a rule's `requires` spells IAM policies."""
_SPOKEN = {IAM_POLICY: "IAM policies"}


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What a Terraform plan does to failing findings that nobody waived."""

    introduced: int
    """Those listed that it brings."""
    kept: int
    """Those listed that were there before it, on assets that it changes; with --all on others too."""
    fixed: int
    kept_fail: int
    """Those that are not listed: they are as they were, on assets that it does not change."""
    kept_review: int
    """The same of cases to review."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How much of what a report says."""

    severities: Mapping[Severity, int]
    """Failing findings that nobody waived, by severity; every severity is there."""
    fail: int
    """Failing findings that nobody waived."""
    review: int
    """Findings that could not be decided, without waived ones."""
    waived: int
    """Waived findings, failing or to review."""
    passed: int
    """Passes: one rule on one asset."""
    not_applicable: int
    error: int
    """Rules that could not be evaluated: one rule on one asset."""
    verdicts: int
    """Rules that passed or failed at least one asset."""
    plan: PlanSummary | None = None
    """None where no Terraform plan was among the sources."""


def summarise(report: Report) -> Summary:
    """Count findings and verdicts."""
    severities: Counter[Severity] = Counter()
    review = waived = 0
    for finding in report.findings:
        if finding.waiver is not None:
            waived += 1
        elif finding.outcome.status is Status.FAIL:
            severities[finding.severity] += 1
        elif finding.outcome.status is Status.REVIEW:
            review += 1
    counts = report.coverage.rules.values()
    return Summary(
        severities={severity: severities[severity] for severity in Severity},
        fail=severities.total(),
        review=review,
        waived=waived,
        passed=sum(count.passed for count in counts),
        not_applicable=sum(count.not_applicable for count in counts),
        error=sum(count.error for count in counts),
        verdicts=sum(1 for count in counts if count.fail or count.passed),
        plan=_summarise_plan(report, report.plan) if report.plan else None,
    )


def all_clear(report: Report, summary: Summary) -> bool:
    """Tell whether every verdict is a pass, those included that a plan leaves as they were."""
    left = summary.plan is not None and (summary.plan.kept_fail or summary.plan.kept_review)
    return report.complete and not (summary.fail or summary.review or summary.waived or left)


def _summarise_plan(report: Report, plan: PlanEffect) -> PlanSummary:
    changes = Counter(finding.change for finding in report.findings if finding.active)
    return PlanSummary(
        changes["introduced"], changes["kept"], len(plan.fixed), plan.kept_fail, plan.kept_review
    )


def not_assessed(report: Report) -> dict[str, str]:
    """Return rule id -> why the rule neither passed nor failed a single asset."""
    reasons = {}
    for rule in report.rules:
        counts = report.coverage.rules.get(rule.id, RuleCounts())
        if not counts.fail and not counts.passed:
            reasons[rule.id] = _reason(rule, counts, report)
    return reasons


def _reason(rule: Rule, counts: RuleCounts, report: Report) -> str:
    if counts.error:
        return "could not be evaluated; see the errors"
    if counts.not_applicable and not counts.review:
        return "applies to none of the assets"
    lacking = [_SPOKEN.get(name, name) for name in rule.requires if not _present(name, report)]
    if lacking:
        return f"the input lacks {', '.join(lacking)}"
    return "every case is left to review" if counts.review else "the input has no asset of its kind"


def _present(name: str, report: Report) -> bool:
    return report.coverage.has_iam if name == IAM_POLICY else report.coverage.types.get(name, 0) > 0
