"""How findings stand to those of a former report, and what became of those that are gone.

A finding is the same one if its id is. It is new if nobody accepted it as it is: the former report does not
have it, or has it as a case to review, with a lower severity, or waived while it is not waived now.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal

from lbpolicy.model import (
    Absent,
    Baseline,
    Coverage,
    Evaluation,
    Finding,
    Level,
    Notification,
    Phase,
    Report,
    Rule,
    Status,
)
from lbpolicy.report.order import finding_order, notification_order

Why = Literal["fixed", "removed", "not-judged"]
Standing = Literal["new", "unchanged", "updated", ""]

MAX_NAMED = 20
"""Projects that are named because all that was found in them is gone; the rest is counted."""
ACCEPTED = frozenset({"unchanged", "updated"})
"""What `Finding.baseline` is for findings that the former report accepted."""
SHOWN = 10
"""Rules that one warning names."""


class Comparison:
    """Notes what a scan says of the findings of a former report; its memory is bounded by that report."""

    def __init__(self, file: str, former: Report) -> None:
        """Compare with a report that was read from `file`."""
        self._file = file
        self._former = former
        self._findings = findings_by_id(former)
        self._pairs = {(one.outcome.rule, one.outcome.asset.name) for one in self._findings.values()}
        self._assets = {asset for _, asset in self._pairs}
        self._seen: set[str] = set()
        self._present: set[str] = set()
        self._earlier: set[str] = set()
        self._judged: set[tuple[str, str]] = set()
        self._open: set[tuple[str, str]] = set()

    def note(self, evaluation: Evaluation, found: Iterable[Finding], phase: Phase = Phase.BOTH) -> None:
        """Take in what the rules say of one asset: `found` has everything that fails or is to review.

        It may have passes; the id of one may be that of a former failure.
        With a Terraform plan only what is after it counts; what is there before it alone goes.
        """
        asset = evaluation.asset.name
        if asset not in self._assets:
            return
        if phase is Phase.BEFORE:
            self._earlier.add(asset)
            return
        self._present.add(asset)
        standing = (one.finding_id for one in found if one.outcome.status is not Status.PASS)
        self._seen.update(name for name in standing if name in self._findings)
        for outcome in evaluation.outcomes:
            pair = (outcome.rule, asset)
            if pair in self._pairs:
                (self._open if outcome.status is Status.REVIEW else self._judged).add(pair)
        self._open.update((error.rule, asset) for error in evaluation.errors)

    def settled(self, report: Report) -> Report:
        """Return the report of the scan, compared: everything was noted, and waivers are laid over it."""
        rules = {rule.id: rule for rule in report.rules}
        gone = [
            Absent(replace(old, baseline="absent"), self._why(old, rules, report))
            for name, old in self._findings.items()
            if name not in self._seen
        ]
        notes = {
            *report.notifications,
            *doubts(self._former, self._file, report),
            *emptied(gone, (*self._findings.values(), *report.findings)),
        }
        return replace(
            report,
            findings=tuple(compared(finding, self._findings) for finding in report.findings),
            baseline=baseline_of_absent(self._file, self._former, gone, rules),
            notifications=tuple(sorted(notes, key=notification_order)),
        )

    def _why(self, old: Finding, rules: Mapping[str, Rule], report: Report) -> Why:
        asset = old.outcome.asset
        pair = (old.outcome.rule, asset.name)
        if not judges(rules.get(old.outcome.rule), old):
            return "not-judged"
        if asset.name in self._present:
            return "fixed" if pair in self._judged and pair not in self._open else "not-judged"
        deleted = asset.name in self._earlier
        return "removed" if deleted or (report.complete and covers(report.coverage, old)) else "not-judged"


def doubts(former: Report, file: str, report: Report) -> Iterator[Notification]:
    """Yield what speaks against a report, read from `file`, as the baseline of another one."""
    if not former.complete:
        text = f"The baseline {file} is of an incomplete scan: what it missed counts as new."
        yield _warning("baseline-incomplete", text, "Make it from a scan without errors.")
    left = former.plan.kept_fail + former.plan.kept_review if former.plan else 0
    if left:
        text = f"The baseline {file} is of a Terraform plan and leaves out {left:,} findings, now new."
        yield _warning("baseline-partial", text, "Make it with --all, or from an export.")
    evaluated_at = report.evaluated_at
    if _moment(former.evaluated_at) > _moment(evaluated_at):
        text = f"The baseline {file} is as of {former.evaluated_at}, later than what is compared with it"
        yield _warning("baseline-later", f"{text} ({evaluated_at}).", "The former report is the baseline.")
    eased = _set_otherwise(former, report)
    if eased:
        more = f" and {len(eased) - SHOWN} more" if len(eased) > SHOWN else ""
        listed = f"{', '.join(eased[:SHOWN])}{more}"
        text = f"Set otherwise than for {file}, by parameters or to less severe: {listed}."
        hint = "A finding of theirs may be gone, or less severe, for that alone."
        yield _warning("baseline-other-settings", text, hint)


def findings_by_id(report: Report) -> dict[str, Finding]:
    """Return what fails or is to review, waived or not; of findings with one id, the worst."""
    found: dict[str, Finding] = {}
    for one in report.findings:
        if one.outcome.status is not Status.PASS:
            other = found.setdefault(one.finding_id, one)
            if other is not one and finding_order(one) < finding_order(other):
                found[one.finding_id] = one
    return found


def compared(finding: Finding, former: Mapping[str, Finding]) -> Finding:
    """Return a finding with how it stands to those of a former report, by id."""
    now = standing(finding, former)
    return finding if finding.baseline == now else replace(finding, baseline=now)


def standing(finding: Finding, former: Mapping[str, Finding]) -> Standing:
    """Return how a finding stands to those of a former report, by id."""
    if finding.outcome.status is Status.PASS:
        return ""
    old = former.get(finding.finding_id)
    if old is None or _worse(finding, old):
        return "new"
    return "unchanged" if _alike(finding, old) else "updated"


def baseline_of_absent(
    file: str, former: Report, gone: Iterable[Absent], in_force: Container[str]
) -> Baseline:
    """Return a baseline in its final order, with the rules that its absent findings alone still need."""
    absent = sorted(gone, key=lambda one: finding_order(one.finding))
    needed = {one.finding.outcome.rule for one in absent}
    known = former.known_rules
    rules = tuple(known[name] for name in sorted(needed) if name not in in_force)
    return Baseline(file, former.evaluated_at, tuple(absent), rules)


def judges(rule: Rule | None, finding: Finding) -> bool:
    """Tell whether a rule in force (None: it is not) judges assets of the finding's type."""
    asset_type = finding.outcome.asset.type
    return rule is not None and any(one.asset_type == asset_type for one in rule.subjects)


