"""The child process: reads one PDF, answers with its signatures, and ends."""

import json

import pikepdf
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError

from mutasi_flow.core import fenced
from mutasi_flow.letters.sign.validating import describe_signatures, letter_digest

_ODD = (PdfError, SigningError, pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What a broken file makes of its parts."""


def look(question: bytes) -> fenced.Found:
    """Tell what is signed in the PDF behind the options."""
    start = fenced.LENGTH_BYTES + int.from_bytes(question[: fenced.LENGTH_BYTES], "big")
    options, pdf = json.loads(question[fenced.LENGTH_BYTES : start]), question[start:]
    try:
        return {"signatures": describe_signatures(pdf, options["trusted"]), "letter_sha256": letter_digest(pdf)}, b""
    except _ODD:
        return {"is_damaged": True}, b""


if __name__ == "__main__":
    fenced.answer(look)
