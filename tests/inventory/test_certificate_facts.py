"""Facts of certificates: out of the PEM text, else out of what the API says."""

from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from ipaddress import ip_address
from typing import Any

import pytest
from certificate_records import NOW, certificate
from cryptography import x509
from inventory_records import MANAGER, WORLD, asset, compute, document, inventory, states, subjects

from lbpolicy.inventory import tls
from lbpolicy.inventory.certificate_facts import certificate_facts

CERTIFICATE = f"{WORLD}/sslCertificates/c"
HTTPS = f"{WORLD}/targetHttpsProxies/x"
MANAGED = f"{MANAGER}/certificates/m"
MANAGER_TYPE = "certificatemanager.googleapis.com/Certificate"
END = NOW + timedelta(days=10, hours=1)


@cache
def pem(*dns_names: str, subject: str = "shop.example.com") -> str:
    names = [x509.DNSName(name) for name in dns_names]
    return certificate(subject=(subject,) if subject else (), names=names or None, end=END)


def facts(
    data: dict[str, Any], unknown: tuple[str, ...] = (), evaluated_at: datetime = NOW
) -> dict[str, Any]:
    return certificate_facts(data, unknown, evaluated_at)


def names_of(data: dict[str, Any], *unknown: str) -> Any:
    return facts(data, unknown).get("names")


@pytest.mark.parametrize(
    "data",
    [
        {"certificate": ..., "type": "SELF_MANAGED"},
        {"selfManaged": {"certificate": ...}},
        {"pemCertificate": ...},
        {"selfManaged": {"pemCertificate": ...}},
    ],
)
def test_the_text_of_a_certificate(data: dict[str, Any]) -> None:
    text = pem("www.example.com", "example.com")
    filled = {
        key: text if value is ... else dict.fromkeys(value, text) if isinstance(value, dict) else value
        for key, value in data.items()
    }
    late = {"expireTime": "2040-01-01T00:00:00Z", "subjectAlternativeNames": ["other.example.com"]}
    found = facts(filled | late)
    assert [(c["dns_names"], c["expires_in_days"], c["self_signed"]) for c in found.pop("certificates")] == [
        (["example.com", "www.example.com"], 10, True)
    ]
    assert found == {
        "managed": False,
        "names": ["example.com", "www.example.com"],
        "not_after": "2026-12-01T01:00:00Z",
        "expires_in_days": 10,
    }


def test_the_first_of_a_chain_is_that_of_the_server() -> None:
    authority = certificate(subject=("Example CA",), end=NOW + timedelta(days=1))
    found = facts({"certificate": pem("a.example.com") + authority})
    assert (found["names"], found["expires_in_days"]) == (["a.example.com"], 10)
    assert len(found["certificates"]) == 2


@pytest.mark.parametrize(
    ("subject", "names"),
    [
        ("Shop.Example.com", ["shop.example.com"]),
        ("*.example.com", ["*.example.com"]),
        ("xn--bcher-kva.example", ["xn--bcher-kva.example"]),
        ("a_b.example.com.", ["a_b.example.com"]),
        ("Example CA", []),
        ("localhost", []),
        ("203.0.113.10", []),
        ("*.*.example.com", []),
        ("-a.example.com", []),
        ("a..example.com", []),
        ("", []),
    ],
)
def test_a_common_name_counts_where_it_can_be_that_of_a_host(subject: str, names: list[str]) -> None:
    assert names_of({"certificate": pem(subject=subject)}) == names
    assert names_of({"certificate": pem("a.example.com", subject=subject)}) == ["a.example.com"]


