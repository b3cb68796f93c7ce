"""Frozen values of letters: what a decree prints, how it is composed, and how it becomes JSON."""

from mutasi_flow.letters.contexts.annex import Member
from mutasi_flow.letters.contexts.changes import (
    ChangingDecree,
    Cited,
    Subject,
    objection_ruling,
    transfer_amendment,
    transfer_revocation,
)
from mutasi_flow.letters.contexts.collective import Collective, CollectiveDecree, collective_decree
from mutasi_flow.letters.contexts.copies import (
    COPIED_KINDS,
    EXCERPTED_KINDS,
    DecreeCopy,
    MemberExcerpt,
    certified_copy,
    excerpt,
    member_excerpts,
)
from mutasi_flow.letters.contexts.embedded import DATA_NAME, DATA_SCHEMA, decree_json
from mutasi_flow.letters.contexts.frozen import canonical, freeze, thaw
from mutasi_flow.letters.contexts.house import SHIPPED, House, LetterText
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
    "COPIED_KINDS",
    "DATA_NAME",
    "DATA_SCHEMA",
    "EXCERPTED_KINDS",
    "LEGAL_BASES",
    "SAMPLE_CODE",
    "SHIPPED",
    "ChangingDecree",
    "Cited",
    "Clause",
    "Collective",
    "CollectiveDecree",
    "DecreeCopy",
    "DecreeMove",
    "DecreePerson",
    "House",
    "IssuingOffice",
    "LegalBasis",
    "LetterText",
    "Member",
    "MemberExcerpt",
    "PublicFacts",
    "Row",
    "SampleOffice",
    "Signatory",
    "Signature",
    "Subject",
    "TransferDecree",
    "bases_for",
    "canonical",
    "certified_copy",
    "collective_decree",
    "decree_json",
    "excerpt",
    "freeze",
    "issuer_of",
    "member_excerpts",
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
