"""Terraform plans and states among the sources, and where in `.tf` files their resources stand."""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lbpolicy.model import Asset, Json, Notification, Origin, Waiver
from lbpolicy.sources import shapes
from lbpolicy.sources.documents import Element, Splitter
from lbpolicy.sources.faults import ForeignError, ReadError
from lbpolicy.sources.tally import Tally
from lbpolicy.sources.terraform.documents import kinds_of_document as documents
from lbpolicy.sources.window import Window

if TYPE_CHECKING:
    from lbpolicy.sources.terraform.documents.plan import Plan, Planned
    from lbpolicy.sources.terraform.resolve.positions import Locator
    from lbpolicy.sources.terraform.syntax.sources import TerraformSources

PLAN = "Terraform plan"
STATE = "Terraform state"
"""Shapes of a file. Neither is an export: what it does not name may exist all the same."""

MAX_PLAN = 512 * 1024 * 1024
"""Bytes of one plan, which is parsed as a whole."""

_BEGINS = re.compile(rb'\s*+\{\s*+"format_version"\s*+:').match


def begins(head: bytes, name: str) -> bool:
    """Tell from its beginning whether a file is a plan or a state as Terraform writes it.

    Raises ForeignError for a plan in Terraform's own binary form, for one that was printed, and for sources.
    """
    wrong = documents.binary_plan() if documents.is_binary_plan(head) else documents.source_file(head, name)
    if wrong is not None:
        raise _foreign(wrong)
    return _BEGINS(head) is not None


def elements(window: Window) -> Iterator[Element]:
    """Yield the documents of such a file. Terraform writes one on one line, which needs no splitting.

    Raises ReadError("oversized-record").
    """
    raw = window.rest(MAX_PLAN).strip()
    if b"\n" in raw:
        yield from Splitter(Window(io.BytesIO(raw), limit=MAX_PLAN))
    else:
        yield Element(1, raw)


MAKE_PLAN = documents.MAKE_PLAN
"""How to make a plan that can be read."""


def is_document(value: Json) -> bool:
    """Tell whether a parsed value is a document of Terraform, also one that cannot be read as it is."""
    return isinstance(value, dict) and not shapes.is_record(value) and documents.is_terraform(value)


@dataclass(frozen=True, slots=True)
class _Located:
    """A plan with its sources at hand."""

    locator: "Locator"
    sources: "TerraformSources"
    resources: "tuple[Planned, ...]"
    """Those of which there are assets."""


class Plans:
    """Reads the plans and states of a scan; afterwards knows where their resources stand."""

    def __init__(self, source_dir: Path | None, notify: Callable[[Notification], None]) -> None:
        """Look for positions in the `.tf` files of a folder; nothing is read before the first plan."""
        self._source_dir = source_dir
        self._notify = notify
        self._locators: dict[str, _Located] = {}
        """By the label of the plan's file."""
        self._told: set[Notification] = set()

    def assets(self, document: Mapping[str, Json], tally: Tally) -> Iterator[Asset]:
        """Yield the assets of a plan or state, and count them.

        Raises ForeignError for a document that holds neither, with the way to the right file; ReadError for a
        source folder that cannot be read.
        """
        from lbpolicy.sources.terraform.assets import assets
        from lbpolicy.sources.terraform.documents.plan import read
        from lbpolicy.sources.terraform.resolve.positions import Locator
        from lbpolicy.sources.terraform.resolve.resolver import Resolver

        try:
            plan = read(document)
        except ReadError as error:
            raise _foreign(error) from error
        tally.shape = PLAN if plan.kind == documents.PLAN else STATE
        tally.planned = tally.shape == PLAN
        tally.records += len(plan.resources)
        origin = Origin(tally.label)
        self._tell(plan.notifications, origin)
        sources = self._sources(plan)
        addresses = set()
        resolver = Resolver(plan, sources)
        for asset in assets(plan, resolver, tally.label, self._notify, sources):
            addresses.add(asset.origin.address)
            tally.assets = len(addresses)  # what a plan changes is there twice
            tally.count_content(asset)
            yield asset
        if self._source_dir is not None and sources is not None:
            kept = tuple(planned for planned in plan.resources if planned.address in addresses)
            self._locators[tally.label] = _Located(Locator(plan, resolver, self._source_dir), sources, kept)
            self._tell(sources.notifications, origin)

    def _sources(self, plan: "Plan") -> "TerraformSources | None":
        if self._source_dir is None:
            return None
        from lbpolicy.sources.terraform.syntax.sources import TerraformSources

        return TerraformSources(self._source_dir, plan)

    def _tell(self, notes: Iterable[Notification], origin: Origin) -> None:
        """Tell what was not told yet: a file is read when somebody asks for it, and complained of then."""
        for note in notes:
            full = note if note.origin else replace(note, origin=origin)
            if full not in self._told:
                self._told.add(full)
                self._notify(full)

    def locate(self, origin: Origin, asset_type: str, pointer: str) -> Origin:
        """Return where in the `.tf` files an attribute of a resource stands; `origin` if nobody knows.

        `asset_type` is canonical; `pointer` a JSON pointer into the canonical resource, "" for all of it.
        """
        plan = self._locators.get(origin.file) if origin.address else None
        if plan is None:
            return origin
        found = plan.locator.locate(origin, asset_type, pointer)
        self._tell(plan.sources.notifications, Origin(origin.file))
        return found

    def waivers(self) -> dict[tuple[str, str], tuple[Waiver, ...]]:
        """Return what comments in the `.tf` files waive, by (file of the plan, address of the resource).

        Notifies of comments that are not in order.
        """
        from lbpolicy.sources.terraform.waivers import InlineWaivers

        found = {}
        for label, located in self._locators.items():
            inline = InlineWaivers(located.sources, self._source_dir or Path())
            for address, waivers in inline.of(located.resources).items():
                found[label, address] = waivers
            self._tell((*inline.notifications(), *located.sources.notifications), Origin(label))
        return found


def _foreign(error: ReadError) -> ForeignError:
    return ForeignError(error.code, error.message, error.hint, error.line)
