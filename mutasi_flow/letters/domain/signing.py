"""How a letter came to be signed, and whether a file that comes back signed is the letter that went out."""

from collections.abc import Mapping, Sequence
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


class Doubt(StrEnum):
    """Why a certificate is not trusted."""

    NONE = ""
    ISSUER = "issuer"
    EXPIRED = "expired"
    REVOKED = "revoked"


_WITHOUT_ANSWERS = ("b", "t")
"""Levels that carry nothing of what issuers say about a certificate."""
_DOUBTS: dict[Doubt, Text] = {
    Doubt.ISSUER: T("Sertifikat {name} tidak berasal dari penerbit yang dipercaya kantor ini."),
    Doubt.EXPIRED: T(
        "Sertifikat {name} sudah tidak berlaku, dan berkas ini tidak memuat bukti bahwa tanda tangannya dibuat ketika "
        "sertifikat itu masih berlaku."
    ),
    Doubt.REVOKED: T(
        "Sertifikat {name} sudah dicabut penerbitnya, dan berkas ini tidak memuat bukti bahwa tanda tangannya dibuat "
        "sebelum itu."
    ),
}


@dataclass(frozen=True, slots=True)
class FoundSignature:
    """One electronic signature in a PDF, as the mathematics of the file itself shows it.

    ``is_intact``: what it covers is unchanged; ``is_last_word``: nothing but further signatures or their evidence was
    added after it; ``is_trusted``: its certificate leads to an issuer that this office trusts, and is good today or
    was, as the file proves, when it signed; ``doubt``: why not; ``level``: what the file proves it with (``b``, ``t``,
    ``lt``, ``lta`` of PAdES); ``stamped_at``: since when the signature is proven to be there.
    """

    signer: str
    issuer: str
    serial: str
    signed_at: datetime | None
    is_intact: bool
    is_last_word: bool
    is_trusted: bool
    doubt: Doubt = Doubt.NONE
    level: str = "b"
    stamped_at: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the signature as it is kept and shown to programs."""
        moments = {name: getattr(self, name) for name in ("signed_at", "stamped_at")}
        return {**asdict(self), **{name: moment.isoformat() if moment else None for name, moment in moments.items()}}

    @property
    def mistrust(self) -> Text:
        """Why the certificate does not count where the office has named the issuers it trusts."""
        return T(_DOUBTS[self.doubt or Doubt.ISSUER].message, name=self.signer)


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A PDF that came back: its signatures, the data of the letter inside it (None: none of ours) and their digest.

    ``flaw``: why nothing could be told of its signatures.
    """

    signatures: tuple[FoundSignature, ...]
    letter_sha256: str = ""
    data: Mapping[str, Any] | None = None
    flaw: Text | None = None


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
    said += [one.mistrust for one in found.signatures if must_trust and not one.is_trusted]
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
            said.append(one.mistrust)
        elif one.is_trusted and one.level in _WITHOUT_ANSWERS:
            said.append(
                T("Berkas ini tidak memuat jawaban penerbit apakah sertifikat {name} pernah dicabut.", name=one.signer)
            )
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
