"""What a Terraform plan or state says about its resources, as frozen dataclasses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lbpolicy.model import Change, Json, Notification


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """One instance of a resource or data source."""

    address: str
    """module.lb.google_compute_backend_service.default["web"]; unique within a plan."""
    module: str
    """Address of the module instance, module.a.module.b["x"]; empty for the root module."""
    mode: str
    """"managed" or "data"."""
    type: str
    """google_compute_backend_service."""
    name: str
    index: int | str | None
    """The instance's count index or for_each key; None for a resource without either."""
    provider_key: str
    """Key of the provider in the plan's `provider_config`: "google", "module.lb:google-beta"."""
    change: Change
    actions: tuple[str, ...]
    """As Terraform says it: ("delete", "create"), ("no-op",), ("forget",)."""
    before: Mapping[str, Json] | None
    """The attributes that exist now; None if there is nothing yet."""
    after: Mapping[str, Json] | None
    """The attributes after the plan is applied, those that are known; None if nothing is left.
    What Terraform forgets goes on to exist: `after` is then what `before` is."""
    unknown: Json
    """`after_unknown`: a tree like `after` with true where a value is unknown; {} when all is known."""
    sensitive: Json
    """`after_sensitive`, or `sensitive_values` of a state: a tree with true where a value is secret."""
    before_sensitive: Json
    previous_address: str = ""
    """The address before a `moved` block or `terraform state mv`; empty if it is the same."""
    deposed: bool = False
    """A leftover of a replacement that did not finish: it exists, and is about to be deleted."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A plan, or a state, as `terraform show -json` tells it."""

    terraform_version: str
    """"1.9.5"; OpenTofu has versions of its own. Empty if the document does not say."""
    kind: str
    """"plan" or "state"."""
    resources: tuple[Planned, ...]
    """In the document's order: changes first, then what only the prior state knows."""
    configuration: Mapping[str, Json]
    """The document's `configuration`: `provider_config` and `root_module`; {} for a state."""
    variables: Mapping[str, Json]
    """Values of the root module's variables. Some of them may be secret."""
    complete: bool
    """False when an apply of this plan leaves something out: errors, -target, deferred changes."""
    deferred: frozenset[str]
    """Addresses of the instances whose change is put off."""
    notifications: tuple[Notification, ...] = ()
    """What must be told about the document itself. Their origin has no file: whoever knows it adds it."""


def value_at(tree: Json, path: Sequence[str | int]) -> Json:
    """Return the value at a path; None where there is none."""
    for step in path:
        if isinstance(step, str):
            tree = tree.get(step) if isinstance(tree, Mapping) else None
        else:
            inside = isinstance(tree, list) and 0 <= step < len(tree)
            tree = tree[step] if inside else None
        if tree is None:
            return None
    return tree


def marked(tree: Json, path: Sequence[str | int]) -> bool:
    """Tell whether a path is marked in a tree of `after_unknown`, or lies within something marked.

    The same trees mark what is sensitive.
    """
    for step in path:
        if tree is True:
            return True
        tree = value_at(tree, (step,))
    return tree is True
