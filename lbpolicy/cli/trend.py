"""`lbpolicy trend`."""

import glob
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from lbpolicy.cli.outputs import STDOUT, write
from lbpolicy.cli.terminal import wants_color
from lbpolicy.errors import UsageError
from lbpolicy.formats import RenderOptions
from lbpolicy.formats.trend import as_csv, as_html, as_json, as_text
from lbpolicy.report import trend

_RENDER = {
    "text": as_text.render,
    "csv": as_csv.render,
    "json": as_json.render,
    "html": as_html.render,
}


@click.command("trend", short_help="Show posture over time, from JSON reports.")
@click.argument("reports", nargs=-1, metavar="REPORT...")
@click.option("-o", "--output", type=click.Choice(list(_RENDER)), default="text", show_default=True)
@click.option("-v", "--verbose", is_flag=True, help="Every rule and project, also rules that never failed.")
def command(
    reports: tuple[str, ...],
    output: str,
    verbose: bool,  # noqa: FBT001 - click passes flags so
) -> None:
    """Show posture over time: scores, what fails by severity, rule and project, what is new and fixed.

    REPORT is a JSON report that `lbpolicy scan SOURCE -o json=FILE` wrote, a folder with such reports
    (*.json), or a glob. They are put in order by the time that they are about, whatever order they come in.

    \b
    lbpolicy trend reports/*.json
    lbpolicy trend reports/ -o html > posture.html
    lbpolicy trend reports/ -o csv > posture.csv
    """  # noqa: D301 - \b is click's mark for a paragraph that is not to be wrapped
    series = trend(list(_files(reports)))
    options = RenderOptions(
        color=wants_color(sys.stdout),
        width=max(60, min(shutil.get_terminal_size((100, 24)).columns, 140)),
        verbose=verbose,
    )
    write(STDOUT, _RENDER[output](series, options))


def _files(reports: tuple[str, ...]) -> Iterator[str]:
    """Yield the files that the arguments name; a folder stands for what ends in .json right in it."""
    if not reports:
        raise UsageError("No report is named.", "lbpolicy trend reports/*.json")
    for name in reports:
        if name == STDOUT:
            raise UsageError("Reports of a series cannot be read from standard input.", "Name their files.")
        path = Path(name)
        found = [name]
        if path.is_dir():
            found = sorted(str(one) for one in path.glob("*.json"))
        elif not path.exists():
            found = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - Path takes no absolute pattern
        if not found:
            raise UsageError(f"{name}: there is no such file, and no report in it.", "Name JSON reports.")
        yield from found
