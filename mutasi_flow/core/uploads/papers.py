"""PDFs: refused when they do things, written anew when they do not, kept as they are when they are signed.

Refused rather than cleaned: a script or an enclosed file shapes what a reader sees, and a paper that is quietly
changed is no longer the paper somebody signed. Printing it to a new PDF is an easy way out, and the sentence says so.
Runs in the child process only.
"""

import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from io import BytesIO
from types import MappingProxyType

import pikepdf
from pikepdf import Dictionary, Name, Object, Page, PdfImage, Stream

from mutasi_flow.core.uploads.findings import MOST_PAGES, Examined, Flaw, UnusableFile
from mutasi_flow.core.uploads.images import MOST_PIXELS, SAMPLE, is_even
from mutasi_flow.core.uploads.sniffing import PDF
from mutasi_flow.core.uploads.tags import OddPicture, bare_jpeg, bare_jpeg2000

MOST_OBJECTS = 100_000
LARGEST_STREAM = 40_000_000
"""Bytes of one unpacked stream that is no image: far beyond any page, far below what a bomb makes."""
TAIL_BYTES = 2048
_ACTIVE_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound"}
)
_ACTIVE_KEYS = ("/JS", "/JavaScript", "/AA", "/XFA", "/RichMediaContent", "/RichMediaSettings")
_TELLING_KEYS = ("/Metadata", "/PieceInfo", "/LastModified")
_STRIPPERS: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType(
    {"/DCTDecode": bare_jpeg, "/JPXDecode": bare_jpeg2000}
)
_ODD = (pikepdf.PdfError, AttributeError, KeyError, RuntimeError, TypeError, ValueError)
"""What a broken file makes of its parts: a number where a page should be, a text where a stream should be."""
_PAINTS = re.compile(rb"(?:^|[\s\])>])(?:Tj|TJ|'|\"|Do|EI|f\*?|F|B\*?|b\*?|S|s|sh)(?=[\s\[(<]|$)")
_WRITES = re.compile(rb"(?:^|[\s\])>])(?:Tj|TJ|'|\"|EI)(?=[\s\[(<]|$)")


def examine_paper(data: bytes) -> Examined:
    """Return the PDF written anew without what tells about its maker; a signed one as it is.

    Raises:
        UnusableFile: locked, damaged, without or with too many pages, blank, active, or too heavy.
    """
    try:
        with _open(data) as document:
            return _examine(document, data)
    except _ODD as error:
        raise UnusableFile(Flaw.DAMAGED) from error


def _examine(document: pikepdf.Pdf, data: bytes) -> Examined:
    count = len(document.pages)
    if not count:
        raise UnusableFile(Flaw.NO_PAGES)
    if count > MOST_PAGES:
        raise UnusableFile(Flaw.TOO_MANY_PAGES)
    is_signed = _look_through(document)
    blank = tuple(number for number, page in enumerate(document.pages, 1) if _is_blank(page))
    if len(blank) == count:
        raise UnusableFile(Flaw.BLANK)
    return Examined(data if is_signed else _written_anew(document), PDF, ".pdf", count, blank, is_signed)


def _open(data: bytes) -> pikepdf.Pdf:
    """Open it strictly; mend small faults as every reader does, but not a file that lost its end."""
    try:
        return pikepdf.open(BytesIO(data), attempt_recovery=False)
    except pikepdf.PasswordError as error:
        raise UnusableFile(Flaw.LOCKED) from error
    except (pikepdf.PdfError, ValueError) as error:
        if b"%%EOF" not in data[-TAIL_BYTES:]:
            raise UnusableFile(Flaw.DAMAGED) from error
    try:
        return pikepdf.open(BytesIO(data))
    except pikepdf.PasswordError as error:
        raise UnusableFile(Flaw.LOCKED) from error
    except (pikepdf.PdfError, ValueError) as error:
        raise UnusableFile(Flaw.DAMAGED) from error


