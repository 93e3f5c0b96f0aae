"""Assets that have nothing to do with load balancing, the mass of every export."""

from examples.architectures.records import CREATED, Place, Project, Record, resource

SERIAL = b"000000000000"
"""Stands for the number of the record, in names above all."""
HEX = b"0123456789abcdef" * 4
"""Stands for 64 digits that differ from record to record."""

_NUMBER = SERIAL.decode()
_DIGITS = HEX.decode()
_PROJECT = Project("workloads-prod", "640915287733")
_ZONE = Place(_PROJECT, "zones/europe-west1-b")
_ZONE_URL = "https://www.googleapis.com/compute/v1/projects/workloads-prod/zones/europe-west1-b"


def bystanders() -> list[Record]:
    """Return one template of each kind, about 1.2 kB on average."""
    return [_instance(), _disk(), _service_account(), _table(), _pod()]


def _instance() -> Record:
    name = f"worker-{_NUMBER}"
    network = Place(_PROJECT).url("networks", "workloads")
    return _ZONE.record(
        "instances",
        name,
        cpuPlatform="Intel Broadwell",
        deletionProtection=False,
        disks=[
            {
                "autoDelete": True,
                "boot": True,
                "deviceName": name,
                "diskSizeGb": "50",
                "interface": "SCSI",
                "kind": "compute#attachedDisk",
                "mode": "READ_WRITE",
                "source": _ZONE.url("disks", name),
                "type": "PERSISTENT",
            }
        ],
        fingerprint=_DIGITS,
        labels={"cost-center": "4711", "team": "data"},
        machineType=f"{_ZONE_URL}/machineTypes/e2-standard-4",
        networkInterfaces=[
            {"fingerprint": _DIGITS, "name": "nic0", "network": network, "networkIP": "10.132.0.7"}
        ],
        scheduling={"automaticRestart": True, "onHostMaintenance": "MIGRATE", "preemptible": False},
        serviceAccounts=[
            {
                "email": f"{_PROJECT.number}-compute@developer.gserviceaccount.com",
                "scopes": ["https://www.googleapis.com/auth/cloud-platform"],
            }
        ],
        startRestricted=False,
        status="RUNNING",
        tags={"fingerprint": "42WmSpB8rSM=", "items": ["worker"]},
    )


def _disk() -> Record:
    name = f"worker-{_NUMBER}"
    return _ZONE.record(
        "disks",
        name,
        labelFingerprint="42WmSpB8rSM=",
        lastAttachTimestamp=CREATED,
        physicalBlockSizeBytes="4096",
        sizeGb="50",
        sourceImage="https://www.googleapis.com/compute/v1/projects/debian-cloud/global/images/debian-12",
        sourceImageId=_DIGITS,
        status="READY",
        type=f"{_ZONE_URL}/diskTypes/pd-balanced",
        users=[_ZONE.url("instances", name)],
    )


def _service_account() -> Record:
    email = f"job-{_NUMBER}@{_PROJECT.id}.iam.gserviceaccount.com"
    return resource(
        _PROJECT,
        name=f"//iam.googleapis.com/projects/{_PROJECT.id}/serviceAccounts/{_NUMBER}",
        asset_type="iam.googleapis.com/ServiceAccount",
        location="global",
        data={
            "displayName": f"job {_NUMBER}",
            "email": email,
            "etag": _DIGITS,
            "name": f"projects/{_PROJECT.id}/serviceAccounts/{email}",
            "oauth2ClientId": _NUMBER,
            "projectId": _PROJECT.id,
            "uniqueId": _NUMBER,
        },
    )


def _table() -> Record:
    names = {"datasetId": "events", "projectId": _PROJECT.id, "tableId": f"day_{_NUMBER}"}
    columns = ("user", "session", "page", "referrer", "country", "device", "browser", "duration")
    path = f"projects/{_PROJECT.id}/datasets/events/tables/day_{_NUMBER}"
    return resource(
        _PROJECT,
        name=f"//bigquery.googleapis.com/{path}",
        asset_type="bigquery.googleapis.com/Table",
        location="EU",
        data={
            "etag": _DIGITS,
            "id": f"{_PROJECT.id}:events.day_{_NUMBER}",
            "kind": "bigquery#table",
            "numBytes": "184467440",
            "numRows": "1073741",
            "schema": {"fields": [{"mode": "NULLABLE", "name": c, "type": "STRING"} for c in columns]},
            "tableReference": names,
            "type": "TABLE",
        },
    )


def _pod() -> Record:
    cluster = f"projects/{_PROJECT.id}/locations/europe-west1/clusters/main"
    path = f"k8s/namespaces/jobs/pods/job-{_NUMBER}"
    container = {
        "image": f"europe-west1-docker.pkg.dev/{_PROJECT.id}/images/job@sha256:{_DIGITS}",
        "name": "job",
    }
    return resource(
        _PROJECT,
        name=f"//container.googleapis.com/{cluster}/{path}",
        asset_type="k8s.io/Pod",
        location="europe-west1",
        data={
            "metadata": {
                "annotations": {"cluster-autoscaler.kubernetes.io/safe-to-evict": "true"},
                "labels": {"app": "job", "batch": _DIGITS},
                "name": f"job-{_NUMBER}",
                "namespace": "jobs",
                "uid": _DIGITS,
            },
            "spec": {"containers": [container], "nodeName": f"worker-{_NUMBER}", "restartPolicy": "Never"},
            "status": {
                "hostIP": "10.132.0.7",
                "phase": "Succeeded",
                "podIP": "10.4.1.9",
                "qosClass": "Burstable",
            },
        },
    )
