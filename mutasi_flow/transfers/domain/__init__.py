"""Words of the road: doors, origins, reasons, voices, stances."""

from dataclasses import dataclass
from enum import StrEnum

from mutasi_flow.core.texts import T, Text

NUMBER_PREFIX = "MUT-"
"""Every number of a transfer begins so; the year and a running number follow."""


class LegalKind(StrEnum):
    """Legal kinds of a move (BKN 5/2019): A inside one government, B in one province, C across, D with the centre."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Direction(StrEnum):
    """Whether a move between governments leads out of this one or into it."""

    OUT = "out"
    IN = "in"


class Door(StrEnum):
    """By which door a transfer enters."""

    OWN = "own"
    UNIT = "unit"
    PLAN = "plan"


class Origin(StrEnum):
    """Who set the transfer in motion; a disposition opens a file and satisfies no task."""

    OWN = "own"
    UNIT = "unit"
    PLAN = "plan"
    WRITTEN = "written"
    ORAL = "oral"


class Voice(StrEnum):
    """Whose voice an opinion is."""

    EMPLOYEE = "employee"
    SUPERVISOR = "supervisor"
    RELEASING = "releasing"
    RECEIVING = "receiving"
    PEER = "peer"
    PARENT = "parent"
    """The agency above a school or facility, asked after the voices below it."""


class Stance(StrEnum):
    """What the voice says; silence is recorded as silence, never as consent."""

    SUPPORT = "support"
    CONDITIONS = "conditions"
    AGAINST = "against"
    SILENT = "silent"


ADVERSE = frozenset({Stance.CONDITIONS, Stance.AGAINST})
"""Stances that need a written answer ("how it was weighed") before approval."""

VOICE_LABELS: dict[Voice, Text] = {
    Voice.EMPLOYEE: T("Pegawai"),
    Voice.SUPERVISOR: T("Atasan langsung"),
    Voice.RELEASING: T("Kepala unit asal"),
    Voice.RECEIVING: T("Kepala unit tujuan"),
    Voice.PEER: T("Rekan kerja"),
    Voice.PARENT: T("Perangkat daerah induk"),
}

UNIT_VOICES = frozenset({Voice.SUPERVISOR, Voice.RELEASING, Voice.RECEIVING})
"""Voices that speak for a unit."""

STANCE_LABELS: dict[Stance, Text] = {
    Stance.SUPPORT: T("Mendukung"),
    Stance.CONDITIONS: T("Mendukung dengan syarat"),
    Stance.AGAINST: T("Tidak mendukung"),
    Stance.SILENT: T("Tidak menjawab sampai batas waktu"),
}


_EMPLOYEE_STANCES: dict[Stance, Text] = {
    Stance.SUPPORT: T("Setuju"),
    Stance.CONDITIONS: T("Setuju dengan syarat"),
    Stance.AGAINST: T("Keberatan"),
}


def label_stance(voice: Voice, stance: Stance) -> Text:
    """Name a stance: whoever is to be moved agrees or objects, everybody else supports or does not."""
    own = _EMPLOYEE_STANCES.get(stance) if voice is Voice.EMPLOYEE else None
    return own or STANCE_LABELS[stance]


class PaperKind(StrEnum):
    """Kinds of uploaded papers."""

    SIGNED_REQUEST = "signed_request"
    PROOF = "proof"
    RELEASE = "release"
    ACCEPTANCE = "acceptance"
    EXEMPTION = "exemption_letter"


class PaperVerdict(StrEnum):
    """What the verifier found."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class PertekVerdict(StrEnum):
    """What BKN said about one person in a technical approval."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    """Not eligible (TMS): the move cannot go on as it is."""
    INCOMPLETE = "incomplete"
    """Papers are wrong or missing (BTS): mend and send again."""


PERTEK_VERDICT_LABELS: dict[PertekVerdict, Text] = {
    PertekVerdict.ACCEPTED: T("Disetujui"),
    PertekVerdict.REFUSED: T("Ditolak (TMS)"),
    PertekVerdict.INCOMPLETE: T("Berkas dikembalikan (BTS)"),
}


class RecordedAct(StrEnum):
    """What an official did on paper and a clerk recorded."""

    OPINION = "opinion"
    APPROVE = "approve"
    REJECT = "reject"


RECORDED_ACT_LABELS: dict[RecordedAct, Text] = {
    RecordedAct.OPINION: T("Tanggapan"),
    RecordedAct.APPROVE: T("Putusan: setuju"),
    RecordedAct.REJECT: T("Putusan: tidak setuju"),
}


class BulkOutcome(StrEnum):
    """What became of one transfer of a bulk act."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    CHANGED = "changed"
    """Somebody changed it after the list was shown; it was not touched."""
    UNDONE = "undone"


