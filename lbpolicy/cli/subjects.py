"""`lbpolicy subjects`."""

import sys
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path

import click
import orjson

from lbpolicy.cli.options import choose_time, parse_time, require_sources, source_options
from lbpolicy.cli.outputs import STDOUT, write
from lbpolicy.cli.terminal import notify
from lbpolicy.inventory import KINDS
from lbpolicy.scan import Notes, ScanRequest, subjects_of


@click.command("subjects", short_help="Print what rules see as input.")
@click.argument("sources", nargs=-1, metavar="SOURCE...")
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(list(KINDS)), help="Only these kinds (repeatable)."
)
@click.option("--asset", "pattern", metavar="GLOB", default="*", help="Only assets whose full name matches.")
@click.option("--pretty", is_flag=True, help="Indent; otherwise one subject a line.")
@click.option(
    "--as-of", callback=parse_time, metavar="TIME", help="Derive facts as of this time. [default: now]"
)
@source_options
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    sources: tuple[str, ...],
    kinds: tuple[str, ...],
    pattern: str,
    pretty: bool,  # noqa: FBT001 - click passes flags so
    as_of: datetime | None,
    inventory_sources: tuple[str, ...],
    source_dir: Path | None,
) -> None:
    """Print the subjects of an export or plan: what Rego sees as `input`, one JSON document each.

    For authors of policies: a rule under policies/rules/KIND is asked about each subject of that kind.

    \b
    lbpolicy subjects export-dir/ --kind backend_service --asset '*/backendServices/web' --pretty > input.json
    opa eval --data policies --input input.json data.lbpolicy.rules.backend_service
    """  # noqa: D301 - \b is click's mark for a paragraph that is not to be wrapped
    require_sources(sources)
    notes = Notes()
    request = ScanRequest(
        sources,
        evaluated_at=choose_time(as_of, None),
        inventory_sources=inventory_sources,
        source_dir=source_dir,
    )
    lines = (
        _line(subject.document, pretty=pretty)
        for subject in subjects_of(request, notes)
        if (not kinds or subject.kind in kinds) and fnmatchcase(subject.asset.name, pattern)
    )
    write(STDOUT, lines)
    for note in notes.all():
        notify(note)
    sys.exit(3 if notes.any_error else 0)


def _line(document: bytes, *, pretty: bool) -> bytes:
    if not pretty:
        return document + b"\n"
    return orjson.dumps(orjson.loads(document), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
