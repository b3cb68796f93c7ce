"""Absences: somebody names a colleague for ordinary tasks, from a day to a day."""

from datetime import date, datetime, timedelta

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from mutasi_flow.access.model import Absence, Account
from mutasi_flow.access.queries.absences import AbsenceRow, get_absence
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.people import queries as people
from mutasi_flow.people.service.trail import note

LONGEST = timedelta(days=92)
"""Three months: a longer absence is a vacancy, for which a Plt. is appointed."""


def _check_days(from_on: date, to_on: date, today: date) -> None:
    if from_on < today:
        raise InvalidInput(T("Hari pertama paling awal hari ini."), "from_on")
    if to_on < from_on:
        raise InvalidInput(T("Tanggal berakhir lebih awal daripada tanggal mulai."), "to_on")
    if to_on - from_on > LONGEST:
        raise InvalidInput(T("Paling lama tiga bulan. Untuk yang lebih lama, minta penunjukan Plt."), "to_on")


def _check_substitute(session: Session, actor: Actor, employee_id: int, substitute_id: int) -> None:
    if substitute_id == employee_id:
        raise InvalidInput(T("Pilih orang lain sebagai wakil."), "substitute")
    if employee_id != actor.employee_id and substitute_id == actor.employee_id:
        raise Refused(T("Anda tidak dapat menunjuk diri sendiri sebagai wakil orang lain."))
    card = people.get_employee_card(session, substitute_id)
    has_account = session.scalar(select(Account.id).where(Account.employee_id == substitute_id, Account.is_active))
    if not card.is_serving or not has_account:
        raise InvalidInput(T("{name} tidak sedang bertugas atau belum mempunyai akun.", name=card.name), "substitute")


def set_absence(
    session: Session,
    actor: Actor,
    employee_id: int,
    substitute_id: int,
    *,
    from_on: date,
    to_on: date,
    today: date,
    at: datetime,
) -> int:
    """Let ``substitute_id`` do the ordinary tasks of ``employee_id`` in these days; return the key.

    Raises:
        NotPermitted: it is neither the own absence nor set by an administrator.
        InvalidInput: the days do not fit, or the substitute cannot do it.
        Refused: an administrator named the own person.
        Conflict: one of the two is absent already in these days.
        NotFound: no such employee.
    """
    if employee_id != actor.employee_id and not actor.may(Permission.ADMIN, ""):
        raise NotPermitted
    people.get_employee_card(session, employee_id)
    _check_days(from_on, to_on, today)
    _check_substitute(session, actor, employee_id, substitute_id)
    away = session.scalar(
        select(Absence.employee_id).where(
            or_(
                Absence.employee_id == employee_id,
                Absence.employee_id == substitute_id,
                Absence.substitute_id == employee_id,
            ),
            Absence.from_on <= to_on,
            Absence.to_on >= from_on,
        )
    )
    if away is not None:
        raise Conflict(T("Pada masa itu salah satu dari keduanya sudah berhalangan atau sudah mewakili orang lain."))
    values = {"employee_id": employee_id, "substitute_id": substitute_id, "from_on": from_on, "to_on": to_on}
    statement = insert(Absence).values(**values, set_by_id=actor.account_id, set_at=at).returning(Absence.id)
    key: int = session.execute(statement).scalar_one()
    _note(session, actor, "absence_set", get_absence(session, key), at)
    return key


def end_absence(session: Session, actor: Actor, absence_id: int, *, today: date, at: datetime) -> AbsenceRow:
    """End an absence as of now, or before it begins; return how it was.

    Raises:
        NotFound: there is none.
        NotPermitted: the actor is neither absent nor stands in, nor an administrator.
    """
    row = get_absence(session, absence_id)
    if actor.employee_id not in {row.employee_id, row.substitute_id} and not actor.may(Permission.ADMIN, ""):
        raise NotPermitted
    session.execute(update(Absence).where(Absence.id == absence_id).values(to_on=today - timedelta(days=1)))
    _note(session, actor, "absence_ended", row, at)
    return row


def _note(session: Session, actor: Actor, action: str, row: AbsenceRow, at: datetime) -> None:
    payload = {
        "absence": row.id,
        "substitute": row.substitute_id,
        "from_on": row.from_on.isoformat(),
        "to_on": row.to_on.isoformat(),
    }
    is_own = actor.employee_id in {row.employee_id, row.substitute_id}
    used = actor.using(Permission.SELF if is_own else Permission.ADMIN)
    note(session, used, at, action, about=("employee", row.employee_id), payload=payload)
