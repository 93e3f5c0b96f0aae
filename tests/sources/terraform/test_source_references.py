"""References that the .tf sources decide."""

from pathlib import Path
from typing import Any

import pytest
from planned_documents import change, document, find, module, outcome, resolved, resource, sources

from lbpolicy.sources.terraform.documents.plan import read
from lbpolicy.sources.terraform.resolve.resolver import Resolver

MAP = "google_compute_url_map.m"
A, B = "google_compute_backend_service.a", "google_compute_backend_service.b"
EACH = 'google_compute_backend_service.each["{}"]'
MANY = "google_compute_backend_service.many[{}]"

BLOCKS = """
variable "flag" { default = true }
variable "name" { default = "web" }
variable "settings" {
  type = map(object({ service = optional(string), port = optional(number, 80), x = optional(bool) }))
  default = { web = {}, api = { service = "b", port = "8080" } }
}
locals {
  a      = google_compute_backend_service.a.id
  both   = [local.a, google_compute_backend_service.b.self_link]
  byname = { a = local.a, b = local.both[1] }
  loop   = local.pool
  pool   = local.loop
}
resource "google_compute_backend_service" "a" {}
resource "google_compute_backend_service" "b" {}
resource "google_compute_backend_service" "each" { for_each = toset(["web", "api"]) }
resource "google_compute_backend_service" "many" { count = 3 }
resource "google_compute_backend_service" "none" { count = 0 }
resource "google_compute_url_map" "m" {
  default_service = EXPRESSION
}
"""


def _plan(expression: list[str]) -> dict[str, Any]:
    made = [A, B, EACH.format("web"), EACH.format("api"), *(MANY.format(index) for index in range(3))]
    none = resource("google_compute_backend_service.none", count_expression={"constant_value": 0})
    root = module(resource(MAP, {"default_service": expression}), none)
    variables = {
        "flag": True,
        "name": "web",
        "settings": {"web": {}, "api": {"service": "b", "port": "8080"}},
    }
    changes = [change(MAP, unknown={"default_service": True}), *map(change, made)]
    return document(changes, root, variables=variables)


def _address(expression: str, folder: Path) -> str | None:
    text = BLOCKS.replace("EXPRESSION", expression)
    return resolved(_plan(["local.x"]), MAP, "default_service", text=text, folder=folder).address


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("local.a", A),
        ("local.both[1]", B),
        ("local.byname.b", B),
        ('local.byname["a"]', A),
        ("var.flag ? local.a : local.byname.b", A),
        ("!var.flag ? local.a : local.byname.b", B),
        ('var.name == "api" ? local.a : var.name == "web" ? local.byname.b : null', B),
        ("google_compute_backend_service.each[var.name].id", EACH.format("web")),
        ("google_compute_backend_service.many[1 + 1].id", MANY.format(2)),
        ("google_compute_backend_service.many[length(var.settings) - 1].id", MANY.format(1)),
        ("google_compute_backend_service.many.*.id[2]", MANY.format(2)),
        ("google_compute_backend_service.many[*].id[0]", None),
        ("[for s in google_compute_backend_service.many : s.id if s.name != null][0]", MANY.format(0)),
        ("values(google_compute_backend_service.each)[0].id", EACH.format("api")),
        ("values(google_compute_backend_service.each)[*].id[1]", None),
        ("(values(google_compute_backend_service.each)[*].id)[1]", EACH.format("web")),
        ("{ for k, s in google_compute_backend_service.each : upper(k) => s.id }.WEB", EACH.format("web")),
        ("coalesce(null, local.a)", A),
        ('coalesce("", local.both[1])', B),
        ("try(google_compute_backend_service.none[0].id, local.a)", A),
        ("try(local.byname.c, local.byname.b)", B),
        ('lookup(local.byname, "b", local.a)', B),
        ('lookup(local.byname, "c", local.a)', A),
        ('join("", google_compute_backend_service.none[*].id)', None),
        ('join("", [local.a])', A),
        ("one(concat(google_compute_backend_service.none[*].id, [local.a]))", A),
        ("element(local.both, 3)", B),
        ("compact([null, local.a])[0]", A),
        ("flatten([[local.a], [local.both]])[2]", B),
        ("merge(local.byname, { a = local.byname.b }).a", B),
        ("reverse(local.both)[0]", B),
        ('zipmap(["x", "y"], local.both).y', B),
        ("slice(local.both, 1, 2)[0]", B),
        ("distinct([local.a, local.a, local.both[1]])[1]", B),
        ("tolist(toset([local.a]))[0]", A),
        ("tolist(toset(local.both))[0]", None),
        ('contains(keys(local.byname), "b") ? local.byname.b : local.a', B),
        ("anytrue([for s in var.settings : s.port == 8080]) ? local.a : local.both[1]", A),
        ("var.settings.web.port == 80 ? local.a : local.both[1]", A),
        ("var.settings.web.service == null ? local.a : local.both[1]", A),
        ('lookup(local.byname, coalesce(var.settings["api"].service, "a"))', B),
        ('"${local.a}"', A),
        ('"https://www.googleapis.com/compute/v1/${local.a}"', A),
        ('format("projects/p/global/backendServices/%s", google_compute_backend_service.b.name)', None),
        ('format("projects/p/global/backendServices/%s", google_compute_backend_service.b.self_link)', B),
        ('replace(local.a, "x", "y")', A),
        ("google_compute_backend_service.a", A),
        ('"${local.a}-canary"', None),
        ("local.loop", None),
        ("local.nowhere", None),
        ("file(local.a) == 1 ? local.a : local.both[1]", None),
        ("timestamp() == local.a ? local.a : local.a", A),
        ("regex(local.a)", A),
        ("var.nowhere ? local.a : null", None),
    ],
)
def test_expressions_lead_to_a_service(expression: str, expected: str | None, tmp_path: Path) -> None:
    assert _address(expression, tmp_path) == expected


