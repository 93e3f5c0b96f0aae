import re
from dataclasses import replace

import pytest
from reports import (
    CDN_RULE,
    LOGGING_RULE,
    RULES,
    finding,
    report,
    sample_report,
)
from sarif_logs import sarif_rules, sarif_run

from lbpolicy.model import Remediation, Rule, Severity, Status


def test_a_rule_carries_what_code_scanning_needs() -> None:
    rule = sarif_rules(sample_report())[0]
    assert re.fullmatch(r"[A-Z]{1,8}(-?\d{1,6}){0,3}", rule["id"])
    assert rule["name"] == "CacheBehindGuard"
    assert rule["shortDescription"]["text"] == "A cache behind a guard."
    assert rule["fullDescription"]["text"] == (
        "A cache answers without asking the guard. Both on one service contradict each other."
    )
    assert rule["helpUri"] == "https://cloud.google.com/cdn/docs/overview"
    assert rule["defaultConfiguration"] == {"enabled": True, "level": "error"}
    assert rule["properties"] == {
        "tags": [
            "security",
            "backend-service",
            "CIS Google Cloud/3.9",
            "CIS Google Cloud/3.10",
            "overview#caching",
        ],
        "precision": "very-high",
        "problem.severity": "error",
        "severity": "high",
        "security-severity": "8.0",
    }
    assert "update NAME SCOPE --project=PROJECT" in rule["help"]["text"]
    assert '```hcl\nresource "x" "y" {' in rule["help"]["markdown"]


@pytest.mark.parametrize(
    ("severity", "security"),
    [
        (Severity.CRITICAL, "9.5"),
        (Severity.HIGH, "8.0"),
        (Severity.MEDIUM, "5.5"),
        (Severity.LOW, "2.5"),
        (Severity.INFO, None),
    ],
)
def test_security_severity_has_the_bands_of_the_catalogue(severity: Severity, security: str | None) -> None:
    rule = sarif_rules(report(catalogue=(replace(CDN_RULE, severity=severity),)))[0]
    assert rule["properties"].get("security-severity") == security


def test_a_rule_without_links_points_to_the_catalogue() -> None:
    rule = sarif_rules(report(catalogue=(LOGGING_RULE,)))[0]
    assert rule["helpUri"] == "https://github.com/lbpolicy/lbpolicy#rules"


def test_rules_do_not_depend_on_the_data() -> None:
    assert sarif_run(sample_report())["tool"] == sarif_run(report())["tool"]


def test_github_takes_ten_tags() -> None:
    many: Rule = replace(CDN_RULE, frameworks={"F": tuple(str(n) for n in range(20))})
    generic = sarif_rules(report(catalogue=(many,)))[0]["properties"]["tags"]
    github = sarif_rules(report(catalogue=(many,)), "github")[0]["properties"]["tags"]
    assert len(generic) == 23
    assert github == generic[:10]


def test_a_fence_in_a_remedy_does_not_break_out() -> None:
    [subject] = CDN_RULE.subjects
    remedy = replace(subject.remediation, terraform="a\n```\nb")
    changed = replace(CDN_RULE, subjects=(replace(subject, remediation=remedy),))
    [rule] = sarif_rules(report(catalogue=(changed,)))
    assert "````hcl\na\n```\nb\n````" in rule["help"]["markdown"]


def test_a_rule_for_two_kinds_says_how_to_mend_each() -> None:
    [subject] = CDN_RULE.subjects
    twin = replace(subject, kind="url_map", remediation=Remediation("Mend the map.", "gcloud maps"))
    [rule] = sarif_rules(report(catalogue=(replace(CDN_RULE, subjects=(subject, twin)),)))
    for text in rule["help"].values():
        assert "Turn the cache off." in text
        assert "Mend the map." in text
    assert {"backend-service", "url-map"} <= set(rule["properties"]["tags"])


@pytest.mark.parametrize(
    ("version", "semantic"),
    [("0.1.0", "0.1.0"), ("1.2.3rc1", "1.2.3-rc1"), ("1.2.3.dev4+local", "1.2.3-dev4"), ("odd", None)],
)
def test_the_semantic_version_is_one(version: str, semantic: str | None) -> None:
    driver = sarif_run(report(), version=version)["tool"]["driver"]
    assert driver["version"] == version
    assert driver.get("semanticVersion") == semantic
    assert len(driver["name"].split()) <= 3


def test_every_rule_is_listed_even_without_results() -> None:
    assert [one["id"] for one in sarif_rules(report())] == [rule.id for rule in RULES]
    assert sarif_run(report([finding(status=Status.PASS)]))["results"][0]["kind"] == "pass"
