"""Names of resources: one spelling for the many in which references come.

A full resource name is //SERVICE/PATH (https://cloud.google.com/asset-inventory/docs/resource-name-format).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from lbpolicy.inventory.types import CERTIFICATE_MANAGER, COMPUTE

_URL = re.compile(r"(?:https?:)?//(?P<host>[a-z0-9.-]+)/(?P<path>.+)", re.IGNORECASE)
_VERSION = re.compile(r"(?:(?!projects/)[a-z]+/)?(?:v\d+[a-z0-9]*|alpha|beta)/", re.IGNORECASE)
_SHARED_HOST = "www.googleapis.com"
_GOOGLE = ".googleapis.com"
_ROOTS = ("projects/", "folders/", "organizations/")
_CERTIFICATE_COLLECTIONS = ("/certificateMaps/", "/certificates/", "/certificateMapEntries/")
_FULL = re.compile(r"//[a-z0-9][a-z0-9.-]*(?:/[^/\s?#\x00-\x1f\x7f]+)+")
_SCOPE = re.compile(r"/(?P<kind>regions|zones|locations)/(?P<location>[^/]+)/")
_PROJECT = re.compile(r"//[^/]+/projects/(?P<project>[^/]+)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a resource lives, as its name tells."""

    project: str
    """Id or number; "" for what belongs to none."""
    location: str
    """ "global", a region or a zone; "" where an odd name hides the region."""
    scope: str
    """ "global", "regional" or "zonal"."""


@lru_cache(maxsize=4096)
def place(name: str) -> Place:
    """Read project and location out of a full resource name; what names neither is global."""
    project = _PROJECT.match(name)
    scope = _SCOPE.search(name)
    location = scope["location"] if scope else "global"
    if scope is None or location == "global":
        kind = "global"
    else:
        kind = "zonal" if scope["kind"] == "zones" else "regional"
    return Place(project["project"] if project else "", location, kind)


def known(segment: str) -> str:
    """Return a project or location; "" for the "-" that stands where a plan does not know it yet."""
    return "" if segment == "-" else segment


def place_in(name: str, scope: str, region: object) -> Place:
    """Return where an asset of a known scope lives: an odd name does not stand against it.

    `scope` is "" where nothing but the name tells; `region` is the attribute of the resource, if it has one.
    """
    where = place(name)
    if scope in {"", where.scope}:
        return where
    if scope == "global":
        return Place(where.project, scope, scope)
    location = region.rpartition("/")[2] if isinstance(region, str) else ""
    return Place(where.project, "" if location == "global" else location, scope)


def full_name(reference: str, base: str = "") -> str:
    """Return the full resource name that a reference means, or "" if it is none.

    Takes full URLs on any Google host (https://www.googleapis.com/compute/v1/..., https://compute.googleapis.com/...),
    full resource names (//compute.googleapis.com/...), project paths (projects/p/global/...) and, relative to
    the project of the full name `base`, partial paths (global/healthChecks/hc).
    """
    text = reference.strip().rstrip("/")
    url = _URL.fullmatch(text)
    if url:
        name = _from_url(url["host"].lower(), url["path"])
    else:
        name = _from_path(_without_version(text.lstrip("/")), base)
    return name if _FULL.fullmatch(name) else ""


def _from_url(host: str, path: str) -> str:
    if host == _SHARED_HOST:
        service, _, path = path.partition("/")
        return f"//{service.lower()}{_GOOGLE}/{_without_version(path)}"
    if host.endswith(_GOOGLE):
        host = f"{host.partition('.')[0]}{_GOOGLE}"  # compute.mtls.googleapis.com is the same service
    return f"//{host}/{_without_version(path)}"


def _from_path(path: str, base: str) -> str:
    if path.startswith(("global/", "regions/", "zones/")):
        path = f"projects/{place(base).project}/{path}"
    if not path.startswith(_ROOTS):
        return ""
    host = CERTIFICATE_MANAGER if any(c in path for c in _CERTIFICATE_COLLECTIONS) else COMPUTE
    return f"//{host}/{path}"


def _without_version(path: str) -> str:
    version = _VERSION.match(path)
    return path[version.end() :] if version else path


def with_project(name: str, project: str) -> str:
    """Return the name with another spelling of its project (an id instead of a number)."""
    return re.sub(r"^(//[^/]+/projects/)[^/]+", lambda match: match[1] + project, name, count=1)
