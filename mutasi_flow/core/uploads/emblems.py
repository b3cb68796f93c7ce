"""Emblems of letterheads: any picture becomes a small JPEG on white, so that a letter carries no more than its print needs.

A stranger's picture is opened in a child process only. Vector drawings are not taken: a detailed one costs five times
the print of its letter.
"""

from io import BytesIO

from PIL import Image

from mutasi_flow.core import fenced
from mutasi_flow.core.uploads.findings import Flaw, UnusableFile
from mutasi_flow.core.uploads.images import open_picture
from mutasi_flow.core.uploads.sniffing import PDF, sniff

SIDE = 260
"""Pixels of 22 mm at 300 dots per inch, the size at which letterheads print it."""
LEAST_SIDE = 80
QUALITY = 92


def shrink_emblem(data: bytes) -> bytes:
    """Return the picture as a JPEG of at most 260 pixels a side.

    Raises:
        UnusableFile: it is no picture, is damaged, too small or too large; with advice.
        Unprepared: no process could be started.
    """
    if sniff(data) == PDF:
        raise UnusableFile(Flaw.OTHER_KIND)
    try:
        head, copy = fenced.ask("mutasi_flow.core.uploads.emblems", data)
    except fenced.Overstrained as error:
        raise UnusableFile(Flaw.TOO_HEAVY) from error
    if "flaw" in head:
        raise UnusableFile(Flaw(head["flaw"]))
    return copy


def _small(data: bytes) -> bytes:
    picture = open_picture(data)
    if min(picture.size) < LEAST_SIDE:
        raise UnusableFile(Flaw.TOO_SMALL)
    try:
        picture.draft("RGB", (SIDE, SIDE))
        picture.load()
        layer = picture.convert("RGBA")
    except (OSError, SyntaxError, ValueError) as error:
        raise UnusableFile(Flaw.DAMAGED) from error
    layer.thumbnail((SIDE, SIDE))
    shown = Image.new("RGB", layer.size, "white")
    shown.paste(layer, mask=layer.getchannel("A"))
    written = BytesIO()
    shown.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def look(data: bytes) -> fenced.Found:
    """Answer with the small picture, or with what is wrong."""
    try:
        return {}, _small(data)
    except UnusableFile as error:
        return {"flaw": error.flaw}, b""
    except MemoryError:
        return {"flaw": Flaw.TOO_HEAVY}, b""


if __name__ == "__main__":
    fenced.answer(look)
