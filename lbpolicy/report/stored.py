"""Reads a JSON report back: the inverse of the JSON format, whole and checked."""

import hashlib
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from lbpolicy.errors import UsageError
from lbpolicy.model import Baseline, Finding, Json, PlanEffect, Report
from lbpolicy.report.stored_checks import (
    bounded,
    check,
    check_consistency,
    check_rules,
    is_time,
    unsound,
)
from lbpolicy.report.stored_parts import (
    baseline_of,
    coverage_of,
    finding_of,
    load_balancer_of,
    notification_of,
    rule_of,
)
from lbpolicy.report.stored_versions import upgrade

NEWEST = (1, 2)
"""The schema version that this reader knows in full; of later ones with the same first number it leaves out
what is new."""
MAX_BYTES = 2**31
"""Of one report; a hundred thousand findings take a tenth of it."""

_STDIN = "-"
_PIECE = 2**20
_HOW = "Give a report that `lbpolicy scan SOURCE -o json=FILE` wrote."
_LISTED = {"findings": "finding", "fixed": "finding", "load_balancers": "load_balancer"}
"""The long lists of a report, checked and read item by item -> the definition of an item in the schema."""

_Item = TypeVar("_Item")


def read_report(path: Path | str) -> Report:
    """Return the report that a file holds; "-" is standard input.

    Schema versions 1.0 and 1.1 are read too; what they did not know yet is empty. The report rendered as JSON
    again gives the same bytes, but for the tool's version. UsageError, with the place in it as a JSON
    pointer: the file cannot be read, is no report, is of a newer major version, breaks
    schemas/report.schema.json, or contradicts itself.
    """
    name = "standard input" if str(path) == _STDIN else str(path)
    document = _document(_bytes(path, name), name)
    known = _checked_version(document, name)
    lists: dict[str, Any] = {key: document[key] for key in _LISTED if isinstance(document.get(key), list)}
    # the long lists are looked at item by item, so that no second copy of everything is ever in memory
    check(document | {key: [] for key in lists}, "", name, known=known)
    rules = tuple(rule_of(part) for part in document["rules"])
    check_rules(document, name)
    report = Report(
        evaluated_at=document["evaluated_at"],
        bundle=document["bundle"],
        engine=document["engine"],
        rules=rules,
        findings=_items(lists["findings"], "findings", finding_of, name, known=known),
        notifications=tuple(notification_of(part) for part in document["notifications"]),
        coverage=coverage_of(document["coverage"]),
        plan=_plan(
            document["summary"]["plan"], _items(lists["fixed"], "fixed", finding_of, name, known=known)
        ),
        baseline=_baseline(document["baseline"], name),
        load_balancers=_items(lists["load_balancers"], "load_balancers", load_balancer_of, name, known=known),
    )
    check_consistency(report, document, name)
    return report


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one report from another."""

    evaluated_at: str
    """RFC 3339, with a zone."""
    digest: str
    """Of its bytes."""


def stamp(path: Path | str) -> Stamp:
    """Return what tells a report from others. It is not checked any further; UsageError as in read_report."""
    name = str(path)
    content = _bytes(path, name)
    evaluated_at: Json = _document(content, name).get("evaluated_at")
    if not is_time(evaluated_at):
        raise unsound(name, "/evaluated_at", "the value is no time with a zone")
    return Stamp(evaluated_at, hashlib.sha256(content).hexdigest())


def _bytes(path: Path | str, name: str) -> bytearray:
    try:
        if str(path) == _STDIN:
            content = _at_most(sys.stdin.buffer)
        else:
            with Path(path).open("rb") as stream:
                content = _at_most(stream)
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror or error}.", _HOW) from error
    if len(content) > MAX_BYTES:
        raise UsageError(f"{name} is larger than {MAX_BYTES:,} bytes, so it is not read.", _HOW)
    return content


def _at_most(stream: BinaryIO) -> bytearray:
    """Read a stream up to little more than MAX_BYTES; one read of so much would ask for all that memory."""
    content = bytearray()
    while len(content) <= MAX_BYTES and (piece := stream.read(_PIECE)):
        content += piece
    return content


def _document(content: bytearray, name: str) -> dict[str, Json]:
    import orjson

    if not content or content.isspace():
        raise UsageError(f"{name} is empty.", _HOW)
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise UsageError(f"{name} is no whole JSON document: {error.msg} at {place}.", _HOW) from None
    if not isinstance(document, dict) or "schema_version" not in document or "findings" not in document:
        raise UsageError(f"{name} is no report of lbpolicy: it has no schema_version or no findings.", _HOW)
    return document


def _checked_version(document: dict[str, Json], name: str) -> bool:
    """Bring an older document up to date; tell whether this reader knows all of the document's version."""
    version = document["schema_version"]
    numbers = version.split(".") if isinstance(version, str) else []
    if len(numbers) != len(NEWEST) or not all(one.isascii() and one.isdigit() for one in numbers):
        shown = bounded(json.dumps(version))
        raise UsageError(f"{name}: at /schema_version: {shown} is no version like 1.2.", _HOW)
    major, minor = (int(one[:9]) for one in numbers)
    if major != NEWEST[0]:
        raise UsageError(
            f"{name}: at /schema_version: this lbpolicy reads reports of version {NEWEST[0]}, and this is"
            f" {bounded(version)}.",
            "Update lbpolicy, or write the report with this one.",
        )
    if (major, minor) < NEWEST:
        upgrade(document)
    return (major, minor) <= NEWEST


def _items(
    parts: list[Json], where: str, read: Callable[[dict[str, Json]], _Item], name: str, *, known: bool
) -> tuple[_Item, ...]:
    """Check and read the items of a long list; each is let go as soon as it was read."""
    definition = _LISTED[where]
    for index, part in enumerate(parts):
        check(part, definition, name, f"/{where}/{index}", known=known)
        try:
            parts[index] = read(part)
        except ValueError as error:
            raise unsound(name, f"/{where}/{index}", str(error)) from None
    return tuple(parts)


def _baseline(part: dict[str, Json] | None, name: str) -> Baseline | None:
    try:
        return baseline_of(part) if part else None
    except ValueError as error:
        raise unsound(name, "/baseline/absent", str(error)) from None


def _plan(summary: Mapping[str, Json] | None, fixed: tuple[Finding, ...]) -> PlanEffect | None:
    if summary is None:
        return None
    return PlanEffect(fixed, summary["not_listed"]["fail"], summary["not_listed"]["review"])
