"""Calling a sitting and setting its agenda."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Role
from mutasi_flow.access.service import NewReader, add_readers
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import queries as inbox_queries
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import NewNotice
from mutasi_flow.people import queries as people
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.deliberation.listing import find_open_sitting, list_waiting
from mutasi_flow.transfers.deliberation.loading import load_board
from mutasi_flow.transfers.deliberation.records import ABOUT, Board
from mutasi_flow.transfers.deliberation.rights import get_open, list_callable
from mutasi_flow.transfers.deliberation.teams import list_members
from mutasi_flow.transfers.domain.team import Aside
from mutasi_flow.transfers.model import Recusal, Sitting, SittingItem, SittingMember
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.routes import DELIBERATE
from mutasi_flow.transfers.service.perform import get_locked

LONGEST_BACK, LONGEST_AHEAD = timedelta(days=90), timedelta(days=365)
LONGEST_PLACE = 300


@dataclass(frozen=True, slots=True)
class NewSitting:
    """A sitting to call: which team, when, where, and the numbers of the transfers on its agenda."""

    team_id: int
    held_on: date
    place: str
    numbers: tuple[str, ...] = ()


def chain_of(sitting_id: int) -> str:
    """Return the name of the sitting's chain."""
    return f"{ABOUT}:{sitting_id}"


def note(
    session: Session, sitting_id: int, action: str, *, actor: Actor, payload: Mapping[str, Any], at: datetime
) -> None:
    """Write one entry about a sitting, and let its version go up, in the transaction of the act itself.

    It names transfers by their keys and repeats no words about them: whoever audits need not be their reader.
    """
    session.execute(update(Sitting).where(Sitting.id == sitting_id).values(version=Sitting.version + 1))
    audit.record(
        session,
        chain=chain_of(sitting_id),
        action=action,
        actor=speaking(actor),
        about_kind=ABOUT,
        about_id=sitting_id,
        payload=payload,
        at=at,
    )


def speaking(actor: Actor) -> Actor:
    """Return the actor as the trail names it: as a member of the team, else as the office's verifier, else as planner."""
    known = (Permission.DELIBERATE, Permission.TRANSFERS_VERIFY, Permission.PLAN)
    held = next((one for one in known if actor.has(one)), known[0])
    return actor.using(held, next(iter(actor.paths(held)), ""))


def call_sitting(session: Session, new: NewSitting, *, actor: Actor, clock: Clock) -> int:
    """Call a team to a sitting, invite its members, and return its key.

    Raises:
        NotPermitted: the actor neither leads the team nor is its secretariat.
        InvalidInput: the place is missing, the day is out of reach, or the team has nobody on it.
        NotFound, Conflict: a transfer is not there for this person, or does not wait for a sitting.
    """
    today, at = clock.today(), clock.now()
    if not new.place.strip() or len(new.place) > LONGEST_PLACE:
        raise InvalidInput(T("Isi tempat sidang."), "place")
    if not today - LONGEST_BACK <= new.held_on <= today + LONGEST_AHEAD:
        raise InvalidInput(T("Tanggal sidang: paling lama 90 hari lalu, paling jauh setahun lagi."), "held_on")
    team = next((one for one in list_callable(session, actor, new.held_on) if one.id == new.team_id), None)
    if team is None:
        raise NotPermitted(
            T("Sidang dipanggil oleh ketua, wakil ketua, atau sekretaris tim, verifikator, atau perencana.")
        )
    members = list_members(session, team.id, new.held_on)
    if not members:
        raise InvalidInput(T("Tim ini tidak mempunyai anggota pada tanggal itu."), "held_on")
    row = {
        "team_id": team.id,
        "held_on": new.held_on,
        "place": new.place.strip(),
        "quorum": team.quorum,
        "called_by_id": actor.account_id,
        "called_at": at,
    }
    sitting_id: int = session.execute(insert(Sitting).returning(Sitting.id), row).scalar_one()
    seats = [{"sitting_id": sitting_id, "employee_id": one.employee_id, "duty": one.duty} for one in members]
    session.execute(insert(SittingMember), seats)
    payload = {"team": team.id, "held_on": new.held_on.isoformat(), "members": [one.employee_id for one in members]}
    note(session, sitting_id, "sitting_called", actor=actor, payload=payload, at=at)
    board = load_board(session, sitting_id)
    for number in dict.fromkeys(new.numbers):
        _put_on(session, board, number, actor=actor, at=at)
    invited = T("Anda diundang ke sidang tim pada {day} di {place}.", day=new.held_on, place=new.place.strip())
    inbox.notify(
        session,
        [
            NewNotice("sitting_called", invited, at, employee_id=one.employee_id, address=f"/sidang/{sitting_id}")
            for one in members
        ],
    )
    return sitting_id


