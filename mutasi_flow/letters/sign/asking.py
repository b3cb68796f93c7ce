"""Asking a fenced process what is signed in a PDF."""

import json
from collections.abc import Sequence

from mutasi_flow.core import fenced
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T
from mutasi_flow.letters.domain import SignedFile
from mutasi_flow.letters.sign.reading import read_signature

LARGEST_BYTES = 20_000_000
PDF_START = b"%PDF-"


def look_for_signatures(pdf: bytes, trusted: Sequence[str] = ()) -> SignedFile:
    """Return the signatures in a PDF and the digest of the letter's data inside it.

    ``trusted``: certificates of issuers, as PEM. Nothing is fetched from anywhere.

    Raises:
        InvalidInput: it is no PDF, is too large, or cannot be read.
        Unprepared: no process could be started.
    """
    if not pdf.startswith(PDF_START):
        raise InvalidInput(T("Berkas ini bukan PDF."), field="file")
    if len(pdf) > LARGEST_BYTES:
        raise InvalidInput(T("Berkas ini lebih besar daripada surat yang kami cetak."), field="file")
    options = json.dumps({"trusted": list(trusted)}).encode()
    question = len(options).to_bytes(fenced.LENGTH_BYTES, "big") + options + pdf
    try:
        head, _ = fenced.ask("mutasi_flow.letters.sign", question)
    except fenced.Overstrained as error:
        raise InvalidInput(T("Berkas ini terlalu berat untuk dibuka."), field="file") from error
    if head.get("is_damaged"):
        raise InvalidInput(T("PDF ini rusak, terpotong, atau terkunci. Unduh sekali lagi."), field="file")
    return SignedFile(tuple(read_signature(one) for one in head["signatures"]), head["letter_sha256"])
