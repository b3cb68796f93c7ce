"""Uploaded files: everything that cannot or may not be read gets its sentence; what is kept is only the paper."""

from contextlib import suppress
from io import BytesIO

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

from mutasi_flow.core import fenced
from mutasi_flow.core.uploads import Flaw, UnusableFile, examine, safe_filename, sniff
from mutasi_flow.core.uploads.findings import ADVICE, MOST_PAGES
from mutasi_flow.core.uploads.images import examine_picture
from mutasi_flow.core.uploads.papers import examine_paper
from mutasi_flow.core.uploads.sniffing import LARGEST_BYTES
from tests.core import hostile_files as made

NO_PAGES = made.pdf(pages=0)
CUT = made.pdf(pages=3)
REFUSED = {
    "nothing": (b"", Flaw.EMPTY),
    "large": (b"%PDF-" + b"x" * LARGEST_BYTES, Flaw.TOO_LARGE),
    "a program": (b"MZ\x90", Flaw.OTHER_KIND),
    "an SVG renamed to .jpg": (made.SVG, Flaw.SVG),
    "HEIC": (made.HEIC, Flaw.HEIC),
    "a PDF inside a photo": (made.photo() + made.pdf(), Flaw.TWO_KINDS),
    "an archive inside a PDF": (made.pdf() + made.archive(), Flaw.TWO_KINDS),
    "an archive inside a photo": (made.photo() + made.archive(), Flaw.TWO_KINDS),
    "a page inside a photo": (made.photo(comment=b"<script>1</script>"), Flaw.TWO_KINDS),
    "a PDF behind other bytes": (b"GIF89a\n" + made.pdf(), Flaw.TWO_KINDS),
    "locked": (made.locked(), Flaw.LOCKED),
    "cut": (CUT[: len(CUT) // 2], Flaw.DAMAGED),
    "not a PDF at all": (b"%PDF-1.7 surat", Flaw.DAMAGED),
    "a cut photo": (made.photo()[:4000], Flaw.DAMAGED),
    "without pages": (NO_PAGES, Flaw.NO_PAGES),
    "a 300-page scan": (made.pdf(pages=300), Flaw.TOO_MANY_PAGES),
    "nothing drawn": (made.pdf(content=b"q 1 0 0 1 0 0 cm Q"), Flaw.BLANK),
    "an empty sheet scanned": (made.scan(ink=250), Flaw.BLANK),
    "an empty sheet photographed": (made.photo(ink=230), Flaw.BLANK),
    "a script": (made.with_script(), Flaw.ACTIVE),
    "a hidden script": (made.with_hidden_script(), Flaw.ACTIVE),
    "a program to be started": (made.opening(Dictionary(S=Name.Launch, F="cmd.exe")), Flaw.ACTIVE),
    "an enclosed file": (made.with_enclosed_file(), Flaw.ENCLOSED),
    "a page that unpacks without end": (b"", Flaw.TOO_HEAVY),  # made when it is asked for: its 200 MB take a second
    "a picture of a thousand million points": (made.endless_picture(), Flaw.TOO_HEAVY),
    "a small photo": (made.photo((300, 400)), Flaw.TOO_SMALL),
    "a dark photo": (made.photo(ground=40, ink=5), Flaw.TOO_DARK),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_used_is_refused_with_its_reason(name: str) -> None:
    data, flaw = REFUSED[name]
    data = made.bomb() if name == "a page that unpacks without end" else data
    with pytest.raises(UnusableFile) as refused:
        examine(data)
    assert (refused.value.flaw, refused.value.text, refused.value.field) == (flaw, ADVICE[flaw], "file")


def test_every_flaw_has_its_advice_and_an_example() -> None:
    assert set(ADVICE) == set(Flaw) == {flaw for _, flaw in REFUSED.values()}


def test_a_good_pdf_is_written_anew_without_its_maker() -> None:
    given_pdf = made.pdf(pages=2)
    found = examine(given_pdf)
    assert (found.media_type, found.suffix, found.pages, found.is_signed) == ("application/pdf", ".pdf", 2, False)
    assert b"Pemilik laptop" in given_pdf
    assert b"Pemilik laptop" not in found.data
    with pikepdf.open(BytesIO(found.data)) as document:
        assert len(document.pages) == 2


def test_a_scan_is_good_and_an_empty_back_is_named() -> None:
    assert examine(made.scan()).blank_pages == ()
    assert examine(made.pdf(empty_backs=1)).blank_pages == (2,)


def test_the_most_pages_are_still_taken() -> None:
    assert examine(made.pdf(pages=MOST_PAGES)).pages == MOST_PAGES


def test_a_jump_to_a_page_on_opening_is_harmless_and_left_out() -> None:
    found = examine(made.opening(Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]))))
    assert b"OpenAction" not in found.data


