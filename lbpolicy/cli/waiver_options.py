"""Options about waivers, and where they are looked for."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from lbpolicy.errors import UsageError
from lbpolicy.policy import Config

DEFAULT_WAIVERS = Path("lbpolicy-waivers.yaml")


@dataclass(frozen=True, slots=True)
class WaiverChoices:
    """What the user said about waivers."""

    file: Path | None = None
    none: bool = False
    """Nothing is waived, neither by a file nor in sources."""
    inline: bool = True
    """Comments in the sources of Terraform may waive something."""


def waiver_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options about waivers; the command gets them as one argument, `waivers: WaiverChoices`."""

    @wraps(command)
    def with_waivers(
        *,
        waivers: Path | None,
        no_waivers: bool,
        no_inline_waivers: bool,
        **others: Any,  # noqa: ANN401
    ) -> None:
        if waivers is not None and no_waivers:
            raise UsageError("--waivers and --no-waivers contradict each other.", "Give one of them.")
        command(waivers=WaiverChoices(waivers, no_waivers, not no_inline_waivers), **others)

    chosen: Callable[..., None] = with_waivers
    for option in (
        click.option(
            "--no-inline-waivers",
            is_flag=True,
            help="Comments in the sources of Terraform (lbpolicy:ignore) waive nothing.",
        ),
        click.option(
            "--no-waivers", is_flag=True, help="Nothing is waived, neither by a file nor in sources."
        ),
        click.option(
            "--waivers",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help=f"Findings that somebody has accepted. [default: {DEFAULT_WAIVERS} here, if there is one]",
        ),
    ):
        chosen = option(chosen)
    return chosen


def find_waivers(choices: WaiverChoices, config: Config | None) -> Path | None:
    """Return the file that was named, the configuration's, or lbpolicy-waivers.yaml of the current folder.

    None where there is none, or none is to be used; whether a file that was named exists is seen when it is
    read.
    """
    if choices.none:
        return None
    if choices.file is not None:
        return choices.file
    if config is not None and config.waivers:
        return Path(config.waivers)
    return DEFAULT_WAIVERS if DEFAULT_WAIVERS.is_symlink() or DEFAULT_WAIVERS.exists() else None


def takes_inline(choices: WaiverChoices, config: Config | None) -> bool:
    """Tell whether comments in sources may waive something."""
    return not choices.none and choices.inline and (config is None or config.inline_waivers)
