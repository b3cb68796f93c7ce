"""The journey of a transfer as a parcel tracker shows it: what is done, where it is, what is still to come."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mutasi_flow.core.db import run
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import TaskStatus
from mutasi_flow.inbox.model import Task
from mutasi_flow.transfers.queries.cards import TransferCard
from mutasi_flow.transfers.queries.routes import load_route
from mutasi_flow.transfers.routes import DELIBERATE, TASK_NAMES, VOICE_OF_KIND, Route
from mutasi_flow.transfers.routes.check import ORDER
from mutasi_flow.transfers.status import STATE_LABELS
from mutasi_flow.transfers.workflow import State

Stage = Literal["done", "now", "todo"]

_TASKS = (
    select(Task.kind, Task.status, Task.done_at, Task.due_on)
    .where(Task.about_kind == "transfer", Task.about_id == bindparam("transfer_id"), Task.status != TaskStatus.CLOSED)
    .order_by(Task.id)
)
_INSTEAD = T("Menggantikan tanggapan pegawai dan rekannya: berkas ini berjalan rahasia.")
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


@dataclass(frozen=True, slots=True)
class _Stop:
    """A stop of the route: the state in which it stands, and its tasks."""

    during: State
    title: Text
    kinds: tuple[str, ...]


def _stops(route: Route) -> Sequence[_Stop]:
    """The voices of a stage are one stop, every other task is one of its own."""
    stops: list[_Stop] = []
    for stage in route.stages:
        voices = tuple(kind for kind in stage.kinds if kind in VOICE_OF_KIND)
        if voices:
            title = TASK_NAMES[voices[0]] if len(voices) == 1 else T("Tanggapan atasan, unit, dan rekan")
            stops.append(_Stop(stage.during, title, voices))
        stops += [_Stop(stage.during, TASK_NAMES[kind], (kind,)) for kind in stage.kinds if kind not in VOICE_OF_KIND]
    return stops


def _show(stop: _Stop, state: Stage, found: Sequence[_Found]) -> JourneyStep:
    open_ones = [task for task in found if task.status is TaskStatus.OPEN]
    done = [task.done_at for task in found if task.done_at]
    due = [task.due_on for task in open_ones if task.due_on]
    return JourneyStep(
        state,
        stop.title,
        done_at=max(done) if state == "done" and done else None,
        due_on=min(due) if state == "now" and due else None,
        text=_answers(found) if state == "now" and len(found) > 1 else None,
    )


def _answers(found: Sequence[_Found]) -> Text:
    answered = sum(task.status is TaskStatus.DONE for task in found)
    return T("{answered} dari {asked} sudah menjawab.", answered=answered, asked=len(found))


def _reached(state: State, stops: Sequence[_Stop], found: Sequence[Sequence[_Found]]) -> int:
    """Return the index of the stop where the transfer is: the first with an open task, else the last of its state."""
    if state not in ORDER:
        return -1
    here = [index for index, stop in enumerate(stops) if stop.during is state]
    waiting = [index for index in here if any(task.status is TaskStatus.OPEN for task in found[index])]
    if waiting:
        return waiting[0]
    if state is State.DECREED or not here:
        return len(stops)
    return here[-1]


def _list_found(session: Session, card: TransferCard, stops: Sequence[_Stop]) -> Sequence[Sequence[_Found]]:
    by_kind: dict[str, list[_Found]] = {}
    for kind, status, done_at, due_on in run(session, _TASKS, {"transfer_id": card.id}):
        by_kind.setdefault(kind, []).append(_Found(status, done_at, due_on))
    return [[task for kind in stop.kinds for task in by_kind.get(kind, [])] for stop in stops]


def load_journey(session: Session, card: TransferCard, today: date) -> Sequence[JourneyStep]:
    """Return the stops of the transfer's route in their order, as of ``today``; an ended one shows how it ended.

    Of a file from before the system the stops that it passed elsewhere are left out: nothing is known about them.
    """
    sent = JourneyStep("done", T("Usulan diterima"), done_at=card.submitted_at)
    if card.state in _ENDED:
        at = None if card.is_as_imported else card.changed_at
        ended = JourneyStep("done", STATE_LABELS[card.state], done_at=at)
        return [sent, ended] if card.submitted_at else [ended]
    route = load_route(session, card.route)
    stops = _stops(route)
    found = _list_found(session, card, stops)
    reached = _reached(card.state, stops, found)
    start = T("Mulai bertugas {day}", day=card.effective_on) if card.effective_on else T("Mulai bertugas")
    first = sent if reached >= 0 else JourneyStep("now", T("Melengkapi dan mengirim usulan"))
    states: list[Stage] = [
        "done" if index < reached else "now" if index == reached else "todo" for index in range(len(stops) + 1)
    ]
    shown = [_show(stop, state, tasks) for stop, state, tasks in zip(stops, states, found, strict=False)]
    if card.state is State.DECREED and card.effective_on and card.effective_on < today:
        states[-1] = "done"
    if route.is_confidential:
        shown = [replace(one, text=_INSTEAD) if one.title == TASK_NAMES[DELIBERATE] else one for one in shown]
    if card.before_system:
        shown = [one for one, tasks in zip(shown, found, strict=True) if tasks or one.state != "done"]
    return [first, *shown, JourneyStep(states[-1], start)]
