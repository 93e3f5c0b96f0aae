"""JUnit XML, which every CI system shows beside the results of tests.

A rule is a test suite, and a test case is what it says of one asset:
- a failing finding is a failure, of the type of its severity;
- a waived one is skipped, with who accepted it, until when and why; so is a case to review, since it does
  not fail, and nobody should take it for a pass;
- what stopped the scan or a rule is an error;
- passes are test cases where the report lists them (`--passes`), else one test case says how many there are.
The first suite is the scan itself, so that a clean scan is no empty report, which Jenkins refuses.

Names of test cases hold no line, message or severity: the same case is the same test from scan to scan.
Attributes are those of junit-10.xsd of Jenkins' xUnit plugin, and `file` and `line`, which GitLab and others
read. Rules without any case have no suite.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from lbpolicy.formats.escape import visible
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.junit.cases import Case, attribute, error_case, finding_case, numbered, passes_case
from lbpolicy.formats.summary import not_assessed, summarise
from lbpolicy.model import Finding, Level, Notification, Report, Rule, RuleCounts, Status

_TEXT = 2000
_WARNINGS = 100
SCAN = "scan"
"""Name of the suite of what is about no rule."""


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """Yield the report as XML in UTF-8, a test case at a time. Suites are by rule, cases in their order."""
    suites = _suites(report)
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="lbpolicy" {_counts(suites)} time="0">\n'.encode()
    when = attribute(_timestamp(report.evaluated_at))
    for number, suite in enumerate(suites):
        title = f"{suite.name} {suite.rule.title}" if suite.rule else suite.name
        name = attribute(visible(title, _TEXT))
        counts = f'{_counts([suite])} skipped="{suite.skipped}"'
        yield f'<testsuite name={name} id="{number}" {counts} time="0" timestamp={when}>\n'.encode()
        facts = _rule_facts(suite.rule, suite.verdicts) if suite.rule else _scan_facts(report, options)
        yield _properties(facts)
        for case in suite.cases():
            yield case.xml()
        if not suite.rule:
            yield _scan_text(report)
        yield b"</testsuite>\n"
    yield b"</testsuites>\n"


def _suites(report: Report) -> "list[_Suite]":
    """Return the suite of the scan, then those of the rules that have anything to say, by id."""
    findings: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        findings[finding.outcome.rule].append(finding)
    known = {rule.id for rule in report.rules}
    errors: defaultdict[str, list[Notification]] = defaultdict(list)
    for one in report.notifications:
        if one.level is Level.ERROR:
            errors[one.rule if one.rule in known else SCAN].append(one)
    suites = (
        _Suite(rule.id, findings[rule.id], errors[rule.id], rule, report.coverage.rules.get(rule.id))
        for rule in report.rules
    )
    return [_Suite(SCAN, (), errors[SCAN]), *(suite for suite in suites if suite.tests)]


class _Suite:
    """The test cases of a rule, or of the scan itself, and how many there are of each kind."""

    def __init__(
        self,
        name: str,
        findings: Sequence[Finding],
        errors: Sequence[Notification],
        rule: Rule | None = None,
        counts: RuleCounts | None = None,
    ) -> None:
        self.name = name
        self.rule = rule
        self._findings = findings
        self._notifications = errors
        self.verdicts = counts or RuleCounts()
        self.failures = sum(one.active for one in findings)
        passes = sum(one.outcome.status is Status.PASS for one in findings)
        self.skipped = len(findings) - self.failures - passes
        self.unlisted = self.verdicts.passed if not passes else 0
        """Passes that the report does not list."""
        self.errors = len(errors)
        self.tests = len(findings) + self.errors + bool(self.unlisted) + (rule is None and not errors)

    def cases(self) -> Iterator[Case]:
        """Yield the test cases: errors, then findings in their order, then passes."""
        if self.rule is None and not self._notifications:
            yield Case(self.name, "everything was read and judged")
        yield from numbered(error_case(self.name, one) for one in self._notifications)
        if self.rule is not None:
            rule = self.rule
            yield from numbered(finding_case(one, rule) for one in self._findings)
        if self.unlisted:
            yield passes_case(self.name, self.unlisted)


def _counts(suites: Iterable[_Suite]) -> str:
    """Return the attributes that the reader wants to know before the first test case."""
    tests = failures = errors = 0
    for suite in suites:
        tests += suite.tests
        failures += suite.failures
        errors += suite.errors
    return f'tests="{tests}" failures="{failures}" errors="{errors}"'


def _properties(facts: Iterable[tuple[str, object]]) -> bytes:
    lines = (
        f"<property name={attribute(name)} value={attribute(visible(str(value), _TEXT))}/>\n"
        for name, value in facts
    )
    return f"<properties>\n{''.join(lines)}</properties>\n".encode()


def _rule_facts(rule: Rule, counts: RuleCounts) -> Iterator[tuple[str, object]]:
    yield "rule", rule.id
    yield "severity", rule.severity.value
    yield "assets failing", counts.fail
    yield "assets passing", counts.passed
    yield "assets to review", counts.review
    yield "assets not applicable", counts.not_applicable
    yield from (("documentation", address) for address in rule.related_resources[:2])


def _scan_facts(report: Report, options: RenderOptions) -> Iterator[tuple[str, object]]:
    summary = summarise(report)
    yield "lbpolicy", options.version
    yield "bundle", report.bundle
    yield "engine", report.engine
    yield "evaluated at", report.evaluated_at
    yield "assets judged", report.coverage.subjects
    yield "findings", summary.fail
    yield from ((f"findings {severity.value}", count) for severity, count in summary.severities.items())
    yield "to review", summary.review
    yield "waived", summary.waived
    yield "passes", summary.passed
    if report.baseline:
        standing = Counter(finding.baseline for finding in report.findings if finding.waiver is None)
        yield from ((f"baseline {name}", standing[name]) for name in ("new", "updated", "unchanged"))
        gone = Counter(absent.why for absent in report.baseline.absent)
        yield from ((f"baseline {why}", gone[why]) for why in ("fixed", "removed", "not-judged"))


def _scan_text(report: Report) -> bytes:
    """Return what is no verdict and yet worth knowing: warnings, and rules that judged nothing."""
    warnings = [one for one in report.notifications if one.level is Level.WARNING]
    lines = [f"warning: {visible(f'{one.message} {one.hint}', _TEXT)}" for one in warnings[:_WARNINGS]]
    lines += [f"and {len(warnings) - _WARNINGS:,} more warnings"] if len(warnings) > _WARNINGS else []
    lines += [f"{rule} not assessed: {visible(why, _TEXT)}" for rule, why in not_assessed(report).items()]
    return f"<system-out>{escape(chr(10).join(lines), quote=False)}</system-out>\n".encode() if lines else b""


def _timestamp(evaluated_at: str) -> str:
    """Return the time without its zone, UTC: as JUnit's own reports have it."""
    return visible(evaluated_at.removesuffix("Z"), _TEXT)
