"""Whole load balancers, each as the architecture wants it: no rule has anything to say about them.

Every function returns the records of one load balancer with all that it rests on inside its project; the
project itself and what it hangs from come from `organization`. `name` begins the names of its own assets.
"""

from examples.architectures import backends, cloud_run, frontends
from examples.architectures.records import Place, Project, Record

SHOP = Project("shop-prod", "310562894417")

_CLASSIC = "EXTERNAL"
_MANAGED = "EXTERNAL_MANAGED"
_INTERNAL = "INTERNAL_MANAGED"


def serverless_iap(project: Project = SHOP, name: str = "web", ip: str = "203.0.113.10") -> list[Record]:
    """Return a global load balancer that ends TLS and lets IAP guard a Cloud Run service."""
    world, region = Place(project), Place(project, "regions/europe-west1")
    backend, neg, service = f"{name}-backend", f"{name}-neg", f"{name}-app"
    client = f"{project.number}-{name}.apps.googleusercontent.com"
    return [
        *frontends.public_pair(world, name, _MANAGED, ip),
        *frontends.https_side(world, name, f"{name}.example.com"),
        url_map(world, name),
        backends.backend_service(
            world,
            backend,
            _MANAGED,
            [region.url("networkEndpointGroups", neg)],
            iap=cloud_run.oauth_client(client),
            securityPolicy=world.url("securityPolicies", f"{name}-armor"),
        ),
        backends.cloud_armor(world, f"{name}-armor"),
        cloud_run.iap_policy(world, backend, ["group:staff@example.com"]),
        cloud_run.serverless_neg(region, neg, service),
        *cloud_run.run_service(region, service, ["allUsers"]),
    ]


def vm_two_regions(project: Project = SHOP, name: str = "site", ip: str = "203.0.113.20") -> list[Record]:
    """Return a classic global load balancer, on IPv4 and IPv6, over instance groups in two regions."""
    world, regions = Place(project), _two_regions(project)
    proxy, ip6 = world.url("targetHttpsProxies", f"{name}-https-proxy"), "2001:db8:10::"
    six = {"IPAddress": ip6, "ipVersion": "IPV6", "portRange": "443-443"}
    return [
        *frontends.public_pair(world, name, _CLASSIC, ip),
        frontends.address(world, f"{name}-address6", ip6, ipVersion="IPV6"),
        frontends.forwarding_rule(world, f"{name}-https6-rule", _CLASSIC, proxy, **six),
        *frontends.https_side(world, name, f"{name}.example.com"),
        url_map(world, name),
        backends.vm_backend(world, f"{name}-backend", name, _CLASSIC, _groups(regions, name)),
        *backends.vms(world, name, regions),
    ]


def content_based_bucket(
    project: Project = SHOP, name: str = "content", ip: str = "203.0.113.30"
) -> list[Record]:
    """Return a global load balancer that routes by host and path: a bucket, two versions of an API."""
    world, regions = Place(project), _two_regions(project)
    files, edge = f"{project.id}-{name}-static", f"{name}-edge-armor"
    services = [f"{name}-{part}" for part in ("site", "api", "next", "shadow")]
    return [
        *frontends.public_pair(world, name, _MANAGED, ip),
        *frontends.https_side(world, name, "www.example.com", "api.example.com"),
        world.record("urlMaps", f"{name}-map", **_content_routes(world, name)),
        *(backends.vm_backend(world, s, name, _MANAGED, _groups(regions, name)) for s in services),
        *backends.vms(world, name, regions),
        world.record(
            "backendBuckets",
            f"{name}-static",
            bucketName=files,
            edgeSecurityPolicy=world.url("securityPolicies", edge),
            enableCdn=True,
        ),
        backends.cloud_armor(world, edge, "CLOUD_ARMOR_EDGE"),
        backends.bucket(project, files),
    ]


def _content_routes(world: Place, name: str) -> dict[str, object]:
    site, api, following, shadow = (
        world.url("backendServices", f"{name}-{part}") for part in ("site", "api", "next", "shadow")
    )
    split = [{"backendService": api, "weight": 90}, {"backendService": following, "weight": 10}]
    versions = [
        {
            "matchRules": [{"prefixMatch": "/v2/"}],
            "priority": 1,
            "routeAction": {
                "requestMirrorPolicy": {"backendService": shadow},
                "weightedBackendServices": split,
            },
        },
        {"matchRules": [{"prefixMatch": "/v1/"}], "priority": 2, "service": api},
    ]
    files = {"paths": ["/static/*"], "service": world.url("backendBuckets", f"{name}-static")}
    return {
        "defaultService": site,
        "hostRules": [
            {"hosts": ["www.example.com"], "pathMatcher": "site"},
            {"hosts": ["api.example.com"], "pathMatcher": "api"},
        ],
        "pathMatchers": [
            {"defaultService": site, "name": "site", "pathRules": [files]},
            {"defaultService": api, "name": "api", "routeRules": versions},
        ],
    }


