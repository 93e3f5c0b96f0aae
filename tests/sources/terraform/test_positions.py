"""From an attribute of Google's API to the line of the `.tf` file that sets it."""

from pathlib import Path
from typing import Any

import pytest
from conversion_plans import change, document

from lbpolicy.model import Origin
from lbpolicy.sources.terraform.documents.plan import read
from lbpolicy.sources.terraform.resolve.positions import Locator, terraform_path
from lbpolicy.sources.terraform.resolve.resolver import Resolver
from lbpolicy.sources.terraform.syntax.sources import TerraformSources

COMPUTE = "compute.googleapis.com"
GROUP = "projects/p/zones/z/instanceGroups/g"
SERVICE = {
    "name": "web",
    "protocol": "HTTPS",
    "enable_cdn": False,
    "timeout_sec": 30,
    "connection_draining_timeout_sec": 300,
    "health_checks": ["projects/p/global/healthChecks/hc"],
    "iap": [{"enabled": True, "oauth2_client_id": "id"}],
    "log_config": [],
    "backend": [{"group": GROUP, "balancing_mode": "RATE"}, {"group": GROUP, "balancing_mode": None}],
}


def path(type_: str, asset_type: str, pointer: str, after: dict[str, Any], **more: Any) -> tuple[Any, ...]:
    [planned] = read(document(change(type_, after, **more))).resources
    return terraform_path(planned, asset_type, pointer)


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("", ()),
        ("/protocol", ("protocol",)),
        ("/enableCDN", ("enable_cdn",)),
        ("/iap", ("iap",)),
        ("/iap/enabled", ("iap", 0, "enabled")),
        ("/iap/oauth2ClientId", ("iap", 0, "oauth2_client_id")),
        ("/backends", ("backend",)),
        ("/backends/1", ("backend", 1)),
        ("/backends/1/balancingMode", ("backend", 1, "balancing_mode")),
        ("/healthChecks/0", ("health_checks", 0)),
        ("/connectionDraining/drainingTimeoutSec", ("connection_draining_timeout_sec",)),
        ("/connectionDraining", ("connection_draining_timeout_sec",)),
        ("/logConfig/enable", ("log_config", 0, "enable")),
        ("/securityPolicy", ("security_policy",)),
        ("/nonsense/a", ("nonsense",)),
        ("/backends/x", ("backend",)),
        ("/backends/9/group", ("backend", 9, "group")),
    ],
)
def test_attributes_of_a_backend_service(pointer: str, expected: tuple[Any, ...]) -> None:
    assert path("google_compute_backend_service", f"{COMPUTE}/BackendService", pointer, SERVICE) == expected


def test_an_attribute_that_is_not_known_is_found_all_the_same() -> None:
    after = {"name": "web", "path_matcher": [{"name": "m", "path_rule": [{"paths": ["/a"]}]}]}
    unknown = {"default_service": True, "path_matcher": [{"path_rule": [{"service": True}]}]}
    for pointer, expected in {
        "/defaultService": ("default_service",),
        "/pathMatchers/0/pathRules/0/service": ("path_matcher", 0, "path_rule", 0, "service"),
    }.items():
        found = path("google_compute_url_map", f"{COMPUTE}/UrlMap", pointer, after, unknown=unknown)
        assert found == expected


def test_a_cloud_run_service_of_either_api() -> None:
    kind = "run.googleapis.com/Service"
    assert path("google_cloud_run_v2_service", kind, "/ingress", {"name": "a", "ingress": "x"}) == (
        "ingress",
    )
    notes = {"name": "a", "metadata": [{"annotations": {"run.googleapis.com/ingress": "all"}}]}
    expected = ("metadata", 0, "annotations")
    assert path("google_cloud_run_service", kind, "/ingress", notes) == expected
    assert path("google_cloud_run_service", kind, "", notes) == ()


SOURCES = """\
resource "google_compute_backend_service" "web" {
  name       = "web"
  protocol   = "HTTPS"
  enable_cdn = false

  iap {
    enabled              = true
    oauth2_client_secret = "hush"
  }

  backend {
    group          = "projects/p/zones/z/instanceGroups/g"
    balancing_mode = "RATE"
  }
}
"""


def located(folder: Path, pointer: str, address: str = "google_compute_backend_service.web") -> Origin:
    (folder / "main.tf").write_text(SOURCES)
    plan = read(document(change("google_compute_backend_service", SERVICE)))
    locator = Locator(plan, Resolver(plan, TerraformSources(folder, plan)), folder)
    return locator.locate(Origin("plan.json", address=address), f"{COMPUTE}/BackendService", pointer)


@pytest.mark.parametrize(
    ("pointer", "line", "column", "snippet"),
    [
        ("/protocol", 3, 3, '  protocol   = "HTTPS"'),
        ("/iap/enabled", 7, 5, "    enabled              = true"),
        ("/backends/0/balancingMode", 13, 5, '    balancing_mode = "RATE"'),
        ("/backends/0", 11, 3, "  backend {"),
        ("/logConfig/enable", 1, 1, 'resource "google_compute_backend_service" "web" {'),
        ("/iap/oauth2ClientId", 6, 3, "  iap {"),
        ("", 1, 1, 'resource "google_compute_backend_service" "web" {'),
    ],
)
def test_the_line_of_an_attribute_or_of_the_block_without_it(
    tmp_path: Path, pointer: str, line: int, column: int, snippet: str
) -> None:
    found = located(tmp_path, pointer)
    assert found == Origin(
        (tmp_path / "main.tf").as_posix(), line, column, "google_compute_backend_service.web", snippet
    )


def test_a_line_that_may_hold_a_secret_is_named_and_not_shown(tmp_path: Path) -> None:
    plan = read(document(change("google_compute_backend_service", SERVICE)))
    line = '  protocol = "HTTPS" # the token is hush'
    (tmp_path / "main.tf").write_text(SOURCES.replace('  protocol   = "HTTPS"', line))
    locator = Locator(plan, Resolver(plan, TerraformSources(tmp_path, plan)), tmp_path)
    origin = Origin("plan.json", address="google_compute_backend_service.web")
    found = locator.locate(origin, f"{COMPUTE}/BackendService", "/protocol")
    assert (found.line, found.snippet) == (3, "")


def test_what_the_sources_do_not_declare_stays_where_it_is(tmp_path: Path) -> None:
    for address in ("google_compute_backend_service.other", "google_compute_url_map.web", ""):
        assert located(tmp_path, "/protocol", address) == Origin("plan.json", address=address)
