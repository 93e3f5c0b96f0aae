"""Which findings a SARIF profile shows, and what it says of the others: nothing vanishes without a word."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from lbpolicy.formats.interface import RenderOptions
from lbpolicy.model import Finding, Level, Notification, Report, Status

_NAMED = 3
"""Of the instances that share a line, so many are named."""
_ELSEWHERE = "The JSON report and the generic profile have them."


@dataclass(frozen=True, slots=True)
class Selection:
    """What becomes results, in order, and what must be told about it."""

    findings: Iterable[Finding]
    notes: tuple[Notification, ...] = ()


def select(report: Report, options: RenderOptions) -> Selection:
    """Return everything for the generic profile, with what a plan fixes; for GitHub what it can take."""
    if options.sarif_profile == "generic":
        return Selection(chain(report.findings, report.plan.fixed if report.plan else ()))
    failing = [finding for finding in report.findings if finding.outcome.status is Status.FAIL]
    grouped = _grouped(failing)
    notes = (
        *_grouping(len(failing) - len(grouped)),
        *_cut(len(grouped), options.max_results),
        *_other_statuses(report),
    )
    return Selection(grouped[: options.max_results], notes)


def _grouped(findings: Iterable[Finding]) -> list[Finding]:
    """Make one finding of those by one rule on one line: GitHub would show a single one of them.

    Such are the instances of a module, of `count` and of `for_each`.
    """
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        origin = finding.outcome.origin
        place = (origin.file, origin.line) if origin.in_sources else finding.finding_id
        groups.setdefault((finding.outcome.rule, place), []).append(finding)
    return [_joined(group) for group in groups.values()]


def _joined(group: list[Finding]) -> Finding:
    first, *others = group
    addresses = [one.outcome.origin.address for one in others]
    if not others:
        return first
    more = f" and {len(addresses) - _NAMED} more" if len(addresses) > _NAMED else ""
    message = f"{first.outcome.message} The same holds for {', '.join(addresses[:_NAMED])}{more}."
    related = (*first.outcome.related, *(one.outcome.asset.name for one in others))
    return replace(
        first, outcome=replace(first.outcome, message=message, related=tuple(dict.fromkeys(related)))
    )


def _grouping(joined: int) -> Iterator[Notification]:
    if joined:
        message = f"{joined} results stand with others of the same rule on the same line."
        yield Notification(Level.NOTE, "results-grouped", message, _ELSEWHERE)


def _cut(count: int, most: int) -> Iterator[Notification]:
    if count > most:
        message = f"{count - most} of {count} results are left out, the least severe ones."
        hint = "The JSON report and the generic profile have all."
        yield Notification(Level.WARNING, "results-cut", message, hint)


def _other_statuses(report: Report) -> Iterator[Notification]:
    counts = Counter(finding.outcome.status for finding in report.findings)
    if counts[Status.REVIEW]:
        message = f"{counts[Status.REVIEW]} cases to review are left out: GitHub would show them as alerts."
        yield Notification(Level.NOTE, "reviews-omitted", message, _ELSEWHERE)
    if counts[Status.PASS]:
        message = f"{counts[Status.PASS]} passes are left out: GitHub would show them as alerts."
        yield Notification(Level.NOTE, "passes-omitted", message, _ELSEWHERE)
