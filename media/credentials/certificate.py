"""Certificates by which films are signed: the operator's own, or one that is made here, for which nobody vouches.

C2PA takes only certificates that another certificate has issued, and that are for signing documents or mail
(C2PA 2.2 §14.5.1), so one that is made here is issued by an authority that is made for it.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, cast

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pydantic import SecretStr

from domain.errors import InputRejected
from domain.ports.film_signer import SigningCertificate

SELF_MADE_NAME: Final = "Greenlight self-signed (not a trusted authority)"

_VALID_FOR: Final = timedelta(days=30 * 365)
_PURPOSES: Final = {ExtendedKeyUsageOID.EMAIL_PROTECTION, x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")}
"""Protection of mail, and signing of documents (RFC 9336)."""

_CURVES: Final = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
_LEAST_RSA_BITS: Final = 2048


def make_certificate() -> SigningCertificate:
    """Return a new certificate with its key. It says of itself that no authority has vouched for it."""
    now = datetime.now(UTC) - timedelta(days=1)  # of clocks that are behind ours
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority_name = _name(f"{SELF_MADE_NAME}, its own issuer")
    authority = (
        _builder(authority_name, authority_name, authority_key, authority_key, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(key_cert_sign=True), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    certificate = (
        _builder(_name(SELF_MADE_NAME), authority_name, key, authority_key, now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    chain = b"".join(each.public_bytes(serialization.Encoding.PEM) for each in (certificate, authority))
    return SigningCertificate(
        chain=chain.decode(), key=SecretStr(_written(key)), algorithm="es256", signer=SELF_MADE_NAME, is_self_made=True
    )


def read_certificate(chain: Path, key: Path) -> SigningCertificate:
    """Return the operator's certificate: a PEM file with it and those that issued it, and its key's, without password.

    Errors: InputRejected, in words for operators.
    """
    certificates = _certificates(chain)
    private, own = _private_key(key), certificates[0]
    if _public(private.public_key()) != _public(cast(_PublicKey, own.public_key())):
        raise InputRejected(f"the key in {key} is not that of the first certificate in {chain}")
    _check_profile(own, chain)
    names = own.subject.get_attributes_for_oid(NameOID.COMMON_NAME) or own.subject.get_attributes_for_oid(
        NameOID.ORGANIZATION_NAME
    )
    written = b"".join(each.public_bytes(serialization.Encoding.PEM) for each in certificates)
    return SigningCertificate(
        chain=written.decode(),
        key=SecretStr(_written(private)),
        algorithm=_algorithm(private, key),
        signer=str(names[0].value) if names else own.subject.rfc4514_string(),
        is_self_made=False,
    )


_PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
_PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey | ed25519.Ed25519PublicKey


def _certificates(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(_read(path))
    except ValueError:
        raise InputRejected(f"{path} holds no certificate in PEM") from None


def _private_key(path: Path) -> _PrivateKey:
    content = _read(path)
    try:
        key = serialization.load_pem_private_key(content, password=None)
    except TypeError:
        raise InputRejected(f"the key in {path} has a password; write it without one") from None
    except (ValueError, UnsupportedAlgorithm):
        raise InputRejected(f"{path} holds no private key in PEM") from None
    if not isinstance(key, _PrivateKey):
        raise InputRejected(f"the key in {path} is of a kind that C2PA does not know; use EC, RSA or Ed25519")
    return key


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputRejected(f"{path} cannot be read: {error.strerror}") from None


def _check_profile(certificate: x509.Certificate, path: Path) -> None:
    """Check what C2PA asks of a certificate, as far as operators get it wrong. Errors: InputRejected."""
    now = datetime.now(UTC)
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise InputRejected(f"the first certificate in {path} is not valid now, but until {_until(certificate)}")
    if certificate.issuer == certificate.subject:
        raise InputRejected(f"the first certificate in {path} has issued itself, which C2PA does not take")
    try:
        purposes = set(certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        purposes = set()
    if purposes.isdisjoint(_PURPOSES):
        raise InputRejected(
            f"the first certificate in {path} is not for documents or mail: its extended key usage must name "
            "documentSigning or emailProtection"
        )


def _until(certificate: x509.Certificate) -> str:
    return certificate.not_valid_after_utc.date().isoformat()


def _algorithm(key: _PrivateKey, path: Path) -> str:
    match key:
        case ec.EllipticCurvePrivateKey() if key.curve.name in _CURVES:
            return _CURVES[key.curve.name]
        case rsa.RSAPrivateKey() if key.key_size >= _LEAST_RSA_BITS:
            return "ps256"
        case ed25519.Ed25519PrivateKey():
            return "ed25519"
    raise InputRejected(f"the key in {path} is too weak, or of a curve that C2PA does not know; use P-256")


def _written(key: _PrivateKey) -> str:
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(pem, pkcs8, serialization.NoEncryption()).decode()


def _public(key: _PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Greenlight"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    since: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(since + _VALID_FOR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )


def _key_usage(*, digital_signature: bool = False, key_cert_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
