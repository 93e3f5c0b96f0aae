"""One more waiver in a file of waivers, checked like those that are there."""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

from lbpolicy.errors import FaultyFileError, UsageError
from lbpolicy.policy import schema
from lbpolicy.policy.documents import Document, read_text
from lbpolicy.policy.waivers import entry_faults, read_waivers
from lbpolicy.policy.waivers_text import with_waiver

_BOM = b"\xef\xbb\xbf"


def added_waiver(path: Path | None, entry: Mapping[str, str], known: Collection[str], today: date) -> bytes:
    """Return what the file would hold with one more waiver; `path` is None for a file that is not there yet.

    `entry` has the keys of schemas/waivers.schema.json. Raises UsageError where the file is not in order,
    FaultyFileError with all that is wrong with the new waiver, and UsageError where it is there already or
    the file is written in a way to which nothing can be added.
    """
    text = read_text(path, UsageError, "waivers") if path is not None else ""
    document = Document(str(path or "a new file"), text)
    there = read_waivers(document, known, today)
    faults = schema.faults("waivers", {"waivers": [entry]})
    wrong = {steps[-1] for steps, _, _ in faults}
    told = [(what.replace(".waivers[0]", "").replace("waivers[0].", ""), hint) for _, what, hint in faults]
    right = {key: value for key, value in entry.items() if key not in wrong}
    told += [(what, hint) for _, what, hint in entry_faults(right, known, today, there.max_days)]
    if not told and date.fromisoformat(entry["expires"]) < today:
        what = f"expires: {entry['expires']} has passed, so it would waive nothing"
        told.append((what, "Choose a later day."))
    if told:
        raise FaultyFileError([UsageError(f"the new waiver: {what}", hint) for what, hint in told])
    same = (entry["rule"], entry["resource"], entry.get("finding_id", ""))
    for one in there.waivers:
        if (one.rule, one.resource, one.finding_id) == same:
            place = f"{one.origin.file}:{one.origin.line}"
            what = f"{one.rule} is waived on this resource until {one.expires}"
            raise UsageError(f"{place}: {what}", "Change that waiver instead.")
    begins = path is not None and path.read_bytes().startswith(_BOM)
    return (_BOM if begins else b"") + with_waiver(document, entry).encode()
