"""Tasks that nobody can do: the role they wait for has no holder there, so whoever can mend it is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import KEPT_ROLES, ROLE_LABELS, ROLE_MARKS, Role
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import NewNotice
from mutasi_flow.inbox.model import IS_OPEN, Notice, Task
from mutasi_flow.inbox.service.notices import notify
from mutasi_flow.people.model import Unit

EVENT = "unattended_"
AGAIN_AFTER = timedelta(days=7)
"""How long one telling is enough."""

_BY_ROLE = (
    select(Task.holder_role, Task.holder_unit_id, func.coalesce(Unit.path, ""), Unit.name, func.count())
    .outerjoin(Unit, Unit.id == Task.holder_unit_id)
    .where(IS_OPEN, ~Task.is_secret, Task.holder_role.in_([role.value for role in ROLE_MARKS]))
    .group_by(Task.holder_role, Task.holder_unit_id, Unit.path, Unit.name)
    .order_by(Task.holder_role, Task.holder_unit_id)
)


@dataclass(frozen=True, slots=True)
class _Unattended:
    role: Role
    unit_id: int | None
    unit: str | None
    count: int

    @property
    def event(self) -> str:
        return EVENT + self.role

    @property
    def text(self) -> Text:
        where = self.unit or T("seluruh kantor")
        role = ROLE_LABELS[self.role]
        if self.role in KEPT_ROLES:
            return T(
                "Belum ada {role} definitif untuk {unit}, jadi {count} tugas tidak menunggu siapa pun. "
                "Plh. dan Plt. tidak dapat mengerjakannya.",
                role=role,
                unit=where,
                count=self.count,
            )
        return T(
            "Belum ada {role} untuk {unit}, jadi {count} tugas tidak menunggu siapa pun.",
            role=role,
            unit=where,
            count=self.count,
        )


def _unattended(session: Session, today: date) -> Iterator[_Unattended]:
    held: dict[Role, tuple[str, ...]] = {}
    for name, unit_id, path, unit, count in session.execute(_BY_ROLE).all():
        role = Role(name)
        if role not in held:
            held[role] = access.paths_of_role(session, role, today)
        by_head = role is Role.SUPERVISOR and access.employees_with_role(session, role, path, today)
        if not by_head and not any(path.startswith(prefix) for prefix in held[role]):
            yield _Unattended(role, unit_id, unit, count)


def tell_unattended(session: Session, today: date, at: datetime) -> int:
    """Tell administrators and the verifiers there about tasks that wait for a role which nobody holds; return how many.

    Once a week per role and unit, as long as it stays so.
    """
    found = list(_unattended(session, today))
    if not found:
        return 0
    recent = select(Notice.event, Notice.unit_id).where(
        Notice.employee_id.is_(None),
        Notice.event.startswith(EVENT, autoescape=True),
        Notice.created_at > at - AGAIN_AFTER,
    )
    told = {tuple(row) for row in session.execute(recent)}
    news = [one for one in found if (one.event, one.unit_id) not in told]
    for role, address in ((Role.ADMIN, "/admin/akun"), (Role.VERIFIER, "/antrean")):
        notify(
            session,
            [
                NewNotice(one.event, one.text, at, role=role.value, unit_id=one.unit_id, address=address)
                for one in news
                if one.role is not role
            ],
        )
    return len(news)
