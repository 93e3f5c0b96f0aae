"""What the resource of a waiver may be."""

from collections.abc import Iterator

from lbpolicy.model.waivers import ANY, ANY_SEGMENTS, is_name, segments

_MODULE = "module"
_TYPE = "google_"
"""Begins the type of a resource."""
_OF_TYPES = frozenset(f"abcdefghijklmnopqrstuvwxyz0123456789_{ANY}")
"""Characters of types, and the wildcard."""
_SOMEWHERE = 2
"""Letters and digits that a segment between two wildcards must have to name anything."""
_SERVICE = 2
"""Segments of a full name before its path: "", ""; then comes the service."""
_EXAMPLE = "//compute.googleapis.com/projects/my-project/global/backendServices/web"
_TWO_KINDS = (
    f"Write the full name ({_EXAMPLE}) or the Terraform address (google_compute_backend_service.web)."
)


def faults(resource: str) -> Iterator[tuple[str, str]]:
    """Yield (what is wrong, what to do) of the resource of a waiver; nothing if it is in order."""
    if not resource.isprintable():
        yield "the resource holds characters that do not print", "Copy the name from a report."
        return
    if resource != resource.strip():
        yield "the resource begins or ends with a space", "Take it away."
        return
    parts = segments(resource)
    if any(ANY_SEGMENTS in part and part != ANY_SEGMENTS for part in parts):
        yield (
            "** stands for whole segments and cannot be a part of one",
            "Write * for any characters within a segment.",
        )
        return
    if is_name(resource):
        yield from _of_name(parts)
    else:
        yield from _of_address(resource, parts)


def _of_name(parts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    service, *path = parts[_SERVICE:]
    if "." not in service:
        yield f"{service!r} is no Google Cloud service", f"A full name is like {_EXAMPLE}."
    elif not path or not all(path):
        yield "the resource is no full name of a resource", f"A full name is like {_EXAMPLE}."
    elif not (_says(path[-1]) or _says_project(path)):
        yield (
            "the resource is too broad: it names neither a project nor a resource",
            "Name the project, or a part of the last segment. Or turn the rule off in the configuration.",
        )


def _of_address(resource: str, parts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    bare = resource.partition('"')[0]
    if "/" in bare:
        yield "the resource is no full name: full names begin with //", _TWO_KINDS
    elif len(parts) == 1 and not set(resource) <= {ANY}:
        yield "the resource is neither a full name nor a Terraform address", _TWO_KINDS
    elif not any(_says(part) and not _may_be_type(parts, at) for at, part in enumerate(parts)):
        yield (
            "the resource is too broad: it names neither a module nor a resource",
            "Name a module or the resource itself. Or turn the rule off in the configuration.",
        )


def _says(part: str) -> bool:
    """Whether a segment holds more than wildcards and signs; one letter somewhere says nothing."""
    letters = sum(char.isalnum() for char in part)
    loose = part.startswith(ANY) and part.endswith(ANY)
    return letters >= (_SOMEWHERE if loose else 1)


def _says_project(path: list[str]) -> bool:
    return any(at and path[at - 1] == "projects" and _says(part) for at, part in enumerate(path))


def _may_be_type(parts: tuple[str, ...], at: int) -> bool:
    """Whether a segment of an address says "module", or stands where the type of a resource does.

    `goog*` and `*_service` are met by types, so they name nothing.
    """
    part = parts[at]
    if at and parts[at - 1] == _MODULE:
        return False  # the name of a module
    if part == _MODULE or part.startswith(_TYPE):
        return True
    named = at == len(parts) - 1 and at > 0
    if ANY not in part or named or not all(char in _OF_TYPES for char in part):
        return False
    first = part.partition(ANY)[0]
    return any(word.startswith(first) or first.startswith(word) for word in (_MODULE, _TYPE))
