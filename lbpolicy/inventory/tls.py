"""The certificates of a target proxy, its own and those behind its certificate map, and their facts."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from itertools import islice

from lbpolicy.inventory import names
from lbpolicy.inventory.certificate_facts import certificate_facts
from lbpolicy.inventory.links import MAX_LINKS, Link, Neighbourhood, gap
from lbpolicy.inventory.store import Inventory, Stored
from lbpolicy.inventory.types import CERTIFICATE, CERTIFICATE_MAP, CERTIFICATE_MAP_ENTRY, SSL_CERTIFICATE
from lbpolicy.model import Json

_MAP = "/certificateMap"
_ENTRY = f"/{CERTIFICATE_MAP_ENTRY.collection}/"
_UNKNOWN_MAP = f"/{CERTIFICATE_MAP.collection}/-"


class Certificates:
    """Reads every certificate once, however many proxies use it."""

    def __init__(self, inventory: Inventory, near: Neighbourhood, evaluated_at: datetime) -> None:
        self._inventory = inventory
        self._near = near
        self._evaluated_at = evaluated_at
        self._facts: dict[str, dict[str, Json]] = {}

    @cached_property
    def _entries(self) -> dict[str, list[Stored]]:
        """Full name of a certificate map -> its entries, by name."""
        entries: defaultdict[str, list[Stored]] = defaultdict(list)
        for asset in self._inventory.assets.values():
            if asset.type is CERTIFICATE_MAP_ENTRY:
                entries[map_of(asset)].append(asset)
        return dict(entries)

    def facts(self, asset: Stored) -> dict[str, Json]:
        """Return the facts of a certificate (certificate_facts); what is none has an empty chain."""
        if asset.type not in {SSL_CERTIFICATE, CERTIFICATE}:
            return {"certificates": []}
        if asset.name not in self._facts:
            found = certificate_facts(asset.resource, asset.unknown, self._evaluated_at)
            self._facts[asset.name] = found
        return self._facts[asset.name]

    def of_proxy(self, proxy: Stored) -> list[Link]:
        """Return the links to the certificates that a target proxy names, with their facts."""
        return [self._with_facts(link) for link in self._near.many(proxy, "/sslCertificates/")]

    def of_map(self, proxy: Stored) -> list[Link]:
        """Return the links to the certificates behind a target proxy's certificate map, with their facts.

        One for each entry and certificate, with the hostname of the entry ("" where it is the primary one);
        gaps for what cannot be told.
        """
        to_map = self._near.one(proxy, _MAP)
        if to_map["state"] == "absent":
            return []
        name = str(to_map["name"])
        entries = self._entries.get(name, [])
        if to_map["state"] != "resolved" and not entries:
            return [to_map]
        found = (link for entry in entries for link in self._of_entry(entry))
        links = list(islice(found, MAX_LINKS))
        if next(found, None):  # unlike other references, these may rightly be as many
            reason = f"The certificate map has more than {MAX_LINKS} certificates; the rest was not followed."
            links.append(gap("unknown", reason, _MAP, name))
        return [*links, *self._further_entries(name)]

    def _further_entries(self, name: str) -> Iterator[Link]:
        """Yield gaps for entries that a certificate map may have beside those of the inventory."""
        asset = self._inventory.assets.get(name)
        if asset is None or not asset.fresh:
            doubt = self._near.absence.assets(CERTIFICATE_MAP_ENTRY, names.place(name).project)
            if doubt:
                yield gap("unexported", doubt, _MAP, name)
            return
        doubt = self._near.absence.loss((CERTIFICATE_MAP_ENTRY,))
        if doubt:
            yield gap("unexported", doubt, _MAP, name)
        for known, entries in self._entries.items():
            if known.endswith(_UNKNOWN_MAP):
                reason = f"The plan does not know yet to which map {entries[0].name} belongs."
                yield gap("unknown", reason, _MAP, entries[0].name)

    def _of_entry(self, entry: Stored) -> Iterator[Link]:
        if "/hostname" in entry.unknown:
            yield gap("unknown", f"The plan does not know the hostname of {entry.name} yet.", _MAP, "")
            return
        hostname = entry.resource.get("hostname")
        here = {"path": _MAP, "hostname": hostname.lower() if isinstance(hostname, str) else ""}
        edges = self._near.edges(entry, "/certificates/")
        for edge in edges:
            yield self._with_facts(self._near.link(edge)) | here
        known = {edge.pointer for edge in edges}
        if any(pointer.startswith("/certificates") and pointer not in known for pointer in entry.unknown):
            reason = f"The plan does not know all the certificates of {entry.name} yet."
            yield gap("unknown", reason) | here

    def _with_facts(self, link: Link) -> Link:
        asset = self._inventory.assets.get(str(link["name"]))
        return link if asset is None else {**link, "facts": self.facts(asset)}


def map_of(entry: Stored) -> str:
    """Return the full name of the certificate map that an entry stands in."""
    return entry.name.partition(_ENTRY)[0]
