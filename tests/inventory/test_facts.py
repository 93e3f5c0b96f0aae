"""Facts: certificates, buckets and URL masks."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from inventory_records import REGION, WORLD, asset, compute, document, inventory, name_of, run_service, states

CERTIFICATE = f"{WORLD}/sslCertificates/c"
HTTPS = f"{WORLD}/targetHttpsProxies/x"
MANAGER = "//certificatemanager.googleapis.com/projects/p/locations/global/certificates/m"
MANAGER_TYPE = "certificatemanager.googleapis.com/Certificate"
BUCKET = f"{WORLD}/backendBuckets/b"
APP = "//run.googleapis.com/projects/p/locations/europe-west1/services/app"
MASK = f"{REGION}/networkEndpointGroups/mask"


@cache
def pem() -> str:
    """Return a self-signed certificate for example.com that expires ten days after the evaluation time."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "example.com")])
    end = datetime(2026, 11, 21, tzinfo=UTC) + timedelta(days=10, hours=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(end - timedelta(days=90))
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("example.com")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def shapes(text: Any) -> list[dict[str, Any]]:
    return [
        {"certificate": text, "type": "SELF_MANAGED"},
        {"selfManaged": {"certificate": text}},
    ]


@pytest.mark.parametrize("shape", [0, 1])
def test_what_a_certificate_says(shape: int) -> None:
    facts = document(inventory([compute(CERTIFICATE, shapes(pem())[shape])]), CERTIFICATE)["facts"]
    assert "certificate_error" not in facts
    assert [(c["dns_names"], c["expires_in_days"], c["self_signed"]) for c in facts["certificates"]] == [
        (["example.com"], 10, True)
    ]


@pytest.mark.parametrize("data", [{"pemCertificate": 1}, {"selfManaged": {"pemCertificate": 1}}])
def test_what_a_certificate_of_certificate_manager_says(data: dict[str, Any]) -> None:
    filled = (
        {"pemCertificate": pem()} if "pemCertificate" in data else {"selfManaged": {"pemCertificate": pem()}}
    )
    facts = document(inventory([asset(MANAGER, MANAGER_TYPE, filled)]), MANAGER)["facts"]
    assert facts["certificates"][0]["subject_common_name"] == "example.com"


def test_certificates_of_a_proxy() -> None:
    proxy = compute(HTTPS, {"sslCertificates": [CERTIFICATE, MANAGER, f"{WORLD}/sslCertificates/gone", "x"]})
    assets = [
        proxy,
        compute(CERTIFICATE, shapes(pem())[0]),
        asset(MANAGER, MANAGER_TYPE, {"pemCertificate": pem()}),
    ]
    links = document(inventory(assets), HTTPS)["links"]["ssl_certificates"]
    assert states(links) == ["resolved", "resolved", "missing", "unknown"]
    assert [link["facts"]["certificates"][0]["expires_in_days"] for link in links[:2]] == [10, 10]
    assert pem()[30:60] not in str(links)
    assert all("facts" not in link for link in links[2:])


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


@pytest.mark.parametrize("value", [None, "", 5, [], {}, True, {"certificate": 5}])
def test_a_certificate_without_text(value: Any) -> None:
    for data in ({"certificate": value}, {"selfManaged": value}, {"managed": {}, "pemCertificate": value}):
        facts = document(inventory([compute(CERTIFICATE, data)]), CERTIFICATE)["facts"]
        assert facts["certificates"] == []
        assert "certificate_error" not in facts


def test_what_is_no_certificate_has_no_certificates() -> None:
    assets = [compute(HTTPS, {"sslCertificates": [BUCKET]}), compute(BUCKET, {"certificate": pem()})]
    link = document(inventory(assets), HTTPS)["links"]["ssl_certificates"][0]
    assert link["facts"] == {"certificates": []}


def bucket(name: str = "files") -> Any:
    return asset(
        f"//storage.googleapis.com/{name}", "storage.googleapis.com/Bucket", {"name": name, "acl": []}
    )


def test_a_bucket() -> None:
    link = document(inventory([compute(BUCKET, {"bucketName": "files"}), bucket()]), BUCKET)["links"][
        "bucket"
    ]
    assert (link["state"], link["path"], link["resource"]) == ("resolved", "/bucketName", {"name": "files"})
    assert link["asset"]["type"] == "storage.googleapis.com/Bucket"


@pytest.mark.parametrize("others", [[], [bucket("other")]])
def test_a_bucket_that_is_not_in_the_inventory_may_be_somewhere_else(others: list[Any]) -> None:
    link = document(inventory([compute(BUCKET, {"bucketName": "files"}), *others]), BUCKET)["links"]["bucket"]
    assert (link["state"], link["name"]) == ("unexported", "//storage.googleapis.com/files")


@pytest.mark.parametrize("value", [None, "", 5, ["files"]])
def test_no_bucket(value: Any) -> None:
    found = document(inventory([compute(BUCKET, {"bucketName": value}), bucket()]), BUCKET)
    assert found["links"]["bucket"] == {"state": "absent"}


@pytest.mark.parametrize(
    ("run", "masked"),
    [
        ({"urlMask": "<service>.example.com"}, True),
        ({"urlMask": "x", "tag": "blue"}, True),
        ({"urlMask": "x", "service": "other"}, False),
        ({"service": "other", "description": "urlMask"}, False),
        ({}, False),
        ([], False),
        ("urlMask", False),
    ],
)
def test_url_masks(*, run: Any, masked: bool) -> None:
    neg = compute(
        MASK, {"cloudRun": run, "networkEndpointType": "SERVERLESS", "annotations": {"urlMask": "x"}}
    )
    ready = inventory([run_service(), neg])
    links = document(ready, APP)["links"]
    expected = ["unknown"] if masked else []
    assert states(links["groups"]) == states(links["backend_services"]) == expected
    assert [link["name"] for link in links["groups"]] == [name_of(MASK)] * masked
    assert document(ready, APP)["facts"]["exposure"] == ("unknown" if masked else "none")
    assert states(document(ready, MASK)["links"]["run_service"]) == (
        "missing" if "service" in run else "absent"
    )
