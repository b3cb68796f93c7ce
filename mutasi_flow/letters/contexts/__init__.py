"""Frozen values of letters: what a decree prints, how it is composed, and how it becomes JSON."""

from mutasi_flow.letters.contexts.changes import (
    Cited,
    Subject,
    objection_ruling,
    transfer_amendment,
    transfer_revocation,
)
from mutasi_flow.letters.contexts.embedded import DATA_NAME, DATA_SCHEMA, decree_json
from mutasi_flow.letters.contexts.frozen import canonical, freeze, thaw
from mutasi_flow.letters.contexts.legal import LEGAL_BASES, LegalBasis, bases_for
from mutasi_flow.letters.contexts.parts import (
    Clause,
    DecreeMove,
    DecreePerson,
    IssuingOffice,
    PublicFacts,
    Row,
    Signatory,
    Signature,
)
from mutasi_flow.letters.contexts.prepared import prepared_for
from mutasi_flow.letters.contexts.samples import (
    SAMPLE_CODE,
    SampleOffice,
    sample_objection_ruling,
    sample_transfer_amendment,
    sample_transfer_decree,
    sample_transfer_revocation,
)
from mutasi_flow.letters.contexts.transfer import TransferDecree, issuer_of, name_in_capitals, transfer_decree

__all__ = [
    "DATA_NAME",
    "DATA_SCHEMA",
    "LEGAL_BASES",
    "SAMPLE_CODE",
    "Cited",
    "Clause",
    "DecreeMove",
    "DecreePerson",
    "IssuingOffice",
    "LegalBasis",
    "PublicFacts",
    "Row",
    "SampleOffice",
    "Signatory",
    "Signature",
    "Subject",
    "TransferDecree",
    "bases_for",
    "canonical",
    "decree_json",
    "freeze",
    "issuer_of",
    "name_in_capitals",
    "objection_ruling",
    "prepared_for",
    "sample_objection_ruling",
    "sample_transfer_amendment",
    "sample_transfer_decree",
    "sample_transfer_revocation",
    "thaw",
    "transfer_amendment",
    "transfer_decree",
    "transfer_revocation",
]
