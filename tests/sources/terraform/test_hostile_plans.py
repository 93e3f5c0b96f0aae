"""Plans with values of any type anywhere: nothing fails, and nothing that is marked as a secret gets out."""

import json
from random import Random
from typing import Any

import pytest
from conversion_plans import change, convert_all
from provider_typings import TABLE

_CANARY = "canary-91ce"
_TABLE: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
_OTHERS = {
    "google_cloud_run_v2_service_iam_member": ("name", "location", "role", "member", "condition"),
    "google_cloud_run_v2_service_iam_binding": ("name", "location", "role", "members", "condition"),
    "google_cloud_run_v2_service_iam_policy": ("name", "location", "policy_data"),
    "google_iap_web_region_backend_service_iam_binding": ("web_region_backend_service", "region", "members"),
    "google_project_iam_member": ("project", "role", "member", "condition"),
    "google_iam_policy": ("binding", "policy_data"),
    "google_compute_subnetwork": ("name", "region", "network"),
}
_ATTRIBUTES = {**_TABLE, **{name: dict.fromkeys(attributes) for name, attributes in _OTHERS.items()}}
_TEXTS = ("", "a", "projects/p/global/urlMaps/x", "//x", "a/b?c#d", '{"bindings":[{"role":1,"members":[1]}]}')
_KEYS = ("name", "group", "enabled", "annotations", "network", "members", "role", "version")


class _Chaos:
    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - tests want the same numbers each time

    def _often(self, share: float) -> bool:
        return self._random.random() < share

    def junk(self, depth: int = 0) -> Any:
        """Return JSON of any type."""
        one = self._random.choice
        kind = one(("null", "bool", "number", "text", "list", "list", "object", "object"))
        if kind == "list" and depth < 4:
            return [self.junk(depth + 1) for _ in range(self._random.randrange(3))]
        if kind == "object" and depth < 4:
            return {one(_KEYS): self.junk(depth + 1) for _ in range(self._random.randrange(3))}
        return {"bool": one((True, False)), "number": one((0, 1, -1, 3.5, 2**62)), "text": one(_TEXTS)}.get(
            kind
        )

    def value(self, tree: Any) -> Any:
        """Return a value for an attribute or block: mostly of the right type."""
        if self._often(0.25):
            return self.junk()
        if tree:
            return [self.values(tree) for _ in range(self._random.randrange(3))]
        return self._random.choice(("x", "projects/p/global/urlMaps/n1", True, 1, 0, None, ["x", None]))

    def values(self, tree: dict[str, Any]) -> dict[str, Any]:
        """Return values for some attributes."""
        return {name: self.value(below) for name, below in tree.items() if self._often(0.6)}

    def marks(self, value: Any) -> Any:
        """Return a tree of marks for a value, not always of its shape."""
        if self._often(0.15):
            return True
        if self._often(0.1):
            return self.junk()
        if isinstance(value, dict):
            return {name: self.marks(inner) for name, inner in value.items()}
        return [self.marks(inner) for inner in value] if isinstance(value, list) else False

    def change(self, number: int) -> dict[str, Any]:
        """Return a change with secrets where it marks some."""
        type_ = self._random.choice(sorted(_ATTRIBUTES))
        before, after = self.values(_ATTRIBUTES[type_]), self.values(_ATTRIBUTES[type_])
        if self._often(0.7):
            before["name"] = after["name"] = f"n{number}"
        action = self._random.choice(("create", "update", "delete", "no-op"))
        old, new = self.marks(before), self.marks(after)
        made = change(
            type_,
            None if action == "delete" else _with_canaries(after, new),
            before=None if action == "create" else _with_canaries(before, old),
            name=f"r{number}",
            mode=self._random.choice(("managed", "managed", "data")),
            actions=[action],
        )
        made["change"] |= {
            "after_sensitive": new,
            "before_sensitive": old,
            "after_unknown": self.marks(after),
        }
        return made


def _with_canaries(value: Any, marks: Any) -> Any:
    """Return a value with a canary in each text that is marked."""
    if isinstance(value, dict):
        return {
            name: _with_canaries(inner, marks if marks is True else _branch(marks, name))
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [
            _with_canaries(inner, marks if marks is True else _branch(marks, index))
            for index, inner in enumerate(value)
        ]
    return f"{_CANARY}/{value}" if marks is True and isinstance(value, str) else value


def _branch(marks: Any, key: Any) -> Any:
    if isinstance(marks, dict):
        return marks.get(key)
    return marks[key] if isinstance(marks, list) and isinstance(key, int) and key < len(marks) else None


@pytest.mark.parametrize("seed", range(150))
def test_hostile_plans(seed: int) -> None:
    chaos = _Chaos(seed)
    notes: list[Any] = []
    found = convert_all(*(chaos.change(number) for number in range(6)), notes=notes)
    for asset in found:
        json.dumps([asset.data, asset.iam_policy])
        assert asset.name.startswith("//")
        assert all(pointer.startswith("/") for pointer in asset.unknown)
    assert _CANARY not in repr(found)
    assert _CANARY not in repr(notes)
