"""No text makes `describe` raise anything but CertificateError, and no error quotes the text."""

import base64
import re
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from lbpolicy.inventory.certificates import CertificateError, describe

NOW = datetime(2026, 11, 21, tzinfo=UTC)
BEGIN, END = "-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n"
MESSAGE = re.compile(r"(The text|The certificate text|Certificate \d+ of the text) [a-z0-9 PEM]+\.")


def der(key: Any, algorithm: Any) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop.example.com")])
    names = [x509.DNSName("a.example.com"), x509.IPAddress(ip_address("10.0.0.1"))]
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, NOW, NOW + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(key, algorithm).public_bytes(serialization.Encoding.DER)


DERS = [
    der(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()),
    der(rsa.generate_private_key(65537, 2048), hashes.SHA256()),
    der(ed25519.Ed25519PrivateKey.generate(), None),
]


def check(text: str) -> bool:
    """Tell whether the text was described; anything but CertificateError fails the test."""
    try:
        found = describe(text, NOW)
    except CertificateError as error:
        message = str(error)
    else:
        return all(type(fact["expires_in_days"]) is int for fact in found)
    return MESSAGE.fullmatch(message) is not None


def pem(content: bytes) -> str:
    return BEGIN + base64.encodebytes(content).decode() + END


def test_the_samples_are_described() -> None:
    assert [describe(pem(content), NOW)[0]["key_type"] for content in DERS] == ["EC", "RSA", "Ed25519"]


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(DERS),
    st.lists(st.tuples(st.integers(0, 1200), st.binary(max_size=3)), min_size=1, max_size=6),
    st.integers(0, 3),
)
def test_changed_bytes(content: bytes, changes: list[tuple[int, bytes]], kept: int) -> None:
    for place, new in changes:
        at = place % len(content)
        content = content[:at] + new + content[at + kept :]
    assert check(pem(content))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(DERS), st.lists(st.tuples(st.integers(0, 3000), st.characters()), max_size=5))
def test_changed_characters(content: bytes, changes: list[tuple[int, str]]) -> None:
    characters = list(pem(content))
    for place, new in changes:
        characters[place % len(characters)] = new
    assert check("".join(characters))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_between_the_markers(text: str) -> None:
    assert check(BEGIN + text + END)
