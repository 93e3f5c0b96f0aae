"""OCSF Compliance Findings (class 2003), one event a line: what a SIEM takes in.

render -> events -> build_event -> (state, parts)
"""

from collections.abc import Iterator
from itertools import chain

from lbpolicy.formats.encoding import dumps
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.ocsf.event import Setting, build_event
from lbpolicy.formats.ocsf.state import Entry
from lbpolicy.model import Json, Report, Status


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """Yield the events, each on a line of its own."""
    for event in events(report, options):
        yield dumps(event) + b"\n"


def events(report: Report, options: RenderOptions) -> Iterator[dict[str, Json]]:
    """Yield an event for each finding: those that stand, those a plan fixes, those of the baseline only."""
    setting = Setting.of(report, options)
    for entry in entries(report):
        yield build_event(entry, setting)


def entries(report: Report) -> Iterator[Entry]:
    """Yield what becomes an event, in the order of the report.

    A pass with the id of a finding that is gone is left out: the event of the latter says more.
    """
    gone = [
        *(Entry(finding, "plan-fixes") for finding in (report.plan.fixed if report.plan else ())),
        *_absent(report),
    ]
    told = {entry.finding.finding_id for entry in gone}
    standing = (
        Entry(one)
        for one in report.findings
        if one.outcome.status is not Status.PASS or one.finding_id not in told
    )
    return chain(standing, gone)


def _absent(report: Report) -> Iterator[Entry]:
    """Yield what the baseline alone has. What a plan does is not done: it closes nothing."""
    planned = report.plan is not None
    told = {finding.finding_id for finding in (report.plan.fixed if report.plan else ())}
    for one in report.baseline.absent if report.baseline else ():
        if one.finding.finding_id not in told:
            ends = planned and one.why != "not-judged"
            yield Entry(one.finding, "plan-ends" if ends else one.why)
