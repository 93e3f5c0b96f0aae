"""The side of a load balancer that faces the servers: backend service, groups, health check, policy."""

from examples.architectures.records import Place, Project, Record, resource

PROBES = ["130.211.0.0/22", "35.191.0.0/16"]
"""Where Google Front Ends and health checks come from."""

PORT = 8443
"""Where the servers listen."""


def backend_service(place: Place, name: str, scheme: str, groups: list[str], **data: object) -> Record:
    """Return a backend service that logs, on groups given by URL; `data` has its securityPolicy and so on."""
    common = {
        "affinityCookieTtlSec": 0,
        "backends": [{"balancingMode": "UTILIZATION", "capacityScaler": 1.0, "group": url} for url in groups],
        "connectionDraining": {"drainingTimeoutSec": 300},
        "description": "",
        "enableCDN": False,
        "iap": {"enabled": False, "oauth2ClientId": ""},
        "loadBalancingScheme": scheme,
        "logConfig": {"enable": True, "sampleRate": 1.0},
        "port": 80,
        "portName": "http",
        "protocol": "HTTP",
        "sessionAffinity": "NONE",
        "timeoutSec": 30,
    }
    return place.record("backendServices", name, **common | data)


def on_rate(group: str) -> dict[str, object]:
    """Return the backend of an instance group by its URL that takes a hundred requests a second."""
    return {"balancingMode": "RATE", "capacityScaler": 1.0, "group": group, "maxRatePerInstance": 100.0}


def cloud_armor(place: Place, name: str, policy_type: str = "CLOUD_ARMOR") -> Record:
    """Return a Cloud Armor policy that lets everything through but one address range."""
    rules = [("deny(403)", "198.51.100.0/24", 1000), ("allow", "*", 2147483647)]
    return place.record(
        "securityPolicies",
        name,
        description="",
        rules=[
            {
                "action": action,
                "description": "",
                "kind": "compute#securityPolicyRule",
                "match": {"config": {"srcIpRanges": [ranges]}, "versionedExpr": "SRC_IPS_V1"},
                "preview": False,
                "priority": priority,
            }
            for action, ranges, priority in rules
        ],
        type=policy_type,
    )


def health_check(place: Place, name: str, protocol: str, port: int = PORT) -> Record:
    """Return the health check NAME-health for HTTP, HTTPS or HTTP2 on a port."""
    probe = {
        "port": port,
        "portSpecification": "USE_FIXED_PORT",
        "proxyHeader": "NONE",
        "requestPath": "/healthz",
    }
    return place.record(
        "healthChecks",
        f"{name}-health",
        **{f"{protocol.lower()}HealthCheck": probe},
        checkIntervalSec=5,
        description="",
        healthyThreshold=2,
        timeoutSec=5,
        type=protocol,
        unhealthyThreshold=2,
    )


def instance_group(place: Place, name: str) -> list[Record]:
    """Return a managed instance group that serves the named port https, and its manager."""
    project, network = place.project, Place(place.project).url("networks", "lb-network")
    group = place.record(
        "instanceGroups",
        name,
        description="",
        namedPorts=[{"name": "https", "port": PORT}],
        network=network,
        size=2,
    )
    manager = place.record(
        "instanceGroupManagers",
        name,
        baseInstanceName=name,
        instanceGroup=place.url("instanceGroups", name),
        instanceTemplate=Place(project).url("instanceTemplates", "server"),
        namedPorts=[{"name": "https", "port": PORT}],
        targetSize=2,
    )
    return [group, manager]


def zonal_neg(place: Place, name: str) -> Record:
    """Return a zonal network endpoint group of VM addresses and ports."""
    return place.record(
        "networkEndpointGroups",
        name,
        defaultPort=PORT,
        network=Place(place.project).url("networks", "lb-network"),
        networkEndpointType="GCE_VM_IP_PORT",
        size=3,
    )


def network(project: Project, port: int = PORT, *, tagged: bool = True) -> list[Record]:
    """Return lb-network, the template of its servers, and the firewall rule that lets load balancers in.

    The rule is for the servers' tag, or for the whole network: which tags the endpoints of a NEG have, no
    export tells.
    """
    place = Place(project)
    url = place.url("networks", "lb-network")
    interface = {"kind": "compute#networkInterface", "name": "nic0", "network": url}
    template = {"machineType": "e2-medium", "networkInterfaces": [interface], "tags": {"items": ["server"]}}
    return [
        place.record(
            "networks",
            "lb-network",
            autoCreateSubnetworks=True,
            networkFirewallPolicyEnforcementOrder="AFTER_CLASSIC_FIREWALL",
            routingConfig={"routingMode": "REGIONAL"},
        ),
        place.record("instanceTemplates", "server", description="", properties=template),
        place.record(
            "firewalls",
            "allow-load-balancer",
            allowed=[{"IPProtocol": "tcp", "ports": [str(port)]}],
            description="Google Front Ends and health checks",
            direction="INGRESS",
            disabled=False,
            network=url,
            priority=1000,
            sourceRanges=list(PROBES),
            **{"targetTags": ["server"]} if tagged else {},
        ),
    ]


def vm_backend(place: Place, name: str, stack: str, scheme: str, groups: list[str], **data: object) -> Record:
    """Return a backend service on HTTPS to instance groups, with health check and policy of `stack`."""
    return backend_service(
        place,
        name,
        scheme,
        groups,
        healthChecks=[place.url("healthChecks", f"{stack}-health")],
        port=PORT,
        portName="https",
        protocol="HTTPS",
        securityPolicy=place.url("securityPolicies", f"{stack}-armor"),
        **data,
    )


def vms(place: Place, name: str, groups: list[Place]) -> list[Record]:
    """Return instance groups NAME-group at `groups` and their network; health check and policy at `place`."""
    return [
        *(record for where in groups for record in instance_group(where, f"{name}-group")),
        *network(place.project),
        health_check(place, name, "HTTPS"),
        cloud_armor(place, f"{name}-armor"),
    ]


def zonal_backend(place: Place, name: str, scheme: str, protocol: str, **data: object) -> list[Record]:
    """Return NAME-backend on network endpoint groups of two zones, with their network and health check."""
    region = place.path.partition("/")[2] or "us-central1"
    zones = [Place(place.project, f"zones/{region}-{zone}") for zone in "bc"]
    rate = {"balancingMode": "RATE", "capacityScaler": 1.0, "maxRatePerEndpoint": 100.0}
    common = {
        "backends": [rate | {"group": zone.url("networkEndpointGroups", f"{name}-neg")} for zone in zones],
        "healthChecks": [place.url("healthChecks", f"{name}-health")],
        "port": PORT,
        "portName": "https",
        "protocol": protocol,
    }
    return [
        backend_service(place, f"{name}-backend", scheme, [], **common | data),
        *(zonal_neg(zone, f"{name}-neg") for zone in zones),
        health_check(place, name, protocol),
        *network(place.project, tagged=False),
    ]


def bucket(project: Project, name: str) -> Record:
    """Return a Cloud Storage bucket."""
    return resource(
        project,
        name=f"//storage.googleapis.com/{name}",
        asset_type="storage.googleapis.com/Bucket",
        location="europe",
        data={
            "iamConfiguration": {"uniformBucketLevelAccess": {"enabled": True}},
            "id": name,
            "kind": "storage#bucket",
            "location": "EU",
            "name": name,
            "projectNumber": project.number,
            "selfLink": f"https://www.googleapis.com/storage/v1/b/{name}",
            "storageClass": "STANDARD",
        },
    )
