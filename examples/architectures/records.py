"""Cloud Asset Inventory records, in the shape of an export to Cloud Storage.

https://cloud.google.com/asset-inventory/docs/reference/rest/v1/TopLevel/exportAssets
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]
"""One line of an export: {"name", "asset_type", "resource" or "iam_policy", "ancestors", "update_time"}."""

CREATED = "2026-03-02T01:17:20.000-08:00"
UPDATED = "2026-11-18T09:30:00Z"

RESOURCE_MANAGER = "cloudresourcemanager.googleapis.com"
_GLOBAL_TYPES = {"Address": "GlobalAddress", "ForwardingRule": "GlobalForwardingRule"}
_REGIONAL_TYPES = {"BackendService": "RegionBackendService"}
_COLLECTIONS = {
    "addresses": "Address",
    "backendBuckets": "BackendBucket",
    "backendServices": "BackendService",
    "disks": "Disk",
    "firewalls": "Firewall",
    "forwardingRules": "ForwardingRule",
    "healthChecks": "HealthCheck",
    "instanceGroupManagers": "InstanceGroupManager",
    "instanceGroups": "InstanceGroup",
    "instanceTemplates": "InstanceTemplate",
    "instances": "Instance",
    "networkEndpointGroups": "NetworkEndpointGroup",
    "networks": "Network",
    "securityPolicies": "SecurityPolicy",
    "sslCertificates": "SslCertificate",
    "sslPolicies": "SslPolicy",
    "subnetworks": "Subnetwork",
    "targetHttpProxies": "TargetHttpProxy",
    "targetHttpsProxies": "TargetHttpsProxy",
    "urlMaps": "UrlMap",
}
"""Segment of a resource's URL -> its schema in the Compute Engine API."""
_WITH_FINGERPRINT = frozenset(
    {
        "BackendService",
        "ForwardingRule",
        "InstanceGroup",
        "InstanceGroupManager",
        "SecurityPolicy",
        "SslPolicy",
        "TargetHttpProxy",
        "TargetHttpsProxy",
        "UrlMap",
    }
)


@dataclass(frozen=True, slots=True)
class Project:
    """A project and what it hangs from."""

    id: str
    number: str
    folder: str = "482190374655"
    organization: str = "719302846511"

    @property
    def name(self) -> str:
        """Full resource name; Google writes it with the number."""
        return f"//{RESOURCE_MANAGER}/projects/{self.number}"

    @property
    def ancestors(self) -> list[str]:
        """Nearest first, as exports have it."""
        return [f"projects/{self.number}", f"folders/{self.folder}", f"organizations/{self.organization}"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where Compute Engine resources of a project live: "global", "regions/R" or "zones/Z"."""

    project: Project
    path: str = "global"

    def url(self, collection: str, name: str) -> str:
        """Return the URL by which other resources refer to this one."""
        path = f"{self.path}/{collection}/{name}"
        return f"https://www.googleapis.com/compute/v1/projects/{self.project.id}/{path}"

    def id(self, collection: str, name: str) -> str:
        """Return the 19 digits that Google would have assigned: always the same for one name."""
        return str(10**18 + int.from_bytes(_digest(self.url(collection, name)), "big") % (8 * 10**18))

    def record(self, collection: str, name: str, **data: object) -> Record:
        """Return the record of a Compute Engine resource with the attributes `data`."""
        url = self.url(collection, name)
        schema = _COLLECTIONS[collection]
        common = {
            "creationTimestamp": CREATED,
            "id": self.id(collection, name),
            "kind": f"compute#{schema[0].lower()}{schema[1:]}",
            "name": name,
            "selfLink": url,
        }
        if schema in _WITH_FINGERPRINT:
            common["fingerprint"] = base64.b64encode(_digest(url)).decode()
        scope, _, location = self.path.partition("/")
        if location:
            common[scope.removesuffix("s")] = f"{url.partition(f'/{collection}/')[0]}"
        twins = _REGIONAL_TYPES if location else _GLOBAL_TYPES
        return resource(
            self.project,
            name=f"//compute.googleapis.com/projects/{self.project.id}/{self.path}/{collection}/{name}",
            asset_type=f"compute.googleapis.com/{twins.get(schema, schema)}",
            location=location or "global",
            data={**common, **data},
        )


def resource(
    project: Project, *, name: str, asset_type: str, location: str, data: Mapping[str, object]
) -> Record:
    """Return a record with RESOURCE content."""
    api, schema = asset_type.partition(".")[0], asset_type.partition("/")[2]
    legacy = api in {"compute", "storage"}
    uri = f"https://www.googleapis.com/discovery/v1/apis/{api}/v1/rest"
    return {
        "name": name,
        "asset_type": asset_type,
        "resource": {
            "version": "v1",
            "discovery_document_uri": uri if legacy else f"https://{api}.googleapis.com/$discovery/rest",
            "discovery_name": schema.removeprefix("Global").removeprefix("Region"),
            "parent": project.name,
            "data": dict(sorted(data.items())),
            "location": location,
        },
        "ancestors": project.ancestors,
        "update_time": UPDATED,
    }


def iam_policy(
    project: Project, *, name: str, asset_type: str, bindings: Mapping[str, Sequence[str]]
) -> Record:
    """Return a record with IAM_POLICY content; `bindings` is role -> members."""
    return {
        "name": name,
        "asset_type": asset_type,
        "iam_policy": {
            "bindings": [{"members": list(members), "role": role} for role, members in bindings.items()],
            "etag": base64.b64encode(_digest(name)).decode(),
        },
        "ancestors": project.ancestors,
        "update_time": UPDATED,
    }


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:8]
