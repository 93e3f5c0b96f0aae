"""Assets as an export has them, for the tests of the inventory: a serverless load balancer and parts."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from lbpolicy.inventory import Inventory, SubjectBuilder
from lbpolicy.inventory.schemas import AssetSchemas
from lbpolicy.model import Asset, Notification, Origin, Subject
from lbpolicy.resources import folder

NOW = datetime(2026, 11, 21, tzinfo=UTC)
ANCESTORS = ("projects/1041", "folders/4", "organizations/5")
"""Of project p."""

COMPUTE = "https://www.googleapis.com/compute/v1"
WORLD = f"{COMPUTE}/projects/p/global"
MANAGER = "//certificatemanager.googleapis.com/projects/p/locations/global"
REGION = f"{COMPUTE}/projects/p/regions/europe-west1"

_TYPES = {
    "addresses": "Address",
    "backendBuckets": "BackendBucket",
    "backendServices": "BackendService",
    "firewallPolicies": "FirewallPolicy",
    "firewalls": "Firewall",
    "forwardingRules": "ForwardingRule",
    "healthChecks": "HealthCheck",
    "httpHealthChecks": "HttpHealthCheck",
    "instanceGroupManagers": "InstanceGroupManager",
    "instanceGroups": "InstanceGroup",
    "instanceTemplates": "InstanceTemplate",
    "networkEndpointGroups": "NetworkEndpointGroup",
    "networks": "Network",
    "securityPolicies": "SecurityPolicy",
    "sslCertificates": "SslCertificate",
    "sslPolicies": "SslPolicy",
    "targetHttpProxies": "TargetHttpProxy",
    "targetHttpsProxies": "TargetHttpsProxy",
    "urlMaps": "UrlMap",
}


def name_of(url: str) -> str:
    """Return the full resource name of a compute URL."""
    return url.replace(COMPUTE, "//compute.googleapis.com")


def compute(url: str, data: Any = None, **rest: Any) -> Asset:
    """Return a compute asset; its type is told by its URL. `rest` are attributes of Asset."""
    kind = _TYPES[url.split("/")[-2]]
    return asset(name_of(url), f"compute.googleapis.com/{kind}", {} if data is None else data, **rest)


def asset(name: str, kind: str, data: Any = None, **rest: Any) -> Asset:
    """Return an asset of project p, unless `rest` says otherwise."""
    settings: dict[str, Any] = {"ancestors": ANCESTORS, "origin": Origin("export.ndjson", 1)} | rest
    return Asset(name=name, type=kind, data=data, **settings)


def run_service(name: str = "app", data: Any = None, **rest: Any) -> Asset:
    """Return a Cloud Run service of project p, Knative unless `data` says otherwise."""
    knative = {"metadata": {"name": name, "annotations": {"run.googleapis.com/ingress": "all"}}}
    return asset(
        f"//run.googleapis.com/projects/p/locations/europe-west1/services/{name}",
        "run.googleapis.com/Service",
        knative if data is None else data,
        **rest,
    )


def policy(name: str, *grants: tuple[str, str], kind: str = "", **rest: Any) -> Asset:
    """Return an asset with an IAM policy: pairs of role and member."""
    bindings = [{"role": role, "members": [member]} for role, member in grants]
    settings = {"iam_policy": {"bindings": bindings}, "origin": Origin("iam.ndjson", 1)} | rest
    if not kind:
        kind = "cloudresourcemanager.googleapis.com/Project"
    return asset(name, kind, **settings)


def serverless() -> list[Asset]:
    """Return a global external load balancer with IAP in front of Cloud Run."""
    https = {"target": f"{WORLD}/targetHttpsProxies/web", "portRange": "443-443"}
    http = {"target": f"{WORLD}/targetHttpProxies/web", "portRange": "80-80"}
    scheme = {"loadBalancingScheme": "EXTERNAL_MANAGED"}
    proxy = {
        "urlMap": f"{WORLD}/urlMaps/web",
        "sslCertificates": [f"{WORLD}/sslCertificates/web"],
        "sslPolicy": f"{WORLD}/sslPolicies/web",
    }
    redirect = {"defaultUrlRedirect": {"httpsRedirect": True}}
    backend = {
        "id": "7001",
        "backends": [{"group": f"{REGION}/networkEndpointGroups/web"}],
        "iap": {"enabled": True, "oauth2ClientSecret": "hush"},
        "securityPolicy": f"{WORLD}/securityPolicies/web",
    }
    neg = {"networkEndpointType": "SERVERLESS", "cloudRun": {"service": "app"}}
    return [
        compute(f"{WORLD}/forwardingRules/https", https | scheme),
        compute(f"{WORLD}/forwardingRules/http", http | scheme),
        compute(f"{WORLD}/targetHttpsProxies/web", proxy),
        compute(f"{WORLD}/targetHttpProxies/web", {"urlMap": f"{WORLD}/urlMaps/redirect"}),
        compute(f"{WORLD}/urlMaps/web", {"defaultService": f"{WORLD}/backendServices/web"}),
        compute(f"{WORLD}/urlMaps/redirect", redirect),
        compute(f"{WORLD}/backendServices/web", backend | scheme),
        compute(f"{WORLD}/securityPolicies/web", {"type": "CLOUD_ARMOR"}),
        compute(f"{WORLD}/sslCertificates/web", {"managed": {"domains": ["example.com"]}}),
        compute(f"{WORLD}/sslPolicies/web", {"minTlsVersion": "TLS_1_2"}),
        compute(f"{REGION}/networkEndpointGroups/web", neg),
        run_service(),
    ]


def every_kind() -> list[Asset]:
    """Return the serverless load balancer with a bucket, a certificate map and policies beside it."""
    bucket = compute(f"{WORLD}/backendBuckets/files", {"bucketName": "files"})
    web = compute(
        f"{WORLD}/urlMaps/web",
        {
            "defaultService": f"{WORLD}/backendServices/web",
            "hostRules": [{"hosts": ["example.com"], "pathMatcher": "m"}],
            "pathMatchers": [{"name": "m", "defaultService": bucket.name}],
        },
    )
    proxy = compute(
        f"{WORLD}/targetHttpsProxies/mapped",
        {"urlMap": web.name, "certificateMap": f"{MANAGER}/certificateMaps/m", "quicOverride": "ENABLE"},
    )
    kind = "certificatemanager.googleapis.com/Certificate"
    entry = f"{MANAGER}/certificateMaps/m/certificateMapEntries/e"
    return [
        *(a for a in serverless() if a.name != web.name),
        web,
        bucket,
        asset("//storage.googleapis.com/files", "storage.googleapis.com/Bucket", {"name": "files"}),
        proxy,
        compute(f"{WORLD}/forwardingRules/mapped", {"target": proxy.name, "IPAddress": "203.0.113.10"}),
        compute(f"{WORLD}/addresses/mapped", {"address": "203.0.113.10"}),
        asset(f"{MANAGER}/certificates/c", kind, {"managed": {}}),
        asset(f"{MANAGER}/certificateMaps/m", f"{kind}Map", {}),
        asset(entry, f"{kind}MapEntry", {"certificates": [f"{MANAGER}/certificates/c"]}),
        policy(run_service().name, ("roles/run.invoker", "allUsers"), kind="run.googleapis.com/Service"),
        policy("//cloudresourcemanager.googleapis.com/projects/1041", ("roles/owner", "user:a")),
    ]


@cache
def schemas() -> AssetSchemas:
    """Return the schemas of assets: compiled once for all tests."""
    return AssetSchemas(folder("schemas") / "assets")


@cache
def subject_schema() -> Draft202012Validator:
    """Return the schema of subjects."""
    return Draft202012Validator(json.loads((folder("schemas") / "subject.schema.json").read_text()))


def inventory(assets: Iterable[Asset], notes: list[Notification] | None = None, **rest: Any) -> Inventory:
    """Return an inventory of the assets that is ready; `rest` are attributes to set before it is."""
    ready = Inventory(schemas(), (notes if notes is not None else list[Notification]()).append)
    for one in assets:
        ready.add(one)
    for key, value in rest.items():
        setattr(ready, key, value)
    ready.finish()
    return ready


def subjects(ready: Inventory) -> list[Subject]:
    """Return every subject of an inventory."""
    return list(SubjectBuilder(ready, NOW).subjects())


def document(ready: Inventory, url: str) -> dict[str, Any]:
    """Return what rules see of one asset, named in full or by its compute URL; it follows the schema."""
    found: dict[str, Any] = json.loads(SubjectBuilder(ready, NOW).build(ready.assets[name_of(url)]).document)
    assert violations(found) == []
    return found


def violations(found: Any) -> list[str]:
    """Return how a document breaks the schema of subjects."""
    return [f"{error.json_path}: {error.message[:200]}" for error in subject_schema().iter_errors(found)]


def states(link_or_links: Any) -> Any:
    """Return the state of a link, or of each link of a list."""
    if isinstance(link_or_links, list):
        return [link["state"] for link in link_or_links]
    return link_or_links["state"]


def short(links: list[dict[str, Any]]) -> list[str]:
    """Return the last segments of the names of links."""
    return [link["name"].rpartition("/")[2] for link in links]
