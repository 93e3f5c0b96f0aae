"""What one IAM resource of a plan grants: a member, a binding, or a whole policy."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lbpolicy.model import Json
from lbpolicy.sources.terraform.convert.links import Links, Path
from lbpolicy.sources.terraform.convert.names import segment
from lbpolicy.sources.terraform.convert.sides import Side, branch, has_mark, is_marked, side
from lbpolicy.sources.terraform.documents.planned import Planned, marked, value_at

POLICY_DOCUMENT = "google_iam_policy"
"""The data source that writes the JSON of a policy."""

_ACCOUNT = "google_service_account"
_MAX_TEXT = 1024 * 1024
"""Characters of a policy document. Google's limit is 250 KB."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, who holds it and when."""

    role: str
    """Empty where it is not known."""
    members: tuple[str, ...]
    """Empty strings stand for members that are not known."""
    condition: Mapping[str, Json] | None = field(default_factory=dict)
    """title, expression, description: those that are set; None where they are not known."""
    exact: bool = False
    """Nobody else has the role: Terraform takes it from whomever the plan does not name."""


def of_member(seen: Side, links: Links) -> Iterator[Grant]:
    """Read an _iam_member resource."""
    yield _grant(seen.values, seen.unknown, seen.sensitive, [_member(seen, ("member",), links)])


def of_binding(seen: Side, links: Links) -> Iterator[Grant]:
    """Read an _iam_binding resource.

    It decides alone who has the role. Under a condition it is taken for one grant among others: an export
    tells conditions apart that look the same here.
    """
    found = _binding(seen, (), links)
    yield replace(found, exact=bool(found.role) and found.condition == {})


def of_policy(seen: Side, links: Links) -> Iterator[Grant] | None:
    """Read an _iam_policy resource; None where its document is not known."""
    text = seen.get("policy_data")
    if isinstance(text, str):
        return _document(text)
    if not is_marked(branch(seen.unknown, "policy_data")):
        return None
    source = links.resource(seen, ("policy_data",))
    if source is None or source.type != POLICY_DOCUMENT:
        return None
    document = side(source, seen.phase)
    blocks = document.get("binding")
    if not isinstance(blocks, list) or is_marked(branch(document.unknown, "binding")):
        return None
    return (_binding(document, ("binding", index), links) for index in range(len(blocks)))


def _document(text: str) -> Iterator[Grant] | None:
    try:
        policy = json.loads(text) if len(text) <= _MAX_TEXT else None
    except (ValueError, RecursionError):
        return None
    bindings = policy.get("bindings", []) if isinstance(policy, dict) else None
    if not isinstance(bindings, list):
        return None
    return (_known(binding) for binding in bindings if isinstance(binding, dict))


def _known(binding: Mapping[str, Json]) -> Grant:
    role, members, condition = binding.get("role"), binding.get("members"), binding.get("condition")
    texts = tuple(m for m in members if isinstance(m, str)) if isinstance(members, list) else ()
    return Grant(
        role if isinstance(role, str) else "", texts, condition if isinstance(condition, dict) else {}
    )


def _binding(seen: Side, path: Path, links: Links) -> Grant:
    """Read role, members and condition of a resource or of a block in it."""
    values, unknown, sensitive = seen.values, seen.unknown, seen.sensitive
    for step in path:
        values = values[step]  # type: ignore[index]  # a block that the caller found
        unknown, sensitive = branch(unknown, step), branch(sensitive, step)
    return _grant(values, unknown, sensitive, _members(seen, (*path, "members"), links))


def _members(seen: Side, path: Path, links: Links) -> list[str]:
    """Return the members of a binding; one without a name stands for those that are not known."""
    held = value_at(seen.values, path)
    if isinstance(held, list):
        return [_member(seen, (*path, index), links) for index in range(len(held))]
    if not marked(seen.unknown, path):
        return []
    told = links.elements(seen, path)
    return [""] if told is None else [one if isinstance(one, str) else _account(one) for one in told]


def _grant(values: Mapping[str, Json], unknown: Json, sensitive: Json, members: list[str]) -> Grant:
    role = "" if is_marked(branch(sensitive, "role")) else values.get("role")
    conditions = values.get("condition")
    condition = conditions[0] if isinstance(conditions, list) and conditions else {}
    marks = (branch(branch(tree, "condition"), 0) for tree in (unknown, sensitive))
    doubt = any(has_mark(mark) for mark in marks) or is_marked(branch(unknown, "condition"))
    set_ = condition.items() if isinstance(condition, Mapping) else ()
    known = {key: value for key, value in set_ if isinstance(value, str) and value}
    return Grant(role if isinstance(role, str) else "", tuple(members), None if doubt else known)


def _member(seen: Side, path: Path, links: Links) -> str:
    """Return one member; "" where the plan does not know it."""
    if marked(seen.sensitive, path):
        return ""
    value = value_at(seen.values, path)
    if isinstance(value, str):
        return value
    account = links.resource(seen, path) if marked(seen.unknown, path) else None
    return _account(account) if account else ""


def _account(account: Planned) -> str:
    """Return the member that a service account is which the plan makes; "" for anything else."""
    return f"serviceAccount:{segment('', account)}" if account.type == _ACCOUNT else ""
