"""What a scan is about, in a word that stays the same from scan to scan."""

import os
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from lbpolicy.cli.rooted import repository_root
from lbpolicy.formats import Repository
from lbpolicy.model import Report

_PLAN = "Terraform plan"


def scope_of(report: Report, folder: Path | None, repository: Repository | None) -> str:
    """Return what tells a scan apart from other scans whose results go to the same place.

    Of a Terraform plan it is `folder` (`--source-dir`), or else where the plan lies: relative to the root of
    the repository, so that it does not depend on where lbpolicy runs; for the root itself the repository's
    name. Of exports it is the project, if they are of a single one. What has no such name has that of the
    bundle, which the empty string stands for.
    """
    if report.plan is None:
        projects = _projects(report)
        return projects.pop() if len(projects) == 1 else ""
    place = folder or _plan_folder(report)
    relative = _relative(place) if place is not None else ""
    return relative or (_name(repository) if repository else "")


def _projects(report: Report) -> set[str]:
    """Return the projects that the exports hold; of what is not known to be complete those seen."""
    if report.coverage.scope:
        return set(report.coverage.scope)
    seen = {finding.outcome.asset.project for finding in report.findings}
    return (seen | {balancer.project for balancer in report.load_balancers}) - {""}


def _plan_folder(report: Report) -> Path | None:
    """Return the folder of the plan, if there is one plan."""
    files = [source.file for source in report.coverage.sources if source.shape == _PLAN]
    return Path(files[0]).parent if len(files) == 1 and files[0] != "-" else None


def _relative(folder: Path) -> str:
    """Return a folder below the repository, or else below the current folder; empty for these themselves.

    Of one from elsewhere only the name is told: the rest is of the machine.
    """
    here = Path(os.path.normpath(folder.absolute()))
    root = repository_root() or Path.cwd()
    if not here.is_relative_to(root):
        return here.name
    path = here.relative_to(root).as_posix()
    return "" if path == "." else path


def _name(repository: Repository) -> str:
    try:
        path = urlsplit(repository.uri).path
    except ValueError:
        return ""
    return PurePath(path).name.removesuffix(".git")
