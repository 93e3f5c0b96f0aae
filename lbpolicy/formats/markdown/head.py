"""How the Markdown formats begin: what the scan comes to."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from lbpolicy.formats.markdown import text as md
from lbpolicy.formats.paint import plural
from lbpolicy.formats.summary import PlanSummary, Summary, all_clear
from lbpolicy.model import Baseline, Finding, Level, Report, Severity

MARK = "<!-- lbpolicy -->"
"""Begins the text: by it a job finds the comment that it wrote before."""
_ERRORS = 5
_SENTENCE = 500
_DATE = len("2026-11-21")
_ROWS = {"": "findings", "introduced": "introduced", "kept": "kept", "fixed": "fixed"}


def head_blocks(report: Report, summary: Summary, groups: Mapping[str, Sequence[Finding]]) -> Iterator[str]:
    """Yield mark, heading, verdict, errors and counts. `groups`: change -> failing findings."""
    yield MARK
    yield "## lbpolicy"
    yield from _verdict(report, summary)
    yield from _errors(report)
    if summary.plan:
        yield _plan_sentence(summary.plan)
    if report.baseline:
        yield _baseline_sentence(report, report.baseline)
    fixed = report.plan.fixed if report.plan else ()
    counted = {change: found for change, found in {**groups, "fixed": fixed}.items() if found}
    if counted:
        yield _counts(counted)


def _verdict(report: Report, summary: Summary) -> Iterator[str]:
    severities = ", ".join(f"{count:,} {name.value}" for name, count in summary.severities.items() if count)
    parts = [f"{plural(summary.fail, 'finding')}: {severities}" if summary.fail else "No findings"]
    parts += [f"{summary.review:,} to review"] if summary.review else []
    parts += [f"{summary.waived:,} waived"] if summary.waived else []
    parts += [plural(summary.passed, "pass", "passes")]
    yield f"**{'; '.join(parts)}.**"
    judged = report.coverage.subjects
    if not judged:
        yield "**Nothing was judged:** no rule reached a verdict on any asset of the input."
    elif all_clear(report, summary):
        rules = f"{summary.verdicts:,} of {plural(len(report.rules), 'rule')}"
        yield f"All clear: {plural(judged, 'asset')} judged by {rules}, and every verdict is a pass."


def _errors(report: Report) -> Iterator[str]:
    errors = [one for one in report.notifications if one.level is Level.ERROR]
    if not errors:
        return
    count = plural(len(errors), "error")
    yield f"**The scan is incomplete: {count}.** What could be read and judged is shown."
    shown = [md.inert(f"{one.message} {one.hint}", _SENTENCE) for one in errors[:_ERRORS]]
    further = len(errors) - len(shown)
    yield md.bullets([*shown, f"and {further:,} more"] if further else shown)


def _plan_sentence(plan: PlanSummary) -> str:
    introduced = plural(plan.introduced, "finding")
    sentence = f"The plan introduces {introduced}, keeps {plan.kept:,} and fixes {plan.fixed:,}."
    if not plan.kept_fail and not plan.kept_review:
        return sentence
    unlisted = f"{plural(plan.kept_fail, 'finding')} and {plural(plan.kept_review, 'case')} to review"
    return f"{sentence} Not listed, since the plan changes nothing about them: {unlisted}."


def _baseline_sentence(report: Report, baseline: Baseline) -> str:
    """Say what changed since the former report; waived findings are left out of what is there."""
    now = Counter(one.baseline for one in report.findings if one.waiver is None)
    gone = Counter(absent.why for absent in baseline.absent)
    parts = [f"**{now['new']:,} new**"]
    parts += [f"{now['updated']:,} updated"] if now["updated"] else []
    parts += [f"{now['unchanged']:,} unchanged", f"{gone['fixed']:,} fixed"]
    parts += [f"{gone['removed']:,} gone with their assets"] if gone["removed"] else []
    sentence = (
        f"{', '.join(parts)} since {md.inert(baseline.evaluated_at[:_DATE])}, cases to review included."
    )
    if not gone["not-judged"]:
        return sentence
    return f"{sentence} {gone['not-judged']:,} could not be judged this time, which is no good news."


def _counts(groups: Mapping[str, Sequence[Finding]]) -> str:
    """Return the table of findings by severity, a row for each thing that a plan does to them."""
    rows = []
    for change, findings in groups.items():
        counts = Counter(finding.severity for finding in findings)
        cells = [f"{counts[severity]:,}" if counts[severity] else "" for severity in Severity]
        rows.append((_ROWS[change], *cells, f"{len(findings):,}"))
    header = ("", *(severity.value for severity in Severity), "all")
    return md.table(header, rows, right=range(1, len(header)))