def test_a_certificate_for_an_ip_address() -> None:
    text = certificate(subject=("Device 7",), names=[x509.IPAddress(ip_address("203.0.113.7"))])
    found = facts({"certificate": text})
    assert (found["names"], found["certificates"][0]["ip_addresses"]) == ([], ["203.0.113.7"])


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ({"subjectAlternativeNames": ["B.example.com", "a.example.com"]}, ["a.example.com", "b.example.com"]),
        ({"sanDnsnames": ["*.Example.com", "*.example.com"]}, ["*.example.com"]),
        ({"managed": {"domains": ["example.com."]}}, ["example.com"]),
        ({"subjectAlternativeNames": ["a.example"], "managed": {"domains": ["b.example"]}}, ["a.example"]),
        ({"subjectAlternativeNames": [], "managed": {"domains": ["b.example"]}}, ["b.example"]),
        ({"certificate": "x", "subjectAlternativeNames": ["a.example"]}, ["a.example"]),
        ({"sanDnsnames": [5, None, "", ".", ["x"], "a.example"]}, ["a.example"]),
        ({"sanDnsnames": "a.example", "managed": "a.example"}, None),
        ({"managed": {"domains": {"a": "b"}}}, None),
        ({"managed": {"domains": []}}, None),
        ({}, None),
    ],
)
def test_names_that_the_api_tells(data: dict[str, Any], names: list[str] | None) -> None:
    assert names_of(data) == names


@pytest.mark.parametrize(
    ("unknown", "names"),
    [
        ("/description", ["a.example"]),
        ("/sanDnsnames", ["b.example"]),
        ("/sanDnsnames/1", ["b.example"]),
        ("/sanDnsnamesOfOld", ["a.example"]),
    ],
)
def test_names_that_a_plan_knows_in_part_are_not_known(unknown: str, names: list[str]) -> None:
    data = {"sanDnsnames": ["a.example"], "managed": {"domains": ["b.example"]}}
    assert names_of(data, unknown) == names
    assert names_of(data, unknown, "/managed", "/sanDnsnames") is None
    assert names_of(data, unknown, "/managed/domains/0", "/sanDnsnames") is None


@pytest.mark.parametrize(
    ("data", "managed"),
    [
        ({"type": "MANAGED"}, True),
        ({"managed": {}}, True),
        ({"type": "TYPE_UNSPECIFIED", "managed": {"state": "ACTIVE"}}, True),
        ({"type": "SELF_MANAGED", "managed": {}}, False),
        ({"type": "SELF_MANAGED"}, False),
        ({"type": ["MANAGED"]}, False),
        ({"selfManaged": {}}, False),
        ({"managed": True}, False),
        ({}, False),
    ],
)
def test_who_renews_it(*, data: dict[str, Any], managed: bool) -> None:
    assert facts(data)["managed"] is managed


@pytest.mark.parametrize(
    ("text", "not_after", "days"),
    [
        ("2026-11-22T00:00:00Z", "2026-11-22T00:00:00Z", 1),
        ("2026-11-21T23:59:59.999Z", "2026-11-21T23:59:59Z", 0),
        ("2026-11-21T00:00:00Z", "2026-11-21T00:00:00Z", 0),
        ("2026-11-20T23:59:59.999999999Z", "2026-11-20T23:59:59Z", -1),
        ("2027-02-10T01:17:20.000-08:00", "2027-02-10T09:17:20Z", 81),
        ("2026-11-22T08:59:59+09:00", "2026-11-21T23:59:59Z", 0),
        ("2027-02-10t09:17:20z", "2027-02-10T09:17:20Z", 81),
        ("2027-02-10 09:17:20Z", "2027-02-10T09:17:20Z", 81),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z", 2912118),
        ("0001-01-02T00:00:00Z", "0001-01-02T00:00:00Z", -739939),
    ],
)
def test_when_it_expires(text: str, not_after: str, days: int) -> None:
    found = facts({"expireTime": text})
    assert (found["not_after"], found["expires_in_days"]) == (not_after, days)


