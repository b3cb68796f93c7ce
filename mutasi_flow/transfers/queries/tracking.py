"""Who holds a transfer until when: its open tasks, seen by one reader, and the sentence made of them."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.db import run
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.inbox.domain import Holder, TaskStatus, holds
from mutasi_flow.inbox.model import Recusal, Task
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.domain import LetterState
from mutasi_flow.people import queries as people
from mutasi_flow.transfers.domain import Voice
from mutasi_flow.transfers.queries.cards import TransferCard
from mutasi_flow.transfers.queries.lists import ListRow
from mutasi_flow.transfers.routes import VOICE_OF_KIND
from mutasi_flow.transfers.status import Status, Waiting, describe
from mutasi_flow.transfers.trail import ABOUT
from mutasi_flow.transfers.workflow import State

_COLUMNS = select(
    Task.about_id, Task.id, Task.kind, Task.holder_employee_id, Task.holder_role, Task.holder_label, Task.due_on
).where(Task.about_kind == "transfer", Task.status == TaskStatus.OPEN)
_OF_ONE = Prepared(_COLUMNS.where(Task.about_id == bindparam("transfer_id")).order_by(Task.id))
_ASIDE = select(Recusal.about_id).where(
    Recusal.about_kind == ABOUT,
    Recusal.about_id.in_(bindparam("transfer_ids", expanding=True)),
    Recusal.employee_id == bindparam("employee_id"),
)
_OF_MANY = _COLUMNS.where(Task.about_id.in_(bindparam("transfer_ids", expanding=True))).order_by(Task.id)


def _is_yours(about: TransferCard | ListRow, actor: Actor, kind: str, holder: Holder) -> bool:
    """Whether the task waits for the actor; nobody does a role's task on the own transfer."""
    if holder.employee_id is None and about.bars(actor.employee_id):
        return False
    path = about.to_path if VOICE_OF_KIND.get(kind) is Voice.RECEIVING else about.from_path
    return holds(actor.apart_from(about.employee_id), holder, path or "", kind)


def _waiting(
    about: TransferCard | ListRow,
    actor: Actor,
    row: tuple[int, int, str, int | None, str, str, object],
    *,
    is_apart: bool = False,
) -> Waiting:
    _about_id, task_id, kind, employee_id, role, label, due_on = row
    is_yours = _is_yours(about, actor, kind, Holder(employee_id, role)) and not (is_apart and employee_id is None)
    return Waiting(kind, label, due_on, is_yours, task_id)  # type: ignore[arg-type]


def _list_apart(session: Session, rows: Sequence[ListRow], actor: Actor) -> frozenset[int]:
    """Return the transfers of a list in which the actor has no part: after stepping aside, or as a relative."""
    if actor.employee_id is None or not actor.grants:
        return frozenset()
    asked = {"transfer_ids": [row.id for row in rows], "employee_id": actor.employee_id}
    family = set(people.list_relatives(session, actor.employee_id))
    return frozenset(run(session, _ASIDE, asked).scalars()) | {row.id for row in rows if row.employee_id in family}


def load_waiting(session: Session, card: TransferCard, actor: Actor) -> Sequence[Waiting]:
    """Return the open tasks of the transfer; ``is_yours`` marks those the actor can do."""
    rows = run(session, _OF_ONE, {"transfer_id": card.id})
    return [_waiting(card, actor, row) for row in rows]


def _describe(
    about: TransferCard | ListRow, waiting: Sequence[Waiting], actor: Actor, letter: LetterState | None
) -> Status:
    is_employee = actor.employee_id is not None and actor.employee_id == about.employee_id
    is_owner = is_employee or (actor.account_id is not None and actor.account_id == about.created_by_id)
    has_left = about.state is State.DECREED and letter is None and not about.before_system
    return describe(
        about.state,
        waiting,
        is_owner=is_owner,
        postponed_until=about.postponed_until,
        letter=letter,
        has_left=has_left,
    )


def _letters(session: Session, abouts: Iterable[TransferCard | ListRow]) -> Mapping[int, LetterState]:
    decreed = [about.id for about in abouts if about.state is State.DECREED]
    return letters.latest_states(session, ABOUT, decreed)


def load_status(session: Session, card: TransferCard, actor: Actor) -> Status:
    """Return the sentence about the transfer as this actor reads it."""
    waiting = load_waiting(session, card, actor)
    return _describe(card, waiting, actor, _letters(session, [card]).get(card.id))


def load_statuses(session: Session, rows: Sequence[ListRow], actor: Actor) -> Mapping[int, Status]:
    """Return the sentence of every row of a list, by transfer key, in a handful of statements."""
    waiting: dict[int, list[Waiting]] = {row.id: [] for row in rows}
    by_id = {row.id: row for row in rows}
    if rows:
        apart = _list_apart(session, rows, actor)
        for task in run(session, _OF_MANY, {"transfer_ids": list(by_id)}):
            waiting[task[0]].append(_waiting(by_id[task[0]], actor, task, is_apart=task[0] in apart))
    printed = _letters(session, rows)
    return {row.id: _describe(row, waiting[row.id], actor, printed.get(row.id)) for row in rows}
