"""One load balancer's assets, written in every shape that Cloud Asset Inventory data comes in."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lbpolicy.model import Asset, Level, Notification, SourceSummary
from lbpolicy.sources import Sources

BACKEND = "compute.googleapis.com/BackendService"
RUN = "run.googleapis.com/Service"
DISK = "compute.googleapis.com/Disk"
WANTED = frozenset(
    {BACKEND, RUN, "compute.googleapis.com/UrlMap", "cloudresourcemanager.googleapis.com/Project"}
)

NAME = "//compute.googleapis.com/projects/shop/global/backendServices/web"
ANCESTORS = ["projects/123456", "folders/77", "organizations/9"]
TIME = "2026-05-05T05:05:05.120Z"
DATA = {
    "id": "1234567890123456789",
    "name": "web",
    "description": 'say "hi" \\ \u00fc \U0001f600 },{"asset_type": [',
    "timeoutSec": 30,
    "enableCDN": False,
    "backends": [{"group": "https://www.googleapis.com/compute/v1/g", "capacityScaler": 0.5}],
    "labels": {},
}
POLICY = {"bindings": [{"role": "roles/run.invoker", "members": ["allUsers"]}], "etag": "BwX="}


def snake(name: str = NAME, kind: str = BACKEND, data: Any = None) -> dict[str, Any]:
    """Return a record as an export to Cloud Storage has it."""
    return {
        "name": name,
        "asset_type": kind,
        "resource": {"version": "v1", "data": DATA if data is None else data, "location": "global"},
        "ancestors": ANCESTORS,
        "update_time": TIME,
    }


def camel() -> dict[str, Any]:
    """Return a record as `assets:list` and gcloud have it."""
    return {
        "ancestors": ANCESTORS,
        "assetType": BACKEND,
        "name": NAME,
        "resource": {"data": DATA, "discoveryName": "BackendService", "version": "v1"},
        "updateTime": TIME,
    }


def searched() -> dict[str, Any]:
    """Return a result of search-all-resources with its configuration."""
    return {
        "name": NAME,
        "assetType": BACKEND,
        "project": ANCESTORS[0],
        "folders": ANCESTORS[1:2],
        "organization": ANCESTORS[2],
        "displayName": "web",
        "updateTime": TIME,
        "versionedResources": [
            {"version": "beta", "resource": {"name": "not this one"}},
            {"version": "v1", "resource": DATA},
            {"version": "alpha", "resource": {"name": "nor this one"}},
        ],
    }


def bigquery() -> dict[str, Any]:
    """Return a row of a BigQuery export."""
    row = snake()
    row["resource"]["data"] = json.dumps(DATA)
    row["update_time"] = "2026-05-05 05:05:05.120 UTC"
    return row | {"iam_policy": None, "org_policy": []}


def floats(value: Any) -> Any:
    """Return the value as the Python client writes it: every number is a float."""
    if isinstance(value, dict):
        return {key: floats(child) for key, child in value.items()}
    if isinstance(value, list):
        return [floats(child) for child in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def ndjson(*records: Any) -> bytes:
    """Return records one on each line, as Google writes them."""
    return b"".join(json.dumps(r, separators=(",", ":")).encode() + b"\n" for r in records)


def pretty(value: Any) -> bytes:
    """Return indented JSON."""
    return json.dumps(value, indent=2).encode() + b"\n"


SHAPES: dict[str, Callable[[], bytes]] = {
    "NDJSON": lambda: ndjson(snake()),
    "NDJSON without a last line break": lambda: ndjson(snake()).strip(),
    "NDJSON with spaces": lambda: json.dumps(snake()).encode() + b"\n",
    "NDJSON with CRLF": lambda: ndjson(snake()).replace(b"\n", b"\r\n"),
    "NDJSON with blank lines": lambda: b"\n\n" + ndjson(snake()) + b"\n  \n",
    "NDJSON with keys in another order": lambda: ndjson(dict(reversed(snake().items()))),
    "NDJSON with escaped slashes": lambda: ndjson(snake()).replace(b"/", b"\\/"),
    "NDJSON in UTF-8": lambda: json.dumps(snake(), ensure_ascii=False).encode() + b"\n",
    "NDJSON with a byte order mark": lambda: b"\xef\xbb\xbf" + ndjson(snake()),
    "array on one line": lambda: json.dumps([camel()]).encode(),
    "array indented": lambda: pretty([camel()]),
    "REST list": lambda: pretty({"readTime": TIME, "assets": [camel()]}),
    "REST list on one line": lambda: ndjson({"assets": [camel()], "readTime": TIME}),
    "REST list, two pages": lambda: (
        pretty({"assets": [camel()], "nextPageToken": "x"}) + pretty({"assets": []})
    ),
    "REST list, a page a line": lambda: ndjson({"assets": [], "nextPageToken": "x"}, {"assets": [camel()]}),
    "one indented record": lambda: pretty(camel()),
    "feed message": lambda: ndjson({"asset": camel(), "priorAssetState": "DOES_NOT_EXIST", "window": {}}),
    "feed message, snake case": lambda: ndjson({"asset": snake(), "prior_asset": snake(data={"old": True})}),
    "history": lambda: pretty({"assets": [{"window": {"startTime": TIME}, "asset": camel()}]}),
    "search results": lambda: pretty([searched()]),
    "search results, REST": lambda: pretty({"results": [searched()]}),
    "BigQuery rows": lambda: ndjson(bigquery()),
    "BigQuery rows, array": lambda: json.dumps([bigquery()]).encode(),
    "Python client": lambda: pretty(floats(snake()) | {"org_policy": [], "related_asset": None}),
    "Python client, camel case": lambda: pretty(floats(camel()) | {"orgPolicy": []}),
}


@dataclass
class Result:
    """What a scan of sources gave."""

    assets: list[Asset] = field(default_factory=list)
    notes: list[Notification] = field(default_factory=list)
    summaries: tuple[SourceSummary, ...] = ()

    @property
    def errors(self) -> list[str]:
        """The codes of the errors."""
        return [note.code for note in self.notes if note.level is Level.ERROR]

    @property
    def codes(self) -> list[str]:
        """The codes of all notifications."""
        return [note.code for note in self.notes]

    @property
    def names(self) -> list[str]:
        """The names of the assets."""
        return [asset.name for asset in self.assets]


def read(*paths: Path | str, wanted: frozenset[str] = WANTED) -> Result:
    """Read sources to the end."""
    result = Result()
    sources = Sources([str(path) for path in paths], wanted, result.notes.append)
    result.assets = list(sources)
    result.summaries = sources.summaries
    return result


def read_bytes(folder: Path, content: bytes) -> Result:
    """Read one file of this content."""
    file = folder / "export"
    file.write_bytes(content)
    return read(file)
