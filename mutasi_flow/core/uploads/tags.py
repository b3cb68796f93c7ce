"""Pictures inside PDFs without what tells about place, time and maker; not one pixel is touched.

A JPEG is a row of segments (ITU-T T.81 annex B), a JPEG 2000 file a row of boxes (ISO 15444-1 annex I). Only those
that a reader of PDF needs are kept. Runs in the child process only.
"""

from collections.abc import Iterator

START, END, SCAN = 0xD8, 0xD9, 0xDA
_MARK = 0xFF
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Marks without a length: TEM and the restarts inside a scan."""
_TELLING = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})
"""APP1 to APP15 (Exif, XMP, IPTC, previews, maker notes) and comments; APP0 and APP14 say how to read the colours."""
_BOXES = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
_LENGTH = 2
_BOX_HEAD = 8


class OddPicture(ValueError):
    """The bytes are no such picture."""


def bare_jpeg(data: bytes) -> bytes:
    """Return a JPEG without telling segments and without what was appended to it.

    Raises:
        OddPicture: the segments do not fit together.
    """
    if data[:2] != bytes((_MARK, START)):
        raise OddPicture
    return b"".join((data[:2], *(part for mark, part in _segments(data) if mark not in _TELLING)))


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each mark with its bytes, a scan together with its coded data, up to the end of the picture or the cut."""
    at = 2
    while at + 1 < len(data):
        if data[at] != _MARK:
            raise OddPicture
        mark = data[at + 1]
        if mark == _MARK:
            at += 1
            continue
        if mark == END:
            yield mark, data[at : at + 2]
            return
        end = at + 2 if mark in _BARE else at + 2 + int.from_bytes(data[at + 2 : at + 2 + _LENGTH], "big")
        if end > len(data) or end < at + 2:
            raise OddPicture
        if mark == SCAN:
            end = _end_of_scan(data, end)
        yield mark, data[at:end]
        if mark == SCAN and end == len(data):
            return
        at = end
    raise OddPicture


def _end_of_scan(data: bytes, at: int) -> int:
    """Return where the next segment begins; inside coded data a mark is followed by zero or is a restart."""
    while (at := data.find(_MARK, at)) >= 0 and at + 1 < len(data):
        if data[at + 1] and data[at + 1] not in _BARE:
            return at
        at += 2
    return len(data)


def bare_jpeg2000(data: bytes) -> bytes:
    """Return a JPEG 2000 file without telling boxes; a bare code stream is given back as it is.

    Raises:
        OddPicture: the boxes do not fit together.
    """
    if data[:2] == b"\xff\x4f":
        return data
    kept, at = [], 0
    while at < len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + _BOX_HEAD]
        if length == 1:
            length = int.from_bytes(data[at + _BOX_HEAD : at + 2 * _BOX_HEAD], "big")
        end = len(data) if length == 0 else at + length
        if end > len(data) or end < at + _BOX_HEAD:
            raise OddPicture
        if kind in _BOXES:
            kept.append(data[at:end])
        at = end
    return b"".join(kept)
