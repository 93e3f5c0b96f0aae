"""lbpolicy-waivers.yaml: which findings somebody has accepted."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from lbpolicy.errors import FaultyFileError, UsageError
from lbpolicy.model import Json, Origin, Waiver
from lbpolicy.model.waivers import MAX_DAYS
from lbpolicy.policy import schema, waiver_resources
from lbpolicy.policy.documents import Document, Steps, read_text

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LIKE = "Write it like 2027-01-31."
_TEXTS = ("owner", "reason", "ticket")


@dataclass(frozen=True, slots=True)
class WaiverFile:
    """What the file says; one that is not there says nothing."""

    waivers: tuple[Waiver, ...] = ()
    """In the order in which they are written."""
    max_days: int = MAX_DAYS
    """How far a waiver may reach beyond the time of the scan."""
    document: Document = field(default=Document("the waivers", ""), repr=False, compare=False)


def load_waivers(path: Path, known: Collection[str], today: date) -> WaiverFile:
    """Read a file of waivers (schemas/waivers.schema.json); an empty one has none.

    `known` are the ids of all rules that there are, in force or not. `today` is the day, in UTC, of the time
    that the verdict is about: no waiver may reach more than `max_days` beyond it. One that has expired is in
    order.

    Raises UsageError when the file cannot be read or is not YAML, and otherwise FaultyFileError with all that
    is wrong with it, line by line.
    """
    return read_waivers(Document(str(path), read_text(path, UsageError, "waivers")), known, today)


def read_waivers(document: Document, known: Collection[str], today: date) -> WaiverFile:
    """Read a file of waivers from its text, likewise."""
    value = document.value()
    if value is None:
        return WaiverFile(document=document)
    max_days = value.get("max_days", MAX_DAYS) if isinstance(value, dict) else MAX_DAYS
    faults = schema.faults("waivers", value)
    wrong = {steps[:length] for steps, _, _ in faults for length in (2, 3)}
    entries = value.get("waivers") if isinstance(value, dict) else None
    lasting = max_days if isinstance(max_days, int) else MAX_DAYS
    sound: dict[Steps, Mapping[str, Json]] = {}
    for at, entry in enumerate(entries if isinstance(entries, list) else ()):
        steps: Steps = ("waivers", at)
        if isinstance(entry, dict):
            right = {key: text for key, text in entry.items() if (*steps, key) not in wrong}
            found = entry_faults(right, known, today, lasting)
            faults += [((*steps, key), what, hint) for key, what, hint in found]
        if steps not in wrong:
            sound[steps] = entry
    lines = dict(zip(sound, document.lines(sound), strict=True))
    faults += _repeated(sound, lines)
    if faults:
        _refuse(document, faults)
    waivers = (_waiver(entry, Origin(document.label, lines[steps])) for steps, entry in sound.items())
    return WaiverFile(tuple(waivers), lasting, document)


def entry_faults(
    entry: Mapping[str, Json], known: Collection[str], today: date, max_days: int
) -> Iterator[tuple[str, str, str]]:
    """Yield (key, what is wrong, what to do) of those keys of a waiver that follow the schema."""
    if "rule" in entry and entry["rule"] not in known:
        near = schema.suggestion(entry["rule"], known)
        yield "rule", f"there is no rule {schema.shown(entry['rule'])}{near}", "`lbpolicy rules` lists them."
    if "resource" in entry:
        for what, hint in waiver_resources.faults(entry["resource"]):
            yield "resource", what, hint
    for key in _TEXTS:
        if key in entry and not entry[key].strip():
            yield key, f"{key} is empty", ""
    if "expires" in entry:
        yield from _date_faults(entry["expires"], today, max_days)


def _date_faults(expires: str, today: date, max_days: int) -> Iterator[tuple[str, str, str]]:
    if not _DAY.fullmatch(expires):
        yield "expires", f"expires: {schema.shown(expires)} is no date", _LIKE
        return
    try:
        days = (date.fromisoformat(expires) - today).days
    except ValueError as error:
        yield "expires", f"expires: {expires} is no date: {error}", _LIKE
        return
    if days > max_days:
        what = f"expires in {days} days, counted from {today}, and at most {max_days} are allowed"
        yield "expires", what, "Choose an earlier day; a waiver can be extended when it comes."


def identity(entry: Mapping[str, Json]) -> tuple[str, str, str]:
    """Return what no two waivers of a file share."""
    return entry["rule"], entry["resource"], entry.get("finding_id", "")


def _repeated(
    sound: Mapping[Steps, Mapping[str, Json]], lines: Mapping[Steps, int]
) -> Iterator[schema.Fault]:
    first: dict[tuple[str, str, str], Steps] = {}
    for steps, entry in sound.items():
        before = first.setdefault(identity(entry), steps)
        if before is not steps:
            what = f"{entry['rule']} is waived on the same resource in line {lines[before]}"
            yield steps, what, "Keep one of them."


def _refuse(document: Document, faults: list[schema.Fault]) -> None:
    """Raise all faults in the order of the file."""
    lines = document.lines(steps for steps, _, _ in faults)
    told = sorted(zip(lines, faults, strict=True), key=lambda pair: pair[0])
    raise FaultyFileError(
        [UsageError(f"{document.label}:{line}: {what}", hint) for line, (_, what, hint) in told]
    )


def _waiver(entry: Mapping[str, Json], origin: Origin) -> Waiver:
    owner, reason, ticket = (" ".join(entry.get(key, "").split()) for key in _TEXTS)
    return Waiver(
        rule=entry["rule"],
        resource=entry["resource"],
        owner=owner,
        reason=reason,
        expires=entry["expires"],
        origin=origin,
        ticket=ticket,
        finding_id=entry.get("finding_id", ""),
    )
