"""Faults of serverless backends, Cloud Run and IAP (LB5xx)."""

from examples.architectures import backends
from examples.architectures.cloud_run import INGRESS
from examples.architectures.export import Export
from examples.architectures.records import Place, iam_policy
from examples.architectures.stacks import SHOP

from .mutation import WORLD, Mutation, Plant, every, put, remove

_INGRESS = f"/metadata/annotations/{INGRESS.replace('/', '~1')}"
IAP_ON_RUN = "/metadata/annotations/run.googleapis.com~1iap-enabled"
NO_INVOKER_CHECK = "/metadata/annotations/run.googleapis.com~1invoker-iam-disabled"
RUN = "services/web-app"
_IAP = f"services/{WORLD.id('backendServices', 'web-backend')}"
AGENT = f"serviceAccount:service-{SHOP.number}@gcp-sa-iap.iam.gserviceaccount.com"

# What lets IAP be bypassed is a wrong ingress in the first place.
_OPEN = {("LB503", "web-app"), ("LB507", "web-app")}


def invokers(*members: str) -> Plant:
    """Let exactly these call the Cloud Run service, by a grant on itself."""
    return lambda export: export.bindings(RUN)[0].update(members=list(members))


def run_v2(ingress: str) -> dict[str, object]:
    """The Cloud Run service in the shape of the v2 API."""
    return {
        "ingress": ingress,
        "name": f"projects/{SHOP.id}/locations/europe-west1/services/web-app",
        "uri": f"https://web-app-{SHOP.number}.europe-west1.run.app",
    }


def grant(asset: str, role: str, *members: str) -> Plant:
    """Grant a role on the asset whose name ends so."""
    return lambda export: export.bindings(asset).append({"members": list(members), "role": role})


def _second_way(export: Export) -> None:
    """Let the URL map send one path to the same group through a backend service without IAP."""
    group = Place(SHOP, "regions/europe-west1").url("networkEndpointGroups", "web-neg")
    policy = WORLD.url("securityPolicies", "web-armor")
    export.add(
        [backends.backend_service(WORLD, "web-open", "EXTERNAL_MANAGED", [group], securityPolicy=policy)]
    )
    matcher = {"defaultService": WORLD.url("backendServices", "web-open"), "name": "open"}
    url_map = export.data("web-map")
    url_map["hostRules"] = [{"hosts": ["web.example.com"], "pathMatcher": "open"}]
    url_map["pathMatchers"] = [matcher]


ON_BACKEND = [
    *(
        Mutation(
            f"{protocol} to the serverless NEG",
            "serverless_iap",
            put("web-backend", "/protocol", protocol),
            {("LB501", "web-backend")},
        )
        for protocol in ("HTTPS", "HTTP2")
    ),
    Mutation(
        "health check on a serverless NEG",
        "serverless_iap",
        every(
            put("web-backend", "/healthChecks", [WORLD.url("healthChecks", "web-health")]),
            lambda export: export.add([backends.health_check(WORLD, "web", "HTTPS")]),
        ),
        {("LB502", "web-backend")},
    ),
    Mutation(
        "IAP off",
        "serverless_iap",
        put("web-backend", "/iap/enabled", value=False),
        {("LB505", "web-backend")},
    ),
    Mutation(
        "second backend service to the same group, without IAP",
        "serverless_iap",
        _second_way,
        {("LB505", "web-open")},
    ),
    Mutation(
        "no word about IAP",
        "serverless_iap",
        remove("web-backend", "/iap"),
        {("LB505", "web-backend")},
    ),
    Mutation(
        "IAP without OAuth client",
        "serverless_iap",
        remove("web-backend", "/iap/oauth2ClientId"),
        {("LB506", "web-backend")},
    ),
    Mutation(
        "IAP with an empty OAuth client",
        "serverless_iap",
        put("web-backend", "/iap/oauth2ClientId", ""),
        {("LB506", "web-backend")},
    ),
    Mutation(
        "timeout of a serverless backend",
        "serverless_iap",
        put("web-backend", "/timeoutSec", 60),
        {("LB510", "web-backend")},
    ),
    Mutation(
        "IAP on the backend service and on Cloud Run",
        "serverless_iap",
        put("web-app", IAP_ON_RUN, "true"),
        {("LB511", "web-backend")},
    ),
]

