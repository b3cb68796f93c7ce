"""What strangers may read about a letter, for pages and programs alike."""

from collections.abc import Callable
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import limiter
from mutasi_flow.letters.domain import (
    STANDING_LABELS,
    STANDING_SENTENCES,
    SigningMethod,
    Standing,
    group_code,
    read_code,
)
from mutasi_flow.letters.queries import PublicLetter, SignatureRow, find_by_code

SHOWN_DIGEST = 16
LARGEST_COMPARED = 64_000_000
"""Bytes of a file that a browser holds in memory to make its digest."""
TRIES = "30 per minute;300 per hour"
UNKNOWN = T("Kode ini tidak ada di buku nomor kami. Periksa lagi kode yang tercetak di surat.")

limited = limiter.shared_limit(lambda: str(current_app.config.get("VERIFICATION_LIMIT", TRIES)), scope="verification")
"""Page and API count together, so that codes cannot be tried out by turns."""


def find_letter(session: Session, text: str) -> PublicLetter:
    """Return the letter that a typed or scanned code names.

    Raises:
        NotFound: there is none; the answer is the same for a code that cannot exist and one that does not.
    """
    code = read_code(text)
    letter = find_by_code(session, code) if code else None
    if letter is None:
        raise NotFound(UNKNOWN)
    return letter


def digest_sentences(letter: PublicLetter, signature: SignatureRow | None) -> dict[str, Text]:
    """Return what a file with one of our digests is; any other file is not ours."""
    row, said = letter.row, {}
    if row.standing is Standing.UNSIGNED:
        said[row.sha256] = T("Sama: ini berkas yang kami cetak, dan suratnya belum ditandatangani.")
    elif signature is None:
        said[row.sha256] = T("Sama: ini berkas surat yang tersimpan pada kami.")
    elif signature.method is SigningMethod.INK:
        said[row.sha256] = T("Sama: ini naskah yang ditandatangani dengan tinta basah.")
        said[signature.sha256] = T("Sama: ini pindaian surat yang sudah ditandatangani.")
    else:
        said[row.sha256] = T("Ini cetakan sebelum ditandatangani. Yang berlaku adalah naskah bertanda tangannya.")
        said[signature.sha256] = T("Sama: ini berkas yang sudah ditandatangani.")
    if not row.standing.is_in_force and row.standing is not Standing.UNSIGNED:
        lost = T("Berkas ini pernah kami terbitkan, tetapi suratnya tidak berlaku lagi.")
        said = dict.fromkeys(said, lost)
    said.pop("", None)
    return said


def verification_json(
    letter: PublicLetter, signature: SignatureRow | None, say: Callable[[Text], str]
) -> dict[str, Any]:
    """Show one letter to a program, with the signature that counts."""
    row, facts, standing = letter.row, letter.facts, letter.row.standing
    later = group_code(letter.later.code) if letter.later else None
    return {
        "code": group_code(row.code),
        "state": standing.value,
        "valid": standing.is_in_force,
        "label": say(STANDING_LABELS[standing]),
        "sentence": say(STANDING_SENTENCES[standing]),
        "kind": row.kind,
        "number": row.number,
        "dated_on": row.dated_on.isoformat(),
        "subject": facts.subject,
        "office": facts.office,
        "name": facts.name,
        "nip": facts.nip,
        "sha256": row.sha256 or None,
        "signed_on": signature.signed_on.isoformat() if signature else None,
        "signed_by": signature.signer if signature else None,
        "method": signature.method.value if signature else None,
        "signed_sha256": signature.sha256 if signature else None,
        "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
        "replaced_by": later if row.replaced_by_id else None,
        "revoked_by": later if row.revoked_by_id and not row.replaced_by_id else None,
        "amended_by": later if row.later_id == row.amended_by_id else None,
        "earlier": [group_code(one.code) for one in letter.earlier],
    }
