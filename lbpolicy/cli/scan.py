"""`lbpolicy scan`."""

import sys
from datetime import datetime
from pathlib import Path

import click

from lbpolicy.cli.format_options import FormatChoices, format_options, render_options
from lbpolicy.cli.options import (
    baseline_option,
    choose_baseline,
    choose_bundle,
    choose_time,
    find_config,
    parse_time,
    policy_options,
    require_sources,
    source_options,
)
from lbpolicy.cli.outputs import Output, check_writable, output_option, write_reports
from lbpolicy.cli.terminal import ProgressLine
from lbpolicy.cli.waiver_options import WaiverChoices, find_waivers, takes_inline, waiver_options
from lbpolicy.engine import ENGINES
from lbpolicy.model import Report
from lbpolicy.report import FAIL_ON, exceeds
from lbpolicy.scan import ScanRequest, scan

DEFAULT_FAIL_ON = "low"


@click.command("scan", short_help="Judge an export or a Terraform plan.")
@click.argument("sources", nargs=-1, metavar="SOURCE...")
@output_option
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    metavar="[new:]LEVEL",
    help="Exit with 1 if a finding is at least this severe: critical, high, medium, low, info; none: never."
    " new:high and the like count only what the baseline does not have and a Terraform plan introduces."
    f" [default: {DEFAULT_FAIL_ON}]",
)
@source_options
@click.option(
    "--all",
    "all_findings",
    is_flag=True,
    help="With a plan: list also the findings that it neither brings nor touches; they count for --fail-on.",
)
@policy_options
@baseline_option
@waiver_options
@click.option(
    "--as-of",
    callback=parse_time,
    metavar="TIME",
    help="Judge as of this time, 2026-11-21 or RFC 3339, for expiry dates. [default: now]",
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), metavar="N", help="Processes that judge. [default: one a core]"
)
@click.option(
    "--engine", type=click.Choice(list(ENGINES)), default="regopy", show_default=True, help="Rego engine."
)
@format_options
@click.option("--passes", is_flag=True, help="List passes in the reports too; they are always counted.")
@click.option("-q", "--quiet", is_flag=True, help="Text: only findings and errors. No progress.")
@click.option("-v", "--verbose", is_flag=True, help="Text: everything one by one and in full.")
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    sources: tuple[str, ...],
    outputs: tuple[Output, ...],
    fail_on: str | None,
    bundle: str | None,
    config: Path | None,
    policy_folders: tuple[Path, ...],
    as_of: datetime | None,
    jobs: int | None,
    engine: str,
    choices: FormatChoices,
    inventory_sources: tuple[str, ...],
    source_dir: Path | None,
    all_findings: bool,  # noqa: FBT001 - click passes flags so
    baseline: Path | None,
    waivers: WaiverChoices,
    passes: bool,  # noqa: FBT001
    quiet: bool,  # noqa: FBT001
    verbose: bool,  # noqa: FBT001
) -> None:
    """Judge Cloud Asset Inventory exports and Terraform plans against the architecture.

    SOURCE is a file, a folder, a glob, or - for standard input: what `gcloud asset export`, `gcloud asset
    list`, `gcloud asset search-all-resources`, BigQuery, a feed or the client library wrote, plain, gzip or
    zstd; the shape is recognised from the content. Give resource and iam-policy exports together: without
    IAM policies some rules can only ask for a review.

    \b
    lbpolicy scan export-dir/ iam.ndjson.gz
    lbpolicy scan export-dir/ -o sarif=lb.sarif -o json=lb.json --fail-on high
    gcloud asset list --project=ID --content-type=resource --format=json | lbpolicy scan -

    A plan or state of Terraform or OpenTofu is a SOURCE, too, as `terraform show -json` writes it. A plan is
    judged before and after it is applied: findings say whether it introduces or keeps them, and those that
    it neither brings nor touches do not fail the check.

    \b
    terraform plan -out=plan.out && terraform show -json plan.out > plan.json
    lbpolicy scan plan.json --source-dir . --fail-on new:medium -o sarif=lb.sarif
    lbpolicy scan plan.json --source-dir . --inventory live-export/
    """  # noqa: D301 - \b is click's mark for a paragraph that is not to be wrapped
    require_sources(sources)
    check_writable(outputs)
    settings = find_config(config)
    request = ScanRequest(
        sources,
        choose_bundle(bundle, settings),
        settings,
        policy_folders,
        engine,
        jobs or (settings.jobs if settings else None),
        choose_time(as_of, settings),
        passes,
        inventory_sources,
        source_dir,
        all_findings,
        choose_baseline(baseline, settings),
        find_waivers(waivers, settings),
        takes_inline(waivers, settings),
    )
    with ProgressLine(quiet=quiet) as line:
        report = scan(request, line)
    options = render_options(choices, report, outputs, folder=source_dir, verbose=verbose, quiet=quiet)
    write_reports(report, outputs, options, line)
    sys.exit(_exit_code(report, fail_on or (settings.fail_on if settings else "") or DEFAULT_FAIL_ON))


def _exit_code(report: Report, fail_on: str) -> int:
    """3 outranks 1: findings of an incomplete scan are not all there are."""
    if not report.complete:
        return 3
    return 1 if exceeds(report, fail_on) else 0
