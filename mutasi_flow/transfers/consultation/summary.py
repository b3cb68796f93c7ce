"""What the consultation came to, for whoever decides: who was asked, what stands against, what the units say, what changed since."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.texts import T, Text
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import VOICE_LABELS, Door, Stance, Voice
from mutasi_flow.transfers.queries import (
    OpinionRow,
    PeerSummary,
    Seen,
    SeenOpinion,
    TransferCard,
    eyes_of,
    list_opinions,
    load_waiting,
    view_rows,
)
from mutasi_flow.transfers.routes import VOICE_OF_KIND
from mutasi_flow.transfers.status import Waiting


class Side(StrEnum):
    """Whose consent is named by itself, whatever else was said."""

    EMPLOYEE = "employee"
    RELEASING = "releasing"
    RECEIVING = "receiving"


_SPEAKS_FOR: Mapping[Side, tuple[Voice, ...]] = MappingProxyType(
    {
        Side.EMPLOYEE: (Voice.EMPLOYEE,),
        Side.RELEASING: (Voice.RELEASING, Voice.SUPERVISOR),
        Side.RECEIVING: (Voice.RECEIVING,),
    }
)
"""Voices in the order in which they count: a head who is the supervisor too is asked once, as that."""
_WORDS: Mapping[Side, Mapping[Stance, Text]] = MappingProxyType(
    {
        Side.EMPLOYEE: {
            Stance.SUPPORT: T("Pegawai setuju"),
            Stance.CONDITIONS: T("Pegawai setuju dengan syarat"),
            Stance.AGAINST: T("Pegawai keberatan"),
            Stance.SILENT: T("Pegawai tidak menjawab sampai batas waktu"),
        },
        Side.RELEASING: {
            Stance.SUPPORT: T("Unit asal melepas"),
            Stance.CONDITIONS: T("Unit asal melepas dengan syarat"),
            Stance.AGAINST: T("Unit asal tidak melepas"),
            Stance.SILENT: T("Unit asal tidak menjawab sampai batas waktu"),
        },
        Side.RECEIVING: {
            Stance.SUPPORT: T("Unit tujuan menerima"),
            Stance.CONDITIONS: T("Unit tujuan menerima dengan syarat"),
            Stance.AGAINST: T("Unit tujuan tidak menerima"),
            Stance.SILENT: T("Unit tujuan tidak menjawab sampai batas waktu"),
        },
    }
)
_AWAITED: Mapping[Side, Text] = MappingProxyType(
    {
        Side.EMPLOYEE: T("Pegawai belum menjawab"),
        Side.RELEASING: T("Unit asal belum menjawab"),
        Side.RECEIVING: T("Unit tujuan belum menjawab"),
    }
)
_UNASKED: Mapping[Side, Text] = MappingProxyType(
    {
        Side.EMPLOYEE: T("Pegawai tidak ditanya"),
        Side.RELEASING: T("Unit asal tidak ditanya"),
        Side.RECEIVING: T("Unit tujuan tidak ditanya"),
    }
)
_OWN_REQUEST = T("Permintaan pegawai sendiri")

CHANGES: Mapping[str, Text] = MappingProxyType(
    {
        "edited": T("Isi usulan diubah"),
        "destination_considered": T("Tujuan lain dipertimbangkan"),
        "resubmitted": T("Usulan dikirim ulang"),
        "paper_attached": T("Dokumen diunggah"),
        "exemption_granted": T("Pengecualian dari aturan dicatat"),
        "reopened": T("Dibuka kembali"),
    }
)
"""Entries of the trail after which an opinion speaks of something else than before."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What the employee or one of the units says to the move itself."""

    side: Side
    words: Text
    stance: Stance | None = None
    """None: not asked, not answered yet, or not for this reader."""
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened after the first opinion."""

    words: Text
    at: datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """The consultation in one block, as far as the reader may see it."""

    asked: int
    answered: int
    stances: Mapping[Stance, int]
    """How often each was given, peers left out."""
    consents: tuple[Consent, ...]
    adverse: tuple[SeenOpinion, ...]
    """Against first, then with conditions; each with its answer, as far as there is one."""
    silent: tuple[Voice, ...]
    waiting: tuple[Voice, ...]
    ordered: tuple[SeenOpinion, ...]
    """Every opinion that is seen, the adverse ones first."""
    peers: PeerSummary | None
    recused: int
    changes: tuple[Change, ...]

    @property
    def unanswered(self) -> int:
        """How many adverse opinions have no written answer yet."""
        return sum(not one.weighed.strip() for one in self.adverse)

    @property
    def words(self) -> Text:
        """Who was asked and what they said, counted."""
        return T(
            "{asked} ditanya, {answered} menjawab: {support} mendukung, {conditions} dengan syarat, {against} tidak mendukung.",
            asked=self.asked,
            answered=self.answered,
            support=self.stances.get(Stance.SUPPORT, 0),
            conditions=self.stances.get(Stance.CONDITIONS, 0),
            against=self.stances.get(Stance.AGAINST, 0),
        )

    @property
    def exceptions(self) -> tuple[Text, ...]:
        """What a reader must look at before deciding, the weightiest first."""
        objections = [T("{voice}: {stance}.", voice=VOICE_LABELS[one.voice], stance=one.words) for one in self.adverse]
        silences = [T("{voice} tidak menjawab sampai batas waktu.", voice=VOICE_LABELS[voice]) for voice in self.silent]
        changed = [T("Berubah sesudah tanggapan pertama: {what}.", what=one.words) for one in self.changes]
        return (*objections, *silences, *dict.fromkeys(changed))


def load_summary(
    session: Session, card: TransferCard, actor: Actor, clock: Clock, opinions: Sequence[OpinionRow] | None = None
) -> Summary:
    """Return the summary as the actor may see it; ``opinions`` may have been read already."""
    rows = list_opinions(session, card.id) if opinions is None else opinions
    seen = view_rows(rows, eyes_of(session, card, actor, clock))
    first = min((one.given_at for one in rows if one.stance is not Stance.SILENT), default=None)
    changes = () if first is None else _changes(session, card, first)
    return summarise(card, seen, load_waiting(session, card, actor), changes)


def _changes(session: Session, card: TransferCard, since: datetime) -> tuple[Change, ...]:
    rows = audit.trail(session, trail.chain_of(card.id))
    return tuple(Change(CHANGES[row.action], row.at) for row in rows if row.action in CHANGES and row.at > since)


def summarise(card: TransferCard, seen: Seen, waiting: Sequence[Waiting], changes: Sequence[Change] = ()) -> Summary:
    """Sum up what a reader sees."""
    said = [one for one in _last_words(seen.opinions) if one.voice is not Voice.PEER]
    spoken = [one for one in said if one.stance is not Stance.SILENT]
    awaited = tuple(
        dict.fromkeys(
            voice for task in waiting if (voice := VOICE_OF_KIND.get(task.kind)) not in {None, Voice.PEER} and voice
        )
    )
    adverse = [one for one in seen.opinions if one.is_adverse]
    first = sorted(adverse, key=lambda one: one.stance is not Stance.AGAINST)
    rest = [one for one in seen.opinions if one not in adverse]
    return Summary(
        asked=len(said) + len(awaited),
        answered=len(spoken),
        stances=Counter(one.stance for one in spoken if one.stance is not None),
        consents=tuple(_consent(side, card, said, awaited) for side in Side),
        adverse=tuple(first),
        ordered=(*first, *rest),
        silent=tuple(one.voice for one in said if one.stance is Stance.SILENT),
        waiting=awaited,
        peers=seen.peers,
        recused=len(card.recused),
        changes=tuple(changes),
    )


def _last_words(opinions: Sequence[SeenOpinion]) -> list[SeenOpinion]:
    """Return the last word of every voice that speaks for one person or unit, and every peer's."""
    last: dict[object, SeenOpinion] = {}
    for one in opinions:
        last[one.id if one.voice is Voice.PEER else one.voice] = one
    return sorted(last.values(), key=lambda one: one.id)


def _consent(side: Side, card: TransferCard, said: Sequence[SeenOpinion], awaited: Sequence[Voice]) -> Consent:
    for voice in _SPEAKS_FOR[side]:
        found = next((one for one in said if one.voice is voice), None)
        if voice in awaited:
            return Consent(side, _AWAITED[side])
        if found is not None and found.stance is not None:
            return Consent(side, _WORDS[side][found.stance], found.stance, found.letter)
    if side is Side.EMPLOYEE and card.door is Door.OWN:
        return Consent(side, _OWN_REQUEST)
    return Consent(side, _UNASKED[side])
