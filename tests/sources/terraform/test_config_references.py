"""References that the plan's own configuration decides."""

from typing import Any

import pytest
from planned_documents import change, document, find, module, outcome, resolved, resource

from lbpolicy.sources.terraform.documents.plan import read
from lbpolicy.sources.terraform.resolve.resolver import Resolver

MAP = "google_compute_url_map.m"
A, B = "google_compute_backend_service.a", "google_compute_backend_service.b"
EACH = 'google_compute_backend_service.each["{}"]'
MANY = "google_compute_backend_service.many[{}]"
BUCKET = "google_storage_bucket.files"
DATA = "data.google_compute_backend_service.d"
UNKNOWN = {"default_service": True}


def _document(references: list[str], address: str = MAP, **parts: Any) -> dict[str, Any]:
    made = [
        A,
        B,
        BUCKET,
        *(EACH.format(key) for key in ("x", "y")),
        *(MANY.format(index) for index in range(2)),
    ]
    data = change(DATA, actions=["read"], unknown={"id": True, "self_link": True})
    configured = resource(address.partition("[")[0], {"default_service": references}, **parts.pop("own", {}))
    none = resource("google_compute_backend_service.none", {}, count_expression={"references": ["var.none"]})
    root = module(configured, none, **parts.pop("root", {}))
    changes = [change(address, unknown=UNKNOWN), data, *map(change, made), *parts.pop("changes", ())]
    return document(changes, root, **parts)


@pytest.mark.parametrize(
    ("references", "address", "attribute"),
    [
        ([f"{A}.id", A], A, "id"),
        ([f"{A}.self_link", A], A, "self_link"),
        (
            [f"{MANY.format(1)}.id", MANY.format(1), "google_compute_backend_service.many"],
            MANY.format(1),
            "id",
        ),
        ([f"{EACH.format('y')}.id", EACH.format("y")], EACH.format("y"), "id"),
        ([f"{DATA}.id", DATA], DATA, "id"),
        ([A], A, ""),
        ([f"{BUCKET}.name", BUCKET, f"{A}.id", A], A, "id"),
        ([f"{A}.id", A, "google_compute_backend_service.none"], A, "id"),
        ([f"{A}.id", A, "google_compute_backend_service.none[0].id"], A, "id"),
        ([f"{A}.id", A, "path.module", "terraform.workspace"], A, "id"),
        (["google_compute_backend_service.each", "var.key"], EACH.format("y"), ""),
        ([f"{A}.id", A, "var.key"], A, "id"),
    ],
)
def test_a_single_service_among_the_names_is_it(references: list[str], address: str, attribute: str) -> None:
    found = resolved(_document(references, variables={"key": "y"}), MAP, "default_service")
    assert (found.address, found.attribute, found.how) == (address, attribute, "config")


@pytest.mark.parametrize(
    ("references", "reason"),
    [
        ([f"{A}.id", A, f"{B}.id", B], f"It can refer to {A} or {B}."),
        (["google_compute_backend_service.each"], "It can refer to"),
        (["google_compute_backend_service.nowhere.id"], ""),
        ([f"{BUCKET}.id", BUCKET], "nothing that is in the plan"),
        (["local.service"], "It can refer to"),
        ([f"{A}.id", A, "local.service"], "It can refer to"),
        (["self.id"], "It can refer to"),
        ([None, 1], "It can refer to"),
        ([], "nothing that is in the plan"),
        ("x", "It can refer to"),
    ],
)
def test_what_the_names_do_not_tell_is_not_known(references: Any, reason: str) -> None:
    given = references if isinstance(references, list) else {"references": references}
    found = resolved(_document(given), MAP, "default_service")
    assert outcome(found) == (None, "unknown")
    assert reason in found.reason


def test_what_is_not_set_is_the_providers() -> None:
    plan = read(document([change(MAP, unknown=UNKNOWN), change(A)], module(resource(MAP, {}))))
    found = Resolver(plan).resolve(find(plan, MAP), ("default_service",))
    assert "provider chooses" in found.reason


@pytest.mark.parametrize(
    ("key", "how", "target"),
    [("each.key", "config", EACH.format("y")), ("each.value", "config", EACH.format("y"))],
)
def test_for_each_keys(key: str, how: str, target: str) -> None:
    address = 'google_compute_url_map.m["y"]'
    own = {"for_each_expression": {"references": ["var.names"]}}
    given = _document(
        ["google_compute_backend_service.each", key], address, own=own, variables={"names": ["x", "y"]}
    )
    assert outcome(resolved(given, address, "default_service")) == (target, how)


def test_a_key_that_no_instance_has_decides_nothing() -> None:
    address = 'google_compute_url_map.m["z"]'
    given = _document(["google_compute_backend_service.each", "each.key"], address)
    assert outcome(resolved(given, address, "default_service")) == (None, "unknown")


