"""What Terraform keeps in parts is judged together with what an export says of the rest."""

import copy
from pathlib import Path

import pytest
from architecture.mutation import clean

from lbpolicy.model import Report

from . import judging

PLAN = judging.PLANS / "vm_two_regions_firewall_policy.json"
PROBES = ["130.211.0.0/22", "35.191.0.0/16"]


def live(folder: Path, *rules: tuple[int, str]) -> Path:
    """Export the architecture with a firewall policy in place of its firewall rule."""
    records = copy.deepcopy(clean("vm_two_regions").records)
    (network,) = (one for one in records if one["asset_type"].endswith("/Network"))
    (firewall,) = (one for one in records if one["asset_type"].endswith("/Firewall"))
    elsewhere = copy.deepcopy(firewall)
    elsewhere["name"] += "-elsewhere"
    elsewhere["resource"]["data"] |= {"direction": "EGRESS", "name": "elsewhere"}
    firewall["name"] = network["name"].replace("networks/lb-network", "firewallPolicies/lb-policy")
    firewall["asset_type"] = "compute.googleapis.com/FirewallPolicy"
    layers = [{"ipProtocol": "tcp", "ports": ["8443"]}]
    match = {"srcIpRanges": PROBES, "layer4Configs": layers}
    firewall["resource"]["data"] = {
        "name": "lb-policy",
        "associations": [
            {"name": "lb-association", "attachmentTarget": network["resource"]["data"]["selfLink"]}
        ],
        "rules": [
            {"priority": number, "action": action, "direction": "INGRESS", "match": match}
            for number, action in rules
        ],
    }
    return judging.write(folder / "live.ndjson", [*records, elsewhere])


def firewall_findings(report: Report) -> set[tuple[str, str | None]]:
    return {
        (str(one.outcome.status), one.change)
        for one in report.findings
        if one.outcome.rule in {"LB601", "LB602"} and str(one.outcome.status) != "pass"
    }


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ([(1000, "allow")], {("fail", "introduced")}),
        ([(400, "allow"), (1000, "allow")], set()),
        ([(400, "deny"), (1000, "allow")], {("fail", "kept")}),
    ],
)
def test_a_rule_of_a_firewall_policy_counts_among_those_that_are_live(
    tmp_path: Path, rules: list[tuple[int, str]], found: set[tuple[str, str]]
) -> None:
    report = judging.judge(PLAN, live(tmp_path, *rules))
    assert report.complete
    assert firewall_findings(report) == found


def test_without_an_export_the_rest_of_the_policy_is_left_open() -> None:
    assert {status for status, _ in firewall_findings(judging.judge(PLAN))} == {"review"}
