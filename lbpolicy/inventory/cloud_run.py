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
_TRUTH = {"true": True, "1": True, "t": True, "false": False, "0": False, "f": False}
_PRIVATE = frozenset({"template", "spec", "buildConfig"})
"""Left out: container and build environments hold secrets, and nothing in load balancing rests on them."""


def is_knative(data: Mapping[str, Json]) -> bool:
    """Tell whether the data has the shape of the run v1 API, which alone has metadata."""
    return "metadata" in data or str(data.get("apiVersion", "")).startswith("serving.knative.dev/")


def canonical(data: dict[str, Json]) -> dict[str, Json]:
    """Return the service in the shape of run v2 (projects.locations.services), without its containers.

    Raises ValueError where a setting that decides who gets in cannot be read.
    """
    if not is_knative(data):
        kept = {key: value for key, value in data.items() if key not in _PRIVATE}
        return kept | {flag: _flag(flag, data[flag]) for flag in _FLAGS.values() if flag in data}
    metadata = _object(data, "metadata")
    notes = _object(metadata, "annotations")
    result: dict[str, Json] = {key: metadata[key] for key in ("name", "labels", "uid") if key in metadata}
    if "run.googleapis.com/ingress" in notes:
        said = str(notes["run.googleapis.com/ingress"])
        result["ingress"] = _INGRESS.get(said, said)
    for annotation, attribute in _FLAGS.items():
        if annotation in notes:
            result[attribute] = _flag(attribute, notes[annotation])
    status = data.get("status")
    if isinstance(status, Mapping) and isinstance(status.get("url"), str):
        result["uri"] = status["url"]
    return result


def _object(holder: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = holder.get(key, {})
    if not isinstance(value, Mapping):
        raise ValueError(f"its {key} is not an object")  # noqa: TRY004 - wrong data, not a wrong call
    return value


def _flag(attribute: str, value: Json) -> bool:
    text = str(value).lower()
    if text not in _TRUTH:
        raise ValueError(f"its {attribute} is neither true nor false")
    return _TRUTH[text]
