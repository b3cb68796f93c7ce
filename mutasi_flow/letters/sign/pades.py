"""Adding a PAdES signature to the end of a letter; nothing before it is touched."""

import re
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer, pdf_signer
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.sign.validation import dss
from pyhanko.stamp import NoOpStampStyle

from mutasi_flow.core.texts import T
from mutasi_flow.letters.sign.evidence import Evidence, explain
from mutasi_flow.letters.sign.protocol import Paper
from mutasi_flow.letters.sign.reader import LetterReader
from mutasi_flow.letters.sign.refusals import SignerDown

DIGEST = "sha256"
_ODD_END = b"\r\nendstream"
"""Packed bytes that end in CR: with the LF that follows, some readers count it among the line's end."""
_SIGNATURE = re.compile(rb"/Contents <([0-9a-fA-F]+)>")
_ROOM = (None, 65_534, 65_470, 65_406)
"""Hexadecimal digits kept free for the signature: as the library measures it; other values move what comes behind.

The largest makes a string of 32,767 bytes, the longest that PDF/A allows (ISO 19005-3, 6.1.13).
"""


class _Appending(IncrementalPdfFileWriter):
    """Adds to the end of a file and leaves its description alone: rewritten by the library, it is no PDF/A any more."""

    def __init__(self, stream: BytesIO, prev: PdfFileReader | None = None, **options: Any) -> None:
        super().__init__(stream, prev or LetterReader(stream), **options)

    def _update_meta(self) -> None:
        """Change nothing: title, author and dates are those of the letter, not of the signature."""


# The library offers no other way to say how it shall append evidence after the signature.
for _module in (pdf_signer, dss):
    vars(_module)["IncrementalPdfFileWriter"] = _Appending


class Pen:
    """A key with what each of its signatures brings along, for one run.

    The library signs each letter twice, the first time to see how much room that takes (and stamps it twice, too). With
    one key it is the same for every letter, so only the first is measured.
    """

    def __init__(self, key: Signer, evidence: Evidence | None = None) -> None:
        self._key = key
        self._evidence = evidence
        self._stamper = evidence.stamper() if evidence else None
        self._measured: int | None = None

    def sign(self, paper: Paper) -> bytes:
        """Return ``paper`` with one more signature in its field, which keeps the look that it was printed with.

        Raises:
            PaperRefused: the file cannot take a signature there.
            CertificateRefused, SignerDown: the evidence cannot be had, for good or for now.
        """
        try:
            for reserved in _ROOM:
                added = self._append(paper, reserved or self._measured)
                if reserved is None:
                    self._measured = _room_in(added)
                if _ODD_END not in added:
                    break
        except (PdfError, SigningError) as error:
            raise explain(error) from error
        except TimestampRequestError as error:
            raise SignerDown(T("Layanan stempel waktu menolak permintaan. Lanjutkan nanti.")) from error
        return paper.pdf + added

    def _append(self, paper: Paper, reserved: int | None) -> bytes:
        meaning = PdfSignatureMetadata(
            field_name=paper.field,
            md_algorithm=DIGEST,
            subfilter=SigSeedSubFilter.PADES,
            reason=paper.reason,
            location=paper.place or None,
            **(self._evidence.meaning() if self._evidence else {}),
        )
        signer = PdfSigner(meaning, self._key, timestamper=self._stamper, stamp_style=NoOpStampStyle())
        signed = signer.sign_pdf(_Appending(BytesIO(paper.pdf)), bytes_reserved=reserved)
        return bytes(signed.getbuffer()[len(paper.pdf) :])


def _room_in(added: bytes) -> int | None:
    """Return how many hexadecimal digits were kept free for the signature, the first thing that is added."""
    found = _SIGNATURE.search(added)
    return len(found[1]) if found else None
