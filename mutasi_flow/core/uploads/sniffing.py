"""What a file is, by its bytes and never by its name; cheap enough for any place."""

import zipfile
from io import BytesIO
from pathlib import PurePath
from unicodedata import category

from mutasi_flow.core.uploads.findings import LARGEST_MEGABYTES, Flaw, UnusableFile

LARGEST_BYTES = LARGEST_MEGABYTES * 1_000_000
LONGEST_FILENAME = 200
HEAD_BYTES = 1024
"""Readers of PDF look for its header this far into a file."""
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
_SIGNATURES = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
_PROGRAMS = (b"<script", b"<html", b"<?php", b"<svg", b"<!doctype html")


def sniff(data: bytes) -> str:
    """Return the media type.

    Raises:
        UnusableFile: empty, too large, of another kind, or of two kinds at once.
    """
    if not data:
        raise UnusableFile(Flaw.EMPTY)
    if len(data) > LARGEST_BYTES:
        raise UnusableFile(Flaw.TOO_LARGE)
    for signature, media_type in _SIGNATURES:
        if data.startswith(signature):
            if _has_second_nature(data, media_type):
                raise UnusableFile(Flaw.TWO_KINDS)
            return media_type
    raise UnusableFile(_name_other(data))


def _name_other(data: bytes) -> Flaw:
    head = data[:HEAD_BYTES].lower()
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return Flaw.HEIC
    if b"<svg" in head:
        return Flaw.SVG
    return Flaw.TWO_KINDS if b"%pdf-" in head else Flaw.OTHER_KIND


def _has_second_nature(data: bytes, media_type: str) -> bool:
    """Whether another program would take the same bytes for a document, an archive or a page of its own."""
    head = data[:HEAD_BYTES].lower()
    if any(word in head for word in _PROGRAMS) or zipfile.is_zipfile(BytesIO(data)):
        return True
    if media_type == PDF:
        return False
    end = data.rfind(b"\xff\xd9") if media_type == JPEG else data.rfind(b"IEND")
    tail = data[end:].lower()
    return b"%pdf-" in head or any(word in tail for word in (b"%pdf-", *_PROGRAMS))


def safe_filename(name: str) -> str:
    """Return the last part of a name without control and direction characters, for showing only."""
    last = PurePath(name.replace("\\", "/")).name
    shown = "".join(letter for letter in last if category(letter)[0] != "C")[:LONGEST_FILENAME]
    return shown if shown.strip(". ") else "berkas"
