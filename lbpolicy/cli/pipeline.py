"""Which Azure pipeline a scan runs in: its service takes a SARIF file only with that."""

import os
import re
from urllib.parse import urlsplit

from lbpolicy.formats import Pipeline

VARIABLES = (
    "SYSTEM_COLLECTIONURI",
    "SYSTEM_TEAMPROJECTID",
    "BUILD_DEFINITIONID",
    "BUILD_DEFINITIONNAME",
    "BUILD_BUILDID",
    "BUILD_SOURCEBRANCH",
    "SYSTEM_PHASEID",
    "SYSTEM_PHASENAME",
)
"""What agents of Azure Pipelines set for every step."""

_GUID = re.compile(r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_NOTHING = "00000000-0000-0000-0000-000000000000"
_NUMBER = re.compile(r"[1-9]\d{0,9}")
_OWN_HOST = ".visualstudio.com"


def find_pipeline() -> Pipeline | None:
    """Return the pipeline; None outside of one, and where a variable is missing or not what it should be."""
    uri, project, definition, name, build, branch, phase, phase_name = (
        os.environ.get(variable, "").strip() for variable in VARIABLES
    )
    phase = phase or os.environ.get("SYSTEM_JOBID", "").strip()
    phase_name = phase_name or os.environ.get("SYSTEM_JOBNAME", "").strip()
    organization = _organization(uri)
    numbers = _NUMBER.fullmatch(definition) and _NUMBER.fullmatch(build)
    ids = all(_GUID.fullmatch(one) and one != _NOTHING for one in (project, phase))
    if not (organization and numbers and ids and name and phase_name and branch):
        return None
    return Pipeline(organization, project, int(definition), name, phase, phase_name, branch, int(build))


def _organization(uri: str) -> str:
    """Return ORG of https://dev.azure.com/ORG/ or https://ORG.visualstudio.com/."""
    try:
        address = urlsplit(uri)
    except ValueError:
        return ""
    host = address.hostname or ""
    if host.endswith(_OWN_HOST):
        return host.removesuffix(_OWN_HOST).removesuffix(".vsrm")
    return address.path.strip("/").split("/")[0] if host else ""
