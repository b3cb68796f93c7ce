"""People say what they wish, put it in order, renew it and take it back; each with its entry in the trail."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.people import queries as people
from mutasi_flow.people.model import Employee
from mutasi_flow.people.service.trail import note
from mutasi_flow.planning.wishes.domain import LONGEST_TERM, MOST_WISHES, Wanted, moved
from mutasi_flow.planning.wishes.model import Wish
from mutasi_flow.planning.wishes.queries import WishRow, get_wish, list_wishes


def check_days(from_on: date, to_on: date, today: date) -> None:
    """Refuse days on which no wish can count.

    Raises:
        InvalidInput: the last day has passed, lies before the first one, or is too far away.
    """
    if to_on < max(from_on, today):
        raise InvalidInput(T("Hari terakhir sudah lewat. Pilih hari yang akan datang."), "to_on")
    if to_on > today + LONGEST_TERM:
        raise InvalidInput(T("Paling lama tiga tahun; sesudah itu minat dapat diperpanjang."), "to_on")


def add_wish(session: Session, wanted: Wanted, to_on: date, *, actor: Actor, clock: Clock) -> int:
    """Keep a further wish of the actor, less dear than those before; return its key.

    Raises:
        NotPermitted: the account is nobody's.
        InvalidInput: nothing is wished, the unit has ended, or the last day cannot be.
        Refused: there are ten already, or just this one, or it is where the person is.
    """
    employee_id, today, at = _own(session, actor), clock.today(), clock.now()
    if wanted.is_empty:
        raise InvalidInput(T("Pilih unit, kecamatan, atau tuliskan pekerjaan yang diminati."), "interest")
    check_days(today, to_on, today)
    if wanted.unit_id is not None and not people.get_unit(session, wanted.unit_id).is_open_on(today):
        raise InvalidInput(T("Unit ini sudah tidak berlaku."), "unit")
    rows = list_wishes(session, employee_id)
    if len(rows) >= MOST_WISHES:
        raise Refused(T("Paling banyak {count} minat. Tarik salah satu dahulu.", count=MOST_WISHES))
    _refuse_idle(session, employee_id, wanted, rows)
    values = {
        "employee_id": employee_id,
        "rank": len(rows) + 1,
        "unit_id": wanted.unit_id,
        "jabatan_id": wanted.jabatan_id,
        "district": wanted.district,
        "interest": wanted.interest,
    }
    days = {"from_on": today, "to_on": to_on}
    key: int = session.execute(
        insert(Wish).values(**values, **days, recorded_at=at, recorded_by_id=actor.account_id).returning(Wish.id)
    ).scalar_one()
    kept = {name: value for name, value in values.items() if name not in {"employee_id", "interest"}}
    _note(session, employee_id, "wish_added", {"wish": key, **kept, "to_on": to_on.isoformat()}, actor=actor, at=at)
    return key


def _refuse_idle(session: Session, employee_id: int, wanted: Wanted, rows: Sequence[WishRow]) -> None:
    """Refuse a wish that says nothing new."""
    card = people.get_employee_card(session, employee_id)
    if wanted.unit_id is not None and wanted.unit_id == card.unit_id and wanted.jabatan_id in {None, card.jabatan_id}:
        raise Refused(T("Anda sudah bertugas di sana."))
    same = [row for row in rows if row.wanted.place == wanted.place]
    if any(row.interest.casefold() == wanted.interest.casefold() or wanted.place != _NOWHERE for row in same):
        raise Refused(T("Minat ini sudah ada dalam daftar Anda."))


_NOWHERE = Wanted().place


def move_wish(session: Session, wish_id: int, *, up: bool, actor: Actor, at: datetime) -> None:
    """Make a wish dearer or less dear by one place.

    Raises:
        NotFound: there is none of the actor.
    """
    row = _mine(session, wish_id, actor)
    rows = list_wishes(session, row.employee_id)
    order = moved([one.id for one in rows], row.id, up=up)
    if order == [one.id for one in rows]:
        return
    for rank, key in enumerate(order, start=1):
        session.execute(update(Wish).where(Wish.id == key).values(rank=rank))
    _note(session, row.employee_id, "wishes_ordered", {"wishes": order}, actor=actor, at=at)


def withdraw_wish(session: Session, wish_id: int, *, actor: Actor, at: datetime) -> None:
    """Take a wish back; the trail and the row keep that it was there.

    Raises:
        NotFound: there is none of the actor.
    """
    row = _mine(session, wish_id, actor)
    session.execute(update(Wish).where(Wish.id == row.id).values(withdrawn_at=at))
    kept = [one.id for one in list_wishes(session, row.employee_id)]
    for rank, key in enumerate(kept, start=1):
        session.execute(update(Wish).where(Wish.id == key).values(rank=rank))
    _note(session, row.employee_id, "wish_withdrawn", {"wish": row.id}, actor=actor, at=at)


def renew_wish(session: Session, wish_id: int, to_on: date, *, actor: Actor, clock: Clock) -> None:
    """Let a wish count until another day.

    Raises:
        NotFound: there is none of the actor.
        InvalidInput: the day cannot be.
    """
    row = _mine(session, wish_id, actor)
    check_days(row.from_on, to_on, clock.today())
    session.execute(update(Wish).where(Wish.id == row.id).values(to_on=to_on))
    payload = {"wish": row.id, "to_on": to_on.isoformat()}
    _note(session, row.employee_id, "wish_renewed", payload, actor=actor, at=clock.now())


def _own(session: Session, actor: Actor) -> int:
    """Return the employee of the account, locked, so that two devices change the list one after the other."""
    if actor.employee_id is None:
        raise NotPermitted(T("Akun Anda tidak terhubung dengan data pegawai."))
    session.execute(select(Employee.id).where(Employee.id == actor.employee_id).with_for_update())
    return actor.employee_id


def _mine(session: Session, wish_id: int, actor: Actor) -> WishRow:
    employee_id, row = _own(session, actor), get_wish(session, wish_id)
    if row.employee_id != employee_id:
        raise NotFound(T("Minat ini tidak ada, atau sudah ditarik."))
    return row


def _note(
    session: Session, employee_id: int, action: str, payload: Mapping[str, object], *, actor: Actor, at: datetime
) -> None:
    note(session, actor.using(Permission.SELF), at, action, about=("employee", employee_id), payload=payload)
