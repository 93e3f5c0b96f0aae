"""PEM certificates for the tests of the inventory, made when they are asked for."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

NOW = datetime(2026, 11, 21, tzinfo=UTC)
RSA_KEY = rsa.generate_private_key(65537, 2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
SHA256 = hashes.SHA256()


def name(*common_names: str) -> x509.Name:
    """Return a name of nothing but common names."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, value) for value in common_names])


def certificate(  # noqa: PLR0913
    key: Any = EC_KEY,
    *,
    subject: tuple[str, ...] = ("shop.example.com",),
    issuer: tuple[str, ...] | None = None,
    signer: Any = None,
    names: Sequence[x509.GeneralName] | None = None,
    end: datetime = NOW + timedelta(days=90),
    algorithm: Any = SHA256,
    **signing: Any,
) -> str:
    """Return the PEM text of a certificate; it is self-signed unless it has an issuer."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(*subject))
        .issuer_name(name(*(issuer or subject)))
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1000))
        .not_valid_after(end)
    )
    if names is not None:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    made = builder.sign(signer or key, algorithm, **signing)
    return made.public_bytes(serialization.Encoding.PEM).decode()
