"""How the Markdown formats show findings: a row each, then folded what is behind them and how to mend it."""

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from lbpolicy.formats.encoding import dumps
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.markdown import text as md
from lbpolicy.formats.paint import plural
from lbpolicy.formats.paths import relative_path
from lbpolicy.formats.remediation import gcloud_command
from lbpolicy.formats.room import Room
from lbpolicy.formats.source_links import source_link
from lbpolicy.model import Finding, Origin, Outcome, Rule, RuleSubject

Rules = Mapping[str, Rule]
"""The rules in force by id."""

_HEADER = ("severity", "rule", "asset", "where", "what")
_SENTENCE = 300
"""Characters of a message in a table; the folded part shows more."""
_MESSAGE = 2000
_NAME = 300
_FACT = 300
_FACTS = 20
_RELATED = 5
_LINE = 500
_LEAST_BLOCK = 100
"""Bytes that the details of a finding have at least: more findings need not be looked at than can fit."""
_CHANGES = {"kept": 1}
"""What a plan introduces comes before what it keeps."""
_BASELINES = {"new": 0, "updated": 1}
"""What is new since the former report comes before what was there."""


def by_change(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    """Return what a plan does -> failing findings; without a plan there is one kind of them, ""."""
    kinds = sorted({finding.change for finding in findings}, key=lambda change: _CHANGES.get(change, 0))
    ordered = sorted(findings, key=lambda finding: _BASELINES.get(finding.baseline, len(_BASELINES)))
    return {kind: [finding for finding in ordered if finding.change == kind] for kind in kinds}


def finding_table(
    findings: Sequence[Finding], rules: Rules, options: RenderOptions, room: Room, most: int
) -> list[str]:
    """Return a table of the findings in their order, as far as `most` bytes hold it."""
    compared = any(finding.baseline for finding in findings)
    rows = room.take((md.row(_cells(finding, rules, options, compared)) for finding in findings), most)
    if not rows:
        return [left_out(len(findings), "finding")]
    header = (*_HEADER, "baseline") if compared else _HEADER
    table = "\n".join((md.table(header, ()), *rows))
    return [table, left_out(len(findings) - len(rows), "more finding")]


def finding_details(
    findings: Sequence[Finding], rules: Rules, options: RenderOptions, room: Room
) -> Iterator[str]:
    """Yield the findings of one rule after the other, folded, as long as there is room."""
    totals = Counter(_kind(rules, finding) for finding in findings)
    shown = 0
    first = findings[: room.left // _LEAST_BLOCK]
    # stable: findings stay in their order, but one rule's findings on two kinds of assets part
    for (name, kind), group in groupby(sorted(first, key=partial(_order, rules)), partial(_kind, rules)):
        rule = rules[name]
        subject = rule.on(kind) or rule.subjects[0]
        summary, remedy = _summary(rule, subject, totals[name, kind]), list(_remedy(rule, subject))
        if not room.take([md.folded(summary, remedy)]):
            break
        blocks = room.take(_block(finding, subject, options) for finding in group)
        if blocks:
            yield md.folded(summary, (*remedy, *blocks))
        shown += len(blocks)
        if len(blocks) < totals[name, kind]:
            break
    yield left_out(len(findings) - shown, "finding", "the details of ")


def left_out(count: int, what: str, of: str = "") -> str:
    """Say that so many things are not shown; nothing if that is none."""
    if not count:
        return ""
    return f"*Not shown for want of room: {of}{plural(count, what)}. The JSON report has everything.*"


def asset_name(outcome: Outcome) -> str:
    """Return the short name of the asset, or its Terraform address as long as it has none."""
    asset = outcome.asset
    return md.code(asset.short_name if asset.named else outcome.origin.address or asset.short_name, _NAME)


def asset_label(outcome: Outcome) -> str:
    """Return the name of the asset and what it is."""
    kind = md.inert(outcome.asset.type.rsplit("/", 1)[-1], _NAME)
    return f"{asset_name(outcome)} {kind}".strip() or "asset"


def where(origin: Origin, options: RenderOptions) -> str:
    """Return file:line, as a link if it leads to a file of the repository; never a path of the machine."""
    file = relative_path(origin) or posixpath.basename(origin.file)
    if not file or file == "-":
        return "standard input" if file else ""
    label = md.code(file if origin.line is None else f"{file}:{origin.line}", _NAME)
    address = source_link(origin, options.repository)
    return md.link(label, address) if address else label


def _cells(finding: Finding, rules: Rules, options: RenderOptions, compared: bool) -> tuple[str, ...]:  # noqa: FBT001 - private
    outcome = finding.outcome
    title = rules[outcome.rule].about(outcome.asset).title
    standing = f"**{finding.baseline}**" if finding.baseline in _BASELINES else finding.baseline
    return (
        finding.severity.value,
        md.inert(outcome.rule),
        asset_label(outcome),
        where(outcome.origin, options),
        md.inert(outcome.message or title, _SENTENCE),
        *((standing,) if compared else ()),
    )


def _kind(rules: Rules, finding: Finding) -> tuple[str, str]:
    """Return the rule and the kind of asset: what has one title and one remedy."""
    outcome = finding.outcome
    return outcome.rule, rules[outcome.rule].about(outcome.asset).kind


def _order(rules: Rules, finding: Finding) -> tuple[int, str, str]:
    return finding.severity.rank, *_kind(rules, finding)


def _summary(rule: Rule, subject: RuleSubject, count: int) -> str:
    return f"<b>{md.html(rule.id)}</b> {rule.severity.value}: {md.html(subject.title, _NAME)} ({count:,})"


def _remedy(rule: Rule, subject: RuleSubject) -> Iterator[str]:
    """Yield what is the same for all findings of a rule."""
    yield f"**What to do:** {md.inert(subject.remediation.summary, _MESSAGE)}"
    if subject.remediation.terraform:
        yield md.fence(subject.remediation.terraform, "hcl")
    yield " ".join(md.url(address) for address in rule.related_resources[:2])


def _block(finding: Finding, subject: RuleSubject, options: RenderOptions) -> str:
    """Return a finding: which asset, where, the message, what it rests on, the command that mends it.

    What Terraform manages is mended there: a command would be undone by the next apply.
    """
    outcome = finding.outcome
    asset = outcome.asset
    parts = [asset_label(outcome)]
    parts += [f"in project {md.code(asset.project, _NAME)}"] if asset.project else []
    parts += [md.code(asset.location, _NAME)] if asset.location else []
    parts += [where(outcome.origin, options)]
    blocks = [
        f"**{parts[0]}** " + ", ".join(part for part in parts[1:] if part),
        md.inert(outcome.message, _MESSAGE),
        md.fence(outcome.origin.snippet[:_LINE], "hcl") if outcome.origin.snippet else "",
        md.bullets(_facts(outcome)),
    ]
    managed = outcome.origin.address and subject.remediation.terraform
    command = "" if managed else gcloud_command(subject.remediation.gcloud, asset)
    if command:
        blocks.append(md.fence(command, "sh"))
    return md.page((*blocks, f"Finding {md.code(finding.finding_id)}")).removesuffix("\n")


def _facts(outcome: Outcome) -> Iterator[str]:
    if outcome.asset.named:
        yield md.code(outcome.asset.name, _LINE)
    if outcome.origin.address:
        yield md.code(outcome.origin.address, _LINE)
    if outcome.path:
        yield f"at {md.code(outcome.path, _NAME)}"
    evidence = sorted(outcome.evidence.items())
    for name, value in evidence[:_FACTS]:
        yield f"{md.code(name, _NAME)} = {md.code(dumps(value).decode(), _FACT)}"
    for name in outcome.related[:_RELATED]:
        yield f"see also {md.code(name, _LINE)}"
    further = len(evidence[_FACTS:]) + len(outcome.related[_RELATED:])
    if further:
        yield f"and {further:,} more"
