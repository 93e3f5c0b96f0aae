"""What a PEM certificate chain says, as plain data for rules (`facts.certificates`)."""

import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lbpolicy.model import Json

if TYPE_CHECKING:
    from cryptography import x509

MAX_CHARACTERS = 256 * 1024
"""Of a PEM text. A chain of five certificates, Google's limit, has about 10,000."""

MAX_CERTIFICATES = 20

_BEGIN = "-----BEGIN CERTIFICATE-----"
_END = "-----END CERTIFICATE-----"
_UNKNOWN = "unknown"


class CertificateError(ValueError):
    """A PEM text that cannot be described. Its message is a sentence and holds nothing of the text."""


def describe(pem: str, evaluated_at: datetime) -> list[dict[str, Json]]:
    """Return the facts of every certificate of a PEM chain, in the order of the text: the server's first.

    Facts: subject_common_name ("" when there is none), dns_names and ip_addresses (of the subject alternative
    name, sorted), not_before and not_after (RFC 3339, UTC), expires_in_days (whole days from `evaluated_at`,
    rounded down, negative when expired), key_type (RSA, EC, DSA, Ed25519, Ed448 or "unknown"), key_bits (0 if
    unknown), signature_hash ("sha256"; "" where the signature has none of its own, as with Ed25519; or
    "unknown"), self_signed. An `evaluated_at` without a time zone is taken as UTC. Whatever is not a
    certificate is passed over, private keys included.

    All or nothing, because a missing name or date would read as a fact: raises CertificateError when the text
    holds no certificate or too many, is too long, or when one of them cannot be read. Raises nothing else.
    """
    if len(pem) > MAX_CHARACTERS:
        raise CertificateError(f"The certificate text has more than {MAX_CHARACTERS} characters.")
    at = evaluated_at if evaluated_at.tzinfo else evaluated_at.replace(tzinfo=UTC)
    blocks = list(_blocks(pem))
    if not blocks:
        raise CertificateError("The text holds no PEM certificate.")
    if len(blocks) > MAX_CERTIFICATES:
        raise CertificateError(f"The text holds more than {MAX_CERTIFICATES} certificates.")
    return [_read(block, number, at) for number, block in enumerate(blocks, start=1)]


def _blocks(pem: str) -> Iterator[str]:
    """Yield each certificate with its markers; at most one more than are allowed."""
    start = pem.find(_BEGIN)
    for number in range(1, MAX_CERTIFICATES + 2):
        if start < 0:
            return
        end = pem.find(_END, start)
        if end < 0:
            raise CertificateError(f"Certificate {number} of the text is cut off.")
        yield pem[start : end + len(_END)]
        start = pem.find(_BEGIN, end)


def _read(block: str, number: int, at: datetime) -> dict[str, Json]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # cryptography warns of faults that real certificates have
            return _facts(block, at)
    except Exception:  # noqa: BLE001 - it parses parts when they are asked for, and fails in a dozen ways
        raise CertificateError(f"Certificate {number} of the text cannot be read.") from None


def _facts(block: str, at: datetime) -> dict[str, Json]:
    from cryptography import x509

    certificate = x509.load_pem_x509_certificate(block.encode("ascii", "replace"))
    dns_names, ip_addresses = _alternative_names(certificate)
    key_type, key_bits = _key(certificate)
    return {
        "subject_common_name": _common_name(certificate),
        "dns_names": dns_names,
        "ip_addresses": ip_addresses,
        "not_before": rfc3339(certificate.not_valid_before_utc),
        "not_after": rfc3339(certificate.not_valid_after_utc),
        "expires_in_days": (certificate.not_valid_after_utc - at).days,
        "key_type": key_type,
        "key_bits": key_bits,
        "signature_hash": _signature_hash(certificate),
        "self_signed": _self_signed(certificate),
    }


def rfc3339(moment: datetime) -> str:
    """Return a time that is in UTC as text."""
    return moment.isoformat().replace("+00:00", "Z")


def _common_name(certificate: "x509.Certificate") -> str:
    """Return the last common name of the subject, the most specific one."""
    from cryptography.x509.oid import NameOID

    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    value = names[-1].value if names else ""
    return value if isinstance(value, str) else ""


def _alternative_names(certificate: "x509.Certificate") -> tuple[list[str], list[str]]:
    """Return the DNS names, in lower case, and the IP addresses."""
    from cryptography import x509

    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return [], []
    dns_names = {name.lower() for name in names.get_values_for_type(x509.DNSName)}
    return sorted(dns_names), sorted({str(address) for address in names.get_values_for_type(x509.IPAddress)})


def _key(certificate: "x509.Certificate") -> tuple[str, int]:
    """Return the type of the public key and its size in bits."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa

    try:
        key = certificate.public_key()
    except UnsupportedAlgorithm:
        return _UNKNOWN, 0
    kind, bits = _UNKNOWN, 0
    match key:
        case rsa.RSAPublicKey():
            kind, bits = "RSA", key.key_size
        case ec.EllipticCurvePublicKey():
            kind, bits = "EC", key.key_size
        case dsa.DSAPublicKey():
            kind, bits = "DSA", key.key_size
        case ed25519.Ed25519PublicKey():
            kind, bits = "Ed25519", 256
        case ed448.Ed448PublicKey():
            kind, bits = "Ed448", 456
    return kind, bits


def _signature_hash(certificate: "x509.Certificate") -> str:
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        algorithm = certificate.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return _UNKNOWN
    return algorithm.name if algorithm else ""


def _self_signed(certificate: "x509.Certificate") -> bool:
    """Tell whether the certificate vouches for itself.

    Issuer and subject are the same and the signature fits its own key. Where the signature cannot be checked,
    for instance because its algorithm is retired, equal names decide.
    """
    from cryptography.exceptions import InvalidSignature

    if certificate.issuer != certificate.subject:
        return False
    try:
        certificate.verify_directly_issued_by(certificate)
    except InvalidSignature:
        return False
    except Exception:  # noqa: BLE001 - unsupported algorithm, odd key: the names are all there is
        return True
    return True
