"""`lbpolicy waivers`: list, add and check what stands in lbpolicy-waivers.yaml."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import click

from lbpolicy.cli.options import choose_time, find_config, parse_time
from lbpolicy.cli.outputs import write
from lbpolicy.cli.waiver_options import DEFAULT_WAIVERS
from lbpolicy.errors import UsageError
from lbpolicy.formats.escape import visible
from lbpolicy.model import Json, Waiver
from lbpolicy.policy import WaiverFile, added_waiver, load_waivers
from lbpolicy.report import read_report, unused
from lbpolicy.scan import ScanRequest, load_policies

_Command = TypeVar("_Command", bound=Callable[..., None])


@dataclass(frozen=True, slots=True)
class _Place:
    """The file that a command is about, and the rules and the time by which it is judged."""

    file: Path
    known: frozenset[str]
    today: date
    """In UTC."""

    def read(self) -> WaiverFile:
        """Read the file; UsageError where it is not there or not in order."""
        if not self.file.exists():
            raise UsageError(
                f"{self.file}: there is no such file of waivers",
                "lbpolicy waivers add --help says how to begin one.",
            )
        return load_waivers(self.file, self.known, self.today)


def _place_options(command: _Command) -> _Command:
    """Add the options that every subcommand has: --file, --as-of, --config, --policy."""
    for option in (
        click.option(
            "--policy",
            "policy_folders",
            type=click.Path(path_type=Path),
            multiple=True,
            metavar="DIR",
            help="A folder with your own rules, which waivers may name (repeatable).",
        ),
        click.option(
            "--config",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="The configuration. [default: lbpolicy.yaml here, if there is one]",
        ),
        click.option(
            "--as-of",
            callback=parse_time,
            metavar="TIME",
            help="Look at it as of this time, 2026-11-21 or RFC 3339. [default: now]",
        ),
        click.option(
            "--file",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help=f"The file. [default: the configuration's, or {DEFAULT_WAIVERS} here]",
        ),
    ):
        command = option(command)
    return command


def _place(
    file: Path | None, as_of: datetime | None, config: Path | None, policy_folders: tuple[Path, ...]
) -> _Place:
    settings = find_config(config)
    named = settings.waivers if settings is not None else ""
    policies = load_policies(ScanRequest((), policy_folders=policy_folders))
    today = choose_time(as_of, settings).date()
    return _Place(file or (Path(named) if named else DEFAULT_WAIVERS), policies.known, today)


@click.group("waivers", short_help="List, add and check waivers.")
def command() -> None:
    """List, add and check waivers: findings that somebody has accepted, with a reason and an end date.

    They stand in lbpolicy-waivers.yaml, which `lbpolicy scan` uses where it runs. A waived finding is shown
    and counted, and fails nothing. After the last day of a waiver its finding counts again.

    \b
    lbpolicy waivers add LB501 //compute.googleapis.com/projects/p/global/backendServices/web \\
      --owner team@example.com --reason "Replaced in May." --expires 2027-05-31 --ticket SEC-12
    lbpolicy waivers check --report lb.json
    """  # noqa: D301 - \b is click's mark for a paragraph that is not to be wrapped


@command.command("list")
@_place_options
@click.option("-o", "--output", type=click.Choice(["text", "json"]), default="text", show_default=True)
def list_(
    file: Path | None,
    as_of: datetime | None,
    config: Path | None,
    policy_folders: tuple[Path, ...],
    output: str,
) -> None:
    """Show the waivers of a file with their state: active, expiring within 14 days, or expired."""
    place = _place(file, as_of, config, policy_folders)
    waivers = place.read().waivers
    if output == "json":
        click.echo(json.dumps([_part(one, place.today) for one in waivers], indent=2))
    else:
        click.echo("\n".join(_listed(waivers, place.today)))


@command.command("add")
@click.argument("rule")
@click.argument("resource")
@click.option("--owner", required=True, help="Who answers for it, and how to reach them.")
@click.option("--reason", required=True, help="Why the finding is accepted.")
@click.option("--expires", required=True, metavar="DATE", help="The last day on which it holds: 2027-01-31.")
@click.option("--ticket", help="Where it was decided: a key or a URL.")
@click.option("--finding-id", metavar="ID", help="Only this finding of the rule on the resource.")
@_place_options
def add(  # noqa: PLR0913, PLR0917 - one parameter an option
    rule: str,
    resource: str,
    owner: str,
    reason: str,
    expires: str,
    ticket: str | None,
    finding_id: str | None,
    file: Path | None,
    as_of: datetime | None,
    config: Path | None,
    policy_folders: tuple[Path, ...],
) -> None:
    """Add a waiver to the file, or begin one; comments and order of what is there stay.

    RULE is an id. RESOURCE is a full resource name, a Terraform address, or a glob of either: * within a
    segment, ** as a segment of its own for any number of segments.
    """
    place = _place(file, as_of, config, policy_folders)
    given = {"owner": owner, "reason": reason, "expires": expires, "ticket": ticket, "finding_id": finding_id}
    entry = {"rule": rule, "resource": resource} | {
        key: text for key, text in given.items() if text is not None
    }
    begun = place.file.is_symlink() or place.file.exists()
    text = added_waiver(place.file if begun else None, entry, place.known, place.today)
    write(str(place.file.resolve()), [text])
    click.echo(f"{place.file}: {entry['rule']} is waived on {visible(resource)} until {expires}.")


@command.command("check")
@_place_options
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A JSON report: tell also which waivers are of no use in it.",
)
def check(
    file: Path | None,
    as_of: datetime | None,
    config: Path | None,
    policy_folders: tuple[Path, ...],
    report: Path | None,
) -> None:
    """Check a file of waivers.

    \b
    Exit codes:
      0  it is in order
      1  some waivers have expired
      2  it is not in order: an unknown rule, a date that is none, a missing owner ...
    """  # noqa: D301 - \b is click's mark for a paragraph that is not to be wrapped
    place = _place(file, as_of, config, policy_folders)
    waivers = place.read().waivers
    for state in ("expired", "expiring"):
        for one in (one for one in waivers if one.state(place.today) == state):
            click.echo(
                f"{_line(one)}: {state}: {_what(one)}, last day {one.expires}, owner {visible(one.owner)}"
            )
    for one in unused(waivers, read_report(report)) if report is not None else ():
        click.echo(f"{_line(one)}: not used in {report}: {_what(one)}, owner {visible(one.owner)}")
    click.echo(_tally(waivers, place.today))
    sys.exit(any(one.state(place.today) == "expired" for one in waivers))


def _listed(waivers: Sequence[Waiver], today: date) -> Iterator[str]:
    if waivers:
        yield f"{'STATE':<10}{'EXPIRES':<12}{'RULE':<8}RESOURCE"
    for one in waivers:
        yield f"{one.state(today):<10}{one.expires:<12}{visible(one.rule):<8}{visible(one.resource)}"
        ticket = f" ({visible(one.ticket)})" if one.ticket else ""
        yield f"{'':<10}{visible(one.owner)}: {visible(one.reason)}{ticket}"
    yield _tally(waivers, today)


def _tally(waivers: Sequence[Waiver], today: date) -> str:
    states = Counter(one.state(today) for one in waivers)
    counts = ", ".join(
        f"{states[state]} {state}" for state in ("active", "expiring", "expired") if states[state]
    )
    return f"{len(waivers)} waiver{'' if len(waivers) == 1 else 's'}{f': {counts}' if counts else ''}."


def _line(waiver: Waiver) -> str:
    return f"{visible(waiver.origin.file)}:{waiver.origin.line}"


def _what(waiver: Waiver) -> str:
    return f"{visible(waiver.rule)} on {visible(waiver.resource)}"


def _part(waiver: Waiver, today: date) -> dict[str, Json]:
    return {
        "state": waiver.state(today),
        "days_left": (waiver.last_day - today).days,
        "rule": waiver.rule,
        "resource": waiver.resource,
        "finding_id": waiver.finding_id,
        "owner": waiver.owner,
        "reason": waiver.reason,
        "expires": waiver.expires,
        "ticket": waiver.ticket,
        "file": waiver.origin.file,
        "line": waiver.origin.line,
    }