class Choice(StrEnum):
    """What the official means to do with one transfer of a batch."""

    APPROVE = "approve"
    REJECT = "reject"
    HOLD = "hold"
    """Not now: it stays undecided in the batch."""


CHOICE_LABELS: dict[Choice, Text] = {
    Choice.APPROVE: T("Setujui"),
    Choice.REJECT: T("Tidak menyetujui"),
    Choice.HOLD: T("Tahan dulu"),
}


class BatchOutcome(StrEnum):
    """What became of one transfer of a batch when its decisions were taken."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    CHANGED = "changed"
    """It changed after the official read it; it was not touched and must be read again."""


class Scan(StrEnum):
    """What the virus scanner said; without a scanner nothing is asked."""

    NONE = "none"
    WAITING = "waiting"
    CLEAN = "clean"
    INFECTED = "infected"


@dataclass(frozen=True, slots=True)
class ReasonCategory:
    """A reason for a request, with the proof that is expected for it (empty = none)."""

    code: str
    label: Text
    proof: Text | None = None


REASON_CATEGORIES: tuple[ReasonCategory, ...] = (
    ReasonCategory("family", T("Mengikuti suami atau istri"), T("Surat nikah dan surat tugas pasangan")),
    ReasonCategory("care", T("Merawat orang tua atau anak yang sakit"), T("Surat keterangan dokter")),
    ReasonCategory("health", T("Alasan kesehatan sendiri"), T("Surat keterangan dokter")),
    ReasonCategory("distance", T("Jarak dari rumah ke tempat kerja")),
    ReasonCategory("career", T("Pengembangan karier dan kompetensi")),
    ReasonCategory("need", T("Kebutuhan organisasi")),
    ReasonCategory("other", T("Alasan lain")),
)


class ObjectedTo(StrEnum):
    """What an objection is directed against."""

    DECREED = "decreed"
    REJECTED = "rejected"
    REVOKED = "revoked"


class Ground(StrEnum):
    """Why an employee objects to a decision."""

    FACTS = "facts"
    PROCEDURE = "procedure"
    RULE = "rule"
    HARDSHIP = "hardship"
    OTHER = "other"


GROUND_LABELS: dict[Ground, Text] = {
    Ground.FACTS: T("Data atau pertimbangan dalam putusan keliru"),
    Ground.PROCEDURE: T("Tata cara tidak diikuti"),
    Ground.RULE: T("Tidak sesuai dengan aturan"),
    Ground.HARDSHIP: T("Keadaan keluarga atau kesehatan"),
    Ground.OTHER: T("Alasan lain"),
}


class Ruling(StrEnum):
    """How an objection ends."""

    DISMISSED = "dismissed"
    AMENDED = "amended"
    REVOKED = "revoked"
    RESTARTED = "restarted"
    LATE = "late"


RULING_LABELS: dict[Ruling, Text] = {
    Ruling.DISMISSED: T("Keberatan ditolak, putusan tetap berlaku"),
    Ruling.AMENDED: T("Keberatan diterima sebagian, SK diubah"),
    Ruling.REVOKED: T("Keberatan diterima, SK dicabut dan jabatan semula dipulihkan"),
    Ruling.RESTARTED: T("Keberatan diterima, usulan boleh diajukan kembali"),
    Ruling.LATE: T("Keberatan tidak dapat diterima karena lewat batas waktu"),
}


class UnruledEffect(StrEnum):
    """What the law says when nobody rules on an objection in time."""

    NONE = "none"
    GRANTED = "granted"


UNRULED_LABELS: dict[UnruledEffect, Text] = {
    UnruledEffect.NONE: T("Tidak berakibat; keberatan tetap harus diputus"),
    UnruledEffect.GRANTED: T("Keberatan dianggap diterima"),
}
