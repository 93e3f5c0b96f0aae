import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from validator_judgements import JUDGEMENTS, judge

from lbpolicy.model import Asset
from lbpolicy.sources.terraform.assets import assets
from lbpolicy.sources.terraform.documents.plan import read
from lbpolicy.sources.terraform.resolve.resolver import Resolver

_FOLDER = Path(__file__).resolve().parents[4] / "shared" / "fixtures" / "terraform-validator"
_PLANS = sorted(_FOLDER.glob("*.tfplan.json"))
_ANY_PROJECT = re.compile(r"/projects/[^/]+/")

pytestmark = pytest.mark.skipif(not _PLANS, reason="../shared/fixtures/terraform-validator is not there")


def _ours(path: Path) -> list[Asset]:
    plan = read(json.loads(path.read_bytes()))
    return list(assets(plan, Resolver(plan, None), path.name, lambda _: None))


def _alike(name: str) -> str:
    return _ANY_PROJECT.sub("/projects/*/", name)


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _flat(inner, f"{path}/{key}")
    else:
        yield path, value


def _differences(path: Path) -> Iterator[tuple[str, Any, Any]]:
    """Yield place, Google's value and ours."""
    expected = {_alike(e["name"]): e for e in json.loads((path.parent / f"{_name(path)}.json").read_bytes())}
    found: dict[str, list[Asset]] = {}
    for asset in _ours(path):
        found.setdefault(_alike(asset.name), []).append(asset)
    for name in sorted({*expected, *found}):
        wanted, ours = expected.get(name), found.get(name, [])
        if wanted is None or not ours:
            yield (wanted["asset_type"] if wanted else ours[0].type), wanted, ours
            continue
        yield from _of_asset(wanted, ours)


def _of_asset(wanted: dict[str, Any], ours: list[Asset]) -> Iterator[tuple[str, Any, Any]]:
    kind = ours[0].type
    data = next((asset.data for asset in ours if asset.data is not None), {})
    policy = next((asset.iam_policy for asset in ours if asset.iam_policy is not None), None)
    assert wanted["asset_type"] == kind
    if wanted["name"] != ours[0].name:
        yield f"{kind} name", wanted["name"], ours[0].name
    theirs, mine = dict(_flat(wanted.get("resource", {}).get("data") or {})), dict(_flat(data))
    for pointer in sorted({*theirs, *mine}):
        if theirs.get(pointer) != mine.get(pointer):
            yield f"{kind}{pointer}", theirs.get(pointer), mine.get(pointer)
    if wanted.get("iam_policy") != policy:
        yield f"{kind} policy", wanted.get("iam_policy"), policy


def _name(path: Path) -> str:
    return path.name.removesuffix(".tfplan.json")


def test_there_are_19() -> None:
    assert len(_PLANS) == 19


@pytest.mark.parametrize("path", _PLANS, ids=_name)
def test_every_difference_is_judged(path: Path) -> None:
    unjudged = [place for place in _differences(path) if judge(_name(path), place[0]) is None]
    assert unjudged == []


def test_every_judgement_is_of_a_difference() -> None:
    used = {judge(_name(path), where) for path in _PLANS for where, _, _ in _differences(path)}
    assert [j for j in JUDGEMENTS if j not in used] == []


def test_what_google_expects_of_iam_is_what_we_have() -> None:
    policies = {
        _name(path): [a.iam_policy for a in _ours(path) if a.iam_policy is not None] for path in _PLANS
    }
    for kind, role in (("binding", "viewer"), ("member", "viewer"), ("policy", "editor")):
        assert policies[f"example_cloud_run_service_iam_{kind}"] == [
            {"bindings": [{"role": f"roles/{role}", "members": ["user:jane@example.com"]}]}
        ]
