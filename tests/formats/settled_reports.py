"""Reports with waivers, a baseline and load balancers, for the tests of formats that show them."""

from dataclasses import replace

from reports import API, BACKEND, CDN_RULE, LOGGING_RULE, PROXY, PROXY_RULE, WEB, finding, report

from lbpolicy.model import (
    Absent,
    AssetRef,
    Baseline,
    Connection,
    Finding,
    LoadBalancer,
    Node,
    Origin,
    Report,
    Rule,
    Stage,
    Status,
    Waiver,
)

COMPUTE = "//compute.googleapis.com/projects/acme-prod/global"
OLD_RULE = replace(LOGGING_RULE, id="LB900", name="NoLongerInForce")
IN_FILE = Waiver(
    "LB901",
    WEB.name,
    "platform@acme.example",
    "Static files that anybody may read.",
    "2027-01-31",
    Origin("lbpolicy-waivers.yaml", 4),
    "SEC-12",
)
INLINE = Waiver(
    "LB903",
    "google_compute_target_https_proxy.web",
    "web@acme.example",
    "Moved next month.",
    "2026-12-24",
    Origin("live/proxy.tf", 3),
    inline=True,
)


def node(kind: str, collection: str, name: str, stage: Stage, *facts: tuple[str, str]) -> Node:
    """Return a node that is at hand."""
    asset_type = f"compute.googleapis.com/{kind}"
    return Node(
        AssetRef(f"{COMPUTE}/{collection}/{name}", asset_type, "acme-prod", "global"), stage, facts=facts
    )


def load_balancer() -> LoadBalancer:
    """Return a load balancer with every stage, a shared backend and a target that does not exist."""
    rule = node(
        "ForwardingRule", "forwardingRules", "web", "frontend", ("ports", "443"), ("IP", "203.0.113.7")
    )
    proxy = node("TargetHttpsProxy", "targetHttpsProxies", "web", "proxy", ("TLS", "RESTRICTED, 1.2"))
    urls = node("UrlMap", "urlMaps", "web", "url_map", ("hosts", "acme.example"))
    web = Node(WEB, "backend", facts=(("protocol", "HTTPS"), ("IAP", "on"), ("CDN", "on")))
    neg = node("NetworkEndpointGroup", "networkEndpointGroups", "web", "target", ("type", "SERVERLESS"))
    gone = AssetRef(
        "//run.googleapis.com/projects/acme-prod/locations/us-central1/services/web",
        "run.googleapis.com/Service",
        "acme-prod",
        "us-central1",
    )
    nodes = (rule, proxy, urls, web, neg, Node(gone, "target", "missing"))
    steps = (
        (rule, proxy, "/target"),
        (proxy, urls, "/urlMap"),
        (urls, web, "/defaultService"),
        (urls, web, "/pathMatchers/0/defaultService"),
        (web, neg, "/backends/0/group"),
        (neg, nodes[-1], "/cloudRun/service"),
    )
    connections = tuple(Connection(a.asset.name, b.asset.name, path) for a, b, path in steps)
    return LoadBalancer(urls.asset.name, "acme-prod", nodes, connections)


def absent(rule: Rule, asset: AssetRef, **more: object) -> Finding:
    """Return a finding that is not there any more."""
    return replace(finding(rule, asset, **more), baseline="absent")  # type: ignore[arg-type]


def settled_report() -> Report:
    """Return a report with waived, new, unchanged, updated and absent findings, and a load balancer."""
    other = AssetRef(f"{COMPUTE}/targetHttpsProxies/web", PROXY, "acme-prod", "global")
    gone = AssetRef(f"{COMPUTE}/backendServices/old", BACKEND, "acme-prod", "global")
    edge = finding(asset=WEB, path="/backends/0/group", message="The group is of another load balancer.")
    findings = (
        replace(finding(), waiver=IN_FILE, baseline="unchanged"),
        replace(edge, baseline="new"),
        replace(finding(asset=API), baseline="updated"),
        replace(finding(PROXY_RULE, other, path=""), waiver=INLINE, baseline="unchanged"),
        replace(finding(LOGGING_RULE, WEB, path=""), baseline="new"),
        replace(finding(asset=gone, status=Status.REVIEW, message="Nobody knows."), baseline="new"),
        replace(
            finding(LOGGING_RULE, API, Status.REVIEW, message="No IAM policies."),
            waiver=replace(IN_FILE, rule="LB902", resource=API.name),
            baseline="unchanged",
        ),
        finding(CDN_RULE, other, Status.PASS, message="", path="", evidence={}),
    )
    baseline = Baseline(
        "last-week.json",
        "2026-11-14T00:00:00Z",
        (
            Absent(absent(PROXY_RULE, WEB), "fixed"),
            Absent(absent(CDN_RULE, gone), "removed"),
            Absent(absent(OLD_RULE, WEB), "not-judged"),
        ),
        (OLD_RULE,),
    )
    made = report(findings, scope={"acme-prod": (BACKEND, PROXY)})
    return replace(made, baseline=baseline, load_balancers=(load_balancer(),))
