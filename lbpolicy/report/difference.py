"""Compares two reports, as far as they tell.

A report does not list assets on which nothing fails, so it may leave open whether a finding was fixed or its
asset removed, where a scan with `--baseline`, which sees every verdict, can tell.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lbpolicy.model import Finding, Level, Notification, Report, Rule, RuleCounts, Status
from lbpolicy.model.difference import Difference, Gone, GoneWhy, Side
from lbpolicy.report.baseline import compared, covers, doubts, findings_by_id, judges
from lbpolicy.report.order import finding_order


def difference(old_file: str, old: Report, new_file: str, new: Report) -> Difference:
    """Return what `new` has, and what it has no more, of what `old` had; the files are for the reader."""
    former = findings_by_id(old)
    findings = [compared(one, former) for one in new.findings if one.outcome.status is not Status.PASS]
    return Difference(
        old=Side(old_file, old.evaluated_at, old.bundle, old.complete),
        new=Side(new_file, new.evaluated_at, new.bundle, new.complete),
        findings=tuple(findings),
        gone=tuple(sorted(gone_from(former, new), key=lambda one: finding_order(one.finding))),
        rules={**old.known_rules, **new.known_rules},
        notifications=(*doubts(old, old_file, new), *_doubts_of_later(old, new, new_file)),
    )


def gone_from(former: Mapping[str, Finding], new: Report) -> Iterator[Gone]:
    """Yield the findings of a former report, by id, that `new` does not have."""
    present = {one.finding_id for one in new.findings if one.outcome.status is not Status.PASS}
    later = _Later(new)
    for name, finding in former.items():
        if name not in present:
            yield Gone(replace(finding, baseline="absent"), later.why(finding))


class _Later:
    """What the later report tells of assets and rules."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._rules: Mapping[str, Rule] = {rule.id: rule for rule in report.rules}
        self._judged: set[tuple[str, str]] = set()
        self._open: set[tuple[str, str]] = set()
        for finding in report.findings:
            pair = (finding.outcome.rule, finding.outcome.asset.name)
            (self._open if finding.outcome.status is Status.REVIEW else self._judged).add(pair)
        nodes = [node for balancer in report.load_balancers for node in balancer.nodes]
        self._missing = {node.asset.name for node in nodes if node.state == "missing"}
        self._present = {asset for _, asset in self._judged | self._open}
        self._present.update(node.asset.name for node in nodes if node.state == "resolved")
        plan = report.plan
        self._fixed = {finding.finding_id for finding in (plan.fixed if plan else ())}
        baseline = report.baseline
        self._told: dict[str, GoneWhy] = {
            one.finding.finding_id: one.why for one in (baseline.absent if baseline else ())
        }
        self._lists_all = plan is None or not plan.kept_fail + plan.kept_review

    def why(self, old: Finding) -> GoneWhy:
        """Return what became of a finding that the report does not have."""
        if old.finding_id in self._told:  # the scan itself looked, with every verdict at hand
            return self._told[old.finding_id]
        if old.finding_id in self._fixed:
            return "fixed"
        rule, asset = old.outcome.rule, old.outcome.asset
        if not (self._lists_all and judges(self._rules.get(rule), old)) or (rule, asset.name) in self._open:
            return "not-judged"
        if (rule, asset.name) in self._judged:
            return "fixed"
        return "not-judged" if self._errors(rule) else self._of_passing(old)

    def _errors(self, rule: str) -> int:
        return self._report.coverage.rules.get(rule, RuleCounts()).error

    def _of_passing(self, old: Finding) -> GoneWhy:
        """Tell it of an asset, if it is there, on which the rule finds nothing."""
        coverage, asset = self._report.coverage, old.outcome.asset
        if asset.name in self._present:
            return "fixed"
        if not (self._report.complete and covers(coverage, old)):
            return "not-judged"
        none = not coverage.types.get(asset.type)
        return "removed" if none or asset.name in self._missing else "fixed-or-removed"


def _doubts_of_later(old: Report, new: Report, file: str) -> Iterator[Notification]:
    if not new.complete:
        text = f"{file} is of an incomplete scan: what it missed is in neither list."
        yield Notification(Level.WARNING, "report-incomplete", text, "Mend its errors and scan again.")
    if old.bundle != new.bundle:
        text = f"The reports are of different bundles, {old.bundle} and {new.bundle}."
        hint = "Compare scans by the same rules."
        yield Notification(Level.WARNING, "different-bundles", text, hint)