@pytest.mark.parametrize(
    "value",
    [
        None,
        5,
        [],
        "",
        "x",
        "soon",
        "2027",
        "2027-13-01T00:00:00Z",
        "half \ud800",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_an_expiry_date_that_cannot_be_read_is_not_known(value: Any) -> None:
    assert facts({"expireTime": value}).keys() == {"certificates", "managed"}


def test_days_are_counted_from_the_time_of_the_evaluation() -> None:
    data = {"expireTime": "2026-11-22T00:00:00Z"}
    east = datetime(2026, 11, 21, 9, 0, 1, tzinfo=timezone(timedelta(hours=9)))
    assert facts(data, evaluated_at=east)["expires_in_days"] == 0
    naive = datetime(2026, 11, 21, tzinfo=UTC).replace(tzinfo=None)
    assert facts(data, evaluated_at=naive)["expires_in_days"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n\0\ud800\n-----END CERTIFICATE-----",
        "-----BEGIN PRIVATE KEY-----\nhush\n-----END PRIVATE KEY-----",
        "A" * 300_000,
        "-----BEGIN CERTIFICATE-----\n" * 10_000,
    ],
)
def test_a_certificate_that_cannot_be_read_says_why_and_nothing_else(text: str) -> None:
    found = document(inventory([compute(CERTIFICATE, {"certificate": text})]), CERTIFICATE)["facts"]
    assert found["certificates"] == []
    assert found["certificate_error"].endswith(".")
    assert "hush" not in found["certificate_error"]
    assert "names" not in found


@pytest.mark.parametrize("value", [None, "", 5, [], {}, True, {"certificate": 5}])
def test_a_certificate_without_text(value: Any) -> None:
    for data in ({"certificate": value}, {"selfManaged": value}, {"managed": {}, "pemCertificate": value}):
        found = document(inventory([compute(CERTIFICATE, data)]), CERTIFICATE)["facts"]
        assert found["certificates"] == []
        assert "certificate_error" not in found


@pytest.mark.parametrize(("url", "kind"), [(CERTIFICATE, ""), (MANAGED, MANAGER_TYPE)])
def test_a_managed_certificate(url: str, kind: str) -> None:
    data = {"managed": {"domains": ["example.com"]}, "expireTime": "2027-02-10T01:17:20.000-08:00"}
    one = asset(url, kind, data) if kind else compute(url, data)
    found = document(inventory([one]), url)["facts"]
    assert found == {
        "exposure": "unknown",
        "schemes": [],
        "certificates": [],
        "managed": True,
        "names": ["example.com"],
        "not_after": "2027-02-10T09:17:20Z",
        "expires_in_days": 81,
    }


def test_certificates_of_a_proxy() -> None:
    names = [CERTIFICATE, MANAGED, f"{WORLD}/sslCertificates/gone", "x"]
    assets = [
        compute(HTTPS, {"sslCertificates": names}),
        compute(CERTIFICATE, {"certificate": pem()}),
        asset(MANAGED, MANAGER_TYPE, {"pemCertificate": pem()}),
    ]
    links = document(inventory(assets), HTTPS)["links"]["ssl_certificates"]
    assert states(links) == ["resolved", "resolved", "missing", "unknown"]
    assert [(link["facts"]["expires_in_days"], link["facts"]["managed"]) for link in links[:2]] == [
        (10, False),
        (10, False),
    ]
    assert pem()[30:60] not in str(links)
    assert all("facts" not in link for link in links[2:])


def test_what_is_no_certificate_has_no_certificates() -> None:
    bucket = f"{WORLD}/backendBuckets/b"
    assets = [compute(HTTPS, {"sslCertificates": [bucket]}), compute(bucket, {"certificate": pem()})]
    link = document(inventory(assets), HTTPS)["links"]["ssl_certificates"][0]
    assert link["facts"] == {"certificates": []}


def test_a_certificate_is_read_once_however_many_use_it(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Any] = []

    def counting(*given: Any) -> dict[str, Any]:
        read.append(given)
        return certificate_facts(*given)

    monkeypatch.setattr(tls, "certificate_facts", counting)
    proxies = [f"{WORLD}/targetHttpsProxies/{name}" for name in "abc"]
    ready = inventory(
        [
            compute(CERTIFICATE, {"certificate": pem()}),
            *(compute(proxy, {"sslCertificates": [CERTIFICATE]}) for proxy in proxies),
        ]
    )
    assert len(subjects(ready)) == 4
    assert len(read) == 1
