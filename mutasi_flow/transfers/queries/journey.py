"""The journey of a transfer as a parcel tracker shows it: what is done, where it is, what is still to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mutasi_flow.core.db import run
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import TaskStatus
from mutasi_flow.inbox.model import Task
from mutasi_flow.transfers.queries.cards import TransferCard
from mutasi_flow.transfers.routes import DECIDE, DECREE, VERIFY, VOICE_OF_KIND
from mutasi_flow.transfers.status import STATE_LABELS
from mutasi_flow.transfers.workflow import State

Stage = Literal["done", "now", "todo"]

_TASKS = (
    select(Task.kind, Task.status, Task.done_at, Task.due_on)
    .where(Task.about_kind == "transfer", Task.about_id == bindparam("transfer_id"), Task.status != TaskStatus.CLOSED)
    .order_by(Task.id)
)
_RANK = {State.DRAFT: 0, State.RETURNED: 0, State.PROPOSED: 1, State.CONSULTED: 3, State.APPROVED: 4, State.DECREED: 5}
_ENDED = frozenset({State.WITHDRAWN, State.REJECTED, State.CANCELLED, State.REVOKED})


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """One stop: its state, its name, when it was done or is due, and what came out."""

    state: Stage
    title: Text
    done_at: datetime | None = None
    due_on: date | None = None
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    status: TaskStatus
    done_at: datetime | None
    due_on: date | None


def _stop(reached: int, rank: int, title: Text, found: Sequence[_Found]) -> JourneyStep:
    open_ones = [task for task in found if task.status is TaskStatus.OPEN]
    state: Stage = "done" if reached > rank else "now" if reached == rank else "todo"
    done = [task.done_at for task in found if task.done_at]
    due = [task.due_on for task in open_ones if task.due_on]
    return JourneyStep(
        state,
        title,
        done_at=max(done) if state == "done" and done else None,
        due_on=min(due) if state == "now" and due else None,
        text=_answers(found) if state == "now" and len(found) > 1 else None,
    )


def _answers(found: Sequence[_Found]) -> Text:
    answered = sum(task.status is TaskStatus.DONE for task in found)
    return T("{answered} dari {asked} sudah menjawab.", answered=answered, asked=len(found))


def _reached(card: TransferCard, voices: Sequence[_Found]) -> int:
    """How many stops lie behind: 0 author, 1 voices, 2 verification, 3 decision, 4 decree, 5 start of work."""
    rank = _RANK.get(card.state, 0)
    if card.state is State.PROPOSED and not any(task.status is TaskStatus.OPEN for task in voices):
        return 2
    return rank


def load_journey(session: Session, card: TransferCard) -> Sequence[JourneyStep]:
    """Return the stops of the transfer in their order; an ended transfer shows how it ended."""
    sent = JourneyStep("done", T("Usulan diterima"), done_at=card.submitted_at)
    if card.state in _ENDED:
        ended = JourneyStep("now", STATE_LABELS[card.state], done_at=card.changed_at)
        return [sent, ended] if card.submitted_at else [ended]
    by_kind: dict[str, list[_Found]] = {}
    for kind, status, done_at, due_on in run(session, _TASKS, {"transfer_id": card.id}):
        key = "voices" if kind in VOICE_OF_KIND else kind
        by_kind.setdefault(key, []).append(_Found(status, done_at, due_on))
    reached = _reached(card, by_kind.get("voices", []))
    start = T("Mulai bertugas {day}", day=card.effective_on) if card.effective_on else T("Mulai bertugas")
    first = sent if reached else JourneyStep("now", T("Melengkapi dan mengirim usulan"))
    return [
        first,
        _stop(reached, 1, T("Tanggapan atasan, unit, dan rekan"), by_kind.get("voices", [])),
        _stop(reached, 2, T("Verifikasi berkas"), by_kind.get(VERIFY, [])),
        _stop(reached, 3, T("Putusan pejabat"), by_kind.get(DECIDE, [])),
        _stop(reached, 4, T("Penerbitan SK"), by_kind.get(DECREE, [])),
        _stop(reached, 5, start, []),
    ]
