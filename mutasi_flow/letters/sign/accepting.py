"""Our own look at what came back: a file counts as signed only when this finds nothing wrong."""

from collections.abc import Sequence

import pikepdf
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError

from mutasi_flow.core.texts import T
from mutasi_flow.letters.contexts.reading import read_data
from mutasi_flow.letters.domain import FoundSignature, SignedFile, names_signatory, refuse_signed
from mutasi_flow.letters.sign.asking import LARGEST_BYTES
from mutasi_flow.letters.sign.reading import read_signature
from mutasi_flow.letters.sign.refusals import PaperRefused
from mutasi_flow.letters.sign.validating import Trust, describe_signatures, digest_of

_ODD = (PdfError, SigningError, pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


def accept(
    unsigned: bytes, signed: bytes, *, number: str, signatory: str, serial: str = "", trusted: Sequence[str] = ()
) -> tuple[FoundSignature, ...]:
    """Return the signatures in ``signed`` when it is ``unsigned`` with a good signature of ``signatory`` added.

    ``serial``: of the certificate that was opened (empty: not known here); ``trusted``: issuers, as PEM.

    Raises:
        PaperRefused: it is something else, was changed, or was signed by another.
    """
    if len(signed) > LARGEST_BYTES or not signed.startswith(unsigned) or signed == unsigned:
        raise PaperRefused(T("Yang dikembalikan bukan surat nomor {number} yang ditandatangani.", number=number))
    try:
        found = tuple(read_signature(one) for one in describe_signatures(signed, Trust.read(trusted)))
        is_ours = digest_of(read_data(signed)) == digest_of(read_data(unsigned))
    except _ODD as error:
        raise PaperRefused(T("Berkas bertanda tangan yang dikembalikan rusak.")) from error
    said = refuse_signed(SignedFile(found), number=number, is_ours=is_ours, must_trust=bool(trusted))
    if not said and not (names_signatory(found[-1:], signatory) and serial in {"", found[-1].serial}):
        said = [T("Tanda tangan itu dibuat {name}, bukan {signatory}.", name=found[-1].signer, signatory=signatory)]
    if said:
        raise PaperRefused(said[0])
    return found
