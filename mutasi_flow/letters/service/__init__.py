"""The only writers of letters."""

from mutasi_flow.letters.service.issuing import (
    RENDER_LETTER,
    VERIFICATION_PATH,
    Issued,
    import_letter,
    issue,
    mark_signed,
    render_key,
    revoke,
    revoke_about,
)
from mutasi_flow.letters.service.printing import Printed, print_letter, read_unprinted, store_printed

__all__ = [
    "RENDER_LETTER",
    "VERIFICATION_PATH",
    "Issued",
    "Printed",
    "import_letter",
    "issue",
    "mark_signed",
    "print_letter",
    "read_unprinted",
    "render_key",
    "revoke",
    "revoke_about",
    "store_printed",
]
