"""Reports made of model objects, for the tests of the formats."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from lbpolicy.model import (
    AssetRef,
    Connection,
    Coverage,
    Finding,
    Level,
    LoadBalancer,
    Node,
    Notification,
    Origin,
    Outcome,
    Parameter,
    Remediation,
    Report,
    Rule,
    RuleCounts,
    RuleSubject,
    Severity,
    SourceSummary,
    Status,
    Waiver,
)
from lbpolicy.report.identity import discriminator, finding_id

BACKEND = "compute.googleapis.com/BackendService"
PROXY = "compute.googleapis.com/TargetHttpsProxy"

CDN_RULE = Rule(
    id="LB901",
    name="CacheBehindGuard",
    subjects=(
        RuleSubject(
            "backend_service",
            "lbpolicy.rules.backend_service.cache_behind_guard",
            "A cache behind a guard",
            Remediation(
                summary="Turn the cache off.",
                gcloud="gcloud compute backend-services update {name} {scope} --project={project}"
                " --no-enable-cdn",
                terraform='resource "x" "y" {\n  enable_cdn = false\n}',
            ),
            Path("cache_behind_guard.rego"),
        ),
    ),
    description="A cache answers without asking the guard.\nBoth on one service contradict each other",
    severity=Severity.HIGH,
    precision="very-high",
    source=("overview#caching",),
    related_resources=("https://cloud.google.com/cdn/docs/overview",),
    requires=(BACKEND,),
    parameters={"strict": Parameter(default=False, schema={"type": "boolean"}, description="Be strict.")},
    values={"strict": True},
    frameworks={"CIS Google Cloud": ("3.9", "3.10")},
    exceptions="Static files that anybody may read",
)

LOGGING_RULE = Rule(
    id="LB902",
    name="RequestsLogged",
    subjects=(
        RuleSubject(
            "backend_service",
            "lbpolicy.rules.backend_service.requests_logged",
            "Requests are logged.",
            Remediation(summary="Turn logging on."),
            Path("requests_logged.rego"),
        ),
    ),
    description="Without logs nobody can say who came.",
    severity=Severity.INFO,
    precision="medium",
    source=(),
    related_resources=(),
    requires=(BACKEND, "IAM_POLICY"),
)

PROXY_RULE = replace(
    CDN_RULE,
    id="LB903",
    name="ProxyHasPolicy",
    subjects=(replace(CDN_RULE.subjects[0], kind="target_https_proxy", title="A proxy without a policy"),),
    severity=Severity.MEDIUM,
    requires=(PROXY,),
    parameters={},
    values={},
)

RULES = (CDN_RULE, LOGGING_RULE, PROXY_RULE)

WEB = AssetRef(
    "//compute.googleapis.com/projects/acme-prod/global/backendServices/web", BACKEND, "acme-prod", "global"
)
API = AssetRef(
    "//compute.googleapis.com/projects/acme-prod/regions/us-central1/backendServices/api",
    BACKEND,
    "acme-prod",
    "us-central1",
)

HOSTILE_TEXTS = (
    "quotes \" and ' and `",
    "line\nbreak\r\nand\ttab",
    "</script><script>alert(1)</script>",
    "\x1b[31mred\x1b[0m and \x9b31m and \x07",
    "\u202eevil\u202c \u2066iso\u2069 \u200bzero \u2028sep \U000e0041tag",
    "{0} {1} {name} {{2}} }{",
    "[click](https://evil.example) [1](0)",
    "$(reboot); `reboot` && --flags-file=x",
    "half a pair \ud800 and \udcff",
    "../../etc/passwd",
    "..",
    "",
    "%2e%2e%2f%00",
    "x" * 5000,
)


def finding(
    rule: Rule = CDN_RULE,
    asset: AssetRef = WEB,
    status: Status = Status.FAIL,
    origin: Origin = Origin("export/part 1.ndjson", 12),  # noqa: B008 - frozen
    **more: object,
) -> Finding:
    """Return a finding; `more` are further fields of its outcome."""
    fields: dict[str, object] = {
        "message": "The cache is on behind the guard.",
        "path": "/enableCDN",
        "evidence": {"enableCDN": True, "iap.enabled": True},
        **more,
    }
    outcome = Outcome(rule.id, status, asset, origin, **fields)  # type: ignore[arg-type]
    return Finding(finding_id(rule.id, asset.name, discriminator(outcome)), rule.severity, outcome)


def coverage(**more: object) -> Coverage:
    """Return what one small export gives; `more` are fields that differ."""
    fields: dict[str, object] = {
        "sources": (SourceSummary("export/part 1.ndjson", "NDJSON", 1200, 40),),
        "records": 1200,
        "assets": 40,
        "invalid": 1,
        "subjects": 40,
        "types": {BACKEND: 40},
        "has_iam": False,
        "rules": {
            "LB901": RuleCounts(fail=1, passed=38, review=1, reasons={"The plan does not know it yet.": 1}),
            "LB902": RuleCounts(review=40, reasons={"No IAM policies were exported.": 40}),
            "LB903": RuleCounts(),
        },
        **more,
    }
    return Coverage(**fields)  # type: ignore[arg-type]


def report(
    findings: Iterable[Finding] = (),
    notifications: Iterable[Notification] = (),
    catalogue: tuple[Rule, ...] = RULES,
    **more: object,
) -> Report:
    """Return a report; `more` are fields of its coverage."""
    return Report(
        evaluated_at="2026-11-21T00:00:00Z",
        bundle="default",
        engine="regopy 1.5.2",
        rules=catalogue,
        findings=tuple(findings),
        notifications=tuple(notifications),
        coverage=coverage(**more),
    )


def sample_report() -> Report:
    """Return a report with a bit of everything."""
    return report(
        [
            finding(related=tuple(f"//run.googleapis.com/projects/p/services/s{n}" for n in range(8))),
            finding(PROXY_RULE, API, origin=Origin("-"), path="", message="No policy."),
            finding(LOGGING_RULE, WEB, path=""),
            finding(asset=API, status=Status.REVIEW, message="The plan does not know it yet."),
            finding(LOGGING_RULE, API, Status.REVIEW, message="No IAM policies were exported."),
            finding(asset=API, status=Status.PASS, message="", path="", evidence={}),
        ],
        [
            Notification(
                Level.WARNING,
                "duplicate-asset",
                "It is there twice.",
                "Keep one.",
                Origin("a b.json", 3),
                WEB.name,
            ),
            Notification(Level.NOTE, "shape", "Read as NDJSON."),
        ],
    )


def clean_report(**more: object) -> Report:
    """Return a complete report in which every verdict is a pass."""
    fields: dict[str, object] = {"rules": {"LB901": RuleCounts(passed=40)}, **more}
    return report((), (), (CDN_RULE,), **fields)


def broken_report() -> Report:
    """Return a report of a scan that could not read everything."""
    error = Notification(
        Level.ERROR, "unreadable-source", "It cannot be read.", "Make it readable.", Origin("b.json", 4)
    )
    return replace(sample_report(), notifications=(error, *sample_report().notifications))


def hostile_report() -> Report:
    """Return a report in which every text that comes from data means harm."""
    findings = []
    notifications = []
    balancers = []
    for number, text in enumerate(HOSTILE_TEXTS):
        asset = AssetRef(
            f"//compute.googleapis.com/projects/{text}/global/backendServices/{text}", text, text, text
        )
        origin = Origin(text, number + 1)
        findings.append(
            finding(
                asset=asset,
                origin=origin,
                message=text,
                path=text,
                key=text,
                evidence={text: text},
                related=(text,),
            )
        )
        findings.append(finding(asset=asset, origin=origin, status=Status.REVIEW, message=text, key=text))
        notifications.append(Notification(Level.WARNING, "odd", text or "Empty.", text, origin, text, text))
        balancers.append(
            LoadBalancer(
                asset.name,
                text,
                (Node(asset, "backend", facts=((text, text),)),),
                (Connection(asset.name, asset.name, text),),
            )
        )
    waived = [
        replace(
            finding(
                asset=findings[0].outcome.asset, origin=Origin(text, 1), message=text, key=f"waived {text}"
            ),
            waiver=Waiver("LB901", text, text, text, "2027-01-31", Origin(text, 1), text),
        )
        for text in HOSTILE_TEXTS
    ]
    found = sorted([*findings, *waived], key=lambda one: one.outcome.status)
    return replace(report(found, notifications), load_balancers=tuple(balancers))
