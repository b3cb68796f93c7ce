"""Placements: who sits where from when. Rows are added, ended and revoked, never rewritten or removed."""

from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.db import run
from mutasi_flow.core.errors import Conflict, NotFound, Refused
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import WHOLE_TIME
from mutasi_flow.people.model import UNKNOWN_START, WAY_BACK, Placement
from mutasi_flow.people.service.seats import (
    Seat,
    Station,
    begin,
    get_seat,
    is_for_a_while,
    keeps_seat,
    list_stations,
    put_back,
    take_seat,
    vacate_seat,
)
from mutasi_flow.people.service.trail import note

ONE_DAY = timedelta(days=1)
_DUE = (
    select(Placement.id, Placement.employee_id)
    .where(
        Placement.applied_at.is_(None),
        Placement.revoked_at.is_(None),
        Placement.from_on <= bindparam("today"),
    )
    .order_by(Placement.from_on, Placement.id)
)

_END = Prepared(update(Placement).where(Placement.id == bindparam("placement_id")).values(to_on=bindparam("last_day")))
_INSERT = Prepared(
    insert(Placement).returning(Placement.id),
    columns=(
        "employee_id",
        "unit_id",
        "jabatan_id",
        "from_on",
        "to_on",
        "source",
        "letter_number",
        "applied_at",
        "displaced",
        "share",
    ),
)


def place(
    session: Session,
    *,
    employee_id: int,
    unit_id: int,
    jabatan_id: int,
    from_on: date,
    letter_number: str,
    source: str,
    at: datetime,
    until_on: date | None = None,
    share: int = WHOLE_TIME,
    today: date | None = None,
    actor: Actor = SYSTEM,
) -> int:
    """Write the next placement, end the present one the day before, and return the new row's id.

    A placement that begins today or earlier is applied at once; a later one waits for ``apply_due_placements``.
    With a last day ``until_on`` the way back stands beside it: the former post from the day after, on the same letter;
    ``share`` is how much of the working time it takes, in per cent; with less than all of it the seat stays where it is.
    The years in the post do not begin anew with either.
    Without ``today`` the UTC date of ``at`` counts.

    Raises:
        NotFound: there is no such employee.
        Conflict: a placement that begins on or after ``from_on`` stands; it must be revoked first.
        Refused: there is no former post to come back to.
    """
    seat = get_seat(session, employee_id)
    stations = list_stations(session, employee_id)
    _refuse_overtaking(stations, from_on)
    former = _former(session, seat, stations, from_on, at)
    if former is not None and (former.to_on is None or former.to_on >= from_on):
        _end(session, former.id, from_on - ONE_DAY)
    station = Station(0, unit_id, jabatan_id, from_on, until_on, letter_number, None, {}, source, share)
    placement = _add(session, seat.id, station)
    if until_on is not None:
        if former is None:
            raise Refused(T("Jabatan sekarang belum tercatat, jadi pegawai belum dapat kembali ke sana."))
        back = Station(
            0, former.unit_id, former.jabatan_id, until_on + ONE_DAY, None, letter_number, None, {}, WAY_BACK
        )
        _add(session, seat.id, back)
    payload = {"unit_id": unit_id, "jabatan_id": jabatan_id, "from_on": from_on.isoformat()}
    note(
        session,
        actor,
        at,
        "placed",
        about=("employee", seat.id),
        payload={**payload, **_until(until_on, share), "letter": letter_number, "source": source},
    )
    if from_on <= (today or at.date()):
        if share < WHOLE_TIME:
            begin(session, placement, at)
        else:
            take_seat(session, seat, placement, at, keeps_tenure=until_on is not None)
    return placement.id


def restore(
    session: Session,
    *,
    employee_id: int,
    letter_number: str,
    at: datetime,
    today: date | None = None,
    actor: Actor = SYSTEM,
) -> None:
    """Revoke the placement of the decree ``letter_number`` and put the employee back where the person was before.

    The revoked row stays in the history. ``today`` applies a former placement that has become due meanwhile.

    Raises:
        NotFound: no standing placement of this employee rests on that decree.
        Conflict: a later placement stands; it must be revoked first.
    """
    seat = get_seat(session, employee_id)
    stations = list_stations(session, employee_id)
    position = next((place for place, one in enumerate(stations) if one.letter_number == letter_number), None)
    if position is None:
        raise NotFound(T("Tidak ada penempatan yang berlaku berdasarkan {number}.", number=letter_number))
    later = stations[-1].letter_number
    if later != letter_number:
        raise Conflict(T("Ada penempatan yang lebih baru ({number}). Cabut itu lebih dahulu.", number=later))
    for place in range(len(stations) - 1, position - 1, -1):  # a temporary one has its way back behind it
        revoked, former = stations[place], stations[place - 1] if place else None
        session.execute(update(Placement).where(Placement.id == revoked.id).values(revoked_at=at))
        if former is not None and former.to_on == revoked.from_on - ONE_DAY:
            _end(session, former.id, None)
        if revoked.applied_at is not None and not keeps_seat(stations, revoked):
            put_back(session, seat, revoked, former)
    note(session, actor, at, "restored", about=("employee", seat.id), payload={"letter": letter_number})
    apply_due_placements(session, today or at.date(), at, employee_id=seat.id)


