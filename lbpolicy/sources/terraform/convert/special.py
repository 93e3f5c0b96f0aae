"""What no table says: attributes of the API that follow from several of Terraform's, or from none."""

from collections.abc import Callable, Mapping

from lbpolicy.model import Json
from lbpolicy.sources.terraform.convert import asset_types
from lbpolicy.sources.terraform.convert.resources import Converted
from lbpolicy.sources.terraform.convert.settings import Settings
from lbpolicy.sources.terraform.convert.sides import Side, branch, is_marked

_CHECKS = {
    # block of a health check -> its type
    "http_health_check": "HTTP",
    "https_health_check": "HTTPS",
    "http2_health_check": "HTTP2",
    "tcp_health_check": "TCP",
    "ssl_health_check": "SSL",
    "grpc_health_check": "GRPC",
    "grpc_tls_health_check": "GRPC_WITH_TLS",
}

_RUN_FLAGS = {
    # annotation of a Knative service -> boolean attribute of run v2
    "run.googleapis.com/iap-enabled": "iapEnabled",
    "run.googleapis.com/invoker-iam-disabled": "invokerIamDisabled",
    "run.googleapis.com/default-url-disabled": "defaultUriDisabled",
}
_RUN_INGRESS = "run.googleapis.com/ingress"
_INGRESS = {
    "all": "INGRESS_TRAFFIC_ALL",
    "internal": "INGRESS_TRAFFIC_INTERNAL_ONLY",
    "internal-and-cloud-load-balancing": "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER",
    "none": "INGRESS_TRAFFIC_NONE",
}


def complete(side: Side, asset: str, converted: Converted, settings: Settings) -> None:
    """Add what no table says."""
    if side.planned.type == "google_cloud_run_service":
        _run_annotations(side, converted, settings)
    extra = _EXTRAS.get(asset)
    if extra is not None:
        extra(side, converted)


def _backend_service(side: Side, converted: Converted) -> None:
    """Switch IAP on where a block `iap` has no `enabled`: before version 6 of the provider it had none.

    The block alone switched it on (registry.terraform.io/providers/hashicorp/google, upgrade guide of 6.0.0).
    """
    blocks = side.values.get("iap")
    block = blocks[0] if isinstance(blocks, list) and blocks else None
    later = branch(branch(branch(side.unknown, "iap"), 0), "enabled")
    if isinstance(block, Mapping) and "enabled" not in block and not is_marked(later):
        converted.put("/iap/enabled", value=True)


def _health_check(side: Side, converted: Converted) -> None:
    found = [kind for block, kind in _CHECKS.items() if side.values.get(block)]
    if "type" not in converted.data and len(found) == 1:
        converted.settle("/type", found[0])


def _ssl_certificate(_side: Side, converted: Converted) -> None:
    """Fill in the type: without one a certificate is self-managed (API reference, SslCertificate.type)."""
    if "/type" not in converted.unknown:
        converted.data.setdefault("type", "SELF_MANAGED")


def _project(side: Side, converted: Converted) -> None:
    for attribute, kind in (("folder_id", "folder"), ("org_id", "organization")):
        parent = side.text(attribute).rpartition("/")[2]
        if parent:
            converted.put("/parent", {"type": kind, "id": parent})
            break


def _run_annotations(side: Side, converted: Converted, settings: Settings) -> None:
    """Say in the words of run v2 what the annotations of a service of run v1 say.

    The shape is that of v2, so that what is not known can be named by its attributes.
    """
    blocks = side.values.get("metadata")
    there = isinstance(blocks, list) and bool(blocks)
    block = blocks[0] if isinstance(blocks, list) and there and isinstance(blocks[0], Mapping) else {}
    unknown, secret = (
        branch(branch(branch(tree, "metadata"), 0), "annotations") for tree in (side.unknown, side.sensitive)
    )
    path = ("metadata", 0, "annotations") if there else ("metadata",)
    if is_marked(unknown) and settings.default_holds(side, path, block=not there):
        unknown = {}
    notes = block.get("annotations")
    notes = notes if isinstance(notes, Mapping) else {}
    for note, attribute in {_RUN_INGRESS: "ingress", **_RUN_FLAGS}.items():
        if is_marked(branch(unknown, note)) or is_marked(branch(secret, note)):
            converted.forget(f"/{attribute}")
        elif isinstance(notes.get(note), str):
            converted.put(f"/{attribute}", _said(attribute, notes[note]))


def _said(attribute: str, text: str) -> Json:
    if attribute == "ingress":
        return _INGRESS.get(text, text)
    return {"true": True, "false": False}.get(text.lower(), text)


_EXTRAS: Mapping[str, Callable[[Side, Converted], None]] = {
    asset_types.BACKEND_SERVICE: _backend_service,
    asset_types.HEALTH_CHECK: _health_check,
    asset_types.SSL_CERTIFICATE: _ssl_certificate,
    asset_types.PROJECT: _project,
}
