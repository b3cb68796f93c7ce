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
    AMENDED = "amended"
    UNSIGNED = "unsigned"
    REVOKED = "revoked"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"

    @property
    def is_in_force(self) -> bool:
        """Whether the letter may be relied on; one that was amended together with its amendment."""
        return self in {Standing.VALID, Standing.AMENDED}


STANDING_LABELS: dict[Standing, Text] = {
    Standing.VALID: T("Berlaku"),
    Standing.AMENDED: T("Berlaku, sudah diubah"),
    Standing.UNSIGNED: T("Belum ditandatangani"),
    Standing.REVOKED: T("Dicabut"),
    Standing.REPLACED: T("Digantikan"),
    Standing.WITHDRAWN: T("Dibatalkan"),
}

STANDING_SENTENCES: dict[Standing, Text] = {
    Standing.VALID: T("Surat ini tercatat dalam buku nomor kami, sudah ditandatangani, dan berlaku."),
    Standing.AMENDED: T(
        "Surat ini tercatat dalam buku nomor kami dan sudah ditandatangani. Sebagian isinya diubah oleh surat yang lebih "
        "baru: baca keduanya."
    ),
    Standing.UNSIGNED: T(
        "Surat ini tercatat dalam buku nomor kami, tetapi belum ditandatangani. Surat ini belum dapat dipakai."
    ),
    Standing.REVOKED: T("Surat ini pernah terbit, tetapi sudah dicabut. Surat ini tidak berlaku lagi."),
    Standing.REPLACED: T("Surat ini sudah digantikan oleh surat yang lebih baru. Surat ini tidak berlaku lagi."),
    Standing.WITHDRAWN: T("Nomor ini dibatalkan sebelum suratnya ditandatangani. Surat ini tidak pernah berlaku."),
}


def standing_of(state: LetterState, *, is_revoked: bool, is_replaced: bool, is_amended: bool = False) -> Standing:
    """Return what may be said in public; a revocation outweighs everything that came before it."""
    if state is LetterState.VOID:
        return Standing.WITHDRAWN
    if is_replaced:
        return Standing.REPLACED
    if is_revoked:
        return Standing.REVOKED
    if state is not LetterState.SIGNED:
        return Standing.UNSIGNED
    return Standing.AMENDED if is_amended else Standing.VALID
