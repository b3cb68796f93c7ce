"""Watermarked copies: the same pages, the words on every one of them, whatever the words are."""

import io

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutasi_flow.core.uploads.watermark import stamp
from mutasi_flow.demo.papers import make_letter

PLAIN = make_letter(("Nomor: 800/1/2026", "Surat contoh."))


def said(pdf: bytes) -> list[list[bytes]]:
    """Return what each page says, piece by piece."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            [bytes(one.operands[0]) for one in pikepdf.parse_content_stream(page) if str(one.operator) == "Tj"]
            for page in document.pages
        ]


def test_every_page_bears_the_words_twice_and_keeps_what_it_says() -> None:
    with pikepdf.open(io.BytesIO(PLAIN)) as document, io.BytesIO() as stream:
        document.pages.append(document.pages[0])
        document.pages[1].Rotate = 90
        document.save(stream)
        two = stream.getvalue()
    pages = said(stamp(two, "Rahasia · dibaca Ratna (verifikator)"))
    marked = "Rahasia · dibaca Ratna (verifikator)".encode("cp1252")
    assert [page[-2:] for page in pages] == [[marked, marked]] * 2
    assert all(b"Surat contoh." in page for page in pages)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120))
def test_any_words_leave_a_readable_file(words: str) -> None:
    (page,) = said(stamp(PLAIN, words))
    assert page[-2:] == [words.encode("cp1252", errors="replace")] * 2


def test_what_is_no_pdf_gets_no_copy() -> None:
    with pytest.raises(pikepdf.PdfError):
        stamp(b"%PDF-1.7 cut", "x")
