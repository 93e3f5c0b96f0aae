"""Posture over time: a series of JSON reports, put in order and compared one with the next."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from lbpolicy.model import Finding, Level, Notification, Report, RuleCounts, Severity, Status
from lbpolicy.model.trend import WEIGHTS, Count, Point, ProjectPoint, RulePoint, Step, Trend, percent
from lbpolicy.report.baseline import findings_by_id, standing
from lbpolicy.report.difference import gone_from
from lbpolicy.report.stored import Stamp, read_report, stamp


def trend(paths: Sequence[Path | str]) -> Trend:
    """Return the posture that the reports show, by time; at most two of them are in memory at once.

    UsageError: a report cannot be read, or is none.
    """
    notes: list[Notification] = []
    points: list[Point] = []
    before: Report | None = None
    for path in _ordered(paths, notes):
        report = read_report(path)
        step = None
        if before is not None:
            obstacle = _obstacle(before, report)
            step = None if obstacle else _step(before, report)
            notes += _remarks(str(path), obstacle, step)
        points.append(_point(str(path), report, step))
        notes += _doubts(points[-1])
        before = report
    return Trend(tuple(points), tuple(notes))


def _ordered(paths: Sequence[Path | str], notes: list[Notification]) -> Iterator[Path | str]:
    """Yield each report once, by the time that it is about, then by its name."""
    stamps: dict[str, tuple[datetime, str, Path | str]] = {}
    for path in paths:
        one: Stamp = stamp(path)
        if one.digest in stamps:
            text = f"{path} is the same report as {stamps[one.digest][1]}, and counts once."
            notes.append(Notification(Level.WARNING, "same-report", text))
        else:
            stamps[one.digest] = (datetime.fromisoformat(one.evaluated_at), str(path), path)
    ordered = sorted(stamps.values(), key=lambda one: one[:2])
    times = Counter(when for when, _, _ in ordered)
    for when, count in times.items():
        if count > 1:
            names = ", ".join(name for at, name, _ in ordered if at == when)
            text = (
                f"{count} different reports are as of {when.isoformat()}: {names}. They are ordered by name."
            )
            hint = "Leave out those that are not of the series."
            notes.append(Notification(Level.WARNING, "same-time", text, hint))
    for _, _, path in ordered:
        yield path


def _obstacle(before: Report, after: Report) -> str:
    """Say why two reports cannot be compared; nothing if they can."""
    if not (before.complete and after.complete):
        return "one of them is of an incomplete scan"
    if before.bundle != after.bundle:
        return f"they are of different bundles, {before.bundle} and {after.bundle}"
    if (before.plan is None) != (after.plan is None):
        return "one of them is of a Terraform plan"
    if before.coverage.scope and after.coverage.scope and not _projects(before) & _projects(after):
        return "they cover no project in common"
    return ""


def _step(before: Report, after: Report) -> Step:
    """Count what is new and what is gone, among the rules and projects that both reports have."""
    rules = {rule.id for rule in before.rules} & {rule.id for rule in after.rules}
    shared = _projects(before) & _projects(after)
    projects = shared | {""}

    def counts(finding: Finding) -> bool:
        known = not shared or finding.outcome.asset.project in projects
        return finding.active and known and finding.outcome.rule in rules

    former = findings_by_id(before)
    gone = Counter(one.why == "not-judged" for one in gone_from(former, after) if counts(one.finding))
    new = sum(1 for one in after.findings if counts(one) and standing(one, former) == "new")
    return Step(new, gone[False], gone[True], tuple(_differences(before, after)))


def _differences(before: Report, after: Report) -> Iterator[str]:
    rules = {rule.id for rule in before.rules} ^ {rule.id for rule in after.rules}
    if rules:
        yield f"{len(rules):,} rules are in force in one of the two alone, and left out of new and fixed"
    projects = _projects(before) ^ _projects(after)
    if projects and before.coverage.scope and after.coverage.scope:
        yield f"{len(projects):,} projects are covered by one of the two alone, and left out of new and fixed"


def _projects(report: Report) -> frozenset[str]:
    return frozenset(report.coverage.scope)


def _remarks(file: str, obstacle: str, step: Step | None) -> Iterator[Notification]:
    if obstacle:
        text = f"{file} cannot be compared with the report before it: {obstacle}."
        yield Notification(Level.WARNING, "not-comparable", text)
    for remark in step.remarks if step else ():
        text = f"{file} differs from the report before it: {remark}."
        yield Notification(Level.WARNING, "differs", text)


def _doubts(point: Point) -> Iterator[Notification]:
    if not point.complete:
        text = f"{point.file} is of an incomplete scan: its figures are of what could be read and judged."
        yield Notification(Level.WARNING, "report-incomplete", text)
    if point.planned:
        text = f"{point.file} is of a Terraform plan: its findings leave out what the plan does not touch."
        yield Notification(Level.WARNING, "report-of-plan", text)


def _point(file: str, report: Report, step: Step | None) -> Point:
    by_rule: defaultdict[str, list[Finding]] = defaultdict(list)
    by_project: dict[str, list[Finding]] = {project: [] for project in report.coverage.scope}
    for finding in report.findings:
        by_rule[finding.outcome.rule].append(finding)
        if finding.outcome.status is not Status.PASS:
            by_project.setdefault(finding.outcome.asset.project, []).append(finding)
    rules = [
        _rule_point(rule.id, rule.title, rule.severity, report.coverage.rules.get(rule.id), by_rule[rule.id])
        for rule in report.rules
    ]
    passed = sum(WEIGHTS[one.severity] * one.passed for one in rules)
    judged = passed + sum(WEIGHTS[one.severity] * one.failed for one in rules)
    return Point(
        file=file,
        evaluated_at=report.evaluated_at,
        bundle=report.bundle,
        complete=report.complete,
        planned=report.plan is not None,
        score=percent(passed, judged),
        count=_count(report.findings),
        rules=tuple(sorted(rules, key=lambda one: one.id)),
        projects=tuple(ProjectPoint(name, _count(found)) for name, found in sorted(by_project.items())),
        step=step,
    )


def _rule_point(
    name: str, title: str, severity: Severity, counts: RuleCounts | None, findings: Sequence[Finding]
) -> RulePoint:
    """Return a rule's point. An asset on which every failing finding is waived neither passes nor fails."""
    failing = [one for one in findings if one.outcome.status is Status.FAIL]
    active = {one.outcome.asset.name for one in failing if one.active}
    waived = {one.outcome.asset.name for one in failing} - active
    told = counts or RuleCounts()
    return RulePoint(name, title, severity, told.passed, max(told.fail - len(waived), 0), _count(findings))


def _count(findings: Iterable[Finding]) -> Count:
    failing: Counter[Severity] = Counter()
    review = waived = 0
    for finding in findings:
        if finding.waiver is not None:
            waived += 1
        elif finding.outcome.status is Status.FAIL:
            failing[finding.severity] += 1
        elif finding.outcome.status is Status.REVIEW:
            review += 1
    return Count({severity: failing[severity] for severity in Severity}, review, waived)
