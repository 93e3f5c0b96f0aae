"""Which folder below the source folder is the root module of a plan."""

from collections.abc import Iterator
from pathlib import Path

from lbpolicy.model import Level, Notification
from lbpolicy.sources.terraform.documents.configuration import Configuration
from lbpolicy.sources.terraform.documents.planned import Plan
from lbpolicy.sources.terraform.syntax.folders import Folders, is_kind, listed
from lbpolicy.sources.terraform.syntax.modules import module_source

_SKIPPED = frozenset({"node_modules", "vendor"})
_DEEPEST = 6
_MOST_FOLDERS = 2000

Declared = frozenset[tuple[str, ...]]
"""Resources as (mode, type, name) and module calls as (name,)."""


def find_root(folder: Path, folders: Folders, plan: Plan | None, told: list[Notification]) -> Path | None:
    """Return the folder that declares all that the plan's root module has; None where that cannot be told.

    Without a plan, and for a state, it is the source folder itself.
    """
    expected = _expected(plan) if plan is not None else frozenset()
    if not expected or expected <= _declared(folder, folders):
        return folder
    words = {key[-1].encode(errors="replace") for key in expected}
    found = [
        below
        for below in _below(folder)
        if folders.mentions(below, words) and expected <= _declared(below, folders)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(folders.relative(path) for path in found[:5])
        text = f"The plan can come from more than one folder: {names}. The Terraform sources are not used."
    elif expected & _declared(folder, folders):
        lacking = len(expected - _declared(folder, folders))
        text = (
            f"{lacking} of {len(expected)} resources and modules of the plan are not declared in its sources."
        )
        _tell(told, text, "Make the plan and the scan from the same commit.")
        return folder
    else:
        text = "No folder declares what the plan has: the Terraform sources are not used."
    _tell(told, text, "Give the folder in which terraform plan was run.")
    return None


def _tell(told: list[Notification], text: str, hint: str) -> None:
    told.append(Notification(Level.WARNING, "source-dir", text, hint))


def _expected(plan: Plan) -> Declared:
    root = Configuration(plan.configuration).module(())
    if root is None:
        return frozenset()
    return frozenset(root.resources) | {(name,) for name in root.calls}


def _declared(folder: Path, folders: Folders) -> Declared:
    source = module_source(folder, folders.blocks(folder), downloaded=False)
    return frozenset(source.resources) | {(name,) for name in source.calls}


def _below(folder: Path) -> Iterator[Path]:
    """Yield the folders below one, level by level; no links, so that no loop can be walked."""
    level, seen = [folder], 0
    for _ in range(_DEEPEST):
        level = [inner for outer in level for inner in _children(outer)]
        for inner in level:
            seen += 1
            if seen > _MOST_FOLDERS:
                return
            yield inner


def _children(folder: Path) -> list[Path]:
    return [
        folder / entry.name
        for entry in listed(folder)
        if is_kind(entry, lambda one: one.is_dir(follow_symlinks=False))
        and not entry.name.startswith(".")
        and entry.name not in _SKIPPED
    ]
