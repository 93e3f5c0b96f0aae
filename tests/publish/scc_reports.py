"""Small reports for the tests of `publish scc`."""

from collections.abc import Iterable
from pathlib import Path

from lbpolicy.model import (
    AssetRef,
    Coverage,
    Finding,
    Level,
    Notification,
    Origin,
    Outcome,
    Remediation,
    Report,
    Rule,
    RuleSubject,
    Severity,
    Status,
    Waiver,
)
from lbpolicy.report.identity import discriminator, finding_id

BACKEND = "compute.googleapis.com/BackendService"
SCOPE = {"acme": (BACKEND,)}
EARLIER = "2026-03-01T00:00:00Z"
LATER = "2026-03-02T00:00:00Z"
WAIVER = Waiver("LB901", "*", "web@acme.example", "Accepted.", "2027-01-31", Origin("waivers.yaml", 1))


def rule(name: str = "LB901", words: str = "CacheBehindGuard") -> Rule:
    """Return a rule about backend services."""
    subject = RuleSubject(
        "backend_service",
        f"lbpolicy.rules.backend_service.{name.lower()}",
        "A cache behind a guard",
        Remediation("Turn the cache off."),
        Path(f"{name.lower()}.rego"),
    )
    return Rule(
        name, words, (subject,), "Both contradict each other.", Severity.HIGH, "high", (), (), (BACKEND,)
    )


def finding(
    asset: str,
    project: str = "acme",
    status: Status = Status.FAIL,
    waiver: Waiver | None = None,
    **more: str,
) -> Finding:
    """Return a finding on a backend service; `more` are fields of its outcome."""
    name = f"//compute.googleapis.com/projects/{project}/global/backendServices/{asset}"
    fields = {"rule": "LB901", "message": "The cache is on.", "path": "/enableCDN", **more}
    ref = AssetRef(name, BACKEND, project, "global")
    outcome = Outcome(status=status, asset=ref, origin=Origin("export.ndjson", 1), **fields)  # type: ignore[arg-type]
    identity = finding_id(outcome.rule, name, discriminator(outcome))
    return Finding(identity, Severity.HIGH, outcome, waiver=waiver)


def report(
    findings: Iterable[Finding] = (),
    at: str = EARLIER,
    scope: dict[str, tuple[str, ...]] = SCOPE,
    rules: tuple[Rule, ...] = (rule(),),
    *,
    complete: bool = True,
) -> Report:
    """Return a report of an export that holds all backend services of project acme."""
    lost = Notification(Level.ERROR, "unreadable-source", "It cannot be read.")
    return Report(
        evaluated_at=at,
        bundle="default",
        engine="regopy 1.5.2",
        rules=rules,
        findings=tuple(findings),
        notifications=() if complete else (lost,),
        coverage=Coverage((), 1, 1, 0, 1, {BACKEND: 1}, has_iam=False, rules={}, scope=scope),
    )
