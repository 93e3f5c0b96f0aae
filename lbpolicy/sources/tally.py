"""What is seen of one file: counts, and complaints that neither flood nor hide how many there are."""

from collections import Counter
from collections.abc import Callable, Iterable

from lbpolicy.model import Asset, Level, Notification, Origin, SourceSummary
from lbpolicy.sources.faults import ForeignError, ReadError

Notify = Callable[[Notification], None]

_ENOUGH = 100
"""Values that are no records, with no record among them, from which on a file is given up."""

LIMIT = 20
"""Complaints of one code and file that are told one by one."""

_BARE_SEARCH = (
    "search results without --read-mask versionedResources carry no configuration",
    "Search again with: gcloud asset search-all-resources --scope=SCOPE --format=json --read-mask='*'",
)
_BARE_LIST = (
    "records without a resource carry no configuration",
    "Export again with --content-type=resource, which is not the default of gcloud asset export and list.",
)


def place(label: str) -> str:
    """Return the name of a file as messages say it."""
    return "standard input" if label == "-" else label


class Tally:
    """Counts and complaints of one file."""

    def __init__(self, label: str, notify: Notify, *, explicit: bool) -> None:
        self.label = label
        self.shape = ""
        self.records = 0
        self.assets = 0
        self.resources = 0
        """Records with a resource, of whatever type, among those that were parsed, as the first one is."""
        self.policies = 0
        """The same of records with an IAM policy."""
        self.planned = False
        """It is a Terraform plan, which may well hold nothing that a rule judges."""
        self.more_pages: bool | None = None
        """The last page of a list names a next one; None where there are no pages."""
        self._bare: Counter[tuple[str, str]] = Counter()
        self._explicit = explicit
        self._notify = notify
        self._complaints: Counter[str] = Counter()
        self._strangers: list[ForeignError] = []

    @property
    def useful(self) -> int:
        """Assets that carry something to judge."""
        return self.assets - self._bare.total()

    @property
    def terraform(self) -> bool:
        """It is of Terraform, but nothing that can be judged."""
        return any(code.startswith("terraform-") for code in self._complaints)

    def complain(self, error: ReadError) -> None:
        """Report an error of this file: the first ones of each code in full."""
        self._complaints[error.code] += 1
        if self._complaints[error.code] > LIMIT:
            return
        level, message, hint = Level.ERROR, error.message, error.hint
        if isinstance(error, ForeignError) and not self._explicit:
            level, message, hint = Level.WARNING, f"{message}; skipped", ""
        self._tell(level, error.code, message, hint, error.line)

    def complain_of_stranger(self, error: ForeignError) -> None:
        """Take in a value that is no asset record: one among records is an error, a file of them is foreign.

        Raises the first of them when the file has begun with so many that it must be something else.
        """
        if self.records:
            self._complain_of_values([error])
            return
        self._strangers.append(error)
        if len(self._strangers) >= _ENOUGH:
            first = _of_file(self._strangers[0])
            self._strangers.clear()
            raise first

    def _complain_of_values(self, errors: Iterable[ReadError]) -> None:
        for error in errors:
            self.complain(ReadError(error.code, error.message, error.hint, error.line))

    def count_content(self, asset: Asset) -> None:
        """Count what a record is about."""
        self.resources += asset.data is not None
        self.policies += asset.iam_policy is not None

    def count_bare(self, *, search: bool) -> None:
        """Count an asset whose record carries no configuration."""
        self._bare[_BARE_SEARCH if search else _BARE_LIST] += 1

    def close(self) -> SourceSummary:
        """Report what was only counted, and return the summary."""
        if self.records:
            self._complain_of_values(self._strangers)
        elif self._strangers:
            self.complain(_of_file(self._strangers[0]))
        for code, count in self._complaints.items():
            if count > LIMIT:
                more = f"{count - LIMIT} more ({count} in all) of {code} are not listed one by one"
                self._tell(Level.ERROR, code, more, "", None)
        for (message, hint), count in self._bare.items():
            self._tell(Level.WARNING, "no-configuration", f"{message} ({count} of them)", hint, None)
        return SourceSummary(self.label, self.shape, self.records, self.assets)

    def _tell(self, level: Level, code: str, message: str, hint: str, line: int | None) -> None:
        where = place(self.label) if line is None else f"{place(self.label)}, line {line}"
        separator = " " if message.startswith(("is ", "holds ", "cannot ", "does ", "ends ")) else ": "
        text = f"{where}{separator}{message}."
        self._notify(Notification(level, code, text, hint, Origin(self.label, line)))


def _of_file(error: ForeignError) -> ForeignError:
    """Return the error of a value as that of the file which holds nothing else."""
    return ForeignError(error.code, error.message, error.hint)
