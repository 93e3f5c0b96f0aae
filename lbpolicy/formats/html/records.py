"""Findings as the page's script reads them: short keys, and nothing that is empty.

Every text is what a reader is to see: on one line, cut to a sensible length, and with what does not print
shown as escapes. assets/records.js knows the same keys.
"""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from lbpolicy.formats.encoding import dumps
from lbpolicy.formats.html import words
from lbpolicy.formats.html.balancers import Anchors
from lbpolicy.formats.html.markup import address, embedded, line, lines
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.paths import relative_path
from lbpolicy.formats.remediation import gcloud_command
from lbpolicy.formats.source_links import source_link
from lbpolicy.model import Absent, Finding, Json, Origin, Report, Rule, Status, Waiver

_CHUNK = 250
"""Findings in one element: what a browser parses at a time."""
_MESSAGE = 2000
_NAME = 500
_FACT = 300
_FACTS = 30
_RELATED = 20


def record_elements(report: Report, options: RenderOptions, anchors: Anchors) -> Iterator[str]:
    """Yield every finding of the report, and every one that is gone, as elements of JSON."""
    rules = report.known_rules
    records = _records(report, rules, options, anchors)
    for first in records:
        yield '<script type="application/json" class="records">[' + embedded(first)
        for record in islice(records, _CHUNK - 1):
            yield ",\n" + embedded(record)
        yield "]</script>\n"


def rules_element(report: Report) -> str:
    """Return what findings of a rule have in common, as an element of JSON."""
    rules: dict[str, Json] = {}
    for rule in report.known_rules.values():
        docs = next((one for one in rule.related_resources if address(one)), "")
        rules[line(rule.id)] = {
            "docs": docs,
            "kinds": {
                line(one.asset_type): [
                    line(one.title, _NAME),
                    line(one.remediation.summary, _MESSAGE),
                    lines(one.remediation.terraform),
                ]
                for one in rule.subjects
            },
        }
    return f'<script type="application/json" id="rules-data">{embedded(rules)}</script>\n'


def _records(
    report: Report, rules: Mapping[str, Rule], options: RenderOptions, anchors: Anchors
) -> Iterator[dict[str, Json]]:
    for finding in report.findings:
        yield _record(finding, rules, options, anchors.get(finding.finding_id, ()))
    fixed = report.plan.fixed if report.plan else ()
    for finding in fixed:
        yield {**_record(finding, rules, options, ()), "t": "gone", "w": "by-plan"}
    for absent in absent_only(report):
        yield {**_record(absent.finding, rules, options, ()), "t": "gone", "w": absent.why}


def absent_only(report: Report) -> Iterator[Absent]:
    """Yield what is gone since the baseline, but not what a plan fixes: an id leads to one finding."""
    told = {finding.finding_id for finding in (report.plan.fixed if report.plan else ())}
    for one in report.baseline.absent if report.baseline else ():
        if one.finding.finding_id not in told:
            yield one


def _record(
    finding: Finding, rules: Mapping[str, Rule], options: RenderOptions, anchors: Sequence[str]
) -> dict[str, Json]:
    outcome = finding.outcome
    asset = outcome.asset
    subject = rules[outcome.rule].about(asset)
    fields = {
        "i": finding.finding_id,
        "r": line(outcome.rule),
        "k": line(subject.asset_type),
        "s": finding.severity.value,
        "t": outcome.status.value,
        "a": line(asset.name, _NAME),
        "n": words.name(asset, outcome.origin),
        "y": words.kind(asset.type),
        "p": line(asset.project, _NAME),
        "l": line(asset.location, _NAME),
        "m": line(outcome.message, _MESSAGE),
        "d": line(outcome.path, _NAME),
        "c": finding.change,
        "b": finding.baseline,
        "o": _origin(outcome.origin, options),
        "e": _evidence(outcome.evidence),
        "x": _related(outcome.related),
        "v": _waiver(finding.waiver, options) if finding.waiver else None,
        "g": ""
        if outcome.status is Status.PASS
        else lines(gcloud_command(subject.remediation.gcloud, asset)),
        "h": list(anchors),
    }
    return {key: value for key, value in fields.items() if value}


def _related(related: Sequence[str]) -> list[str]:
    shown = [line(name, _NAME) for name in related[:_RELATED]]
    more = len(related) - _RELATED
    return [*shown, f"and {more:,} more"] if more > 0 else shown


def _evidence(evidence: Mapping[str, Json]) -> list[list[str]]:
    facts = sorted(evidence.items())[:_FACTS]
    shown = [[line(name, _FACT), line(dumps(value).decode(), _FACT)] for name, value in facts]
    more = len(evidence) - len(facts)
    return [*shown, ["...", f"{more:,} more facts"]] if more else shown


def _origin(origin: Origin, options: RenderOptions) -> dict[str, Json]:
    """Return where it is: the file (never a path of the machine), the line, its address on the web."""
    file = relative_path(origin) or posixpath.basename(origin.file)
    source = line(origin.snippet.strip().expandtabs(4), _NAME)
    fields = {
        "f": "standard input" if origin.file == "-" else line(file, _NAME),
        "l": origin.line,
        "u": address(source_link(origin, options.repository)),
        "a": line(origin.address, _NAME),
        "s": source,
    }
    return {key: value for key, value in fields.items() if value}


def _waiver(waiver: Waiver, options: RenderOptions) -> dict[str, Json]:
    return {
        "owner": line(waiver.owner, _NAME),
        "reason": line(waiver.reason, _MESSAGE),
        "expires": line(waiver.expires, _NAME),
        "ticket": line(waiver.ticket, _NAME),
        "link": address(waiver.ticket),
        "resource": line(waiver.resource, _NAME),
        "inline": waiver.inline,
        "origin": _origin(waiver.origin, options),
    }
