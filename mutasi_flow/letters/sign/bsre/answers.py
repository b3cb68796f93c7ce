"""What the gateway's refusals mean. The table of codes comes from the settings; words decide where it is silent."""

import re
from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, NoReturn

from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters.sign.refusals import CertificateRefused, PaperRefused, SecretRefused, SignerDown

LONGEST_SAID = 160
_DIGITS = re.compile(r"\d{6,}")


class Fault(StrEnum):
    """What a refusal is about."""

    SECRET = "secret"  # noqa: S105 - a kind of refusal
    CERTIFICATE = "certificate"
    PAPER = "paper"
    BUSY = "busy"
    SETUP = "setup"


_WORDS = (
    ("passphrase", Fault.SECRET),
    ("totp", Fault.SECRET),
    ("kode otp", Fault.SECRET),
    ("tidak terdaftar", Fault.CERTIFICATE),
    ("belum terdaftar", Fault.CERTIFICATE),
    ("not registered", Fault.CERTIFICATE),
)
READY = "ISSUE"
STATUSES: Mapping[str, Text] = MappingProxyType(
    {
        "EXPIRED": T("Sertifikat {name} di BSrE sudah kedaluwarsa. Perbarui dahulu."),
        "RENEW": T("Sertifikat {name} di BSrE sedang diperbarui. Tunggu sampai terbit."),
        "WAITING_FOR_VERIFICATION": T("Pendaftaran {name} di BSrE masih diverifikasi."),
        "NEW": T("Pendaftaran {name} di BSrE belum selesai: sertifikatnya belum terbit."),
        "NO_CERTIFICATE": T("{name} belum mempunyai sertifikat di BSrE."),
        "NOT_REGISTERED": T("{name} belum terdaftar di BSrE."),
        "SUSPEND": T("Sertifikat {name} di BSrE sedang ditangguhkan."),
        "REVOKE": T("Sertifikat {name} di BSrE sudah dicabut."),
    }
)


def read_codes(text: str) -> dict[str, Fault]:
    """Read ``2011=certificate, 2031=secret``.

    Raises:
        ValueError: a part is no code with a kind of refusal.
    """
    parts = [part.split("=") for part in text.replace(",", " ").split()]
    return {code: Fault(kind) for code, kind in parts}


def refuse_status(status: str, name: str) -> None:
    """Let only a certificate that may sign pass.

    Raises:
        CertificateRefused: the service says that it may not, or something that nobody knows.
    """
    if status == READY:
        return
    known = STATUSES.get(status)
    if known is not None:
        raise CertificateRefused(T(known.message, name=name))
    said = harmless(status)
    raise CertificateRefused(T("BSrE menjawab keadaan {status} untuk {name}.", status=said or "-", name=name))


def refuse(status: int, body: Any, codes: Mapping[str, Fault], secret: str = "") -> NoReturn:
    """Turn a refusal of the gateway into ours; ``body`` is its JSON, None when it was none.

    Raises:
        SecretRefused, CertificateRefused, PaperRefused, SignerDown, Unprepared: whatever it means.
    """
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise Unprepared(T("Layanan BSrE menolak aplikasi ini. Periksa MUTASI_BSRE_USER dan MUTASI_BSRE_PASSWORD."))
    if not isinstance(body, dict):
        raise SignerDown(T("Layanan BSrE menjawab di luar kesepakatan (HTTP {status}).", status=status))
    said = str(body.get("error") or body.get("message") or "")
    fault = codes.get(str(body.get("status_code", ""))) or _fault_in(said)
    shown = harmless(said.replace(secret, "…") if secret else said) or "-"
    if fault is Fault.SECRET:
        raise SecretRefused
    if fault is Fault.CERTIFICATE:
        raise CertificateRefused(T("BSrE menolak penanda tangan ini: {reason}.", reason=shown))
    if fault is Fault.BUSY:
        raise SignerDown(T("Layanan BSrE sedang sibuk: {reason}.", reason=shown))
    if fault is Fault.SETUP:
        raise Unprepared(T("Layanan BSrE menolak aplikasi ini: {reason}.", reason=shown))
    raise PaperRefused(T("BSrE menolak surat ini: {reason}.", reason=shown))


def harmless(said: str) -> str:
    """Return words of the service without long numbers, which may be a NIK, and without strange characters."""
    plain = "".join(sign if sign.isprintable() else " " for sign in said)
    return _DIGITS.sub("…", " ".join(plain.split()))[:LONGEST_SAID].rstrip(".")


def _fault_in(said: str) -> Fault:
    lowered = said.lower()
    return next((fault for words, fault in _WORDS if words in lowered), Fault.PAPER)
