"""CSV for spreadsheets and scripts: RFC 4180, one finding a line, in the order of the report.

The first line has the names of COLUMNS; their order stays, new ones come last. Every cell is quoted, lines
end in CR LF, and nothing in a cell breaks a line. What is gone since the former report, and what a plan
fixes, is not among the lines: each of them is a finding of this scan.

The file begins with a byte order mark: without one Excel takes UTF-8 for the machine's old code page. Python
reads it as `utf-8-sig`; pandas, DuckDB, LibreOffice and Google Sheets need not be told.

A spreadsheet takes a cell that begins with one of `= + - @` for a formula, also after a space or a quote.
Names come from whoever may create an asset, so such a cell gets a `'` in front, as one does that begins with
`'`: whoever wants the exact text takes one leading `'` away. https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
import re
from collections.abc import Iterator, Mapping

from lbpolicy.formats.encoding import dumps
from lbpolicy.formats.escape import visible
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.remediation import gcloud_command
from lbpolicy.model import Finding, Report, Rule

COLUMNS = (
    "finding_id",
    "rule",
    "title",
    "severity",
    "status",
    "active",  # true: it fails, and nobody waived it
    "baseline",
    "change",
    "asset_name",
    "asset_type",
    "project",
    "location",
    "asset",
    "path",
    "key",
    "message",
    "file",
    "line",
    "column",
    "address",
    "evidence",  # JSON
    "related",  # JSON: full names
    "remediation",
    "gcloud",
    "frameworks",  # CIS Google Cloud 3.9; CIS Google Cloud 3.10
    "waived",  # true or false
    "waiver_owner",
    "waiver_reason",
    "waiver_expires",
    "waiver_ticket",
    "waiver_file",
    "waiver_line",
)
BOM = b"\xef\xbb\xbf"
_LONGEST = 32_000
"""Characters of a cell: Excel takes 32,767."""
_FORMULA = re.compile(r"""[\s"]*[=+\-@\uff1d\uff0b\uff0d\uff20]|'""")
"""What a spreadsheet may take for a formula, in some in full-width forms too, or for our own mark of one."""
_LINES = 50
"""Lines that are encoded at a time."""


class Lines:
    """What csv.writer writes to: text that waits to be encoded."""

    def __init__(self) -> None:
        self._waiting: list[str] = []

    def write(self, line: str) -> None:
        """Take a line."""
        self._waiting.append(line)

    def __len__(self) -> int:
        """Count the lines that wait."""
        return len(self._waiting)

    def taken(self) -> bytes:
        """Return what waits, which then no longer does."""
        text = "".join(self._waiting)
        self._waiting.clear()
        return text.encode()


def render(report: Report, _options: RenderOptions) -> Iterator[bytes]:
    """Yield the table, some lines at a time."""
    rules = report.known_rules
    frameworks = {name: _frameworks(rule) for name, rule in rules.items()}
    lines = Lines()
    writer = csv.writer(lines, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    yield BOM
    for finding in report.findings:
        name = finding.outcome.rule
        row = _row(finding, rules[name])
        row["frameworks"] = frameworks[name]
        writer.writerow([cell(row[column]) for column in COLUMNS])
        if len(lines) >= _LINES:
            yield lines.taken()
    yield lines.taken()


def _row(finding: Finding, rule: Rule) -> dict[str, str]:
    """Return the cells of a finding by column, without what is the same for each finding of its rule."""
    outcome = finding.outcome
    asset, origin = outcome.asset, outcome.origin
    subject = rule.about(asset)
    return {
        "finding_id": finding.finding_id,
        "rule": rule.id,
        "title": subject.title,
        "severity": finding.severity.value,
        "status": outcome.status.value,
        "active": _yes(finding.active),
        "baseline": finding.baseline,
        "change": finding.change,
        "asset_name": asset.short_name if asset.named else origin.address or asset.short_name,
        "asset_type": asset.type,
        "project": asset.project,
        "location": asset.location,
        "asset": asset.name,
        "path": outcome.path,
        "key": outcome.key,
        "message": outcome.message,
        "file": origin.file,
        "line": _number(origin.line),
        "column": _number(origin.column),
        "address": origin.address,
        "evidence": dumps(dict(outcome.evidence)).decode() if outcome.evidence else "",
        "related": dumps(list(outcome.related)).decode() if outcome.related else "",
        "remediation": subject.remediation.summary,
        "gcloud": gcloud_command(subject.remediation.gcloud, asset),
        **_waiver(finding),
    }


def _waiver(finding: Finding) -> Mapping[str, str]:
    waiver = finding.waiver
    return {
        "waived": _yes(waiver is not None),
        "waiver_owner": waiver.owner if waiver else "",
        "waiver_reason": waiver.reason if waiver else "",
        "waiver_expires": waiver.expires if waiver else "",
        "waiver_ticket": waiver.ticket if waiver else "",
        "waiver_file": waiver.origin.file if waiver else "",
        "waiver_line": _number(waiver.origin.line) if waiver else "",
    }


def _frameworks(rule: Rule) -> str:
    controls = (f"{name} {control}" for name, listed in sorted(rule.frameworks.items()) for control in listed)
    return "; ".join(controls)


def cell(value: str) -> str:
    """Return text as a cell: on one line, not longer than Excel takes, and never a formula."""
    if not value:
        return value
    text = visible(value, _LONGEST)
    if len(text) > _LONGEST:  # escapes are longer than what they stand for
        text = f"{text[:_LONGEST]}..."
    return f"'{text}" if _FORMULA.match(text) else text


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _yes(value: object) -> str:
    return "true" if value else "false"
