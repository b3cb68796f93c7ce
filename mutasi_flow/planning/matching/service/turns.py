"""Rotation groups and critical posts are added, ended and taken back; each with its entry in the trail."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, true, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import InvalidInput, NotFound, Refused
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.service.trail import note
from mutasi_flow.planning.matching.model import CriticalPost, RotationTerm
from mutasi_flow.planning.matching.service.keeping import check_days, check_keeper, lock_jabatan

Turning = type[RotationTerm | CriticalPost]
Days = tuple[date | None, date | None]
"""First and last; None = without end."""
MOST_YEARS = 30
_SECOND: Mapping[Turning, Text] = {
    RotationTerm: T("Salah satu jabatan itu sudah masuk kelompok rotasi untuk waktu itu. Akhiri dahulu yang lama."),
    CriticalPost: T("Jabatan ini sudah tercatat kritis untuk waktu itu."),
}


def add_group(
    session: Session,
    name: str,
    jabatan_ids: Sequence[int],
    years: int,
    days: Days,
    *,
    source: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Let holders of these jabatan rotate after so many years.

    Raises:
        NotPermitted: the actor keeps no such rows.
        InvalidInput: no jabatan, years out of range, or the days stand the wrong way round.
        Refused: one of the jabatan is in a group in these days already.
    """
    check_keeper(actor)
    check_days(*days)
    if not jabatan_ids:
        raise InvalidInput(T("Pilih paling sedikit satu jabatan."), "jabatan")
    if not 1 <= years <= MOST_YEARS:
        raise InvalidInput(T("Tulis angka {least} sampai {most}.", least=1, most=MOST_YEARS), "years")
    row = RotationTerm
    lock_jabatan(session, jabatan_ids)
    _refuse_second(session, row, row.jabatan_id.in_(jabatan_ids), days)
    for jabatan_id in jabatan_ids:
        values = {"name": name, "jabatan_id": jabatan_id, "years": years}
        _add(session, row, {**values, **_dated(days, source)}, actor, at)


def add_critical(
    session: Session,
    post: tuple[int, int],
    reason: str,
    days: Days,
    *,
    source: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Keep holders of a post (unit and jabatan) from rotating, with the reason.

    Raises:
        NotPermitted: the actor keeps no such rows.
        InvalidInput: the days stand the wrong way round.
        Refused: the post is critical in these days already.
    """
    check_keeper(actor)
    check_days(*days)
    row = CriticalPost
    unit_id, jabatan_id = post
    lock_jabatan(session, [jabatan_id])
    _refuse_second(session, row, and_(row.unit_id == unit_id, row.jabatan_id == jabatan_id), days)
    values = {"unit_id": unit_id, "jabatan_id": jabatan_id, "reason": reason}
    _add(session, row, {**values, **_dated(days, source)}, actor, at)


def end_turning(session: Session, table: Turning, key: int, last_day: date, *, actor: Actor, at: datetime) -> None:
    """Give a row its last day.

    Raises:
        NotPermitted: the actor keeps no such rows.
        NotFound: there is none.
        InvalidInput: the day lies before its first one.
        Refused: until that day it would stand beside another one.
    """
    values = _get(session, table, key, actor)
    check_days(values["from_on"], last_day)
    lock_jabatan(session, [values["jabatan_id"]])
    same = [getattr(table, name) == values[name] for name in ("unit_id", "jabatan_id") if name in values]
    _refuse_second(session, table, and_(*same), (values["from_on"], last_day), but=key)
    session.execute(update(table).where(table.id == key).values(to_on=last_day))
    _note(session, table, "ended", {**values, "to_on": last_day}, actor=actor, at=at)


def remove_turning(session: Session, table: Turning, key: int, *, actor: Actor, at: datetime) -> None:
    """Take away a row that was recorded by mistake; the trail keeps it.

    Raises:
        NotPermitted: the actor keeps no such rows.
        NotFound: there is none.
    """
    values = _get(session, table, key, actor)
    session.execute(delete(table).where(table.id == key))
    _note(session, table, "removed", values, actor=actor, at=at)


def _refuse_second(session: Session, table: Turning, same: ColumnElement[bool], days: Days, but: int = 0) -> None:
    if session.execute(select(table.id).where(table.id != but, same, _overlaps(table, days))).first():
        raise Refused(_SECOND[table])


def _dated(days: Days, source: str) -> dict[str, Any]:
    return {"from_on": days[0], "to_on": days[1], "source": source}


def _overlaps(table: Turning, days: Days) -> ColumnElement[bool]:
    """Return the condition "has a day in common"."""
    from_on, to_on = days
    begins = true() if to_on is None else or_(table.from_on.is_(None), table.from_on <= to_on)
    ends = true() if from_on is None else or_(table.to_on.is_(None), table.to_on >= from_on)
    return and_(begins, ends)


def _add(session: Session, table: Turning, values: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    key: int = session.execute(insert(table).values(**values, recorded_at=at).returning(table.id)).scalar_one()
    _note(session, table, "added", {**values, "row": key}, actor=actor, at=at)


def _get(session: Session, table: Turning, key: int, actor: Actor) -> dict[str, Any]:
    check_keeper(actor)
    found = session.get(table, key)
    if found is None:
        raise NotFound
    names = [column.key for column in table.__table__.columns if column.key not in {"id", "recorded_at"}]
    return {**{name: getattr(found, name) for name in names}, "row": key}


def _note(
    session: Session, table: Turning, what: str, values: Mapping[str, Any], *, actor: Actor, at: datetime
) -> None:
    payload = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    action = f"{'rotation_term' if table is RotationTerm else 'critical_post'}_{what}"
    note(session, actor, at, action, about=("jabatan", int(values["jabatan_id"])), payload=payload)
