"""Links to lines of the source files that findings come from."""

import posixpath
import re
from urllib.parse import quote, urlsplit

from lbpolicy.formats.interface import Repository
from lbpolicy.formats.sarif_locations import relative_uri
from lbpolicy.model import Origin

_FETCHED = re.compile(r"(^|/)\.terraform/")
"""Where `terraform init` puts remote modules; git does not know them."""
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?")


def relative_path(origin: Origin) -> str:
    """Return the file below the folder in which lbpolicy ran; empty for any other."""
    return posixpath.normpath(origin.file) if relative_uri(origin) else ""


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
    blob = "-/blob" if "gitlab" in urlsplit(home).netloc else "blob"
    file = quote(path, safe="/", errors="replace") + (f"#L{origin.line}" if origin.line else "")
    return f"{home}/{blob}/{quote(repository.revision, safe='')}/{file}"


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
