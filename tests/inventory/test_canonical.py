"""Canonical form: old names, empty values, numbers, defaults, secrets, and data of the wrong shape."""

import json
from pathlib import Path
from typing import Any

import pytest
from inventory_records import inventory

from lbpolicy.inventory.canonical import MAX_DEPTH, NotCanonicalError, complete, tidy
from lbpolicy.inventory.types import (
    ADDRESS,
    BACKEND_BUCKET,
    BACKEND_SERVICE,
    CERTIFICATE,
    FIREWALL,
    FORWARDING_RULE,
    INSTANCE_GROUP,
    INSTANCE_TEMPLATE,
    SSL_CERTIFICATE,
    SSL_POLICY,
    TARGET_HTTP_PROXY,
    TARGET_HTTPS_PROXY,
    URL_MAP,
    AssetType,
    wanted,
)
from lbpolicy.model import Asset, Origin

FORSETI = Path(__file__).resolve().parents[2] / ".." / "shared" / "fixtures" / "forseti"


def canonical(kind: AssetType, data: Any, unknown: tuple[str, ...] = ()) -> dict[str, Any]:
    return complete(kind, tidy(kind, data), unknown)


OLD_AND_NEW: list[tuple[AssetType, Any, Any]] = [
    (
        BACKEND_SERVICE,
        {
            "backend": [{"resourceGroup": "g", "balancingMode": "RATE"}],
            "serviceProtocol": "HTTPS",
            "enableCdn": True,
            "healthCheck": ["hc"],
        },
        {
            "backends": [{"group": "g", "balancingMode": "RATE"}],
            "protocol": "HTTPS",
            "enableCDN": True,
            "healthChecks": ["hc"],
        },
    ),
    (
        FORWARDING_RULE,
        {"ipAddress": "203.0.113.1", "ipProtocol": "TCP"},
        {"IPAddress": "203.0.113.1", "IPProtocol": "TCP"},
    ),
    (FORWARDING_RULE, {"port": ["80"]}, {"ports": ["80"]}),
    (TARGET_HTTPS_PROXY, {"sslCertificate": ["c"]}, {"sslCertificates": ["c"]}),
    (
        URL_MAP,
        {
            "hostRule": [{"host": ["a.example.com"], "pathMatcher": "m"}],
            "pathMatcher": [{"name": "m", "pathRule": [{"path": ["/x"], "service": "s"}]}],
            "test": [{"host": "a.example.com", "path": "/x", "service": "s"}],
        },
        {
            "hostRules": [{"hosts": ["a.example.com"], "pathMatcher": "m"}],
            "pathMatchers": [{"name": "m", "pathRules": [{"paths": ["/x"], "service": "s"}]}],
            "tests": [{"host": "a.example.com", "path": "/x", "service": "s"}],
        },
    ),
    (
        SSL_POLICY,
        {"customFeature": ["A"], "enabledFeature": ["A"]},
        {"customFeatures": ["A"], "enabledFeatures": ["A"]},
    ),
    (SSL_CERTIFICATE, {"subjectAlternativeName": ["a"]}, {"subjectAlternativeNames": ["a"]}),
    (ADDRESS, {"user": ["u"]}, {"users": ["u"]}),
    (
        INSTANCE_GROUP,
        {"namedPort": [{"name": "http", "port": 80}]},
        {"namedPorts": [{"name": "http", "port": 80}]},
    ),
    (
        INSTANCE_TEMPLATE,
        {"properties": {"tags": {"item": ["web"]}, "serviceAccount": [{"email": "e"}]}},
        {"properties": {"tags": {"items": ["web"]}, "serviceAccounts": [{"email": "e"}]}},
    ),
    (
        FIREWALL,
        {
            "allowed": [{"ipProtocol": "tcp", "port": ["80"]}],
            "sourceRange": ["0.0.0.0/0"],
            "sourceTag": ["a"],
            "targetTag": ["b"],
            "targetServiceAccount": ["c"],
            "sourceServiceAccount": ["d"],
            "destinationRange": ["10.0.0.0/8"],
        },
        {
            "allowed": [{"IPProtocol": "tcp", "ports": ["80"]}],
            "sourceRanges": ["0.0.0.0/0"],
            "sourceTags": ["a"],
            "targetTags": ["b"],
            "targetServiceAccounts": ["c"],
            "sourceServiceAccounts": ["d"],
            "destinationRanges": ["10.0.0.0/8"],
        },
    ),
]


@pytest.mark.parametrize(("kind", "old", "new"), OLD_AND_NEW, ids=lambda case: getattr(case, "name", ""))
def test_old_names(kind: AssetType, old: Any, new: Any) -> None:
    made = canonical(kind, old)
    assert made == canonical(kind, new)
    assert made.keys() >= new.keys()