ACCESS = [
    *(
        Mutation(
            f"IAP open to {member} by its own policy",
            "serverless_iap",
            grant(_IAP, "roles/iap.httpsResourceAccessor", member),
            {("LB508", "web-backend")},
        )
        for member in ("allUsers", "allAuthenticatedUsers")
    ),
    *(
        Mutation(
            f"IAP open to everybody by the policy of the {level.partition('s/')[0]}",
            "serverless_iap",
            grant(level, "roles/iap.httpsResourceAccessor", "allAuthenticatedUsers"),
            {("LB508", "web-backend")},
        )
        for level in SHOP.ancestors
    ),
    Mutation(
        "IAP open to everybody by the policy of all web resources",
        "serverless_iap",
        lambda export: export.add(
            [
                iam_policy(
                    SHOP,
                    name=f"//iap.googleapis.com/projects/{SHOP.number}/iap_web",
                    asset_type="iap.googleapis.com/Web",
                    bindings={"roles/iap.httpsResourceAccessor": ["allUsers"]},
                )
            ]
        ),
        {("LB508", "web-backend")},
    ),
]

ON_RUN = [
    Mutation(
        "Cloud Run open to the internet, but not to everybody",
        "serverless_iap",
        every(put("web-app", _INGRESS, "all"), invokers(AGENT)),
        {("LB503", "web-app")},
    ),
    Mutation(
        "Cloud Run that refuses the load balancer",
        "serverless_iap",
        put("web-app", _INGRESS, "internal"),
        {("LB503", "web-app")},
    ),
    Mutation("Cloud Run open to everybody", "serverless_iap", put("web-app", _INGRESS, "all"), _OPEN),
    Mutation(
        "Cloud Run open to everybody, in the shape of v2",
        "serverless_iap",
        lambda export: export.replace(RUN, run_v2("INGRESS_TRAFFIC_ALL")),
        _OPEN,
    ),
    Mutation(
        "Cloud Run open to everybody with a Google account",
        "serverless_iap",
        every(put("web-app", _INGRESS, "all"), invokers("allAuthenticatedUsers")),
        _OPEN,
    ),
    Mutation(
        "Cloud Run that names no ingress, which is all",
        "serverless_iap",
        remove("web-app", _INGRESS),
        _OPEN,
    ),
    Mutation(
        "Cloud Run open to everybody, without invoker check",
        "serverless_iap",
        every(
            put("web-app", _INGRESS, "all"),
            put("web-app", NO_INVOKER_CHECK, "true"),
            invokers("serviceAccount:batch@example.iam.gserviceaccount.com"),
        ),
        _OPEN,
    ),
    Mutation(
        "Cloud Run open to everybody by the policy of the project",
        "serverless_iap",
        every(
            put("web-app", _INGRESS, "all"),
            invokers(AGENT),
            grant(SHOP.ancestors[0], "roles/run.invoker", "allUsers"),
        ),
        _OPEN,
    ),
    Mutation(
        "nobody whom IAP could call as may invoke Cloud Run",
        "serverless_iap",
        invokers("serviceAccount:batch@example.iam.gserviceaccount.com"),
        {("LB504", "web-app")},
    ),
    Mutation(
        "NEG that names a Cloud Run service that does not exist",
        "serverless_iap",
        put("web-neg", "/cloudRun/service", "gone"),
        {("LB509", "web-neg")},
    ),
    Mutation(
        "NEG that names a Cloud Run service of another region",
        "serverless_iap",
        lambda export: export.rename(RUN, "europe-west1", "us-central1"),
        {("LB509", "web-neg")},
    ),
]

MUTATIONS = [*ON_BACKEND, *ACCESS, *ON_RUN]
