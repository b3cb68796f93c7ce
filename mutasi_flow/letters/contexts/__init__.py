"""Frozen values of letters: what a decree prints, how it is composed, and how it becomes JSON."""

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
from mutasi_flow.letters.contexts.samples import SAMPLE_CODE, SampleOffice, sample_transfer_decree
from mutasi_flow.letters.contexts.transfer import TransferDecree, issuer_of, name_in_capitals, transfer_decree

__all__ = [
    "DATA_NAME",
    "DATA_SCHEMA",
    "LEGAL_BASES",
    "SAMPLE_CODE",
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
    "TransferDecree",
    "bases_for",
    "canonical",
    "decree_json",
    "freeze",
    "issuer_of",
    "name_in_capitals",
    "sample_transfer_decree",
    "thaw",
    "transfer_decree",
]
