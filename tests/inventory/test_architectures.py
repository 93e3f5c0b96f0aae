"""Clean load balancers whole: what the links of their frontends lead to."""

import json
from typing import Any

import pytest
from inventory_records import NOW, inventory, short, states, violations

from examples.architectures import CLEAN
from examples.architectures.organization import organization
from examples.architectures.records import Record
from examples.architectures.stacks import SHOP
from lbpolicy.inventory import SubjectBuilder
from lbpolicy.model import Asset, Origin


def as_asset(record: Record) -> Asset:
    resource = record.get("resource")
    return Asset(
        name=record["name"],
        type=record["asset_type"],
        data=resource["data"] if resource else None,
        ancestors=tuple(record["ancestors"]),
        origin=Origin("export.ndjson", 1),
        iam_policy=record.get("iam_policy"),
    )


def documents(architecture: str, kind: str) -> list[dict[str, Any]]:
    """Return the subjects of a kind in a clean architecture; all of them follow the schema."""
    ready = inventory(as_asset(record) for record in [*CLEAN[architecture](), *organization(SHOP)])
    subjects = list(SubjectBuilder(ready, NOW).subjects())
    found = [(subject.kind, json.loads(subject.document)) for subject in subjects]
    assert [v for _, document in found for v in violations(document)] == []
    return [document for of, document in found if of == kind]


@pytest.mark.parametrize("architecture", CLEAN)
def test_every_external_frontend_has_a_reserved_address(architecture: str) -> None:
    rules = documents(architecture, "forwarding_rule")
    assert rules
    for rule in rules:
        expected = "unexported" if architecture == "internal_tiers" else "resolved"
        assert rule["links"]["address"]["state"] == expected


def test_an_ipv6_frontend() -> None:
    rules = documents("vm_two_regions", "forwarding_rule")
    found = {rule["resource"]["name"]: short([rule["links"]["address"]])[0] for rule in rules}
    assert found == {
        "site-https-rule": "site-address",
        "site-http-rule": "site-address",
        "site-https6-rule": "site-address6",
    }


def test_a_certificate_map() -> None:
    (proxy,) = documents("grpc_http2", "target_https_proxy")
    (link,) = proxy["links"]["map_certificates"]
    assert (link["state"], link["hostname"], link["facts"]["names"]) == ("resolved", "", ["rpc.example.com"])
    assert proxy["links"]["ssl_certificates"] == []


@pytest.mark.parametrize("architecture", CLEAN)
def test_every_certificate_says_for_whom_and_until_when(architecture: str) -> None:
    for proxy in documents(architecture, "target_https_proxy"):
        links = proxy["links"]["ssl_certificates"] + proxy["links"]["map_certificates"]
        assert set(states(links)) == {"resolved"}
        for link in links:
            assert link["facts"].keys() >= {"managed", "names", "not_after", "expires_in_days"}


def test_a_bucket() -> None:
    (bucket,) = documents("content_based_bucket", "backend_bucket")
    assert bucket["links"]["bucket"]["state"] == "resolved"
