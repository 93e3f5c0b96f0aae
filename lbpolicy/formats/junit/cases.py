"""The test cases of the JUnit format."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Literal

from lbpolicy.formats.encoding import dumps
from lbpolicy.formats.escape import visible
from lbpolicy.formats.paint import plural
from lbpolicy.formats.paths import relative_path
from lbpolicy.formats.remediation import gcloud_command
from lbpolicy.model import AssetRef, Finding, Notification, Origin, Outcome, Rule, Status, Waiver

_TEXT = 2000
_NAME = 500
_RELATED = 10


@dataclass(frozen=True, slots=True)
class Case:
    """A test case; one without a verdict has passed. The texts are visible already, and not escaped."""

    suite: str
    name: str
    verdict: Literal["failure", "error", "skipped", ""] = ""
    kind: str = ""
    message: str = ""
    text: str = ""
    """Lines that explain the verdict."""
    origin: Origin | None = None

    def xml(self) -> bytes:
        """Return the element."""
        head = f"<testcase classname={attribute(f'lbpolicy.{self.suite}')} name={attribute(self.name)}"
        head += f'{_place(self.origin)} time="0"'
        if self.verdict:
            attributes = f"type={attribute(self.kind)} message={attribute(self.message)}"
            inner = f"<{self.verdict} {attributes}>{escape(self.text, quote=False)}</{self.verdict}>"
        else:
            inner = f"<system-out>{escape(self.text, quote=False)}</system-out>" if self.text else ""
        element = f"{head}>{inner}</testcase>\n" if inner else f"{head}/>\n"
        return element.encode()


def attribute(text: str) -> str:
    """Return visible text as the quoted value of an attribute."""
    return f'"{escape(text)}"'


def numbered(cases: Iterable[Case]) -> Iterator[Case]:
    """Yield the cases, those that have the name of the one before numbered from 2.

    Only they can share a name: a report lists what is of one asset and one place side by side.
    """
    last, count = "", 0
    for case in cases:
        count = count + 1 if case.name == last else 1
        last = case.name
        yield replace(case, name=f"{case.name} #{count}") if count > 1 else case


def finding_case(finding: Finding, rule: Rule) -> Case:
    """Return a finding as a test case."""
    outcome = finding.outcome
    name = _name(outcome)
    if outcome.status is Status.PASS:
        return Case(rule.id, name, origin=outcome.origin)
    said = visible(outcome.message, _TEXT) or visible(rule.about(outcome.asset).title, _TEXT)
    text = "\n".join(_lines(finding, rule))
    if finding.waiver is not None:
        return Case(rule.id, name, "skipped", "waived", _waived(finding.waiver), text, outcome.origin)
    if outcome.status is Status.REVIEW:
        return Case(rule.id, name, "skipped", "review", f"to review: {said}", text, outcome.origin)
    return Case(rule.id, name, "failure", finding.severity.value, said, text, outcome.origin)


def error_case(suite: str, notification: Notification) -> Case:
    """Return what could not be read or judged as a test case."""
    origin = notification.origin
    place = f"{origin.file}:{origin.line}" if origin and origin.line else origin.file if origin else ""
    name = visible(" ".join(part for part in (notification.code, notification.asset, place) if part), _NAME)
    message = visible(notification.message, _TEXT)
    return Case(suite, name, "error", notification.code, message, visible(notification.hint, _TEXT), origin)


def passes_case(suite: str, count: int) -> Case:
    """Return one test case for passes that are not listed."""
    return Case(suite, "assets that pass", text=plural(count, "asset passes", "assets pass"))


def _name(outcome: Outcome) -> str:
    """Return which asset, and what tells this finding apart from others of the rule on it."""
    asset = outcome.asset
    own = asset.short_name if asset.named else outcome.origin.address or asset.short_name
    kind = asset.type.rsplit("/", 1)[-1]
    where = ", ".join(part for part in (kind, asset.project, asset.location) if part)
    told_apart = "" if outcome.status is Status.PASS else outcome.key or outcome.path
    review = "to review" if outcome.status is Status.REVIEW else ""
    return visible(" ".join(part for part in (own, f"({where})", told_apart, review) if part), _NAME)


def _waived(waiver: Waiver) -> str:
    ticket = f" ({waiver.ticket})" if waiver.ticket else ""
    return visible(f"waived by {waiver.owner} until {waiver.expires}{ticket}: {waiver.reason}", _TEXT)


def _lines(finding: Finding, rule: Rule) -> Iterator[str]:
    """Yield what a person needs to understand a finding and to mend it, line by line."""
    outcome = finding.outcome
    subject = rule.about(outcome.asset)
    if outcome.message:
        yield visible(outcome.message, _TEXT)
    yield from _asset(outcome.asset)
    if outcome.origin.address:
        yield f"resource: {visible(outcome.origin.address, _NAME)}"
    if outcome.path:
        yield f"at: {visible(outcome.path, _NAME)}"
    if outcome.evidence:
        yield f"evidence: {visible(dumps(dict(outcome.evidence)).decode(), _TEXT)}"
    yield from (f"see also: {visible(name, _NAME)}" for name in outcome.related[:_RELATED])
    if finding.change:
        yield f"plan: {finding.change}"
    if finding.baseline:
        yield f"baseline: {finding.baseline}"
    if subject.remediation.summary:
        yield f"what to do: {visible(subject.remediation.summary, _TEXT)}"
    command = gcloud_command(subject.remediation.gcloud, outcome.asset)
    if command and not (outcome.origin.address and subject.remediation.terraform):
        yield from (visible(line, _TEXT) for line in command.splitlines())
    yield f"finding: {finding.finding_id}"


def _asset(asset: AssetRef) -> Iterator[str]:
    if asset.named:
        yield f"asset: {visible(asset.name, _TEXT)}"


def _place(origin: Origin | None) -> str:
    """Return the attributes that lead to a file below the folder in which lbpolicy ran."""
    file = relative_path(origin) if origin else ""
    if not origin or not file:
        return ""
    line = f' line="{origin.line}"' if origin.line else ""
    return f" file={attribute(visible(file, _NAME))}{line}"
