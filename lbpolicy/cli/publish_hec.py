"""`lbpolicy publish hec`."""

import math
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import click

from lbpolicy.cli.progress import ProgressLine
from lbpolicy.cli.terminal import notify
from lbpolicy.errors import UsageError
from lbpolicy.formats.interface import OcsfVersion, RenderOptions
from lbpolicy.model import Level, Notification
from lbpolicy.publish.hec import Courier, Delivery, Pace
from lbpolicy.publish.hec_batches import batches
from lbpolicy.publish.hec_endpoint import Connection, Endpoint
from lbpolicy.publish.hec_unsent import Unsent

DEFAULT_FAILED = "lbpolicy-hec-unsent.ndjson"
_PACE = Pace()


@dataclass(frozen=True, slots=True)
class _Cargo:
    """What is to be sent."""

    lines: Iterator[bytes]
    total: int
    """0 when it is not known."""


def _number(_ctx: click.Context, _param: click.Parameter, value: float) -> float:
    """Refuse what is in every range because it is no number."""
    if math.isnan(value):
        raise click.BadParameter("nan is no number.")
    return value


@click.command("hec", short_help="Send a report to Splunk's HTTP Event Collector, as OCSF.")
@click.argument("url", metavar="URL")
@click.argument("report", metavar="REPORT")
@click.option(
    "--token-env",
    default="SPLUNK_HEC_TOKEN",
    show_default=True,
    metavar="NAME",
    help="The environment variable that holds the token.",
)
@click.option(
    "--token-file", type=click.Path(path_type=Path), metavar="FILE", help="A file that holds the token."
)
@click.option("--index", default="", help="Splunk's index. [default: that of the token]")
@click.option("--sourcetype", default=RenderOptions().hec_sourcetype, show_default=True)
@click.option("--host", default="", help="Splunk's host. [default: the project that an event is about]")
@click.option(
    "--ocsf-version",
    type=click.Choice(get_args(OcsfVersion)),
    default=RenderOptions().ocsf_version,
    show_default=True,
)
@click.option(
    "--batch-size",
    type=click.IntRange(1, 100_000),
    default=_PACE.batch,
    show_default=True,
    help="Events in a request; a request holds less than a megabyte in any case.",
)
@click.option(
    "--retries",
    type=click.IntRange(0, 100),
    default=_PACE.retries,
    show_default=True,
    help="Further tries of a request, ever longer apart, before the collector counts as down.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    callback=_number,
    default=30.0,
    show_default=True,
    metavar="SECONDS",
)
@click.option(
    "--failed",
    type=click.Path(path_type=Path),
    default=DEFAULT_FAILED,
    show_default=True,
    metavar="FILE",
    help="Where events go that were not taken.",
)
@click.option(
    "--ca-file", type=click.Path(path_type=Path), metavar="FILE", help="Authorities to trust (PEM)."
)
@click.option("--insecure", is_flag=True, help="Take any certificate, and plain http to other machines.")
@click.option("--gzip", "compress", is_flag=True, help="Compress what is sent.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and send nothing.")
@click.option("-q", "--quiet", is_flag=True, help="Only errors on the terminal; no progress.")
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    url: str,
    report: str,
    token_env: str,
    token_file: Path | None,
    index: str,
    sourcetype: str,
    host: str,
    ocsf_version: OcsfVersion,
    batch_size: int,
    retries: int,
    timeout: float,
    failed: Path,
    ca_file: Path | None,
    insecure: bool,  # noqa: FBT001 - click passes flags so
    compress: bool,  # noqa: FBT001
    dry_run: bool,  # noqa: FBT001
    quiet: bool,  # noqa: FBT001
) -> None:
    """Send the findings of a JSON report to Splunk's HTTP Event Collector at URL, as OCSF events.

    REPORT is what `lbpolicy scan -o json=FILE` wrote, or - for standard input. It may also be the file of
    events that an earlier call could not deliver: these are sent then, as they are.

    \b
    export SPLUNK_HEC_TOKEN=...
    lbpolicy publish hec https://splunk.example:8088 report.json
    lbpolicy publish hec https://splunk.example:8088 lbpolicy-hec-unsent.ndjson

    A busy collector is asked again. What it does not take is written to a file, and the exit code is 3.
    An event may arrive twice when an answer is lost; `metadata.uid` is the same then.
    """  # noqa: D301 - \b is click's mark for a paragraph that is not to be wrapped
    connection = Connection(url, ca_file, insecure, timeout, compress)
    endpoint = Endpoint(connection, "-" if dry_run else _token(token_env, token_file))
    options = RenderOptions(
        ocsf_version=ocsf_version, hec_index=index, hec_sourcetype=sourcetype, hec_host=host
    )
    resent = _holds_events(report)
    cargo = _events_of(report) if resent else _report_of(report, options)
    pace = Pace(batch=batch_size, retries=retries)
    if dry_run:
        _say_plan(cargo, pace, endpoint)
        return
    if insecure:
        text = "--insecure: whoever is in between can read the token and the findings."
        notify(Notification(Level.WARNING, "insecure", text))
    _send(cargo, endpoint, Unsent(failed, resent=resent and _same(report, failed)), pace, quiet=quiet)


