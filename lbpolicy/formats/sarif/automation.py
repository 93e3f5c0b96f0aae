"""Which scan a SARIF run is: what services tell the results of different scans apart by."""

from pathlib import PurePosixPath
from urllib.parse import quote

from lbpolicy.formats.escape import visible
from lbpolicy.formats.interface import Pipeline, RenderOptions
from lbpolicy.formats.sarif.messages import plain_message
from lbpolicy.model import Json, Report

_AZURE = "azuredevops/pipeline/build/"
_DOTS = {".", ".."}


def build_automation_details(report: Report, options: RenderOptions) -> dict[str, Json]:
    """Return the `automationDetails` of the run.

    The id is lbpolicy/<terraform|assets>/<scope>/, where the scope says what is scanned: of a plan the folder
    of its sources, of exports their project, and the bundle where there is no such thing. So it is the same
    from scan to scan, and a new scan takes the place of the last one of the same, and of no other. Azure
    DevOps attaches a run to a pipeline, and demands an id of its own for that.
    """
    world = "assets" if report.plan is None else "terraform"
    scope = _path(options.scope) or _path(PurePosixPath(report.bundle).name) or "default"
    subject = "Terraform plan" if report.plan else "deployed assets"
    details: dict[str, Json] = {
        "id": f"lbpolicy/{world}/{scope}/",
        "description": plain_message(f"Load balancing policies on {subject}: {scope}."),
    }
    if options.sarif_profile == "azdo" and options.pipeline:
        details |= _of_pipeline(options.pipeline)
    return details


def _path(text: str) -> str:
    """Return a path, percent-encoded, without empty segments and such as lead elsewhere."""
    segments = (segment for segment in text.split("/") if segment and segment not in _DOTS)
    return "/".join(quote(segment, safe="", errors="replace") for segment in segments)


def _of_pipeline(pipeline: Pipeline) -> dict[str, Json]:
    where = (pipeline.organization, pipeline.project, str(pipeline.definition), pipeline.phase)
    return {
        "id": _AZURE + visible("/".join((*where, pipeline.branch, str(pipeline.build)))),
        "properties": {
            f"{_AZURE}buildDefinitionId": str(pipeline.definition),
            f"{_AZURE}buildDefinitionName": visible(pipeline.definition_name),
            f"{_AZURE}phaseId": pipeline.phase,
            f"{_AZURE}phaseName": visible(pipeline.phase_name),
        },
    }
