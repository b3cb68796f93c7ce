"""Files as strangers send them: good ones, broken ones, and ones that want more than to be read."""

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageDraw

A4 = (595, 842)


def written(document: Pdf, **options: object) -> bytes:
    stream = BytesIO()
    document.save(stream, **options)  # type: ignore[arg-type]
    return stream.getvalue()


def pdf(
    pages: int = 1,
    change: Callable[[Pdf], None] = lambda _: None,
    content: bytes = b"",
    empty_backs: int = 0,
    **options: object,
) -> bytes:
    """A PDF with a line of text on each page, changed by ``change``."""
    with pikepdf.new() as document:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        for number in range(1, pages + 1):
            page = document.add_blank_page(page_size=A4)
            page.Resources = Dictionary(Font=Dictionary(F1=font))
            page.Contents = document.make_stream(content or b"BT /F1 12 Tf 72 700 Td (Halaman %d) Tj ET" % number)
        for _ in range(empty_backs):
            document.add_blank_page()
        document.docinfo["/Author"] = "Pemilik laptop"
        change(document)
        return written(document, **options)


def photo(
    size: tuple[int, int] = (1200, 1600), kind: str = "JPEG", ground: int = 230, ink: int = 20, **options: object
) -> bytes:
    """A photo of a page with lines on it."""
    picture = Image.new("RGB", size, (ground, ground, ground))
    drawing = ImageDraw.Draw(picture)
    for row in range(60, size[1] - 60, 40):
        drawing.rectangle((60, row, size[0] - 60, row + 8), fill=(ink, ink, ink))
    stream = BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def scan(ground: int = 250, ink: int = 20, picture: bytes = b"") -> bytes:
    """A PDF whose one page is a photo."""

    def lay(document: Pdf) -> None:
        image = document.make_stream(picture or photo(ground=ground, ink=ink))
        image.Type, image.Subtype, image.Filter = Name.XObject, Name.Image, Name.DCTDecode
        image.Width, image.Height, image.ColorSpace, image.BitsPerComponent = 1200, 1600, Name.DeviceRGB, 8
        document.pages[0].Resources = Dictionary(XObject=Dictionary(Im0=image))

    return pdf(change=lay, content=b"q 595 0 0 842 0 0 cm /Im0 Do Q")


def opening(action: Dictionary) -> bytes:
    """A PDF that does something when it is opened."""

    def add(document: Pdf) -> None:
        document.Root.OpenAction = action

    return pdf(change=add)


def with_script() -> bytes:
    return opening(Dictionary(S=Name.JavaScript, JS="app.alert('x')"))


def with_hidden_script() -> bytes:
    """The script hangs on a link inside a list, in a compressed object."""

    def add(document: Pdf) -> None:
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
        link.A = Dictionary(
            S=Name.URI, URI="https://kantor.example", Next=Array([Dictionary(S=Name.JavaScript, JS="1")])
        )
        document.pages[0].Annots = Array([link])

    return pdf(change=add, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def with_enclosed_file() -> bytes:
    def add(document: Pdf) -> None:
        document.attachments["isi.exe"] = b"MZ"

    return pdf(change=add)


def locked() -> bytes:
    return pdf(encryption=pikepdf.Encryption(owner="pemilik", user="rahasia"))


def bomb() -> bytes:
    """A page whose content unpacks to 200 MB."""
    return pdf(content=b"0 0 m\n" * 35_000_000, compress_streams=True)


def archive() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("isi.html", "<p>isi</p>")
    return stream.getvalue()


def endless_picture() -> bytes:
    """A PNG of a few bytes that says it is 32,768 points wide and high."""
    head = b"IHDR" + (32_768).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    tail = photo(kind="PNG")[33:]
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\r" + head + zlib.crc32(head).to_bytes(4, "big") + tail


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00" + b"x" * 100
