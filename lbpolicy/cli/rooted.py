"""Paths as the repository has them, for reports that are read beside it and not where lbpolicy ran."""

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from lbpolicy.model import Finding, Notification, Origin, Report

_LOCAL = frozenset({"text", "json", "ndjson"})
"""Formats that name files as the user did: what is printed can be opened from here."""


def repository_root() -> Path | None:
    """Return the root of the repository that the current folder lies in."""
    return next((one for one in (Path.cwd(), *Path.cwd().parents) if (one / ".git").exists()), None)


def rooted(report: Report, name: str) -> Report:
    """Return the report with the files of the repository told from its root, for the format of that name.

    Code hosts look for files there, be lbpolicy called in infra/live or with a path from the root of the
    disk. Files outside of the repository stay as they are.
    """
    root = repository_root()
    if root is None or name in _LOCAL:
        return report
    here = posixpath.relpath(Path.cwd(), root)

    def moved(origin: Origin) -> Origin:
        file = _moved(origin.file, here, root.as_posix())
        return origin if file == origin.file else replace(origin, file=file)

    def all_moved(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(_finding(one, moved) for one in findings)

    plan, baseline = report.plan, report.baseline
    if plan is not None:
        plan = replace(plan, fixed=all_moved(plan.fixed))
    if baseline is not None:
        absent = (replace(one, finding=_finding(one.finding, moved)) for one in baseline.absent)
        baseline = replace(baseline, absent=tuple(absent))
    return replace(
        report,
        findings=all_moved(report.findings),
        notifications=tuple(_note(one, moved) for one in report.notifications),
        plan=plan,
        baseline=baseline,
    )


def _moved(file: str, here: str, root: str) -> str:
    """Return a path from the root of the repository; as it was where it leads out of it."""
    if file in {"", "-"} or "://" in file:
        return file
    path = posixpath.relpath(file, root) if file.startswith("/") else posixpath.join(here, file)
    path = posixpath.normpath(path)
    return file if path.startswith("..") else path


def _finding(finding: Finding, moved: Callable[[Origin], Origin]) -> Finding:
    origin, waiver = moved(finding.outcome.origin), finding.waiver
    if waiver is not None:
        waiver = replace(waiver, origin=moved(waiver.origin))
    if origin is finding.outcome.origin and waiver is None:
        return finding
    return replace(finding, outcome=replace(finding.outcome, origin=origin), waiver=waiver)


def _note(note: Notification, moved: Callable[[Origin], Origin]) -> Notification:
    return replace(note, origin=moved(note.origin)) if note.origin else note
