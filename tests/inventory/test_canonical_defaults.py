"""Canonical form: documented defaults, and what a plan does not know."""

from typing import Any

import pytest

from lbpolicy.inventory.canonical import NotCanonicalError, complete, tidy
from lbpolicy.inventory.types import (
    BACKEND_SERVICE,
    CERTIFICATE,
    FORWARDING_RULE,
    SSL_POLICY,
    TARGET_HTTP_PROXY,
    TARGET_HTTPS_PROXY,
    URL_MAP,
    AssetType,
)

DEFAULTS = {
    "protocol": "HTTP",
    "timeoutSec": 30,
    "loadBalancingScheme": "EXTERNAL",
    "sessionAffinity": "NONE",
    "enableCDN": False,
    "iap": {"enabled": False},
    "logConfig": {"enable": False},
    "backends": [],
    "healthChecks": [],
}


def canonical(kind: AssetType, data: Any, unknown: tuple[str, ...] = ()) -> dict[str, Any]:
    return complete(kind, tidy(kind, data), unknown)


def test_defaults_of_a_backend_service() -> None:
    assert canonical(BACKEND_SERVICE, {}) == DEFAULTS


@pytest.mark.parametrize(
    ("kind", "defaults"),
    [
        (FORWARDING_RULE, {"networkTier": "PREMIUM", "loadBalancingScheme": "EXTERNAL", "IPProtocol": "TCP"}),
        (SSL_POLICY, {"profile": "COMPATIBLE", "minTlsVersion": "TLS_1_0"}),
        (TARGET_HTTPS_PROXY, {"quicOverride": "NONE", "sslCertificates": []}),
        (URL_MAP, {"hostRules": [], "pathMatchers": []}),
        (TARGET_HTTP_PROXY, {}),
        (CERTIFICATE, {}),
    ],
)
def test_defaults(kind: AssetType, defaults: dict[str, Any]) -> None:
    assert canonical(kind, {}) == defaults
    assert canonical(kind, dict.fromkeys(defaults)) == defaults
    assert canonical(kind, dict.fromkeys(defaults, "")) == defaults
    assert canonical(kind, dict.fromkeys(defaults, "set")) == dict.fromkeys(defaults, "set")


def test_a_set_value_is_kept_also_when_it_is_false_or_zero() -> None:
    said = {"timeoutSec": 0, "iap": {"enabled": True}, "logConfig": {"enable": True, "sampleRate": 0}}
    made = canonical(BACKEND_SERVICE, said)
    assert (made["timeoutSec"], made["iap"], made["logConfig"]) == (0, said["iap"], said["logConfig"])


def test_the_sample_rate_has_a_default_only_where_logging_is_on() -> None:
    assert canonical(BACKEND_SERVICE, {"logConfig": {"enable": True}})["logConfig"]["sampleRate"] == 1
    assert "sampleRate" not in canonical(BACKEND_SERVICE, {"logConfig": {"enable": False}})["logConfig"]


def test_defaults_of_each_backend() -> None:
    backends = [{"group": "g"}, {"group": "h", "capacityScaler": 0.0, "balancingMode": "RATE"}]
    assert canonical(BACKEND_SERVICE, {"backends": backends})["backends"] == [
        {"group": "g", "balancingMode": "UTILIZATION", "capacityScaler": 1},
        {"group": "h", "balancingMode": "RATE", "capacityScaler": 0},
    ]


@pytest.mark.parametrize(
    ("unknown", "absent"),
    [
        ("/protocol", "protocol"),
        ("/iap", "iap"),
        ("/iap/enabled", "iap"),
        ("/backends", "backends"),
        ("/healthChecks", "healthChecks"),
        ("", "protocol"),
    ],
)
def test_what_a_plan_does_not_know_gets_no_default(unknown: str, absent: str) -> None:
    assert absent not in canonical(BACKEND_SERVICE, {}, (unknown,))


def test_what_a_plan_does_not_know_of_one_backend() -> None:
    pointers = ("/backends/1/balancingMode", "/backends/2", "/backends/10")
    made = canonical(BACKEND_SERVICE, {"backends": [{}, {}, {}]}, pointers)["backends"]
    assert made == [
        {"balancingMode": "UTILIZATION", "capacityScaler": 1},
        {"capacityScaler": 1},
        {},
    ]


def test_an_unknown_neighbour_does_not_take_the_default_away() -> None:
    unknown = ("/protocolx", "/iap/oauth2ClientId")
    assert canonical(BACKEND_SERVICE, {}, unknown) == DEFAULTS


def test_defaults_are_not_shared() -> None:
    canonical(BACKEND_SERVICE, {})["backends"].append("x")
    assert canonical(BACKEND_SERVICE, {})["backends"] == []


WRONG: list[Any] = ["x", 5, True, [], {}, ["x"], {"x": 1}, [{"x": 1}], 1.5]


@pytest.mark.parametrize("attribute", sorted(set(DEFAULTS) - {"iap"}))
@pytest.mark.parametrize("value", WRONG, ids=repr)
def test_a_value_of_the_wrong_type_is_kept_for_the_schema_to_name(attribute: str, value: Any) -> None:
    made = canonical(BACKEND_SERVICE, {attribute: value})
    assert made[attribute] == value or isinstance(value, dict | list)
    assert {**made, attribute: 0} == {**DEFAULTS, attribute: 0}


@pytest.mark.parametrize("iap", [[], "x", 5, True, {"enabled": "maybe"}, {"enabled": 1}, {"enabled": []}])
def test_an_iap_setting_that_cannot_be_read_is_not_guessed(iap: Any) -> None:
    with pytest.raises(NotCanonicalError, match="iap"):
        canonical(BACKEND_SERVICE, {"iap": iap})


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("false", False), ("True", True), ("FALSE", False)]
)
def test_switches_written_as_text_are_switches(*, text: str, value: bool) -> None:
    made = canonical(BACKEND_SERVICE, {"iap": {"enabled": text}, "enableCDN": text})
    assert made["iap"]["enabled"] is value
    assert made["enableCDN"] is value
