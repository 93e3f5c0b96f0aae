"""JSON reports of former schema versions, brought up to the present one before they are read.

What a version did not know yet gets the value that says so: no waiver, no baseline, no scope.
"""

from lbpolicy.kinds import KINDS
from lbpolicy.model import Json

_OBJECTS = ("summary", "coverage")
_LISTS = ("findings", "fixed", "notifications", "rules", "load_balancers")


def upgrade(document: dict[str, Json]) -> None:
    """Add to a report of schema 1.0 or 1.1 what 1.2 wants; a part of the wrong shape stays as it is."""
    for name in ("fixed", "load_balancers"):
        document.setdefault(name, [])
    document.setdefault("baseline", None)
    summary, coverage = (document.get(name) for name in _OBJECTS)
    if isinstance(summary, dict):
        summary.setdefault("plan", None)
        if isinstance(summary.get("by_status"), dict):
            summary["by_status"].setdefault("waived", 0)
    if isinstance(coverage, dict):
        coverage.setdefault("scope", {})
    for name in _LISTS:
        parts = document.get(name)
        for part in parts if isinstance(parts, list) else ():
            if isinstance(part, dict):
                _upgrade_part(name, part)


def _upgrade_part(name: str, part: dict[str, Json]) -> None:
    if name == "rules":
        _upgrade_rule(part)
        return
    origin = part.get("origin")
    if isinstance(origin, dict):
        for key, value in (("column", None), ("address", ""), ("snippet", "")):
            origin.setdefault(key, value)
    if name != "notifications":
        for key, value in (("change", ""), ("baseline", ""), ("waiver", None)):
            part.setdefault(key, value)


def _upgrade_rule(rule: dict[str, Json]) -> None:
    """Make the one subject that a rule of the first reports had a list of subjects."""
    if "subjects" in rule or not {"kind", "package", "remediation"} <= rule.keys():
        return
    kind = rule.pop("kind")
    rule["subjects"] = [
        {
            "kind": kind,
            "asset_type": KINDS.get(kind, "") if isinstance(kind, str) else "",
            "package": rule.pop("package"),
            "title": rule.get("title"),
            "remediation": rule.pop("remediation"),
        }
    ]
