"""The hierarchy: ids and numbers of projects, what stands above them, and what cannot be told."""

from typing import Any

import pytest
from inventory_records import WORLD, asset, compute

from lbpolicy.inventory.hierarchy import Hierarchy, spellings
from lbpolicy.model import Asset

CRM = "//cloudresourcemanager.googleapis.com"
FULL = [f"{CRM}/folders/4", f"{CRM}/organizations/5"]
MAP = f"{WORLD}/urlMaps/web"


def hierarchy(*assets: Asset) -> Hierarchy:
    made = Hierarchy()
    for one in assets:
        made.learn(one)
    return made


def project(data: Any, name: str = "1041", **rest: Any) -> Asset:
    settings = {"ancestors": ()} | rest
    return asset(f"{CRM}/projects/{name}", "cloudresourcemanager.googleapis.com/Project", data, **settings)


def folder(number: str, parent: Any) -> Asset:
    data = {"name": f"folders/{number}", "parent": parent}
    return asset(f"{CRM}/folders/{number}", "cloudresourcemanager.googleapis.com/Folder", data, ancestors=())


V1 = {"projectId": "p", "projectNumber": "1041", "parent": {"type": "folder", "id": "4"}}
V3 = {"projectId": "p", "name": "projects/1041", "parent": "folders/4"}


@pytest.mark.parametrize(
    "source",
    [
        compute(MAP),
        compute(MAP, ancestors=("projects/1041",)),
        project(V1),
        project(V3),
        project({**V1, "projectNumber": 1041}),
        project({**V1, "projectNumber": 1041.0}),
        project({"projectId": "p", "projectNumber": None}),
        project(V1, name="p"),
    ],
)
def test_id_and_number(source: Asset) -> None:
    made = hierarchy(source)
    assert (made.project_id("1041"), made.project_id("p"), made.project_id("7")) == ("p", "p", "7")
    assert (made.project_number("p"), made.project_number("1041"), made.project_number("q")) == (
        "1041",
        "1041",
        "",
    )
    assert (
        made.canonical("//iap.googleapis.com/projects/1041/iap_web")
        == "//iap.googleapis.com/projects/p/iap_web"
    )
    assert made.canonical("//storage.googleapis.com/b") == "//storage.googleapis.com/b"


@pytest.mark.parametrize(
    "source",
    [
        project({"projectId": None, "projectNumber": None, "name": None}),
        project({"projectId": ["p"], "projectNumber": {"x": 1}}, name="x"),
        project({"projectId": "", "projectNumber": "1041"}),
        project([V1]),
        project("x"),
        compute(MAP, ancestors=("projects/p",)),
        compute(MAP, ancestors=("organizations/5",)),
        compute(MAP, ancestors=("projects/\u0661\u0660\u0664\u0661",)),
        asset("//storage.googleapis.com/b", "storage.googleapis.com/Bucket", {}),
    ],
)
def test_what_ties_no_id_to_a_number(source: Asset) -> None:
    made = hierarchy(source)
    assert made.project_number("p") == ""
    assert made.project_id("1041") == "1041"


@pytest.mark.parametrize(
    "sources",
    [
        [compute(MAP)],
        [project(V1), folder("4", "organizations/5")],
        [project(V3), folder("4", {"type": "organization", "id": "5"})],
        [folder("4", "organizations/5"), project(V1)],
        [project(V1, ancestors=("projects/1041", "folders/4")), folder("4", "organizations/5")],
        # What says less, in whatever order, does not hide what says more.
        [compute(MAP, ancestors=("projects/1041",)), compute(MAP)],
        [compute(MAP), compute(MAP, ancestors=("projects/1041",))],
        [compute(MAP, ancestors=("projects/1041", "folders/9", "folders/8", "folders/7")), compute(MAP)],
        [compute(MAP, ancestors=("projects/1041", "folders/4")), folder("4", "organizations/5")],
        [project(V1, name="p", ancestors=("projects/p", "folders/4", "organizations/5"))],
    ],
)
def test_above(sources: list[Asset]) -> None:
    made = hierarchy(*sources)
    assert made.above("p") == FULL
    assert made.above("1041") == FULL


def test_folders_of_folders() -> None:
    made = hierarchy(
        project(V1), folder("4", "folders/3"), folder("3", "folders/2"), folder("2", "organizations/5")
    )
    assert made.above("p") == [
        f"{CRM}/{n}" for n in ("folders/4", "folders/3", "folders/2", "organizations/5")
    ]


@pytest.mark.parametrize(
    "sources",
    [
        [],
        [project(V1)],
        [project({"projectId": "p", "projectNumber": "1041"})],
        [project(V1), folder("4", "folders/3")],
        [project(V1), folder("4", "folders/4")],
        [project(V1), folder("4", "folders/3"), folder("3", "folders/4")],
        [compute(MAP, ancestors=("projects/1041",))],
        [compute(MAP, ancestors=())],
        [compute(MAP, ancestors=("projects/1041", "folders/4"))],
        [compute(MAP, ancestors=("projects/1041", "folders/4", "folders/4")), folder("4", "folders/4")],
        [compute(MAP, ancestors=("projects/1041", "organizations/x"))],
        [project({**V1, "parent": {"type": "organization"}})],
        [project({**V1, "parent": {"type": ["folder"], "id": {"x": 1}}})],
        [project({**V1, "parent": "//cloudresourcemanager.googleapis.com/folders/4"})],
        [project({**V1, "parent": "evil/1"}), folder("4", "organizations/5")],
    ],
)
def test_what_stands_above_is_not_known(sources: list[Asset]) -> None:
    assert hierarchy(*sources).above("p") is None


def test_the_project_of_another_is_not_known() -> None:
    assert hierarchy(compute(MAP)).above("q") is None


@pytest.mark.parametrize(
    ("project_", "others", "answer"),
    [
        ("p", {"p", "q"}, False),
        ("q", {"p", "q"}, False),
        ("q", {"p", "9"}, True),
        ("9", {"p"}, True),
        ("9", {"9", "8"}, False),
        ("9", {""}, False),
        ("p", {"p", "9"}, False),
    ],
)
def test_projects_that_may_be_one(*, project_: str, others: set[str], answer: bool) -> None:
    """P and 1041 are tied; of q and 9 nothing is known."""
    assert hierarchy(compute(MAP)).is_ambiguous(project_, spellings(others)) is answer