def test_count_indexes_are_surmised_where_the_counts_are_the_same() -> None:
    address = "google_compute_url_map.m[1]"
    references = ["google_compute_backend_service.many", "count.index"]
    alone = _document(references, address)
    assert outcome(resolved(alone, address, "default_service")) == (None, "unknown")
    both = _document(references, address, changes=[change("google_compute_url_map.m[0]", unknown=UNKNOWN)])
    assert outcome(resolved(both, address, "default_service")) == (MANY.format(1), "inferred")


def test_references_are_followed_from_one_attribute_to_the_next() -> None:
    other = "google_compute_url_map.other"
    changes = [change(MAP, unknown=UNKNOWN), change(other, unknown=UNKNOWN), change(A)]
    root = module(
        resource(MAP, {"default_service": [f"{other}.default_service", other]}),
        resource(other, {"default_service": [f"{A}.id", A]}),
    )
    assert outcome(resolved(document(changes, root), MAP, "default_service")) == (A, "config")


def test_attributes_that_refer_to_each_other_end() -> None:
    other = "google_compute_url_map.other"
    changes = [change(MAP, unknown=UNKNOWN), change(other, unknown=UNKNOWN)]
    root = module(
        resource(MAP, {"default_service": [f"{other}.default_service", other]}),
        resource(other, {"default_service": [f"{MAP}.default_service", MAP]}),
    )
    assert outcome(resolved(document(changes, root), MAP, "default_service")) == (None, "unknown")


INNER = "google_compute_url_map.m"


def _nested(given: Any, references: list[str], **parts: Any) -> dict[str, Any]:
    """A URL map in module.lb, which gets `service` from the root module."""
    child = module(resource(INNER, {"default_service": references}), variables=["service"])
    root = module(calls={"lb": ({"service": given}, child)}, repeated=parts.pop("repeated", {}))
    instances = parts.pop("instances", ["module.lb"])
    changes = [change(f"{instance}.{INNER}", unknown=UNKNOWN) for instance in instances]
    return document(
        [*changes, change(A), change(B), *(change(EACH.format(key)) for key in "xy")], root, **parts
    )


@pytest.mark.parametrize(
    ("given", "references"),
    [
        ([f"{A}.id", A], ["var.service"]),
        ([A], ["var.service.id", "var.service"]),
        ([f"{A}.id", A], ['var.service["web"].id', 'var.service["web"]', "var.service"]),
    ],
)
def test_variables_of_modules(given: list[str], references: list[str]) -> None:
    found = resolved(_nested(given, references), f"module.lb.{INNER}", "default_service")
    assert outcome(found) == (A, "config")


def test_an_object_of_references_does_not_tell_which_is_which() -> None:
    given = _nested([f"{A}.id", A, f"{B}.id", B], ['var.service["web"]', "var.service"])
    assert outcome(resolved(given, f"module.lb.{INNER}", "default_service")) == (None, "unknown")


def test_keys_of_module_calls() -> None:
    each = ["google_compute_backend_service.each", "each.key"]
    repeated = {"lb": {"for_each_expression": {"references": ["var.names"]}}}
    given = _nested(each, ["var.service"], instances=['module.lb["x"]', 'module.lb["y"]'], repeated=repeated)
    assert resolved(given, f'module.lb["y"].{INNER}', "default_service").address == EACH.format("y")
    assert resolved(given, f'module.lb["x"].{INNER}', "default_service").address == EACH.format("x")


SERVICE = "google_compute_backend_service.s"


@pytest.mark.parametrize(
    ("references", "expected"),
    [
        (['module.lb["x"].id', 'module.lb["x"]', "module.lb"], f'module.lb["x"].{SERVICE}'),
        (["module.lb", "var.key"], f'module.lb["y"].{SERVICE}'),
        (["module.lb"], None),
        (['module.lb["z"].id', 'module.lb["z"]', "module.lb"], None),
        (["module.nowhere.id"], None),
    ],
)
def test_outputs_of_modules(references: list[str], expected: str | None) -> None:
    child = module(resource(SERVICE), outputs={"id": [f"{SERVICE}.id", SERVICE], "name": [f"{SERVICE}.name"]})
    repeated = {"lb": {"for_each_expression": {"references": ["var.names"]}}}
    root = module(
        resource(MAP, {"default_service": references}), calls={"lb": ({}, child)}, repeated=repeated
    )
    changes = [change(f'module.lb["{key}"].{SERVICE}') for key in "xy"]
    given = document([*changes, change(MAP, unknown=UNKNOWN)], root, variables={"key": "y"})
    assert resolved(given, MAP, "default_service").address == expected
