"""Whatever JSON the assets hold, nothing is raised and every subject follows its schema."""

import json
from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inventory_records import (
    REGION,
    WORLD,
    asset,
    compute,
    inventory,
    policy,
    run_service,
    serverless,
    subjects,
)
from jsonschema_rs import Draft202012Validator

from lbpolicy.inventory.types import TYPES
from lbpolicy.model import Asset, Level, Notification
from lbpolicy.resources import folder

SCHEMA = Draft202012Validator(json.loads((folder("schemas") / "subject.schema.json").read_text()))
CRM = "cloudresourcemanager.googleapis.com"
NETWORK = f"{WORLD}/networks/n"
MANAGER = "//certificatemanager.googleapis.com/projects/p/locations/global"

TEXTS = st.sampled_from(
    [
        "",
        "x",
        "true",
        "EXTERNAL",
        "INTERNAL_MANAGED",
        "all-apis",
        '\0\n"\\',
        "half \ud800",
        "203.0.113.10",
        "2001:db8::/64",
        "2027-02-10T01:17:20.000-08:00",
        f"{WORLD}/addresses/a",
        f"{WORLD}/backendServices/web",
        f"{WORLD}/backendServices/7001",
        f"{WORLD}/urlMaps/web",
        f"{WORLD}/targetHttpsProxies/web",
        f"{REGION}/networkEndpointGroups/web",
        "global/healthChecks/hc",
        "//x",
    ]
)


def world() -> list[Asset]:
    """Return assets of every type, each with neighbours."""
    group, instances = (
        f"{REGION}/instanceGroups/g",
        {"network": NETWORK, "namedPorts": [{"name": "http", "port": 80}]},
    )
    vm = {"backends": [{"group": group}], "healthChecks": [f"{WORLD}/healthChecks/hc"]}
    manager = {"instanceGroup": group, "instanceTemplate": f"{WORLD}/instanceTemplates/t"}
    rule = {"network": NETWORK, "sourceRanges": ["130.211.0.0/22"], "allowed": [{"IPProtocol": "tcp"}]}
    layers = {"srcIpRanges": ["0.0.0.0/0"], "layer4Configs": [{"ipProtocol": "tcp"}]}
    rules = [{"priority": 1, "action": "allow", "match": layers}]
    project = {"projectId": "p", "projectNumber": "1041", "parent": {"type": "folder", "id": "4"}}
    entry = f"{MANAGER}/certificateMaps/m/certificateMapEntries/e"
    kind = "certificatemanager.googleapis.com/Certificate"
    both = [f"{MANAGER}/certificates/{name}" for name in "cd"]
    own = {"selfManaged": {"pemCertificate": "x"}, "sanDnsnames": ["a.example"]}
    managed = {"managed": {"domains": ["a.example"]}, "expireTime": "2027-02-10T09:17:20Z"}
    rule6, proxy = f"{WORLD}/forwardingRules/six", f"{WORLD}/targetHttpsProxies/mapped"
    return [
        *serverless(),
        compute(f"{WORLD}/backendServices/vm", vm),
        compute(group, instances),
        compute(f"{REGION}/instanceGroupManagers/g", manager),
        compute(f"{WORLD}/instanceTemplates/t", {"properties": {"tags": {"items": ["a"]}}}),
        compute(f"{WORLD}/healthChecks/hc", {"httpHealthCheck": {"port": 80}}),
        compute(f"{WORLD}/httpHealthChecks/hc", {"port": 80}),
        compute(NETWORK, {}),
        compute(f"{WORLD}/firewalls/f", rule),
        compute(
            f"{WORLD}/firewallPolicies/f", {"rules": rules, "associations": [{"attachmentTarget": NETWORK}]}
        ),
        compute(f"{WORLD}/backendBuckets/b", {"bucketName": "b"}),
        compute(f"{WORLD}/addresses/a", {"address": "2001:db8::", "prefixLength": 64, "users": [rule6]}),
        compute(rule6, {"IPAddress": "2001:db8::/96", "target": proxy}),
        compute(proxy, {"certificateMap": f"{MANAGER}/certificateMaps/m"}),
        compute(f"{REGION}/networkEndpointGroups/mask", {"cloudRun": {"urlMask": "x"}}),
        asset("//storage.googleapis.com/b", "storage.googleapis.com/Bucket", {"name": "b"}),
        asset(f"{MANAGER}/certificates/c", kind, own),
        asset(f"{MANAGER}/certificates/d", kind, managed),
        asset(f"{MANAGER}/certificateMaps/m", f"{kind}Map", {}),
        asset(entry, f"{kind}MapEntry", {"certificates": both, "hostname": "a.example"}),
        asset(f"//{CRM}/projects/1041", f"{CRM}/Project", project),
        asset(f"//{CRM}/folders/4", f"{CRM}/Folder", {"name": "folders/4", "parent": "organizations/5"}),
        asset(f"//{CRM}/organizations/5", f"{CRM}/Organization", {"name": "organizations/5"}),
        run_service("v2", {"ingress": "INGRESS_TRAFFIC_ALL"}),
        policy(f"//{CRM}/projects/1041", ("roles/owner", "user:a")),
        policy(
            "//iap.googleapis.com/projects/1041/iap_web/compute/services/7001",
            ("x", "allUsers"),
            kind="iap.googleapis.com/WebService",
        ),
    ]


