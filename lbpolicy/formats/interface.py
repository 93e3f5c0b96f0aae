"""What a format is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from lbpolicy import __version__
from lbpolicy.model import Report

SarifProfile = Literal["generic", "github"]


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository in which the tool runs."""

    uri: str
    """Its https address; credentials in it never reach a report."""
    revision: str = ""
    """The commit."""
    branch: str = ""


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How a report is to look. Every format takes what concerns it."""

    color: bool = False
    """Colour the text with ANSI escapes."""
    width: int = 100
    """Columns of the terminal; sentences are wrapped to it, names and commands never."""
    verbose: bool = False
    """Show reviews in full, notes, and every source."""
    quiet: bool = False
    """Show findings and errors, nothing else."""
    sarif_profile: SarifProfile = "generic"
    version: str = __version__
    """Version of the tool, as reports name it."""
    max_results: int = 5000
    """Results in the github profile: GitHub shows no more of one file."""
    repository: Repository | None = None
    """None outside a repository, or where it has no https address."""


Render = Callable[[Report, RenderOptions], Iterator[bytes]]
"""Yields the bytes of a document piece by piece; the same report and options give the same bytes."""


@dataclass(frozen=True, slots=True)
class Format:
    """One way to show a report."""

    name: str
    """What `-o NAME=FILE` says."""
    description: str
    media_type: str
    render: Render
