"""Asking a fenced process what is signed in a PDF."""

import json
from collections.abc import Sequence

from mutasi_flow.core import fenced
from mutasi_flow.core.errors import InvalidInput, Unprepared
from mutasi_flow.core.texts import T
from mutasi_flow.letters.domain import SignedFile
from mutasi_flow.letters.sign.reading import read_signature

LARGEST_BYTES = 20_000_000
PDF_START = b"%PDF-"
_CHILD = "mutasi_flow.letters.sign"


def start_looking() -> fenced.Child:
    """Start the process that will look, for whoever has something else to load meanwhile.

    Raises:
        Unprepared: no process could be started.
    """
    return fenced.Child(_CHILD)


def look(pdf: bytes, trusted: Sequence[str] = (), child: fenced.Child | None = None) -> SignedFile:
    """Return the signatures in a PDF and the letter's data inside it, or why nothing can be told.

    ``trusted``: certificates of issuers, and lists of those that they revoked, as PEM. Nothing is fetched from
    anywhere. ``child``: one that was started already.

    Raises:
        Unprepared: no process could be started, or what the office trusts cannot be read.
    """
    if not pdf.startswith(PDF_START):
        return SignedFile((), flaw=T("Berkas ini bukan PDF."))
    if len(pdf) > LARGEST_BYTES:
        return SignedFile((), flaw=T("Berkas ini lebih besar daripada surat yang kami cetak."))
    options = json.dumps({"trusted": list(trusted)}).encode()
    question = len(options).to_bytes(fenced.LENGTH_BYTES, "big") + options + pdf
    try:
        head, _ = child.ask(question) if child else fenced.ask(_CHILD, question)
    except fenced.Overstrained:
        return SignedFile((), flaw=T("Berkas ini terlalu berat untuk dibuka."))
    if head.get("is_unset"):
        raise Unprepared(T("Sertifikat penerbit dalam folder MUTASI_TRUSTED_ISSUERS tidak dapat dibaca."))
    damaged = T("PDF ini rusak, terpotong, atau terkunci. Unduh sekali lagi.") if head["is_damaged"] else None
    found = tuple(read_signature(one) for one in head["signatures"])
    return SignedFile(found, head["letter_sha256"], head["data"], damaged)


def look_for_signatures(pdf: bytes, trusted: Sequence[str] = ()) -> SignedFile:
    """Return what :func:`look` does, of a file that can be read.

    Raises:
        InvalidInput: it is no PDF, is too large, or cannot be read.
        Unprepared: no process could be started, or what the office trusts cannot be read.
    """
    found = look(pdf, trusted)
    if found.flaw is not None:
        raise InvalidInput(found.flaw, field="file")
    return found
