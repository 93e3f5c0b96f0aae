"""Which of several records of one asset counts: exports overlap, feeds bring newer versions and deletions."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from lbpolicy.inventory.types import AssetType, scope_of
from lbpolicy.model import Asset, Change, Json, Level, Notification, Origin

_DATA_SOURCE = re.compile(r"(?:^|\.)data\.[\w-]+\.[\w-]+(?:\[.*\])?$", re.DOTALL).search
"""Address of a data source of Terraform: module.lb.data.google_compute_network.main[0]."""

_UNKNOWN = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Raw:
    """One record of the input."""

    name: str
    """As the source spells it."""
    type: AssetType
    scope: str
    """ "global" or "regional" where the spelling of the type says so (GlobalForwardingRule); else ""."""
    origin: Origin
    text: bytes | None
    """The resource as JSON; None where the record has none; empty where it cannot be written as JSON.
    Of a firewall policy that a plan takes away it is what Terraform managed of it."""
    update_time: str
    deleted: bool
    truncated: bool
    policy: bool
    """It carries an IAM policy: the resource may be left to another export."""
    unknown: tuple[str, ...] = ()
    """JSON pointers of what a plan does not know yet."""
    change: Change | None = None
    """What a plan does to it; None for a record that is of no plan."""

    @property
    def planned(self) -> bool:
        """It is of a plan."""
        return self.change is not None

    @property
    def bare(self) -> bool:
        """It names an asset and says nothing of it."""
        return self.text is None and not self.deleted


def raw(asset: Asset, kind: AssetType) -> Raw:
    """Return the record that is kept of an asset."""
    try:
        text = None if asset.data is None else to_json(asset.data)
    except (ValueError, RecursionError):
        text = b""
    return Raw(
        name=asset.name,
        type=kind,
        scope=scope_of(asset.type),
        origin=asset.origin,
        text=text,
        update_time=asset.update_time,
        deleted=asset.deleted,
        truncated=asset.truncated,
        policy=asset.iam_policy is not None,
        unknown=asset.unknown,
        change=asset.change,
    )


def to_json(value: Json) -> bytes:
    """Serialize any JSON; half of a surrogate pair becomes "?".

    Raises ValueError or RecursionError for what no JSON parser would take back.
    """
    try:
        # a copy, because what orjson returns keeps the 8 KB of its buffer
        return memoryview(orjson.dumps(value)).tobytes()
    except TypeError:  # an integer beyond 64 bits, half of a surrogate pair, very deep data
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def moment(update_time: str) -> datetime:
    """Read an RFC 3339 time of any precision and offset; one that is not known is older than any other."""
    try:
        read = datetime.fromisoformat(update_time)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return _UNKNOWN


def newest(records: Iterable[tuple[str, Raw]], notify: Callable[[Notification], None]) -> dict[str, Raw]:
    """Return the record that counts for each canonical name: the newest, and of equals the last one read.

    What a plan says goes before what exports say, whatever their age.
    """
    kept: dict[str, Raw] = {}
    copies: Counter[str] = Counter()
    for name, record in records:
        old = kept.get(name)
        if old is not None:
            copies[name] += _are_copies(old, record)
        if old is None or rank(record) >= rank(old):
            kept[name] = record
    for name, count in sorted((+copies).items()):
        notify(_duplicate(name, count + 1, kept[name]))
    return kept


def _are_copies(one: Raw, other: Raw) -> bool:
    """Tell whether two records say the same of one asset; a plan says what comes after an export."""
    told = all(record.text is not None and not record.deleted for record in (one, other))
    return one.planned == other.planned and told


def rank(record: Raw) -> tuple[int, bool, datetime]:
    """Return the sort key of a record: the last one counts.

    In a world where a plan has put something, it does not matter what it took away there. A data source
    shows a part of what exists: an export of the same shows all.
    """
    plain = record.bare or not record.planned or bool(_DATA_SOURCE(record.origin.address))
    precedence = 0 if plain else 1 if record.deleted else 2
    return precedence, not record.bare, moment(record.update_time)


def _duplicate(name: str, count: int, kept: Raw) -> Notification:
    return Notification(
        Level.NOTE,
        "duplicate-asset",
        f"{name} stands {count} times in the input; the newest is used"
        f" ({kept.update_time or 'no update time: the last one read'}).",
        "Scan one export at a time, or ignore this if the exports overlap on purpose.",
        kept.origin,
        name,
    )
