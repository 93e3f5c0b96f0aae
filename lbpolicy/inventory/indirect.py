"""Links that no reference spells out: to buckets by name, and through serverless NEGs to Cloud Run."""

from collections import defaultdict

from lbpolicy.inventory.links import MAX_LINKS, Link, Neighbourhood, gap
from lbpolicy.inventory.store import Inventory, Stored
from lbpolicy.inventory.types import BUCKET, NETWORK_ENDPOINT_GROUP, STORAGE

_MASK = "/cloudRun/urlMask"


class IndirectLinks:
    """Follows them in an inventory that is ready; indexes what it needs once."""

    def __init__(self, inventory: Inventory, near: Neighbourhood) -> None:
        self._inventory = inventory
        self._near = near
        self._masks: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for asset in inventory.assets.values():
            if asset.type is NETWORK_ENDPOINT_GROUP and _has_mask(asset):
                self._masks[(asset.ref.project, asset.ref.location)].append(asset.name)

    def bucket(self, backend_bucket: Stored) -> Link:
        """Return the link from a backend bucket to its Cloud Storage bucket.

        It is never missing: buckets of all projects share one space of names. It is unexported where nobody
        looked into the backend bucket's own project, which most likely holds it.
        """
        pointer = "/bucketName"
        bucket_name = backend_bucket.resource.get("bucketName")
        if not isinstance(bucket_name, str):
            return self._near.unset(backend_bucket, pointer)
        name = f"//{STORAGE}/{bucket_name}"
        bucket = self._inventory.assets.get(name)
        if bucket is not None:
            return self._near.resolved(bucket, pointer)
        reason = self._near.absence.asset(name, BUCKET, backend_bucket.ref.project)
        if reason:
            return gap("unexported", reason, pointer, name)
        reason = "No bucket of the inventory has this name. Names are global, so another project may own it."
        return gap("unknown", reason, pointer, name)

    def run_services(self, service: Stored) -> list[Link]:
        """Follow the serverless NEGs of a backend service to Cloud Run; the path is that of the group."""
        links = []
        for edge in self._near.edges(service, "/backends/")[:MAX_LINKS]:
            neg = self._inventory.assets.get(edge.target)
            if neg is None or neg.type is not NETWORK_ENDPOINT_GROUP:
                continue
            link = self._near.one(neg, "/cloudRun/service")
            if link["state"] != "absent":
                links.append({**link, "path": edge.pointer, "via": neg.name})
        return links

    def url_masks(self, run_service: Stored) -> list[Link]:
        """Return a link for each URL mask NEG of the same project and region: it may route to the service."""
        negs = self._masks.get((run_service.ref.project, run_service.ref.location), ())
        reason = "A URL mask decides request by request to which services this NEG routes."
        return [gap("unknown", reason, "", name) for name in negs]


def _has_mask(neg: Stored) -> bool:
    if b'"urlMask"' not in neg.text and _MASK not in neg.unknown:
        return False
    run = neg.resource.get("cloudRun")
    return isinstance(run, dict) and "service" not in run and ("urlMask" in run or _MASK in neg.unknown)
