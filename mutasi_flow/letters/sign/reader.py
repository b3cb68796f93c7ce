"""Reading PDFs whose objects lie packed together, as in every letter that we print.

pyHanko parses the table of such a pack anew for each object in it. Here it is parsed once; whatever is odd about a pack
is left to the library, which has its own words and answers for it. Nothing else differs.
"""

from io import BytesIO
from typing import Any, NamedTuple

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.misc import PdfReadError, PdfStreamError
from pyhanko.pdf_utils.reader import PdfFileReader


class _Pack(NamedTuple):
    """The objects of a pack: their numbers in order, where each begins, and the bytes."""

    numbers: tuple[int, ...]
    starts: tuple[int, ...]
    data: bytes


_ODD = _Pack((), (), b"")


class LetterReader(PdfFileReader):
    """Reads a PDF."""

    def __init__(self, stream: BytesIO, *, strict: bool = True) -> None:
        self._packs: dict[int, _Pack] = {}
        super().__init__(stream, strict=strict)

    def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> Any:
        if stmnum not in self._packs:
            self._packs[stmnum] = self._read_pack(stmnum)
        pack = self._packs[stmnum]
        if 0 <= idx < len(pack.numbers) and pack.numbers[idx] == idnum and pack.numbers.index(idnum) == idx:
            stream = BytesIO(pack.data)
            stream.seek(pack.starts[idx])
            try:
                found = generic.read_object(stream, generic.Reference(idnum, 0, self))
            except (PdfStreamError, PdfReadError):
                found = None
            if found is not None and not isinstance(found, generic.StreamObject | generic.IndirectObject):
                return found
        return super()._get_object_from_stream(idnum, stmnum, idx)  # type: ignore[no-untyped-call] # the library is untyped

    def _read_pack(self, stmnum: int) -> _Pack:
        stream = generic.Reference(stmnum, 0, self).get_object()
        if not isinstance(stream, generic.StreamObject) or stream.get("/Type") != "/ObjStm":
            return _ODD
        data, first = stream.read_data(DecodePurpose.OBJECT_STREAM), int(stream["/First"])
        table = data[:first].split()
        if len(table) != 2 * int(stream["/N"]) or not all(one.isdigit() for one in table):
            return _ODD
        numbers = [int(one) for one in table]
        return _Pack(tuple(numbers[::2]), tuple(first + one for one in numbers[1::2]), data)
