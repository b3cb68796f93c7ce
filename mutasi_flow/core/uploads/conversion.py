"""A photo as a PDF of one page, for services that take nothing else. Only for photos that were written anew here."""

from io import BytesIO
from time import gmtime

from PIL import Image

RESOLUTION = 200
"""Dots per inch at which a stored photo, at most 2,400 points long, fills an A4 page."""


def as_pdf(photo: bytes) -> bytes:
    """Return the photo as a PDF; the same photo gives the same bytes."""
    written, day = BytesIO(), gmtime(0)
    with Image.open(BytesIO(photo), formats=("JPEG", "PNG")) as picture:
        picture.convert("RGB").save(written, "PDF", resolution=RESOLUTION, creationDate=day, modDate=day)
    return written.getvalue()
