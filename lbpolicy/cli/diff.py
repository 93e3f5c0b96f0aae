"""`lbpolicy diff`."""

import shutil
import sys
from pathlib import Path

import click

from lbpolicy.cli.outputs import STDOUT, write
from lbpolicy.cli.terminal import wants_color
from lbpolicy.errors import UsageError
from lbpolicy.formats import RenderOptions
from lbpolicy.formats.diff import as_json, as_text
from lbpolicy.model import Severity
from lbpolicy.model.difference import Difference
from lbpolicy.report import difference, read_report

_RENDER = {"text": as_text.render, "json": as_json.render}


@click.command("diff", short_help="Compare two JSON reports.")
@click.argument("old", type=click.Path(path_type=Path), metavar="OLD")
@click.argument("new", type=click.Path(path_type=Path), metavar="NEW")
@click.option("-o", "--output", type=click.Choice(list(_RENDER)), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice([one.value for one in Severity]),
    metavar="LEVEL",
    help="Exit with 1 if a new finding fails and is at least this severe: critical, high, medium, low, info."
    " [default: never]",
)
@click.option("-v", "--verbose", is_flag=True, help="Every finding, also unchanged ones.")
def command(
    old: Path,
    new: Path,
    output: str,
    fail_on: str | None,
    verbose: bool,  # noqa: FBT001 - click passes flags so
) -> None:
    """Compare two JSON reports: what is new, updated, unchanged and gone.

    OLD and NEW are what `lbpolicy scan SOURCE -o json=FILE` wrote; one of them may be - for standard input.
    What is gone was fixed, was removed with its asset, or could not be judged by NEW, which is no good news.
    A report does not list assets on which nothing fails, so it may not tell fixed from removed;
    `lbpolicy scan --baseline OLD` can.

    \b
    lbpolicy diff last-week.json today.json
    lbpolicy diff main.json branch.json --fail-on high -o json

    Exit codes: 0, or 1 with --fail-on if something is new; 2 if a report cannot be read; 3 with --fail-on
    if NEW is of an incomplete scan.
    """  # noqa: D301 - \b is click's mark for a paragraph that is not to be wrapped
    if str(old) == str(new) == STDOUT:
        raise UsageError("Only one of the reports can be read from standard input.", "Name the file of one.")
    compared = difference(str(old), read_report(old), str(new), read_report(new))
    options = RenderOptions(
        color=wants_color(sys.stdout),
        width=max(60, min(shutil.get_terminal_size((100, 24)).columns, 140)),
        verbose=verbose,
    )
    write(STDOUT, _RENDER[output](compared, options))
    sys.exit(_exit_code(compared, fail_on))


def _exit_code(compared: Difference, fail_on: str | None) -> int:
    """3 outranks 1: what is new in an incomplete report is not all there is."""
    if fail_on is None:
        return 0
    if not compared.new.complete:
        return 3
    limit = Severity(fail_on).rank
    new = (one for one in compared.findings if one.baseline == "new" and one.active)
    return 1 if any(one.severity.rank <= limit for one in new) else 0