WORLD_OF_ASSETS = world()


def keys_of(value: Any) -> set[str]:
    """Return the keys of all objects in a JSON value."""
    if isinstance(value, dict):
        return value.keys() | keys_of(list(value.values()))
    return set().union(*(keys_of(item) for item in value)) if isinstance(value, list) else set()


OLD_KEYS = {"backend", "customFeature", "healthCheck", "hostRule", "pathMatcher", "resourceGroup", "user"}
OTHER_KEYS = {"condition", "privateKey", "pathRules", "routeAction", "versions", "weightedBackendServices"}
KEYS = st.sampled_from(
    sorted(OLD_KEYS | OTHER_KEYS | keys_of([one.data or one.iam_policy for one in WORLD_OF_ASSETS]))
)
NUMBERS = st.sampled_from([0, 1, -1, 80, 1.0, 0.5, 1e300, 2**63, 2**64, -(2**70), float("nan"), float("inf")])
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def check(assets: list[Asset]) -> None:
    notes: list[Notification] = []
    ready = inventory(assets, notes)
    for subject in subjects(ready):
        assert SCHEMA.is_valid(orjson.loads(subject.document)), subject.document
    lost = [note for note in notes if note.code == "unusable-asset" and note.level is Level.ERROR]
    assert len(ready.assets) + len(lost) == len({one.name for one in assets if one.data is not None})


def mutated(draw: st.DrawFn, value: Any, depth: int = 0) -> Any:
    """Return the value with something in it replaced by any JSON."""
    if depth and draw(st.integers(0, 9)) == 0:
        return draw(JSON)
    if isinstance(value, dict):
        return {key: mutated(draw, item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [mutated(draw, item, depth + 1) for item in value]
    return value


@st.composite
def worlds(draw: st.DrawFn) -> list[Asset]:
    """Draw the world with some assets broken, in some order."""
    broken = draw(st.sets(st.integers(0, len(WORLD_OF_ASSETS) - 1), min_size=1, max_size=8))
    assets = list(WORLD_OF_ASSETS)
    for index in broken:
        one = assets[index]
        if one.iam_policy is not None:
            content = {"iam_policy": mutated(draw, one.iam_policy)}
        else:
            content = {"data": draw(JSON) if draw(st.booleans()) else mutated(draw, one.data)}
        assets[index] = asset(one.name, one.type, **content)
    return draw(st.permutations(assets)) if draw(st.booleans()) else assets


def test_the_world_has_an_asset_of_every_type() -> None:
    assert {one.type for one in WORLD_OF_ASSETS} >= {
        type_.name for type_ in TYPES if not type_.name.endswith("/HttpsHealthCheck")
    }
    notes: list[Notification] = []
    inventory(WORLD_OF_ASSETS, notes)
    assert notes == []


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_any_json_in_a_world(assets: list[Asset]) -> None:
    check(assets)


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(TYPES), JSON, JSON)
def test_any_json_alone(kind: Any, data: Any, grants: Any) -> None:
    name = f"//{kind.service}/projects/p/regions/europe-west1/{kind.collection}/x"
    check([asset(name, kind.name, data, iam_policy=grants)])


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(TYPES), st.text(min_size=1), st.lists(st.text(), max_size=3), st.text())
def test_any_name_any_ancestors_any_time(kind: Any, name: str, ancestors: list[str], time: str) -> None:
    check([asset(name, kind.name, {}, ancestors=tuple(ancestors), update_time=time), *serverless()])
