"""How a letter came to be signed, and whether a file that comes back signed is the letter that went out."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import plain_name


class SigningMethod(StrEnum):
    """How the signature came onto the letter."""

    INK = "ink"
    ELSEWHERE = "elsewhere"
    DEMO = "demo"
    P12 = "p12"
    PKCS11 = "pkcs11"
    BSRE = "bsre"


METHOD_LABELS: dict[SigningMethod, Text] = {
    SigningMethod.INK: T("Tinta basah, pindaiannya tersimpan"),
    SigningMethod.ELSEWHERE: T("Tanda tangan elektronik, dibubuhkan di aplikasi lain"),
    SigningMethod.DEMO: T("Tanda tangan elektronik demonstrasi, tidak berkekuatan hukum"),
    SigningMethod.P12: T("Tanda tangan elektronik dengan sertifikat dalam berkas"),
    SigningMethod.PKCS11: T("Tanda tangan elektronik dengan token kriptografi"),
    SigningMethod.BSRE: T("Tanda tangan elektronik tersertifikasi BSrE"),
}
RECORDED_METHODS = (SigningMethod.INK, SigningMethod.ELSEWHERE)
"""Signatures made without us, which somebody records."""


class SecretKind(StrEnum):
    """What an official types to sign: the own passphrase or PIN, or a code that the service sent for this once."""

    PASSPHRASE = "passphrase"  # noqa: S105 - a kind, not a secret
    ONE_TIME = "one_time"


SIGNATURE_FIELD = "TTE1"
"""Name of the field over the printed box, which the official's signature fills."""


@dataclass(frozen=True, slots=True)
class FoundSignature:
    """One electronic signature in a PDF, as the mathematics of the file itself shows it.

    ``is_intact``: what it covers is unchanged; ``is_last_word``: nothing but further signatures or their evidence was
    added after it; ``is_trusted``: its certificate leads to an issuer that this office trusts.
    """

    signer: str
    issuer: str
    serial: str
    signed_at: datetime | None
    is_intact: bool
    is_last_word: bool
    is_trusted: bool

    def as_json(self) -> dict[str, Any]:
        """Return the signature as it is kept and shown to programs."""
        return {**asdict(self), "signed_at": self.signed_at.isoformat() if self.signed_at else None}


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A PDF that came back: its signatures, and the digest of the letter's data inside it (empty: none of ours)."""

    signatures: tuple[FoundSignature, ...]
    letter_sha256: str = ""


def refuse_signed(found: SignedFile, *, number: str, is_ours: bool, must_trust: bool) -> list[Text]:
    """Return why the file cannot count as the signed letter, best first; empty when it can.

    ``is_ours``: it begins with the bytes that went out, or holds the same data; ``must_trust``: the office has named
    the issuers it trusts.
    """
    if not is_ours:
        return [T("Berkas ini bukan surat nomor {number}.", number=number)]
    if not found.signatures:
        return [T("Berkas ini belum memuat tanda tangan elektronik.")]
    said: list[Text] = []
    if not all(one.is_intact for one in found.signatures):
        said.append(T("Tanda tangannya tidak cocok dengan isinya: berkas berubah sesudah ditandatangani."))
    if not all(one.is_last_word for one in found.signatures):
        said.append(T("Ada isi yang ditambahkan sesudah tanda tangan dibubuhkan."))
    said += [
        T("Sertifikat {name} tidak berasal dari penerbit yang dipercaya kantor ini.", name=one.signer)
        for one in found.signatures
        if must_trust and not one.is_trusted
    ]
    return said


def names_signatory(signatures: Sequence[FoundSignature], signatory: str) -> bool:
    """Whether one of the certificates is in the name that the letter prints."""
    return any(plain_name(one.signer) == plain_name(signatory) for one in signatures)


def reasons_against(found: SignedFile, *, must_trust: bool) -> list[Text]:
    """Return what the signatures of a file that somebody holds do not prove, in plain words."""
    said: list[Text] = []
    for one in found.signatures:
        if not one.is_intact:
            said.append(T("Tanda tangan {name} rusak: berkas berubah sesudah ditandatangani.", name=one.signer))
        elif not one.is_last_word:
            said.append(T("Ada isi yang ditambahkan sesudah tanda tangan {name}.", name=one.signer))
        if not one.is_trusted and must_trust:
            said.append(T("Sertifikat {name} tidak berasal dari penerbit yang dipercaya kantor ini.", name=one.signer))
        elif not one.is_trusted:
            said.append(
                T(
                    "Penerbit sertifikat {name} ({issuer}) tidak dapat dipastikan: kantor ini belum menunjuk penerbit "
                    "yang dipercaya.",
                    name=one.signer,
                    issuer=one.issuer,
                )
            )
    return said


def doubts_about(signatures: Sequence[FoundSignature], *, signatory: str, is_rewritten: bool) -> list[Text]:
    """Return what only a person can settle before the file counts; empty when nothing is open."""
    said = []
    if not names_signatory(signatures, signatory):
        names = ", ".join(one.signer for one in signatures)
        said.append(
            T("Surat ini atas nama {signatory}, sertifikatnya atas nama {names}.", signatory=signatory, names=names)
        )
    if is_rewritten:
        said.append(T("Aplikasi penanda tangan menulis ulang berkasnya: isi halamannya harus dibaca kembali."))
    return said
