"""`lbpolicy render`."""

from pathlib import Path

import click

from lbpolicy.cli.format_options import FormatChoices, format_options, render_options
from lbpolicy.cli.outputs import Output, check_writable, output_option, write_reports
from lbpolicy.cli.progress import ProgressLine
from lbpolicy.report import read_report


@click.command("render", short_help="Turn a JSON report into other formats.")
@click.argument("report", type=click.Path(path_type=Path), metavar="REPORT")
@output_option
@format_options
@click.option("-q", "--quiet", is_flag=True, help="Only findings and errors on the terminal.")
@click.option("-v", "--verbose", is_flag=True, help="Every review, note and source on the terminal.")
def command(
    report: Path,
    outputs: tuple[Output, ...],
    choices: FormatChoices,
    quiet: bool,  # noqa: FBT001 - click passes flags so
    verbose: bool,  # noqa: FBT001
) -> None:
    """Turn a JSON report into other formats: what a scan would have written, without scanning again.

    REPORT is what `lbpolicy scan SOURCE -o json=FILE` wrote, or - for standard input. Text goes to standard
    output unless a report is written there. The exit code says only whether REPORT could be read.

    \b
    lbpolicy render lb.json -o sarif=lb.sarif -o markdown=lb.md
    lbpolicy scan export-dir/ -o json=- | lbpolicy render - -o sarif=lb.sarif
    """  # noqa: D301 - \b is click's mark for a paragraph that is not to be wrapped
    check_writable(outputs)
    stored = read_report(report)
    options = render_options(choices, stored, outputs, verbose=verbose, quiet=quiet)
    write_reports(stored, outputs, options, ProgressLine(quiet=quiet))
