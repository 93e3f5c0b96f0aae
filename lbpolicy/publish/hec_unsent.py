"""The file of events that no collector took. It is made when the first one comes."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from lbpolicy.errors import OutputError


class Unsent:
    """Collects events beside the file, and puts them there at the end.

    What the file already holds stays in it, unless those are the very events that are being sent (`resent`):
    then the file ends with what is still left of them, and vanishes when nothing is.
    """

    def __init__(self, path: Path, *, resent: bool = False) -> None:
        self.path = path
        self.count = 0
        self.whole = False
        """Each event has been taken or is here; whoever delivers says so at the end."""
        self._resent = resent
        self._spool: IO[bytes] | None = None

    def __enter__(self) -> Self:
        """Refuse a place that would take nothing, before anything is sent."""
        if self.path.is_dir():
            raise OutputError(f"{self.path} is a folder.", "Name a file with --failed.")
        if not self.path.parent.is_dir() or not os.access(self.path.parent, os.W_OK):
            raise OutputError(
                f"{self.path.parent} takes no file for events that are not taken.",
                "Name another place with --failed.",
            )
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Put what was collected where it belongs."""
        spool = None
        if self._spool is not None:
            self._spool.close()
            spool = Path(self._spool.name)
        if not self._resent:
            if spool is not None:
                self._append(spool)
        elif self.whole:
            self._replace(spool)
        elif spool is not None:  # the file has them all still
            spool.unlink()

    def add(self, lines: Iterable[bytes]) -> None:
        """Take in events, each with its line break."""
        for line in lines:
            if self._spool is None:
                self._spool = self._open()
            self._spool.write(line)
            self.count += 1

    def _open(self) -> IO[bytes]:
        return tempfile.NamedTemporaryFile(dir=self.path.parent, prefix=f".{self.path.name}.", delete=False)

    def _replace(self, spool: Path | None) -> None:
        """Let the file hold what was collected and nothing else."""
        if spool is None:
            self.path.unlink(missing_ok=True)
            return
        mask = os.umask(0)
        os.umask(mask)
        spool.chmod(0o666 & ~mask)
        spool.replace(self.path)

    def _append(self, spool: Path) -> None:
        if not self.path.exists():
            self._replace(spool)
            return
        with self.path.open("ab") as target, spool.open("rb") as source:
            while piece := source.read(1 << 20):
                target.write(piece)
        spool.unlink()
