"""The child process: reads one PDF, answers with its signatures, and ends."""

import json

import pikepdf
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError

from mutasi_flow.core import fenced
from mutasi_flow.letters.contexts.reading import read_data
from mutasi_flow.letters.sign.validating import Trust, describe_signatures, digest_of

_ODD = (PdfError, SigningError, pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What a broken file makes of its parts."""


def look(question: bytes) -> fenced.Found:
    """Tell what is signed in the PDF behind the options, and what letter it holds."""
    start = fenced.LENGTH_BYTES + int.from_bytes(question[: fenced.LENGTH_BYTES], "big")
    options, pdf = json.loads(question[fenced.LENGTH_BYTES : start]), question[start:]
    try:
        trust = Trust.read(options["trusted"])
    except _ODD:
        return {"is_unset": True}, b""
    data = read_data(pdf)
    told = {"data": data, "letter_sha256": digest_of(data)}
    try:
        return {**told, "signatures": describe_signatures(pdf, trust), "is_damaged": False}, b""
    except _ODD:
        return {**told, "signatures": [], "is_damaged": True}, b""


if __name__ == "__main__":
    fenced.answer(look)
