"""Plans and sources that were made to do harm: they end, and nothing in them is a crash."""

import copy
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from planned_documents import change, document, find, module, resolved, resource, sources

from lbpolicy.sources.faults import ReadError
from lbpolicy.sources.terraform.documents.plan import Plan, read
from lbpolicy.sources.terraform.resolve.resolver import Resolver

CORPUS = Path(__file__).parent / "corpus"
MAP, A = "google_compute_url_map.m", "google_compute_backend_service.a"
UNKNOWN = {"default_service": True}


def _locals(kind: Callable[[int], str], first: str, count: int = 40) -> str:
    lines = [f"  l0 = {first}", *(f"  l{n} = {kind(n - 1)}" for n in range(1, count))]
    body = "\n".join(lines)
    last = f"default_service = local.l{count - 1}"
    return f'locals {{\n{body}\n}}\nresource "google_compute_url_map" "m" {{\n  {last}\n}}\n'


@pytest.mark.parametrize(
    "text",
    [
        _locals(lambda n: f'"${{local.l{n}}}${{local.l{n}}}"', '"x"'),
        _locals(lambda n: f"[local.l{n}, local.l{n}]", "google_compute_backend_service.a.id"),
        _locals(lambda n: f"concat(local.l{n}, local.l{n})", "[google_compute_backend_service.a.id]"),
        _locals(
            lambda n: f"merge({{ x = local.l{n} }}, {{ y = local.l{n} }})",
            "google_compute_backend_service.a.id",
        ),
        _locals(lambda n: f"flatten([local.l{n}, local.l{n}])", "[google_compute_backend_service.a.id]"),
        _locals(lambda n: f"[for x in local.l{n} : local.l{n}]", "[1, 2]"),
        _locals(
            lambda n: f"local.l{n} == local.l{n} ? local.l{n} : local.l{n}",
            "google_compute_backend_service.a.id",
        ),
        _locals(lambda n: f"local.l{n}", "google_compute_backend_service.a.id", 3000),
        _locals(lambda _: "range(1000000000000)", "1"),
        _locals(lambda n: f"local.l{n} * local.l{n}", "10.5"),
        _locals(lambda n: f'replace(local.l{n}, "x", local.l{n})', '"xx"'),
    ],
)
def test_definitions_that_grow_without_end_end(text: str, tmp_path: Path) -> None:
    root = module(resource(MAP, {"default_service": ["local.l39"]}))
    given = document([change(MAP, unknown=UNKNOWN), change(A)], root)
    found = resolved(given, MAP, "default_service", text=text, folder=tmp_path)
    assert found.address in {None, A}


def test_variables_that_refer_to_each_other_end(tmp_path: Path) -> None:
    child = module(resource(MAP, {"default_service": ["var.x"]}), variables=["x"], outputs={"x": ["var.x"]})
    root = module(calls={"lb": ({"x": ["module.lb.x", "module.lb"]}, child)})
    given = document([change(f"module.lb.{MAP}", unknown=UNKNOWN)], root)
    assert resolved(given, f"module.lb.{MAP}", "default_service").address is None
    text = 'module "lb" {\n  source = "./"\n  x = module.lb.x\n}\n'
    text += 'variable "x" {}\noutput "x" { value = var.x }\n'
    assert resolved(given, f"module.lb.{MAP}", "default_service", text=text, folder=tmp_path).address is None


def test_a_module_address_of_any_depth_is_no_harm() -> None:
    deep = ".".join(f"module.m{n}" for n in range(400))
    given = document([change(f"{deep}.{MAP}", unknown=UNKNOWN)])
    assert resolved(given, f"{deep}.{MAP}", "default_service").address is None


def test_blocks_without_number_are_not_compared_one_by_one() -> None:
    service = "google_compute_backend_service.s"
    blocks = [{"group": [f"google_compute_instance_group.g{n}.id"], "x": n} for n in range(2000)]
    unknown = {"backend": [{"group": True}] * 2000}
    changes = [change(service, after={"backend": [{"x": n} for n in range(2000)]}, unknown=unknown)]
    plan = read(document(changes, module(resource(service, {"backend": blocks}))))
    assert Resolver(plan).resolve(find(plan, service), ("backend", 7, "group")).address is None


REFERENCES = {"references": [None, 1, "each.value", 'var.x["a"]', "module.lb"]}
WEIRD = [None, True, 0, -1, 1.5, "", "x", "a.b", 'module.x["', [], {}, [None], {"a": 1}, 10**30, REFERENCES]


def _mutated(document_: Any, chance: random.Random) -> Any:
    """Replace or remove some parts of a document."""
    for _ in range(chance.choice([1, 3, 20])):
        node = document_
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            if not keys:
                break
            key = chance.choice(keys)
            if isinstance(node[key], dict | list) and node[key] and chance.random() < 0.9:
                node = node[key]
                continue
            if chance.random() < 0.7:
                node[key] = copy.deepcopy(chance.choice(WEIRD))
            else:
                node.pop(key)
            break
    return document_


def _paths(values: Any, unknown: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(values, dict) or isinstance(unknown, dict):
        marks = unknown if isinstance(unknown, dict) else {}
        members = values if isinstance(values, dict) else {}
        for key in {**members, **marks}:
            yield from _paths(members.get(key), marks.get(key), (*path, key))
    elif isinstance(values, list):
        for index, value in enumerate(values):
            yield from _paths(
                value,
                unknown[index] if isinstance(unknown, list) and index < len(unknown) else None,
                (*path, index),
            )
    else:
        yield path


def _resolve_all(plan: Plan, resolver: Resolver) -> int:
    count = 0
    for planned in plan.resources:
        for path in _paths(planned.after, planned.unknown):
            assert resolver.resolve(planned, path).how
            resolver.resolve_list(planned, path)
            resolver.position(planned, path)
            count += 1
    return count


@pytest.mark.parametrize("name", ["maps", "modules", "odd", "sets"])
@pytest.mark.parametrize("seed", range(12))
def test_any_part_of_a_plan_may_be_anything(name: str, seed: int) -> None:
    chance = random.Random(f"{name}{seed}")  # noqa: S311 - no secret depends on it
    given = _mutated(orjson.loads((CORPUS / name / "plan.json").read_bytes()), chance)
    try:
        plan = read(given)
    except ReadError:
        return
    _resolve_all(plan, Resolver(plan))


INSERTED = (
    b"{",
    b"}",
    b'"',
    b"${",
    b"(",
    b"[*]",
    b" ? ",
    b" : ",
    b"local.x",
    b"each.value",
    b"...",
    b"\n",
    b"\xff",
)


@pytest.mark.parametrize("name", ["maps", "modules", "odd", "sets"])
@pytest.mark.parametrize("seed", range(6))
def test_any_part_of_the_sources_may_be_anything(name: str, seed: int, tmp_path: Path) -> None:
    chance = random.Random(f"{seed}{name}")  # noqa: S311 - no secret depends on it
    for path in (CORPUS / name).rglob("*.tf"):
        text = bytearray(path.read_bytes())
        for _ in range(chance.choice([1, 5, 40])):
            at = chance.randrange(len(text))
            text[at : at + chance.choice([0, 0, 9])] = chance.choice(INSERTED)
        copied = tmp_path / path.relative_to(CORPUS / name)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes(bytes(text))
    plan = read(orjson.loads((CORPUS / name / "plan.json").read_bytes()))
    assert _resolve_all(plan, Resolver(plan, sources(tmp_path, {}, plan)))
