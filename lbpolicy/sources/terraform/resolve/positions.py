"""Where in the `.tf` files an attribute stands that a finding is about."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from lbpolicy.model import Json, Origin
from lbpolicy.sources.terraform.convert import asset_types
from lbpolicy.sources.terraform.convert.resources import key_of, target_of
from lbpolicy.sources.terraform.convert.shapes import Shape, shape_of
from lbpolicy.sources.terraform.convert.sides import branch
from lbpolicy.sources.terraform.documents.addresses import Step
from lbpolicy.sources.terraform.documents.planned import Plan, Planned
from lbpolicy.sources.terraform.resolve.resolver import Resolver
from lbpolicy.sources.terraform.resolve.snippets import snippet

_ANNOTATIONS = ("metadata", 0, "annotations")
"""What a Cloud Run service of API v1 has in place of the attributes of v2."""
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


class Locator:
    """Knows the resources of one plan, and the sources that it was made from."""

    def __init__(self, plan: Plan, resolver: Resolver, folder: Path) -> None:
        """`folder` is that of the sources as the user gave it: positions begin with it."""
        self._planned = {planned.address: planned for planned in plan.resources}
        self._resolver = resolver
        self._folder = folder

    def locate(self, origin: Origin, asset_type: str, pointer: str) -> Origin:
        """Return where an attribute of the resource at `origin.address` stands.

        The line of the attribute; of the block that would hold it, where it is absent; of the module call,
        where the module is not at hand. `origin` itself where the sources do not declare the resource.
        `asset_type` is canonical, `pointer` a JSON pointer into the canonical resource.
        """
        planned = self._planned.get(origin.address)
        if planned is None:
            return origin
        path = terraform_path(planned, asset_type, pointer)
        position = self._resolver.position(planned, path)
        if position is None:
            return origin
        return Origin(
            (self._folder / position.file).as_posix(),
            position.line,
            position.column,
            origin.address,
            snippet(planned, path, position),
        )


def terraform_path(planned: Planned, asset_type: str, pointer: str) -> tuple[Step, ...]:
    """Return the Terraform attribute behind a JSON pointer into the canonical resource, as far as it goes.

    ("backend", 0, "group") for /backends/0/group, () for the resource as a whole. What neither plan nor
    schema has ends the path, in Terraform's usual spelling.
    """
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    if planned.type == "google_cloud_run_service" and steps and asset_type == asset_types.RUN_SERVICE:
        return _ANNOTATIONS
    values = planned.after if planned.after is not None else planned.before
    return tuple(_walk(asset_type, steps, values, planned.unknown))


def _walk(asset_type: str, steps: list[str], values: Json, unknown: Json) -> Iterator[Step]:
    """Follow the names of the API through the values of the plan, and yield Terraform's."""
    shape, path = shape_of(asset_type), list[Step]()
    while steps:
        if shape.is_list:
            index = steps.pop(0)
            if not index.isdecimal():
                return
            step: Step = int(index)
            shape = shape.item
        else:
            name, found, taken = _attribute(asset_type, path, shape, steps, (values, unknown))
            if found is None:
                yield name
                return
            step, shape, steps = name, found, steps[taken:]
        path.append(step)
        yield step
        values, unknown = _member(values, step), branch(unknown, step)
        if steps and shape.is_object and isinstance(values, list):  # a block, of which there is one
            path.append(0)
            yield 0
            values, unknown = _member(values, 0), branch(unknown, 0)


def _attribute(
    asset_type: str, path: list[Step], shape: Shape, steps: list[str], known: tuple[Json, Json]
) -> tuple[str, Shape | None, int]:
    """Return Terraform's name of the attribute that steps lead to, its shape, and how many steps it takes."""
    names = {name: None for tree in known if isinstance(tree, Mapping) for name in tree}
    for name in names:
        target = target_of(asset_type, key_of((*path, name)), shape)
        if target and target[: len(steps)] == tuple(steps[: len(target)]):
            found: Shape | None = shape
            for part in target:
                found = found.attribute(part) if found else None
            if found is not None:
                return name, found, len(target)
    return _WORD.sub("_", steps[0]).lower(), None, 1


def _member(values: Json, step: Step) -> Json:
    if isinstance(step, str):
        return values.get(step) if isinstance(values, Mapping) else None
    inside = isinstance(values, list) and step < len(values)
    return values[step] if inside else None
