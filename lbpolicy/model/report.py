"""Everything that a format needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from lbpolicy.model.assets import Level, Notification
from lbpolicy.model.outcomes import Finding
from lbpolicy.model.rules import Rule
from lbpolicy.model.topology import LoadBalancer


@dataclass(frozen=True, slots=True)
class RuleCounts:
    """How often a rule said what."""

    fail: int = 0
    """Assets with at least one failing outcome (a rule may report several findings on one asset)."""
    passed: int = 0
    review: int = 0
    """Assets with at least one review outcome and no failing one."""
    not_applicable: int = 0
    error: int = 0
    """Subjects on which the rule could not be evaluated."""
    reasons: Mapping[str, int] = field(default_factory=dict)
    """Why reviews could not be decided: message -> number of review outcomes (at most ten messages)."""


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """What was read from one file."""

    file: str
    shape: str
    """"NDJSON", "JSON array", "REST list", "search results", ...; "" when nothing could be read."""
    records: int
    """Records seen, of whatever type."""
    assets: int
    """Records of types that the rules use."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the verdict rests on."""

    sources: tuple[SourceSummary, ...]
    records: int
    """Records read, of whatever type."""
    assets: int
    """Distinct assets used."""
    invalid: int
    """Assets that violate their schema (evaluated all the same)."""
    subjects: int
    """Assets that at least one rule judged."""
    types: Mapping[str, int]
    """Distinct assets used, by canonical type."""
    has_iam: bool
    rules: Mapping[str, RuleCounts]
    """By rule id; what is waived counts as what it is."""
    scope: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Project -> canonical types of which the input holds all that the project has: what is not there does
    not exist. Nothing of it where some input was lost."""


@dataclass(frozen=True, slots=True)
class PlanEffect:
    """What a Terraform plan does to the verdict, beside the findings that a report lists."""

    fixed: tuple[Finding, ...] = ()
    """What failed before the plan and does no longer, worst first."""
    kept_fail: int = 0
    """Failing findings that are not listed: the plan changes neither them nor their assets."""
    kept_review: int = 0
    """The same of cases to review."""


@dataclass(frozen=True, slots=True)
class Absent:
    """A finding of the baseline, failing or to review, that is not there any more."""

    finding: Finding
    """As the baseline has it, with `baseline` "absent"."""
    why: Literal["fixed", "removed", "not-judged"]
    """fixed: the rule judged the asset and does not find it; removed: the asset does not exist any more.
    not-judged: neither can be told (the rule is not in force or erred, the asset is not in the input, or the
    rule now leaves it to review), so it is no good news."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The former report that a scan was compared with."""

    file: str
    evaluated_at: str
    """RFC 3339, UTC."""
    absent: tuple[Absent, ...] = ()
    """Worst first."""
    rules: tuple[Rule, ...] = ()
    """Rules of absent findings that are not in force any more, by id."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a format needs, in its final order."""

    evaluated_at: str
    """RFC 3339, UTC: the time that the verdict is about (`--as-of`)."""
    bundle: str
    engine: str
    """"regopy 1.5.2"."""
    rules: tuple[Rule, ...]
    """The rules in force, by id."""
    findings: tuple[Finding, ...]
    """fail, review and (if asked for) pass; worst first, then by rule, asset, key. Waived ones are among
    them, with their waiver."""
    notifications: Sequence[Notification]
    coverage: Coverage
    plan: PlanEffect | None = None
    """None where no Terraform plan was among the sources."""
    baseline: Baseline | None = None
    load_balancers: Sequence[LoadBalancer] = ()
    """Those that serve external traffic, or may; by name."""

    @property
    def complete(self) -> bool:
        """False when something could not be read or evaluated."""
        return not any(n.level is Level.ERROR for n in self.notifications)

    @property
    def known_rules(self) -> Mapping[str, Rule]:
        """The rules of every finding by id, also of absent ones whose rule is not in force any more."""
        former = self.baseline.rules if self.baseline else ()
        return {rule.id: rule for rule in (*former, *self.rules)}
