"""Roles: given over a unit subtree from a day to a day, and taken back."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import ACTING, OFFICE_WIDE_ROLES, ROLE_LABELS, Holding, Role
from mutasi_flow.access.model import RoleGrant
from mutasi_flow.access.service.guard import keep_an_admin, note, require, take
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.people.model import Unit


def grant_role(
    session: Session,
    actor: Actor,
    account_id: int,
    role: Role,
    *,
    unit_id: int | None,
    from_on: date,
    to_on: date | None = None,
    warrant: str = "",
    holding: Holding = Holding.DEFINITIVE,
    at: datetime,
) -> int:
    """Give an account a role over a unit and all below it (None = whole office); return the grant's id.

    Raises:
        NotPermitted: the actor is no administrator.
        NotFound: no such account or unit.
        InvalidInput: the dates or the scope do not fit the role, or a form of holding lacks its paper or its end.
        Conflict: the account holds the same role there in these days.
    """
    require(actor, Permission.ADMIN)
    take(session, account_id)
    _check(session, role, unit_id, from_on, to_on)
    _check_holding(holding, to_on, warrant.strip())
    if _overlaps(session, account_id, role, unit_id, from_on=from_on, to_on=to_on):
        raise Conflict(T("Akun ini sudah memegang peran {role} di situ pada masa itu.", role=ROLE_LABELS[role]))
    grant = RoleGrant(
        account_id=account_id,
        role=role,
        unit_id=unit_id,
        from_on=from_on,
        to_on=to_on,
        warrant=warrant.strip(),
        holding=holding,
    )
    session.add(grant)
    session.flush()
    payload = {
        "role": role.value,
        "unit_id": unit_id,
        "from_on": from_on.isoformat(),
        "to_on": to_on.isoformat() if to_on else None,
        "warrant": grant.warrant,
        "holding": holding.value,
    }
    note(session, actor, account_id, "role_granted", at, **payload)
    return grant.id


def _check(session: Session, role: Role, unit_id: int | None, from_on: date, to_on: date | None) -> None:
    if role is Role.EMPLOYEE:
        raise InvalidInput(T("Peran pegawai melekat pada setiap akun pegawai dan tidak perlu diberikan."), field="role")
    if unit_id is not None and role in OFFICE_WIDE_ROLES:
        raise InvalidInput(
            T("Peran {role} berlaku untuk seluruh kantor, bukan satu unit.", role=ROLE_LABELS[role]), field="unit"
        )
    if to_on is not None and to_on < from_on:
        raise InvalidInput(T("Tanggal berakhir lebih awal daripada tanggal mulai."), field="to_on")
    if unit_id is not None and session.get(Unit, unit_id) is None:
        raise NotFound(T("Unit ini tidak ada."))


def _check_holding(holding: Holding, to_on: date | None, warrant: str) -> None:
    if holding is Holding.PJ and not warrant:
        raise InvalidInput(T("Isi nomor persetujuan Menteri untuk penjabat (Pj.)."), field="warrant")
    if holding in ACTING and not warrant:
        raise InvalidInput(T("Isi nomor surat perintah untuk Plh. atau Plt."), field="warrant")
    if holding in ACTING and to_on is None:
        raise InvalidInput(T("Isi tanggal berakhir untuk Plh. atau Plt."), field="to_on")


def _overlaps(
    session: Session, account_id: int, role: Role, unit_id: int | None, *, from_on: date, to_on: date | None
) -> bool:
    held = session.execute(
        select(RoleGrant.from_on, RoleGrant.to_on).where(
            RoleGrant.account_id == account_id,
            RoleGrant.role == role,
            RoleGrant.unit_id.is_not_distinct_from(unit_id),
        )
    )
    return any(start <= (to_on or date.max) and from_on <= (end or date.max) for start, end in held)


def revoke_role(session: Session, actor: Actor, grant_id: int, today: date, at: datetime) -> int:
    """End a role as of now; return the account it belonged to. A role that has not begun yet is removed.

    Raises:
        NotPermitted: the actor is no administrator.
        NotFound: no such role grant.
        Refused: it is that of the last administrator.
    """
    require(actor, Permission.ADMIN)
    grant = session.get(RoleGrant, grant_id)
    if grant is None:
        raise NotFound
    if grant.role is Role.ADMIN:
        keep_an_admin(session, grant.account_id, at)
    note(session, actor, grant.account_id, "role_revoked", at, role=grant.role.value, unit_id=grant.unit_id)
    yesterday = today - timedelta(days=1)
    if grant.from_on > yesterday:
        session.delete(grant)
    elif grant.to_on is None or grant.to_on > yesterday:
        grant.to_on = yesterday
    return grant.account_id
