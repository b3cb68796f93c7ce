"""The present seat of an employee: taking it, and putting back what taking it displaced.

Besides unit and jabatan a move changes who supervises, when the person retires (the retirement age belongs to
the jabatan) and which units the person heads. What was there before is kept on the placement.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.db import run
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import LEFT, SERVING_CODES, WHOLE_TIME, JabatanKind
from mutasi_flow.people.model import UNKNOWN_START, WAY_BACK, Employee, Jabatan, Placement, Unit


class Seat(NamedTuple):
    """Where an employee sits now, and what hangs on it."""

    id: int
    unit_id: int | None
    jabatan_id: int | None
    post_on: date | None
    retires_on: date | None
    supervisor_id: int | None

    @property
    def post(self) -> tuple[int | None, int | None]:
        """Unit and jabatan."""
        return self.unit_id, self.jabatan_id


class Station(NamedTuple):
    """A standing placement of one employee."""

    id: int
    unit_id: int
    jabatan_id: int
    from_on: date
    to_on: date | None
    letter_number: str
    applied_at: datetime | None
    displaced: Mapping[str, object]
    source: str = ""
    share: int = WHOLE_TIME


_SEAT = Prepared(
    select(
        Employee.id,
        Employee.unit_id,
        Employee.jabatan_id,
        Employee.post_on,
        Employee.retires_on,
        Employee.supervisor_id,
    )
    .where(Employee.id == bindparam("id"))
    .with_for_update()
)
_STATIONS = Prepared(
    select(
        Placement.id,
        Placement.unit_id,
        Placement.jabatan_id,
        Placement.from_on,
        Placement.to_on,
        Placement.letter_number,
        Placement.applied_at,
        Placement.displaced,
        Placement.source,
        Placement.share,
    )
    .where(Placement.employee_id == bindparam("id"), Placement.revoked_at.is_(None))
    .order_by(Placement.from_on, Placement.id)
)
_AGES = Prepared(select(Jabatan.id, Jabatan.retirement_age).where(Jabatan.id.in_(bindparam("ids", expanding=True))))
_KIND = Prepared(select(Jabatan.kind).where(Jabatan.id == bindparam("id")))
_HEAD = Prepared(select(Unit.head_id).where(Unit.id == bindparam("id")))
_HEADED = Prepared(select(Unit.id).where(Unit.head_id == bindparam("id")).order_by(Unit.id))
_OTHER_OFFICIALS = Prepared(
    select(Employee.id)
    .join(Jabatan, Jabatan.id == Employee.jabatan_id)
    .where(
        Employee.unit_id == bindparam("unit_id"),
        Employee.id != bindparam("id"),
        Jabatan.kind == JabatanKind.STRUCTURAL,
        Employee.legal_position.in_(SERVING_CODES),
    )
    .limit(1)
)


def get_seat(session: Session, employee_id: int) -> Seat:
    """Return the seat, locked against other writers.

    Raises:
        NotFound: there is no such employee.
    """
    row = run(session, _SEAT, {"id": employee_id}).first()
    if row is None:
        raise NotFound(T("Pegawai tidak ditemukan."))
    return Seat(*row)


def list_stations(session: Session, employee_id: int) -> list[Station]:
    """Return the standing (not revoked) placements, earliest first."""
    return [Station(*row) for row in run(session, _STATIONS, {"id": employee_id})]


def keeps_seat(stations: Iterable[Station], station: Station) -> bool:
    """Whether a placement takes a part of the time only, or is the way back from such: the seat stays where it is."""
    return any(one.share < WHOLE_TIME and one.letter_number == station.letter_number for one in stations)


def is_for_a_while(stations: Iterable[Station], station: Station) -> bool:
    """Whether a placement is a temporary one or the way back from it: the years in the post go on counting."""
    return any(one.source == WAY_BACK and one.letter_number == station.letter_number for one in stations)


def begin(session: Session, station: Station, at: datetime) -> None:
    """Let a placement begin that moves no seat: who gives a part of the time elsewhere stays where the person sits."""
    session.execute(update(Placement).where(Placement.id == station.id).values(applied_at=at))


def take_seat(session: Session, seat: Seat, station: Station, at: datetime, *, keeps_tenure: bool = False) -> None:
    """Make ``station`` the present seat and keep on it what it displaced."""
    moves_unit = station.unit_id != seat.unit_id
    left = _leave_headships(session, seat, station) if moves_unit else []
    took = moves_unit and _take_headship(session, seat, station)
    displaced = {
        "post_on": _iso(seat.post_on),
        "retires_on": _iso(seat.retires_on),
        "supervisor_id": seat.supervisor_id,
        "headed": left,
        "took_head": took,
    }
    _sit(
        session,
        seat.id,
        unit_id=station.unit_id,
        jabatan_id=station.jabatan_id,
        post_on=seat.post_on if keeps_tenure else _since(station),
        retires_on=seat.retires_on if _keeps_age(session, seat, station) else None,
        supervisor_id=None if moves_unit else seat.supervisor_id,
    )
    session.execute(update(Placement).where(Placement.id == station.id).values(applied_at=at, displaced=displaced))


def put_back(session: Session, seat: Seat, revoked: Station, former: Station | None) -> None:
    """Put the employee back to ``former`` (None = no post), with everything that ``revoked`` had displaced."""
    before = revoked.displaced
    _sit(
        session,
        seat.id,
        unit_id=former.unit_id if former else None,
        jabatan_id=former.jabatan_id if former else None,
        post_on=_date(before.get("post_on")),
        retires_on=_date(before.get("retires_on")),
        supervisor_id=before.get("supervisor_id"),
    )
    if before.get("took_head"):
        session.execute(update(Unit).where(Unit.id == revoked.unit_id, Unit.head_id == seat.id).values(head_id=None))
    headed = before.get("headed")
    if isinstance(headed, list) and headed:
        session.execute(update(Unit).where(Unit.id.in_(headed), Unit.head_id.is_(None)).values(head_id=seat.id))


def vacate_seat(session: Session, seat: Seat) -> list[int]:
    """Leave the seat and this government; return the units that the person headed."""
    headed = list(run(session, _HEADED, {"id": seat.id}).scalars())
    if headed:
        session.execute(update(Unit).where(Unit.id.in_(headed)).values(head_id=None))
    _sit(session, seat.id, unit_id=None, jabatan_id=None, post_on=None, supervisor_id=None, legal_position=LEFT)
    return headed


def _since(station: Station) -> date | None:
    return None if station.from_on == UNKNOWN_START else station.from_on


def _sit(session: Session, employee_id: int, **columns: object) -> None:
    session.execute(
        update(Employee).where(Employee.id == employee_id).values(**columns),
        execution_options={"synchronize_session": "fetch"},
    )


def _keeps_age(session: Session, seat: Seat, station: Station) -> bool:
    """Whether the stated retirement date still holds: it does not when the new jabatan has another age."""
    if seat.retires_on is None or seat.jabatan_id is None:
        return True
    ages = {row.id: row.retirement_age for row in run(session, _AGES, {"ids": [seat.jabatan_id, station.jabatan_id]})}
    return bool(ages[seat.jabatan_id] == ages[station.jabatan_id])


def _leave_headships(session: Session, seat: Seat, station: Station) -> list[int]:
    headed = [unit_id for unit_id in run(session, _HEADED, {"id": seat.id}).scalars() if unit_id != station.unit_id]
    if headed:
        session.execute(update(Unit).where(Unit.id.in_(headed)).values(head_id=None))
    return headed


def _take_headship(session: Session, seat: Seat, station: Station) -> bool:
    """Head the new unit when the jabatan is managerial, nobody heads it and no other official sits there."""
    kind = run(session, _KIND, {"id": station.jabatan_id}).scalar_one()
    if kind is not JabatanKind.STRUCTURAL:
        return False
    if run(session, _HEAD, {"id": station.unit_id}).scalar_one() is not None:
        return False
    if run(session, _OTHER_OFFICIALS, {"unit_id": station.unit_id, "id": seat.id}).first():
        return False
    session.execute(update(Unit).where(Unit.id == station.unit_id).values(head_id=seat.id))
    return True


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None
