"""SARIF logs, parsed, for the tests of that format."""

from typing import Any, get_args

import orjson

from lbpolicy.formats import FORMATS, Pipeline, RenderOptions
from lbpolicy.formats.interface import SarifProfile
from lbpolicy.model import Report

PROFILES: tuple[SarifProfile, ...] = get_args(SarifProfile)

PIPELINE = Pipeline(
    "acme",
    "11111111-2222-3333-4444-555555555555",
    42,
    "infra plan",
    "66666666-7777-8888-9999-aaaaaaaaaaaa",
    "Job_1",
    "refs/heads/main",
    1234,
)


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
