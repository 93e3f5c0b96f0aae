"""The difference of two reports as text: what is new in full, the rest in a line each, and the sum of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from lbpolicy.formats.escape import inert, visible
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.levels import LEVELS
from lbpolicy.formats.paint import Paint
from lbpolicy.formats.text.findings import finding_block
from lbpolicy.formats.text.lines import at_most, gone_line
from lbpolicy.formats.text.scan import notification_lines
from lbpolicy.model import Finding, Rule, Severity, Status
from lbpolicy.model.difference import Difference, Gone, GoneWhy, Side

_WORDS: Mapping[GoneWhy, str] = {
    "fixed": "fixed",
    "removed": "removed",
    "fixed-or-removed": "fixed or removed",
    "not-judged": "not judged",
}
_NAME = 500


def render(difference: Difference, options: RenderOptions) -> Iterator[bytes]:
    """Yield the difference as UTF-8 text, finding by finding. No line of it is a command to a CI service."""
    for lines in _sections(difference, options):
        yield ("\n".join(map(inert, lines)) + "\n").encode()


def _sections(difference: Difference, options: RenderOptions) -> Iterator[list[str]]:
    paint = Paint(options.color, options.width)
    rules, verbose = difference.rules, options.verbose
    yield [f"Old: {_side(difference.old)}", f"New: {_side(difference.new)}", ""]
    by_state: dict[str, list[Finding]] = {"new": [], "updated": [], "unchanged": []}
    for finding in difference.findings:
        by_state[finding.baseline].append(finding)
    blocks = (finding_block(one, rules[one.outcome.rule], options, paint) for one in by_state["new"])
    yield from _section("New", ([*one, ""] for one in at_most(blocks, "are new", verbose=verbose)), paint)
    lines = (_line(one, rules, paint) for one in by_state["updated"])
    yield from _section("Updated", at_most(lines, "are updated", verbose=verbose), paint)
    gone = (_gone(one, rules, paint) for one in difference.gone)
    yield from _section("Gone", at_most(gone, "are gone", verbose=verbose), paint)
    if verbose:
        lines = (_line(one, rules, paint) for one in by_state["unchanged"])
        yield from _section("Unchanged", lines, paint)
    yield from notification_lines(difference.notifications, options, paint)
    yield list(_sums(difference, by_state, paint))


def _side(side: Side) -> str:
    name = "<stdin>" if side.file == "-" else visible(side.file, _NAME)
    whole = "" if side.complete else ", incomplete"
    return f"{name}, as of {visible(side.evaluated_at, _NAME)}{whole}"


def _line(finding: Finding, rules: Mapping[str, Rule], paint: Paint) -> list[str]:
    outcome = finding.outcome
    word = "review" if outcome.status is Status.REVIEW else LEVELS[finding.severity]
    waived = ", waived" if finding.waiver else ""
    where = visible(outcome.origin.address or outcome.asset.name, _NAME)
    title = visible(rules[outcome.rule].about(outcome.asset).title, _NAME)
    return [f"{paint(word, word)}[{visible(outcome.rule)}] {where}: {title}{waived}"]


def _gone(gone: Gone, rules: Mapping[str, Rule], paint: Paint) -> list[str]:
    return gone_line(_WORDS[gone.why], gone.finding, rules[gone.finding.outcome.rule], paint)


def _sums(difference: Difference, by_state: Mapping[str, list[Finding]], paint: Paint) -> Iterator[str]:
    severities = Counter(one.severity for one in by_state["new"] if one.active)
    failing = [f"{severities[one]:,} {one.value}" for one in Severity if severities[one]]
    waived = sum(1 for one in by_state["new"] if one.waiver)
    review = len(by_state["new"]) - severities.total() - waived
    parts = (
        failing + ([f"{review:,} to review"] if review else []) + ([f"{waived:,} waived"] if waived else [])
    )
    new = f"{len(by_state['new']):,} new" + (f": {', '.join(parts)}" if parts else "")
    yield paint(
        "bold", f"{new}; {len(by_state['updated']):,} updated, {len(by_state['unchanged']):,} unchanged."
    )
    counts = Counter(one.why for one in difference.gone)
    gone = [f"{counts[why]:,} {word}" for why, word in _WORDS.items() if counts[why]]
    yield f"Gone: {', '.join(gone)}." if gone else "Nothing is gone."
    if counts["fixed-or-removed"]:
        text = "Reports leave out assets on which nothing fails; `scan --baseline` tells fixed from removed."
        yield from paint.wrapped(text)
    if counts["not-judged"]:
        text = "What was not judged may well be there still: its rule, its asset or what it needs is missing."
        yield from paint.wrapped(text)


def _section(title: str, blocks: Iterable[list[str]], paint: Paint) -> Iterator[list[str]]:
    """Yield the blocks under a title and before an empty line; nothing if there is none."""
    last: list[str] = []
    for block in blocks:
        if not last:
            yield [paint("bold", title), ""]
        last = block
        yield block
    if last and last[-1]:
        yield [""]
