"""Lays waivers over findings, and tells what became of each waiver."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from lbpolicy.model import Evaluation, Finding, Notification, Origin, PolicySet, Report, Status, Waiver
from lbpolicy.model.waivers import is_name, segments
from lbpolicy.report import waiver_notes as notes
from lbpolicy.report.waiver_patterns import Pattern

_WAIVED = frozenset({Status.FAIL, Status.REVIEW})
MAX_NOTES = 100
"""Waivers of which one thing is told; of the rest it is told how many they are."""


@dataclass(slots=True)
class Held:
    """A waiver, and what came of it. Of a comment on a resource with several instances there are several."""

    waiver: Waiver
    pattern: Pattern
    expired: bool
    waived: int = 0
    reopened: int = 0
    """Findings that count again because it expired."""
    seen: bool = False
    """Its rule judged its resource."""
    erred: bool = False
    """Its rule could not be evaluated on its resource."""

    @property
    def rank(self) -> tuple[bool, bool, bool, int, str, int]:
        """What is most specific goes first, and of equals what is written first."""
        waiver = self.waiver
        place = waiver.origin
        return (
            not waiver.finding_id,
            not self.pattern.is_exact,
            waiver.inline,
            -self.pattern.literal,
            place.file,
            place.line or 0,
        )

    def fits(self, finding: Finding) -> bool:
        """Tell whether it is about a finding of its rule on its resource."""
        return self.waiver.finding_id in {"", finding.finding_id}


@dataclass(slots=True)
class _Rule:
    """The waivers of one rule."""

    exact: dict[str, list[Held]] = field(default_factory=dict)
    """By full name or address."""
    inline: dict[tuple[str, str], list[Held]] = field(default_factory=dict)
    """By the plan's file and the address in it."""
    globs: dict[tuple[str, ...], list[Held]] = field(default_factory=dict)
    """By the segments with which all that they fit begins: with a thousand of them few are looked at."""

    def add(self, held: Held) -> None:
        """Take in a waiver of a file."""
        if held.pattern.is_exact:
            self.exact.setdefault(held.waiver.resource, []).append(held)
        else:
            self.globs.setdefault(held.pattern.start, []).append(held)

    def about(self, name: str, origin: Origin) -> list[Held]:
        """Return what waives the rule on an asset, most specific first."""
        found: list[Held] = []
        for resource in (name, origin.address) if origin.address else (name,):
            found += self.exact.get(resource, ())
            found += self._globs(resource) if self.globs else ()
        if origin.address:
            found += self.inline.get((origin.file, origin.address), ())
        return sorted(found, key=lambda held: held.rank) if len(found) > 1 else found

    def _globs(self, resource: str) -> Iterator[Held]:
        parts, named = segments(resource), is_name(resource)
        for length in range(len(parts) + 1):
            for one in self.globs.get(parts[:length], ()):
                if one.pattern.is_name is named and one.pattern.fits(parts):
                    yield one


def unused(waivers: Iterable[Waiver], report: Report) -> list[Waiver]:
    """Return the waivers of a file of which a report has no finding, though their rule is in force there."""
    rules = {rule.id: _Rule() for rule in report.rules}
    held = [Held(one, Pattern(one.resource), expired=False) for one in waivers if one.rule in rules]
    for one in held:
        rules[one.waiver.rule].add(one)
    for finding in report.findings:
        outcome = finding.outcome
        if outcome.status in _WAIVED:
            for one in rules[outcome.rule].about(outcome.asset.name, outcome.origin):
                one.waived += one.fits(finding)
    return [one.waiver for one in held if not one.waived]


