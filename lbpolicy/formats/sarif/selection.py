"""Which findings a SARIF profile shows, and what it says of the others: nothing vanishes without a word."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.paint import plural
from lbpolicy.formats.sarif.groups import group
from lbpolicy.formats.sarif.profiles import PROFILES, Profile
from lbpolicy.model import Finding, Level, Notification, Report, Status

_ELSEWHERE = "The JSON report and the generic profile have them."


class Shown(NamedTuple):
    """What becomes one result."""

    finding: Finding
    instances: int = 1
    """Findings that it stands for."""
    why: str = ""
    """Of what is not there any more: why."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What becomes results, in order, and what must be told about it."""

    results: Iterable[Shown]
    total: int = 0
    """Findings that are to be shown, with those that there is no room for; only a service has a limit."""
    notes: tuple[Notification, ...] = ()


def select(report: Report, options: RenderOptions) -> Selection:
    """Return everything for the generic profile, with what is gone; for a service what it can take."""
    profile = PROFILES[options.sarif_profile]
    not_judged = tuple(_not_judged(report, profile))
    if not profile.service:
        return Selection(_everything(report), notes=not_judged)
    counts = Counter(_class(finding) for finding in report.findings)
    total = counts["fail"] + (counts["waived"] if profile.suppressed else 0)
    groups, joined = group(_alerts(report, profile), options.max_results)
    results = [Shown(one.finding(), one.count) for one in groups]
    return Selection(
        results, total, (*_grouping(joined), *_left_out(counts, profile), *not_judged, *_nameless(options))
    )


def cut_note(left: int, total: int, profile: Profile, most: int) -> Iterator[Notification]:
    """Say how many of the findings there was no room for."""
    if left:
        message = f"{left:,} of {total:,} results are left out, the least severe ones."
        hint = f"{profile.service} takes {most:,} results and {profile.size // 1_000_000} MB."
        yield Notification(Level.WARNING, "results-cut", message, f"{hint} {_ELSEWHERE}")


def _everything(report: Report) -> Iterator[Shown]:
    """Yield what there is, what a plan fixes, and what was in the baseline."""
    yield from map(Shown, report.findings)
    fixed = report.plan.fixed if report.plan else ()
    yield from map(Shown, fixed)
    told = {finding.finding_id for finding in fixed}
    for absent in report.baseline.absent if report.baseline else ():
        if absent.finding.finding_id not in told:
            yield Shown(absent.finding, why=absent.why)


def _alerts(report: Report, profile: Profile) -> Iterator[Finding]:
    """Yield failing findings, worst first; waived ones last, so that they take nobody's room."""
    yield from (finding for finding in report.findings if finding.active)
    if profile.suppressed:
        yield from (finding for finding in report.findings if _class(finding) == "waived")


def _class(finding: Finding) -> str:
    """Return its status; that of a waived failure is "waived"."""
    status = finding.outcome.status
    return "waived" if status is Status.FAIL and finding.waiver is not None else status.value


def _grouping(joined: int) -> Iterator[Notification]:
    if joined:
        message = f"{plural(joined, 'more finding')} of the same rule on the same line stand in one result."
        yield Notification(Level.NOTE, "results-grouped", message, _ELSEWHERE)


def _left_out(counts: Counter[str], profile: Profile) -> Iterator[Notification]:
    would = f"{profile.service} would make an alert of each."
    if counts["waived"] and not profile.suppressed:
        message = f"Left out: {plural(counts['waived'], 'waived finding')}. {would}"
        yield Notification(Level.NOTE, "waived-omitted", message, _ELSEWHERE)
    if counts["review"]:
        message = f"Left out: {plural(counts['review'], 'case')} to review. {would}"
        yield Notification(Level.NOTE, "reviews-omitted", message, _ELSEWHERE)
    if counts["pass"]:
        message = f"Left out: {plural(counts['pass'], 'pass', 'passes')}. {would}"
        yield Notification(Level.NOTE, "passes-omitted", message, _ELSEWHERE)


def _not_judged(report: Report, profile: Profile) -> Iterator[Notification]:
    """Warn of what is gone without being mended: a service closes alerts that it does not get again."""
    absent = report.baseline.absent if report.baseline else ()
    count = sum(1 for one in absent if one.why == "not-judged")
    if count:
        message = f"{plural(count, 'finding')} of the baseline could not be judged again and may be there."
        hint = f"{profile.service} may close such alerts all the same." if profile.service else ""
        yield Notification(Level.WARNING, "baseline-not-judged", message, hint)


def _nameless(options: RenderOptions) -> Iterator[Notification]:
    if options.sarif_profile == "azdo" and options.pipeline is None:
        message = (
            "The scan did not run in Azure Pipelines: Advanced Security for Azure DevOps takes no such file."
        )
        yield Notification(Level.WARNING, "no-pipeline", message)
