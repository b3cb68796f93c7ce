"""The sentence that a person sees about a transfer: one pure function for pages, mail, API and shell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters.domain import LetterState
from mutasi_flow.transfers.domain import VOICE_LABELS, Voice
from mutasi_flow.transfers.routes import (
    DECIDE,
    DECREE,
    DELIBERATE,
    FIX,
    INAUGURATE,
    LEAVE,
    OPINION_KINDS,
    OPINION_PREFIX,
    OUTER,
    PERTEK,
    TASK_NAMES,
    VERIFY,
)
from mutasi_flow.transfers.workflow import State


class Colour(StrEnum):
    """Colours of the state tag. Red means "your move" and nothing else."""

    GREY = "grey"
    BLUE = "blue"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open task as far as the sentence needs it."""

    kind: str
    holder: str
    due_on: date | None
    is_yours: bool = False
    task_id: int | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """What is shown: the sentence, who holds it, until when, and in which colour."""

    sentence: Text
    holder: Text
    due_on: date | None
    colour: Colour
    is_yours: bool


STATE_LABELS: dict[State, Text] = {
    State.DRAFT: T("Draf"),
    State.PROPOSED: T("Diusulkan"),
    State.RETURNED: T("Dikembalikan"),
    State.CONSULTED: T("Sudah dikonsultasikan"),
    State.APPROVED: T("Disetujui"),
    State.DECREED: T("SK terbit"),
    State.WITHDRAWN: T("Ditarik"),
    State.REJECTED: T("Tidak disetujui"),
    State.CANCELLED: T("Dibatalkan"),
    State.REVOKED: T("SK dicabut"),
}

WAITED_FOR: dict[str, Text] = {**TASK_NAMES, FIX: T("Perbaikan usulan")}
"""What tasks are called before everybody but their holder."""
TASK_LABELS: dict[str, Text] = {
    **WAITED_FOR,
    OPINION_KINDS[Voice.EMPLOYEE]: T("Tanggapan Anda tentang rencana ini"),
}
"""What tasks are called before whoever holds them."""

_HOLDERS: dict[str, Text] = {
    **{kind: VOICE_LABELS[voice] for voice, kind in OPINION_KINDS.items()},
    VERIFY: T("Verifikator"),
    DELIBERATE: T("Tim penilai kinerja"),
    DECIDE: T("Pejabat yang berwenang"),
    PERTEK: T("Verifikator"),
    OUTER: T("Verifikator"),
    LEAVE: T("Verifikator"),
    DECREE: T("Pejabat penanda tangan"),
    INAUGURATE: T("Verifikator"),
    FIX: T("Pengusul"),
}

_WAITING: dict[str, Text] = {
    OPINION_KINDS[Voice.SUPERVISOR]: T("Menunggu tanggapan atasan"),
    OPINION_KINDS[Voice.RELEASING]: T("Menunggu tanggapan kepala unit asal"),
    OPINION_KINDS[Voice.RECEIVING]: T("Menunggu tanggapan kepala unit tujuan"),
    OPINION_KINDS[Voice.PEER]: T("Menunggu tanggapan rekan kerja"),
    OPINION_KINDS[Voice.EMPLOYEE]: T("Menunggu tanggapan pegawai"),
    OPINION_KINDS[Voice.PARENT]: T("Menunggu tanggapan perangkat daerah induk"),
    VERIFY: T("Sedang diverifikasi"),
    DELIBERATE: T("Menunggu sidang tim penilai kinerja"),
    DECIDE: T("Menunggu putusan pejabat"),
    PERTEK: T("Menunggu pertimbangan teknis BKN"),
    OUTER: T("Menunggu putusan instansi yang berwenang"),
    LEAVE: T("Menunggu putusan instansi yang berwenang"),
    DECREE: T("Disetujui. SK sedang disiapkan."),
    INAUGURATE: T("Menunggu pelantikan"),
    FIX: T("Menunggu perbaikan dari pengusul"),
}

