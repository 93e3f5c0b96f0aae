"""`lbpolicy publish scc`."""

import sys
from collections.abc import Iterator

import click

from lbpolicy.cli.outputs import Output, check_writable, write
from lbpolicy.cli.process import Interrupted
from lbpolicy.cli.publish_scc_summary import describe, explain, listing
from lbpolicy.cli.terminal import ProgressLine, fail, notify
from lbpolicy.errors import UsageError
from lbpolicy.formats import RenderOptions
from lbpolicy.formats.scc.findings import SccFindings
from lbpolicy.model import Level, Notification
from lbpolicy.publish.scc import Publisher, Result, check, failed_lines
from lbpolicy.publish.scc_calls import CallError, Calls
from lbpolicy.publish.scc_client import Known, SecurityCenter, connect
from lbpolicy.publish.scc_names import parse_source
from lbpolicy.publish.scc_steps import Steps
from lbpolicy.report import read_report

_LISTED = 50
_SHOWN_FAILURES = 10


@click.command("scc", short_help="Bring a source of Security Command Center up to date.")
@click.argument("report_file", metavar="REPORT.json")
@click.option(
    "--source",
    "source_name",
    required=True,
    metavar="organizations/N/sources/M",
    help="The source that owns the findings; folders/N/... and projects/ID/... are right, too.",
)
@click.option("--location", default="", metavar="NAME", help="Of the findings. [default: global]")
@click.option("--reviews", is_flag=True, help="Send also what could not be decided, as observations.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; only reads.")
@click.option("--offline", is_flag=True, help="With --dry-run: do not even read what the source holds.")
@click.option(
    "--concurrency", type=click.IntRange(1, 64), default=8, show_default=True, help="Calls at a time."
)
@click.option(
    "--retries",
    type=click.IntRange(0, 20),
    default=6,
    show_default=True,
    help="How often a call is tried again that the service could not take just then.",
)
@click.option(
    "--writes-per-minute",
    type=click.IntRange(1, 60_000),
    default=900,
    show_default=True,
    help="At most. Google's quota is 1,000 a minute of a project.",
)
@click.option("--endpoint", default="", metavar="HOST[:PORT]", help="Another address of the service.")
@click.option(
    "--failed",
    type=click.Path(dir_okay=False),
    default="lbpolicy-scc-failed.ndjson",
    show_default=True,
    metavar="FILE",
    help="Where what could not be written is listed.",
)
@click.option("-q", "--quiet", is_flag=True, help="Only errors; no progress, no summary.")
@click.option("-v", "--verbose", is_flag=True, help="With --dry-run: list everything.")
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    report_file: str,
    source_name: str,
    location: str,
    reviews: bool,  # noqa: FBT001 - click passes flags so
    dry_run: bool,  # noqa: FBT001
    offline: bool,  # noqa: FBT001
    concurrency: int,
    retries: int,
    writes_per_minute: int,
    endpoint: str,
    failed: str,
    quiet: bool,  # noqa: FBT001
    verbose: bool,  # noqa: FBT001
) -> None:
    """Write the findings of a report into Security Command Center, and close those that are gone.

    REPORT.json is what `lbpolicy scan -o json=REPORT.json` wrote of what exists; - is standard input. Failing
    findings are created or updated; waived ones are muted. What is ACTIVE there and not in the report becomes
    INACTIVE, but only where the report proves that it is gone: the scan was complete, the rule is in force,
    and the input held everything of that type in that project. The rest stays ACTIVE and is counted.

    Findings of other tools in the source are never touched. To run it twice does no harm.

    \b
    lbpolicy scan export-dir/ -o json=report.json
    lbpolicy publish scc report.json --source organizations/123/sources/456 --dry-run
    lbpolicy publish scc report.json --source organizations/123/sources/456

    Needs google-cloud-securitycenter (pip install 'lbpolicy[scc]'), Application Default Credentials, and the
    role Security Center Findings Editor.

    Exit codes: 0 done; 2 wrong usage; 3 something failed, and stands in the file that --failed names.
    """  # noqa: D301 - \b is click's mark for a paragraph that is not to be wrapped
    if offline and not dry_run:
        raise UsageError("--offline goes with --dry-run: to write, the service must be reached.")
    source = parse_source(source_name, location)
    check_writable([Output("ndjson", failed)])
    report = read_report(report_file)
    check(report)
    bodies = SccFindings(report, RenderOptions())
    calls = Calls(retries=retries, per_minute=writes_per_minute)
    center = None if offline else SecurityCenter(connect(endpoint, source.location), source, calls)
    known = _read(center) if center else {}
    steps = Steps(report, known, bodies, reviews=reviews)
    if not report.complete:
        notify(_incomplete())
    result, head = Result(), source.name
    if center is None or dry_run:
        for line in listing(steps, result, None if verbose else _LISTED):
            click.echo(line)
        empty = ", if the source were empty" if offline else ""
        head = f"Nothing was written; in {source.name} this would be{empty}:"
    else:
        _run(Publisher(center, bodies, calls, concurrency), steps, result, quiet=quiet)
    if result.failures:
        _tell_failures(result, failed, failed_lines(result.failures, bodies, source.name))
    if not quiet:
        click.echo("\n".join([head, *describe(steps, result, failed)]))
    sys.exit(3 if result.failures else 0)


def _read(center: SecurityCenter) -> dict[str, Known]:
    try:
        return {known.finding_id: known for known in center.active()}
    except CallError as error:
        fail(explain("The findings of the source cannot be read", error.code, error.message))
        sys.exit(3)


def _run(publisher: Publisher, steps: Steps, result: Result, *, quiet: bool) -> None:
    line = ProgressLine(quiet=quiet)
    try:
        publisher.run(iter(steps), result, lambda done: line("publishing", done, 0))
    except Interrupted as error:
        line.clear()
        click.echo("\n".join(["Done so far:", *describe(steps, result)]), err=True)
        error.add_note(f"{line.standing()}; run it again for the rest: what is done stays done")
        raise
    line.clear()


def _tell_failures(result: Result, failed: str, lines: Iterator[bytes]) -> None:
    write(failed, lines)
    for failure in result.failures[:_SHOWN_FAILURES]:
        step = failure.step
        fail(explain(f"{step.action} {step.rule} {step.resource}", failure.code, failure.message))


def _incomplete() -> Notification:
    text = "The scan of this report was incomplete: findings are written, and none is set INACTIVE."
    return Notification(Level.WARNING, "incomplete-report", text)
