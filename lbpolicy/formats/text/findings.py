"""How the text format shows findings."""

import re
from collections.abc import Iterator

from lbpolicy.formats.encoding import dumps
from lbpolicy.formats.escape import visible
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.levels import LEVELS
from lbpolicy.formats.paint import SENTENCE, Paint
from lbpolicy.formats.remediation import gcloud_command
from lbpolicy.formats.width import columns
from lbpolicy.model import AssetRef, Finding, Origin, Outcome, Rule, Status, Waiver

_NAME = 500
_FACT = 200
_RELATED = 5
_BAR = 5
_WORD = re.compile(r"[\w.-]+|\S")
_CHANGES = {
    "introduced": "introduced by the plan",
    "kept": "there before the plan, too",
    "fixed": "fixed by the plan",
}
_MARKS = {"new": "new", "updated": "dim", "unchanged": "dim"}
"""How a finding stands to the baseline -> its style."""


def where(origin: Origin) -> str:
    """Return file:line:column as far as they are known, on one line; empty when the file is not."""
    if not origin.file:
        return ""
    file = "<stdin>" if origin.file == "-" else visible(origin.file, _NAME)
    place = file if origin.line is None else f"{file}:{origin.line}"
    return place if origin.column is None else f"{place}:{origin.column}"


def finding_block(finding: Finding, rule: Rule, options: RenderOptions, paint: Paint) -> list[str]:
    """Return the lines of a failing, undecided or waived finding."""
    outcome = finding.outcome
    bar = "   " + paint("mark", "|") + " "
    lines = [_header(finding, rule, paint)]
    lines.append(f"  {paint('mark', '-->')} {where(outcome.origin) or visible(outcome.asset.name, _NAME)}")
    lines += [bar + line for line in _source(outcome.origin, paint)]
    lines += [bar + line for line in _asset(outcome.asset)]
    if finding.change:
        lines.append(bar + _CHANGES[finding.change])
    lines += [bar + line for line in paint.wrapped(outcome.message, margin=_BAR)]
    lines += [bar + "  " + fact for fact in _facts(outcome, options)]
    mark = paint("mark", "=")
    if options.verbose:
        lines.append(f"   {mark} id: {finding.finding_id}")
    if finding.waiver is not None:
        lines += paint.wrapped(waiver_text(finding.waiver), f"   {mark} waived by ", " " * 15)
    if outcome.status is not Status.REVIEW:
        lines += _help(rule, outcome, options, paint)
    return lines


def _header(finding: Finding, rule: Rule, paint: Paint) -> str:
    outcome = finding.outcome
    word = "review" if outcome.status is Status.REVIEW else LEVELS[finding.severity]
    word = "waived" if finding.waiver is not None else word
    title = visible(rule.about(outcome.asset).title, _NAME)
    style = _MARKS.get(finding.baseline)
    mark = " " + paint(style, f"({finding.baseline})") if style else ""
    return f"{paint(word, f'{word}[{visible(rule.id)}]')}: {paint('bold', title)}{mark}"


def waiver_text(waiver: Waiver) -> str:
    """Return who accepted a finding until when and why, and where that is written."""
    ticket = f" ({waiver.ticket})" if waiver.ticket else ""
    written = where(waiver.origin)
    return f"{waiver.owner} until {waiver.expires}: {waiver.reason}{ticket}" + (
        f" [{written}]" if written else ""
    )


def _source(origin: Origin, paint: Paint) -> Iterator[str]:
    """Yield the source line with a mark under what is meant, and the address of the resource."""
    line = origin.snippet.rstrip()
    if line:
        start = min((origin.column or 1) - 1, len(line) - 1)
        indent = len(line) - len(line.lstrip())
        before, meant = visible(line[indent:start]), _WORD.match(line, start)
        yield visible(line[indent:].replace("\t", " "), _NAME)
        yield " " * columns(before) + paint("mark", "^" * columns(meant[0] if meant else "^"))
    if origin.address:
        yield visible(origin.address, _NAME)


def asset_text(asset: AssetRef) -> str:
    """Return what an asset is and where, in a few words."""
    kind = asset.type.rsplit("/", 1)[-1]
    place = [f"project {asset.project}"] if asset.project else []
    place += [asset.location] if asset.location else []
    suffix = f" ({', '.join(place)})" if place else ""
    if asset.named:
        return visible(f"{kind} {asset.short_name}{suffix}", _NAME)
    return visible(f"{kind}, which has no name yet{suffix}", _NAME)


def _asset(asset: AssetRef) -> Iterator[str]:
    yield asset_text(asset)
    if asset.named:
        yield visible(asset.name, _NAME)


def _facts(outcome: Outcome, options: RenderOptions) -> Iterator[str]:
    if outcome.path:
        yield f"at {visible(outcome.path, _NAME)}"
    for name, value in sorted(outcome.evidence.items()):
        shown = dumps(value).decode()
        yield f"{visible(name, _FACT)} = {visible(shown, SENTENCE if options.verbose else _FACT)}"
    shown_related = outcome.related if options.verbose else outcome.related[:_RELATED]
    for name in shown_related:
        yield f"see also {visible(name, _NAME)}"
    if len(shown_related) < len(outcome.related):
        yield f"see also {len(outcome.related) - len(shown_related)} more"


def _help(rule: Rule, outcome: Outcome, options: RenderOptions, paint: Paint) -> Iterator[str]:
    """Yield what to do. Commands are never wrapped: they are there to be copied.

    What Terraform manages is mended there: a command would be undone by the next apply.
    """
    mark = "   " + paint("mark", "=") + " "
    asset = outcome.asset
    remediation = rule.about(asset).remediation
    managed = bool(outcome.origin.address and remediation.terraform)
    yield from paint.wrapped(remediation.summary, f"{mark}help: ", " " * 11)
    if not managed or options.verbose:
        for line in gcloud_command(remediation.gcloud, asset).splitlines():
            yield " " * 11 + visible(line)
    if (managed or options.verbose) and remediation.terraform:
        yield f"{mark}Terraform:"
        for line in remediation.terraform.splitlines():
            yield " " * 11 + visible(line)