def depart(
    session: Session, *, employee_id: int, from_on: date, letter_number: str, at: datetime, actor: Actor = SYSTEM
) -> None:
    """Let an employee leave this government: the placement ends the day before, seat and headships are empty.

    Raises:
        NotFound: there is no such employee.
        Conflict: a placement that begins on or after ``from_on`` stands.
    """
    seat = get_seat(session, employee_id)
    stations = list_stations(session, employee_id)
    _refuse_overtaking(stations, from_on)
    former = _former(session, seat, stations, from_on, at)
    if former is not None and (former.to_on is None or former.to_on >= from_on):
        _end(session, former.id, from_on - ONE_DAY)
    headed = vacate_seat(session, seat)
    payload = {"from_on": from_on.isoformat(), "letter": letter_number, "headed": headed}
    note(session, actor, at, "departed", about=("employee", seat.id), payload=payload)


def apply_due_placements(session: Session, today: date, at: datetime, *, employee_id: int | None = None) -> int:
    """Let every placement begin that is due by ``today``, and move people to the new post; return how many began."""
    due = _DUE if employee_id is None else _DUE.where(Placement.employee_id == employee_id)
    rows = session.execute(due, {"today": today}).all()
    for placement_id, owner_id in rows:
        seat = get_seat(session, owner_id)
        stations = list_stations(session, owner_id)
        station = next(one for one in stations if one.id == placement_id)
        if keeps_seat(stations, station):
            begin(session, station, at)
        else:
            take_seat(session, seat, station, at, keeps_tenure=is_for_a_while(stations, station))
        payload = {"unit_id": station.unit_id, "jabatan_id": station.jabatan_id, "letter": station.letter_number}
        note(session, SYSTEM, at, "placement_applied", about=("employee", owner_id), payload=payload)
    return len(rows)


def _until(until_on: date | None, share: int) -> dict[str, object]:
    if until_on is None:
        return {}
    return {"until_on": until_on.isoformat(), **({"share": share} if share < WHOLE_TIME else {})}


def _refuse_overtaking(stations: list[Station], from_on: date) -> None:
    for station in stations:
        if station.from_on >= from_on:
            raise Conflict(
                T(
                    "Sudah ada penempatan mulai {from_on} berdasarkan {number}. Cabut itu lebih dahulu.",
                    from_on=station.from_on,
                    number=station.letter_number or T("data pegawai"),
                )
            )


def _former(session: Session, seat: Seat, stations: list[Station], from_on: date, at: datetime) -> Station | None:
    """Return the placement to end; the present post is written down first when the history does not have it."""
    last = stations[-1] if stations else None
    if last is not None and (last.applied_at is None or (last.unit_id, last.jabatan_id) == seat.post):
        return last
    if seat.unit_id is None or seat.jabatan_id is None:
        return last
    start = seat.post_on or UNKNOWN_START
    if last is not None:
        start = max(start, last.from_on + ONE_DAY)
        if last.to_on is None or last.to_on >= start:
            _end(session, last.id, start - ONE_DAY)
    start = min(start, from_on - ONE_DAY)
    if last is not None and start <= last.from_on:
        return last
    return _add(session, seat.id, Station(0, seat.unit_id, seat.jabatan_id, start, None, "", at, {}, "import"))


def _end(session: Session, placement_id: int, last_day: date | None) -> None:
    run(session, _END, {"placement_id": placement_id, "last_day": last_day})


def _add(session: Session, employee_id: int, station: Station) -> Station:
    row = {**station._asdict(), "employee_id": employee_id}
    del row["id"]
    placement_id: int = run(session, _INSERT, row).scalar_one()
    return station._replace(id=placement_id)
