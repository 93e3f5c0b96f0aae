"""Firewall policies of which a plan holds a part, joined with what an export says of them.

Terraform keeps the rules and associations of a firewall policy as resources of their own, and a plan has only
those that it manages. The export has all that were there before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import orjson

from lbpolicy.inventory.types import FIREWALL_POLICY
from lbpolicy.inventory.versions import Raw, rank, to_json
from lbpolicy.model import Json

_LISTS = {"rules": "priority", "associations": "name"}
"""Attribute that holds parts -> what tells them apart."""


class Policies:
    """Every record of firewall policies, by canonical name."""

    def __init__(self) -> None:
        self._records: dict[str, list[Raw]] = {}

    def note(self, name: str, record: Raw) -> None:
        """Remember a record; one of another type has no parts."""
        if record.type is FIREWALL_POLICY and record.text:
            self._records.setdefault(name, []).append(record)

    def join(self, kept: dict[str, Raw]) -> None:
        """Replace the records that count by those of plan and export together, where there are both."""
        for name, records in self._records.items():
            planned = _best(one for one in records if one.planned and not one.deleted)
            live = _best(one for one in records if not (one.planned or one.deleted))
            if planned is None or live is None or kept[name].deleted:
                continue
            if any(f"/{attribute}" in planned.unknown for attribute in _LISTS):
                gone = [one for one in records if one.planned and one.deleted]
                kept[name] = _joined(planned, live, gone)


def _best(records: Iterable[Raw]) -> Raw | None:
    return max(records, key=rank, default=None)


def _joined(planned: Raw, live: Raw, gone: Sequence[Raw]) -> Raw:
    """Return the policy as it is when what the plan took away is gone, and what it says holds.

    The plan's parts come first, so that its pointers to what is not known stay right.
    """
    try:
        ours, theirs, former = _data(planned), _data(live), [_data(one) for one in gone]
    except (ValueError, RecursionError):
        return planned
    unknown = planned.unknown
    data = {**theirs, **ours}
    for attribute, key in _LISTS.items():
        if f"/{attribute}" in unknown:
            unknown = tuple(pointer for pointer in unknown if pointer != f"/{attribute}")
            own = _parts(ours, attribute)
            settled = {_key(part, key) for held in (ours, *former) for part in _parts(held, attribute)}
            rest = [part for part in _parts(theirs, attribute) if _key(part, key) not in settled - {""}]
            data[attribute] = [*own, *rest]
    return replace(planned, text=to_json(data), unknown=unknown, truncated=live.truncated)


def _data(record: Raw) -> Mapping[str, Json]:
    data = orjson.loads(record.text or b"{}")
    return data if isinstance(data, dict) else {}


def _parts(data: Mapping[str, Json], attribute: str) -> list[Json]:
    held = data.get(attribute)
    return held if isinstance(held, list) else []


def _key(part: Json, name: str) -> str:
    """Return what tells a part from others, as text; "" where it is not known."""
    value = part.get(name) if isinstance(part, Mapping) else None
    return str(value) if isinstance(value, str | int) else ""
