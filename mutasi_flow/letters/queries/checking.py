"""Is this file the one we made? Compare its digest with the book, and its embedded data with the frozen context."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters.contexts import canonical
from mutasi_flow.letters.domain import STANDING_LABELS, STANDING_SENTENCES, SigningMethod, Standing, on_one_line
from mutasi_flow.letters.queries.rows import (
    LetterRow,
    find_by_number,
    find_coded,
    get_context,
    get_letter,
    list_printed,
)
from mutasi_flow.letters.queries.signatures import SignatureRow, find_signature, list_by_digest

UNKNOWN = "unknown"
IN_FORCE = frozenset({Standing.VALID, Standing.AMENDED, Standing.UNSIGNED})
_NOT_OURS = T("Berkas ini bukan surat yang kami cetak.")


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What was found out about a file; ``state`` is a :class:`Standing` or ``unknown``."""

    state: str
    number: str | None
    is_same_file: bool
    reasons: tuple[Text, ...]
    accepted_on: date | None = None
    """When its electronic signatures were looked at and recorded."""

    @property
    def is_valid(self) -> bool:
        """Whether the file is ours, unchanged, signed and in force."""
        return self.is_same_file and self.state in {Standing.VALID, Standing.AMENDED}

    @property
    def is_ours(self) -> bool:
        """Whether the file is ours, unchanged, and has not lost its force; it may still wait for its signature."""
        return self.is_same_file and self.state in IN_FORCE


Data = Mapping[str, Any] | None
"""What a file says in the place where our letters carry their data; None when nothing is there."""


def _no_data() -> Data:
    return None


def check_file(session: Session, pdf: bytes, zone: ZoneInfo, read_data: Callable[[], Data] = _no_data) -> FileCheck:
    """Compare a file with the book of letters; nothing is stored. ``zone``: whose days are told.

    ``read_data`` is asked only about a file that the book does not know; it reads what strangers wrote.
    """
    digest = sha256(pdf).hexdigest()
    recorded = list_by_digest(session, digest)
    found = {one.letter_id: _as_signed(session, one, zone) for one in recorded if one.withdrawn_at is None}
    found |= {one.id: _as_printed(session, one) for one in list_printed(session, digest)}
    if found:
        return _together(list(found.values()))
    if recorded:
        return _as_taken_back(session, recorded[-1], zone)
    data = read_data()
    if data is None:
        return FileCheck(UNKNOWN, None, is_same_file=False, reasons=(_NOT_OURS,))
    number = on_one_line(str(data.get("number", "")))
    coded = find_coded(session, on_one_line(str(data.get("code", ""))))
    known = coded if coded is not None and coded.number == number else find_by_number(session, number)
    if known is None:
        reason = T("Nomor {number} tidak ada di buku nomor kami.", number=number)
        return FileCheck(UNKNOWN, number, is_same_file=False, reasons=(reason,))
    return FileCheck(known.standing.value, number, is_same_file=False, reasons=_differences(session, known, data))


def check_alone(data: Data) -> FileCheck:
    """Say what a file tells about itself where there is no book of letters; that is never enough to rely on it."""
    if data is None:
        return FileCheck(UNKNOWN, None, is_same_file=False, reasons=(_NOT_OURS,))
    reasons = [T("Buku nomor tidak ada di komputer ini, jadi tidak diketahui apakah surat ini tercatat dan berlaku.")]
    if data.get("letter_sha256") != sha256(canonical(data.get("letter"))).hexdigest():
        reasons.append(T("Data di dalam berkas tidak cocok dengan sidiknya sendiri: isinya sudah berubah."))
    return FileCheck(UNKNOWN, on_one_line(str(data.get("number", ""))), is_same_file=False, reasons=tuple(reasons))


def _known(letter: LetterRow) -> FileCheck:
    standing = letter.standing
    reasons = () if standing is Standing.VALID else (STANDING_SENTENCES[standing],)
    return FileCheck(standing.value, letter.number, is_same_file=True, reasons=reasons)


def _together(found: Sequence[FileCheck]) -> FileCheck:
    """Judge a file that was recorded for several letters by one that it proves, and name the others."""
    first = next((one for one in found if one.is_valid), found[0])
    others = dict.fromkeys((one.number, one.state) for one in found)
    others.pop((first.number, first.state))
    also = (
        T("Berkas ini tercatat juga untuk surat nomor {number}: {label}.", number=number, label=_label(state))
        for number, state in others
    )
    return replace(first, reasons=(*first.reasons, *also))


def _label(state: str) -> Text:
    return STANDING_LABELS[Standing(state)]


def _as_signed(session: Session, signature: SignatureRow, zone: ZoneInfo) -> FileCheck:
    accepted = signature.recorded_at.astimezone(zone).date() if signature.found.get("signatures") else None
    return replace(_known(get_letter(session, signature.letter_id)), accepted_on=accepted)


def _as_taken_back(session: Session, signature: SignatureRow, zone: ZoneInfo) -> FileCheck:
    """Judge a file that was recorded as signed by mistake: it counts for no letter."""
    letter, withdrawn = get_letter(session, signature.letter_id), signature.withdrawn_at
    day = withdrawn.astimezone(zone).date() if withdrawn else ""
    reasons = [T("Catatan tanda tangan pada berkas ini dibatalkan pada {day}.", day=day)]
    if letter.standing is not Standing.VALID:
        reasons.append(STANDING_SENTENCES[letter.standing])
    return FileCheck(letter.standing.value, letter.number, is_same_file=False, reasons=tuple(reasons))


def _as_printed(session: Session, letter: LetterRow) -> FileCheck:
    """Judge the printed file: signed in ink it is the text of a valid letter; beside an electronic one only its origin."""
    signature = find_signature(session, letter.id) if letter.standing.is_in_force else None
    if signature is None:
        return _known(letter)
    if signature.method is SigningMethod.INK:
        reason = T("Naskahnya ditandatangani dengan tinta basah pada {day}.", day=signature.signed_on)
        known = _known(letter)
        return FileCheck(known.state, known.number, is_same_file=True, reasons=(*known.reasons, reason))
    reasons = (T("Ini cetakan sebelum ditandatangani. Yang berlaku adalah naskah bertanda tangannya."),)
    return FileCheck(Standing.UNSIGNED.value, letter.number, is_same_file=True, reasons=reasons)


def _differences(session: Session, known: LetterRow, data: Mapping[str, Any]) -> tuple[Text, ...]:
    reasons = [
        T(
            "Berkas ini bukan berkas yang tersimpan untuk surat nomor {number}: isinya sudah berubah.",
            number=known.number,
        )
        if known.sha256
        else T("Surat nomor {number} belum dicetak oleh kami.", number=known.number)
    ]
    context = canonical(get_context(session, known.id))
    if canonical(data.get("letter")) != context or data.get("letter_sha256") != sha256(context).hexdigest():
        reasons.append(T("Data di dalam berkas berbeda dengan data surat yang dibekukan saat diberi nomor."))
    if known.standing not in IN_FORCE:
        reasons.append(STANDING_SENTENCES[known.standing])
    return tuple(reasons)
