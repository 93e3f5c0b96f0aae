import re

import pytest

from lbpolicy import resources
from lbpolicy.policy import load
from lbpolicy.policy.families import FAMILIES, family_of


@pytest.mark.parametrize(
    ("rule_id", "key"),
    [
        ("LB101", "frontends"),
        ("LB299", "tls"),
        ("LB300", "routing"),
        ("LB425", "backends"),
        ("LB507", "serverless"),
        ("LB602", "network"),
    ],
)
def test_an_id_tells_the_family(rule_id: str, key: str) -> None:
    assert family_of(rule_id) is FAMILIES[key]


@pytest.mark.parametrize(
    "rule_id", ["ACME-1", "LB", "LB4", "LB42", "LB4210", "LB-401", "lb401", "LB4¹²", "LB701", ""]
)
def test_other_ids_have_none(rule_id: str) -> None:
    assert family_of(rule_id) is None


def test_every_rule_that_is_shipped_has_a_family() -> None:
    assert [r.id for r in load([resources.folder("policies")]).rules if family_of(r.id) is None] == []


def test_keys_and_prefixes() -> None:
    assert [family.prefix for family in FAMILIES.values()] == sorted({f.prefix for f in FAMILIES.values()})
    for key, family in FAMILIES.items():
        assert family.key == key
        assert re.fullmatch("[a-z]+", key)
        assert family.ids == family.prefix + "xx"
