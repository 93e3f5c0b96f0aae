"""Load balancers before servers outside of Google Cloud; no rule has anything to say about them."""

from examples.architectures import backends, frontends, pem
from examples.architectures.records import Place, Project, Record
from examples.architectures.stacks import SHOP, url_map

_MANAGED = "EXTERNAL_MANAGED"


def external_origin(project: Project = SHOP, name: str = "media", ip: str = "203.0.113.90") -> list[Record]:
    """Return a global load balancer with Cloud CDN and QUIC before a server on the internet."""
    world = Place(project)
    neg, armor, edge = (f"{name}-{part}" for part in ("origin-neg", "armor", "edge-armor"))
    certificate = world.url("sslCertificates", f"{name}-certificate")
    return [
        *frontends.public_pair(world, name, _MANAGED, ip),
        *frontends.https_proxy(world, name, sslCertificates=[certificate], quicOverride="ENABLE"),
        frontends.own_certificate(world, name, pem.ISSUED),
        url_map(world, name),
        backends.backend_service(
            world,
            f"{name}-backend",
            _MANAGED,
            [world.url("networkEndpointGroups", neg)],
            edgeSecurityPolicy=world.url("securityPolicies", edge),
            enableCDN=True,
            port=443,
            protocol="HTTPS",
            securityPolicy=world.url("securityPolicies", armor),
        ),
        world.record(
            "networkEndpointGroups", neg, defaultPort=443, networkEndpointType="INTERNET_FQDN_PORT", size=1
        ),
        backends.cloud_armor(world, armor),
        backends.cloud_armor(world, edge, "CLOUD_ARMOR_EDGE"),
    ]


def hybrid(project: Project = SHOP, name: str = "mixed", ip: str = "203.0.113.100") -> list[Record]:
    """Return a global load balancer over machines of a data centre and of one zone, with sticky sessions."""
    world, zone = Place(project), Place(project, "zones/europe-west4-a")
    armor, neg = f"{name}-armor", f"{name}-on-premises-neg"
    common: dict[str, object] = {
        "securityPolicy": world.url("securityPolicies", armor),
        "sessionAffinity": "GENERATED_COOKIE",
    }
    service, *rest = backends.zonal_backend(world, name, _MANAGED, "HTTPS", **common)
    service["resource"]["data"]["backends"].append(
        {
            "balancingMode": "RATE",
            "capacityScaler": 1.0,
            "group": zone.url("networkEndpointGroups", neg),
            "maxRatePerEndpoint": 50.0,
        }
    )
    return [
        *frontends.public_pair(world, name, _MANAGED, ip),
        *frontends.https_side(world, name, f"{name}.example.com"),
        url_map(world, name),
        service,
        *rest,
        zone.record(
            "networkEndpointGroups",
            neg,
            network=world.url("networks", "lb-network"),
            networkEndpointType="NON_GCP_PRIVATE_IP_PORT",
            size=2,
        ),
        backends.cloud_armor(world, armor),
    ]
