"""OCSF events in the envelope of Splunk's HTTP Event Collector, one a line."""

from collections.abc import Iterator

from lbpolicy.formats.encoding import dumps
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.ocsf.document import events
from lbpolicy.model import Json, Report

_SECOND = 1000


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """Yield what HEC's /services/collector/event takes; a batch is any number of lines."""
    for event in events(report, options):
        yield dumps(envelope(event, options)) + b"\n"


def envelope(event: dict[str, Json], options: RenderOptions) -> dict[str, Json]:
    """Return an OCSF event with what Splunk files it under.

    `host` is the project that the event is about, unless the options name another; without either,
    Splunk takes the host of the collector. `index` is the token's own unless the options name one.
    """
    whole, rest = divmod(event["time"], _SECOND)
    project = event["cloud"].get("account", {}).get("uid", "")
    fields = {
        "time": whole + rest / _SECOND if rest else whole,
        "host": options.hec_host or project,
        "source": "lbpolicy",
        "sourcetype": options.hec_sourcetype,
        "index": options.hec_index,
        "event": event,
    }
    return {name: value for name, value in fields.items() if value != ""}
