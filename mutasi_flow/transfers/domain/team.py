"""Words of the performance assessment team: who sits in it, who was there, what it says."""

from enum import StrEnum

from mutasi_flow.core.texts import T, Text


class Duty(StrEnum):
    """What somebody does in the performance assessment team."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    SECRETARY = "secretary"
    MEMBER = "member"


DUTY_LABELS: dict[Duty, Text] = {
    Duty.CHAIR: T("Ketua"),
    Duty.DEPUTY: T("Wakil ketua"),
    Duty.SECRETARY: T("Sekretaris"),
    Duty.MEMBER: T("Anggota"),
}


class QuorumRule(StrEnum):
    """How many members of the team must be there; no regulation names a number, so the team's own decree does."""

    MAJORITY = "majority"
    TWO_THIRDS = "two_thirds"
    ALL = "all"


QUORUM_LABELS: dict[QuorumRule, Text] = {
    QuorumRule.MAJORITY: T("Lebih dari separuh anggota tim"),
    QuorumRule.TWO_THIRDS: T("Paling sedikit dua pertiga anggota tim"),
    QuorumRule.ALL: T("Semua anggota tim"),
}


class SittingState(StrEnum):
    """How far a sitting is."""

    OPEN = "open"
    CLOSED = "closed"
    ADJOURNED = "adjourned"
    """Ended without minutes; its agenda waits again."""


SITTING_LABELS: dict[SittingState, Text] = {
    SittingState.OPEN: T("Berjalan"),
    SittingState.CLOSED: T("Ditutup"),
    SittingState.ADJOURNED: T("Ditunda"),
}


class Presence(StrEnum):
    """Whether a member was there."""

    UNKNOWN = "unknown"
    PRESENT = "present"
    ABSENT = "absent"


PRESENCE_LABELS: dict[Presence, Text] = {
    Presence.UNKNOWN: T("Belum dicatat"),
    Presence.PRESENT: T("Hadir"),
    Presence.ABSENT: T("Tidak hadir"),
}


class Advice(StrEnum):
    """What the team says about one transfer."""

    RECOMMENDED = "recommended"
    NOT_RECOMMENDED = "not_recommended"
    DEFERRED = "deferred"
    """Not yet: it waits for the next sitting."""


ADVICE_LABELS: dict[Advice, Text] = {
    Advice.RECOMMENDED: T("Disarankan"),
    Advice.NOT_RECOMMENDED: T("Tidak disarankan"),
    Advice.DEFERRED: T("Ditunda ke sidang berikutnya"),
}


MOVE_ADVICE_LABELS: dict[Advice, Text] = {
    Advice.RECOMMENDED: T("Dipilih"),
    Advice.NOT_RECOMMENDED: T("Tidak dipilih"),
    Advice.DEFERRED: T("Ditunda ke sidang berikutnya"),
}
"""The same of a move of a plan."""


class AgreedBy(StrEnum):
    """How the team came to its advice."""

    CONSENSUS = "consensus"
    COUNT = "count"


AGREED_LABELS: dict[AgreedBy, Text] = {
    AgreedBy.CONSENSUS: T("Musyawarah mufakat"),
    AgreedBy.COUNT: T("Pemungutan suara"),
}


class Signed(StrEnum):
    """What a member did with minutes that others of the team sign in ink."""

    SIGNED = "signed"
    REFUSED = "refused"


SIGNED_LABELS: dict[Signed, Text] = {
    Signed.SIGNED: T("Menandatangani"),
    Signed.REFUSED: T("Tidak bersedia"),
}


class Aside(StrEnum):
    """Why a member steps aside for one transfer (conflict of interest, UU 30/2014 art. 42-45)."""

    OWN = "own"
    SUPERIOR = "superior"
    RELATIVE = "relative"
    OTHER = "other"


KEPT_FROM_CLOSING = frozenset({Aside.OWN, Aside.RELATIVE, Aside.OTHER})
"""Grounds on which somebody does not close a sitting either: the close records the outcome."""

ASIDE_LABELS: dict[Aside, Text] = {
    Aside.OWN: T("Usulan sendiri"),
    Aside.SUPERIOR: T("Atasan langsung pegawai"),
    Aside.RELATIVE: T("Keluarga atau kerabat"),
    Aside.OTHER: T("Kepentingan lain"),
}
