"""What pyHanko says about the signatures in a PDF. Runs in the child process only."""

import hashlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from mutasi_flow.letters.contexts import canonical
from mutasi_flow.letters.contexts.reading import read_data

MOST_SIGNATURES = 20
_FURTHER_SIGNATURES = ModificationLevel.FORM_FILLING


def describe_signatures(pdf: bytes, trusted: Sequence[str]) -> list[dict[str, Any]]:
    """Return every signature of the file, first to last, as JSON.

    Raises:
        ValueError: there are more than any letter has.
    """
    found = list(PdfFileReader(BytesIO(pdf), strict=False).embedded_regular_signatures)
    if len(found) > MOST_SIGNATURES:
        message = "too many signatures"
        raise ValueError(message)
    roots = [root for text in trusted for root in load_certs_from_pemder_data(text.encode())]
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    return [_describe(one, context) for one in found]


def letter_digest(pdf: bytes) -> str:
    """Return the digest of the letter's data in the file; empty when it holds none of ours."""
    data = read_data(pdf)
    return hashlib.sha256(canonical(data.get("letter"))).hexdigest() if data else ""


def _describe(one: EmbeddedPdfSignature, context: ValidationContext) -> dict[str, Any]:
    status = validate_pdf_signature(one, context)
    subject, issuer = status.signing_cert.subject.native, status.signing_cert.issuer.native
    signed_at = status.signer_reported_dt
    return {
        "signer": str(subject.get("common_name", "")),
        "issuer": str(issuer.get("common_name", "") or issuer.get("organization_name", "")),
        "serial": f"{status.signing_cert.serial_number:x}",
        "signed_at": signed_at.isoformat() if signed_at else None,
        "is_intact": status.intact and status.valid,
        "is_last_word": status.modification_level is not None and status.modification_level <= _FURTHER_SIGNATURES,
        "is_trusted": status.trusted,
    }
