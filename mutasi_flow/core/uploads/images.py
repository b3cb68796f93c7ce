"""Photos: judged by eye-like measures and written anew, so that nothing but the picture is left.

Runs in the child process only.
"""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, ImageStat, UnidentifiedImageError

from mutasi_flow.core.uploads.findings import Examined, Flaw, UnusableFile
from mutasi_flow.core.uploads.sniffing import JPEG

MOST_PIXELS = 60_000_000
"""A phone's best camera makes 50 million."""
LEAST_LONG_SIDE, LEAST_SHORT_SIDE = 800, 500
LONGEST_SIDE = 2400
"""An A4 page at 200 dpi: print of 8 points stays readable."""
QUALITY = 82
DARKEST_BRIGHT_PART = 70
"""The brightest twentieth of a readable photo of paper is lighter than this (0 black to 255 white)."""
LEAST_SPREAD = 2.5
"""Standard deviation of grey values under which there is nothing but an even surface."""
SAMPLE = (400, 400)
BRIGHT_SHARE = 0.95


def bright_part(grey: Image.Image) -> int:
    """Return the grey value above which the brightest twentieth lies."""
    counts = grey.histogram()
    wanted, seen = sum(counts) * BRIGHT_SHARE, 0
    for value, count in enumerate(counts):
        seen += count
        if seen >= wanted:
            return value
    return len(counts) - 1


def is_even(picture: Image.Image) -> bool:
    """Whether the picture shows nothing: one even surface."""
    grey = picture.convert("L")
    grey.thumbnail(SAMPLE)
    return ImageStat.Stat(grey).stddev[0] < LEAST_SPREAD


def open_picture(data: bytes) -> Image.Image:
    """Open a JPEG or PNG without decoding it.

    Raises:
        UnusableFile: it is damaged, or has more pixels than any camera makes.
    """
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        return Image.open(BytesIO(data), formats=("JPEG", "PNG"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnusableFile(Flaw.TOO_HEAVY) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UnusableFile(Flaw.DAMAGED) from error


def _upright(picture: Image.Image) -> Image.Image:
    """Decode at a sane size, turn it the way it was held, and lay it on white."""
    try:
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()
        turned = ImageOps.exif_transpose(picture)
    except (OSError, SyntaxError, ValueError) as error:
        raise UnusableFile(Flaw.DAMAGED) from error
    if turned.has_transparency_data:
        layer = turned.convert("RGBA")
        turned = Image.new("RGB", layer.size, "white")
        turned.paste(layer, mask=layer.getchannel("A"))
    shown = turned if turned.mode in {"L", "RGB"} else turned.convert("RGB")
    shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return shown


def examine_picture(data: bytes) -> Examined:
    """Return the photo written anew as JPEG: upright, of sane size, without place, time, maker or hidden parts.

    Raises:
        UnusableFile: damaged, too small, too dark, or nothing to be seen.
    """
    picture = open_picture(data)
    if max(picture.size) < LEAST_LONG_SIDE or min(picture.size) < LEAST_SHORT_SIDE:
        raise UnusableFile(Flaw.TOO_SMALL)
    shown = _upright(picture)
    grey = shown.convert("L")
    if bright_part(grey) < DARKEST_BRIGHT_PART:
        raise UnusableFile(Flaw.TOO_DARK)
    if is_even(grey):
        raise UnusableFile(Flaw.BLANK)
    clean, written = Image.new(shown.mode, shown.size), BytesIO()
    clean.paste(shown)
    clean.save(written, "JPEG", quality=QUALITY, optimize=True)
    return Examined(written.getvalue(), JPEG, ".jpg", pages=1)
