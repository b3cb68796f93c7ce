"""What a validator says of a PDF; where it only guesses from raw bytes, another reader measures."""

from io import BytesIO
from typing import Any

import page as validator
import pikepdf

PROFILES = (validator.ValidationProfile.PDF_A_3A, validator.ValidationProfile.PDF_UA_1)
GUESSED = frozenset({"PDFA3A-STREAM-LENGTH-001", "PDFA3A-STRING-LENGTH-001"})
"""A stream that ends with a carriage return, or a bracket within signed bytes, leads the validator astray: once in some
hundred keys. ISO 19005-3, 6.1.7.1 and 6.1.13 speak of the objects."""
LONGEST_STRING = 32_767


def failures(pdf: bytes) -> list[str]:
    """Return what does not conform to PDF/A-3a and PDF/UA-1."""
    return [str(failure) for failure in _found(pdf)]


def rules(pdf: bytes) -> set[str]:
    """Return the rules of both standards that are broken."""
    return {failure.rule_id for failure in _found(pdf)}


def _found(pdf: bytes) -> list[Any]:
    reports = [validator.validate_pdf_bytes(pdf, profile=profile) for profile in PROFILES]
    found = [failure for report in reports for failure in report.failures]
    if any(failure.rule_id in GUESSED for failure in found) and keeps_lengths(pdf):
        return [failure for failure in found if failure.rule_id not in GUESSED]
    return found


def keeps_lengths(pdf: bytes) -> bool:
    """Whether every stream is as long as it says, and no string is longer than allowed."""
    with pikepdf.open(BytesIO(pdf), suppress_warnings=True) as document:
        sound = all(_keeps_lengths(one) for one in document.objects)
        return sound and not document.get_warnings()


def _keeps_lengths(one: Any) -> bool:
    if isinstance(one, pikepdf.Stream):
        return len(one.read_raw_bytes()) == int(one.stream_dict["/Length"]) and _keeps_lengths(one.stream_dict)
    if isinstance(one, pikepdf.String):
        return len(bytes(one)) <= LONGEST_STRING
    if isinstance(one, pikepdf.Dictionary):
        return all(_keeps_lengths(part) for _, part in one.items() if not getattr(part, "is_indirect", False))
    if isinstance(one, pikepdf.Array):
        return all(_keeps_lengths(part) for part in one if not getattr(part, "is_indirect", False))
    return True
