"""Which records are worth parsing: told from the raw bytes, without ever missing one."""

import re
from collections import defaultdict
from collections.abc import Iterable

_HEAD = re.compile(
    rb"\s*+\{\s*+"
    rb'(?:"name"\s*+:\s*+"[^"]*+"\s*+,\s*+|"ancestors"\s*+:\s*+\[[^\[\]{}]*+\]\s*+,\s*+)*+'
    rb'"asset(?:_t|T)ype"\s*+:\s*+"([^"]*+)"'
)
"""The type of a record that begins as real ones do. It is the record's own type, never one inside its data:
in valid JSON `"asset_type":"` cannot follow a quote that belongs to a string."""

_KEY = re.compile(rb'"asset(?:_t|T)ype"').search

_ESCAPED = re.compile(rb"\\u00(?:2[dDeEfF]|3[0-9]|4[1-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aA])").search
"""A letter, digit or `-./_` written as an escape, as no common encoder does: it might hide a type."""


class Wanted:
    """A set of asset types, as sources spell them."""

    head = staticmethod(_HEAD.match)

    def __init__(self, types: Iterable[str]) -> None:
        self.types = frozenset(types)
        """As text, and `raw` as bytes."""
        self.raw = frozenset(name.encode() for name in self.types)
        self._search = re.compile(_alternation(self.types)).search

    def skips(self, raw: bytes) -> bool:
        """Whether the text, one JSON value, is a record of another type, as far as its bytes can tell.

        False whenever there is a doubt: then parse it. A record's type stands at its head, or nowhere in it
        does a wanted type stand, however spelled.
        """
        if not (raw.startswith(b"{") and raw.endswith(b"}")):
            return False
        head = _HEAD.match(raw)
        if head is not None and b"\\" not in head[1]:
            return head[1] not in self.raw
        if not _KEY(raw):
            return False
        return not self._search(raw) and not (b"\\u00" in raw and _ESCAPED(raw))


def _alternation(types: Iterable[str]) -> bytes:
    """Return a pattern for any of the types as a JSON string, its slash escaped or not."""
    services: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(types):
        service, _, kind = name.partition("/")
        services[service].append(re.escape(kind))
    if not services:
        return rb"(?!)"
    parts = (rf"{re.escape(service)}\\?/(?:{'|'.join(kinds)})" for service, kinds in services.items())
    return f'"(?:{"|".join(parts)})"'.encode()