def put_on_agenda(session: Session, sitting_id: int, numbers: Sequence[str], *, actor: Actor, clock: Clock) -> int:
    """Put transfers that wait for a sitting on the agenda of this one; return how many.

    Raises:
        NotFound: there is no such sitting or transfer for this person.
        NotPermitted: the person only reads it.
        Conflict: the sitting has ended, or a transfer does not wait for one, or stands on another agenda.
    """
    board = get_open(session, sitting_id, actor, prepares=True)
    wanted = list(dict.fromkeys(numbers))
    if not wanted:
        raise InvalidInput(T("Pilih sedikitnya satu usulan."), "number")
    for number in wanted:
        _put_on(session, board, number, actor=actor, at=clock.now())
    return len(wanted)


def list_all_waiting(session: Session, actor: Actor) -> tuple[str, ...]:
    """Return the numbers of all transfers that wait for a sitting and that the actor may put on an agenda."""
    return tuple(row.number for row in list_waiting(session, actor))


def _put_on(session: Session, board: Board, number: str, *, actor: Actor, at: datetime) -> None:
    card = get_locked(session, number, actor)
    if actor.employee_id is not None and actor.employee_id == card.employee_id:
        raise NotPermitted(T("Usulan Anda sendiri dimasukkan ke agenda oleh orang lain."))
    found = inbox_queries.open_tasks(session, trail.ABOUT, card.id)
    task = next((one for one in found if one.kind == DELIBERATE), None)
    if task is None:
        raise Conflict(T("Usulan {number} tidak menunggu sidang tim.", number=number))
    if find_open_sitting(session, card.id) is not None:
        raise Conflict(T("Usulan {number} sudah masuk agenda sidang.", number=number))
    values = {"sitting_id": board.sitting.id, "transfer_id": card.id, "task_id": task.id}
    item_id: int = session.execute(insert(SittingItem).returning(SittingItem.id), values).scalar_one()
    _let_step_aside(session, board, card, item_id)
    _let_read(session, board, card, actor=actor, at=at)
    payload = {"transfer": card.id, "item": item_id}
    note(session, board.sitting.id, "put_on_agenda", actor=actor, payload=payload, at=at)
    told = {"sitting": board.sitting.id, "held_on": board.sitting.held_on.isoformat()}
    trail.record(session, card.id, "put_on_agenda", actor=speaking(actor), payload=told, at=at)


def _let_step_aside(session: Session, board: Board, card: TransferCard, item_id: int) -> None:
    """Note the conflicts of interest that the records show; others are noted by the members themselves."""
    grounds: dict[int | None, Aside] = {
        people.direct_supervisor(session, card.employee_id): Aside.SUPERIOR,
        **dict.fromkeys(card.recused, Aside.OTHER),
        **dict.fromkeys(card.relatives, Aside.RELATIVE),
        card.employee_id: Aside.OWN,
    }
    rows = [
        {"item_id": item_id, "employee_id": seat.employee_id, "ground": grounds[seat.employee_id], "remark": ""}
        for seat in board.seats
        if seat.employee_id in grounds
    ]
    if rows:
        session.execute(insert(Recusal), rows)


def _let_read(session: Session, board: Board, card: TransferCard, *, actor: Actor, at: datetime) -> None:
    """Put the members on the readers' list of a confidential transfer; never whoever has no part in it."""
    if not card.is_secret:
        return
    accounts = access.accounts_of(session, [seat.employee_id for seat in board.seats])
    new = [NewReader(key, Role.TEAM_MEMBER.value) for key in accounts]
    added = add_readers(session, trail.ABOUT, card.id, new, at=at, added_by_id=actor.account_id, apart_from=card.apart)
    if added:
        trail.record(session, card.id, "readers_listed", actor=speaking(actor), payload={"accounts": added}, at=at)


def take_off_agenda(session: Session, sitting_id: int, number: str, *, actor: Actor, clock: Clock) -> None:
    """Take a transfer off the agenda; it waits for another sitting.

    Raises:
        NotFound: there is no such sitting for this person, or the transfer is not on its agenda.
        NotPermitted: the person only reads it.
        Conflict: the sitting has ended.
    """
    board = get_open(session, sitting_id, actor, prepares=True)
    item, at = board.get_transfer(number), clock.now()
    session.execute(delete(Recusal).where(Recusal.item_id == item.id))
    session.execute(delete(SittingItem).where(SittingItem.id == item.id))
    payload = {"transfer": item.transfer_id, "item": item.id, "advice": item.advice.value if item.advice else ""}
    note(session, sitting_id, "taken_off_agenda", actor=actor, payload=payload, at=at)
    told = {"sitting": sitting_id, "held_on": board.sitting.held_on.isoformat()}
    trail.record(session, item.transfer_id, "taken_off_agenda", actor=speaking(actor), payload=told, at=at)
