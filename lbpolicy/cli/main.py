"""The group of commands. A command is imported only when it is called: start-up stays fast."""

import sys
from errno import EBADF, EIO, ENOSPC
from importlib import import_module

import click

from lbpolicy import __version__
from lbpolicy.cli.process import (
    discard_output,
    end_on_signals,
    open_standard_streams,
    unwritable_output,
)
from lbpolicy.errors import LbpolicyError

_COMMANDS = {
    "scan": "Judge an export or a Terraform plan: scan SOURCE...",
    "rules": "List the rules, or explain one.",
    "subjects": "Print what rules see as input.",
}


class _Lazy(click.Group):
    """Knows the names of its commands; loads one when it is called."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"lbpolicy.cli.{cmd_name}").command
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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
      terraform show -json plan.out > plan.json
      lbpolicy scan plan.json --source-dir .

    \b
    Exit codes:
      0  no finding at or above --fail-on
      1  findings
      2  wrong usage, configuration or policy
      3  the scan is incomplete; what could be read and judged is reported
    """  # noqa: D301 - \b is click's mark for a paragraph that is not to be wrapped


def main() -> None:
    """Run the command line; every way out has its exit code."""
    open_standard_streams()
    end_on_signals()
    try:
        _group(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted; no report was written.", err=True)
        sys.exit(130)
    except BrokenPipeError:  # who reads a help text or a list of rules has seen enough
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
