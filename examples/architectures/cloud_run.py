"""A Cloud Run service, the group that leads to it, and Identity-Aware Proxy in front of it."""

import hashlib

from examples.architectures.records import CREATED, UPDATED, Place, Record, iam_policy, resource

INGRESS = "run.googleapis.com/ingress"
"""Annotation of a Cloud Run service: all, internal, or internal-and-cloud-load-balancing."""


def serverless_neg(place: Place, name: str, service: str) -> Record:
    """Return the group through which a load balancer reaches a Cloud Run service of the same region."""
    return place.record(
        "networkEndpointGroups",
        name,
        cloudRun={"service": service},
        networkEndpointType="SERVERLESS",
        size=0,
    )


def run_service(place: Place, name: str, invokers: list[str]) -> list[Record]:
    """Return a Cloud Run service for load balancers only, in the v1 shape of exports, with its IAM policy."""
    project, region = place.project, _region(place)
    full_name = f"//run.googleapis.com/projects/{project.id}/locations/{region}/services/{name}"
    asset_type = "run.googleapis.com/Service"
    data = {
        "apiVersion": "serving.knative.dev/v1",
        "kind": "Service",
        "metadata": _metadata(place, name),
        "spec": _spec(place, name),
        "status": _status(place, name),
    }
    roles = {"roles/run.invoker": invokers, "roles/run.viewer": ["group:developers@example.com"]}
    return [
        resource(project, name=full_name, asset_type=asset_type, location=region, data=data),
        iam_policy(project, name=full_name, asset_type=asset_type, bindings=roles),
    ]


def _metadata(place: Place, name: str) -> dict[str, object]:
    number, region = place.project.number, _region(place)
    uid = hashlib.sha256(f"{number}/{region}/{name}".encode()).hexdigest()
    return {
        "annotations": {
            "run.googleapis.com/client-name": "gcloud",
            INGRESS: "internal-and-cloud-load-balancing",
            "run.googleapis.com/ingress-status": "internal-and-cloud-load-balancing",
            "serving.knative.dev/creator": "deployer@example.com",
        },
        "creationTimestamp": CREATED,
        "generation": 7,
        "labels": {"cloud.googleapis.com/location": region},
        "name": name,
        "namespace": number,
        "resourceVersion": "AAYsKX1fO2k",
        "selfLink": f"/apis/serving.knative.dev/v1/namespaces/{number}/services/{name}",
        "uid": "-".join((uid[:8], uid[8:12], uid[12:16], uid[16:20], uid[20:32])),
    }


def _spec(place: Place, name: str) -> dict[str, object]:
    container = {
        "image": f"{_region(place)}-docker.pkg.dev/{place.project.id}/images/{name}:7",
        "ports": [{"containerPort": 8080, "name": "http1"}],
        "resources": {"limits": {"cpu": "1000m", "memory": "512Mi"}},
    }
    revision = {"containerConcurrency": 80, "containers": [container], "timeoutSeconds": 300}
    return {
        "template": {"metadata": {"name": _revision(name)}, "spec": revision},
        "traffic": [{"latestRevision": True, "percent": 100}],
    }


def _status(place: Place, name: str) -> dict[str, object]:
    url = f"https://{name}-{place.project.number}.{_region(place)}.run.app"
    return {
        "address": {"url": url},
        "conditions": [{"lastTransitionTime": UPDATED, "status": "True", "type": "Ready"}],
        "latestCreatedRevisionName": _revision(name),
        "latestReadyRevisionName": _revision(name),
        "observedGeneration": 7,
        "traffic": [{"latestRevision": True, "percent": 100, "revisionName": _revision(name)}],
        "url": url,
    }


def oauth_client(client: str) -> dict[str, object]:
    """Return `iap` with an OAuth client of one's own, as exports show it: the secret as a digest."""
    digest = hashlib.sha256(client.encode()).hexdigest()
    return {"enabled": True, "oauth2ClientId": client, "oauth2ClientSecretSha256": digest}


def iap_policy(place: Place, backend: str, members: list[str]) -> Record:
    """Return who may pass IAP on a backend service, which IAP names by numbers: the project's and its own."""
    kind = "compute" if place.path == "global" else f"compute-{_region(place)}"
    service = place.id("backendServices", backend)
    return iam_policy(
        place.project,
        name=f"//iap.googleapis.com/projects/{place.project.number}/iap_web/{kind}/services/{service}",
        asset_type="iap.googleapis.com/WebService",
        bindings={"roles/iap.httpsResourceAccessor": members},
    )


def _region(place: Place) -> str:
    return place.path.partition("/")[2]


def _revision(name: str) -> str:
    return f"{name}-00007-qax"
