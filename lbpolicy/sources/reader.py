"""The sources of a scan: every file in turn, whatever is in it, and nothing of it lost without a word."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from lbpolicy.model import Asset, Json, Level, Notification, Origin, SourceSummary, Waiver
from lbpolicy.sources import plans, records, shapes
from lbpolicy.sources.documents import Element, Splitter
from lbpolicy.sources.faults import ReadError
from lbpolicy.sources.jsontext import parse
from lbpolicy.sources.lines import Lines
from lbpolicy.sources.paths import Argument, SourceFile, expand
from lbpolicy.sources.plans import Plans
from lbpolicy.sources.streams import Meter, open_stream
from lbpolicy.sources.tally import Notify, Tally, place
from lbpolicy.sources.wanted import Wanted
from lbpolicy.sources.window import WINDOW, Window

_BOM = b"\xef\xbb\xbf"
_NOT_NEEDED = "not needed"
_DOCUMENTS = "JSON documents"
_PARTIAL = frozenset({records.FEED, plans.PLAN, plans.STATE})


class Sources:
    """Reads Cloud Asset Inventory data and Terraform plans, and yields the assets of the wanted types.

    `paths`: files, directories, globs, or "-" for standard input, read in this order; plain, gzip or zstd.
    `wanted`: asset types as sources spell them. `notify` takes every complaint; an error never stops the
    other files. `progress(bytes_read, bytes_total)`, both as they lie in the files, is called at most once a
    megabyte and at the end; the total is 0 where it cannot be known. Memory: one buffer and one record, or a
    whole Terraform plan. `source_dir`: the folder of the plans' `.tf` files.
    """

    def __init__(
        self,
        paths: Sequence[str],
        wanted: frozenset[str],
        notify: Notify,
        progress: Callable[[int, int], None] | None = None,
        source_dir: Path | None = None,
    ) -> None:
        self._paths = paths
        self._plans = Plans(source_dir, self._tell)
        self._wanted = Wanted(wanted)
        self._notify = notify
        self._progress = progress
        self._tallies: dict[int, Tally] = {}
        self._summaries: list[SourceSummary] = []
        self._errors = 0
        self._closed: set[str] = set()
        """Paths that could not be looked at."""

    @property
    def summaries(self) -> tuple[SourceSummary, ...]:
        """What was read from each file, in order; complete after the iteration."""
        return tuple(self._summaries)

    @property
    def planned(self) -> bool:
        """One of the files was a Terraform plan."""
        return any(tally.planned for tally in self._tallies.values())

    @property
    def partial(self) -> frozenset[str]:
        """Files that are no whole export: what they do not name may exist all the same."""
        return frozenset(s.file for s in self._summaries if s.shape in _PARTIAL)

    def locate(self, origin: Origin, asset_type: str, pointer: str) -> Origin:
        """Return where an attribute of a planned asset stands (Plans.locate)."""
        return self._plans.locate(origin, asset_type, pointer)

    def waivers(self) -> dict[tuple[str, str], tuple[Waiver, ...]]:
        """Return what comments in the sources of Terraform waive (Plans.waivers)."""
        return self._plans.waivers()

    def __iter__(self) -> Iterator[Asset]:
        """Yield the assets; meanwhile notify of whatever is wrong with the files."""
        self._tallies, self._summaries, self._errors = {}, [], 0
        self._closed.clear()
        arguments = expand(self._paths, self._wanted.types, self._complain_of_path)
        files = list({id(file): file for one in arguments for file in one.files}.values())
        sizes = [file.size for file in files if file.needed]
        known = [size for size in sizes if size is not None]
        meter = Meter(sum(known) if len(known) == len(sizes) else 0, self._progress)
        for file in files:
            tally = self._tallies[id(file)] = Tally(file.label, self._tell, explicit=file.explicit)
            if file.needed:
                yield from self._read(file, tally, meter)
            else:
                tally.shape = _NOT_NEEDED
            self._summaries.append(tally.close())
        meter.tick(final=True)
        self._judge_lists()
        self._judge_yield(arguments)

    def _tell(self, notification: Notification) -> None:
        self._errors += notification.level is Level.ERROR
        self._notify(notification)

    def _complain_of_path(self, label: str, error: ReadError) -> None:
        self._closed.add(label)
        tally = Tally(label, self._tell, explicit=True)
        tally.complain(error)
        self._summaries.append(tally.close())

    def _read(self, file: SourceFile, tally: Tally, meter: Meter) -> Iterator[Asset]:
        window = None
        try:
            with open_stream(file.path, meter) as stream:
                window = Window(stream)
                yield from self._assets(window, tally)
        except ReadError as error:
            tally.complain(window.error if window is not None and window.error is not None else error)
            return
        if window.error is not None:
            tally.complain(window.error)

    def _assets(self, window: Window, tally: Tally) -> Iterator[Asset]:
        elements = _elements(window, self._wanted, tally)
        for element in elements:
            if element.page:
                _turn_page(element, tally)
                continue
            try:
                value = parse(element.raw, element.line)
            except ReadError as error:
                tally.complain(error)
                continue
            if plans.is_document(value):
                yield from self._plans.assets(value, tally)
                continue
            for record in records.entries(value):
                asset = self._asset(record, Origin(tally.label, element.line), tally)
                if asset is not None:
                    yield asset

    def _asset(self, record: Json, origin: Origin, tally: Tally) -> Asset | None:
        """Return the asset of a record, if it has one of a wanted type; count and complain."""
        if not (isinstance(record, dict) and shapes.is_record(record)):
            tally.complain_of_stranger(shapes.foreign(record, origin.line))
            return None
        tally.records += 1
        shape = records.shape(record)
        if tally.records == 1 or shape == records.FEED:  # one single change, and the file is no export
            tally.shape = shape or tally.shape
        try:
            asset = records.asset(record, origin)
        except ReadError as error:
            tally.complain(ReadError(error.code, error.message, error.hint, origin.line))
            return None
        if asset is None:
            return None
        tally.count_content(asset)
        if asset.type not in self._wanted.types:
            return None
        tally.assets += 1
        if asset.data is None and asset.iam_policy is None and not asset.deleted:
            tally.count_bare(search=records.is_search(record))
        return asset

    def _judge_lists(self) -> None:
        """Complain when the files hold pages of a list but not the last one."""
        paged = [tally for tally in self._tallies.values() if tally.more_pages is not None]
        if all(tally.more_pages for tally in paged):
            for tally in paged:
                message = "is not the last page of its list: assets are missing"
                hint = "Fetch the pages that follow (nextPageToken); gcloud asset list does it by itself."
                tally.complain(ReadError("incomplete-list", message, hint))

    def _judge_yield(self, arguments: Sequence[Argument]) -> None:
        """Complain of a directory or glob that brought nothing, or when nothing at all was brought."""
        for one in arguments:
            if one.kind != "file" and (one.files or one.label not in self._closed):
                self._judge_files(one.label, one.files, "no files were found")
        files = [file for one in arguments for file in one.files]
        if files and not self._errors:
            self._judge_files(files[0].label if len(files) == 1 else "", files, "")
        if files and not self._errors:
            self._judge_content(files)

    def _judge_content(self, files: Sequence[SourceFile]) -> None:
        """Complain when there is nothing but IAM policies: half of an export judges nothing."""
        tallies = [self._tallies[id(file)] for file in files]
        if any(tally.resources or tally.planned for tally in tallies) or not all(f.needed for f in files):
            return
        if any(tally.policies for tally in tallies):
            text = "Only IAM policies were read: without resources nothing can be judged."
            hint = f"Give the export of the resources as well. {shapes.EXPORT_HINT}"
            self._tell(Notification(Level.ERROR, "no-resources", text, hint))

    def _judge_files(self, label: str, files: Sequence[SourceFile], none: str) -> None:
        tallies = [self._tallies[id(file)] for file in files]
        if any(tally.useful or tally.planned for tally in tallies):
            return
        read = sum(tally.records for tally in tallies)
        some = f"none of the {read:,} records read is an asset that the rules can judge"
        what = none if not files else some if read else "no asset records were found"
        text = f"{place(label)}: {what}." if label else f"{what[0].upper()}{what[1:]}."
        hint = f"Export the asset types that the rules use, with their resources. {shapes.EXPORT_HINT}"
        if any(tally.terraform or tally.shape == plans.STATE for tally in tallies):
            hint = plans.MAKE_PLAN
        elif not read:
            hint = shapes.ANY_HINT
        if not files:
            hint = "Check the path; hidden files are left out."
        origin = Origin(label) if label else None
        self._tell(Notification(Level.ERROR, "no-assets", text, hint, origin))


def _elements(window: Window, wanted: Wanted, tally: Tally) -> Iterator[Element]:
    """Look at the beginning of a file, and return the reader that its layout needs."""
    enough = WINDOW // 2
    while window.end < enough and window.fill(0):
        pass
    if window.data.startswith(_BOM):
        window.start = len(_BOM)
    head = bytes(window.data[window.start : window.end])
    if plans.begins(head, tally.label):
        return plans.elements(window)
    if shapes.layout(head, whole=window.end < enough) is shapes.Layout.LINES:
        tally.shape = "NDJSON"
        return iter(Lines(window, wanted, tally))
    tally.shape = "JSON array" if head.lstrip().startswith(b"[") else _DOCUMENTS
    return _sift(Splitter(window), wanted, tally)


def _sift(elements: Splitter, wanted: Wanted, tally: Tally) -> Iterator[Element]:
    """Leave out the records of other types, but for the first: it tells what the file is."""
    for element in elements:
        if tally.records and not element.page and wanted.skips(element.raw):
            tally.records += 1
        else:
            yield element


def _turn_page(page: Element, tally: Tally) -> None:
    """Note what a page says beside its records."""
    try:
        members = parse(page.raw, page.line)
    except ReadError as error:
        tally.complain(error)
        return
    if tally.shape == _DOCUMENTS:
        tally.shape = shapes.page_shape(members) or tally.shape
    tally.more_pages = bool(members.get("nextPageToken") or members.get("next_page_token"))
