"""What tools/plans makes plans with."""

import json
from pathlib import Path
from typing import Any

import pytest

from tools.plans import edits, make_plans
from tools.plans.normalised import difference, normalised, patched, text
from tools.plans.planning import Planner

from . import judging

TF = """\
resource "google_compute_backend_service" "web" {
  name     = "web-backend"
  protocol = "HTTP"

  backend {
    group = "a"
  }

  backend {
    group = "b"
  }
}

module "network" {
  source = "../network"
}
"""


def edited(tmp_path: Path, **edit: Any) -> str:
    (tmp_path / "main.tf").write_text(TF)
    edits.apply({"in": "google_compute_backend_service.web", **edit}, tmp_path)
    return (tmp_path / "main.tf").read_text()


def test_the_plans_are_of_today() -> None:
    recorded = json.loads((judging.PLANS / "inputs.json").read_text())

    assert recorded["sha256"] == make_plans.digest(), "run tools/plans/make_plans.py"


def test_edits_stay_within_the_block(tmp_path: Path) -> None:
    assert 'protocol = "HTTPS"' in edited(tmp_path, set={"protocol": '"HTTPS"'})
    assert "timeout_sec = 60" in edited(tmp_path, set={"timeout_sec": "60"})
    assert "protocol" not in edited(tmp_path, unset=["protocol"])
    assert '"a"' in edited(tmp_path, without=["backend#2"])
    assert '"b"' not in edited(tmp_path, without=["backend#2"])
    assert edited(tmp_path, drop=True) == '\nmodule "network" {\n  source = "../network"\n}\n'


@pytest.mark.parametrize(
    "edit",
    [
        {"in": "google_compute_url_map.web", "drop": True},
        {"unset": ["timeout_sec"]},
        {"without": ["backend#3"]},
        {"replace": "group", "with": "x"},
    ],
)
def test_an_edit_that_does_not_fit_is_refused(tmp_path: Path, edit: dict[str, Any]) -> None:
    with pytest.raises(edits.EditError):
        edited(tmp_path, **edit)


def test_a_patch_gives_the_other_plan() -> None:
    old = {"resources": [{"address": "a", "x": [1]}, {"address": "b", "x": [2]}], "same": 1, "gone": 2}
    new = {"resources": [{"address": "b", "x": [3]}, {"address": "c", "x": [4]}], "same": 1}

    assert patched(old, difference(old, new)) == new
    assert difference(old, old) == {"set": {}, "drop": []}


def test_a_plan_has_the_same_text_every_time() -> None:
    plan = {
        "timestamp": "2026-11-21T00:00:00Z",
        "terraform_version": "1.9.0",
        "resource_changes": [{"b": 1, "a": 2}],
    }

    assert "timestamp" not in normalised(plan)
    assert json.loads(text(normalised(plan))) == normalised(plan)
    assert text({"b": 1, "a": [2]}) == text({"a": [2], "b": 1})


class Later:
    """A value that only applying will tell."""


SCHEMA: dict[str, Any] = {
    "google_compute_backend_service": {
        "attributes": {
            "connection_draining_timeout_sec": ["o", "number"],
            "load_balancing_scheme": ["o", "string", "EXTERNAL"],
            "name": ["r", "string"],
            "project": ["oc", "string"],
            "protocol": ["oc", "string"],
            "self_link": ["c", "string"],
        },
        "blocks": {
            "backend": {"nesting": "set", "attributes": {"max_rate": ["oc", "number"]}, "blocks": {}},
            "iap": {"nesting": "list", "computed": True, "attributes": {}, "blocks": {}},
        },
    }
}
EMPTY: dict[str, Any] = {
    **dict.fromkeys(SCHEMA["google_compute_backend_service"]["attributes"]),
    "name": "web",
    "backend": [{"max_rate": None}],
    "iap": [],
}


def test_a_new_resource_is_planned_as_the_provider_does() -> None:
    later = Later()
    planned = Planner(SCHEMA, later).plan("google_compute_backend_service", None, EMPTY, "shop").planned

    assert planned == {
        "name": "web",
        "load_balancing_scheme": "EXTERNAL",
        "connection_draining_timeout_sec": 300,
        "project": "shop",
        "protocol": later,
        "self_link": later,
        "backend": [{"max_rate": later}],
        "iap": later,
    }


def test_another_name_replaces_a_resource() -> None:
    planner = Planner(SCHEMA, Later())
    kind = "google_compute_backend_service"
    prior = planner.apply(
        kind, planner.plan(kind, None, EMPTY, "shop").planned or {}, lambda *_: {"protocol": "HTTP"}
    )

    same = planner.plan(kind, prior, prior, "shop")
    renamed = planner.plan(kind, prior, prior | {"name": "other"}, "shop")

    assert (same.planned, same.replaced_by) == (prior, ())
    assert prior["protocol"] == "HTTP"
    assert renamed.replaced_by == ("name",)
    assert planner.plan(kind, prior, None, "shop").planned is None