def covers(coverage: Coverage, finding: Finding) -> bool:
    """Tell whether the input held all assets of the finding's type that its project has."""
    asset = finding.outcome.asset
    return asset.type in coverage.scope.get(asset.project, ())


def emptied(gone: Iterable[Absent], known: Iterable[Finding]) -> Iterator[Notification]:
    """Warn of projects of which all that was found is gone with its assets: an export may just lack them.

    `known` is what was found in both reports. One asset may well go; that all of several do is worth a look.
    """
    removed = {one.finding.finding_id for one in gone if one.why == "removed"}
    assets: dict[str, set[str]] = {}
    rest: set[str] = set()
    for one in known:
        asset = one.outcome.asset
        if one.finding_id in removed:
            assets.setdefault(asset.project, set()).add(asset.name)
        elif one.outcome.status is not Status.PASS:
            rest.add(asset.project)
    hint = "If the project is still in use, the input lacks them: look at how it was exported."
    gone_whole = sorted(project for project in assets.keys() - rest if len(assets[project]) > 1)
    for project in gone_whole[:MAX_NAMED]:
        text = f"All {len(assets[project]):,} assets of project {project} that the baseline names are gone."
        yield _warning("baseline-project-gone", text, hint)
    if len(gone_whole) > MAX_NAMED:
        text = f"The same is so of {len(gone_whole) - MAX_NAMED:,} more projects."
        yield _warning("baseline-project-gone", text, hint)


def _set_otherwise(former: Report, report: Report) -> list[str]:
    """Return the rules of both reports that have other parameters now, or a lower severity."""
    before = {rule.id: rule for rule in former.rules}
    both = ((before[rule.id], rule) for rule in report.rules if rule.id in before)
    return [
        now.id
        for old, now in both
        if now.severity.rank > old.severity.rank
        or any(now.values[name] != value for name, value in old.values.items() if name in now.values)
    ]


def _worse(now: Finding, old: Finding) -> bool:
    """Tell whether it fails, and nobody accepted it as it is."""
    return now.outcome.status is Status.FAIL and (
        old.outcome.status is not Status.FAIL
        or (now.severity is not old.severity and now.severity.rank < old.severity.rank)
        or (now.waiver is None and old.waiver is not None)
    )


def _alike(now: Finding, old: Finding) -> bool:
    return (now.outcome.status, now.severity, now.outcome.message) == (
        old.outcome.status,
        old.severity,
        old.outcome.message,
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _warning(code: str, message: str, hint: str) -> Notification:
    return Notification(Level.WARNING, code, message, hint)
