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
        writer = IncrementalPdfFileWriter(BytesIO(paper.pdf))
        signed = PdfSigner(meaning, key, stamp_style=NoOpStampStyle()).sign_pdf(writer)
    except (PdfError, SigningError) as error:
        raise PaperRefused(T("Berkas ini tidak dapat ditandatangani: {reason}.", reason=str(error))) from error
    return bytes(signed.getbuffer())