def test_an_old_name_of_a_list_that_is_today_the_name_of_a_text_is_kept() -> None:
    rules = [{"hosts": ["a.example.com"], "pathMatcher": "m"}]
    tests = [{"host": "a.example.com", "path": "/x", "service": "s"}]
    made = canonical(URL_MAP, {"hostRules": rules, "tests": tests})
    assert (made["hostRules"], made["tests"]) == (rules, tests)


def test_the_name_of_today_wins_over_the_old_one() -> None:
    both = {"backend": [], "backends": [{"group": "g"}], "healthCheck": None, "healthChecks": ["hc"]}
    assert canonical(BACKEND_SERVICE, both)["backends"][0]["group"] == "g"
    assert canonical(BACKEND_SERVICE, dict(reversed(both.items())))["backends"][0]["group"] == "g"
    assert (
        canonical(BACKEND_SERVICE, {"backends": None, "backend": [{"group": "g"}]})["backends"][0]["group"]
        == "g"
    )


def test_the_name_of_today_is_kept_where_it_was_never_another() -> None:
    assert canonical(BACKEND_BUCKET, {"enableCdn": True}) == {"enableCdn": True}


def load(file: str) -> list[Asset]:
    lines = (FORSETI / file).read_text().splitlines()
    records = [json.loads(line) for line in lines]
    return [
        Asset(r["name"], r["asset_type"], Origin(file, n), (r.get("resource") or {}).get("data"))
        for n, r in enumerate(records, 1)
        if r["asset_type"] in wanted()
    ]


@pytest.mark.skipif(not FORSETI.is_dir(), reason="the shared fixtures are not here")
def test_two_dumps_of_old_and_new_names_are_one_inventory() -> None:
    new = inventory(load("mock_cai_resources.dump"))
    old = inventory(load("mock_cai_resources.pre-2019-10-old-field-names.dump"))
    assert len(new.assets) > 30
    assert {name: asset.resource for name, asset in new.assets.items()} == {
        name: asset.resource for name, asset in old.assets.items()
    }


def test_nulls_and_empty_strings_are_gone_and_the_rest_is_kept() -> None:
    data: dict[str, Any] = {"a": None, "b": "", "c": {"d": None, "e": [None, "", 0, False, {}]}, "f": " "}
    assert tidy(TARGET_HTTP_PROXY, data) == {"c": {"e": ["", 0, False, {}]}, "f": " "}


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (300.0, "300"),
        (0.0, "0"),
        (-5.0, "-5"),
        (0.8, "0.8"),
        (2.0**53, "9007199254740992"),
        (1e300, "1e+300"),
        (8123456789012345678, "8123456789012345678"),
        (True, "true"),
    ],
)
def test_whole_floats_are_integers_as_long_as_they_are_exact(number: float, written: str) -> None:
    assert json.dumps(tidy(TARGET_HTTP_PROXY, {"n": number})["n"]) == written


@pytest.mark.parametrize(
    "secret", ["oauth2ClientSecret", "oauth2ClientSecretSha256", "privateKey", "pemPrivateKey", "accessKey"]
)
def test_secrets_are_gone_at_any_depth(secret: str) -> None:
    data: Any = {secret: "hush"}
    for level in range(20):
        data = [data, {secret: ["hush"]}] if level % 2 else {"x": data, secret: {"y": "hush"}}
    for kind in (BACKEND_SERVICE, CERTIFICATE, SSL_CERTIFICATE, TARGET_HTTP_PROXY):
        assert "hush" not in json.dumps(canonical(kind, {"a": data, secret: "hush"}))


def test_the_input_is_not_changed() -> None:
    data = {"backend": [{"resourceGroup": "g", "x": None}], "timeoutSec": 30.0}
    before = json.dumps(data)
    canonical(BACKEND_SERVICE, data)
    assert json.dumps(data) == before


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 1000, 100_000])
def test_data_that_nests_too_deeply(depth: int) -> None:
    bomb: Any = {}
    for _ in range(depth):
        bomb = {"a": bomb}
    with pytest.raises(NotCanonicalError, match="nests more than"):
        tidy(URL_MAP, bomb)


def test_data_that_nests_as_deeply_as_it_may() -> None:
    data: Any = "x"
    for _ in range(MAX_DEPTH):
        data = [data]
    assert tidy(URL_MAP, {"a": data[0]}) == {"a": data[0]}


@pytest.mark.parametrize("data", [None, [], "x", 5, True, [{"name": "x"}]])
def test_data_that_is_no_object(data: Any) -> None:
    with pytest.raises(NotCanonicalError, match="not an object"):
        tidy(URL_MAP, data)