def _send(cargo: _Cargo, endpoint: Endpoint, unsent: Unsent, pace: Pace, *, quiet: bool) -> None:
    line = ProgressLine(quiet=quiet)
    courier = Courier(endpoint.post, unsent, pace, lambda taken: line("sending", taken, cargo.total))
    try:
        with unsent:
            courier.deliver(cargo.lines)
    except BaseException as error:  # also Interrupted: whoever stops a delivery must know what is left
        line.clear()
        left = f". {_left(unsent)}" if unsent.count else ""
        error.add_note(f"after {_events(courier.delivery.taken)} had been sent{left}".rstrip("."))
        raise
    line.clear()
    _say_result(courier.delivery, unsent, endpoint, quiet=quiet)


def _say_result(delivery: Delivery, unsent: Unsent, endpoint: Endpoint, *, quiet: bool) -> None:
    """Say how it went, and end with 3 if anything is left."""
    if not unsent.count:
        if not quiet:
            click.echo(f"{_events(delivery.taken)} sent to {endpoint.url}.")
        return
    if delivery.problem:
        text = f"{endpoint.url}: {delivery.problem}"
        notify(Notification(Level.ERROR, "hec-delivery", text, delivery.hint))
    if delivery.refused:
        text = f"{endpoint.url} refuses {_events(delivery.refused)}: {delivery.refusal}"
        notify(Notification(Level.ERROR, "hec-refused", text))
    click.echo(f"{_events(delivery.taken)} sent. {_left(unsent)}", err=True)
    sys.exit(3)


def _left(unsent: Unsent) -> str:
    return (
        f"{_events(unsent.count)} not taken, kept in {unsent.path}. "
        f"Send them later with `lbpolicy publish hec URL {unsent.path}`."
    )


def _events(count: int) -> str:
    return "1 event" if count == 1 else f"{count:,} events"


def _say_plan(cargo: _Cargo, pace: Pace, endpoint: Endpoint) -> None:
    requests = events = size = 0
    for batch in batches(cargo.lines, pace.batch, pace.batch_bytes):
        requests += 1
        events += len(batch)
        size += sum(map(len, batch))
    amount = f"{_events(events)} ({size / 1e6:,.1f} MB) in {requests:,} request{'s' * (requests != 1)}"
    click.echo(f"{amount} would go to {endpoint.url}.")


def _token(variable: str, file: Path | None) -> str:
    if file is None:
        token = os.environ.get(variable, "").strip()
        if not token:
            raise UsageError(f"There is no token: {variable} is not set.", "Set it, or name a --token-file.")
        return token
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", "") or "it is not text"
        raise UsageError(
            f"{file} cannot be read: {reason}.", "Name a file that holds the token alone."
        ) from None


def _report_of(path: str, options: RenderOptions) -> _Cargo:
    from lbpolicy.formats import FORMATS
    from lbpolicy.formats.ocsf.document import entries
    from lbpolicy.report import read_report

    report = read_report(path)
    total = sum(1 for _ in entries(report))
    return _Cargo(FORMATS["hec"].render(report, options), total)


def _holds_events(path: str) -> bool:
    """Tell a file of unsent events, an event on each line, from a report."""
    import orjson

    try:
        with Path(path).open("rb") as stream:
            first = orjson.loads(stream.readline(1 << 24))
    except (OSError, orjson.JSONDecodeError):
        return False
    return isinstance(first, dict) and "event" in first


def _events_of(path: str) -> _Cargo:
    def lines() -> Iterator[bytes]:
        with Path(path).open("rb") as stream:
            for line in stream:
                if line.strip():
                    yield line.rstrip(b"\r\n") + b"\n"

    return _Cargo(lines(), 0)


def _same(path: str, other: Path) -> bool:
    return other.exists() and Path(path).samefile(other)
