"""Invented certificates, and PDFs signed with them as another application would sign."""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from io import BytesIO
from unittest import mock

from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import pdf_signer

from tests.factories import NOW

YEARS = timedelta(days=3650)


@cache
def _key(_name: str) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _name(text: str) -> certificates.Name:
    return certificates.Name([certificates.NameAttribute(NameOID.COMMON_NAME, text)])


@cache
def certificate(name: str, issuer: str) -> certificates.Certificate:
    """Return the certificate of ``name``, issued by ``issuer``; the same name twice is an issuer's own."""
    is_issuer, now = name == issuer, datetime.now(UTC)
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only", "decipher_only"), False
    )
    return (
        certificates.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(_key(name).public_key())
        .serial_number(certificates.random_serial_number())
        .not_valid_before(now - YEARS)
        .not_valid_after(now + YEARS)
        .add_extension(certificates.BasicConstraints(ca=is_issuer, path_length=None), critical=True)
        .add_extension(
            certificates.KeyUsage(
                digital_signature=True, content_commitment=not is_issuer, key_cert_sign=is_issuer, **usage
            ),
            critical=True,
        )
        .sign(_key(issuer), hashes.SHA256())
    )


def issuer_pem(issuer: str) -> str:
    return certificate(issuer, issuer).public_bytes(serialization.Encoding.PEM).decode()


def p12(name: str, passphrase: str, issuer: str = "Penerbit Contoh") -> bytes:
    """Return the certificate file of ``name``."""
    return pkcs12.serialize_key_and_certificates(
        None,
        _key(name),
        certificate(name, issuer),
        [certificate(issuer, issuer)],
        serialization.BestAvailableEncryption(passphrase.encode()),
    )


class _At(datetime):
    """A clock for the library that signs."""

    moment = NOW

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return cls.moment.astimezone(tz)


def sign(pdf: bytes, name: str, issuer: str = "Penerbit Contoh", *, field: str = "TTE1", at: datetime = NOW) -> bytes:
    """Return ``pdf`` with one more signature (PAdES), added to its end as the standard wants it."""
    held = pkcs12.serialize_key_and_certificates(
        None, _key(name), certificate(name, issuer), [certificate(issuer, issuer)], serialization.NoEncryption()
    )
    signer = signers.SimpleSigner.load_pkcs12_data(held, other_certs=[], passphrase=None)
    meaning = PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES)
    with mock.patch.object(pdf_signer, "datetime", type("At", (_At,), {"moment": at})):
        out = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), meaning, signer)
    return bytes(out.getvalue())
