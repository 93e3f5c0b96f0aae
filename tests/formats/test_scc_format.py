import json
import re
from dataclasses import replace
from typing import Any

import pytest
from google.cloud.securitycenter_v2 import Finding as SccFinding
from plan_reports import plan_report
from reports import (
    API,
    CDN_RULE,
    LOGGING_RULE,
    WEB,
    broken_report,
    clean_report,
    finding,
    hostile_report,
    report,
    sample_report,
)
from settled_reports import IN_FILE, load_balancer, settled_report

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.formats.scc.words import category, compliances
from lbpolicy.model import Origin, Report, Severity, Status

KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,254}")


def lines(one: Report, **options: Any) -> list[dict[str, Any]]:
    text = b"".join(FORMATS["scc"].render(one, RenderOptions(**options)))
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(
    "one",
    [sample_report(), broken_report(), hostile_report(), plan_report(), settled_report(), clean_report()],
    ids=["sample", "broken", "hostile", "plan", "settled", "clean"],
)
def test_every_line_is_a_finding_as_google_defines_it(one: Report) -> None:
    failing = [f for f in one.findings if f.outcome.status is Status.FAIL]
    made = lines(one)
    assert len(made) == len(failing)
    for line, source in zip(made, failing, strict=True):
        parsed = SccFinding.from_json(json.dumps(line))  # fails on a field that there is not
        assert parsed.state is SccFinding.State.ACTIVE
        assert parsed.finding_class is SccFinding.FindingClass.MISCONFIGURATION
        assert re.fullmatch(r"[A-Z][A-Z0-9_]*", parsed.category)
        assert parsed.event_time.isoformat() == "2026-11-21T00:00:00+00:00"
        assert parsed.external_uri.startswith("https://")
        assert parsed.source_properties["finding_id"] == source.finding_id
        assert re.fullmatch("[a-z0-9]{1,32}", source.finding_id)
        assert all(KEY.fullmatch(key) for key in parsed.source_properties)
        assert all(isinstance(value, str) for value in parsed.source_properties.values())
        assert all(len(value) < 2100 for value in parsed.source_properties.values())


def test_fields_that_google_does_not_know_would_be_noticed() -> None:
    with pytest.raises(Exception, match="nonsense"):
        SccFinding.from_json('{"nonsense": 1}')


def test_a_finding_says_what_where_and_what_to_do() -> None:
    one = replace(report([finding()]), load_balancers=(load_balancer(),))
    (line,) = lines(one, version="1.2.3")
    properties = line.pop("sourceProperties")
    assert len(properties.pop("content_hash")) == 16
    assert line == {
        "resourceName": WEB.name,
        "state": "ACTIVE",
        "category": "CACHE_BEHIND_GUARD",
        "severity": "HIGH",
        "findingClass": "MISCONFIGURATION",
        "eventTime": "2026-11-21T00:00:00Z",
        "externalUri": "https://cloud.google.com/cdn/docs/overview",
        "compliances": [{"standard": "CIS Google Cloud", "ids": ["3.9", "3.10"]}],
        "loadBalancers": [{"name": load_balancer().name}],
        "description": "The cache is on behind the guard.\n\nA cache answers without asking the guard."
        " Both on one service contradict each other.",
        "nextSteps": "Turn the cache off.\n\ngcloud:\ngcloud compute backend-services update web --global"
        ' --project=acme-prod --no-enable-cdn\n\nTerraform:\nresource "x" "y" {\n  enable_cdn = false\n}'
        "\n\nExceptions: Static files that anybody may read.",
    }
    assert properties == {
        "tool": "lbpolicy",
        "lbpolicy_version": "1.2.3",
        "finding_id": finding().finding_id,
        "rule": "LB901",
        "rule_name": "CacheBehindGuard",
        "status": "fail",
        "lbpolicy_severity": "high",
        "precision": "very-high",
        "asset_type": "compute.googleapis.com/BackendService",
        "project": "acme-prod",
        "location": "global",
        "path": "/enableCDN",
        "message": "The cache is on behind the guard.",
        "evidence": '{"enableCDN":true,"iap.enabled":true}',
    }


def test_a_waived_finding_is_muted_and_says_who_answers_for_it() -> None:
    plain, waived = lines(report([finding(asset=API), replace(finding(), waiver=IN_FILE)]))
    assert "mute" not in plain
    assert waived["mute"] == "MUTED"
    properties = waived["sourceProperties"]
    assert properties["waiver_owner"] == "platform@acme.example"
    assert properties["waiver_expires"] == "2027-01-31"
    assert properties["waiver_ticket"] == "SEC-12"


def hashed(one: Report, **options: Any) -> str:
    (line,) = lines(one, **options)
    digest: str = line["sourceProperties"]["content_hash"]
    return digest


def test_the_hash_of_the_content_changes_with_what_a_finding_says_and_with_nothing_else() -> None:
    usual = hashed(report([finding()]))
    assert usual == hashed(replace(report([finding()]), evaluated_at="2026-12-01T00:00:00Z"))
    assert usual == hashed(report([finding()]), version="9.9.9")
    assert usual == hashed(report([finding(origin=Origin("part-2.ndjson", 99))]))
    assert usual == hashed(report([replace(finding(), baseline="new")]))
    others = [
        hashed(report([finding(message="Other words.")])),
        hashed(report([finding(evidence={"enableCDN": False})])),
        hashed(report([replace(finding(), severity=Severity.LOW)])),
        hashed(report([replace(finding(), waiver=IN_FILE)])),
        hashed(report([finding()], catalogue=(replace(CDN_RULE, description="Another reason."),))),
        hashed(replace(report([finding()]), load_balancers=(load_balancer(),))),
    ]
    assert len({usual, *others}) == 7


def test_what_is_below_low_is_low() -> None:
    (line,) = lines(report([finding(LOGGING_RULE, WEB)]))
    assert line["severity"] == "LOW"
    assert line["sourceProperties"]["lbpolicy_severity"] == "info"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("IapWithCdn", "IAP_WITH_CDN"),
        ("HttpsProxyMinTls12", "HTTPS_PROXY_MIN_TLS12"),
        ("Ipv6FrontendPremium", "IPV6_FRONTEND_PREMIUM"),
        ("HTTPSOnly", "HTTPS_ONLY"),
        ("DoubleIap", "DOUBLE_IAP"),
    ],
)
def test_the_category_is_the_name_of_the_rule_in_capitals(name: str, expected: str) -> None:
    assert category(replace(CDN_RULE, name=name)) == expected


@pytest.mark.parametrize(
    ("framework", "standard", "version"),
    [
        ("PCI DSS 4.0.1", "PCI DSS", "4.0.1"),
        ("ISO/IEC 27001:2022", "ISO/IEC 27001", "2022"),
        ("NIST SP 800-53", "NIST SP 800-53", None),
        ("NIST SP 800-53 Rev. 5", "NIST SP 800-53", "Rev. 5"),
        ("CIS Google Cloud", "CIS Google Cloud", None),
        ("CIS GCP v3.0.0", "CIS GCP", "3.0.0"),
    ],
)
def test_a_standard_and_its_version_are_told_apart(
    framework: str, standard: str, version: str | None
) -> None:
    (part,) = compliances(replace(CDN_RULE, frameworks={framework: ("1",)}))
    assert (part["standard"], part.get("version"), part["ids"]) == (standard, version, ["1"])
