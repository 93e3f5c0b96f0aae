"""Certificate facts: what each kind of certificate says, and what is refused."""

import base64
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from ipaddress import ip_address
from typing import Any

import pytest
from certificate_records import EC_KEY, NOW, RSA_KEY, SHA256, certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa

from lbpolicy.inventory.certificates import MAX_CERTIFICATES, MAX_CHARACTERS, CertificateError, describe


def test_a_server_certificate() -> None:
    pem = certificate(
        RSA_KEY,
        issuer=("Example CA",),
        names=[
            x509.DNSName("www.shop.example.com"),
            x509.DNSName("*.Shop.example.com"),
            x509.DNSName("www.shop.example.com"),
            x509.IPAddress(ip_address("203.0.113.7")),
            x509.IPAddress(ip_address("2001:db8::1")),
        ],
    )
    assert describe(pem, NOW) == [
        {
            "subject_common_name": "shop.example.com",
            "dns_names": ["*.shop.example.com", "www.shop.example.com"],
            "ip_addresses": ["2001:db8::1", "203.0.113.7"],
            "not_before": "2024-02-25T00:00:00Z",
            "not_after": "2027-02-19T00:00:00Z",
            "expires_in_days": 90,
            "key_type": "RSA",
            "key_bits": 2048,
            "signature_hash": "sha256",
            "self_signed": False,
        }
    ]


@pytest.mark.parametrize(
    ("make", "algorithm", "key_type", "bits", "hashed"),
    [
        (lambda: rsa.generate_private_key(65537, 3072), SHA256, "RSA", 3072, "sha256"),
        (lambda: EC_KEY, hashes.SHA384(), "EC", 256, "sha384"),
        (lambda: ec.generate_private_key(ec.SECP384R1()), SHA256, "EC", 384, "sha256"),
        (ed25519.Ed25519PrivateKey.generate, None, "Ed25519", 256, ""),
        (ed448.Ed448PrivateKey.generate, None, "Ed448", 456, ""),
        (lambda: dsa.generate_private_key(2048), SHA256, "DSA", 2048, "sha256"),
    ],
)
def test_keys_and_signatures(
    make: Callable[[], Any], algorithm: Any, key_type: str, bits: int, hashed: str
) -> None:
    (found,) = describe(certificate(make(), algorithm=algorithm), NOW)
    assert (found["key_type"], found["key_bits"], found["signature_hash"]) == (key_type, bits, hashed)
    assert found["self_signed"] is True


def test_pss_signatures_have_a_hash() -> None:
    pss = padding.PSS(padding.MGF1(SHA256), 32)
    (found,) = describe(certificate(RSA_KEY, rsa_padding=pss), NOW)
    assert (found["signature_hash"], found["self_signed"]) == ("sha256", True)


def replaced(pem: str, old: bytes, new: bytes) -> str:
    """Exchange bytes of the same number within the DER of a certificate."""
    der = base64.b64decode("".join(pem.splitlines()[1:-1]))
    assert old in der
    assert len(old) == len(new)
    body = base64.encodebytes(der.replace(old, new)).decode()
    return f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n"


SHA256_WITH_RSA = bytes.fromhex("2a864886f70d01010b")


@pytest.mark.parametrize(
    ("last", "hashed"), [("05", "sha1"), ("04", "md5"), ("02", "unknown"), ("7f", "unknown")]
)
def test_retired_signatures(last: str, hashed: str) -> None:
    (found,) = describe(
        replaced(certificate(RSA_KEY), SHA256_WITH_RSA, SHA256_WITH_RSA[:-1] + bytes.fromhex(last)), NOW
    )
    assert found["signature_hash"] == hashed


def test_a_key_on_an_unknown_curve_is_named_so() -> None:
    p256, other = bytes.fromhex("2a8648ce3d030107"), bytes.fromhex("2a8648ce3d03017f")
    (found,) = describe(replaced(certificate(), p256, other), NOW)
    assert (found["key_type"], found["key_bits"]) == ("unknown", 0)


def test_equal_names_with_another_signer_are_not_self_signed() -> None:
    (found,) = describe(certificate(EC_KEY, signer=ec.generate_private_key(ec.SECP256R1())), NOW)
    assert found["self_signed"] is False


