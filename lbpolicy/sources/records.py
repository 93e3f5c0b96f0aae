"""One parsed record, of any shape, to an asset."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lbpolicy.model import Asset, Json, Origin
from lbpolicy.sources.faults import ReadError
from lbpolicy.sources.jsontext import parse
from lbpolicy.sources.shapes import page_records, page_shape

Record = Mapping[str, Json]

_OTHER_CONTENT = (
    "org_policy", "orgPolicy", "access_policy", "accessPolicy", "access_level", "accessLevel",
    "service_perimeter", "servicePerimeter", "os_inventory", "osInventory",
    "related_assets", "relatedAssets", "related_asset", "relatedAsset",
)  # fmt: skip
"""What else an asset record can carry; nothing that a rule uses."""

FEED = "feed messages"
"""Shape of a file of single changes, which is no export: what it does not name may exist all the same."""

_TRUNCATION = ("TRUNCATION", 1)
"""The type of an asset exception, by name and, from the Python client, by number."""

_BIGQUERY_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)(?: ?UTC|\+00(?::?00)?)?"
).fullmatch
_PARENT_PROJECT = re.compile(r"//cloudresourcemanager\.googleapis\.com/(projects/[^/]+)").fullmatch


def entries(value: Json) -> Iterator[Json]:
    """Yield the records of a parsed value: itself, those of a list, or those of a page."""
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, list):
            pending += reversed(item)
        elif isinstance(item, dict) and page_shape(item) is not None:
            pending += reversed(page_records(item))
        else:
            yield item


def shape(record: Record) -> str:
    """Return what kind of record this is, for the summary; "" for the plain kind of exports and lists."""
    if _is_feed(record):
        return FEED
    if _is_iam_search(record):
        return "IAM policy search results"
    if is_search(record):
        return "search results"
    resource = record.get("resource")
    if isinstance(resource, dict) and isinstance(resource.get("data"), str):
        return "BigQuery rows"
    return ""


def asset(record: Record, origin: Origin) -> Asset | None:
    """Return the asset of a record; None for a record of another content type (organization policies, ...).

    An asset without data, IAM policy or `deleted` is one whose record carries no configuration.
    Raises ReadError: "record-without-name", "record-without-type", "invalid-record", "not-json".
    """
    if _is_feed(record):
        return _from_feed(record, origin)
    if _is_iam_search(record):
        return _asset({**record, "name": record["resource"], "resource": None}, origin, record["policy"])
    found = _asset(record, origin, _either(record, "iam_policy", "iamPolicy"))
    empty = found.data is None and found.iam_policy is None
    return None if empty and any(record.get(key) for key in _OTHER_CONTENT) else found


def _either(record: Record, snake: str, camel: str) -> Json:
    """Return the value of a key that comes in snake or in camel case; None where it is not set."""
    value = record.get(snake)
    return record.get(camel) if value is None else value


def _is_feed(record: Record) -> bool:
    prior = _either(record, "prior_asset", "priorAsset")
    return isinstance(record.get("asset"), dict) or isinstance(prior, dict)


def _is_iam_search(record: Record) -> bool:
    return isinstance(record.get("policy"), dict) and isinstance(record.get("resource"), str)


def is_search(record: Record) -> bool:
    """Whether this is a result of a search for resources."""
    keys = ("versionedResources", "versioned_resources", "project", "folders", "organization", "displayName")
    return not record.get("resource") and any(record.get(key) for key in keys)


def _from_feed(record: Record, origin: Origin) -> Asset | None:
    current, prior = _mapping(record.get("asset")), _mapping(_either(record, "prior_asset", "priorAsset"))
    if record.get("deleted") is not True and current.get("name"):
        if _is_feed(current):
            raise ReadError("invalid-record", "a feed message is inside another")
        return asset(current, origin)
    known = {**prior, **{key: value for key, value in current.items() if value}, "resource": None}
    gone = replace(_asset(known, origin, None), data=None, deleted=True)
    start = _either(_mapping(record.get("window")), "start_time", "startTime")
    updated = start or _either(current, "update_time", "updateTime")
    return replace(gone, update_time=_time(updated)) if updated else gone


def _mapping(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _asset(record: Record, origin: Origin, policy: Json) -> Asset:
    kind = _either(record, "asset_type", "assetType")
    name = record.get("name")
    if not (isinstance(name, str) and name):
        raise ReadError("record-without-name", f"a record of type {_shown(kind)} has no name")
    if not (isinstance(kind, str) and kind):
        raise ReadError("record-without-type", f"the record {_shown(name)} has no asset type")
    data, truncated = _data(record, kind)
    return Asset(
        name=name,
        type=kind,
        origin=origin,
        data=data,
        iam_policy=_policy(policy, explicit=data is None),
        ancestors=_ancestors(record),
        update_time=_time(_either(record, "update_time", "updateTime")),
        truncated=truncated or _truncated(record),
    )


def _shown(value: Json) -> str:
    return value[:200] if isinstance(value, str) and value else "unknown"


def _data(record: Record, kind: str) -> tuple[dict[str, Json] | None, bool]:
    """Return the resource, and whether Google cut this version of it."""
    resource = record.get("resource")
    if resource is None:
        version = _version(_either(record, "versioned_resources", "versionedResources"), kind)
        return _object(version.get("resource"), "versionedResources.resource"), _truncated(version)
    if not isinstance(resource, dict):
        raise ReadError("invalid-record", "resource is not an object")
    return _object(resource.get("data"), "resource.data"), False


def _version(versions: Json, kind: str) -> dict[str, Json]:
    """Choose the version of a search result to judge: the one whose reference the rules are written by."""
    known = [one for one in versions if isinstance(one, dict)] if isinstance(versions, list) else []
    best = ["v2", "v1"] if kind.startswith("run.googleapis.com/") else ["v1", "v2"]

    def preference(version: dict[str, Json]) -> int:
        name = str(version.get("version"))
        return best.index(name) if name in best else 2 + ("beta" in name) + 2 * ("alpha" in name)

    return min(known, key=preference, default={})


def _object(value: Json, where: str) -> dict[str, Json] | None:
    """Return an object that may come as JSON text, as BigQuery keeps it; None for nothing."""
    if isinstance(value, str):
        value = _parsed(value, where) if value.strip() else None
    if value is not None and not isinstance(value, dict):
        raise ReadError("invalid-record", f"{where} is not an object")
    return value


def _parsed(text: str, where: str) -> Json:
    try:
        return parse(text.encode())
    except ReadError as error:
        raise ReadError(error.code, f"{where} is {error.message}") from error


def _policy(value: Json, *, explicit: bool) -> dict[str, Json] | None:
    """Return the IAM policy; without bindings only where the record is about nothing else."""
    policy = _object(value, "iam_policy")
    return policy if policy is not None and (explicit or policy.get("bindings")) else None


def _ancestors(record: Record) -> tuple[str, ...]:
    """Return what stands above the asset, nearest first; search results and old exports say it otherwise."""
    listed = record.get("ancestors")
    if not listed:
        folders = record.get("folders")
        between = folders if isinstance(folders, list) else []
        listed = [record.get("project"), *between, record.get("organization")]
    found = tuple(one for one in listed if isinstance(one, str) and one) if isinstance(listed, list) else ()
    if found:
        return found
    parent = _PARENT_PROJECT(str(_mapping(record.get("resource")).get("parent", "")))
    return (parent[1],) if parent else ()


def _truncated(record: Record) -> bool:
    exceptions = _either(record, "asset_exceptions", "assetExceptions")
    return isinstance(exceptions, list) and any(
        _either(_mapping(one), "exception_type", "exceptionType") in _TRUNCATION for one in exceptions
    )


def _time(value: Json) -> str:
    """Return RFC 3339, from which BigQuery's spelling (`2024-05-05 05:05:05 UTC`) differs."""
    if not isinstance(value, str):
        return ""
    match = _BIGQUERY_TIME(value)
    return f"{match[1]}T{match[2]}Z" if match else value
