"""Paths of files as reports name them: below the folder or repository in which lbpolicy runs."""

import posixpath
import re
from urllib.parse import quote

from lbpolicy.model import AssetRef, Origin

_ELSEWHERE = re.compile(r"/|~|\.\.(/|$)|[A-Za-z][A-Za-z0-9+.-]*:")
"""How a path begins that is not below the working folder: it would tell of the machine."""

_DOTS = re.compile(r"\.+")


def relative_uri(origin: Origin) -> str:
    """Return the file as a percent-encoded relative URI; empty for stdin and paths from elsewhere."""
    path = posixpath.normpath(origin.file) if origin.file else "-"
    if path in {"-", "."} or _ELSEWHERE.match(path):
        return ""
    return quote(path, safe="/", errors="replace")


def relative_path(origin: Origin) -> str:
    """Return the file below the folder in which lbpolicy ran; empty for any other."""
    return posixpath.normpath(origin.file) if relative_uri(origin) else ""


def synthetic_uri(asset: AssetRef) -> str:
    """Return gcp-assets/<project>/<type>/<location>/<name>, percent-encoded, no segment empty or of dots."""
    parts = (asset.project, *asset.type.split("/"), asset.location, asset.short_name)
    return "/".join(["gcp-assets", *(_segment(part) for part in parts)])


def _segment(text: str) -> str:
    text = text.replace("/", "_").replace("\\", "_")
    return "_" if not text or _DOTS.fullmatch(text) else quote(text, safe="", errors="replace")
