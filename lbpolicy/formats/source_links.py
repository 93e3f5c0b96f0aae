"""Links to lines of the source files that findings come from."""

import re
from urllib.parse import quote, urlsplit

from lbpolicy.formats.interface import Host, Repository
from lbpolicy.formats.paths import relative_path
from lbpolicy.model import Origin

_FETCHED = re.compile(r"(^|/)\.terraform/")
"""Where `terraform init` puts remote modules; git does not know them."""
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?")


def source_link(origin: Origin, repository: Repository | None) -> str:
    """Return the web address of the line in its revision.

    Empty where none is sure to exist: plans and exports are not in the repository.
    """
    path = relative_path(origin)
    if not (repository and repository.revision and path and origin.in_sources) or _FETCHED.search(path):
        return ""
    home = _home(repository.uri)
    if not home:
        return ""
    file, revision = quote(path, safe="/", errors="replace"), quote(repository.revision, safe="")
    return _pages(home, repository.host or _guessed(urlsplit(home).netloc), revision, file, origin.line)


def _pages(home: str, host: Host, revision: str, file: str, line: int | None) -> str:
    """Return the address of a line as the pages of a service have it."""
    if host == "azure":
        # the end of the line is told as the beginning of the next: without an end nothing is marked
        marked = f"&line={line}&lineEnd={line + 1}&lineStartColumn=1&lineEndColumn=1" if line else ""
        return f"{home}?path=/{file}&version=GC{revision}{marked}"
    if host == "bitbucket":
        return f"{home}/src/{revision}/{file}" + (f"#lines-{line}" if line else "")
    blob = "-/blob" if host == "gitlab" else "blob"
    return f"{home}/{blob}/{revision}/{file}" + (f"#L{line}" if line else "")


def _guessed(netloc: str) -> Host:
    """Return what the name of a server says of it; GitHub's pages where it says nothing."""
    name = netloc.partition(":")[0]
    if name == "dev.azure.com" or name.endswith(".visualstudio.com"):
        return "azure"
    if name == "bitbucket.org":
        return "bitbucket"
    return "gitlab" if "gitlab" in name else "github"


def _home(uri: str) -> str:
    """Return the repository's page; empty if it has none. Credentials stay behind."""
    try:
        address = urlsplit(uri)
    except ValueError:
        return ""
    host = address.netloc.rpartition("@")[2].lower()
    if address.scheme not in {"http", "https"} or not _HOST.fullmatch(host):
        return ""
    path = address.path.rstrip("/").removesuffix(".git")
    return f"{address.scheme}://{host}{quote(path, safe='/%', errors='replace')}"
