"""Workflow commands that make GitHub show findings beside the lines of a pull request.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
GitHub shows ten errors, ten warnings and ten notices of a step: the worst come first, and the last notice
says what is cut.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain

from lbpolicy.formats.escape import visible
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.levels import LEVELS
from lbpolicy.formats.paint import plural
from lbpolicy.formats.paths import relative_path
from lbpolicy.formats.summary import summarise
from lbpolicy.model import Finding, Level, Origin, Report, Rule, Severity

_SHOWN = 10
_COMMANDS: Mapping[str, str] = {"error": "error", "warning": "warning", "note": "notice"}
"""A level, and the command that annotates so."""
_TITLE = 200
_MESSAGE = 1000
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}
"""What would end a property of a command."""


def render(report: Report, _options: RenderOptions) -> Iterator[bytes]:
    """Yield one workflow command a line; nothing where there is nothing to say."""
    rules = {rule.id: rule for rule in report.rules}
    room = Counter({"error": _SHOWN, "warning": _SHOWN, "notice": _SHOWN - 1})
    cut: Counter[Severity] = Counter()
    incomplete = _incomplete(report)
    if incomplete:
        room["error"] -= 1
        yield incomplete
    for finding in _failing(report):
        command = _COMMANDS[LEVELS[finding.severity]]
        if not room[command]:
            cut[finding.severity] += 1
            continue
        room[command] -= 1
        yield _annotation(command, finding, rules[finding.outcome.rule])
    sentence = _remainder(report, cut)
    if sentence:
        yield _line("notice", {"title": "lbpolicy"}, sentence)


def _failing(report: Report) -> Iterator[Finding]:
    """Yield failing findings, new ones first, since there is room for ten; else worst first, as they come."""
    new = (finding for finding in report.findings if finding.active and not _known(finding))
    return chain(new, (finding for finding in report.findings if finding.active and _known(finding)))


def _known(finding: Finding) -> bool:
    """Tell whether a plan leaves it as it was, or the baseline has it."""
    return finding.change == "kept" or finding.baseline in {"unchanged", "updated"}


def _annotation(command: str, finding: Finding, rule: Rule) -> bytes:
    outcome = finding.outcome
    new = ", new" if finding.baseline == "new" else ""
    title = f"{rule.id} {finding.severity.value}{new}: {rule.about(outcome.asset).title}"
    asset = f"{outcome.asset.type.rsplit('/', 1)[-1]} {outcome.asset.short_name}"
    remedy = rule.about(outcome.asset).remediation.summary
    sentences = visible(asset, _TITLE), visible(outcome.message, _MESSAGE), visible(" ".join(remedy.split()))
    properties = _place(outcome.origin) | {"title": visible(title, _TITLE)}
    return _line(command, properties, "\n".join(sentence for sentence in sentences if sentence))


def _place(origin: Origin) -> dict[str, str]:
    """Return where the finding is; nothing for what is no file of the workspace."""
    path = relative_path(origin)
    if not path:
        return {}
    place = {"file": visible(path)}
    if origin.line:
        place["line"] = str(origin.line)
        place |= {"col": str(origin.column)} if origin.column else {}
    return place


def _incomplete(report: Report) -> bytes:
    errors = [one for one in report.notifications if one.level is Level.ERROR]
    if not errors:
        return b""
    properties = (_place(errors[0].origin) if errors[0].origin else {}) | {"title": "The scan is incomplete"}
    message = visible(f"{errors[0].message} {errors[0].hint}".strip(), _MESSAGE)
    further = f"\nAnd {plural(len(errors) - 1, 'more error')}." if len(errors) > 1 else ""
    return _line("error", properties, message + further)


def _remainder(report: Report, cut: Mapping[Severity, int]) -> str:
    """Say how much is not annotated."""
    sentences = []
    if cut:
        listed = ", ".join(f"{cut[severity]:,} {severity.value}" for severity in Severity if severity in cut)
        total = plural(sum(cut.values()), "more finding")
        sentences.append(f"{total} ({listed}): GitHub shows ten annotations of a kind in a step.")
    summary = summarise(report)
    if summary.review:
        sentences.append(f"{plural(summary.review, 'case')} to review.")
    if summary.waived:
        sentences.append(f"{plural(summary.waived, 'waived finding')}.")
    if sentences:
        sentences.append("The other reports have them all.")
    return " ".join((*sentences, *_since_baseline(report)))


def _since_baseline(report: Report) -> Iterator[str]:
    """Say what became of the findings of the baseline. What was not judged again is no good news."""
    gone = Counter(one.why for one in report.baseline.absent) if report.baseline else Counter[str]()
    mended, unknown = gone["fixed"] + gone["removed"], gone["not-judged"]
    if mended:
        yield f"{plural(mended, 'finding')} of the baseline {'is' if mended == 1 else 'are'} gone."
    if unknown:
        yield f"{plural(unknown, 'finding')} of the baseline could not be judged again."


def _line(command: str, properties: Mapping[str, str], message: str) -> bytes:
    listed = ",".join(f"{name}={_escaped(value, _PROPERTY)}" for name, value in properties.items())
    return f"::{command} {listed}::{_escaped(message, _DATA)}\n".encode()


def _escaped(text: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(char, char) for char in text)
