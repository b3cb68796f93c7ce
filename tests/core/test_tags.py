"""Photos inside PDFs lose place, time and maker, and not one pixel."""

import zlib
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Any, cast

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

from mutasi_flow.core.uploads import examine
from mutasi_flow.core.uploads.tags import OddPicture, bare_jpeg, bare_jpeg2000
from tests.core import hostile_files as made

MAKER = "Pabrik Ponsel"
TELLING = (b"Pabrik Ponsel", b"Exif\0", b"catatan sendiri", b"ekor")


def tagged(**options: Any) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = MAKER
    exif.get_ifd(0x8825)[1] = "S"
    return made.photo(exif=exif, comment=b"catatan sendiri", **options) + b"ekor"


def jpeg2000() -> bytes:
    stream = BytesIO()
    Image.open(BytesIO(made.photo((200, 300)))).save(stream, "JPEG2000")
    body = b"<x:xmpmeta>Pabrik Ponsel</x:xmpmeta>"
    return stream.getvalue() + (len(body) + 8).to_bytes(4, "big") + b"xml " + body


def pixels(data: bytes) -> bytes:
    with Image.open(BytesIO(data)) as picture:
        return picture.tobytes()


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_keeps_its_pixels_and_loses_what_it_tells(progressive: bool) -> None:
    before = tagged(progressive=progressive)
    after = bare_jpeg(before)
    assert all(word in before for word in TELLING)
    assert not any(word in after for word in TELLING)
    assert pixels(after) == pixels(before)
    assert bare_jpeg(after) == after


def test_a_cut_jpeg_loses_its_tags_too() -> None:
    cut = tagged()[:-3000]
    assert MAKER.encode() not in bare_jpeg(cut)


@pytest.mark.parametrize("strip", [bare_jpeg, bare_jpeg2000])
@given(
    rest=st.binary(max_size=300), head=st.sampled_from([b"", b"\xff\xd8", b"\xff\xd8\xff\xe1", b"\xff\xd8\xff\xda\0\2"])
)
def test_no_bytes_get_another_answer_than_a_picture_or_an_odd_one(
    strip: Callable[[bytes], bytes], rest: bytes, head: bytes
) -> None:
    with suppress(OddPicture):
        assert len(strip(head + rest)) <= len(head + rest)


def test_a_jpeg_2000_loses_its_boxes_of_text() -> None:
    before = jpeg2000()
    after = bare_jpeg2000(before)
    assert MAKER.encode() in before
    assert MAKER.encode() not in after
    assert pixels(after) == pixels(before)
    assert bare_jpeg2000(b"\xff\x4fabc") == b"\xff\x4fabc"


def first_picture(document: Pdf) -> pikepdf.Stream:
    return cast("pikepdf.Stream", document.pages[0].Resources.XObject.Im0)


def picture_in(data: bytes) -> Image.Image:
    with pikepdf.open(BytesIO(data)) as document:
        return pikepdf.PdfImage(first_picture(document)).as_pil_image()


def test_a_scan_with_a_photo_is_kept_without_its_tags() -> None:
    given_pdf = made.scan(picture=tagged())
    found = examine(given_pdf)
    assert MAKER.encode() in given_pdf
    assert not any(word in found.data for word in TELLING)
    assert picture_in(found.data).tobytes() == picture_in(given_pdf).tobytes()


def test_a_packed_photo_is_looked_into_as_well() -> None:
    with pikepdf.open(BytesIO(made.scan(picture=tagged()))) as document:
        image = first_picture(document)
        image.write(zlib.compress(tagged()), filter=Array([Name.FlateDecode, Name.DCTDecode]))
        packed = made.written(document)
    found = examine(packed)
    assert MAKER.encode() not in found.data
    assert picture_in(found.data).size == (1200, 1600)


def test_notes_of_programs_are_dropped_wherever_they_hang() -> None:
    def add(document: Pdf) -> None:
        page = document.pages[0]
        page.obj.PieceInfo = Dictionary(Editor=Dictionary(Private=MAKER))
        page.obj.LastModified = "D:20260101"
        page.obj.Metadata = document.make_stream(b"<x:xmpmeta>Pabrik Ponsel</x:xmpmeta>")

    found = examine(made.pdf(change=add))
    assert MAKER.encode() not in found.data
    assert b"LastModified" not in found.data


def test_a_picture_that_is_no_jpeg_inside_is_left_alone() -> None:
    with pikepdf.open(BytesIO(made.scan())) as document:
        first_picture(document).write(b"\xff\xd8\xff\xe1\xff\xff kabur", filter=Name.DCTDecode)
        found = examine(made.written(document))
    assert found.pages == 1
