"""The only writers of letters."""

from mutasi_flow.letters.service.house import NewBasis, NewStyle, add_basis, add_style, end_basis, seed_bases
from mutasi_flow.letters.service.issuing import (
    RENDER_LETTER,
    VERIFICATION_PATH,
    Issued,
    amend,
    import_letter,
    issue,
    issue_copy,
    keep_secret,
    render_key,
    revoke,
    revoke_about,
)
from mutasi_flow.letters.service.numbering import (
    Purpose,
    assign_number,
    print_apart,
    record_outside_number,
    reserve,
    shape_register,
    void_numbers,
)
from mutasi_flow.letters.service.printing import Printed, print_letter, read_unprinted, store_printed
from mutasi_flow.letters.service.signing import NewSignature, mark_signed, record_signature, withdraw_signature

__all__ = [
    "RENDER_LETTER",
    "VERIFICATION_PATH",
    "Issued",
    "NewBasis",
    "NewSignature",
    "NewStyle",
    "Printed",
    "Purpose",
    "add_basis",
    "add_style",
    "amend",
    "assign_number",
    "end_basis",
    "import_letter",
    "issue",
    "issue_copy",
    "keep_secret",
    "mark_signed",
    "print_apart",
    "print_letter",
    "read_unprinted",
    "record_outside_number",
    "record_signature",
    "render_key",
    "reserve",
    "revoke",
    "revoke_about",
    "seed_bases",
    "shape_register",
    "store_printed",
    "void_numbers",
    "withdraw_signature",
]
