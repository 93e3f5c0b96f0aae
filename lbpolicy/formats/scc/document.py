"""Security Command Center: NDJSON, of which each line is the body of one call that writes a finding."""

from collections.abc import Iterator

from lbpolicy.formats.encoding import dumps
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.scc.findings import SccFindings
from lbpolicy.model import Report, Status


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """Yield the failing findings, one a line; waived ones are among them, muted.

    The service shows whatever it is given as a fault, so passes and reviews are left out.
    """
    findings = SccFindings(report, options)
    for finding in report.findings:
        if finding.outcome.status is Status.FAIL:
            yield dumps(findings.build(finding)) + b"\n"
