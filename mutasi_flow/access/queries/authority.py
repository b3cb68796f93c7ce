"""The matrix of who decides and who signs, and what it says about one matter."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.access.domain import Act, Authority, Matter, choose
from mutasi_flow.access.model import AuthorityRow
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.db import run
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.people.domain import SERVING_CODES
from mutasi_flow.people.model import Employee, Jabatan, Unit

_over, _official = aliased(Unit), aliased(Unit)
_ROWS: Select[*tuple[Any, ...]] = (
    select(
        AuthorityRow.id,
        AuthorityRow.act,
        AuthorityRow.move_kind,
        AuthorityRow.post_kind,
        AuthorityRow.level,
        AuthorityRow.unit_id,
        func.coalesce(_over.path, ""),
        _over.name,
        AuthorityRow.official_unit_id,
        _official.name,
        AuthorityRow.title,
        AuthorityRow.form,
        AuthorityRow.via,
        AuthorityRow.decree_number,
        AuthorityRow.decree_on,
        AuthorityRow.from_on,
        AuthorityRow.to_on,
        Employee.id,
    )
    .join(_official, _official.id == AuthorityRow.official_unit_id)
    .outerjoin(_over, _over.id == AuthorityRow.unit_id)
    .outerjoin(Employee, (Employee.id == _official.head_id) & Employee.legal_position.in_(SERVING_CODES))
    .order_by(AuthorityRow.act, AuthorityRow.from_on, AuthorityRow.id)
)
_jabatan = select(Jabatan.kind, Jabatan.level).where(Jabatan.id == bindparam("jabatan_id")).subquery()
_FOR_MATTER = Prepared(
    _ROWS.add_columns(select(_jabatan.c.kind).scalar_subquery(), select(_jabatan.c.level).scalar_subquery()).where(
        AuthorityRow.act == bindparam("act"),
        AuthorityRow.from_on <= bindparam("on_day"),
        or_(AuthorityRow.to_on.is_(None), AuthorityRow.to_on >= bindparam("on_day")),
    )
)


def has_authorities() -> ColumnElement[bool]:
    """Return the condition that the office has a matrix at all, for reading along with something else."""
    return select(AuthorityRow.id).exists()


def list_authorities(session: Session) -> Sequence[Authority]:
    """Return all rows, also those of the past."""
    return [Authority(*row) for row in run(session, _ROWS)]


def who_may(
    session: Session,
    act: Act,
    *,
    move_kind: str,
    jabatan_id: int | None,
    unit_path: str,
    on: date,
    but: Collection[int] = (),
) -> Authority | None:
    """Return which row says who decides or signs this on the day; None: the head of region, by role.

    Args:
        session: To read with.
        act: Decide or sign.
        move_kind: Letter of the legal kind.
        jabatan_id: The post in question, by its jabatan.
        unit_path: The unit which the person leaves.
        on: The day.
        but: Officials who have no part in this matter; the row that says next most counts instead of theirs.
    """
    found = run(session, _FOR_MATTER, {"act": act, "on_day": on, "jabatan_id": jabatan_id}).all()
    if not found:
        return None
    kind, level = found[0][-2:]
    matter = Matter(act, move_kind, kind or "", level or "", unit_path)
    rows = [Authority(*row[:-2]) for row in found]
    return choose([row for row in rows if row.head_id is None or row.head_id not in but], matter, on)


def is_official(authority: Authority, actor: Actor) -> bool:
    """Whether the actor holds the official's post now."""
    return authority.head_id is not None and authority.head_id == actor.employee_id
