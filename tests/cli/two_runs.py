"""Two scans of the sample export: between them one asset went, one fault was mended and one was made."""

import json
from pathlib import Path

from running import SAMPLE, run

GONE = "/forwardingRules/partner-https-rule"
MENDED = "/sslPolicies/portal-tls-policy"
SPOILT = "/backendServices/orders-backend"
WHAT = {
    "fixed": {("LB204", "portal-tls-policy"), ("LB205", "portal-tls-policy")},
    "removed": {("LB102", "partner-https-rule")},
    "new": {("LB414", "orders-backend"), ("LB108", "partner-https-proxy")},
}
"""What the second scan must say, as rule and asset; that proxy lost its forwarding rule."""
UNCHANGED = 16


def make_runs(folder: Path) -> None:
    """Write old.json, new.json, and with.json: the second scan with the first as its baseline."""
    later = folder / "later"
    later.mkdir()
    (later / "iam.ndjson").write_bytes((SAMPLE / "iam.ndjson").read_bytes())
    lines = (SAMPLE / "resources.ndjson").read_text().splitlines()
    (later / "resources.ndjson").write_text(
        "".join(f"{_changed(line)}\n" for line in lines if GONE not in _name(line))
    )
    for source, file, day, more in (
        (SAMPLE, "old.json", "2026-11-20", ()),
        (later, "new.json", "2026-11-21", ()),
        (later, "with.json", "2026-11-21", ("--baseline", "old.json")),
    ):
        done = run("scan", str(source), "-o", f"json={file}", "--as-of", day, *more, cwd=folder)
        assert done.returncode == 1, done.stderr


def _name(line: str) -> str:
    name: str = json.loads(line)["name"]
    return name


def _changed(line: str) -> str:
    record = json.loads(line)
    data = record["resource"]["data"]
    if record["name"].endswith(MENDED):
        data |= {"profile": "RESTRICTED", "minTlsVersion": "TLS_1_2"}
    if record["name"].endswith(SPOILT):
        data["logConfig"] = {"enable": False}
    return json.dumps(record)
