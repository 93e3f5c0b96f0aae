"""Names of resources: one spelling for the many in which references come.

A full resource name is //SERVICE/PATH (https://cloud.google.com/asset-inventory/docs/resource-name-format).
"""

import re
from dataclasses import dataclass

from lbpolicy.inventory.types import CERTIFICATE_MANAGER, COMPUTE

_URL = re.compile(r"https?://(?P<host>[a-z0-9.-]+)/(?P<path>.+)", re.IGNORECASE)
_VERSION = re.compile(r"(?:[a-z]+/)?(?:v\d+[a-z0-9]*|alpha|beta)/", re.IGNORECASE)
_SHARED_HOST = "www.googleapis.com"
_CERTIFICATE_COLLECTIONS = ("/certificateMaps/", "/certificates/", "/certificateMapEntries/")
_SCOPE = re.compile(r"/(?:regions|zones|locations)/(?P<location>[^/]+)/")
_PROJECT = re.compile(r"^//[^/]+/projects/(?P<project>[^/]+)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a resource lives, as its name tells."""

    project: str
    location: str
    """ "global", a region or a zone; "" where the name does not say."""
    scope: str
    """ "global", "regional" or "zonal"."""


def place(name: str) -> Place:
    """Read project and location out of a full resource name."""
    project = _PROJECT.match(name)
    scope = _SCOPE.search(name)
    location = scope["location"] if scope else "global"
    if location == "global":
        kind = "global"
    else:
        kind = "zonal" if "/zones/" in name else "regional"
    return Place(project["project"] if project else "", location, kind)


def full_name(reference: str, base: str = "") -> str:
    """Return the full resource name that a reference means, or "" if it is none.

    Takes full URLs on either host (https://www.googleapis.com/compute/v1/..., https://compute.googleapis.com/...),
    full resource names (//compute.googleapis.com/...), project paths (projects/p/global/...) and, relative to
    the project of the full name `base`, partial paths (global/healthChecks/hc).
    """
    text = reference.strip()
    if text.startswith("//"):
        return _without_version(text)
    url = _URL.fullmatch(text)
    if url:
        return _from_url(url["host"].lower(), url["path"])
    path = text.lstrip("/")
    if path.startswith(("global/", "regions/", "zones/")) and base:
        path = f"projects/{place(base).project}/{path}"
    if not path.startswith(("projects/", "folders/", "organizations/")):
        return ""
    host = CERTIFICATE_MANAGER if any(c in path for c in _CERTIFICATE_COLLECTIONS) else COMPUTE
    return f"//{host}/{path}"


def _from_url(host: str, path: str) -> str:
    if host == _SHARED_HOST:
        service, _, rest = path.partition("/")
        return f"//{service}.googleapis.com/{_VERSION.sub('', rest, count=1)}" if rest else ""
    return f"//{host}/{_VERSION.sub('', path, count=1)}"


def _without_version(name: str) -> str:
    host, _, path = name.removeprefix("//").partition("/")
    stripped = path if path.startswith("projects/") else _VERSION.sub("", path, count=1)
    return f"//{host}/{stripped}"


def with_project(name: str, project: str) -> str:
    """Return the name with another spelling of its project (an id instead of a number)."""
    return re.sub(r"^(//[^/]+/projects/)[^/]+", lambda match: match[1] + project, name, count=1)
