"""SARIF logs, parsed, for the tests of that format."""

from typing import Any

import orjson

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.formats.interface import SarifProfile
from lbpolicy.model import Report

PROFILES: tuple[SarifProfile, ...] = ("generic", "github")


def sarif_run(what: Report, profile: SarifProfile = "generic", **more: object) -> dict[str, Any]:
    """Return the only run of the log; `more` are render options."""
    options = RenderOptions(sarif_profile=profile, **more)  # type: ignore[arg-type]
    text = b"".join(FORMATS["sarif"].render(what, options))
    log = orjson.loads(text)
    assert log["version"] == "2.1.0"
    assert log["$schema"] == "https://json.schemastore.org/sarif-2.1.0.json"
    [only] = log["runs"]
    return dict(only)


def sarif_rules(what: Report, profile: SarifProfile = "generic") -> list[dict[str, Any]]:
    """Return the rules that the log describes."""
    return list(sarif_run(what, profile)["tool"]["driver"]["rules"])


def result_uri(result: dict[str, Any]) -> str:
    """Return the file that a result points to."""
    [location] = result["locations"]
    return str(location["physicalLocation"]["artifactLocation"]["uri"])
