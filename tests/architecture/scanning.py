"""The one place where these tests call lbpolicy, and what they look at in its report."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from examples.architectures.records import Record
from lbpolicy.model import Report, Status
from lbpolicy.policy import Config
from lbpolicy.scan import ScanRequest, scan

EVALUATED_AT = datetime(2026, 11, 21, tzinfo=UTC)

Verdicts = set[tuple[str, str]]
"""(rule id, short name of the asset)."""


def scan_files(files: Sequence[Path], config: Config | None = None) -> Report:
    sources = tuple(str(file) for file in files)
    return scan(ScanRequest(sources=sources, config=config, jobs=1, evaluated_at=EVALUATED_AT))


def scan_records(records: Iterable[Record], folder: Path, config: Config | None = None) -> Report:
    """Write the records as an export has them, a line each, and scan that."""
    file = folder / "export.ndjson"
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    return scan_files([file], config)


def verdicts(report: Report, status: Status) -> Verdicts:
    return {
        (f.outcome.rule, f.outcome.asset.short_name) for f in report.findings if f.outcome.status is status
    }
