"""Facts that Rego cannot or should not compute: certificate contents, URL masks, bucket names."""

from collections import defaultdict
from datetime import datetime

from lbpolicy.inventory import certificates
from lbpolicy.inventory.links import Link, Neighbourhood, gap
from lbpolicy.inventory.store import Inventory, Stored
from lbpolicy.inventory.types import BUCKET, CERTIFICATE, NETWORK_ENDPOINT_GROUP, SSL_CERTIFICATE, STORAGE
from lbpolicy.model import Json


class Facts:
    """Computes derived facts for subjects; indexes what it needs once."""

    def __init__(self, inventory: Inventory, near: Neighbourhood, evaluated_at: datetime) -> None:
        self._inventory = inventory
        self._near = near
        self._evaluated_at = evaluated_at
        self._described: dict[str, dict[str, Json]] = {}
        self._masks: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for asset in inventory.assets.values():
            if asset.type is NETWORK_ENDPOINT_GROUP and _has_mask(asset):
                self._masks[(asset.ref.project, asset.ref.location)].append(asset.name)

    def certificates(self, asset: Stored) -> dict[str, Json]:
        """Return `facts.certificates` of a certificate: what its PEM says. Others have none."""
        if asset.name not in self._described:
            self._described[asset.name] = self._describe(asset)
        return self._described[asset.name]

    def _describe(self, asset: Stored) -> dict[str, Json]:
        pem = _pem(asset.resource) if asset.type in {SSL_CERTIFICATE, CERTIFICATE} else ""
        if not pem:
            return {"certificates": []}
        try:
            return {"certificates": certificates.describe(pem, self._evaluated_at)}
        except certificates.CertificateError as error:
            return {"certificates": [], "certificate_error": str(error)}

    def with_certificates(self, link: Link) -> Link:
        """Add the facts of the certificate at the end of a link."""
        asset = self._inventory.assets.get(str(link["name"]))
        return link if asset is None else {**link, "facts": self.certificates(asset)}

    def bucket(self, backend_bucket: Stored) -> Link:
        """Return the link from a backend bucket to its Cloud Storage bucket."""
        pointer = "/bucketName"
        bucket_name = backend_bucket.resource.get("bucketName")
        if not isinstance(bucket_name, str):
            return {"state": "absent"}
        name = f"//{STORAGE}/{bucket_name}"
        bucket = self._inventory.assets.get(name)
        if bucket is not None:
            return self._near.resolved(bucket, pointer)
        if BUCKET.name not in self._inventory.exports.types:
            return gap("unexported", f"The inventory holds no {BUCKET.name} assets.", pointer, name)
        reason = "No bucket of the inventory has this name. Names are global, so another project may own it."
        return gap("unexported", reason, pointer, name)

    def url_masks(self, run_service: Stored) -> list[Link]:
        """Return a link for each URL mask NEG of the same project and region: it may route to the service."""
        negs = self._masks.get((run_service.ref.project, run_service.ref.location), ())
        reason = "A URL mask decides request by request to which services this NEG routes."
        return [gap("unknown", reason, "", name) for name in negs]


def _has_mask(neg: Stored) -> bool:
    if b'"urlMask"' not in neg.text:
        return False
    run = neg.resource.get("cloudRun")
    return isinstance(run, dict) and "urlMask" in run and "service" not in run


def _pem(resource: dict[str, Json]) -> str:
    """Read the PEM of a compute SslCertificate or a Certificate Manager certificate."""
    own = resource.get("selfManaged")
    candidates = (
        resource.get("certificate"),
        own.get("certificate") if isinstance(own, dict) else None,
        own.get("pemCertificate") if isinstance(own, dict) else None,
        resource.get("pemCertificate"),
    )
    return next((c for c in candidates if isinstance(c, str)), "")
