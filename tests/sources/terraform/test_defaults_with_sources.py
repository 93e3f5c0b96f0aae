from pathlib import Path
from typing import Any

import pytest
from conversion_plans import change, document

from lbpolicy.sources.terraform.assets import assets
from lbpolicy.sources.terraform.documents.plan import read
from lbpolicy.sources.terraform.resolve.resolver import Resolver
from lbpolicy.sources.terraform.syntax.sources import TerraformSources

_SERVICE = "google_compute_backend_service"


def _unknown(folder: Path, text: str, *changes: dict[str, Any]) -> tuple[str, ...]:
    (folder / "main.tf").write_text(text)
    plan = read(document(*changes))
    sources = TerraformSources(folder, plan)
    found = list(assets(plan, Resolver(plan, sources), "plan.json", lambda _: None, sources))
    return next(asset.unknown for asset in found if asset.origin.address == changes[0]["address"])


def _resource(body: str) -> str:
    return f'resource "{_SERVICE}" "web" {{\n  name = "web"\n{body}\n}}\n'


@pytest.mark.parametrize(
    ("body", "unknown"),
    [
        ("", ()),
        ('dynamic "log_config" {\n  for_each = []\n  content { enable = true }\n}', ()),
        (
            'dynamic "log_config" {\n  for_each = random_id.a.hex == "" ? [] : [1]\n  content {}\n}',
            ("/logConfig",),
        ),
        ("log_config { enable = true }", ("/logConfig",)),
    ],
)
def test_a_block_that_the_sources_do_not_have(tmp_path: Path, body: str, unknown: tuple[str, ...]) -> None:
    made = change(_SERVICE, {"name": "web"}, unknown={"log_config": True})
    later = change("random_id", {"byte_length": 2}, name="a", unknown={"hex": True})
    later_text = 'resource "random_id" "a" {\n  byte_length = 2\n}\n'
    assert _unknown(tmp_path, _resource(body) + later_text, made, later) == unknown


@pytest.mark.parametrize(
    ("expression", "unknown"),
    [
        ("null", ()),
        ('lookup({}, "affinity", null)', ()),
        ("random_id.a.hex", ("/sessionAffinity",)),
        ("nothing_that_is_known()", ("/sessionAffinity",)),
    ],
)
def test_an_attribute_that_is_null(tmp_path: Path, expression: str, unknown: tuple[str, ...]) -> None:
    made = change(
        _SERVICE,
        {"name": "web"},
        unknown={"session_affinity": True},
        references={"session_affinity": ["random_id.a.hex", "random_id.a"]},
    )
    later = change("random_id", {"byte_length": 2}, name="a", unknown={"hex": True})
    text = (
        _resource(f"  session_affinity = {expression}") + 'resource "random_id" "a" {\n  byte_length = 2\n}\n'
    )
    assert _unknown(tmp_path, text, made, later) == unknown


def test_limits_in_a_dynamic_block(tmp_path: Path) -> None:
    made = change(
        _SERVICE,
        {"name": "web", "backend": [{"balancing_mode": "RATE"}]},
        unknown={"backend": [{"group": True, "max_rate": True, "max_rate_per_instance": True}]},
    )
    del made["expressions"]["backend"]
    group = change("google_compute_instance_group", {"name": "g", "zone": "z"})
    body = (
        'dynamic "backend" {\n  for_each = [google_compute_instance_group.web.id]\n'
        "  content {\n    group = backend.value\n    max_rate = null\n  }\n}"
    )
    text = _resource(body) + 'resource "google_compute_instance_group" "web" {\n  name = "g"\n}\n'
    group["change"]["after_unknown"] = {"id": True}
    assert _unknown(tmp_path, text, made, group) == ()


def test_a_knative_service_without_metadata(tmp_path: Path) -> None:
    made = change("google_cloud_run_service", {"name": "app", "location": "l"}, unknown={"metadata": True})
    text = 'resource "google_cloud_run_service" "web" {\n  name = "app"\n}\n'
    assert _unknown(tmp_path, text, made) == ()
