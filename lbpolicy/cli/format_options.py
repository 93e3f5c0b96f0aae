"""Options about how reports look, for every command that writes some."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, get_args

import click

from lbpolicy.cli.outputs import Output
from lbpolicy.cli.pipeline import VARIABLES, find_pipeline
from lbpolicy.cli.repository import find_repository
from lbpolicy.cli.scan_scope import scope_of
from lbpolicy.cli.terminal import notify, wants_color, width
from lbpolicy.formats import RenderOptions
from lbpolicy.formats.interface import OcsfVersion, SarifProfile
from lbpolicy.model import Level, Notification, Report

_LINKING = {"sarif", "markdown", "github-summary", "html", "ocsf", "hec"}
"""Formats that lead to files of the repository."""


@dataclass(frozen=True, slots=True)
class FormatChoices:
    """What the user chose for the formats."""

    sarif_profile: SarifProfile = "generic"
    scope: str = ""
    """Empty: see `scope_of`."""
    ocsf_version: OcsfVersion = "1.5.0"


def format_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of the formats; the command gets them as one argument, `choices: FormatChoices`."""

    @wraps(command)
    def with_choices(
        *,
        sarif_profile: SarifProfile,
        scope: str,
        ocsf_version: OcsfVersion,
        **others: Any,  # noqa: ANN401
    ) -> None:
        command(choices=FormatChoices(sarif_profile, scope, ocsf_version), **others)

    chosen: Callable[..., None] = with_choices
    for option in (
        click.option(
            "--ocsf-version",
            type=click.Choice(get_args(OcsfVersion)),
            default="1.5.0",
            show_default=True,
            help="The version of OCSF that the formats ocsf and hec speak.",
        ),
        click.option(
            "--scope",
            default="",
            metavar="NAME",
            help="What the scan is about, where the results of several go to one place: SARIF's category."
            " [default: the folder of the plan, or the project of the export]",
        ),
        click.option(
            "--sarif-profile",
            type=click.Choice(get_args(SarifProfile)),
            default="generic",
            show_default=True,
            help="Who is to take the SARIF file. For github, gitlab and azdo (Azure DevOps) it has what their"
            " services accept and show: failures alone, a location on each, at most 5,000.",
        ),
    ):
        chosen = option(chosen)
    return chosen


def render_options(  # noqa: PLR0913 - what a command was told, one by one
    choices: FormatChoices,
    report: Report,
    outputs: Sequence[Output],
    *,
    folder: Path | None = None,
    verbose: bool = False,
    quiet: bool = False,
) -> RenderOptions:
    """Return how reports are to look. `folder`: that of the plan's sources, if it is known."""
    formats = {output.format for output in outputs}
    repository = find_repository() if formats & _LINKING else None
    azure = choices.sarif_profile == "azdo" and "sarif" in formats
    pipeline = find_pipeline() if azure else None
    if azure and pipeline is None:
        notify(_NO_PIPELINE)
    return RenderOptions(
        color=wants_color(sys.stdout),
        width=width(),
        verbose=verbose,
        quiet=quiet,
        sarif_profile=choices.sarif_profile,
        repository=repository,
        scope=choices.scope or scope_of(report, folder, repository),
        pipeline=pipeline,
        ocsf_version=choices.ocsf_version,
    )


_NO_PIPELINE = Notification(
    Level.WARNING,
    "no-pipeline",
    "The SARIF file names no pipeline, and Advanced Security for Azure DevOps takes none without.",
    f"Run the scan in Azure Pipelines, which sets {', '.join(VARIABLES)}.",
)
