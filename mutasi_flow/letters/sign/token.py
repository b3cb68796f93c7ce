"""Signing with a key that never leaves its token: PKCS#11, from a card to the module of a server room."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pkcs11
from cryptography.x509 import load_der_x509_certificate
from pkcs11 import exceptions as faults
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.texts import T
from mutasi_flow.letters.domain import SigningMethod
from mutasi_flow.letters.sign.certificates import check_certificate
from mutasi_flow.letters.sign.evidence import Evidence
from mutasi_flow.letters.sign.pades import Pen
from mutasi_flow.letters.sign.protocol import Official, Paper, Secret, credential_of
from mutasi_flow.letters.sign.refusals import CertificateRefused, SecretRefused, SignerDown

AT_ONCE = 20
_SLOT = re.compile(r"\{(username|nip)\}")
_WRONG_PIN = (faults.PinIncorrect, faults.PinInvalid, faults.PinLenRange)
_SILENT = (faults.GeneralError, faults.FunctionFailed, faults.DeviceError, faults.HostMemory)
_GONE = (faults.DeviceRemoved, faults.TokenNotPresent, faults.SessionClosed, faults.SessionHandleInvalid)


@dataclass(frozen=True, slots=True)
class Labels:
    """How token and key are named; ``{username}`` and ``{nip}`` stand for those of the official."""

    token: str
    key: str

    def of(self, official: Official) -> tuple[str, str]:
        """Return the labels of an official's token and key."""
        known = {"username": official.username, "nip": official.nip}
        token, key = (_SLOT.sub(lambda slot: known[slot[1]], label) for label in (self.token, self.key))
        return token, key


class TokenSession:
    """A token that was opened with its PIN."""

    def __init__(
        self, opened: pkcs11.Session, key: PKCS11Signer, serial: str, evidence: Evidence | None = None
    ) -> None:
        self._opened: pkcs11.Session | None = opened
        self._pen = Pen(key, evidence)
        self.serial = serial

    def sign(self, papers: Sequence[Paper]) -> Iterator[bytes]:
        """Yield the signed files in order.

        Raises:
            SignerDown: the token was pulled out.
        """
        if self._opened is None:
            message = "the session is closed"
            raise RuntimeError(message)
        for paper in papers:
            try:
                yield self._pen.sign(paper)
            except _GONE as error:
                raise SignerDown(T("Token tanda tangan tidak terpasang lagi.")) from error

    def close(self) -> None:
        """Leave the token: its key cannot be used again without the PIN."""
        if self._opened is not None:
            with suppress(pkcs11.PKCS11Error):
                self._opened.close()
        self._opened = None


class TokenSigner:
    """PAdES with keys on tokens."""

    at_once = AT_ONCE
    method = SigningMethod.PKCS11

    def __init__(self, module: Path, labels: Labels, evidence: Evidence | None = None) -> None:
        self._evidence = evidence
        self._module = module
        self._labels = labels

    def credential(self, official: Official) -> str:
        """Name the official's token: it is the token that locks."""
        return credential_of(self._labels.of(official)[0])

    def open(self, official: Official, secret: Secret, now: datetime) -> TokenSession:
        """Open the official's token with its PIN; tokens lock themselves, so a wrong one is tried once.

        Raises:
            SecretRefused: the PIN is wrong.
            CertificateRefused: there is no token, key or certificate, the PIN is locked, or it cannot be used now.
            Unprepared: the token's library cannot be loaded.
        """
        token, label = self._labels.of(official)
        opened = self._open(official, token, secret)
        try:
            key = PKCS11Signer(opened, cert_label=label, key_label=label)
            found = load_der_x509_certificate(_certificate_of(key, official).dump())
            check_certificate(found, official, now)
        except BaseException:
            opened.close()
            raise
        return TokenSession(opened, key, f"{found.serial_number:x}", self._evidence)

    def _open(self, official: Official, token: str, secret: Secret) -> pkcs11.Session:
        try:
            pkcs11.lib(str(self._module))
        except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
            raise Unprepared(T("Pustaka token {file} tidak dapat dimuat.", file=self._module)) from error
        try:
            return open_pkcs11_session(
                str(self._module), token_criteria=TokenCriteria(label=token), user_pin=_pin(secret)
            )
        except _WRONG_PIN:
            raise SecretRefused from None
        except faults.PinLocked:
            raise CertificateRefused(T("PIN token {name} terkunci.", name=official.name)) from None
        except _SILENT as error:
            raise SignerDown(T("Token tanda tangan tidak menjawab.")) from error
        except pkcs11.PKCS11Error:
            raise CertificateRefused(T("Token tanda tangan {name} tidak ditemukan.", name=official.name)) from None


def _pin(secret: Secret) -> str:
    try:
        return secret.reveal().decode()
    except UnicodeDecodeError:
        raise SecretRefused from None


def _certificate_of(key: PKCS11Signer, official: Official) -> Any:
    """Return the certificate beside the key, once both are known to be there."""
    try:
        asyncio.run(key.ensure_objects_loaded())  # type: ignore[no-untyped-call] # else a missing key shows at the first letter only
        found = key.signing_cert
    except (pkcs11.PKCS11Error, SigningError):
        found = None
    if found is None:
        raise CertificateRefused(T("Kunci atau sertifikat {name} tidak ada di tokennya.", name=official.name))
    return found