def test_a_signed_pdf_is_kept_byte_for_byte_but_not_when_it_acts() -> None:
    def sign(document: Pdf) -> None:
        document.Root.Perms = Dictionary(DocMDP=Dictionary(Type=Name.Sig, ByteRange=Array([0, 1, 2, 3])))

    signed = made.pdf(change=sign)
    found = examine(signed)
    assert found.is_signed
    assert found.data == signed

    def sign_and_act(document: Pdf) -> None:
        sign(document)
        document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="1")

    with pytest.raises(UnusableFile):
        examine(made.pdf(change=sign_and_act))


def test_a_photo_is_turned_upright_made_smaller_and_loses_place_and_maker() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Pabrik"
    exif.get_ifd(0x8825)[1] = "S"
    found = examine(made.photo((4000, 3000), exif=exif))
    with Image.open(BytesIO(found.data)) as picture:
        assert picture.size == (1800, 2400)
        assert not picture.getexif()
    assert b"Pabrik" not in found.data
    assert (found.media_type, found.suffix) == ("image/jpeg", ".jpg")


def test_a_drawing_with_transparency_is_laid_on_white() -> None:
    picture = Image.open(BytesIO(made.photo())).convert("RGBA")
    picture.putalpha(Image.new("L", picture.size, 200))
    stream = BytesIO()
    picture.save(stream, "PNG")
    with Image.open(BytesIO(examine(stream.getvalue()).data)) as shown:
        assert shown.mode == "RGB"
        assert not any(shown.convert("L").histogram()[:21])  # the ink let some white through


@pytest.mark.parametrize(
    ("name", "value"), [("SECONDS", 0.01), ("_LOAD", "import os; os.kill(os.getpid(), 9)"), ("_LOAD", "exit(3)")]
)
def test_a_file_that_takes_too_long_or_kills_the_process_is_too_heavy(
    monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    monkeypatch.setattr(fenced, name, value)
    with pytest.raises(UnusableFile) as refused:
        examine(made.pdf())
    assert refused.value.flaw is Flaw.TOO_HEAVY


@given(st.binary(max_size=300), st.sampled_from([b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b""]))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_no_bytes_get_another_answer_than_a_flaw(rest: bytes, start: bytes) -> None:
    data = start + rest
    with pytest.raises(UnusableFile):
        examine_paper(data) if sniff(data) == "application/pdf" else examine_picture(data)


@given(st.integers(0, 2_000), st.integers(0, 255))
@settings(deadline=None, max_examples=60)
def test_one_changed_byte_never_gets_another_answer_than_a_flaw_or_a_paper(place: int, value: int) -> None:
    data = bytearray(CUT)
    data[place % len(data)] = value
    with suppress(UnusableFile):
        assert examine_paper(bytes(data)).pages <= MOST_PAGES


@given(st.text(max_size=400))
def test_a_name_keeps_its_last_part_only(name: str) -> None:
    shown = safe_filename(name)
    assert 0 < len(shown) <= 200
    assert "/" not in shown
    assert "\\" not in shown
    assert shown.isprintable() or " " in shown or not shown.isascii()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\surat\sk.pdf", "sk.pdf"),
        ("a\x00b\u202egpj.pdf", "abgpj.pdf"),
        ("..", "berkas"),
    ],
)
def test_a_path_in_the_name_leads_nowhere(name: str, shown: str) -> None:
    assert safe_filename(name) == shown
