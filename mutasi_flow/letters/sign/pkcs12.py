"""Signing with a certificate in a file: one PKCS#12 file per official, opened with the passphrase."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from mutasi_flow.core.texts import T
from mutasi_flow.letters.domain import SigningMethod
from mutasi_flow.letters.sign.certificates import check_certificate
from mutasi_flow.letters.sign.evidence import Evidence
from mutasi_flow.letters.sign.pades import DIGEST, Pen
from mutasi_flow.letters.sign.protocol import Official, Paper, Secret, credential_of
from mutasi_flow.letters.sign.refusals import CertificateRefused, SecretRefused

AT_ONCE = 20
_DIGESTS = {DIGEST: hashes.SHA256()}
_DER_OVERHEAD = 10
"""Bytes that the encoding of an ECDSA signature adds to its two numbers, at most."""


class HeldKey(signers.Signer):
    """A key that was parsed and checked once; the library's own signer does both again for each signature."""

    def __init__(self, key: Any, certificate: bytes, chain: Sequence[bytes] = ()) -> None:
        """Take a key with its certificate and those above it, in DER."""
        known = SimpleCertificateStore()  # type: ignore[no-untyped-call] # the library is untyped
        known.register_multiple([one for der in chain for one in load_certs_from_pemder_data(der)])
        (own,) = load_certs_from_pemder_data(certificate)
        super().__init__(signing_cert=own, cert_registry=known)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002 - given
        """Sign; a dry run only tells how much room the signature takes."""
        key, chosen = self._key, _DIGESTS[digest_algorithm]
        if isinstance(key, rsa.RSAPrivateKey):
            return bytes(key.key_size // 8) if dry_run else key.sign(data, padding.PKCS1v15(), chosen)
        size = 2 * ((key.key_size + 7) // 8) + _DER_OVERHEAD
        return bytes(size) if dry_run else key.sign(data, ec.ECDSA(chosen))


class Pkcs12Session:
    """One official's key, in memory."""

    def __init__(self, key: HeldKey, serial: str, evidence: Evidence | None = None) -> None:
        self._pen: Pen | None = Pen(key, evidence)
        self.serial = serial

    def sign(self, papers: Sequence[Paper]) -> Iterator[bytes]:
        """Yield the signed files in order."""
        if self._pen is None:
            message = "the session is closed"
            raise RuntimeError(message)
        for paper in papers:
            yield self._pen.sign(paper)

    def close(self) -> None:
        """Forget the key."""
        self._pen = None


class Pkcs12Signer:
    """PAdES with certificates in a folder; as demonstration with invented ones."""

    at_once = AT_ONCE

    def __init__(self, method: SigningMethod, folder: Path, evidence: Evidence | None = None) -> None:
        self.method = method
        self._evidence = evidence
        self._folder = folder

    def credential(self, official: Official) -> str:
        """Name the official's file by its bytes: a new one begins anew.

        Raises:
            CertificateRefused: there is none.
        """
        return credential_of(self._read(official))

    def open(self, official: Official, secret: Secret, now: datetime) -> Pkcs12Session:
        """Open the official's file.

        Raises:
            SecretRefused: the passphrase does not open it.
            CertificateRefused: there is none, or it cannot be used now by this official.
        """
        try:
            held = pkcs12.load_pkcs12(self._read(official), secret.reveal())
        except ValueError:
            raise SecretRefused from None
        if held.cert is None or not isinstance(held.key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise CertificateRefused(T("Berkas sertifikat {name} tidak memuat kunci RSA atau EC.", name=official.name))
        found = held.cert.certificate
        check_certificate(found, official, now)
        chain = [one.certificate.public_bytes(Encoding.DER) for one in held.additional_certs]
        key = HeldKey(held.key, found.public_bytes(Encoding.DER), chain)
        return Pkcs12Session(key, f"{found.serial_number:x}", self._evidence)

    def _read(self, official: Official) -> bytes:
        path = self._folder / f"{official.username}.p12"
        if path.parent != self._folder or not path.is_file():
            raise CertificateRefused(T("Belum ada sertifikat tanda tangan untuk {name}.", name=official.name))
        return path.read_bytes()
