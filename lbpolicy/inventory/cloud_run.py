"""Cloud Run services: Knative (run v1), as exports write them, and run v2 in one shape, that of v2."""

from collections.abc import Mapping
from typing import Any

from lbpolicy.model import Json

_INGRESS = {
    # run.googleapis.com/ingress annotation -> ingress of run v2
    "all": "INGRESS_TRAFFIC_ALL",
    "internal": "INGRESS_TRAFFIC_INTERNAL_ONLY",
    "internal-and-cloud-load-balancing": "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER",
    "none": "INGRESS_TRAFFIC_NONE",
}
_FLAGS = {
    # annotation -> boolean attribute of run v2
    "run.googleapis.com/iap-enabled": "iapEnabled",
    "run.googleapis.com/invoker-iam-disabled": "invokerIamDisabled",
    "run.googleapis.com/default-url-disabled": "defaultUriDisabled",
}
_PRIVATE = frozenset({"template", "spec"})
"""Left out: container environments hold secrets, and nothing in load balancing rests on them."""


def is_knative(data: Mapping[str, Json]) -> bool:
    """Tell whether the data has the shape of the run v1 API."""
    return isinstance(data.get("metadata"), Mapping)


def canonical(data: dict[str, Json]) -> dict[str, Json]:
    """Return the service in the shape of run v2 (projects.locations.services), without its containers."""
    if not is_knative(data):
        ingress = data.get("ingress")
        kept = {key: value for key, value in data.items() if key not in _PRIVATE}
        if ingress == "INGRESS_TRAFFIC_UNSPECIFIED":
            del kept["ingress"]
        return kept
    metadata: Mapping[str, Any] = data["metadata"]
    annotations = metadata.get("annotations")
    notes = annotations if isinstance(annotations, Mapping) else {}
    result: dict[str, Json] = {key: metadata[key] for key in ("labels", "uid") if key in metadata}
    if "name" in metadata:
        result["name"] = metadata["name"]
    if "run.googleapis.com/ingress" in notes:
        said = str(notes["run.googleapis.com/ingress"])
        result["ingress"] = _INGRESS.get(said, said)
    for annotation, attribute in _FLAGS.items():
        if annotation in notes:
            result[attribute] = str(notes[annotation]).lower() == "true"
    status = data.get("status")
    if isinstance(status, Mapping) and isinstance(status.get("url"), str):
        result["uri"] = status["url"]
    return result
