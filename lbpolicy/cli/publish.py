"""`lbpolicy publish`."""

import click

from lbpolicy.cli.lazy import LazyGroup

_COMMANDS = {
    "hec": "Send a report to Splunk's HTTP Event Collector, as OCSF.",
    "scc": "Bring a source of Security Command Center up to date.",
}


@click.group(
    "publish",
    cls=LazyGroup,
    summaries=_COMMANDS,
    module="lbpolicy.cli.publish_{}",
    short_help="Send a report to Splunk or Security Command Center.",
)
def command() -> None:
    """Send a JSON report to a service that keeps findings.

    \b
    lbpolicy scan export-dir/ -o json=report.json
    lbpolicy publish hec https://splunk.example:8088 report.json
    """  # noqa: D301 - \b is click's mark for a paragraph that is not to be wrapped
