"""How the text format shows failing findings: one by one, or by rule where they are too many to read.

One by one they take about a dozen lines each: a hundred are as much as many terminals keep. Beyond that each
rule has one finding in full, a line for some others, and their number; a sentence says what is only counted.
"""

from collections.abc import Iterator, Mapping
from heapq import nsmallest
from itertools import count, groupby

from lbpolicy.formats.escape import visible
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.paint import Paint, plural
from lbpolicy.formats.text.findings import asset_text, finding_block, where
from lbpolicy.model import Finding, Rule

MANY = 100
"""So many findings are shown one by one."""
PLACES = 10
"""Findings of one rule that have a line of their own below the one that is shown in full."""
_WIDTH = 240


def failure_blocks(
    findings: Iterator[Finding], number: int, rules: Mapping[str, Rule], options: RenderOptions, paint: Paint
) -> Iterator[list[str]]:
    """Yield the failing findings, `number` in all, worst first, under their severities."""
    grouped = number > MANY and not options.verbose
    listed = 0
    for severity, alike in groupby(findings, key=lambda finding: finding.severity):
        if not options.quiet:
            yield [paint("bold", severity.value.capitalize()), ""]
        if not grouped:
            for finding in alike:
                yield [*finding_block(finding, rules[finding.outcome.rule], options, paint), ""]
            continue
        for name, group in groupby(alike, key=lambda finding: finding.outcome.rule):
            shown, lines = _group(group, rules[name], options, paint)
            listed += shown
            yield [*lines, ""]
    if grouped and listed < number:
        text = f"{number:,} findings are too many to show one by one: they are grouped by rule, and"
        text += f" {number - listed:,} of them are only counted. --verbose shows each, -o json=FILE has all."
        yield [*paint.wrapped(text), ""]


def _group(
    findings: Iterator[Finding], rule: Rule, options: RenderOptions, paint: Paint
) -> tuple[int, list[str]]:
    """Return how many findings of one rule the lines show, and the lines; what is new goes first."""
    order, tally = count(), _Tally()
    first, *others = (
        finding
        for _, _, finding in nsmallest(
            PLACES + 1, ((not is_new(f), next(order), f) for f in tally.of(findings))
        )
    )
    lines = finding_block(first, rule, options, paint)
    if others:
        more = f"{tally.number - 1:,} more of {visible(rule.id)}"
        new = f", {tally.new:,} of all new" if tally.new else ""
        projects = f", {plural(len(tally.projects), 'project')} in all" if tally.projects else ""
        lines.append(f"   {paint('mark', '=')} {paint('bold', more)}{projects}{new}:")
        lines += [_place(finding) for finding in others]
    left = tally.number - 1 - len(others)
    if left:
        lines.append(" " * 11 + f"and {left:,} that are not listed")
    return 1 + len(others), lines


def is_new(finding: Finding) -> bool:
    """Tell whether the plan brings it, or the baseline does not have it."""
    return finding.change == "introduced" or finding.baseline == "new"


def _place(finding: Finding) -> str:
    """Return where a finding is: the resource of Terraform or the asset, the attribute, the file."""
    outcome = finding.outcome
    text = visible(outcome.origin.address, _WIDTH) or asset_text(outcome.asset)
    path = f" at {visible(outcome.path, _WIDTH)}" if outcome.path else ""
    file = where(outcome.origin)
    return " " * 11 + text + path + (f" in {file}" if file else "")


class _Tally:
    """Counts the findings of a rule as they pass by."""

    def __init__(self) -> None:
        self.number = 0
        self.new = 0
        self.projects: set[str] = set()

    def of(self, findings: Iterator[Finding]) -> Iterator[Finding]:
        """Yield the findings, and count them."""
        for finding in findings:
            self.number += 1
            self.new += is_new(finding)
            if finding.outcome.asset.project:
                self.projects.add(finding.outcome.asset.project)
            yield finding