class Waivers:
    """Knows the waivers of a scan; takes evaluations one by one, before their findings are located."""

    def __init__(
        self,
        waivers: Iterable[Waiver] = (),
        inline: Mapping[tuple[str, str], Sequence[Waiver]] | None = None,
        *,
        today: date,
        max_days: int,
        policies: PolicySet,
    ) -> None:
        """Take waivers of a file, which were checked, and those of Terraform sources, which are checked here.

        `inline` is by (file of the plan, address of the resource). `today` is the day in UTC of the time that
        the verdict is about: a waiver holds to the end of its last day, which may be `max_days` from today.
        """
        self._today = today
        self._policies = policies
        self._rules: dict[str, _Rule] = {}
        self._held: list[Held] = []
        self._refused: dict[Notification, None] = {}
        known = {*policies.known, *(rule.id for rule in policies.rules)}
        for waiver in waivers:
            self._rules.setdefault(waiver.rule, _Rule()).add(self._hold(waiver))
        for place, several in (inline or {}).items():
            for waiver in several:
                refusal = notes.refusal(waiver, known, today, max_days)
                if refusal is not None:
                    self._refused[refusal] = None
                    continue
                rule = self._rules.setdefault(waiver.rule, _Rule())
                rule.inline.setdefault(place, []).append(self._hold(waiver))

    def _hold(self, waiver: Waiver) -> Held:
        held = Held(waiver, Pattern(waiver.resource), waiver.state(self._today) == "expired")
        self._held.append(held)
        return held

    def applied(self, evaluation: Evaluation, findings: list[Finding]) -> list[Finding]:
        """Return the findings of an evaluation with their waivers; note what the rules said of the rest."""
        if not self._rules or not evaluation.outcomes:
            self._note_errors(evaluation, Origin(""))
            return findings
        origin = evaluation.outcomes[0].origin
        about = {
            rule: self._rules[rule].about(evaluation.asset.name, origin)
            for rule in {outcome.rule for outcome in evaluation.outcomes} & self._rules.keys()
        }
        for held in (one for several in about.values() for one in several):
            held.seen = True
        self._note_errors(evaluation, origin)
        if not any(about.values()):
            return findings
        return [self._waived(finding, about.get(finding.outcome.rule, ())) for finding in findings]

    def _note_errors(self, evaluation: Evaluation, origin: Origin) -> None:
        for error in evaluation.errors:
            if error.rule in self._rules:
                for held in self._rules[error.rule].about(evaluation.asset.name, error.origin or origin):
                    held.erred = True

    @staticmethod
    def _waived(finding: Finding, about: Sequence[Held]) -> Finding:
        fitting = [held for held in about if held.fits(finding)]
        if not fitting or finding.outcome.status not in _WAIVED:
            return finding
        live = [held for held in fitting if not held.expired]
        for held in live:
            held.waived += 1
        if not live:
            fitting[0].reopened += 1
            return finding
        return replace(finding, waiver=live[0].waiver)

    def notifications(self, scope: Mapping[str, Sequence[str]]) -> Iterator[Notification]:
        """Yield what must be told of the waivers: refused, expired, about to expire, of no use.

        `scope` is what the input is known to hold completely: project -> canonical types.
        """
        yield from notes.bounded(self._refused, MAX_NOTES)
        told = (
            note for group in self._places() for note in notes.of(group, self._today, self._use(group, scope))
        )
        yield from notes.bounded(told, MAX_NOTES)

    def _places(self) -> Iterator[list[Held]]:
        """Yield the waivers that are written in one place together."""
        places: dict[tuple[Origin, str, str], list[Held]] = {}
        for held in self._held:
            waiver = held.waiver
            key = (waiver.origin, waiver.rule, "" if waiver.inline else waiver.resource)
            places.setdefault(key, []).append(held)
        yield from places.values()

    def _use(self, group: Sequence[Held], scope: Mapping[str, Sequence[str]]) -> notes.Use:
        """Tell what the scan could see of what waivers are about."""
        waiver = group[0].waiver
        rule = next((one for one in self._policies.rules if one.id == waiver.rule), None)
        if rule is None or any(held.erred for held in group):
            return notes.Use.UNASKED
        if any(held.seen for held in group):
            return notes.Use.JUDGED
        if waiver.inline:
            return notes.Use.ELSEWHERE
        complete = set(scope.get(notes.project_of(waiver.resource), ()))
        absent = {subject.asset_type for subject in rule.subjects} <= complete
        return notes.Use.ABSENT if absent else notes.Use.OUTSIDE
