import json

import pytest
from provider_coverage import WANTED, attributes
from provider_typings import TABLE

_TABLE = json.loads(TABLE.read_text(encoding="utf-8"))
_NOT_IN_THE_TYPINGS = {
    "google_compute_region_backend_bucket",  # newer than they are
    "google_compute_region_instance_group",  # a data source
}


def test_every_converted_type_is_in_the_table() -> None:
    assert WANTED - set(_TABLE) == _NOT_IN_THE_TYPINGS


@pytest.mark.parametrize("terraform", sorted(_TABLE))
def test_every_attribute_is_converted_or_left_out_for_a_reason(terraform: str) -> None:
    unexplained = [a.terraform for a in attributes(terraform) if not a.api and not a.reason]
    assert unexplained == []


def test_what_google_writes_in_its_own_way() -> None:
    converted = {
        f"{terraform.removeprefix('google_compute_')}.{a.terraform}": a.api
        for terraform in _TABLE
        for a in attributes(terraform)
    }
    expected = {
        "forwarding_rule.ip_address": "IPAddress",
        "forwarding_rule.ip_protocol": "IPProtocol",
        "backend_service.enable_cdn": "enableCDN",
        "backend_service.backend.max_rate_per_endpoint": "backends/maxRatePerEndpoint",
        "backend_service.connection_draining_timeout_sec": "connectionDraining/drainingTimeoutSec",
        "url_map.path_matcher.path_rule.url_redirect.host_redirect": (
            "pathMatchers/pathRules/urlRedirect/hostRedirect"
        ),
        "firewall.allow.protocol": "allowed/IPProtocol",
        "instance_group.named_port.port": "namedPorts/port",
        "instance_template.tags": "properties/tags/items",
        "network_firewall_policy_rule.match.layer4_configs.ip_protocol": "match/layer4Configs/ipProtocol",
        "network.network_firewall_policy_enforcement_order": "networkFirewallPolicyEnforcementOrder",
    }
    assert {name: converted[name] for name in expected} == expected


def test_no_secret_is_data() -> None:
    words = ("secret", "private_key", "password", "access_key")
    kept = [
        f"{terraform}.{a.terraform}"
        for terraform in _TABLE
        for a in attributes(terraform)
        if a.api and any(a.terraform.endswith(word) for word in words)
    ]
    assert kept == []
