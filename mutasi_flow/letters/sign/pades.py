"""Adding a PAdES signature to the end of a letter; nothing before it is touched."""

from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.stamp import NoOpStampStyle

from mutasi_flow.core.texts import T
from mutasi_flow.letters.sign.protocol import Paper
from mutasi_flow.letters.sign.refusals import PaperRefused

DIGEST = "sha256"
_ODD_END = b"\r\nendstream"
"""Packed bytes that end in CR: with the LF that follows, some readers count it among the line's end."""
_ROOM = (None, 16_384, 16_448, 16_512)
"""Bytes kept free for the signature: as the library measures it; other values move what comes behind."""


class _Appending(IncrementalPdfFileWriter):
    """Adds to the end of a file and leaves its description alone: rewritten by the library, it is no PDF/A any more."""

    def _update_meta(self) -> None:
        """Change nothing: title, author and dates are those of the letter, not of the signature."""


def sign_pades(key: Signer, paper: Paper) -> bytes:
    """Return ``paper`` with one more signature in its field, which keeps the look that it was printed with.

    Raises:
        PaperRefused: the file cannot take a signature there.
    """
    meaning = PdfSignatureMetadata(
        field_name=paper.field,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        reason=paper.reason,
        location=paper.place or None,
    )
    try:
        for reserved in _ROOM:
            added = _append(PdfSigner(meaning, key, stamp_style=NoOpStampStyle()), paper, reserved)
            if _ODD_END not in added:
                break
    except (PdfError, SigningError) as error:
        raise PaperRefused(T("Berkas ini tidak dapat ditandatangani: {reason}.", reason=str(error))) from error
    return paper.pdf + added


def _append(signer: PdfSigner, paper: Paper, reserved: int | None) -> bytes:
    signed = signer.sign_pdf(_Appending(BytesIO(paper.pdf)), bytes_reserved=reserved)
    return bytes(signed.getbuffer()[len(paper.pdf) :])
