"""The pipeline: source -> inventory -> subjects -> engine -> report."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from lbpolicy import resources
from lbpolicy.engine import describe, evaluate
from lbpolicy.inventory import Inventory, SubjectBuilder, wanted
from lbpolicy.inventory.schemas import AssetSchemas
from lbpolicy.model import Level, Notification, PolicySet, Report, SourceSummary, Subject
from lbpolicy.policy import Config, load
from lbpolicy.report import ReportBuilder
from lbpolicy.sources import FEED, Sources

MAX_NOTIFICATIONS = 200
"""Of one code; a single summary stands for the rest."""


class Progress(Protocol):
    """Told how far a scan is; shows it, or does nothing."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """`stage` is "reading" (bytes of the files) or "judging" (assets)."""


def silent(stage: str, done: int, total: int) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """What to scan, and by which rules."""

    sources: Sequence[str]
    """Files, folders, globs, or "-" for standard input."""
    bundle: str = "default"
    """A bundle's name, or the path of its folder."""
    config: Config | None = None
    policy_folders: Sequence[Path] = ()
    """Folders with further rules, laid out like policies/."""
    engine: str = "regopy"
    jobs: int | None = None
    """Processes; None: as many as there are cores."""
    evaluated_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    keep_passes: bool = False
    """List passes in the report too; they are always counted."""


class Notes:
    """Collects notifications, bounded: a broken export must not fill memory with complaints."""

    def __init__(self) -> None:
        self._kept: list[Notification] = []
        self._counts: Counter[tuple[Level, str]] = Counter()

    def __call__(self, note: Notification) -> None:
        """Take in one notification."""
        key = (note.level, note.code)
        self._counts[key] += 1
        if self._counts[key] <= MAX_NOTIFICATIONS:
            self._kept.append(note)

    @property
    def any_error(self) -> bool:
        """Something could not be read."""
        return any(level is Level.ERROR for level, _ in self._counts)

    def all(self) -> Iterator[Notification]:
        """Yield what was kept, and for each code that had more how many."""
        yield from self._kept
        for (level, code), count in self._counts.items():
            if count > MAX_NOTIFICATIONS:
                yield Notification(level, code, f"{count - MAX_NOTIFICATIONS} more of {code} are not listed.")


def _read(
    request: ScanRequest, notes: Notes, progress: Progress
) -> tuple[Inventory, tuple[SourceSummary, ...]]:
    inventory = Inventory(AssetSchemas(resources.folder("schemas") / "assets"), notes)
    sources = Sources(request.sources, wanted(), notes, lambda done, total: progress("reading", done, total))
    for asset in sources:
        inventory.add(asset)
    inventory.lossy = notes.any_error
    inventory.feeds = frozenset(s.file for s in sources.summaries if s.shape == FEED)
    inventory.finish()
    return inventory, sources.summaries


def load_policies(request: ScanRequest) -> PolicySet:
    """Return the rules in force: ours and the user's, as bundle and configuration say."""
    return load([resources.folder("policies"), *request.policy_folders], request.bundle, request.config)


def subjects_of(request: ScanRequest, notes: Notes, progress: Progress = silent) -> Iterator[Subject]:
    """Yield the subjects of all kinds, as rules would see them."""
    inventory, _ = _read(request, notes, progress)
    yield from SubjectBuilder(inventory, request.evaluated_at).subjects()


def scan(request: ScanRequest, progress: Progress = silent) -> Report:
    """Judge every load balancing asset of the sources.

    Raises UsageError or PolicyError when nothing can be judged at all; whatever else goes wrong is an error
    notification of the report, and what could be read and evaluated is in it.
    """
    engine = describe(request.engine)
    policies = load_policies(request)
    notes = Notes()
    inventory, summaries = _read(request, notes, progress)
    kinds = frozenset(kind for rule in policies.rules for kind in rule.kinds)
    subjects = SubjectBuilder(inventory, request.evaluated_at).subjects(kinds)
    total = sum(1 for asset in inventory.assets.values() if asset.type.kind in kinds)
    report = ReportBuilder(policies, keep_passes=request.keep_passes)
    for done, evaluation in enumerate(evaluate(subjects, policies, request.engine, request.jobs), 1):
        report.add(evaluation)
        progress("judging", done, total)
    return report.build(
        evaluated_at=request.evaluated_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        bundle=request.bundle,
        engine=engine,
        notifications=notes.all(),
        sources=summaries,
        records=sum(s.records for s in summaries),
        types=Counter(asset.type.name for asset in inventory.assets.values()),
        invalid=inventory.invalid,
        has_iam=bool(inventory.policies),
    )
