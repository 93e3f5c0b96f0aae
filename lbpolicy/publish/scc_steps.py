"""What has to be done so that Security Command Center says what a report says. Nothing is done here."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from lbpolicy.formats.escape import visible
from lbpolicy.formats.scc.findings import SccFindings
from lbpolicy.model import Finding, Json, Report, Status
from lbpolicy.publish.scc_client import Known, Mute

Action = Literal["create", "update", "mute", "close"]
ACTIONS: tuple[Action, ...] = get_args(Action)
Reason = Literal["incomplete", "review", "rule", "scope", "newer"]
"""Why an active finding that the report does not have stays active."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do."""

    action: Action
    """create: also what was closed and is back; mute: its text is as it should be; close: set INACTIVE."""
    finding_id: str
    rule: str
    resource: str
    finding: Finding | None = None
    """Of the report; None for what is closed."""
    mute: Mute | None = None
    known: Known | None = None
    """As the service has it."""


class Steps:
    """Goes through a report and what the service has of us."""

    def __init__(
        self, report: Report, known: Mapping[str, Known], bodies: SccFindings, *, reviews: bool
    ) -> None:
        self._report = report
        self._known = known
        self._bodies = bodies
        self._sent = {Status.FAIL, Status.REVIEW} if reviews else {Status.FAIL}
        self._time = datetime.fromisoformat(report.evaluated_at)
        self.unchanged = 0
        """Findings for which nothing has to be done."""
        self.left: Counter[Reason] = Counter()

    def __iter__(self) -> Iterator[Step]:
        """Yield what to do, findings of the report first, in its order."""
        for finding in self._report.findings:
            if finding.outcome.status in self._sent:
                yield from self._of_finding(finding)
        yield from self._of_rest()

    def _of_finding(self, finding: Finding) -> Iterator[Step]:
        known = self._known.get(finding.finding_id)
        outcome = finding.outcome
        mute: Mute | None = "MUTED" if finding.waiver else None
        if known is None:
            yield Step("create", finding.finding_id, outcome.rule, outcome.asset.name, finding, mute)
            return
        if self._newer(known):
            self.left["newer"] += 1
            return
        if known.muted:  # what somebody else muted stays muted
            mute = "UNDEFINED" if known.waived and finding.waiver is None else None
        changed = known.content_hash != content_hash(self._bodies.build(finding))
        if changed or mute:
            action: Action = "update" if changed else "mute"
            yield Step(action, finding.finding_id, outcome.rule, known.resource, finding, mute, known)
        else:
            self.unchanged += 1

    def _of_rest(self) -> Iterator[Step]:
        listed = {  # a pass may have the id of the failure that there was
            f.finding_id: f.outcome.status
            for f in self._report.findings
            if f.outcome.status is not Status.PASS
        }
        open_cases = {
            (f.outcome.rule, visible(f.outcome.asset.name))
            for f in self._report.findings
            if f.outcome.status is Status.REVIEW
        }
        rules = {(rule.id, one.asset_type) for rule in self._report.rules for one in rule.subjects}
        for known in self._known.values():
            if listed.get(known.finding_id) in self._sent:
                continue
            undecided = known.finding_id in listed or (known.rule, known.resource) in open_cases
            reason = self._doubt(known, rules, undecided=undecided)
            if reason:
                self.left[reason] += 1
            else:
                # were it muted by us, it would be so too when it comes back without a waiver
                mute: Mute | None = "UNDEFINED" if known.waived and known.muted else None
                yield Step("close", known.finding_id, known.rule, known.resource, None, mute, known)

    def _doubt(self, known: Known, rules: set[tuple[str, str]], *, undecided: bool) -> Reason | None:
        """Return why the report does not prove that a finding is gone; None if it does.

        What the report holds all of in a project is in coverage.scope. That a rule found nothing there means
        that the fault was mended, or that the asset is gone.
        """
        if undecided:
            return "review"
        if not self._report.complete:
            return "incomplete"
        if (known.rule, known.asset_type) not in rules:
            return "rule"
        if known.asset_type not in self._report.coverage.scope.get(known.project, ()):
            return "scope"
        return "newer" if self._newer(known) else None

    def _newer(self, known: Known) -> bool:
        """Tell whether the service has it from a scan after the report."""
        return known.event_time is not None and known.event_time > self._time


def content_hash(body: Mapping[str, Json]) -> str:
    """Return what tells whether a finding says something else than before."""
    text: str = body["sourceProperties"]["content_hash"]
    return text
