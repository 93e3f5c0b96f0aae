"""Measure every format on one large report: time, size, and memory beside the report itself.

Usage, in the root of the checkout:
  python -m benchmarks.format_speed [--outcomes 100000]
"""

import argparse
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from benchmarks.measure import MEGABYTE, table
from lbpolicy import resources
from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.model import AssetRef, Evaluation, Origin, Outcome, PolicySet, Report, SourceSummary, Status
from lbpolicy.policy import load
from lbpolicy.report import ReportBuilder

PROJECTS = 500
PASSES = 10
"""One outcome in so many is a pass; two are reviews, and the rest fails."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one format took."""

    seconds: float
    size: int
    """Bytes."""
    peak: int
    """Bytes of memory at the most, beside the report."""


def large_report(outcomes: int) -> Report:
    """Return a report of so many outcomes: a tenth passes, a fifth is to review, the rest fails."""
    policies = load([resources.folder("policies")])
    builder = ReportBuilder(policies, keep_passes=True)
    for evaluation in _evaluations(policies, outcomes):
        builder.add(evaluation)
    source = SourceSummary("export/resources.ndjson", "NDJSON", outcomes, outcomes)
    return builder.build(
        evaluated_at=f"{date(2026, 11, 21)}T00:00:00Z",
        bundle="default",
        engine="regopy",
        notifications=(),
        sources=(source,),
        records=outcomes,
        types={},
        invalid=0,
        has_iam=True,
    )


def _evaluations(policies: PolicySet, outcomes: int) -> Iterator[Evaluation]:
    for number in range(outcomes):
        rule = policies.rules[number % len(policies.rules)]
        kind = rule.subjects[0].asset_type
        project = f"team-{number % PROJECTS}"
        name = f"//compute.googleapis.com/projects/{project}/global/backendServices/web-{number}"
        asset = AssetRef(name, kind, project, "global")
        found = Outcome(
            rule.id,
            Status.FAIL,
            asset,
            Origin("export/resources.ndjson", number + 1),
            "Cloud CDN is enabled on a backend service that IAP guards.",
            "/enableCDN",
            evidence={"enableCDN": True, "iap.enabled": True},
            related=(f"//run.googleapis.com/projects/{project}/locations/europe-west1/services/app",),
        )
        if number % PASSES == 0:
            found = Outcome(rule.id, Status.PASS, asset, found.origin)
        elif number % PASSES <= 2:  # noqa: PLR2004 - two of ten
            found = replace(found, status=Status.REVIEW)
        yield Evaluation(asset, (found,))


def cost(name: str, report: Report) -> Cost:
    """Render a report and throw it away: once for the time, once for the memory."""
    render, options = FORMATS[name].render, RenderOptions()
    started = time.process_time()
    size = sum(len(piece) for piece in render(report, options))
    seconds = time.process_time() - started
    tracemalloc.start()
    for _ in render(report, options):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Cost(seconds, size, peak)


def main() -> None:
    """Print what each format takes, and how much longer than JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--outcomes", type=int, default=100_000)
    options = parser.parse_args()
    report = large_report(options.outcomes)
    costs = {name: cost(name, report) for name in FORMATS}
    rows = [["", "CPU seconds", "x JSON", "MB", "peak MB beside the report"]]
    for name, one in costs.items():
        ratio = one.seconds / costs["json"].seconds
        size, peak = f"{one.size / MEGABYTE:.1f}", f"{one.peak / MEGABYTE:.2f}"
        rows.append([name, f"{one.seconds:.2f}", f"{ratio:.1f}", size, peak])
    table(f"{options.outcomes:,} outcomes", rows)


if __name__ == "__main__":
    main()