_YOURS: dict[str, Text] = {
    OPINION_KINDS[Voice.EMPLOYEE]: T("Kami meminta tanggapan Anda"),
    VERIFY: T("Berkas ini menunggu verifikasi Anda"),
    DELIBERATE: T("Catat hasil sidang tim untuk usulan ini"),
    DECIDE: T("Usulan ini menunggu putusan Anda"),
    PERTEK: T("Catat pertimbangan teknis untuk usulan ini"),
    OUTER: T("Catat putusan instansi yang berwenang"),
    LEAVE: T("Catat putusan instansi yang berwenang"),
    DECREE: T("SK usulan ini menunggu Anda terbitkan"),
    INAUGURATE: T("Catat pelantikan untuk usulan ini"),
    FIX: T("Perlu perbaikan dari Anda"),
}
_YOUR_OPINION = T("Tanggapan Anda diminta")

_NOBODY = T("Tidak ada")

_ENDED: dict[State, tuple[Text, Colour]] = {
    State.WITHDRAWN: (T("Usulan ini sudah ditarik"), Colour.GREY),
    State.REJECTED: (T("Usulan tidak disetujui"), Colour.YELLOW),
    State.CANCELLED: (T("Usulan dibatalkan"), Colour.GREY),
    State.REVOKED: (T("SK sudah dicabut"), Colour.YELLOW),
    State.DECREED: (T("SK terbit"), Colour.GREEN),
}

_DECREED: dict[LetterState, Text] = {
    LetterState.QUEUED: T("SK sudah bernomor, berkasnya sedang dicetak"),
    LetterState.RENDERED: T("SK terbit, belum ditandatangani"),
}
"""How far the decree is; one that is signed, or was never a file of ours, is simply issued."""
LEFT = T("Pindah keluar, diputus instansi yang berwenang")
"""How a way out ends: no decree of this government is issued for it."""

_IDLE: dict[State, tuple[Text, Text, Colour]] = {
    State.PROPOSED: (T("Usulan diterima"), T("Verifikator"), Colour.BLUE),
    State.CONSULTED: (T("Konsultasi selesai, menunggu putusan pejabat"), T("Pejabat yang berwenang"), Colour.BLUE),
    State.APPROVED: (T("Disetujui. SK sedang disiapkan."), T("Pejabat penanda tangan"), Colour.GREEN),
    State.RETURNED: (T("Menunggu perbaikan dari pengusul"), T("Pengusul"), Colour.YELLOW),
}


def _first(tasks: Sequence[Waiting]) -> Waiting:
    """The task that decides the sentence: one's own first, then the earliest due."""
    return min(tasks, key=lambda task: (not task.is_yours, task.due_on or date.max))


def _of_task(state: State, task: Waiting) -> Status:
    holder = T("{role}: {name}", role=_HOLDERS[task.kind], name=task.holder) if task.holder else _HOLDERS[task.kind]
    if task.is_yours:
        is_opinion = task.kind.startswith(OPINION_PREFIX)
        sentence = _YOURS.get(task.kind, _YOUR_OPINION if is_opinion else _WAITING[task.kind])
        return Status(sentence, T("Anda"), task.due_on, Colour.RED, is_yours=True)
    colour = Colour.GREEN if state is State.APPROVED else Colour.BLUE
    return Status(_WAITING[task.kind], holder, task.due_on, colour, is_yours=False)


def describe(
    state: State,
    tasks: Sequence[Waiting] = (),
    *,
    is_owner: bool = False,
    postponed_until: date | None = None,
    letter: LetterState | None = None,
    has_left: bool = False,
) -> Status:
    """Derive the sentence from the state and its open tasks.

    ``is_owner``: whether the reader is the one whose move a draft waits for; ``letter``: how far the decree is;
    ``has_left``: whether another authority's decision stands for it.
    """
    if state is State.DRAFT:
        sentence = T("Belum dikirim. Draf tersimpan.")
        return Status(sentence, T("Anda") if is_owner else T("Pengusul"), None, Colour.GREY, is_yours=is_owner)
    if state in _ENDED:
        sentence, colour = _ENDED[state]
        if state is State.DECREED and letter in _DECREED:
            sentence = _DECREED[letter]
        elif has_left:
            sentence = LEFT
        return Status(sentence, _NOBODY, None, colour, is_yours=False)
    known = [task for task in tasks if task.kind in _HOLDERS]
    if postponed_until:
        sentence = T("Ditunda sampai {until}", until=postponed_until)
        holder = _HOLDERS[_first(known).kind] if known else T("Verifikator")
        return Status(sentence, holder, postponed_until, Colour.YELLOW, is_yours=False)
    if known:
        return _of_task(state, _first(known))
    sentence, holder, colour = _IDLE[state]
    return Status(sentence, holder, None, colour, is_yours=False)
