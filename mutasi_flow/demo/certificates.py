"""Invented certificates of the demo's signers: made for this data folder, issued by nobody, worth nothing."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from mutasi_flow.access.domain import Role
from mutasi_flow.demo.accounts import LISTED
from mutasi_flow.demo.region import HEAD_NAME
from mutasi_flow.letters.sign import DEMO_SECRET
from mutasi_flow.settings import Settings

ISSUER = "Demonstrasi, bukan sertifikat sungguhan"
VALID_FOR = timedelta(days=3 * 366)
_KEY_USES = ("key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only", "decipher_only")


def lay_certificates(settings: Settings) -> None:
    """Put a certificate of the head of region into the data folder; letters are then prepared to be signed with it."""
    folder = settings.demo_certificates
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    signer = next(one.user for one in LISTED if one.role == Role.SIGNER)
    path = folder / f"{signer}.p12"
    if not path.exists():
        path.write_bytes(_make(HEAD_NAME))


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _make(holder: str) -> bytes:
    """Return key and certificate of ``holder`` in one file, signed by a key that is thrown away."""
    key, issuer, now = (
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP256R1()),
        datetime.now(UTC),
    )
    uses = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_cert_sign=False, **dict.fromkeys(_KEY_USES, False)
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_name(holder))
        .issuer_name(_name(ISSUER))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + VALID_FOR)
        .add_extension(uses, critical=True)
        .sign(issuer, hashes.SHA256())
    )
    encryption = BestAvailableEncryption(DEMO_SECRET.encode())
    return pkcs12.serialize_key_and_certificates(holder.encode(), key, certificate, None, encryption)
