"""Reading letters, and comparing files with them."""

from mutasi_flow.letters.queries.checking import FileCheck, check_file
from mutasi_flow.letters.queries.house import BasisRow, StyleRow, find_style, get_house, list_bases, list_styles
from mutasi_flow.letters.queries.rows import (
    NO_LETTER,
    LetterRow,
    PublicLetter,
    find_by_code,
    find_by_digest,
    find_by_number,
    get_context,
    get_letter,
    is_taken,
    latest_states,
    list_about,
    list_letters,
    list_secret,
    numbers_of,
)
from mutasi_flow.letters.queries.signatures import (
    SignatureRow,
    final_file_key,
    find_signature,
    find_signature_by_digest,
    get_signature,
    list_signatures,
)

__all__ = [
    "NO_LETTER",
    "BasisRow",
    "FileCheck",
    "LetterRow",
    "PublicLetter",
    "SignatureRow",
    "StyleRow",
    "check_file",
    "final_file_key",
    "find_by_code",
    "find_by_digest",
    "find_by_number",
    "find_signature",
    "find_signature_by_digest",
    "find_style",
    "get_context",
    "get_house",
    "get_letter",
    "get_signature",
    "is_taken",
    "latest_states",
    "list_about",
    "list_bases",
    "list_letters",
    "list_secret",
    "list_signatures",
    "list_styles",
    "numbers_of",
]
