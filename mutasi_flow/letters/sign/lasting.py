"""Was the certificate good when the letter was signed, whatever became of it since? Only what the file itself proves counts.

A stamp over the whole file must be good today, an earlier one when the later one was made, and so on back to the first
after the signature (PAdES B-LTA, ETSI EN 319 142-1). On that day the certificate must have been good by what issuers
said then, which the stamp covers. Nothing is fetched, and what issuers say today about whoever stamped is not asked.
"""

from collections.abc import Sequence
from datetime import datetime

from asn1crypto.x509 import Certificate
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    SignatureCoverageLevel,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator import ValidationContext


def proven_since(
    one: EmbeddedPdfSignature, roots: Sequence[Certificate], known: Sequence[Certificate], moment: datetime
) -> datetime | None:
    """Return since when the signature is proven to be there with a good certificate; None: nothing proves it at ``moment``.

    ``known``: certificates on the way to the issuers.
    """

    def plain(then: datetime) -> ValidationContext:
        return ValidationContext(trust_roots=list(roots), other_certs=list(known), moment=then)

    day, covering = moment, None
    later = [stamp for stamp in one.reader.embedded_timestamp_signatures if stamp.signed_revision > one.signed_revision]
    for stamp in sorted(later, key=lambda stamp: -stamp.signed_revision):
        status = validate_pdf_timestamp(stamp, plain(day))
        covers_all = status.coverage is not None and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
        if not (status.intact and status.valid and status.trusted and covers_all):
            break
        day, covering = status.timestamp, stamp
    if covering is None:
        return None
    try:
        evidence = DocumentSecurityStore.read_dss(one.reader.get_historical_resolver(covering.signed_revision))
    except NoDSSFoundError:
        return None
    then = {"trust_roots": list(roots), "moment": day, "revocation_mode": "hard-fail"}
    found = validate_pdf_signature(one, evidence.as_validation_context(then), plain(day))
    own = found.timestamp_validity
    return own.timestamp if found.trusted and own is not None and own.valid and own.trusted else None