def standard_tier(project: Project = SHOP, name: str = "local", ip: str = "203.0.113.40") -> list[Record]:
    """Return a classic load balancer in Standard Tier: regional rules, global proxies, sticky sessions."""
    world, region = Place(project), Place(project, "regions/us-central1")
    return [
        *frontends.public_pair(region, name, _CLASSIC, ip, proxies=world, networkTier="STANDARD"),
        *frontends.https_side(world, name, f"{name}.example.com"),
        url_map(world, name),
        backends.vm_backend(
            world,
            f"{name}-backend",
            name,
            _CLASSIC,
            [],
            backends=[backends.on_rate(url) for url in _groups([region], name)],
            sessionAffinity="GENERATED_COOKIE",
        ),
        *backends.vms(world, name, [region]),
    ]


def regional_external_managed(
    project: Project = SHOP, name: str = "near", ip: str = "203.0.113.50"
) -> list[Record]:
    """Return a load balancer of one region over zonal groups, with a Certificate Manager certificate."""
    region, network = Place(project, "regions/us-central1"), Place(project).url("networks", "lb-network")
    certificate = frontends.manager_certificate(region, name, f"{name}.example.com")
    armor = f"{name}-armor"
    return [
        *frontends.public_pair(region, name, _MANAGED, ip, network=network),
        *frontends.https_proxy(region, name, sslCertificates=[certificate["name"]]),
        certificate,
        url_map(region, name),
        *backends.zonal_backend(
            region, name, _MANAGED, "HTTPS", securityPolicy=region.url("securityPolicies", armor)
        ),
        backends.cloud_armor(region, armor),
    ]


def redirect_only(project: Project = SHOP, name: str = "old", ip: str = "203.0.113.60") -> list[Record]:
    """Return a load balancer without backends: it sends every request to HTTPS, one path to another host."""
    world = Place(project)
    proxy, redirect = world.url("targetHttpProxies", f"{name}-http-proxy"), frontends.REDIRECT
    moved = {"paths": ["/blog/*"], "urlRedirect": redirect | {"hostRedirect": "www.example.com"}}
    return [
        frontends.address(world, f"{name}-address", ip),
        frontends.forwarding_rule(
            world, f"{name}-http-rule", _MANAGED, proxy, IPAddress=ip, portRange="80-80"
        ),
        *frontends.http_redirect(
            world,
            name,
            hostRules=[{"hosts": ["old.example.com"], "pathMatcher": "moved"}],
            pathMatchers=[{"defaultUrlRedirect": dict(redirect), "name": "moved", "pathRules": [moved]}],
        ),
    ]


def internal_tiers(project: Project = SHOP, name: str = "tier", ip: str = "10.20.0.9") -> list[Record]:
    """Return an internal load balancer with plain HTTP, the middle of three tiers: no rule applies to it."""
    region, network = Place(project, "regions/europe-west1"), Place(project).url("networks", "lb-network")
    proxy = region.url("targetHttpProxies", f"{name}-http-proxy")
    inside = {"IPAddress": ip, "network": network, "portRange": "8000-8000"}
    return [
        frontends.forwarding_rule(region, f"{name}-http-rule", _INTERNAL, proxy, **inside),
        region.record("targetHttpProxies", f"{name}-http-proxy", urlMap=region.url("urlMaps", f"{name}-map")),
        url_map(region, name),
        *backends.zonal_backend(region, name, _INTERNAL, "HTTP", logConfig={"enable": False}),
    ]


def grpc_http2(project: Project = SHOP, name: str = "rpc", ip: str = "203.0.113.70") -> list[Record]:
    """Return a global load balancer that speaks HTTP/2 from end to end, with a certificate map."""
    world = Place(project)
    certificates = frontends.certificate_map(world, name, f"{name}.example.com")
    proxy, armor = world.url("targetHttpsProxies", f"{name}-https-proxy"), f"{name}-armor"
    return [
        frontends.address(world, f"{name}-address", ip),
        frontends.forwarding_rule(
            world, f"{name}-https-rule", _MANAGED, proxy, IPAddress=ip, portRange="443"
        ),
        *frontends.https_proxy(world, name, certificateMap=certificates[1]["name"]),
        *certificates,
        url_map(world, name),
        *backends.zonal_backend(
            world, name, _MANAGED, "HTTP2", securityPolicy=world.url("securityPolicies", armor)
        ),
        backends.cloud_armor(world, armor),
    ]


def url_map(place: Place, name: str) -> Record:
    """Return the URL map NAME-map, which sends everything to NAME-backend."""
    return place.record(
        "urlMaps", f"{name}-map", defaultService=place.url("backendServices", f"{name}-backend")
    )


def _two_regions(project: Project) -> list[Place]:
    return [Place(project, f"regions/{region}") for region in ("europe-west1", "us-central1")]


def _groups(places: list[Place], name: str) -> list[str]:
    return [place.url("instanceGroups", f"{name}-group") for place in places]