def test_what_the_sources_say_is_called_source(tmp_path: Path) -> None:
    text = BLOCKS.replace("EXPRESSION", "local.a")
    found = resolved(_plan(["local.a"]), MAP, "default_service", text=text, folder=tmp_path)
    assert (found.address, found.attribute, found.how) == (A, "id", "source")


def test_the_sources_overrule_names_that_are_used_otherwise(tmp_path: Path) -> None:
    names = [f"{A}.id", A]
    assert resolved(_plan(names), MAP, "default_service").address == A
    text = BLOCKS.replace("EXPRESSION", '"${google_compute_backend_service.a.id}-canary"')
    assert resolved(_plan(names), MAP, "default_service", text=text, folder=tmp_path).address is None


def test_what_is_not_set_is_not_inferred(tmp_path: Path) -> None:
    text = BLOCKS.replace("EXPRESSION", "var.flag ? null : local.a")
    found = resolved(_plan(["var.flag", "local.a"]), MAP, "default_service", text=text, folder=tmp_path)
    assert outcome(found) == (None, "unknown")
    assert "provider chooses" in found.reason


CHILD = """
variable "backends" {
  type = map(object({
    group = string
    check = optional(string)
    mode  = optional(string, "RATE")
  }))
}
variable "extra" {
  type     = list(string)
  default  = []
  nullable = false
}
resource "google_compute_backend_service" "b" {
  for_each      = var.backends
  health_checks = compact([each.value.check])
  dynamic "backend" {
    for_each = concat([each.value.group], var.extra)
    content {
      group          = backend.value
      balancing_mode = each.value.mode
    }
  }
}
output "ids" {
  value = { for k, b in google_compute_backend_service.b : k => b.id }
}
"""
ROOT = """
module "lb" {
  source = "./lb"
  count  = 1
  extra  = null
  backends = {
    one = { group = google_compute_instance_group.g["x"].id, check = google_compute_health_check.h.id }
    two = { group = google_compute_instance_group.g["y"].self_link }
  }
}
resource "google_compute_url_map" "m" {
  default_service = module.lb[0].ids["two"]
}
"""
SERVICE = 'module.lb[0].google_compute_backend_service.b["{}"]'
GROUP = 'google_compute_instance_group.g["{}"]'


def _modules() -> dict[str, Any]:
    unknown = {"health_checks": True, "backend": [{"group": True}]}
    after = {"backend": [{"balancing_mode": "RATE"}]}
    services = [change(SERVICE.format(key), unknown=unknown, after=after) for key in ("one", "two")]
    others = [change(GROUP.format(key)) for key in ("x", "y")]
    inner = module(
        resource(
            "google_compute_backend_service.b", {}, for_each_expression={"references": ["var.backends"]}
        ),
        outputs={"ids": ["google_compute_backend_service.b"]},
        variables=["backends", "extra"],
    )
    references = ['google_compute_instance_group.g["x"].id', 'google_compute_instance_group.g["y"].self_link']
    root = module(
        resource(MAP, {"default_service": ['module.lb[0].ids["two"]']}),
        calls={"lb": ({"backends": references}, inner)},
    )
    check = change("google_compute_health_check.h")
    return document([*services, *others, check, change(MAP, unknown={"default_service": True})], root)


def test_references_go_through_the_variables_and_outputs_of_modules(tmp_path: Path) -> None:
    plan = read(_modules())
    resolver = Resolver(plan, sources(tmp_path, {"main.tf": ROOT, "lb/main.tf": CHILD}, plan))
    groups = {
        key: resolver.resolve(find(plan, SERVICE.format(key)), ("backend", 0, "group"))
        for key in ("one", "two")
    }
    assert {key: (one.address, one.attribute, one.how) for key, one in groups.items()} == {
        "one": (GROUP.format("x"), "id", "source"),
        "two": (GROUP.format("y"), "self_link", "source"),
    }
    assert resolver.resolve(find(plan, MAP), ("default_service",)).address == SERVICE.format("two")


def test_a_list_whose_length_is_not_known(tmp_path: Path) -> None:
    plan = read(_modules())
    resolver = Resolver(plan, sources(tmp_path, {"main.tf": ROOT, "lb/main.tf": CHILD}, plan))
    one, two = (
        resolver.resolve_list(find(plan, SERVICE.format(key)), ("health_checks",)) for key in ("one", "two")
    )
    assert [item.address for item in one.items] == ["google_compute_health_check.h"]
    assert one.complete
    assert (two.items, two.complete) == ((), True)


def test_without_sources_the_same_is_unknown() -> None:
    found = resolved(_modules(), SERVICE.format("one"), "backend", 0, "group")
    assert outcome(found) == (None, "unknown")
    assert GROUP.format("x") in found.reason
