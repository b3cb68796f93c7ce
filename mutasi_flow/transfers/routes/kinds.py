"""Kinds of tasks that a route may use: in which state of the road they stand, and who may hold them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from mutasi_flow.access.domain import KEPT_ROLES, Role
from mutasi_flow.core.texts import T, Text
from mutasi_flow.transfers.domain import VOICE_LABELS, Voice
from mutasi_flow.transfers.workflow import State

VERIFY = "verify"
DELIBERATE = "deliberate"
DECIDE = "decide"
PERTEK = "pertek"
OUTER = "outer_decision"
LEAVE = "departure"
DECREE = "decree"
INAUGURATE = "inaugurate"
FIX = "fix"
OPINION_PREFIX = "opinion_"
OUTSIDE_AGREED, OUTSIDE_REFUSED = "outside_agreed", "outside_refused"

OPINION_KINDS: Mapping[Voice, str] = MappingProxyType({voice: OPINION_PREFIX + voice.value for voice in Voice})
VOICE_OF_KIND: Mapping[str, Voice] = MappingProxyType({kind: voice for voice, kind in OPINION_KINDS.items()})

MINIMUM_PEERS = 3
"""Peers invited, and answers needed before a summary of them is shown."""


class HeldBy(StrEnum):
    """Who holds a task: a person found from the file, or whoever has a role over the unit the employee leaves."""

    EMPLOYEE = "employee"
    SUPERVISOR = "supervisor"
    RELEASING = "releasing"
    RECEIVING = "receiving"
    PEERS = "peers"
    PARENT = "parent"
    VERIFIER = "verifier"
    TEAM = "team"
    DECIDER = "decider"
    SIGNER = "signer"


ROLE_OF: Mapping[HeldBy, Role] = MappingProxyType(
    {
        HeldBy.VERIFIER: Role.VERIFIER,
        HeldBy.TEAM: Role.TEAM_MEMBER,
        HeldBy.DECIDER: Role.DECIDER,
        HeldBy.SIGNER: Role.SIGNER,
    }
)
_PERSON_OF: Mapping[Voice, HeldBy] = MappingProxyType(
    {voice: HeldBy.PEERS if voice is Voice.PEER else HeldBy(voice.value) for voice in Voice}
)

HELD_BY_LABELS: dict[HeldBy, Text] = {
    **{held_by: VOICE_LABELS[voice] for voice, held_by in _PERSON_OF.items()},
    HeldBy.VERIFIER: T("Verifikator"),
    HeldBy.TEAM: T("Tim penilai kinerja"),
    HeldBy.DECIDER: T("Pejabat yang berwenang"),
    HeldBy.SIGNER: T("Pejabat penanda tangan"),
}


def is_kept_from_acting(held_by: HeldBy) -> bool:
    """Whether Plh. and Plt. never hold this place; everywhere else they may stand in."""
    return ROLE_OF.get(held_by) in KEPT_ROLES


@dataclass(frozen=True, slots=True)
class TaskRule:
    """Where a kind of task may stand and who may hold it; ``moves`` says that its outcome ends the state."""

    during: State
    held_by: frozenset[HeldBy]
    moves: bool = False


TASK_RULES: Mapping[str, TaskRule] = MappingProxyType(
    {
        **{OPINION_KINDS[voice]: TaskRule(State.PROPOSED, frozenset({_PERSON_OF[voice]})) for voice in Voice},
        VERIFY: TaskRule(State.PROPOSED, frozenset({HeldBy.VERIFIER}), moves=True),
        DELIBERATE: TaskRule(State.CONSULTED, frozenset({HeldBy.TEAM})),
        DECIDE: TaskRule(State.CONSULTED, frozenset({HeldBy.DECIDER}), moves=True),
        PERTEK: TaskRule(State.APPROVED, frozenset({HeldBy.VERIFIER})),
        OUTER: TaskRule(State.APPROVED, frozenset({HeldBy.VERIFIER})),
        LEAVE: TaskRule(State.APPROVED, frozenset({HeldBy.VERIFIER}), moves=True),
        DECREE: TaskRule(State.APPROVED, frozenset({HeldBy.SIGNER}), moves=True),
        INAUGURATE: TaskRule(State.DECREED, frozenset({HeldBy.VERIFIER, HeldBy.SIGNER})),
    }
)
"""Everything that may stand on a route, in the order of the road."""

TASK_NAMES: dict[str, Text] = {
    OPINION_KINDS[Voice.EMPLOYEE]: T("Tanggapan pegawai"),
    OPINION_KINDS[Voice.SUPERVISOR]: T("Tanggapan atasan langsung"),
    OPINION_KINDS[Voice.RELEASING]: T("Tanggapan kepala unit asal"),
    OPINION_KINDS[Voice.RECEIVING]: T("Tanggapan kepala unit tujuan"),
    OPINION_KINDS[Voice.PEER]: T("Tanggapan rekan kerja"),
    OPINION_KINDS[Voice.PARENT]: T("Tanggapan perangkat daerah induk"),
    VERIFY: T("Verifikasi berkas"),
    DELIBERATE: T("Sidang tim penilai kinerja"),
    DECIDE: T("Putusan pejabat"),
    PERTEK: T("Pertimbangan teknis BKN"),
    OUTER: T("Putusan instansi yang berwenang"),
    LEAVE: T("Putusan pindah keluar"),
    DECREE: T("Penerbitan SK"),
    INAUGURATE: T("Pelantikan"),
}

DECIDING = frozenset({DECIDE, DECREE})
"""Tasks that decide or sign: kept from Plh. and Plt."""

RECORDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        DELIBERATE: ("recommended", "not_recommended"),
        PERTEK: ("granted", "refused"),
        OUTER: (OUTSIDE_AGREED, OUTSIDE_REFUSED),
        LEAVE: (OUTSIDE_AGREED, OUTSIDE_REFUSED),
        INAUGURATE: ("held", "not_needed"),
    }
)
"""Tasks by which a person records what happened elsewhere, with a reason and the paper; by their outcomes."""
ADVERSE_OUTCOMES = frozenset({"not_recommended", "refused", "not_needed", OUTSIDE_REFUSED})
"""Outcomes that need a reason."""

OUTCOME_LABELS: dict[str, Text] = {
    "recommended": T("Tim menyarankan"),
    "not_recommended": T("Tim tidak menyarankan"),
    "granted": T("Pertimbangan teknis terbit"),
    "refused": T("Pertimbangan teknis ditolak"),
    OUTSIDE_AGREED: T("Disetujui instansi yang berwenang"),
    OUTSIDE_REFUSED: T("Ditolak instansi yang berwenang"),
    "held": T("Sudah dilantik"),
    "not_needed": T("Pelantikan tidak diperlukan"),
}
