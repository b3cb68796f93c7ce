"""Reading letters, and comparing files with them."""

from mutasi_flow.letters.queries.checking import FileCheck, check_file, read_data
from mutasi_flow.letters.queries.rows import (
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
)

__all__ = [
    "FileCheck",
    "LetterRow",
    "PublicLetter",
    "check_file",
    "find_by_code",
    "find_by_digest",
    "find_by_number",
    "get_context",
    "get_letter",
    "is_taken",
    "latest_states",
    "list_about",
    "list_letters",
    "read_data",
]
