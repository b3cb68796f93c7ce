"""Particulars are added, ended and taken back; each with its entry in the trail."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, delete, insert, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import RELATIVES, CredentialKind, Owner, ParticularKind, Relation
from mutasi_flow.people.model import Relative
from mutasi_flow.people.queries import (
    get_employee_card,
    get_particular,
    has_same,
    list_relatives,
    owner_column,
    unit_path,
)
from mutasi_flow.people.queries.particulars import TABLES
from mutasi_flow.people.service.trail import note

WRITING = (Permission.EMPLOYEES_WRITE, Permission.TRANSFERS_VERIFY)


class Days(NamedTuple):
    """From when to when a particular holds, and the paper behind it; ``to_on`` is the last day."""

    from_on: date | None
    to_on: date | None
    source: str


def may_record(actor: Actor, kind: ParticularKind, owner_id: int, unit_path: str) -> bool:
    """Whether the actor may add such a row: staff over the unit, never about themselves; relatives also oneself."""
    if kind.owner is Owner.EMPLOYEE and actor.employee_id == owner_id:
        return kind.is_own
    return any(actor.may(permission, unit_path) for permission in WRITING)


def check_particular(kind: ParticularKind, owner_id: int, given: Mapping[str, object], days: Days) -> None:
    """Refuse what cannot be so.

    Raises:
        InvalidInput: somebody would be family of oneself, a licence names no facility, the days stand the wrong way round.
    """
    if kind is RELATIVES and given["relative_id"] == owner_id:
        raise InvalidInput(T("Tulis NIP keluarganya, bukan NIP pegawai ini sendiri."), "relative_id")
    if given.get("kind") == CredentialKind.PRACTICE and given["unit_id"] is None:
        raise InvalidInput(T("Tulis fasilitas tempat izin praktik berlaku."), "unit_id")
    if days.from_on is not None and days.to_on is not None and days.to_on < days.from_on:
        raise InvalidInput(T("Tanggal akhir harus sesudah tanggal mulai."), "to_on")


def add_particular(
    session: Session,
    kind: ParticularKind,
    owner_id: int,
    given: Mapping[str, object],
    days: Days,
    *,
    actor: Actor,
    at: datetime,
) -> int:
    """Record one; ``given`` has every field of the kind. Return its key.

    Raises:
        NotPermitted: the actor may not; see :func:`may_record`.
        InvalidInput: see :func:`check_particular`.
        Refused: just this is on record already.
        NotFound: there is no such employee or unit.
    """
    if not may_record(actor, kind, owner_id, _path(session, kind, owner_id)):
        raise NotPermitted
    check_particular(kind, owner_id, given, days)
    if has_same(session, kind, owner_id, given):
        raise Refused(T("Ini sudah tercatat. Akhiri dahulu yang lama bila berubah."))
    return _insert(session, kind, owner_id, given, days, actor=actor, at=at)


def record_kinship(session: Session, actor: Actor, employee_id: int, relative_id: int, at: datetime) -> bool:
    """Keep that two employees are of one family, as one of them said; return whether that was new.

    It counts once the office has confirmed it: nobody unseats an official by a word.

    Raises:
        InvalidInput: it is one and the same person.
        NotFound: there is no such employee.
    """
    given = {"relative_id": relative_id, "relation": Relation.OTHER}
    days = Days(None, None, str(T("Pernyataan saat mengundurkan diri dari suatu usulan")))
    check_particular(RELATIVES, employee_id, given, days)
    for key in (employee_id, relative_id):
        get_employee_card(session, key)
    if relative_id in list_relatives(session, employee_id) or has_same(session, RELATIVES, employee_id, given):
        return False
    _insert(session, RELATIVES, employee_id, given, days, actor=actor, at=at)
    return True


def _insert(
    session: Session,
    kind: ParticularKind,
    owner_id: int,
    given: Mapping[str, object],
    days: Days,
    *,
    actor: Actor,
    at: datetime,
) -> int:
    table, row = TABLES[kind.name], {owner_column(kind).key: owner_id, **given, **days._asdict()}
    if kind is RELATIVES:
        row["is_stated"] = actor.employee_id is not None and actor.employee_id in {owner_id, given["relative_id"]}
    key: int = session.execute(insert(table).values(**row, recorded_at=at).returning(table.id)).scalar_one()
    _note(session, kind, {**row, "id": key}, action="particular_added", actor=actor, at=at)
    return key


def confirm_particular(session: Session, key: int, *, actor: Actor, at: datetime) -> int:
    """Let a bond that one of two people stated count. Return the key of its owner.

    Raises:
        NotPermitted: the actor may not, or is one of the two.
        NotFound: there is none.
        Conflict: it has been confirmed already.
    """
    row = _get(session, RELATIVES, key, actor)
    confirmed = update(Relative).where(Relative.id == key, Relative.is_stated).values(is_stated=False)
    if not cast("CursorResult[tuple[()]]", session.execute(confirmed)).rowcount:
        raise Conflict(T("Pernyataan ini sudah disahkan."))
    _note(session, RELATIVES, {**row, "is_stated": False}, action="particular_confirmed", actor=actor, at=at)
    return int(row["employee_id"])


def end_particular(
    session: Session, kind: ParticularKind, key: int, last_day: date, *, actor: Actor, at: datetime
) -> int:
    """Give one its last day. Return the key of its owner.

    Raises:
        NotPermitted: the actor may not, or is one of those it is about.
        NotFound: there is none.
        InvalidInput: the day lies before its first one.
    """
    row = _get(session, kind, key, actor)
    if row["from_on"] is not None and last_day < row["from_on"]:
        raise InvalidInput(T("Tanggal akhir harus sesudah tanggal mulai."), "to_on")
    session.execute(update(TABLES[kind.name]).where(TABLES[kind.name].id == key).values(to_on=last_day))
    _note(session, kind, {**row, "to_on": last_day}, action="particular_ended", actor=actor, at=at)
    return int(row[owner_column(kind).key])


def remove_particular(session: Session, kind: ParticularKind, key: int, *, actor: Actor, at: datetime) -> int:
    """Take one away that was recorded by mistake; the trail keeps it. Return the key of its owner.

    Raises:
        NotPermitted: the actor may not, or is one of those it is about.
        NotFound: there is none.
    """
    row = _get(session, kind, key, actor)
    session.execute(delete(TABLES[kind.name]).where(TABLES[kind.name].id == key))
    _note(session, kind, row, action="particular_removed", actor=actor, at=at)
    return int(row[owner_column(kind).key])


def _get(session: Session, kind: ParticularKind, key: int, actor: Actor) -> dict[str, Any]:
    """Return the row when the actor may change it: never somebody whom it is about."""
    found = get_particular(session, kind, key)
    row = {column.key: getattr(found, column.key) for column in TABLES[kind.name].__table__.columns}
    owner_id = row[owner_column(kind).key]
    about = {row.get("employee_id"), row.get("relative_id")} - {None}
    path = _path(session, kind, owner_id)
    if actor.employee_id in about or not any(actor.may(permission, path) for permission in WRITING):
        raise NotPermitted
    return row


def _path(session: Session, kind: ParticularKind, owner_id: int) -> str:
    if kind.owner is Owner.UNIT:
        return unit_path(session, owner_id)
    return get_employee_card(session, owner_id).unit_path or ""


def _note(
    session: Session, kind: ParticularKind, row: Mapping[str, Any], *, action: str, actor: Actor, at: datetime
) -> None:
    payload = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in row.items()
        if name not in {"id", "recorded_at"}
    }
    about = (kind.owner.value, int(row[owner_column(kind).key]))
    note(session, actor, at, action, about=about, payload={"particular": kind.name, "row": row["id"], **payload})
