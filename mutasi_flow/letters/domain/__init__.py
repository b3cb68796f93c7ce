"""Words and rules of letters: states, numbers, codes, printable characters, kinds. Pure."""

from mutasi_flow.letters.domain.characters import (
    COVERED,
    LONGEST_TEXT,
    describe_character,
    missing_characters,
    normalize,
    normalized,
    texts_in,
)
from mutasi_flow.letters.domain.codes import ALPHABET, CODE_LENGTH, group_code, make_code, read_code
from mutasi_flow.letters.domain.dates import MONTHS, written_date
from mutasi_flow.letters.domain.kinds import LetterKind
from mutasi_flow.letters.domain.numbers import (
    CLASSIFICATION,
    DECREE_REGISTER,
    IMPORTED_REGISTER,
    MARKS,
    MINUTES_REGISTER,
    REGISTER_LABELS,
    SLOTS,
    SUPPORT_REGISTER,
    NumberParts,
    check_number_format,
    format_number,
    roman_month,
)
from mutasi_flow.letters.domain.signing import (
    METHOD_LABELS,
    FoundSignature,
    SignedFile,
    SigningMethod,
    doubts_about,
    refuse_signed,
)
from mutasi_flow.letters.domain.states import (
    STANDING_LABELS,
    STANDING_SENTENCES,
    LetterState,
    Standing,
    standing_of,
)

__all__ = [
    "ALPHABET",
    "CLASSIFICATION",
    "CODE_LENGTH",
    "COVERED",
    "DECREE_REGISTER",
    "IMPORTED_REGISTER",
    "LONGEST_TEXT",
    "MARKS",
    "METHOD_LABELS",
    "MINUTES_REGISTER",
    "MONTHS",
    "REGISTER_LABELS",
    "SLOTS",
    "STANDING_LABELS",
    "STANDING_SENTENCES",
    "SUPPORT_REGISTER",
    "FoundSignature",
    "LetterKind",
    "LetterState",
    "NumberParts",
    "SignedFile",
    "SigningMethod",
    "Standing",
    "check_number_format",
    "describe_character",
    "doubts_about",
    "format_number",
    "group_code",
    "make_code",
    "missing_characters",
    "normalize",
    "normalized",
    "read_code",
    "refuse_signed",
    "roman_month",
    "standing_of",
    "texts_in",
    "written_date",
]