def _dictionaries(document: pikepdf.Pdf) -> Iterator[Object]:
    """Every dictionary of the file, also those written inside others."""
    if len(document.objects) > MOST_OBJECTS:
        raise UnusableFile(Flaw.TOO_HEAVY)
    for one in document.objects:
        waiting = [one]
        while waiting:
            found = waiting.pop()
            if isinstance(found, (Dictionary, Stream)):
                yield found
                waiting += [part for part in found.values() if _is_inside(part)]
            elif isinstance(found, pikepdf.Array):
                waiting += [part for part in found if _is_inside(part)]


def _is_inside(part: object) -> bool:
    return isinstance(part, (Dictionary, pikepdf.Array)) and not part.is_indirect


def _look_through(document: pikepdf.Pdf) -> bool:
    """Refuse what acts, encloses or bursts; return whether there is an electronic signature."""
    is_signed = False
    for found in _dictionaries(document):
        if any(key in found for key in _ACTIVE_KEYS) or str(found.get("/S", "")) in _ACTIVE_ACTIONS:
            raise UnusableFile(Flaw.ACTIVE)
        if "/EmbeddedFiles" in found or "/EF" in found or found.get("/Type") == Name.EmbeddedFile:
            raise UnusableFile(Flaw.ENCLOSED)
        if isinstance(found, Stream):
            _bound(found)
        is_signed = is_signed or "/ByteRange" in found
    return is_signed


def _bound(stream: Object) -> None:
    if stream.get("/Subtype") == Name.Image:
        with suppress(TypeError, ValueError):
            if int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)) > MOST_PIXELS:
                raise UnusableFile(Flaw.TOO_HEAVY)
        return
    _unpacked(stream)


def _unpacked(stream: Object) -> bytes:
    """Return the content of a stream, unpacked step by step and never beyond the limit."""
    content, filters = stream.read_raw_bytes(), stream.get("/Filter", pikepdf.Array())
    for name in [filters] if isinstance(filters, Name) else filters:
        if name != Name.FlateDecode:
            return content
        unpacker = zlib.decompressobj()
        try:
            content = unpacker.decompress(content, LARGEST_STREAM)
        except zlib.error:
            return content
        if unpacker.unconsumed_tail:
            raise UnusableFile(Flaw.TOO_HEAVY)
    return content


def _is_blank(page: Page) -> bool:
    """Whether nothing is drawn on the page, or only pictures of an empty sheet."""
    if "/Annots" in page:
        return False
    given = page.get("/Contents", pikepdf.Array())
    content = b"\n".join(_unpacked(one) for one in ([given] if isinstance(given, Stream) else given))
    if not _PAINTS.search(content):
        return True
    images = page.get_images()
    if _WRITES.search(content) or not images:
        return False
    return all(isinstance(image, Stream) and _is_even_image(image) for image in images.values())


def _is_even_image(image: Stream) -> bool:
    try:
        picture = PdfImage(image).as_pil_image()
        picture.draft("L", SAMPLE)
        return is_even(picture)
    except (OSError, ValueError, NotImplementedError, pikepdf.PdfError, pikepdf.UnsupportedImageTypeError):
        return False


def _strip_picture(image: Stream) -> None:
    """Take place, time and maker out of a photo; one whose parts do not fit together is left as it is."""
    filters = image.get("/Filter", pikepdf.Array())
    names = [filters] if isinstance(filters, Name) else list(filters)
    strip = _STRIPPERS.get(str(names[-1])) if names else None
    if strip is None or any(name != Name.FlateDecode for name in names[:-1]):
        return
    parameters = image.get("/DecodeParms")
    if isinstance(parameters, pikepdf.Array):
        parameters = parameters[-1] if len(parameters) else None
    with suppress(OddPicture):
        bare = strip(_unpacked(image))
        given = parameters if isinstance(parameters, Dictionary) else None
        image.write(bare, filter=Name(str(names[-1])), decode_parms=given)


def _written_anew(document: pikepdf.Pdf) -> bytes:
    if "/OpenAction" in document.Root:
        del document.Root["/OpenAction"]
    for found in list(_dictionaries(document)):
        for key in _TELLING_KEYS:
            if key in found:
                del found[key]
        if isinstance(found, Stream) and found.get("/Subtype") == Name.Image:
            _strip_picture(found)
    if "/Info" in document.trailer:
        del document.trailer["/Info"]
    written = BytesIO()
    document.save(written, deterministic_id=True)
    return written.getvalue()
