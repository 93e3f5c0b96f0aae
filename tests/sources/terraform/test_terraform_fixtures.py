"""Plans of others: the load balancer of a registry module, and the examples of Google's own converter."""

import json
import shutil
from pathlib import Path

import orjson
import pytest

from lbpolicy.sources.terraform.documents.plan import Plan, read
from lbpolicy.sources.terraform.resolve.resolver import Resolver
from lbpolicy.sources.terraform.syntax.sources import TerraformSources

FIXTURES = Path(__file__).resolve().parents[4] / "shared" / "fixtures"
LB_HTTP = FIXTURES / "plans" / "lb-http"
VALIDATOR = FIXTURES / "terraform-validator"
needs_lb_http = pytest.mark.skipif(
    not LB_HTTP.is_dir(), reason="../shared/fixtures/plans/lb-http is not here"
)
needs_validator = pytest.mark.skipif(
    not VALIDATOR.is_dir(), reason="../shared/fixtures/terraform-validator is not here"
)

LB = "module.gce-lb-http.google_compute_"
LINKS = {
    (f"{LB}global_forwarding_rule.http[0]", "target"): (f"{LB}target_http_proxy.default[0]", "config"),
    (f"{LB}target_http_proxy.default[0]", "url_map"): (f"{LB}url_map.default[0]", "source"),
    (f"{LB}url_map.default[0]", "default_service"): (f'{LB}backend_service.default["default"]', "config"),
    (f'{LB}backend_service.default["default"]', "backend.0.group"): (
        "google_compute_instance_group_manager.backend",
        "source",
    ),
    (f'{LB}backend_service.default["default"]', "health_checks"): (
        f'{LB}health_check.default["default"]',
        "config",
    ),
    (f"{LB}global_forwarding_rule.http[0]", "ip_address"): (f"{LB}global_address.default[0]", "source"),
    (f"{LB}firewall.default-hc[0]", "network"): ("google_compute_network.vpc", "config"),
    ("google_compute_instance_group_manager.backend", "version.0.instance_template"): (
        "google_compute_instance_template.backend",
        "config",
    ),
    ("google_compute_instance_template.backend", "network_interface.0.subnetwork"): (
        "google_compute_subnetwork.subnet",
        "config",
    ),
    ("google_compute_subnetwork.subnet", "network"): ("google_compute_network.vpc", "config"),
}


@pytest.fixture
def plan() -> Plan:
    return read(orjson.loads((LB_HTTP / "plan.json").read_bytes()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The configuration as `terraform init` leaves it."""
    shutil.copy(LB_HTTP / "main.tf", tmp_path / "main.tf")
    copied = tmp_path / ".terraform" / "modules" / "gce-lb-http"
    copied.mkdir(parents=True)
    for path in (LB_HTTP / "module").glob("*.tf"):
        shutil.copy(path, copied / path.name)
    modules = [{"Key": "", "Dir": "."}, {"Key": "gce-lb-http", "Dir": ".terraform/modules/gce-lb-http"}]
    (tmp_path / ".terraform" / "modules" / "modules.json").write_text(json.dumps({"Modules": modules}))
    return tmp_path


def _path(text: str) -> tuple[str | int, ...]:
    return tuple(int(step) if step.isdecimal() else step for step in text.split("."))


@needs_lb_http
@pytest.mark.parametrize("with_sources", [True, False])
def test_every_link_of_the_load_balancer_is_resolved(plan: Plan, folder: Path, with_sources: bool) -> None:  # noqa: FBT001 - a parameter
    resolver = Resolver(plan, TerraformSources(folder, plan) if with_sources else None)
    planned = {one.address: one for one in plan.resources}
    found = {key: resolver.resolve(planned[key[0]], _path(key[1])) for key in LINKS}
    how = {"source": "source" if with_sources else "inferred", "config": "config"}
    assert {key: (one.address, one.how) for key, one in found.items()} == {
        key: (address, how[said]) for key, (address, said) in LINKS.items()
    }


@needs_lb_http
def test_what_the_provider_chooses_is_not_resolved(plan: Plan, folder: Path) -> None:
    planned = {one.address: one for one in plan.resources}[f"{LB}global_forwarding_rule.http[0]"]
    for resolver in (Resolver(plan), Resolver(plan, TerraformSources(folder, plan))):
        assert resolver.resolve(planned, ("network",)).address is None
        assert resolver.resolve(planned, ("subnetwork",)).address is None


@needs_lb_http
@pytest.mark.parametrize(
    ("attribute", "text"),
    [("protocol", "backends = {"), ("enable_cdn", "backends = {"), ("project", 'module "gce-lb-http" {')],
)
def test_findings_in_the_downloaded_module_point_at_its_call(
    plan: Plan, folder: Path, attribute: str, text: str
) -> None:
    planned = {one.address: one for one in plan.resources}[f'{LB}backend_service.default["default"]']
    position = Resolver(plan, TerraformSources(folder, plan)).position(planned, (attribute,))
    assert position is not None
    assert (position.file, position.text.strip()) == ("main.tf", text)


@needs_validator
def test_the_plans_of_googles_converter_are_read() -> None:
    paths = sorted(VALIDATOR.glob("*.tfplan.json"))
    assert len(paths) == 19
    for path in paths:
        given = orjson.loads(path.read_bytes())
        read_plan = read(given)
        assert len(read_plan.resources) >= len(given["resource_changes"]), path.name
        assert {one.code for one in read_plan.notifications} <= {"terraform-old-format"}, path.name
        assert all(one.provider_key for one in read_plan.resources), path.name


@needs_validator
def test_references_in_old_formats_are_followed() -> None:
    found = {}
    for name in ("compute_firewall", "compute_address", "cloud_run_service_iam_member"):
        one = read(orjson.loads((VALIDATOR / f"example_{name}.tfplan.json").read_bytes()))
        resolver = Resolver(one)
        for planned in one.resources:
            for attribute in ("network", "subnetwork", "service"):
                target = resolver.resolve(planned, (attribute,)).address
                if target:
                    found[f"{planned.address}.{attribute}"] = target
    address = "google_compute_address.internal_with_subnet_and_address"
    assert found == {
        "google_compute_firewall.default.network": "google_compute_network.default",
        f"{address}.subnetwork": "google_compute_subnetwork.default",
        "google_compute_subnetwork.default.network": "google_compute_network.default",
        "google_cloud_run_service_iam_member.member.service": "google_cloud_run_service.default",
    }
