"""The pipeline: source -> inventory -> subjects -> engine -> report."""

from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from lbpolicy import resources
from lbpolicy.engine import Evaluator, describe
from lbpolicy.inventory import KINDS, wanted
from lbpolicy.model import Evaluation, Level, Notification, Origin, Outcome, Phase, PolicySet, Report, Subject
from lbpolicy.policy import Config, WaiverFile, load, load_waivers
from lbpolicy.report import Comparison, ReportBuilder, Waivers, read_report
from lbpolicy.sources import Sources
from lbpolicy.worlds import Judged, Worlds

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
    """Exports, Terraform plans and states: files, folders, globs, or "-" for standard input."""
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
    inventory_sources: Sequence[str] = ()
    """Exports of what is live, into which a plan among the sources is put."""
    source_dir: Path | None = None
    """The folder of the `.tf` files behind the plan."""
    all_findings: bool = False
    """List also what a plan leaves as it was on assets that it does not change."""
    baseline: Path | None = None
    """A former JSON report to compare with."""
    waivers: Path | None = None
    """The file with waivers; None where there is none."""
    inline_waivers: bool = True
    """Whether comments in the sources of Terraform waive anything."""


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
    request: ScanRequest, notes: Notes, progress: Progress, expect: Callable[[int], None] = lambda _: None
) -> tuple[Worlds, Sources]:
    """Read everything. `expect` is told how many assets there are to judge, as far as is known."""
    worlds = Worlds(notes)
    paths = [*request.sources, *request.inventory_sources]
    sources = Sources(
        paths, wanted(), notes, lambda done, total: progress("reading", done, total), request.source_dir
    )
    for asset in sources:
        worlds.add(asset)
        expect(worlds.judgeable)
    if sources.planned:
        worlds.expect_plan()
    elif request.inventory_sources:
        text = "--inventory was given without a Terraform plan: it is judged like any other source."
        notes(Notification(Level.WARNING, "inventory-without-plan", text, "Name the plan as SOURCE."))
    worlds.finish(lossy=notes.any_error, feeds=sources.partial)
    return worlds, sources


def load_policies(request: ScanRequest) -> PolicySet:
    """Return the rules in force: ours and the user's, as bundle and configuration say."""
    return load([resources.folder("policies"), *request.policy_folders], request.bundle, request.config)


def subjects_of(request: ScanRequest, notes: Notes, progress: Progress = silent) -> Iterator[Subject]:
    """Yield the subjects of all kinds, as rules would see them; of a plan those after it."""
    worlds, _ = _read(request, notes, progress)
    for judged in worlds.subjects(KINDS, request.evaluated_at):
        if judged.phase is not Phase.BEFORE:
            yield judged.subject


def _judge(subjects: Iterable[Judged], evaluator: Evaluator) -> Generator[tuple[Judged, Evaluation]]:
    """Yield what the rules say of each subject, beside it."""
    waiting: deque[Judged] = deque()

    def asked() -> Iterator[Subject]:
        for judged in subjects:
            waiting.append(judged)
            yield judged.subject

    # closed at once, whatever happens: worker processes must not outlive an interruption
    with closing(evaluator.evaluate(asked())) as evaluations:
        for evaluation in evaluations:
            yield waiting.popleft(), evaluation


def scan(request: ScanRequest, progress: Progress = silent) -> Report:
    """Judge every load balancing asset of the sources; with a plan among them, before it and after it.

    Raises UsageError or PolicyError when nothing can be judged at all, or the baseline cannot be read;
    whatever else goes wrong is an error notification of the report, and what could be read and evaluated is
    in it.
    """
    engine = describe(request.engine)
    policies = load_policies(request)
    comparison = (
        Comparison(str(request.baseline), read_report(request.baseline)) if request.baseline else None
    )
    today = request.evaluated_at.date()
    accepted = load_waivers(request.waivers, policies.known, today) if request.waivers else WaiverFile()
    notes = Notes()
    with Evaluator(policies, request.engine, request.jobs) as evaluator:
        worlds, sources = _read(request, notes, progress, evaluator.expect)
        kinds = frozenset(kind for rule in policies.rules for kind in rule.kinds)
        total = worlds.count(kinds)
        report = ReportBuilder(
            policies,
            keep_passes=request.keep_passes,
            planned=worlds.planned,
            all_findings=request.all_findings,
            comparison=comparison,
            waivers=Waivers(
                accepted.waivers,
                sources.waivers() if request.inline_waivers else {},
                today=today,
                max_days=accepted.max_days,
                policies=policies,
            ),
        )
        done = 0
        with closing(_judge(worlds.subjects(kinds, request.evaluated_at), evaluator)) as verdicts:
            for judged, evaluation in verdicts:
                report.add(evaluation, judged.phase, changed=judged.changed)
                done += judged.phase is not Phase.BEFORE
                progress("judging", done, total)

    def locate(outcome: Outcome) -> Origin:
        return sources.locate(outcome.origin, outcome.asset.type, outcome.path)

    return report.build(
        evaluated_at=request.evaluated_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        bundle=request.bundle,
        engine=engine,
        notifications=notes.all(),
        sources=sources.summaries,
        records=sum(s.records for s in sources.summaries),
        types=worlds.types(),
        invalid=worlds.after.invalid,
        has_iam=worlds.after.has_iam,
        scope=worlds.scope(),
        load_balancers=worlds.load_balancers(),
        locate=locate,
    )
