"""What letters offer to the wiring."""

from mutasi_flow.core.texts import T
from mutasi_flow.letters.contexts import (
    sample_objection_ruling,
    sample_transfer_amendment,
    sample_transfer_decree,
    sample_transfer_revocation,
)
from mutasi_flow.letters.contexts.bundle_samples import sample_decision_bundle
from mutasi_flow.letters.contexts.collective_samples import (
    sample_certified_copy,
    sample_collective_decree,
    sample_member_excerpt,
    sample_transfer_excerpt,
)
from mutasi_flow.letters.contexts.deliberation_samples import sample_deliberation_minutes, sample_plan_minutes
from mutasi_flow.letters.contexts.supporting_samples import (
    sample_acceptance_letter,
    sample_cover_letter,
    sample_discipline_statement,
    sample_placement_note,
    sample_release_letter,
    sample_start_statement,
    sample_study_statement,
    sample_transfer_request,
)
from mutasi_flow.letters.domain import COPY_REGISTER, DECREE_REGISTER, MINUTES_REGISTER, SUPPORT_REGISTER, LetterKind

TRANSFER_DECREE = LetterKind(
    name="transfer_decree",
    label=T("Surat Keputusan Pemindahan"),
    register=DECREE_REGISTER,
    sample=sample_transfer_decree,
)
TRANSFER_REVOCATION = LetterKind(
    "transfer_revocation", T("Surat Keputusan Pencabutan"), DECREE_REGISTER, sample_transfer_revocation
)
TRANSFER_AMENDMENT = LetterKind(
    "transfer_amendment", T("Surat Keputusan Perubahan"), DECREE_REGISTER, sample_transfer_amendment
)
OBJECTION_RULING = LetterKind(
    "objection_ruling", T("Surat Keputusan atas Keberatan"), DECREE_REGISTER, sample_objection_ruling
)
COLLECTIVE_DECREE = LetterKind(
    "collective_decree", T("Surat Keputusan kolektif dengan lampiran"), DECREE_REGISTER, sample_collective_decree
)
TRANSFER_EXCERPT = LetterKind("transfer_excerpt", T("Petikan Surat Keputusan"), COPY_REGISTER, sample_transfer_excerpt)
MEMBER_EXCERPT = LetterKind(
    "member_excerpt", T("Petikan Surat Keputusan kolektif"), COPY_REGISTER, sample_member_excerpt
)
CERTIFIED_COPY = LetterKind("certified_copy", T("Salinan Surat Keputusan"), COPY_REGISTER, sample_certified_copy)
SUPPORTING_KINDS = (
    LetterKind("transfer_request", T("Surat permohonan pindah tugas"), SUPPORT_REGISTER, sample_transfer_request),
    LetterKind("discipline_statement", T("Surat pernyataan disiplin"), SUPPORT_REGISTER, sample_discipline_statement),
    LetterKind("study_statement", T("Surat pernyataan tugas belajar"), SUPPORT_REGISTER, sample_study_statement),
    LetterKind("release_letter", T("Surat persetujuan melepas"), SUPPORT_REGISTER, sample_release_letter),
    LetterKind("acceptance_letter", T("Surat persetujuan menerima"), SUPPORT_REGISTER, sample_acceptance_letter),
    LetterKind("cover_letter", T("Surat pengantar usulan"), SUPPORT_REGISTER, sample_cover_letter),
)
START_STATEMENT = LetterKind(
    "start_statement", T("Surat pernyataan melaksanakan tugas"), SUPPORT_REGISTER, sample_start_statement
)
PLACEMENT_NOTE = LetterKind("placement_note", T("Nota dinas penempatan"), SUPPORT_REGISTER, sample_placement_note)
DELIBERATION_MINUTES = LetterKind(
    "deliberation_minutes", T("Berita acara sidang tim"), MINUTES_REGISTER, sample_deliberation_minutes
)
PLAN_MINUTES = LetterKind(
    "plan_minutes", T("Berita acara pembahasan rencana mutasi"), MINUTES_REGISTER, sample_plan_minutes
)
DECISION_BUNDLE = LetterKind("decision_bundle", T("Bahan putusan"), SUPPORT_REGISTER, sample_decision_bundle)
LETTER_KINDS = (
    TRANSFER_DECREE,
    TRANSFER_REVOCATION,
    TRANSFER_AMENDMENT,
    OBJECTION_RULING,
    COLLECTIVE_DECREE,
    TRANSFER_EXCERPT,
    MEMBER_EXCERPT,
    CERTIFIED_COPY,
    START_STATEMENT,
    PLACEMENT_NOTE,
    DELIBERATION_MINUTES,
    PLAN_MINUTES,
    DECISION_BUNDLE,
    *SUPPORTING_KINDS,
)
