"""What a file is, told from its content."""

import re
from collections.abc import Mapping
from enum import Enum, auto

import orjson

from lbpolicy.model import Json
from lbpolicy.sources.faults import ForeignError, ReadError
from lbpolicy.sources.terraform.documents.kinds_of_document import MAKE_PLAN

EXPORT_HINT = (
    "Make an export with: gcloud asset export --content-type=resource --project=PROJECT "
    "--output-path=gs://BUCKET/assets.ndjson (once more with --content-type=iam-policy for the IAM policies)."
)
ANY_HINT = f"{EXPORT_HINT} {MAKE_PLAN}"
"""For what may have been meant as either."""

_BEGINS = re.compile(rb"\{\s*(?:[\"}]|\Z)|\[\s*(?:[\[\]{]|\Z)").match
"""An object, or an array that may hold records; neither a template nor an INI file."""

_SAMPLE = 10
"""Lines that decide whether a file is NDJSON."""

_RECORD_KEYS = frozenset(
    {
        "asset_type",
        "assetType",
        "asset",
        "prior_asset",
        "priorAsset",
        "versionedResources",
        "versioned_resources",
    }
)
_CONTENT_KEYS = frozenset({"resource", "iam_policy", "iamPolicy", "policy", "org_policy", "orgPolicy"})
_PAGE_KEYS = {"assets": "REST list", "results": "search results"}
_BESIDE_RECORDS = frozenset({"readTime", "read_time", "nextPageToken", "next_page_token"})


_OTHER = "is some other JSON"
_FOREIGN = {
    "runs": "is a SARIF report",
    "schema_version": "is a report of lbpolicy",
    "finding_id": "is a report of lbpolicy",
    "class_uid": "holds OCSF events",
    "error": "is the error answer of an API",
}
"""Telling key -> what has it."""


_PACKED = (
    (0, b"\x1f\x8b", "a gzip stream inside of another one"),
    (0, b"\x28\xb5\x2f\xfd", "a zstd stream inside of another one"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"BZh", "a bzip2 stream"),
    (0, b"\xfd7zXZ\0", "an xz stream"),
)
"""Where which bytes tell what a user might have packed an export into, gzip and zstd being undone by now."""


class Layout(Enum):
    """How the records lie in the file."""

    LINES = auto()
    """One on each line."""
    DOCUMENTS = auto()
    """In JSON arrays, in pages of a list method, or one after the other, however broken into lines."""


def layout(head: bytes, *, whole: bool) -> Layout:
    """Tell the layout from the beginning of a file (`whole`: it is all of it).

    Raises ReadError "wrong-encoding" or "empty-source", ForeignError "not-json".
    """
    _check_encoding(head)
    text = head.strip()
    if not text:
        if whole:
            raise ReadError("empty-source", "is empty", "Check that the export or download was finished.")
        return Layout.DOCUMENTS
    lines = [line for line in head.split(b"\n")[: None if whole else -1] if line.strip()][:_SAMPLE]
    records = sum(_is_record_line(line) for line in lines)
    if records and records * 2 >= len(lines) and not text.startswith(b"["):
        return Layout.LINES
    if _BEGINS(text):
        return Layout.DOCUMENTS
    packed = next((name for start, magic, name in _PACKED if head.startswith(magic, start)), "")
    if packed:
        raise ForeignError(
            "not-json", f"holds {packed}, which is not read", "Unpack it and scan what is in it."
        )
    raise ForeignError("not-json", "is not JSON, or not a list of records", ANY_HINT)


def _check_encoding(head: bytes) -> None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:2]:
        raise ReadError(
            "wrong-encoding",
            "is UTF-16 or UTF-32 text, not UTF-8",
            "Convert it: iconv -f UTF-16 -t UTF-8. In Windows PowerShell write it with: terraform show -json"
            " plan.out | Out-File -Encoding utf8 plan.json, because > writes UTF-16 there.",
            1,
        )


def _is_record_line(line: bytes) -> bool:
    if not (line.lstrip().startswith(b"{") and line.rstrip().endswith(b"}")):
        return False
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return bool(value) and page_shape(value) is None


def page_shape(value: Mapping[str, Json]) -> str | None:
    """Return the shape when this is a page of a list or search method, else None. An empty page is {}."""
    for key, shape in _PAGE_KEYS.items():
        if isinstance(value.get(key), list):
            return shape
    return "REST list" if _BESIDE_RECORDS.issuperset(value) else None


def page_records(value: Mapping[str, Json]) -> list[Json]:
    """Return the records of a page."""
    return [record for key in _PAGE_KEYS for record in value.get(key, ())]


def is_record(value: Mapping[str, Json]) -> bool:
    """Whether this is meant as a Cloud Asset Inventory record, complete or not."""
    if not _RECORD_KEYS.isdisjoint(value):
        return True
    name = value.get("name", value.get("resource"))
    return (isinstance(name, str) and name.startswith("//")) or any(
        isinstance(value.get(key), dict | list) for key in _CONTENT_KEYS
    )


def foreign(value: Json, line: int | None = None) -> ForeignError:
    """Say what a JSON value is that is neither Cloud Asset Inventory data nor a Terraform plan."""
    name = _name(value)
    message = f"{name}, not a Cloud Asset Inventory export"
    return ForeignError("not-an-asset-export", message, ANY_HINT if name == _OTHER else EXPORT_HINT, line)


def _name(value: Json) -> str:
    if not isinstance(value, dict):
        return "holds plain JSON values"
    if str(value.get("kind", "")).startswith("compute#"):
        return "holds resources as the Compute Engine API gives them (gcloud compute ... list or describe)"
    return next((name for key, name in _FOREIGN.items() if key in value), _OTHER)
