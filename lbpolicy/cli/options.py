"""Options that several commands share."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TypeVar

import click

from lbpolicy.errors import UsageError
from lbpolicy.model.times import is_bearable
from lbpolicy.policy import Config, load_config

DEFAULT_CONFIG = Path("lbpolicy.yaml")

_Command = TypeVar("_Command", bound=Callable[..., None])


def parse_time(_ctx: click.Context, _param: click.Parameter, value: str | None) -> datetime | None:
    """Read a date (its midnight, UTC) or an RFC 3339 time."""
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(
            f"{value!r} is no date or time; write 2026-11-21 or 2026-11-21T12:00:00Z."
        ) from None
    if len(value) == len("2026-11-21"):
        moment = datetime.combine(moment, time())
    if not is_bearable(moment):
        raise click.BadParameter(f"{value!r} is too long ago or too far ahead.")
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def find_config(path: Path | None) -> Config | None:
    """Load the configuration that was named, or lbpolicy.yaml of the current folder if there is one."""
    if path is not None:
        return load_config(path)
    there = (
        DEFAULT_CONFIG.is_symlink() or DEFAULT_CONFIG.exists()
    )  # a link to nothing is told, not passed over
    return load_config(DEFAULT_CONFIG) if there else None


def choose_time(asked: datetime | None, config: Config | None) -> datetime:
    """Return the time that the verdict is about: --as-of, the configuration's, or now."""
    if asked is not None:
        return asked
    if config is not None and config.as_of:
        moment = datetime.fromisoformat(config.as_of)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    return datetime.now(UTC).replace(microsecond=0)


def policy_options(command: _Command) -> _Command:
    """Add the options that choose rules: --bundle, --config, --policy."""
    for option in (
        click.option(
            "--policy",
            "policy_folders",
            type=click.Path(path_type=Path),
            multiple=True,
            metavar="DIR",
            help="A folder with your own rules, laid out like policies/ (repeatable).",
        ),
        click.option(
            "--config",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Parameters, severities, rules on and off. [default: lbpolicy.yaml here, if there is one]",
        ),
        click.option(
            "--bundle",
            metavar="NAME|DIR",
            help="A selection of rules: default, serverless-iap, cis-gcp, or the path of your own.",
        ),
    ):
        command = option(command)
    return command


def _from_here(_ctx: click.Context, _param: click.Parameter, folder: Path | None) -> Path | None:
    """Return a folder below the current one as a relative path: so reports name what is in it."""
    here = Path.cwd()
    if folder is None or not folder.is_absolute() or not folder.is_relative_to(here):
        return folder
    return folder.relative_to(here)


def source_options(command: _Command) -> _Command:
    """Add the options that belong to a Terraform plan: --source-dir, --inventory."""
    for option in (
        click.option(
            "--inventory",
            "inventory_sources",
            multiple=True,
            metavar="PATH",
            help="An export of what is live, to put the plan into (repeatable): then the whole load balancer"
            " is judged, not only what Terraform manages here. Its own findings count only where the plan"
            " makes them.",
        ),
        click.option(
            "--source-dir",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            callback=_from_here,
            metavar="DIR",
            help="The folder with the plan's .tf files: resolves what a plan does not say (locals, dynamic"
            " blocks), and findings point to file, line and column.",
        ),
    ):
        command = option(command)
    return command


def baseline_option(command: _Command) -> _Command:
    """Add --baseline."""
    option = click.option(
        "--baseline",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A former JSON report: each finding is new, unchanged or updated, and what is gone is listed"
        " with the reason.",
    )
    return option(command)


def choose_baseline(asked: Path | None, config: Config | None) -> Path | None:
    """Return the former report: --baseline, the configuration's, or none; never standard input."""
    path = asked or (Path(config.baseline) if config is not None and config.baseline else None)
    if path == Path("-"):
        raise UsageError("A baseline cannot be read from standard input.", "Write it to a file first.")
    return path


def choose_bundle(asked: str | None, config: Config | None) -> str:
    """Return the bundle: --bundle, the configuration's, or default."""
    return asked or (config.bundle if config is not None else "") or "default"


def require_sources(sources: tuple[str, ...]) -> None:
    """Refuse a call that names nothing to read."""
    if not sources:
        raise UsageError(
            "Nothing to scan: name files, folders, globs, or - for standard input.",
            "For what is deployed, make an export:\n"
            "  gcloud asset export --project=ID --content-type=resource --output-path=gs://BUCKET/resources.ndjson\n"
            "For what is about to be, a Terraform plan:\n"
            "  terraform plan -out=plan.out && terraform show -json plan.out > plan.json\n"
            "lbpolicy scan --help has examples and all options.",
        )