@pytest.mark.parametrize(
    ("end", "days"),
    [
        (NOW + timedelta(days=30), 30),
        (NOW + timedelta(days=30, seconds=-1), 29),
        (NOW + timedelta(seconds=1), 0),
        (NOW - timedelta(seconds=1), -1),
        (NOW - timedelta(days=10), -10),
        (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), 2_912_118),
    ],
)
def test_days_until_expiry(end: datetime, days: int) -> None:
    pem = certificate(end=end)
    elsewhere = NOW.astimezone(timezone(timedelta(hours=9)))
    for moment in (NOW, elsewhere, NOW.replace(tzinfo=None)):
        assert describe(pem, moment)[0]["expires_in_days"] == days


def test_names_that_are_not_there() -> None:
    (found,) = describe(certificate(subject=()), NOW)
    assert (found["subject_common_name"], found["dns_names"], found["ip_addresses"]) == ("", [], [])
    (found,) = describe(certificate(subject=("outer", "inner"), names=[x509.RFC822Name("a@b.example")]), NOW)
    assert (found["subject_common_name"], found["dns_names"]) == ("inner", [])


def test_a_chain_keeps_its_order_and_other_text_is_passed_over() -> None:
    leaf, root = certificate(issuer=("root",), signer=RSA_KEY), certificate(RSA_KEY, subject=("root",))
    text = f"# shop\r\n{leaf}\r\ns:/CN=root\n{root.replace(chr(10), chr(13) + chr(10))} trailing"
    assert [c["subject_common_name"] for c in describe(text, NOW)] == ["shop.example.com", "root"]


def test_private_keys_are_passed_over() -> None:
    key = EC_KEY.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    secret = key.splitlines()[1]
    assert secret not in str(describe(key + certificate(), NOW))
    broken = key.replace("PRIVATE KEY", "CERTIFICATE")
    for text in (key, broken, key + broken, certificate() + broken):
        with pytest.raises(CertificateError) as caught:
            describe(text, NOW)
        shown = f"{caught.value!r} {caught.value.__cause__} {caught.value.args}"
        assert not any(line in shown for line in key.splitlines()[1:-1])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no PEM certificate"),
        ("hello", "holds no PEM certificate"),
        (certificate()[:300], "Certificate 1 of the text is cut off"),
        (certificate() + certificate()[:300], "Certificate 2 of the text is cut off"),
        (certificate().replace("M", "!", 1), "Certificate 1 of the text cannot be read"),
        ("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----", "cannot be read"),
        ("-----BEGIN CERTIFICATE-----\n\ud800\u0000é-----END CERTIFICATE-----", "cannot be read"),
        (certificate() * (MAX_CERTIFICATES + 1), "more than 20 certificates"),
        ("-----BEGIN CERTIFICATE-----" * 9000, "cut off"),
        ("A" * (MAX_CHARACTERS + 1), "more than 262144 characters"),
    ],
)
def test_what_cannot_be_described(text: str, message: str) -> None:
    with pytest.raises(CertificateError, match=message) as caught:
        describe(text, NOW)
    assert str(caught.value).endswith(".")


def test_the_greatest_chain_is_read() -> None:
    assert len(describe(certificate() * MAX_CERTIFICATES, NOW)) == MAX_CERTIFICATES


def test_ten_thousand_certificates_and_a_giant_one_are_bounded() -> None:
    started = time.perf_counter()
    with pytest.raises(CertificateError):
        describe("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n" * 4000, NOW)
    with pytest.raises(CertificateError):
        describe(certificate() * 10_000, NOW)
    many = [x509.DNSName(f"host-{n}.example.com") for n in range(7000)]
    assert len(describe(certificate(names=many), NOW)[0]["dns_names"]) == 7000
    assert time.perf_counter() - started < 10


def test_a_negative_serial_number_warns_nobody() -> None:
    pem = certificate()
    with pytest.warns(UserWarning, match="serial"):
        x509.load_pem_x509_certificate(replaced(pem, b"\x02\x01\x07\x30", b"\x02\x01\x87\x30").encode())
    assert describe(replaced(pem, b"\x02\x01\x07\x30", b"\x02\x01\x87\x30"), NOW)[0]["key_type"] == "EC"


def test_an_extension_that_cannot_be_read_is_no_missing_name() -> None:
    pem = certificate(names=[x509.DNSName("a.example.com")])
    with pytest.raises(CertificateError):
        describe(replaced(pem, b"\x82\x0da.example.com", b"\x82\x0d\xff.example.com"), NOW)
