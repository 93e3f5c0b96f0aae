"""Where a SARIF result points to."""

from lbpolicy.formats.escape import visible
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.paths import relative_uri, synthetic_uri
from lbpolicy.model import Json, Origin, Outcome


def build_location(outcome: Outcome, options: RenderOptions) -> dict[str, Json]:
    """Return the location of a result: always a file that a viewer can show, and always the asset.

    A place in the sources of Terraform is the location in every profile. Into an export or a plan, only the
    generic one points, when its path is relative. Else the file is the synthetic path of the asset, which
    stays the same from scan to scan.
    """
    asset, origin = outcome.asset, outcome.origin
    file = relative_uri(origin) if origin.in_sources or options.sarif_profile == "generic" else ""
    if file and origin.snippet:
        physical = _source(file, origin)
    else:
        line = (origin.line or 1) if file else 1
        physical = _physical(file or synthetic_uri(asset), line, asset.name)
    places = [logical_location(asset.name, asset.short_name)]
    if origin.address:
        places.append(logical_location(origin.address, origin.address))
    return {"physicalLocation": physical, "logicalLocations": places}


def logical_location(name: str, short_name: str) -> dict[str, Json]:
    """Return an asset as SARIF names it."""
    return {"name": short_name, "fullyQualifiedName": name, "kind": "resource"}


def artifact(uri: str) -> dict[str, Json]:
    """Return a reference to a file below the folder in which lbpolicy ran."""
    return {"uri": uri, "uriBaseId": "%SRCROOT%"}


def _source(uri: str, origin: Origin) -> dict[str, Json]:
    """Return a place in a source file, of which the line is shown from there on."""
    line = "\t".join(visible(part) for part in origin.snippet.split("\t"))
    number, column = origin.line or 1, min(origin.column or 1, len(line) + 1)
    region = {"startLine": number, "startColumn": column, "endLine": number, "endColumn": len(line) + 1}
    context = {"startLine": number, "startColumn": 1, "endLine": number + 1, "endColumn": 1}
    return {
        "artifactLocation": artifact(uri),
        "region": {**region, "snippet": {"text": line[column - 1 :]}},
        "contextRegion": {**context, "snippet": {"text": line + "\n"}},
    }


def _physical(uri: str, line: int, name: str) -> dict[str, Json]:
    """Return a line of a file. What can be shown of it is the name of the asset that it holds."""
    shown = visible(name)
    region = {"startLine": line, "startColumn": 1, "endLine": line, "endColumn": len(shown) + 1}
    context = {"startLine": line, "startColumn": 1, "endLine": line + 1, "endColumn": 1}
    return {
        "artifactLocation": artifact(uri),
        "region": {**region, "snippet": {"text": shown}},
        "contextRegion": {**context, "snippet": {"text": shown + "\n"}},
    }
