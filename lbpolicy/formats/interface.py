"""What a format is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from lbpolicy import __version__
from lbpolicy.model import Report

SarifProfile = Literal["generic", "github", "gitlab", "azdo"]
OcsfVersion = Literal["1.5.0", "1.6.0", "1.7.0", "1.8.0"]
Host = Literal["github", "gitlab", "azure", "bitbucket"]


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository in which the tool runs."""

    uri: str
    """Its https address; credentials in it never reach a report."""
    revision: str = ""
    """The commit."""
    branch: str = ""
    host: Host | Literal[""] = ""
    """What kind of service serves its pages; empty: the address tells."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The run of an Azure pipeline, in the names of GitHub Advanced Security for Azure DevOps."""

    organization: str
    project: str
    """A GUID."""
    definition: int
    definition_name: str
    phase: str
    """A GUID."""
    phase_name: str
    branch: str
    """refs/heads/main."""
    build: int


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
    """Results in the profiles github, gitlab and azdo: the services take no more of one run."""
    repository: Repository | None = None
    """None outside a repository, or where it has no https address."""
    scope: str = ""
    """What the scan is about: a folder, a project, or whatever tells it apart from other scans of the same
    repository, and stays the same from scan to scan. Empty: the bundle's name."""
    pipeline: Pipeline | None = None
    """None outside of Azure Pipelines."""
    ocsf_version: OcsfVersion = "1.5.0"
    hec_index: str = ""
    """Splunk's index; empty: the one of the token."""
    hec_sourcetype: str = "ocsf:lbpolicy"
    """Splunk's OCSF-CIM add-on takes source types that begin with ocsf:."""
    hec_host: str = ""
    """Splunk's host; empty: the project that an event is about."""


Render = Callable[[Report, RenderOptions], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """One way to show a report."""

    name: str
    """What `-o NAME=FILE` says."""
    description: str
    media_type: str
    home: str
    """Module of this package and function that render it: "sarif.render". It is imported when it is used."""

    def render(self, report: Report, options: RenderOptions) -> Iterator[bytes]:
        """Yield the bytes of a document piece by piece; the same report and options give the same bytes."""
        module, _, function = self.home.rpartition(".")
        render: Render = getattr(import_module(f"lbpolicy.formats.{module}"), function)
        return render(report, options)
