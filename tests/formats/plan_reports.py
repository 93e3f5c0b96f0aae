"""Reports of Terraform plans, for the tests of formats that say what a plan does."""

from dataclasses import replace

from reports import API, LOGGING_RULE, PROXY_RULE, WEB, finding, report

from lbpolicy.formats import Repository
from lbpolicy.model import Origin, PlanEffect, Report, Status

REPOSITORY = Repository("https://user:secret@github.com/acme/infra.git", "0123abc", "main")
HOME = "https://github.com/acme/infra/blob/0123abc"
LINE = Origin(
    "live/lb main.tf", 12, 3, 'module.lb.google_compute_backend_service.web["x"]', "  enable_cdn = true"
)
PROXY_LINE = Origin("live/proxy.tf", 4, 1, "google_compute_target_https_proxy.web")


def plan_report() -> Report:
    """Return what a plan introduces, keeps, fixes, and leaves to review."""
    findings = [
        replace(finding(origin=LINE), change="kept"),
        replace(finding(asset=API, origin=LINE), change="introduced"),
        replace(finding(PROXY_RULE, API, origin=PROXY_LINE), change="introduced"),
        replace(finding(LOGGING_RULE, WEB, Status.REVIEW, message="It is not known yet."), change="kept"),
    ]
    fixed = (replace(finding(LOGGING_RULE, API), change="fixed"),)
    return replace(report(findings), plan=PlanEffect(fixed=fixed, kept_fail=12, kept_review=1))
