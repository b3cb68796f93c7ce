"""What pyHanko says about the signatures in a PDF. Runs in the child process only."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from asn1crypto import pem
from asn1crypto.crl import CertificateList
from asn1crypto.x509 import Certificate
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    validate_pdf_signature,
)
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator import ValidationContext

from mutasi_flow.letters.contexts.frozen import canonical
from mutasi_flow.letters.domain import Doubt
from mutasi_flow.letters.sign.lasting import proven_since
from mutasi_flow.letters.sign.reader import LetterReader

MOST_SIGNATURES = 20
_FURTHER_SIGNATURES = ModificationLevel.FORM_FILLING
_EXPIRED = {
    AdESIndeterminate.EXPIRED,
    AdESIndeterminate.NOT_YET_VALID,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED,
    AdESIndeterminate.REVOCATION_OUT_OF_BOUNDS_NO_POE,
}


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom this office trusts: certificates of issuers, and their lists of certificates that they revoked."""

    roots: Sequence[Certificate]
    lists: Sequence[CertificateList] = ()

    @classmethod
    def read(cls, texts: Sequence[str]) -> "Trust":
        """Read certificates and lists in PEM.

        Raises:
            ValueError: one of them is something else.
        """
        roots: list[Certificate] = []
        lists: list[CertificateList] = []
        for text in texts:
            if "X509 CRL" in text:
                _, _, der = pem.unarmor(text.encode())
                lists.append(CertificateList.load(der, strict=True))
            else:
                roots += load_certs_from_pemder_data(text.encode())
        return cls(roots, lists)


def describe_signatures(pdf: bytes, trust: Trust, moment: datetime | None = None) -> list[dict[str, Any]]:
    """Return every signature of the file, first to last, as JSON, judged at ``moment`` (now).

    Raises:
        ValueError: there are more than any letter has.
    """
    reader = LetterReader(BytesIO(pdf), strict=False)
    found = list(reader.embedded_regular_signatures)
    if len(found) > MOST_SIGNATURES:
        message = "too many signatures"
        raise ValueError(message)
    return [_describe(one, trust, moment or datetime.now(UTC)) for one in found]


def digest_of(data: Mapping[str, Any] | None) -> str:
    """Return the digest of the letter's data in a file; empty when it holds none of ours."""
    return hashlib.sha256(canonical(data.get("letter"))).hexdigest() if data else ""


def _describe(one: EmbeddedPdfSignature, trust: Trust, moment: datetime) -> dict[str, Any]:
    evidence = _find_evidence(one)
    known = list(evidence.load_certs()) if evidence else []
    context = ValidationContext(trust_roots=list(trust.roots), other_certs=known, moment=moment)
    status = validate_pdf_signature(one, context)
    own, stamp = status.signing_cert, status.timestamp_validity
    doubt, since = _judge(one, status, trust, known, moment)
    revoked = _revoked_since(own, [*trust.lists, *_lists_in(evidence)])
    if revoked is not None and not doubt and not (since and since < revoked):
        doubt = Doubt.REVOKED
    subject, issuer = own.subject.native, own.issuer.native
    return {
        "signer": str(subject.get("common_name", "")),
        "issuer": str(issuer.get("common_name", "") or issuer.get("organization_name", "")),
        "serial": f"{own.serial_number:x}",
        "signed_at": _said(status.signer_reported_dt),
        "is_intact": status.intact and status.valid,
        "is_last_word": status.modification_level is not None and status.modification_level <= _FURTHER_SIGNATURES,
        "is_trusted": not doubt,
        "doubt": doubt.value,
        "level": _level(one, has_stamp=stamp is not None, has_evidence=evidence is not None),
        "stamped_at": _said(since),
    }


def _judge(
    one: EmbeddedPdfSignature,
    status: PdfSignatureStatus,
    trust: Trust,
    known: Sequence[Certificate],
    moment: datetime,
) -> tuple[Doubt, datetime | None]:
    """Return what is doubtful about the certificate, revocation apart, and since when the signature is proven to be there."""
    stamp = status.timestamp_validity
    if status.trusted:
        return Doubt.NONE, stamp.timestamp if stamp is not None and stamp.valid and stamp.trusted else None
    if status.trust_problem_indic not in _EXPIRED:
        return Doubt.ISSUER, None
    since = proven_since(one, trust.roots, known, moment)
    return (Doubt.NONE if since else Doubt.EXPIRED), since


def _revoked_since(own: Certificate, lists: Sequence[CertificateList]) -> datetime | None:
    """Return since when a list of its issuer names the certificate; lists of any age count, for none is undone."""
    entries = [
        entry
        for told in lists
        if told.issuer == own.issuer
        for entry in told["tbs_cert_list"]["revoked_certificates"]
        if entry["user_certificate"].native == own.serial_number
    ]
    return min((entry["revocation_date"].native for entry in entries), default=None)


def _find_evidence(one: EmbeddedPdfSignature) -> DocumentSecurityStore | None:
    try:
        return DocumentSecurityStore.read_dss(one.reader)
    except NoDSSFoundError:
        return None


def _lists_in(evidence: DocumentSecurityStore | None) -> list[CertificateList]:
    found = evidence.crls if evidence else []
    return [CertificateList.load(one.get_object().read_data(DecodePurpose.CRL)) for one in found]


def _level(one: EmbeddedPdfSignature, *, has_stamp: bool, has_evidence: bool) -> str:
    if not has_stamp:
        return "b"
    if not has_evidence:
        return "t"
    later = (stamp for stamp in one.reader.embedded_timestamp_signatures if stamp.signed_revision > one.signed_revision)
    return "lta" if next(later, None) is not None else "lt"


def _said(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
