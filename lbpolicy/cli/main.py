"""The group of commands."""

import os
import sys
from errno import EBADF, EIO, ENOSPC

import click

from lbpolicy import __version__
from lbpolicy.cli.lazy import LazyGroup
from lbpolicy.cli.process import (
    Interrupted,
    discard_output,
    end_on_signals,
    open_standard_streams,
    unwritable_output,
)
from lbpolicy.errors import LbpolicyError

_NAME = "lbpolicy"
_COMPLETE = "_LBPOLICY_COMPLETE"
_COMMANDS = {
    "scan": "Judge an export or a Terraform plan: scan SOURCE...",
    "render": "Turn a JSON report into other formats.",
    "diff": "Compare two JSON reports.",
    "trend": "Show posture over time, from JSON reports.",
    "rules": "List the rules, or explain one.",
    "waivers": "List, add and check waivers.",
    "publish": "Send a report to Splunk or Security Command Center.",
    "subjects": "Print what rules see as input.",
}


@click.group(
    cls=LazyGroup,
    summaries=_COMMANDS,
    module="lbpolicy.cli.{}",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="lbpolicy", message="%(prog)s %(version)s")
def _group() -> None:
    """Policy as code for Google Cloud external HTTP(S) load balancing.

    lbpolicy reads Cloud Asset Inventory exports, resolves every reference between forwarding rules, proxies,
    URL maps, backend services, network endpoint groups, Cloud Run services and their IAM policies, and judges
    the whole load balancer: TLS ends at the load balancer, serverless backends speak HTTP, IAP guards them,
    Cloud Run refuses every other way in.

    \b
    Make an export and scan it:
      gcloud asset export --organization=ID --content-type=resource --output-path=gs://BUCKET/resources.ndjson
      gcloud asset export --organization=ID --content-type=iam-policy --output-path=gs://BUCKET/iam.ndjson
      lbpolicy scan resources.ndjson iam.ndjson -o sarif=lb.sarif

    \b
    Or scan a Terraform plan before it is applied:
      terraform plan -out=plan.out && terraform show -json plan.out > plan.json
      lbpolicy scan plan.json --source-dir .

    \b
    Then see what a rule is about, and what a command can do:
      lbpolicy rules LB507
      lbpolicy scan --help

    \b
    Exit codes:
      0  no finding at or above --fail-on
      1  findings
      2  wrong usage, configuration or policy
      3  the scan is incomplete; what could be read and judged is reported
      130 and 143: interrupted by Ctrl-C or SIGTERM
    """  # noqa: D301 - \b is click's mark for a paragraph that is not to be wrapped


def _run() -> None:
    """Run the command that the arguments name.

    Not by calling the group: click then takes a broken pipe for itself, and ends with 1, which is findings.
    """
    if _COMPLETE in os.environ:  # the shell asks how a word may end
        _group(prog_name=_NAME)
    with _group.make_context(_NAME, sys.argv[1:]) as context:
        _group.invoke(context)


def main() -> None:
    """Run the command line; every way out has its exit code."""
    open_standard_streams()
    end_on_signals()
    try:
        _run()
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except Interrupted as error:
        from lbpolicy.cli.terminal import interrupted

        sys.exit(interrupted(error))
    except BrokenPipeError:  # whoever reads a help text or a list of rules has seen enough
        discard_output()
    except Exception as error:  # noqa: BLE001 - Python's own exit code, 1, would say that there are findings
        sys.exit(_failed(error))


def _failed(error: Exception) -> int:
    """Say what went wrong; return the exit code."""
    from lbpolicy.cli.terminal import fail, fail_unexpectedly

    if isinstance(error, OSError) and error.errno in {ENOSPC, EIO, EBADF}:
        discard_output()
        error = unwritable_output(error)
    if isinstance(error, LbpolicyError):
        fail(error)
        return 2
    fail_unexpectedly(error)
    return 3
