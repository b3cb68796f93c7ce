"""The only writers of letters."""

from mutasi_flow.letters.service.issuing import (
    RENDER_LETTER,
    VERIFICATION_PATH,
    Issued,
    import_letter,
    issue,
    keep_secret,
    render_key,
    revoke,
    revoke_about,
)
from mutasi_flow.letters.service.printing import Printed, print_letter, read_unprinted, store_printed
from mutasi_flow.letters.service.signing import NewSignature, mark_signed, record_signature, withdraw_signature

__all__ = [
    "RENDER_LETTER",
    "VERIFICATION_PATH",
    "Issued",
    "NewSignature",
    "Printed",
    "import_letter",
    "issue",
    "keep_secret",
    "mark_signed",
    "print_letter",
    "read_unprinted",
    "record_signature",
    "render_key",
    "revoke",
    "revoke_about",
    "store_printed",
    "withdraw_signature",
]
