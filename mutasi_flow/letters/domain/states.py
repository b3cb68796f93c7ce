"""How far a letter is, and what an outsider may be told about it."""

from enum import StrEnum

from mutasi_flow.core.texts import T, Text


class LetterState(StrEnum):
    """How far the document is; apart from the state of the transfer."""

    QUEUED = "queued"
    RENDERED = "rendered"
    SIGNED = "signed"
    VOID = "void"


class Standing(StrEnum):
    """What the public verification says. Only a signed letter is valid, however finished it looks."""

    VALID = "valid"
    UNSIGNED = "unsigned"
    REVOKED = "revoked"
    REPLACED = "replaced"


STANDING_LABELS: dict[Standing, Text] = {
    Standing.VALID: T("Berlaku"),
    Standing.UNSIGNED: T("Belum ditandatangani"),
    Standing.REVOKED: T("Dicabut"),
    Standing.REPLACED: T("Digantikan"),
}

STANDING_SENTENCES: dict[Standing, Text] = {
    Standing.VALID: T("Surat ini tercatat dalam buku nomor kami, sudah ditandatangani, dan berlaku."),
    Standing.UNSIGNED: T(
        "Surat ini tercatat dalam buku nomor kami, tetapi belum ditandatangani. Surat ini belum dapat dipakai."
    ),
    Standing.REVOKED: T("Surat ini pernah terbit, tetapi sudah dicabut. Surat ini tidak berlaku lagi."),
    Standing.REPLACED: T("Surat ini sudah digantikan oleh surat yang lebih baru. Surat ini tidak berlaku lagi."),
}


def standing_of(state: LetterState, *, is_revoked: bool, is_replaced: bool) -> Standing:
    """Return what may be said in public; a revocation outweighs everything that came before it."""
    if is_replaced:
        return Standing.REPLACED
    if is_revoked or state is LetterState.VOID:
        return Standing.REVOKED
    return Standing.VALID if state is LetterState.SIGNED else Standing.UNSIGNED
